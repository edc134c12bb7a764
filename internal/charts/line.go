package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const (
	plotLeft  = 44.0
	plotRight = width - 12
	plotHigh  = 180.0
)

// lineOverTime draws a point for each row, and lines between them: none to a
// value that is not shown, and none over a break.
func (c Chart) lineOverTime(s *scene) {
	count := c.series()
	if count > 1 {
		c.legend(s, func(x, y float64, i int) {
			s.line(x, y, x+20, y, ink, 2)
			s.mark(x+10, y, styles[i%len(styles)])
		})
	}
	c.referenceName(s)
	s.height += 22
	top := s.height
	sc := scale{top + plotHigh, top, c.top()}
	c.levels(s, sc)
	at := places(len(c.Rows))
	for i, r := range c.Rows {
		if r.Break != "" && i > 0 {
			x := (at[i-1] + at[i]) / 2
			s.dashes(x, top-6, x, top+plotHigh, quiet)
		}
	}
	if c.Reference != nil && !bad(c.Reference.V) {
		s.dashes(plotLeft, sc.at(c.Reference.V), plotRight, sc.at(c.Reference.V), ink)
	}
	for i := range count {
		c.curve(s, sc, at, i)
	}
	s.height = top + plotHigh + 4
	c.dates(s, at)
	for i, r := range c.Rows {
		if r.Break != "" && i > 0 {
			s.details(fmt.Sprintf("Dashed line before %s: %s.", r.Label, r.Break))
		}
	}
	if c.hidden() > 0 {
		s.details("* " + TooFew.words())
	}
}

// levels draws the scale at the left.
func (c Chart) levels(s *scene, sc scale) {
	for i := range 5 {
		v := sc.top * float64(i) / 4
		colour := rule
		if i == 0 {
			colour = quiet
		}
		s.line(plotLeft-4, sc.at(v), plotRight+6, sc.at(v), colour, 1)
		if i%2 == 0 && (c.Unit == Percent || v == math.Floor(v)) {
			s.text(plotLeft-8, sc.at(v)+5, c.level(v), label{size: small, anchor: "end", fill: quiet})
		}
	}
}

// level is a number on the scale, short enough to stand beside it: thousands and
// more are written "10k", "2.5m".
func (c Chart) level(v float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, "tn"}, {1e9, "bn"}, {1e6, "m"}, {1e3, "k"}} {
		if v >= unit.size && v >= 1e4 {
			return strconv.FormatFloat(v/unit.size, 'g', 3, 64) + unit.name
		}
	}
	return c.amount(Value{V: v})
}

// curve draws one series.
func (c Chart) curve(s *scene, sc scale, at []float64, series int) {
	st := styles[series%len(styles)]
	colour := st.fill
	if colour == white {
		colour = st.over
	}
	for i := 1; i < len(c.Rows); i++ {
		a, b := c.Rows[i-1].value(series), c.Rows[i].value(series)
		if a.State == Known && b.State == Known && c.Rows[i].Break == "" {
			s.line(at[i-1], sc.at(a.V), at[i], sc.at(b.V), colour, 2.5)
		}
	}
	for i, r := range c.Rows {
		v := r.value(series)
		x := at[i]
		switch {
		case v.State == TooFew:
			s.text(min(x+float64(series)*8, width-7), sc.from-4, "*", label{size: 18, bold: true, anchor: "middle"})
			continue
		case v.State == Absent:
			continue
		case v.interval() && len(c.Rows) <= 24:
			x += float64(series) * 3
			s.upright(x, sc.at(v.Low), sc.at(v.High))
		}
		s.mark(x, sc.at(v.V), st)
		c.pointLabel(s, sc, x, v, i)
	}
}

// upright draws an interval from low to high.
func (s *scene) upright(x, low, high float64) {
	s.line(x, low, x, high, ink, 1.5)
	s.line(x-4, low, x+4, low, ink, 1.5)
	s.line(x-4, high, x+4, high, ink, 1.5)
}

// pointLabel writes the value above its point where there is room for all, else
// above the last one.
func (c Chart) pointLabel(s *scene, sc scale, x float64, v Value, row int) {
	roomy := c.series() == 1 && len(c.Rows) <= 6
	if !roomy && (row != len(c.Rows)-1 || c.series() > 1) {
		return
	}
	text := c.amount(v)
	half := measure(text, normal, true) / 2
	s.text(min(x, width-half), sc.at(max(v.V, v.High))-9, text, label{bold: true, anchor: "middle"})
}

// dates writes what the points are, as many as there is room for.
func (c Chart) dates(s *scene, at []float64) {
	slot := (plotRight - plotLeft) / float64(len(c.Rows))
	widest := 0.0
	for _, r := range c.Rows {
		for _, word := range strings.Fields(r.Label) {
			widest = max(widest, measure(word, small, false))
		}
	}
	every := int(math.Ceil(min(widest+6, 90) / slot))
	deepest := 0
	for i := 0; i < len(c.Rows); i += every {
		lines := wrap(c.Rows[i].Label, small, slot*float64(every)-4, false)
		x, anchor := at[i], "middle"
		if half := slot * float64(every) / 2; x+half > width {
			x, anchor = width, "end"
		}
		for l, line := range lines {
			s.text(x, s.height+lead*float64(l+1)-4, line, label{size: small, anchor: anchor, fill: quiet})
		}
		deepest = max(deepest, len(lines))
	}
	s.height += lead*float64(deepest) + 4
}
