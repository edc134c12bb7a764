package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// number is a value as it is written, without its unit.
func number(v float64) string {
	return strconv.FormatFloat(math.Floor(v+0.5)+0, 'f', 0, 64)
}

// amount is a value with its unit, or why there is none.
func (c Chart) amount(v Value) string {
	switch {
	case v.State != Known:
		return v.State.words()
	case c.Unit == Percent:
		return number(v.V) + "%"
	}
	return number(v.V)
}

// points is a difference in words: "17 points more", "no difference".
func (c Chart) points(v Value) string {
	n := math.Floor(math.Abs(v.V) + 0.5)
	unit := ""
	if c.Unit == Percent {
		unit = " points"
		if n == 1 {
			unit = " point"
		}
	}
	switch {
	case n == 0:
		return "no difference"
	case v.V < 0:
		return fmt.Sprintf("%.0f%s less", n, unit)
	}
	return fmt.Sprintf("%.0f%s more", n, unit)
}

// span is an interval: "52 to 71%". Intervals of differences keep their signs.
func (c Chart) span(v Value) string {
	text := signed(v.Low) + " to " + signed(v.High)
	if c.Unit == Percent {
		return text + "%"
	}
	return text
}

// signed is a number with a minus sign that is one.
func signed(v float64) string { return signText(number(v)) }

// signText gives a number's text a minus sign that is one.
func signText(text string) string { return strings.Replace(text, "-", "−", 1) }

// Description says in plain words what the chart shows.
func (c Chart) Description() string {
	if len(c.Rows) == 0 {
		return "There is nothing to show yet."
	}
	var sentences []string
	if c.Words != "" {
		sentences = append(sentences, c.Words)
	}
	for s := range c.series() {
		if c.Kind == Gap || c.Words != "" {
			break
		}
		if text := c.highLow(s); text != "" {
			sentences = append(sentences, text)
		}
	}
	if c.Kind == Gap {
		sentences = append(sentences, c.gaps()...)
	}
	if c.Reference != nil {
		sentences = append(sentences, fmt.Sprintf("%s is %s.", c.Reference.Label, c.amount(Value{V: c.Reference.V})))
	}
	for i, r := range c.Rows {
		if r.Break != "" && i > 0 {
			sentences = append(sentences, fmt.Sprintf("Before %s, %s: what came before cannot be compared with what came after.", r.Label, r.Break))
		}
	}
	if hidden := c.hidden(); hidden > 0 {
		sentences = append(sentences, fmt.Sprintf("%d of the %d numbers are not shown, because too few people are behind them.", hidden, len(c.Rows)*c.series()))
	}
	if len(sentences) == 0 {
		return "There are no numbers to compare."
	}
	return strings.Join(sentences, " ")
}

func (c Chart) hidden() int {
	n := 0
	for _, r := range c.Rows {
		for s := range c.series() {
			if r.value(s).State == TooFew {
				n++
			}
		}
	}
	return n
}

// highLow tells the ends of one series, or its way over time.
func (c Chart) highLow(s int) string {
	var known []Row
	for _, r := range c.Rows {
		if r.value(s).State == Known {
			known = append(known, r)
		}
	}
	if len(known) == 0 {
		return ""
	}
	name, from := "", "From"
	if c.series() > 1 || len(c.Series) > 0 {
		name, from = c.name(s)+": ", "from"
	}
	first, last := known[0], known[len(known)-1]
	if len(known) == 1 {
		return fmt.Sprintf("%s%s in “%s”.", name, c.amount(first.value(s)), first.Label)
	}
	if c.Kind == Line {
		return fmt.Sprintf("%s%s %s in “%s” to %s in “%s”.", name, from, c.amount(first.value(s)), first.Label, c.amount(last.value(s)), last.Label)
	}
	low, high := known[0], known[0]
	for _, r := range known {
		if r.value(s).V < low.value(s).V {
			low = r
		}
		if r.value(s).V > high.value(s).V {
			high = r
		}
	}
	if number(low.value(s).V) == number(high.value(s).V) {
		return fmt.Sprintf("%s%s in each.", name, c.amount(low.value(s)))
	}
	return fmt.Sprintf("%s%s %s in “%s” to %s in “%s”.", name, from, c.amount(low.value(s)), low.Label, c.amount(high.value(s)), high.Label)
}

// gaps tells the widest gap of each direction.
func (c Chart) gaps() []string {
	var out []string
	for _, way := range []float64{1, -1} {
		var widest *Row
		for i, r := range c.Rows {
			d := r.difference()
			if d.State == Known && d.V*way >= 0.5 && (widest == nil || d.V*way > widest.difference().V*way) {
				widest = &c.Rows[i]
			}
		}
		if widest != nil {
			from, to := 0, 1
			if way < 0 {
				from, to = 1, 0
			}
			out = append(out, fmt.Sprintf("%s is furthest above %s in “%s”: %s and %s.", c.name(to), c.name(from), widest.Label,
				c.amount(widest.value(to)), c.amount(widest.value(from))))
		}
	}
	return out
}

// Table is the chart as a table: its head, and its rows.
func (c Chart) Table() (head []string, rows [][]string) {
	first := c.Column
	if first == "" {
		first = "Group"
	}
	head = []string{first}
	spans, people := make([]bool, c.series()), false
	between := false
	for _, r := range c.Rows {
		people = people || r.N > 0
		between = between || r.Difference != nil && r.difference().interval()
		for s := range spans {
			spans[s] = spans[s] || r.value(s).interval()
		}
	}
	unit := ""
	if c.Unit == Percent {
		unit = " (%)"
	}
	for s, has := range spans {
		name := c.name(s)
		head = append(head, strings.TrimSuffix(name, " (%)")+unit)
		if has {
			head = append(head, name+": from", name+": to")
		}
	}
	if c.Kind == Gap {
		head = append(head, "Difference")
		if between {
			head = append(head, "Difference: from", "Difference: to")
		}
	}
	if people {
		head = append(head, "People")
	}
	for _, r := range c.Rows {
		cells := []string{r.Label}
		for s, has := range spans {
			cells = appendValue(cells, r.value(s), has)
		}
		if c.Kind == Gap {
			cells = appendValue(cells, r.difference(), between)
		}
		if people {
			cells = append(cells, n(r.N))
		}
		rows = append(rows, cells)
	}
	return head, rows
}

func appendValue(cells []string, v Value, spans bool) []string {
	text, low, high := number(v.V), "", ""
	if v.State != Known {
		text = v.State.words()
	}
	if v.interval() {
		low, high = number(v.Low), number(v.High)
	}
	cells = append(cells, text)
	if spans {
		cells = append(cells, low, high)
	}
	return cells
}

func n(people int) string {
	if people <= 0 {
		return ""
	}
	return strconv.Itoa(people)
}
