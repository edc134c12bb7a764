package charts

import (
	"fmt"
	"strings"
)

// heading writes the label of a row and, at the right, a value.
func (s *scene) heading(text, value string) {
	room := width
	if value != "" {
		room -= measure(value, normal, true) + 10
		s.text(width, s.height+lead-4, value, label{bold: true, anchor: "end"})
	}
	before := s.height
	s.paragraph(0, room, text, label{})
	s.height = max(s.height, before+lead) + 2
}

// details is what is written small under a row.
func (s *scene) details(parts ...string) {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	s.paragraph(0, width, strings.Join(kept, "; "), label{size: small, fill: quiet})
}

func people(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("n%c=%c%d", hard, hard, n)
}

// likely is an interval as it is written under a row.
func (c Chart) likely(v Value) string {
	if !v.interval() {
		return ""
	}
	return "likely " + c.span(v)
}

// absent writes why there is no bar.
func (s *scene) absent(st State, y, h float64) {
	s.items = append(s.items, shape{at: point{0.75, y}, w: width - 1.5, h: h, stroke: quiet, thick: 1, dashed: true, fill: white})
	s.text(8, y+h/2+5, st.words(), label{size: small, fill: quiet})
}

// barRows draws bars, one or several a row.
func (c Chart) barRows(s *scene) {
	sc := scale{0, width - 1, c.top()}
	count := c.series()
	if count > 1 {
		sc.to -= c.widest() + 8 // values stand behind their bars
		c.legend(s, func(x, y float64, i int) { s.patch(x, y-6, 20, 12, styles[i%len(styles)]) })
	}
	c.referenceName(s)
	for _, r := range c.Rows {
		if count == 1 {
			c.bar(s, sc, r)
		} else {
			c.group(s, sc, r, count)
		}
		s.height += 10
	}
	c.reference(s, sc)
	c.axis(s, sc)
}

func (c Chart) bar(s *scene, sc scale, r Row) {
	v := r.value(0)
	value := ""
	if v.State == Known {
		value = c.amount(v)
	}
	s.heading(r.Label, value)
	const h = 20
	if v.State != Known {
		s.absent(v.State, s.height, h)
	} else {
		s.rect(0, s.height, sc.at(v.V), h, teal, "")
		if v.interval() {
			s.whisker(sc.at(v.Low), sc.at(v.High), s.height+h/2, 5)
		}
	}
	if v.State == Known {
		s.bands = append(s.bands, [2]float64{s.height - 3, s.height + h + 3})
	}
	s.height += h + 3
	if v.interval() || r.N > 0 {
		s.details(c.likely(v), people(r.N))
	}
}

func (c Chart) group(s *scene, sc scale, r Row, count int) {
	s.heading(r.Label, "")
	const h = 18
	s.bands = append(s.bands, [2]float64{s.height - 3, s.height + float64(count)*(h+4)})
	for i := range count {
		v := r.value(i)
		if v.State != Known {
			s.absent(v.State, s.height, h)
			s.height += h + 4
			continue
		}
		x := sc.at(v.V)
		s.patch(0.75, s.height, x-0.75, h, styles[i%len(styles)])
		end := x
		if v.interval() {
			s.whisker(sc.at(v.Low), sc.at(v.High), s.height+h/2, 4)
			end = max(end, sc.at(v.High))
		}
		s.text(end+6, s.height+h/2+5, c.amount(v), label{bold: true})
		s.height += h + 4
	}
	if r.N > 0 {
		s.details(people(r.N))
	}
}

// widest is the room that the longest value takes.
func (c Chart) widest() float64 {
	most := measure(c.amount(Value{V: c.top()}), normal, true)
	for _, r := range c.Rows {
		for i := range r.Values {
			if v := r.value(i); v.State == Known {
				most = max(most, measure(c.amount(v), normal, true))
			}
		}
	}
	return most
}

// gapRows draws two points a row, and what lies between them.
func (c Chart) gapRows(s *scene) {
	side := c.widest() + 12
	sc := scale{side, width - side, c.top()}
	c.legend(s, func(x, y float64, i int) { s.mark(x+9, y, styles[i]) })
	c.referenceName(s)
	for _, r := range c.Rows {
		s.heading(r.Label, "")
		s.height += 12
		y := s.height
		s.bands = append(s.bands, [2]float64{y - 11, y + 11})
		a, b := r.value(0), r.value(1)
		s.line(sc.from, y, sc.to, y, rule, 2)
		if a.State == Known && b.State == Known {
			s.line(sc.at(a.V), y, sc.at(b.V), y, quiet, 5)
		}
		for i, v := range []Value{a, b} {
			if v.State != Known {
				continue
			}
			other := []Value{b, a}[i]
			left := other.State == Known && (v.V < other.V || v.V == other.V && i == 0)
			s.mark(sc.at(v.V), y, styles[i])
			if left {
				s.text(sc.at(v.V)-11, y+5, c.amount(v), label{bold: true, anchor: "end"})
			} else {
				s.text(sc.at(v.V)+11, y+5, c.amount(v), label{bold: true})
			}
		}
		s.height += 14
		c.gapDetails(s, r)
		s.height += 10
	}
	c.reference(s, sc)
	c.axis(s, sc)
}

func (c Chart) gapDetails(s *scene, r Row) {
	var parts []string
	for i := range 2 {
		if v := r.value(i); v.State != Known {
			parts = append(parts, c.name(i)+": "+v.State.words())
		}
	}
	if d := r.difference(); d.State == Known {
		text := c.points(d)
		if text != "no difference" {
			text = c.name(1) + " " + text
		}
		if d.interval() {
			text += " (likely " + signed(d.Low) + " to " + signed(d.High) + ")"
		}
		parts = append(parts, text)
	}
	s.details(append(parts, people(r.N))...)
}

// stackedRows draws the parts of a whole, each row as wide as the chart.
func (c Chart) stackedRows(s *scene) {
	parts := c.series()
	c.legend(s, func(x, y float64, i int) { s.patch(x+0.75, y-6, 20, 12, scaleStyle(i, parts)) })
	for _, r := range c.Rows {
		s.heading(r.Label, "")
		c.stack(s, r, parts)
		s.height += 12
	}
}

func (c Chart) stack(s *scene, r Row, parts int) {
	const h = 28
	whole, hidden := 0.0, 0
	for i := range parts {
		if v := r.value(i); v.State == Known {
			whole += max(v.V, 0)
		} else {
			hidden++
		}
	}
	if c.Unit == Percent && hidden > 0 {
		whole = max(whole, 100)
	}
	if hidden == parts || whole == 0 {
		s.absent(r.value(0).State, s.height, h)
		s.height += h
		s.details(people(r.N))
		return
	}
	var beside, few []string
	x := 0.75
	for i := range parts {
		v := r.value(i)
		if v.State != Known {
			few = append(few, c.name(i))
			continue
		}
		if v.V <= 0 {
			continue
		}
		w := (width - 1.5) * max(v.V, 0) / whole
		st := scaleStyle(i, parts)
		s.patch(x, s.height, w, h, st)
		if text := c.amount(v); measure(text, normal, true)+6 <= w {
			s.text(x+w/2, s.height+h/2+5, text, label{bold: true, anchor: "middle", fill: st.text})
		} else {
			beside = append(beside, c.name(i)+" "+text)
		}
		x += w
	}
	if rest := width - 0.75 - x; hidden > 0 && rest > 1 {
		s.items = append(s.items, shape{at: point{x, s.height}, w: rest, h: h, fill: white, stroke: quiet, thick: 1, dashed: true})
	}
	s.height += h + 1
	if len(few) > 0 {
		beside = append(beside, TooFew.words()+": "+strings.Join(few, ", "))
	}
	s.details(append(beside, people(r.N))...)
}
