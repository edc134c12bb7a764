package charts

import (
	"fmt"
	"math"
	"strconv"
)

// Mark is what a point of a [Control] says, which is its shape as well as its
// colour.
type Mark int

// The marks.
const (
	Common  Mark = iota // a small disc: chance
	Better              // a diamond: more than chance, for the better
	Worse               // a square: more than chance, for the worse
	Changed             // a triangle: more than chance, where neither way is better
)

// ControlPoint is one point in time. What is not there is NaN.
type ControlPoint struct {
	Label                        string
	Value                        Value
	Centre, Lower, Upper, Target float64
	Mark                         Mark
	Ghost                        bool   // a ring: shown, but left out of the limits
	Says                         string // for the table: "above the upper limit"
	// Begins says why limits begin anew here, and Break what changed in what is
	// measured: no line is drawn to the point, and the reason stands below.
	Begins, Break string
	Notes         []string
}

// Control is a chart of values over time with a centre line and limits, or
// without limits a run chart.
type Control struct {
	ID     string
	Title  string
	Note   string
	Column string // what the points are: "Month"
	Centre string // what the centre line is: "Mean", "Median"
	Better string // which way is better, in words
	Points []ControlPoint
	// Text writes a value with its unit.
	Text func(float64) string
}

// The colours of marks, which a test holds to their contrast.
const (
	rust   = "#a63c06"
	violet = "#5a3a8e"
)

const (
	controlHigh = 190.0
	numberSize  = 13.5
)

// text writes a value; "" for none.
func (c Control) text(v float64) string {
	switch {
	case bad(v):
		return ""
	case c.Text != nil:
		return c.Text(v)
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// SVG is the chart for a page.
func (c Control) SVG() []byte {
	return c.layout(false).svg(Chart{ID: c.ID, Title: c.Title}.id(), c.Title, c.Description())
}

// PNG is the chart to take away, so many pixels wide.
func (c Control) PNG(pixels int) ([]byte, error) { return c.layout(true).png(pixels) }

// layout puts the chart together.
func (c Control) layout(framed bool) *scene {
	s := &scene{height: 4}
	if framed {
		s.paragraph(0, width, c.Title, label{size: 16, bold: true})
		s.height += 8
	}
	if len(c.Points) == 0 {
		s.paragraph(0, width, "There is nothing to show yet.", label{fill: quiet})
	} else {
		c.draw(s)
	}
	if framed && c.Note != "" {
		s.height += 8
		s.paragraph(0, width, c.Note, label{size: small, fill: quiet})
	}
	s.height += 6
	return s
}

func (c Control) draw(s *scene) {
	c.key(s)
	events := c.events()
	rows := c.eventRows(events)
	s.height += 8 + 18*float64(rows)
	top := s.height
	low, high, step := c.span()
	sc := spread{top + controlHigh, top, low, high}
	c.steps(s, sc, step)
	at := places(len(c.Points))
	for _, e := range events {
		if e.line {
			x := at[e.point]
			if e.point > 0 {
				x = (at[e.point-1] + at[e.point]) / 2
			}
			s.dashes(x, top-2, x, top+controlHigh, quiet)
		}
	}
	c.band(s, sc, at)
	c.values(s, sc, at)
	for _, e := range events {
		y := top - 6 - 18*float64(e.row)
		s.items = append(s.items, shape{at: point{at[e.point], y - 4.5}, radius: 8, fill: white, stroke: quiet, thick: 1})
		s.text(at[e.point], y, strconv.Itoa(e.number), label{size: numberSize, anchor: "middle", bold: true})
	}
	s.height = top + controlHigh + 4
	Chart{Kind: Line, Rows: c.rows()}.dates(s, at)
	for _, e := range events {
		// some letters are wider than those that text is measured with
		s.paragraph(0, width*0.93, fmt.Sprintf("%d %s: %s", e.number, c.Points[e.point].Label, e.words), label{size: small})
	}
	if c.hidden() > 0 {
		s.details("* " + TooFew.words())
	}
}

// rows are the points as rows of a chart, for what both draw.
func (c Control) rows() []Row {
	out := make([]Row, len(c.Points))
	for i, p := range c.Points {
		out[i] = Row{Label: p.Label, Values: []Value{p.Value}}
	}
	return out
}

// value is a point's value: absent when it is not a number.
func (p ControlPoint) value() Value { return Row{Values: []Value{p.Value}}.value(0) }

// known reports whether a point has a value that is shown.
func (p ControlPoint) known() bool { return p.value().State == Known }

func (c Control) hidden() int {
	n := 0
	for _, p := range c.Points {
		if p.value().State == TooFew {
			n++
		}
	}
	return n
}

// spread turns values into heights, from the lowest to the highest.
type spread struct{ from, to, low, high float64 }

func (s spread) at(v float64) float64 {
	return s.from + (s.to-s.from)*min(max((v-s.low)/(s.high-s.low), 0), 1)
}

// span is what the scale reaches over, and its steps: round numbers.
func (c Control) span() (low, high, step float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range c.Points {
		all := []float64{p.Centre, p.Lower, p.Upper, p.Target}
		if p.known() {
			all = append(all, p.Value.V)
		}
		for _, v := range all {
			if !bad(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if high-low < 1e-9*max(math.Abs(high), 1) {
		low, high = low-1, high+1
	}
	step = math.Pow(10, math.Floor(math.Log10(high-low)))
	for _, m := range []float64{0.2, 0.5, 1, 2} {
		if (high-low)/(m*step) <= 5 {
			step *= m
			break
		}
	}
	return math.Floor(low/step) * step, math.Ceil(high/step) * step, step
}

// steps draws the scale at the left.
func (c Control) steps(s *scene, sc spread, step float64) {
	for i := 0; ; i++ {
		v := sc.low + float64(i)*step
		if v > sc.high+step/2 {
			return
		}
		s.line(plotLeft-4, sc.at(v), plotRight+6, sc.at(v), rule, 1)
		text := shortStep(v, step)
		s.text(max(plotLeft-8, measure(text, small, false)), sc.at(v)+5, text, label{size: small, anchor: "end", fill: quiet})
	}
}

// shortStep writes a number on the scale, with as many decimals as its steps have.
func shortStep(v, step float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, "tn"}, {1e9, "bn"}, {1e6, "m"}, {1e3, "k"}} {
		if math.Abs(v) >= unit.size && math.Abs(v) >= 1e4 {
			return signText(strconv.FormatFloat(v/unit.size, 'g', 3, 64) + unit.name)
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	return signText(strconv.FormatFloat(v+0, 'f', min(decimals, 3), 64))
}

// places is where each of n points is.
func places(n int) []float64 {
	at, slot := make([]float64, n), (plotRight-plotLeft)/float64(n)
	for i := range at {
		at[i] = plotLeft + slot*(float64(i)+0.5)
	}
	return at
}

// band draws the centre line, the limits and the target: each as steps, which
// end where limits begin anew or what is measured changed.
func (c Control) band(s *scene, sc spread, at []float64) {
	half := (plotRight - plotLeft) / float64(len(at)) / 2
	for _, line := range []struct {
		of   func(ControlPoint) float64
		draw func(x1, x2, y float64)
	}{
		{func(p ControlPoint) float64 { return p.Lower }, func(x1, x2, y float64) { s.dashes(x1, y, x2, y, ink) }},
		{func(p ControlPoint) float64 { return p.Upper }, func(x1, x2, y float64) { s.dashes(x1, y, x2, y, ink) }},
		{func(p ControlPoint) float64 { return p.Centre }, func(x1, x2, y float64) { s.line(x1, y, x2, y, ink, 1.5) }},
		{func(p ControlPoint) float64 { return p.Target }, s.dots},
	} {
		for from := 0; from < len(c.Points); {
			v, to := line.of(c.Points[from]), from+1
			for to < len(c.Points) && line.of(c.Points[to]) == v && c.Points[to].Begins == "" && c.Points[to].Break == "" {
				to++
			}
			if !bad(v) {
				line.draw(at[from]-half, at[to-1]+half, sc.at(v))
			}
			from = to
		}
	}
}

// dots draws a dotted line.
func (s *scene) dots(x1, x2, y float64) {
	for x := x1 + 1.5; x <= x2; x += 6 {
		s.items = append(s.items, shape{at: point{x, y}, radius: 1.6, fill: rust})
	}
}

// values draws the points, and lines between neighbours.
func (c Control) values(s *scene, sc spread, at []float64) {
	before := -1
	for i, p := range c.Points {
		joined := before == i-1 && before >= 0 && p.Begins == "" && p.Break == "" && !c.Points[before].Ghost && !p.Ghost
		if p.known() {
			if joined {
				s.line(at[before], sc.at(c.Points[before].Value.V), at[i], sc.at(p.Value.V), quiet, 1.5)
			}
			before = i
		}
	}
	size := 5.0
	if len(c.Points) > 30 {
		size = 4
	}
	for i, p := range c.Points {
		switch v := p.value(); {
		case v.State == TooFew:
			s.text(at[i], sc.from-4, "*", label{size: 18, bold: true, anchor: "middle"})
		case v.State == Known:
			s.dot(at[i], sc.at(v.V), size, p.Mark, p.Ghost)
		}
	}
}

// dot draws a point by what it says.
func (s *scene) dot(x, y, r float64, m Mark, ghost bool) {
	d := shape{stroke: white, thick: 1}
	switch {
	case ghost:
		d.at, d.radius, d.fill, d.stroke, d.thick = point{x, y}, r-1, white, quiet, 1.5
	case m == Better:
		d.points, d.fill = []point{{x, y - r - 1}, {x + r + 1, y}, {x, y + r + 1}, {x - r - 1, y}}, teal
	case m == Worse:
		d.at, d.w, d.h, d.fill = point{x - r + 0.5, y - r + 0.5}, 2*r-1, 2*r-1, rust
	case m == Changed:
		d.points, d.fill = []point{{x, y - r - 1}, {x + r + 1, y + r}, {x - r - 1, y + r}}, violet
	default:
		d.at, d.radius, d.fill = point{x, y}, r-1.5, ink
	}
	s.items = append(s.items, d)
}
