package indicators

import (
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type equalityPage struct {
	web.Page
	Equality
	Chart      charts.Figure
	Units      []web.Option
	By         []web.Option // dimensions
	References []web.Option
	When       []web.Option // months
	Files      takeaway
	Wide       int // groups whose ratio chance would not explain
	Compared   int // groups with a ratio
	Ratios     bool
}

func askEquality(r *http.Request) AskEquality {
	q := r.URL.Query()
	month, _ := when.ParseMonth(q.Get("month"))
	return AskEquality{Indicator: r.PathValue("indicator"), UnitID: q.Get("unit"), Dimension: q.Get("by"), Reference: q.Get("reference"), Month: month}
}

func (h handlers) equality(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	e, err := h.x.Equality(ctx, by, askEquality(r))
	if err != nil {
		return err
	}
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return err
	}
	data := equalityPage{
		Page:     web.NewPage(w, r, "Who is it going well for? "+e.Definition.Title, crumb, indicatorCrumb(e.Definition)),
		Equality: e, Chart: e.chart(), Units: unitOptions(s.seen()), Files: take("/indicators/"+e.Indicator+"/equality/figures", r.URL.Query()),
		References: []web.Option{{Label: "Everybody else"}}, Ratios: e.Shape == Share || e.Shape == Rate,
	}
	for _, d := range Dimensions {
		if slices.Contains(e.Dimensions, d.Slug) {
			data.By = append(data.By, web.Option{Value: d.Slug, Label: d.Label})
		}
	}
	for _, m := range e.Months {
		data.When = append(data.When, web.Option{Value: m.ISO(), Label: m.String()})
	}
	for _, g := range e.Groups {
		if g.Figure.Shown && g.Group != NotRecorded {
			data.References = append(data.References, web.Option{Value: g.Group, Label: g.Label})
		}
		if g.HasRatio {
			data.Compared++
		}
		if g.HasRatio && (g.RatioLow > 1 || g.RatioHigh < 1) {
			data.Wide++
		}
	}
	return web.Render(w, http.StatusOK, pages["equality.html"], data)
}

func indicatorCrumb(d Definition) web.Crumb {
	return web.Crumb{Label: d.Title, Href: "/indicators/" + d.Indicator}
}

func (h handlers) equalitySheet(r *http.Request) (export.Sheet, error) {
	e, err := h.x.Equality(r.Context(), actor.From(r.Context()), askEquality(r))
	return e.sheet(), err
}
