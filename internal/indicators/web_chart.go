package indicators

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// chartRoutes are the page of one indicator, and what people decide on it.
func (h handlers) chartRoutes() []web.Route {
	return slices.Concat([]web.Route{
		{Pattern: "GET /indicators/{indicator}", Permission: Read, Handler: h.chart},
		{Pattern: "GET /indicators/{indicator}/chart.png", Permission: Read, Handler: h.chartPicture},
		{Pattern: "GET /indicators/{indicator}/decide", Permission: Edit, Handler: h.askDecide},
		{Pattern: "POST /indicators/{indicator}/decide", Permission: Edit, Handler: h.decide},
		{Pattern: "POST /indicators/{indicator}/decided/{chartmark}/take-back", Permission: Edit, Button: true, Handler: h.takeBack},
		{Pattern: "POST /indicators/{indicator}/decided/{chartmark}/restore", Permission: Edit, Button: true, Handler: h.putBack},
	}, lists("/indicators/{indicator}/series", "series", h.chartSheet))
}

type indicatorPage struct {
	web.Page
	ChartView
	Figure   charts.ControlFigure
	Units    []web.Option
	Ask      string // the question that asks for this chart
	Files    takeaway
	Official bool // by the rules of Making Data Count
}

func askChart(r *http.Request) AskChart {
	q := r.URL.Query()
	return AskChart{Indicator: r.PathValue("indicator"), UnitID: q.Get("unit"), Rules: q.Get("rules")}
}

func (h handlers) chart(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	c, err := h.x.Chart(ctx, by, askChart(r))
	if err != nil {
		return err
	}
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return err
	}
	path := "/indicators/" + c.Indicator
	data := indicatorPage{Page: web.NewPage(w, r, c.Title, crumb), ChartView: c, Units: unitOptions(s.seen()),
		Ask: "?" + url.Values{"unit": {c.Unit.ID}}.Encode(), Files: take(path+"/series", r.URL.Query()), Official: c.Rules == "making-data-count"}
	data.Figure = charts.ControlFigure{Control: c.control(), PNGHref: path + "/chart.png" + data.Files.Query, CSVHref: data.Files.Path + ".csv" + data.Files.Query}
	return web.Render(w, http.StatusOK, pages["indicator.html"], data)
}

// chartPicture is the chart to take away.
func (h handlers) chartPicture(w http.ResponseWriter, r *http.Request) error {
	c, err := h.x.Chart(r.Context(), actor.From(r.Context()), askChart(r))
	if err != nil {
		return err
	}
	content, err := c.control().PNG(1200)
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "image/png", c.Indicator+".png", content)
}

func (h handlers) chartSheet(r *http.Request) (export.Sheet, error) {
	c, err := h.x.Chart(r.Context(), actor.From(r.Context()), askChart(r))
	return c.sheet(), err
}

type decidePage struct {
	web.Page
	Definition Definition
	Unit       string
	UnitID     string
	Kind       web.Field
	Month      web.Field
	Words      web.Field
	Action     web.Field
	Figures    bool // there is a chart to decide about
}

func (h handlers) showDecide(w http.ResponseWriter, r *http.Request, unitID string, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	p, err := h.x.changeable(ctx, by, r.PathValue("indicator"), unitID)
	if err != nil {
		return err
	}
	c, err := h.x.Chart(ctx, by, AskChart{Indicator: p.Definition.Indicator, UnitID: p.Unit.ID})
	if err != nil {
		return err
	}
	data := decidePage{Page: web.NewPage(w, r, "Decide about a chart", crumb, indicatorCrumb(p.Definition)).WithForm(form), Definition: p.Definition,
		Unit: p.Unit.Name, UnitID: p.Unit.ID, Figures: c.Any()}
	var kinds []web.Option
	for _, k := range MarkKinds {
		kinds = append(kinds, web.Option{Value: k.Slug, Label: k.Label, Hint: k.Hint})
	}
	months := []web.Option{{Label: "Choose a month"}}
	for _, f := range slices.Backward(c.plot.Figures) {
		months = append(months, web.Option{Value: f.Month.ISO(), Label: f.Month.String()})
	}
	data.Kind = form.Choice("kind", "What do you decide?", "", kinds)
	data.Month = form.Choice("month", "Month", "", months)
	data.Words = form.Area("words", "Why, or what happened", "It is printed under the chart for everybody who reads it. Name no person.", 3).UpTo(300)
	rows, err := h.x.doable(ctx, by)
	if err != nil {
		return err
	}
	actions := []web.Option{{Label: "None"}}
	for _, row := range rows {
		actions = append(actions, web.Option{Value: row.ActionID, Label: row.Action.Title})
	}
	data.Action = form.Choice("action", "The action of the strategy that a note leads to, if any", "", actions)
	return web.Render(w, web.FormStatus(form), pages["decide.html"], data)
}

func (h handlers) askDecide(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return h.showDecide(w, r, q.Get("unit"), web.NewForm(map[string]string{"kind": q.Get("kind"), "month": q.Get("month")}))
}

func (h handlers) decide(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	m := Mark{Indicator: r.PathValue("indicator"), UnitID: form.Value("unit"), Kind: form.Value("kind"), Words: form.Value("words"), ActionID: form.Value("action")}
	if m.Kind == "" {
		form.Fail("kind", "Choose what you decide.")
	}
	var err error
	if m.Month, err = when.ParseMonth(form.Value("month")); err != nil {
		form.Fail("month", "Choose a month of the chart.")
	}
	if strings.TrimSpace(m.Words) == "" {
		form.Fail("words", "Enter the reason, or what happened: it is printed under the chart.")
	}
	if form.OK() {
		if m, err = h.x.Decide(r.Context(), actor.From(r.Context()), m); err == nil {
			return web.SeeOther(w, r, "/indicators/"+m.Indicator+"?"+url.Values{"unit": {m.UnitID}}.Encode(), m.Label()+": "+m.Month.String()+".")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showDecide(w, r, form.Value("unit"), form)
}

func (h handlers) takeBack(w http.ResponseWriter, r *http.Request) error {
	return h.undo(w, r, false, "Taken back. It stays on this page, below, and you can put it on again.")
}

func (h handlers) putBack(w http.ResponseWriter, r *http.Request) error {
	return h.undo(w, r, true, "It is on the chart again.")
}

func (h handlers) undo(w http.ResponseWriter, r *http.Request, back bool, said string) error {
	m, err := h.x.TakeBack(r.Context(), actor.From(r.Context()), r.PathValue("indicator"), r.PathValue("chartmark"), back)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/"+m.Indicator+"?"+url.Values{"unit": {m.UnitID}}.Encode(), said)
}

// Sentence says what the chart says, ended with a full stop.
func (v Verdict) Sentence() string {
	if v.Words == "" {
		return ""
	}
	return strings.TrimSuffix(v.Words, ".") + "."
}
