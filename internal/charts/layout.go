package charts

import "math"

// layout puts a chart together. framed adds the title above and the note below:
// on a page both are text beside the picture.
func (c Chart) layout(framed bool) *scene {
	s := &scene{height: 4}
	if framed {
		s.paragraph(0, width, c.Title, label{size: 16, bold: true})
		s.height += 8
	}
	switch {
	case len(c.Rows) == 0:
		s.paragraph(0, width, "There is nothing to show yet.", label{fill: quiet})
	case c.Kind == Gap:
		c.gapRows(s)
	case c.Kind == Stacked:
		c.stackedRows(s)
	case c.Kind == Line:
		c.lineOverTime(s)
	default:
		c.barRows(s)
	}
	if framed && c.Note != "" {
		s.height += 8
		s.paragraph(0, width, c.Note, label{size: small, fill: quiet})
	}
	s.height += 6
	return s
}

// scale turns values into places.
type scale struct{ from, to, top float64 }

func (s scale) at(v float64) float64 {
	return s.from + (s.to-s.from)*min(max(v/s.top, 0), 1)
}

// style is how a series looks: its fill, what is drawn over it, and its marker.
type style struct {
	fill, over string
	hatch      int // 0 plain, 1 rising lines, 2 dots, 3 upright lines, 4 falling lines
	marker     int // 0 disc, 1 diamond, 2 square, 3 ring
	text       string
}

// The styles of series that are beside each other.
var styles = []style{
	{fill: teal, marker: 0, text: white},
	{fill: white, over: deep, hatch: 1, marker: 1, text: ink},
	{fill: ink, over: white, hatch: 2, marker: 2, text: white},
	{fill: white, over: quiet, hatch: 3, marker: 3, text: ink},
}

// scaleStyle is the style of one of some parts of a whole: from dark to light, so
// that they differ in grey too, and after that with a pattern.
func scaleStyle(part, parts int) style {
	dark := []style{{fill: deep, text: white}, {fill: teal, text: white}, {fill: light, text: ink}, {fill: pale, text: ink}, {fill: white, text: ink}}
	at := part
	if parts > 1 && parts < len(dark) {
		at = part * (len(dark) - 1) / (parts - 1)
	}
	s := dark[at%len(dark)]
	if at >= len(dark) {
		s.over, s.hatch = ink, 1
	}
	return s
}

// patch draws a piece of a series: filled, patterned and outlined.
func (s *scene) patch(x, y, w, h float64, st style) {
	s.rect(x, y, w, h, st.fill, ink)
	switch st.hatch {
	case 1, 4:
		for d := 6.0; d < w+h; d += 6 {
			// the line x+y=d inside the rectangle
			x1, x2 := math.Max(0, d-h), math.Min(w, d)
			if st.hatch == 1 {
				s.line(x+x1, y+d-x1, x+x2, y+d-x2, st.over, 1.5)
			} else {
				s.line(x+x1, y+h-d+x1, x+x2, y+h-d+x2, st.over, 1.5)
			}
		}
	case 2:
		for i, cx := 0, 5.0; cx < w-2; i, cx = i+1, cx+7 {
			s.items = append(s.items, shape{at: point{x + cx, y + h/2 + float64(i%2*2-1)*h/5}, radius: 1.3, fill: st.over})
		}
	case 3:
		for cx := 5.0; cx < w; cx += 5 {
			s.line(x+cx, y, x+cx, y+h, st.over, 1.5)
		}
	}
}

// mark draws a point of a series.
func (s *scene) mark(x, y float64, st style) {
	const r = 5.5
	m := shape{fill: st.fill, stroke: ink, thick: 1.5}
	if st.fill == white {
		m.stroke, m.thick = st.over, 2.5
	}
	switch st.marker {
	case 1:
		m.points = []point{{x, y - r - 1}, {x + r + 1, y}, {x, y + r + 1}, {x - r - 1, y}}
	case 2:
		m.at, m.w, m.h = point{x - r + 1, y - r + 1}, 2*r-2, 2*r-2
	default:
		m.at, m.radius = point{x, y}, r
	}
	s.items = append(s.items, m)
}

// whisker draws an interval, dark on a white edge so that it is seen on any bar.
func (s *scene) whisker(from, to, y, half float64) {
	for _, pass := range []struct {
		colour string
		thick  float64
	}{{white, 5}, {ink, 2}} {
		s.line(from, y, to, y, pass.colour, pass.thick)
		s.line(from, y-half, from, y+half, pass.colour, pass.thick)
		s.line(to, y-half, to, y+half, pass.colour, pass.thick)
	}
}

// legend names the series, each with its look, in as many lines as it takes.
func (c Chart) legend(s *scene, draw func(x, y float64, series int)) {
	x := 0.0
	s.height += lead
	for i := range c.series() {
		lines := wrap(c.name(i), small, width-26, false)
		w := 0.0
		for _, line := range lines {
			w = max(w, measure(line, small, false))
		}
		if x > 0 && x+26+w > width {
			x = 0
			s.height += lead + 4
		}
		draw(x, s.height-lead/2, i)
		for l, line := range lines {
			if l > 0 {
				s.height += lead
			}
			s.text(x+26, s.height-4, line, label{size: small})
		}
		x += 26 + w + 16
		if len(lines) > 1 {
			x = width
		}
	}
	s.height += 10
}

// axis writes the ends and the middle of a scale below the rows, and draws its
// lines behind what is there, not behind labels.
func (c Chart) axis(s *scene, sc scale) {
	var lines []any
	for _, band := range s.bands {
		for i := range 5 {
			x := sc.at(sc.top * float64(i) / 4)
			colour := rule
			if i == 0 {
				colour = quiet
			}
			lines = append(lines, shape{points: []point{{x, band[0]}, {x, band[1]}}, open: true, stroke: colour, thick: 1})
		}
	}
	s.items = append(lines, s.items...)
	s.height += lead
	for i, anchor := range []string{"start", "middle", "end"} {
		if sc.from > 20 {
			anchor = "middle"
		}
		v := sc.top * float64(i) / 2
		if c.Unit == Count && v != math.Floor(v) {
			continue
		}
		s.text(sc.at(v), s.height-3, c.amount(Value{V: v}), label{size: small, anchor: anchor, fill: quiet})
	}
}

// reference draws the line to compare with, over every row.
func (c Chart) reference(s *scene, sc scale) {
	if c.Reference == nil || bad(c.Reference.V) {
		return
	}
	x := sc.at(c.Reference.V)
	for _, band := range s.bands {
		s.line(x, band[0], x, band[1], white, 4)
		s.dashes(x, band[0], x, band[1], ink)
	}
}

// referenceName writes what the line is, above everything.
func (c Chart) referenceName(s *scene) {
	if c.Reference == nil || bad(c.Reference.V) {
		return
	}
	s.dashes(0, s.height+lead-8, 22, s.height+lead-8, ink)
	s.paragraph(28, width-28, c.Reference.Label+": "+c.amount(Value{V: c.Reference.V}), label{size: small})
	s.height += 8
}
