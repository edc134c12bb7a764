package surveys

import (
	"footbridge/internal/charts"
	"footbridge/internal/export"
)

// value is a figure as it is drawn.
func (c Cell) value() charts.Value {
	switch {
	case c.Percent != nil && c.Low != nil:
		return charts.Value{V: float64(*c.Percent), Low: float64(*c.Low), High: float64(*c.High)}
	case c.Why == Nobody:
		return charts.Value{State: charts.Absent}
	}
	return charts.Value{State: charts.TooFew}
}

// people is how many a figure is a share of, where that is shown.
func (c Cell) people() int {
	if c.Den == nil {
		return 0
	}
	return *c.Den
}

// chart draws the figures of a set that stand for a question each.
func (t *Table) chart(s figureSet) charts.Chart {
	c := charts.Chart{ID: "chart-" + s.Key, Title: s.Title, Column: "What is counted", Note: t.Survey + ", " + t.Wave + ". The line is the 95% interval (Wilson)."}
	for _, q := range s.Questions {
		if len(q.Rows) == 0 || len(q.Cuts) == 0 {
			continue
		}
		r := q.Rows[0]
		c.Rows = append(c.Rows, charts.Row{Label: r.Label, N: r.Cell.people(), Values: []charts.Value{r.Cell.value()}})
	}
	return c
}

// draw adds the charts to the sets, with the addresses of their files.
func (t *Table) draw(sets []figureSet, base string) []figureSet {
	for i := range sets {
		if c := t.chart(sets[i]); len(c.Rows) > 1 {
			sets[i].Chart = &charts.Figure{Chart: c, PNGHref: base + "/chart.png?set=" + sets[i].Key, CSVHref: base + "/chart.csv?set=" + sets[i].Key}
		}
	}
	return sets
}

// gapChart draws what two sides say, team by team.
func gapChart(g gapView, one, other string) charts.Figure {
	c := charts.Chart{ID: "gap-" + g.Rows[0].Line.LinkID, Kind: charts.Gap, Title: g.Label, Column: "Team", Series: []string{one, other}}
	for _, b := range g.Rows {
		row := charts.Row{Label: b.Label, Values: []charts.Value{{V: float64(*b.One.Percent)}, {V: float64(*b.Other.Percent)}}}
		if d := b.Difference; d != nil { // the chart takes the first from the second
			row.Difference = &charts.Value{V: -float64(d.Points), Low: -float64(d.High), High: -float64(d.Low)}
		}
		c.Rows = append(c.Rows, row)
	}
	return charts.Figure{Chart: c}
}

// timeChart draws a figure from wave to wave, with a gap where the questionnaire
// changed too much.
func timeChart(r timeRow) charts.Figure {
	c := charts.Chart{ID: "time-" + r.Line.LinkID + "-" + r.Line.Option, Kind: charts.Line, Title: r.Line.Label, Column: "Wave", Note: "Of " + r.Line.Of + "."}
	for _, s := range r.Steps {
		row := charts.Row{Label: s.Title, N: s.Cell.people(), Values: []charts.Value{s.Cell.value()}}
		if s.Break {
			row.Break = "the questionnaire changed"
		}
		c.Rows = append(c.Rows, row)
	}
	return charts.Figure{Chart: c}
}

// chartSheet is what a chart shows, as a list.
func chartSheet(c charts.Chart) export.Sheet {
	head, rows := c.Table()
	s := export.Sheet{Name: "Figures", Rows: export.Listed(rows)}
	for _, h := range head {
		s.Columns = append(s.Columns, export.Column{Name: h})
	}
	return s
}
