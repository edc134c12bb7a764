package indicators

import (
	"context"
	"math"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/disclosure"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/stats"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// everybodyElse is what the groups of a breakdown are compared with.
// unless a group is chosen.
const everybodyElse = ""

// GroupLine is one group of a breakdown.
type GroupLine struct {
	Group, Label string
	Figure       Figure
	// Ratio is its rate divided by that of the reference, with the 95% interval
	// of Katz: 1 is the same. Only where both are shown.
	Ratio, RatioLow, RatioHigh float64
	HasRatio                   bool
	Reference                  bool // the others are compared with it
}

// Telling says in words what the ratio says.
func (g GroupLine) Telling() string {
	switch {
	case g.Reference:
		return "the group to compare with"
	case !g.HasRatio:
		return "too few to compare"
	case g.RatioLow > 1:
		return "higher than chance would explain"
	case g.RatioHigh < 1:
		return "lower than chance would explain"
	}
	return "may be chance"
}

// Equality is one indicator of one unit and month by the groups of a dimension.
type Equality struct {
	Definition
	Unit      units.Unit
	Dimension string
	Reference string
	Month     when.Month
	Months    []when.Month // there are figures of, the newest first
	All       Figure
	Groups    []GroupLine // in the order of the classification, not recorded last
}

// AskEquality is what a visitor asks of the breakdown. What is empty is chosen
// for them.
type AskEquality struct {
	Indicator, UnitID, Dimension, Reference string
	Month                                   when.Month
}

// Equality breaks an indicator down, within what the visitor sees.
func (x *Indicators) Equality(ctx context.Context, by actor.Actor, ask AskEquality) (Equality, error) {
	e := Equality{}
	s, err := x.sight(ctx, by)
	if err != nil {
		return e, err
	}
	if e.Definition, err = x.newest(ctx, by.OrgID, ask.Indicator); err != nil {
		return e, err
	}
	if e.Unit, err = s.unit(ask.UnitID); err != nil {
		return e, err
	}
	cells, err := x.cells(ctx, x.db, by.OrgID, e.Indicator, e.Version)
	if err != nil {
		return e, err
	}
	e.Dimension = ask.Dimension
	if !slices.Contains(e.Dimensions, e.Dimension) {
		if ask.Dimension != "" && dimensionLabel(ask.Dimension) == "" {
			return e, fault.New(fault.NotFound, "There is no such breakdown.")
		}
		e.Dimension = ""
		if len(e.Dimensions) > 0 && ask.Dimension == "" {
			e.Dimension = e.Dimensions[0]
		}
	}
	months := byMonth(cells)
	slices.Reverse(months)
	for _, month := range months {
		e.Months = append(e.Months, month[0].Month)
	}
	for _, month := range months {
		if e.Dimension != "" && (ask.Month.IsZero() || month[0].Month == ask.Month) {
			e.Month = month[0].Month
			e.fill(month, s.tree, ask.Reference)
			break
		}
	}
	return e, nil
}

// fill adds the figures of a month.
func (e *Equality) fill(month []Cell, tree []units.Unit, reference string) {
	figures := e.groups(month, tree, e.Dimension)
	of := map[string]Cell{}
	kept := e.keepBack(month, tree)[spot{e.Unit.ID, ""}]
	var everybody Cell
	for _, c := range month {
		switch {
		case c.UnitID != e.Unit.ID:
		case c.Dimension == "":
			everybody, e.All = c, e.shape(c, kept)
		case c.Dimension == e.Dimension:
			of[c.Group] = c
		}
	}
	if f := figures[spot{e.Unit.ID, reference}]; reference != everybodyElse && f.Shown && reference != NotRecorded {
		e.Reference = reference
	}
	for _, g := range groupsOf(e.Dimension, of) {
		line := GroupLine{Group: g, Label: groupLabel(e.Dimension, g), Figure: figures[spot{e.Unit.ID, g}], Reference: g == e.Reference && e.Reference != everybodyElse}
		if _, ok := of[g]; !ok {
			line.Figure = Figure{Month: e.Month, Num: disclosure.Mark, Den: disclosure.Mark}
		}
		other, shown := of[e.Reference], figures[spot{e.Unit.ID, e.Reference}].Shown
		if e.Reference == everybodyElse {
			other, shown = everybody.less(of[g]), e.All.Shown
		}
		if line.Figure.Shown && shown && !line.Reference {
			line.compare(e.Shape, of[g].rounded(), other.rounded())
		}
		e.Groups = append(e.Groups, line)
	}
}

// rounded is the cell as it is printed.
func (c Cell) rounded() Cell {
	c.Num, c.Den = disclosure.Nearest5(c.Num), disclosure.Nearest5(c.Den)
	return c
}

// less is the cell without those of another, as a reader takes one from the other.
func (c Cell) less(o Cell) Cell {
	c, o = c.rounded(), o.rounded()
	c.Num, c.Den = c.Num-o.Num, c.Den-o.Den
	return c
}

// compare adds the ratio, made of rounded numbers as they are shown, or of the
// difference of two that are: see decision 0028.
func (g *GroupLine) compare(shape Shape, a, b Cell) {
	if shape != Share && shape != Rate || b.Num < disclosure.Threshold || b.Den < disclosure.Threshold || a.Den == 0 {
		return
	}
	var r stats.Ratio
	if shape == Share {
		if a.Num > a.Den || b.Num > b.Den {
			return
		}
		r = stats.TwoByTwo{A: int(a.Num), N1: int(a.Den), C: int(b.Num), N2: int(b.Den)}.RiskRatio(0.95)
	} else {
		r, _ = stats.RateRatio(stats.Rate{Events: int(a.Num), Time: float64(a.Den)}, stats.Rate{Events: int(b.Num), Time: float64(b.Den)}, 0.95)
	}
	if math.IsNaN(r.Estimate) || math.IsInf(r.Estimate, 0) {
		return
	}
	two := func(v float64) float64 { return math.Round(v*100) / 100 }
	g.Ratio, g.RatioLow, g.RatioHigh, g.HasRatio = two(r.Estimate), two(r.Interval.Low), two(r.Interval.High), true
}

// chart draws the breakdown with its intervals, groups in their own order.
func (e Equality) chart() charts.Figure {
	c := charts.Chart{ID: "equality", Kind: charts.Bars, Title: e.Title + " by " + fold.Small(dimensionLabel(e.Dimension)), Column: dimensionLabel(e.Dimension), Unit: charts.Count}
	c.Note = e.Unit.Name + ", " + e.Month.String() + "."
	if e.Shape == Share {
		c.Unit = charts.Percent
		c.Note += " The thin line is the 95% interval (Wilson). The dashed line is everybody."
	}
	if e.All.Shown {
		c.Reference = &charts.Reference{Label: "Everybody", V: e.All.Value}
	}
	var said []string
	for _, g := range e.Groups {
		v := charts.Value{State: charts.TooFew}
		if g.Figure.Shown {
			said = append(said, g.Label+" "+e.Text(g.Figure.Value))
			v = charts.Value{V: g.Figure.Value, Low: g.Figure.Low, High: g.Figure.High}
		}
		c.Rows = append(c.Rows, charts.Row{Label: g.Label, Values: []charts.Value{v}})
	}
	if len(said) > 0 {
		c.Words = "In the order of the classification: " + strings.Join(said, ", ") + "."
	}
	return charts.Figure{Chart: c}
}

// sheet lists the breakdown.
func (e Equality) sheet() export.Sheet {
	s := export.Sheet{Name: "Equality", Columns: append(figureColumns(),
		export.Column{Name: "dimension"}, export.Column{Name: "group"}, export.Column{Name: "compared with"},
		export.Column{Name: "ratio", About: "Its value divided by that of whom it is compared with", Numbers: true},
		export.Column{Name: "ratio low", About: "Lower end of the 95 % interval", Numbers: true}, export.Column{Name: "ratio high", About: "Upper end", Numbers: true})}
	var rows [][]string
	if e.Dimension != "" && !e.Month.IsZero() {
		rows = append(rows, append(e.row(e.Unit.Name, e.All), dimensionLabel(e.Dimension), "Everybody", "", "", "", ""))
	}
	for _, g := range e.Groups {
		with := "Everybody else"
		if e.Reference != everybodyElse {
			with = groupLabel(e.Dimension, e.Reference)
		}
		rows = append(rows, append(e.row(e.Unit.Name, g.Figure), dimensionLabel(e.Dimension), g.Label, with, hide(g.HasRatio, g.Ratio), hide(g.HasRatio, g.RatioLow), hide(g.HasRatio, g.RatioHigh)))
	}
	s.Rows = export.Listed(rows)
	return s
}
