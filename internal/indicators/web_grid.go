package indicators

import (
	"context"
	"html/template"
	"net/http"
	"net/url"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

// LineGroup is the lines of one group, under its name.
type LineGroup struct {
	Name  string
	Lines []Line
}

// grouped puts lines under the names of their groups, in the order in which
// they come.
func grouped(lines []Line) []LineGroup {
	var out []LineGroup
	for _, l := range lines {
		if len(out) == 0 || out[len(out)-1].Name != l.Group {
			out = append(out, LineGroup{Name: l.Group})
		}
		g := &out[len(out)-1]
		g.Lines = append(g.Lines, l)
	}
	return out
}

// Trend is a small picture of the last months, for the eye only: the numbers
// stand beside it.
func (l Line) Trend() charts.Spark {
	s := charts.Spark{}
	for _, f := range l.Figures[max(0, len(l.Figures)-24):] {
		v := charts.Value{State: charts.TooFew}
		if f.Shown {
			v = charts.Value{V: f.Value}
		}
		s = append(s, v)
	}
	return s
}

// Icons are the signs of what the chart says, for the eye: the words stand
// beside them.
func (l Line) Icons() template.HTML {
	var out template.HTML
	for _, i := range l.Verdict.Icons() {
		out += i.Beside()
	}
	return out
}

// Href is the indicator's page for the line's unit.
func (l Line) Href() string {
	return "/indicators/" + l.Indicator + "?" + url.Values{"unit": {l.UnitID}}.Encode()
}

type overviewPage struct {
	web.Page
	Overview
	Filter  Filter
	Rows    []LineGroup
	Units   []web.Option
	Choices []web.Option // groups
	Aims    []web.Option
	Files   takeaway
	Root    bool // the unit is the whole organisation
	MayEdit bool
	MayLoad bool // may bring in extracts
}

func filterOf(r *http.Request) Filter {
	q := r.URL.Query()
	return Filter{UnitID: q.Get("unit"), Group: q.Get("group"), Aim: q.Get("aim"), Look: q.Get("look") != ""}
}

func (h handlers) overviewData(w http.ResponseWriter, r *http.Request, title string, crumbs ...web.Crumb) (overviewPage, error) {
	s, err := h.x.sight(r.Context(), actor.From(r.Context()))
	if err != nil {
		return overviewPage{}, err
	}
	return h.overviewOf(w, r, s, title, crumbs...)
}

// overviewOf is the overview of what somebody sees.
func (h handlers) overviewOf(w http.ResponseWriter, r *http.Request, s sight, title string, crumbs ...web.Crumb) (overviewPage, error) {
	data := overviewPage{Filter: filterOf(r), MayEdit: actor.From(r.Context()).Can(Edit), MayLoad: web.MayOpen(r, "/extracts")}
	var err error
	if data.Overview, err = h.x.overview(r.Context(), s, data.Filter); err != nil {
		return data, err
	}
	data.Page = web.NewPage(w, r, title, crumbs...)
	data.Rows, data.Units, data.Root = grouped(data.Lines), unitOptions(s.seen()), data.Unit.ParentID == ""
	data.Choices = []web.Option{{Label: "All"}}
	for _, g := range data.Groups {
		data.Choices = append(data.Choices, web.Option{Value: g, Label: g})
	}
	data.Aims = []web.Option{{Label: "All"}, {Value: "hope", Label: "Hope"}, {Value: "control", Label: "Control"}, {Value: "opportunity", Label: "Opportunity"}}
	data.Files = take("/indicators/figures", r.URL.Query())
	return data, nil
}

func (h handlers) overview(w http.ResponseWriter, r *http.Request) error {
	data, err := h.overviewData(w, r, "How it is going")
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["overview.html"], data)
}

// icons is the overview on one sheet of paper.
func (h handlers) icons(w http.ResponseWriter, r *http.Request) error {
	data, err := h.overviewData(w, r, "How it is going, at a glance", crumb)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["icons.html"], data)
}

func (h handlers) overviewSheet(r *http.Request) (export.Sheet, error) {
	o, err := h.x.Overview(r.Context(), actor.From(r.Context()), filterOf(r))
	return figureSheet("Figures", o.Lines, map[string]string{o.Unit.ID: o.Unit.Name}), err
}

func (h handlers) adopt(w http.ResponseWriter, r *http.Request) error {
	if err := h.x.Adopt(r.Context(), actor.From(r.Context())); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/definitions", "The ready-made indicators are yours now. Read what each means, and change what does not fit.")
}

type unitPage struct {
	overviewPage
	Below  []units.Unit
	Beside []besideRow
	Plan   string // where the unit's local plan is, for those who may read it
}

// besideRow is one indicator, unit by unit.
type besideRow struct {
	Definition
	Lines []Line // of the unit itself, then of those right below
}

// besides are the indicators of an overview beside those of the units right below
// its unit, in the order of the tree.
func (h handlers) besides(ctx context.Context, s sight, o Overview) ([]besideRow, []units.Unit, error) {
	below := s.below(o.Unit.ID)
	var out []besideRow
	for _, l := range o.Lines {
		row := besideRow{Definition: l.Definition, Lines: []Line{l}}
		series, err := h.x.seriesOf(ctx, s, o.Run, &l.Definition)
		if err != nil {
			return nil, nil, err
		}
		for _, u := range below {
			line := h.x.line(s, l.Definition, u.ID, series[u.ID], o.Run.Last)
			row.Lines = append(row.Lines, line)
		}
		out = append(out, row)
	}
	return out, below, nil
}

// oneGroup is the request with the first group of indicators chosen, where no
// choice was made and units stand side by side: all at once would be a page that
// nobody reads to its end.
func (h handlers) oneGroup(r *http.Request, s sight) (*http.Request, error) {
	q := r.URL.Query()
	if q.Has("group") {
		return r, nil
	}
	unit, err := s.unit(q.Get("unit"))
	if err != nil || len(s.below(unit.ID)) == 0 {
		return r, err
	}
	all, err := h.x.definitions(r.Context(), h.x.db, s.orgID)
	if err != nil || len(all) == 0 {
		return r, err
	}
	q.Set("group", all[0].Group)
	r = r.Clone(r.Context())
	r.URL.RawQuery = q.Encode()
	return r, nil
}

func (h handlers) unit(w http.ResponseWriter, r *http.Request) error {
	var data unitPage
	s, err := h.x.sight(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	if r, err = h.oneGroup(r, s); err != nil {
		return err
	}
	if data.overviewPage, err = h.overviewOf(w, r, s, "", crumb); err != nil {
		return err
	}
	data.Title = "How it is going: " + data.Unit.Name
	data.Files = take("/indicators/units/figures", r.URL.Query())
	if data.Beside, data.Below, err = h.besides(r.Context(), s, data.Overview); err != nil {
		return err
	}
	if web.MayOpen(r, "/strategy/plans") {
		plan, found, err := h.x.strategy.PlanOf(r.Context(), data.Actor.OrgID, data.Unit.ID)
		if err != nil {
			return err
		}
		if found {
			data.Plan = "/strategy/plans/" + plan.ID
		}
	}
	return web.Render(w, http.StatusOK, pages["unit.html"], data)
}

func (h handlers) unitSheet(r *http.Request) (export.Sheet, error) {
	s, err := h.x.sight(r.Context(), actor.From(r.Context()))
	if err != nil {
		return export.Sheet{}, err
	}
	o, err := h.x.overview(r.Context(), s, filterOf(r))
	if err != nil {
		return export.Sheet{}, err
	}
	rows, below, err := h.besides(r.Context(), s, o)
	if err != nil {
		return export.Sheet{}, err
	}
	var lines []Line
	for _, row := range rows {
		lines = append(lines, row.Lines...)
	}
	return figureSheet("Figures", lines, unitNames(append(below, o.Unit))), nil
}
