package indicators

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

var definitionsCrumb = web.Crumb{Label: "What the indicators mean", Href: "/indicators/definitions"}

type definitionsPage struct {
	web.Page
	Q       string
	Old     bool // those no longer in use
	List    []Definition
	Pager   web.Pager
	Today   when.Date
	MayEdit bool
}

func (h handlers) definitions(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	data := definitionsPage{Q: r.URL.Query().Get("q"), Old: r.URL.Query().Get("show") == "retired", Today: when.DateOf(h.x.now()), MayEdit: by.Can(Edit)}
	all, err := h.x.Catalogue(r.Context(), by, data.Q, data.Old)
	if err != nil {
		return err
	}
	number := web.PageNumber(r)
	from := min(web.Offset(number), len(all))
	data.List, data.Pager = all[from:min(from+web.PerPage, len(all))], web.NewPager(r, number, len(all))
	data.Page = web.NewPage(w, r, "What the indicators mean", crumb)
	return web.Render(w, http.StatusOK, pages["definitions.html"], data)
}

type definitionPage struct {
	web.Page
	Kept
	Facts    []web.Fact
	Versions []Kept
	Thread   thread
	Late     bool // it should have been looked at again
	MayEdit  bool
	Strategy bool
}

func (h handlers) definition(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	versions, err := h.x.History(ctx, by, r.PathValue("indicator"))
	if err != nil {
		return err
	}
	data := definitionPage{
		Page: web.NewPage(w, r, "What it means: "+versions[0].Title, crumb, definitionsCrumb), Kept: versions[0], Versions: versions,
		Facts: versions[0].facts(), Late: versions[0].Overdue(when.DateOf(h.x.now())), MayEdit: by.CanEverywhere(Edit), Strategy: web.MayOpen(r, "/strategy"),
	}
	if data.Thread, err = h.x.threadOf(ctx, by.OrgID, versions[0].Definition); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["definition.html"], data)
}

// facts are the definition in words.
func (d Definition) facts() []web.Fact {
	var out []web.Fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, web.Fact{Key: key, Value: value})
		}
	}
	add("The question", d.Question)
	add("Why it matters", d.Why)
	add("What is counted", d.Numerator)
	add("Out of", d.Denominator)
	add("Left out", d.Exclusions)
	add("How often", fold.Capital(d.Every()))
	add("Which way is better", d.Better())
	for i := range d.Targets {
		t := d.Targets[i]
		words := fold.Capital(d.TargetText(&t)) + ", from " + t.From.String()
		if t.Agreed != "" {
			words += ", agreed with " + t.Agreed
		}
		add("Target", words)
	}
	add("Hope, not a target", d.Aspiration)
	add("Where it began", d.Baseline)
	if d.Recorded != "" {
		add("Completeness", "Beside each figure stands the share of "+d.Unit+" "+d.Recorded+". Below "+number(d.Floor*100)+"% the figure is grey.")
	}
	add("Owner", d.Owner)
	if !d.Review.IsZero() {
		add("To be looked at again by", d.Review.String())
	}
	add("Source", d.Source)
	return out
}

func (h handlers) definitionText(w http.ResponseWriter, r *http.Request) error {
	versions, err := h.x.History(r.Context(), actor.From(r.Context()), r.PathValue("indicator"))
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "text/yaml; charset=utf-8", versions[0].Indicator+".yaml", []byte(versions[0].Text))
}

type definePage struct {
	web.Page
	Action       string
	Text, Reason web.Field
	New          bool
}

func (h handlers) showDefine(w http.ResponseWriter, r *http.Request, form *web.Form, of *Kept) error {
	data := definePage{Action: "/indicators/definitions/new", New: true}
	title, crumbs := "Add an indicator", []web.Crumb{crumb, definitionsCrumb}
	if of != nil {
		data.Action, data.New = "/indicators/"+of.Indicator+"/definition/edit", false
		title, crumbs = "Change what it means", append(crumbs, web.Crumb{Label: of.Title, Href: "/indicators/" + of.Indicator + "/definition"})
	}
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	data.Text = form.Area("text", "The definition", "YAML, one field a line. Words that are not known are pointed out with their line.", 28)
	data.Reason = form.Area("reason", "Why does it change?", "It is printed wherever figures before and after stand together.", 3).UpTo(500)
	return web.Render(w, web.FormStatus(form), pages["define.html"], data)
}

func (h handlers) askDefine(w http.ResponseWriter, r *http.Request) error {
	return h.showDefine(w, r, web.NewForm(nil), nil)
}

func (h handlers) define(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	text := form.Text("text", "The definition", 1, 20000)
	return h.save(w, r, form, nil, text, "")
}

// newestOf is the newest version of the indicator in the address.
func (h handlers) newestOf(r *http.Request) (*Kept, error) {
	versions, err := h.x.History(r.Context(), actor.From(r.Context()), r.PathValue("indicator"))
	if err != nil {
		return nil, err
	}
	return &versions[0], nil
}

func (h handlers) askChange(w http.ResponseWriter, r *http.Request) error {
	of, err := h.newestOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.Set("text", of.Text)
	return h.showDefine(w, r, form, of)
}

func (h handlers) change(w http.ResponseWriter, r *http.Request) error {
	of, err := h.newestOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	text, reason := form.Text("text", "The definition", 1, 20000), form.Text("reason", "Why it changes", 1, 500)
	if d, err := readDefinition(text); form.OK() && err == nil && d.Indicator != of.Indicator {
		form.Fail("text", "The name of the indicator must stay “"+of.Indicator+"”. Another name is another indicator.")
	}
	return h.save(w, r, form, of, text, reason)
}

// save keeps a version, or shows the form with what is wrong.
func (h handlers) save(w http.ResponseWriter, r *http.Request, form *web.Form, of *Kept, text, reason string) error {
	if form.OK() {
		d, err := h.x.Define(r.Context(), actor.From(r.Context()), text, reason)
		if err == nil {
			return web.SeeOther(w, r, "/indicators/"+d.Indicator+"/definition", "Saved. The figures follow with the next run.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showDefine(w, r, form, of)
}

func (h handlers) retire(w http.ResponseWriter, r *http.Request) error {
	if err := h.x.Retire(r.Context(), actor.From(r.Context()), r.PathValue("indicator"), false); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/"+r.PathValue("indicator")+"/definition", "It is no longer in use. What it came to is kept.")
}

func (h handlers) reuse(w http.ResponseWriter, r *http.Request) error {
	if err := h.x.Retire(r.Context(), actor.From(r.Context()), r.PathValue("indicator"), true); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/"+r.PathValue("indicator")+"/definition", "It is in use again.")
}

type runsPage struct {
	web.Page
	Runs    []Run
	MayEdit bool
}

// shownRuns is how many runs the list shows.
const shownRuns = 50

func (h handlers) runs(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	all, err := h.x.runs(r.Context(), h.x.db, by.OrgID, shownRuns)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["runs.html"], runsPage{Page: web.NewPage(w, r, "When the figures were worked out", crumb), Runs: all, MayEdit: by.CanEverywhere(Edit)})
}

func (h handlers) run(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	if !by.CanEverywhere(Edit) {
		return fault.New(fault.Forbidden, "Your role does not include working the figures out.")
	}
	if err := h.x.Run(r.Context(), by); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/runs", "The figures are worked out, as far as anything had changed.")
}
