package indicators

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

type comparePage struct {
	web.Page
	Asked      Comparison
	Multiples  []Multiple
	Units      []units.Unit
	Indicators []picker
	Places     []picker
	Mine       []kept
	Files      takeaway
	Removed    string // id of the comparison that was just removed
	Name       web.Field
}

// picker is one of the boxes in which an indicator or a unit is picked.
type picker struct {
	Name, Label, Value string
	Options            []web.Option
}

// kept is a saved comparison with its address.
type kept struct {
	Comparison
	Href string
}

// asked is the comparison that a question or a form asks for, in the order
// picked.
func asked(q url.Values) Comparison {
	var c Comparison
	for i := range mostIndicators {
		c.Indicators = append(c.Indicators, q.Get(fmt.Sprintf("i%d", i+1)))
	}
	for i := range mostUnits {
		c.Units = append(c.Units, q.Get(fmt.Sprintf("u%d", i+1)))
	}
	c.Indicators, c.Units = some(c.Indicators), some(c.Units)
	return c
}

// values are the question that asks for a comparison.
func (c Comparison) values() url.Values {
	q := url.Values{}
	for i, slug := range c.Indicators {
		q.Set(fmt.Sprintf("i%d", i+1), slug)
	}
	for i, id := range c.Units {
		q.Set(fmt.Sprintf("u%d", i+1), id)
	}
	return q
}

// Carry is the question in the hidden fields of a form.
func (p comparePage) Carry() url.Values { return p.Asked.values() }

func (c Comparison) href() string { return "/indicators/compare?" + c.values().Encode() }

// pickers are the boxes to pick from.
func pickers(prefix, one string, most int, chosen []string, options []web.Option) []picker {
	out := make([]picker, most)
	for i := range out {
		out[i] = picker{Name: fmt.Sprintf("%s%d", prefix, i+1), Label: fmt.Sprintf("%s %d", one, i+1), Options: append([]web.Option{{Label: "None"}}, options...)}
		if i < len(chosen) {
			out[i].Value = chosen[i]
		}
	}
	return out
}

func (h handlers) showCompare(w http.ResponseWriter, r *http.Request, c Comparison, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return err
	}
	data := comparePage{Asked: c, Files: take("/indicators/compare/figures", c.values()), Removed: r.URL.Query().Get("removed")}
	if len(c.Indicators) > 0 && len(c.Units) > 0 {
		if data.Multiples, data.Units, err = h.x.compared(ctx, s, c); err != nil {
			return err
		}
	}
	definitions, err := h.x.definitions(ctx, h.x.db, by.OrgID)
	if err != nil {
		return err
	}
	var options []web.Option
	for _, d := range definitions {
		options = append(options, web.Option{Value: d.Indicator, Label: d.Title})
	}
	data.Indicators = pickers("i", "Indicator", mostIndicators, c.Indicators, options)
	data.Places = pickers("u", "Unit", mostUnits, c.Units, unitOptions(s.seen()))
	mine, err := h.x.Comparisons(ctx, by)
	if err != nil {
		return err
	}
	for _, m := range mine {
		data.Mine = append(data.Mine, kept{m, m.href()})
	}
	data.Page = web.NewPage(w, r, "Compare", crumb).WithForm(form)
	data.Name = form.Input("name", "What do you call it?", "").UpTo(80)
	return web.Render(w, web.FormStatus(form), pages["compare.html"], data)
}

func (h handlers) compare(w http.ResponseWriter, r *http.Request) error {
	return h.showCompare(w, r, asked(r.URL.Query()), web.NewForm(nil))
}

func (h handlers) compareSheet(r *http.Request) (export.Sheet, error) {
	s, err := h.x.sight(r.Context(), actor.From(r.Context()))
	if err != nil {
		return export.Sheet{}, err
	}
	multiples, chosen, err := h.x.compared(r.Context(), s, asked(r.URL.Query()))
	var lines []Line
	for _, m := range multiples {
		lines = append(lines, m.Lines...)
	}
	return figureSheet("Comparison", lines, unitNames(chosen)), err
}

func (h handlers) keep(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	c := asked(url.Values(form.Values))
	c.Name = form.Text("name", "A name", 1, 80)
	if form.OK() {
		_, err := h.x.Keep(r.Context(), actor.From(r.Context()), c)
		if err == nil {
			return web.SeeOther(w, r, c.href(), "Kept as “"+strings.Join(strings.Fields(c.Name), " ")+"”.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showCompare(w, r, c, form)
}

func (h handlers) remove(w http.ResponseWriter, r *http.Request) error {
	id := web.ReadForm(r).Value("comparison")
	if err := h.x.Remove(r.Context(), actor.From(r.Context()), id, false); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/compare?"+url.Values{"removed": {id}}.Encode(), "Removed. You can bring it back on this page.")
}

func (h handlers) restore(w http.ResponseWriter, r *http.Request) error {
	if err := h.x.Remove(r.Context(), actor.From(r.Context()), web.ReadForm(r).Value("comparison"), true); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/indicators/compare", "It is back.")
}
