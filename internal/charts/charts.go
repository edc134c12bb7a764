// Package charts draws the figures of reports and surveys: as SVG for a page, as
// PNG to take away, as a table, and in words. All four are made from the same
// [Chart], so they cannot say different things.
//
// A chart is laid out once, as a list of shapes and texts, for the width of a
// narrow phone: labels stand above what they name, so nothing has to shrink.
// Nothing is told by colour alone: series differ in pattern and marker, and
// numbers are written beside them. A number that is not to be shown is text, and
// never a zero.
package charts

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"
)

// Kind is how a chart looks.
type Kind int

// The kinds of chart.
const (
	Bars    Kind = iota // one value a row
	Grouped             // a bar for each series in a row
	Gap                 // two values a row and what lies between them
	Stacked             // the parts of a whole in a row: answers on a scale
	Line                // a point a row, over time
)

// Unit is what the values are.
type Unit int

// The units of values.
const (
	Percent Unit = iota // from 0 to 100
	Count
)

// State says whether there is a value.
type State int

// The states of a value.
const (
	Known  State = iota
	TooFew       // too few people are behind it
	Absent       // nobody was asked
)

// words is what stands in place of a value.
func (s State) words() string {
	if s == Absent {
		return "no answers"
	}
	return "too few to show"
}

// Value is one number of a chart, with its interval if Low and High differ.
type Value struct {
	V         float64
	Low, High float64
	State     State
}

// interval reports whether the value has one.
func (v Value) interval() bool { return v.State == Known && v.Low != v.High }

// Row is a bar, a group of bars, or a point in time.
type Row struct {
	Label  string
	N      int // how many people, if above zero
	Values []Value
	// Difference is the second value less the first of a [Gap], with its
	// interval. Without it the difference is worked out and has none.
	Difference *Value
	// Break says what changed before this point of a [Line]: no line is drawn to
	// it.
	Break string
}

// Reference is a line to compare with.
type Reference struct {
	Label string
	V     float64
}

// Chart is a figure. ID makes it unique on its page.
type Chart struct {
	ID        string
	Kind      Kind
	Title     string
	Note      string // source, method
	Unit      Unit
	Column    string   // what the rows are: "Ward". "Group" if it is empty
	Series    []string // what the values of a row are; of [Bars] there may be none
	Rows      []Row
	Reference *Reference
	// Words stand in place of the sentences that name the least and the greatest
	// value, where nothing is to be told apart by that.
	Words string
	// Top is what the scale reaches at least, so that charts beside each other can
	// share one; 0 leaves it to the chart.
	Top float64
}

// id is the chart's own, or one made from what it shows.
func (c Chart) id() string {
	if c.ID != "" {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
				return r
			}
			return '-'
		}, c.ID)
	}
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %v", c.Title, c.Rows)
	return fmt.Sprintf("chart-%x", h.Sum32())
}

// value is a row's value in a series: absent when there is none, or when it is
// not a number.
func (r Row) value(series int) Value {
	if series >= len(r.Values) || r.Values[series].State == Known && bad(r.Values[series].V) {
		return Value{State: Absent}
	}
	v := r.Values[series]
	if v.State != Known || bad(v.Low) || bad(v.High) {
		v.Low, v.High = 0, 0
	}
	if v.State != Known {
		v.V = 0
	}
	return v
}

func bad(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

// series is how many values a row may have.
func (c Chart) series() int {
	switch c.Kind {
	case Bars:
		return 1
	case Gap:
		return 2
	}
	n := len(c.Series)
	for _, r := range c.Rows {
		n = max(n, len(r.Values))
	}
	return n
}

// name is a series' name.
func (c Chart) name(series int) string {
	if series < len(c.Series) {
		return c.Series[series]
	}
	if c.Kind == Bars || c.Kind == Line && c.series() == 1 {
		return c.measure()
	}
	return fmt.Sprintf("Series %d", series+1)
}

func (c Chart) measure() string {
	if c.Unit == Count {
		return "Number"
	}
	return "Percent"
}

// difference is the second value of a row less the first.
func (r Row) difference() Value {
	a, b := r.value(0), r.value(1)
	switch {
	case a.State != Known:
		return Value{State: a.State}
	case b.State != Known:
		return Value{State: b.State}
	case r.Difference != nil:
		return Row{Values: []Value{*r.Difference}}.value(0)
	}
	return Value{V: b.V - a.V}
}

// top is the end of the scale: a round number; 100 for percent unless the chart
// shares a scale with others.
func (c Chart) top() float64 {
	if c.Unit == Percent && c.Top == 0 {
		return 100
	}
	most := max(1, c.Top)
	if c.Reference != nil && !bad(c.Reference.V) {
		most = max(most, c.Reference.V)
	}
	for _, r := range c.Rows {
		for s := range r.Values {
			most = max(most, r.value(s).V, r.value(s).High)
		}
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, m := range []float64{1, 2, 4, 5, 6, 8, 10} {
		if most <= m*step {
			most = m * step
			break
		}
	}
	if c.Unit == Percent {
		return min(most, 100)
	}
	return most
}
