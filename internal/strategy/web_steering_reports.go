package strategy

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type highlightsPage struct {
	web.Page
	Tabs  []web.Tab
	Rows  []HighlightReport
	Pager web.Pager
	Keeps bool
}

func (h *handlers) highlights(w http.ResponseWriter, r *http.Request) error {
	orgID, page := actor.From(r.Context()).OrgID, web.PageNumber(r)
	p := highlightsPage{Page: web.NewPage(w, r, "Highlight reports", strategyCrumb, steeringCrumb), Tabs: steeringTabs("Highlight reports"), Keeps: h.keepsSteering(r)}
	e, found, err := h.s.Current(r.Context(), orgID)
	if err != nil {
		return err
	}
	total := 0
	if found {
		if p.Rows, total, err = listHighlights(r.Context(), h.s.db, orgID, e.ID, p.Keeps, web.PerPage, web.Offset(page)); err != nil {
			return err
		}
	}
	p.Pager = web.NewPager(r, page, total)
	return web.Render(w, http.StatusOK, pages["highlights.html"], p)
}

type newHighlightPage struct {
	web.Page
	Old HighlightReport // the report to be put right, or zero
}

func (h *handlers) newHighlight(w http.ResponseWriter, r *http.Request) error {
	orgID := actor.From(r.Context()).OrgID
	form := web.NewForm(map[string]string{"corrects": r.URL.Query().Get("corrects")})
	last, found, err := h.s.lastMeeting(r.Context(), h.s.db, orgID)
	if err != nil {
		return err
	}
	if found {
		form.SetDate("from", last)
	}
	form.SetDate("to", h.s.today())
	return h.showNewHighlight(w, r, form)
}

func (h *handlers) showNewHighlight(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	p := newHighlightPage{Page: web.NewPage(w, r, "A new highlight report", strategyCrumb, steeringCrumb).WithForm(form)}
	if id := form.Value("corrects"); id != "" {
		var err error
		if p.Old, err = highlightByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, id); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(form), pages["highlight_new.html"], p)
}

func (h *handlers) addHighlight(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := HighlightReport{CorrectsID: form.Value("corrects"), Correction: form.Text("correction", "What was wrong", 0, 2000)}
	if in.CorrectsID == "" {
		in.FromOn, in.ToOn = form.Date("from", "The first day", true), form.Date("to", "The last day", true)
	}
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		in.StrategyID = e.ID
		out, err := h.s.NewHighlight(r.Context(), actor.From(r.Context()), in)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/reports/"+out.ID, "The report is begun. It follows the plan until it is frozen.")
		}
	}
	return h.showNewHighlight(w, r, form)
}

type highlightPage struct {
	web.Page
	Report  HighlightReport
	Content HighlightContent
	Intact  bool
	Keeps   bool
}

func (h *handlers) highlight(w http.ResponseWriter, r *http.Request) error {
	return h.showHighlight(w, r, nil)
}

// highlightNow is the report, and what it says: as frozen, or as of now. A draft
// is seen only by those who keep it: its words are not the group's yet.
func (h *handlers) highlightNow(r *http.Request) (HighlightReport, HighlightContent, error) {
	report, err := highlightByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("report"))
	if err != nil || report.Frozen() {
		return report, report.Content.V, err
	}
	if !h.keepsSteering(r) {
		return report, HighlightContent{}, fault.New(fault.NotFound, "We could not find that report. It may not be frozen yet.")
	}
	content, err := h.s.highlight(r.Context(), h.s.db, report)
	return report, content, err
}

func (h *handlers) showHighlight(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	report, content, err := h.highlightNow(r)
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"summary": report.Summary})
	}
	if report.Frozen() {
		lead(form)
	}
	p := highlightPage{
		Page:   web.NewPage(w, r, "Highlight report, "+report.FromOn.String()+" to "+report.ToOn.String(), strategyCrumb, steeringCrumb, web.Crumb{Label: "Highlight reports", Href: "/strategy/steering/reports"}).WithForm(form),
		Report: report, Content: content, Intact: !report.Frozen() || report.Intact(), Keeps: h.keepsSteering(r),
	}
	return web.Render(w, web.FormStatus(form), pages["highlight.html"], p)
}

func (h *handlers) highlightMarkdown(w http.ResponseWriter, r *http.Request) error {
	report, content, err := h.highlightNow(r)
	if err != nil {
		return err
	}
	words := report.Words
	if !report.Frozen() {
		words = content.words()
	}
	return web.DownloadBytes(w, "text/markdown; charset=utf-8", "highlight-report-"+report.ToOn.ISO()+".md", []byte(words))
}

// reported answers a form of a report's page.
func (h *handlers) reported(w http.ResponseWriter, r *http.Request, form *web.Form, message string, err error) error {
	if err := form.Take(err); err != nil {
		return err
	}
	if form.OK() {
		return web.SeeOther(w, r, "/strategy/steering/reports/"+r.PathValue("report"), message)
	}
	return h.showHighlight(w, r, form)
}

func (h *handlers) saveHighlight(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	summary := form.Text("summary", "The summary", 0, 10_000)
	if !form.OK() {
		return h.showHighlight(w, r, form)
	}
	return h.reported(w, r, form, "Saved.", h.s.SummariseHighlight(r.Context(), actor.From(r.Context()), r.PathValue("report"), versionOf(form), summary))
}

func (h *handlers) freezeHighlight(w http.ResponseWriter, r *http.Request) error {
	return h.reported(w, r, web.ReadForm(r), "The report is frozen.", h.s.FreezeHighlight(r.Context(), actor.From(r.Context()), r.PathValue("report")))
}
