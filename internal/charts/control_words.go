package charts

import (
	"fmt"
	"strings"
)

// event is something on the timeline, numbered in order.
type event struct {
	point, number, row int
	words              string
	line               bool // drawn down the chart
}

// events are what the timeline has: what changed in the measure, new limits,
// and notes.
func (c Control) events() []event {
	var out []event
	for i, p := range c.Points {
		add := func(words string, line bool) {
			out = append(out, event{point: i, number: len(out) + 1, words: words, line: line})
		}
		if p.Break != "" {
			add("what is measured changed: "+p.Break, true)
		}
		if p.Begins != "" {
			add("limits begin anew: "+p.Begins, true)
		}
		for _, n := range p.Notes {
			add(n, false)
		}
	}
	return out
}

// eventRows puts events whose numbers would touch above one another, and says how
// many rows that takes.
func (c Control) eventRows(events []event) int {
	at, rows := places(max(len(c.Points), 1)), []float64{}
	for i := range events {
		x, row := at[events[i].point], 0
		for row < len(rows) && x-rows[row] < 19 {
			row++
		}
		if row == len(rows) {
			rows = append(rows, 0)
		}
		rows[row], events[i].row = x, row
	}
	return len(rows)
}

// used reports whether any point satisfies a condition.
func (c Control) used(is func(ControlPoint) bool) bool {
	for _, p := range c.Points {
		if is(p) {
			return true
		}
	}
	return false
}

// key names what lines and shapes are in the chart.
func (c Control) key(s *scene) {
	entries := []struct {
		name string
		is   func(ControlPoint) bool
		draw func(x, y float64)
	}{
		{c.Centre, func(p ControlPoint) bool { return !bad(p.Centre) }, func(x, y float64) { s.line(x, y, x+20, y, ink, 1.5) }},
		{"Limits of chance", func(p ControlPoint) bool { return !bad(p.Lower) }, func(x, y float64) { s.dashes(x, y, x+20, y, ink) }},
		{"Target", func(p ControlPoint) bool { return !bad(p.Target) }, func(x, y float64) { s.dots(x, x+20, y) }},
		{Common.words(), func(p ControlPoint) bool { return p.known() && p.Mark == Common && !p.Ghost }, func(x, y float64) { s.dot(x+10, y, 5, Common, false) }},
		{Better.words(), func(p ControlPoint) bool { return p.Mark == Better }, func(x, y float64) { s.dot(x+10, y, 5, Better, false) }},
		{Worse.words(), func(p ControlPoint) bool { return p.Mark == Worse }, func(x, y float64) { s.dot(x+10, y, 5, Worse, false) }},
		{Changed.words(), func(p ControlPoint) bool { return p.Mark == Changed }, func(x, y float64) { s.dot(x+10, y, 5, Changed, false) }},
		{"Left out of the limits", func(p ControlPoint) bool { return p.Ghost }, func(x, y float64) { s.dot(x+10, y, 5, Common, true) }},
	}
	var names []string
	var draws []func(x, y float64)
	for _, e := range entries {
		if c.used(e.is) && e.name != "" {
			names, draws = append(names, e.name), append(draws, e.draw)
		}
	}
	if len(names) > 0 {
		Chart{Kind: Grouped, Series: names}.legend(s, func(x, y float64, i int) { draws[i](x, y) })
	}
}

// words are what a mark says.
func (m Mark) words() string {
	switch m {
	case Better:
		return "More than chance, for the better"
	case Worse:
		return "More than chance, for the worse"
	case Changed:
		return "More than chance"
	}
	return "Chance alone"
}

// Description says in plain words what the chart shows.
func (c Control) Description() string {
	var known []ControlPoint
	marked := map[Mark]int{}
	for _, p := range c.Points {
		if p.known() {
			known = append(known, p)
			if !p.Ghost {
				marked[p.Mark]++
			}
		}
	}
	if len(known) == 0 {
		return "There is nothing to show yet."
	}
	first, last := known[0], known[len(known)-1]
	sentences := []string{fmt.Sprintf("From %s in %s to %s in %s.", c.text(first.Value.V), first.Label, c.text(last.Value.V), last.Label)}
	if len(known) == 1 {
		sentences[0] = fmt.Sprintf("%s in %s.", c.text(first.Value.V), first.Label)
	}
	switch {
	case !bad(last.Lower):
		sentences = append(sentences, fmt.Sprintf("The %s is %s now, and chance alone would keep it between %s and %s.", strings.ToLower(c.Centre), c.text(last.Centre), c.text(last.Lower), c.text(last.Upper)))
	case !bad(last.Centre):
		sentences = append(sentences, fmt.Sprintf("The %s is %s.", strings.ToLower(c.Centre), c.text(last.Centre)))
	}
	if !bad(last.Target) {
		sentences = append(sentences, fmt.Sprintf("The target is %s.", c.text(last.Target)))
	}
	for _, m := range []Mark{Better, Worse, Changed} {
		if marked[m] > 0 {
			sentences = append(sentences, fmt.Sprintf("%s: %d of %d.", m.words(), marked[m], len(known)))
		}
	}
	if c.Better != "" {
		sentences = append(sentences, strings.TrimSuffix(c.Better, ".")+".")
	}
	for _, e := range c.events() {
		if e.line {
			sentences = append(sentences, fmt.Sprintf("In %s %s.", c.Points[e.point].Label, strings.TrimSuffix(e.words, ".")))
		}
	}
	if n := c.hidden(); n > 0 {
		sentences = append(sentences, fmt.Sprintf("%d of the %d numbers are not shown, because too few people are behind them.", n, len(c.Points)))
	}
	return strings.Join(sentences, " ")
}

// Table is the chart as a table: its head, and its rows.
func (c Control) Table() (head []string, rows [][]string) {
	first := c.Column
	if first == "" {
		first = "Month"
	}
	columns := []struct {
		name string
		of   func(ControlPoint) string
	}{
		{c.Centre, func(p ControlPoint) string { return c.text(p.Centre) }},
		{"Lower limit", func(p ControlPoint) string { return c.text(p.Lower) }},
		{"Upper limit", func(p ControlPoint) string { return c.text(p.Upper) }},
		{"Target", func(p ControlPoint) string { return c.text(p.Target) }},
		{"What it says", ControlPoint.says},
		{"On the timeline", ControlPoint.timeline},
	}
	head = []string{first, "Value"}
	kept := columns[:0:0]
	for _, col := range columns {
		if c.used(func(p ControlPoint) bool { return col.of(p) != "" }) {
			kept, head = append(kept, col), append(head, col.name)
		}
	}
	for _, p := range c.Points {
		cells := []string{p.Label, p.value().State.words()}
		if p.known() {
			cells[1] = c.text(p.Value.V)
		}
		for _, col := range kept {
			cells = append(cells, col.of(p))
		}
		rows = append(rows, cells)
	}
	return head, rows
}

// says is what a point says, for the table.
func (p ControlPoint) says() string {
	switch {
	case p.Ghost:
		return "Left out of the limits" + because(p.Says)
	case !p.known():
		return ""
	}
	return p.Mark.words() + because(p.Says)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// timeline is what happened at a point, for the table.
func (p ControlPoint) timeline() string {
	var out []string
	if p.Break != "" {
		out = append(out, "What is measured changed: "+p.Break)
	}
	if p.Begins != "" {
		out = append(out, "Limits begin anew: "+p.Begins)
	}
	return strings.Join(append(out, p.Notes...), "; ")
}
