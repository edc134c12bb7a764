package welcome

import (
	"context"
	"fmt"
	"math"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/disclosure"
	"footbridge/internal/stats"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Quarter is three months: January to March is the first.
type Quarter struct {
	Year, Number int
}

// QuarterOf is the quarter that a day is in.
func QuarterOf(d when.Date) Quarter { return Quarter{d.Year, (int(d.Month) + 2) / 3} }

// ParseQuarter reads "2027-Q2".
func ParseQuarter(s string) (Quarter, bool) {
	var q Quarter
	n, err := fmt.Sscanf(s, "%4d-Q%1d", &q.Year, &q.Number)
	return q, err == nil && n == 2 && q.Code() == s && q.Number >= 1 && q.Number <= 4
}

// Code is the quarter as "2027-Q2".
func (q Quarter) Code() string { return fmt.Sprintf("%04d-Q%d", q.Year, q.Number) }

// String is the quarter in words: "April to June 2027".
func (q Quarter) String() string {
	return fmt.Sprintf("%s to %s %d", q.first().Month, q.last().Month, q.Year)
}

func (q Quarter) first() when.Date {
	return when.Month{Year: q.Year, Month: time.Month(q.Number*3 - 2)}.First()
}

func (q Quarter) last() when.Date {
	return when.Month{Year: q.Year, Month: time.Month(q.Number * 3)}.Last()
}

func (q Quarter) before() Quarter { return QuarterOf(q.first().AddDays(-1)) }

// Quarters are those that have figures, the newest first. A quarter has figures
// two weeks after its end: until then they would change from day to day, and
// the change would tell what one person said.
func (w *Welcome) Quarters(ctx context.Context, by actor.Actor) ([]Quarter, error) {
	first, err := firstStay(ctx, w.db, by.OrgID)
	if err != nil || first.IsZero() {
		return nil, err
	}
	var out []Quarter
	for q := QuarterOf(w.today().AddDays(-keptOpen)).before(); !q.last().Before(first); q = q.before() {
		out = append(out, q)
	}
	return out, nil
}

// Figure is how many said that an item happened, of those who said anything.
type Figure struct {
	Yes, Said int
	Few       bool // too few to show, or it would give another away
	Interval  stats.Interval
}

// Percent is the share who said that it happened, rounded.
func (f Figure) Percent() int { return percent(stats.Proportion{X: f.Yes, N: f.Said}.Estimate()) }

// Low and High are the 95 % interval of the share, in per cent.
func (f Figure) Low() int { return percent(f.Interval.Low) }

// High is the upper end of the interval.
func (f Figure) High() int { return percent(f.Interval.High) }

func percent(p float64) int { return int(math.Round(p * 100)) }

// Line is an item with its figure for each ward, and for all of them.
type Line struct {
	Item  Item
	Wards []Figure // in the order of Table.Wards
	All   Figure
}

// Table is what people said of a quarter's admissions.
type Table struct {
	Quarter Quarter
	Wards   []units.Unit // those that the reader may see
	Lines   []Line
}

// Figures are what people said who came in a quarter. What is hidden is the same
// for every reader, whichever wards they see, so that two readers together learn
// no more than each of them.
func (w *Welcome) Figures(ctx context.Context, by actor.Actor, q Quarter) (Table, error) {
	t := Table{Quarter: q}
	tree, err := w.units.Tree(ctx, by.OrgID)
	if err != nil {
		return t, err
	}
	found, err := tallies(ctx, w.db, by.OrgID, q.first(), q.last())
	if err != nil {
		return t, err
	}
	var wards []units.Unit // every ward of the organisation
	var mine []int         // those that the reader sees
	for _, u := range tree {
		if u.Kind != "ward" {
			continue
		}
		if by.CanAt(Read, u.Path) {
			mine = append(mine, len(wards))
			t.Wards = append(t.Wards, u)
		}
		wards = append(wards, u)
	}
	for _, item := range Items {
		all := make([]tally, len(wards))
		for i, u := range wards {
			for _, x := range found {
				if x.UnitID == u.ID && x.Item == item.Code {
					all[i] = x
				}
			}
		}
		figures, whole, err := protect(all)
		if err != nil {
			return t, err
		}
		line := Line{Item: item, All: whole}
		for _, i := range mine {
			line.Wards = append(line.Wards, figures[i])
		}
		t.Lines = append(t.Lines, line)
	}
	return t, nil
}

// protect hides what is about few people, and what would give it away: of every
// ward those who said yes and those who did not are protected, zero included, and
// so are their sums over the wards.
func protect(all []tally) ([]Figure, Figure, error) {
	p := disclosure.Publication{Threshold: disclosure.Threshold}
	cell := func(n int) int { return p.Add(disclosure.Cell{N: n, Few: n < disclosure.Threshold}) }
	var whole tally
	cells := make([][3]int, len(all)+1) // yes, not yes, said; the last is the whole
	add := func(i int, x tally) {
		cells[i] = [3]int{cell(x.Yes), cell(x.Said - x.Yes), cell(x.Said)}
		p.Sum(cells[i][2], cells[i][0], cells[i][1])
	}
	for i, x := range all {
		add(i, x)
		whole.Yes, whole.Said = whole.Yes+x.Yes, whole.Said+x.Said
	}
	add(len(all), whole)
	for k := range 3 {
		parts := make([]int, len(all))
		for i := range all {
			parts[i] = cells[i][k]
		}
		p.Sum(cells[len(all)][k], parts...)
	}
	result, err := p.Hide()
	if err != nil {
		return nil, Figure{}, err
	}
	figure := func(i int, x tally) Figure {
		c := cells[i]
		if result.Hidden[c[0]] || result.Hidden[c[1]] || result.Hidden[c[2]] {
			return Figure{Few: true}
		}
		return Figure{Yes: x.Yes, Said: x.Said, Interval: stats.Proportion{X: x.Yes, N: x.Said}.Wilson(0.95)}
	}
	out := make([]Figure, len(all))
	for i, x := range all {
		out[i] = figure(i, x)
	}
	return out, figure(len(all), whole), nil
}

// Chart draws the figures of all wards.
func (t Table) Chart() charts.Figure {
	c := charts.Chart{ID: "chart-welcome", Title: "All wards: said that it happened", Column: "What is owed", Note: t.Quarter.String() + ". The line is the 95% interval (Wilson)."}
	for _, l := range t.Lines {
		v := charts.Value{State: charts.TooFew}
		if !l.All.Few {
			v = charts.Value{V: float64(l.All.Percent()), Low: float64(l.All.Low()), High: float64(l.All.High())}
		}
		c.Rows = append(c.Rows, charts.Row{Label: l.Item.Owed, N: l.All.Said, Values: []charts.Value{v}})
	}
	return charts.Figure{Chart: c}
}
