package charts

import (
	"bytes"
	"fmt"
	"strings"
)

// Icon is a small picture of what a control chart says, with the same in words.
// The drawings are our own. The frame tells good from bad without colour: a
// diamond is for the better, a square for the worse, a triangle for neither way,
// and a ring for chance.
type Icon struct{ Slug, Words string }

// VariationIcon is the icon of what the last point says; empty for none.
func VariationIcon(slug string) Icon {
	return Icon{slug, map[string]string{
		"common_cause":     "No sign of a change: what is seen is chance",
		"improvement_high": "Higher than chance, which is better",
		"improvement_low":  "Lower than chance, which is better",
		"concern_high":     "Higher than chance, which is worse",
		"concern_low":      "Lower than chance, which is worse",
		"neutral_high":     "Higher than chance",
		"neutral_low":      "Lower than chance",
	}[slug]}
}

// AssuranceIcon is the icon of whether the target will be reached; empty for
// none.
func AssuranceIcon(slug string) Icon {
	return Icon{slug, map[string]string{
		"pass":         "As things are, it will reach its target each time",
		"fail":         "As things are, it will not reach its target",
		"inconsistent": "As things are, it may or may not reach its target",
	}[slug]}
}

// Shown reports whether there is an icon.
func (i Icon) Shown() bool { return i.Words != "" }

// SVG is the icon for a page, named by its words.
func (i Icon) SVG() []byte { return i.svg(fmt.Sprintf(`role="img" aria-label="%s"`, escape(i.Words))) }

func (i Icon) svg(name string) []byte {
	s := &scene{}
	i.draw(s)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="fb-icon" %s viewBox="0 0 44 44" width="44" height="44">`, name)
	for _, item := range s.items {
		item.(shape).svg(&b) // it has no text
	}
	b.WriteString("</svg>")
	return b.Bytes()
}

func (i Icon) draw(s *scene) {
	colour := quiet
	frame := shape{at: point{22, 22}, radius: 20, fill: white, thick: 2.5}
	switch kind, _, _ := strings.Cut(i.Slug, "_"); kind {
	case "improvement":
		colour, frame = teal, shape{points: []point{{22, 1}, {43, 22}, {22, 43}, {1, 22}}, fill: white, thick: 3}
	case "concern":
		colour, frame = rust, shape{at: point{3, 3}, w: 38, h: 38, fill: white, thick: 3}
	case "neutral":
		colour, frame = violet, shape{points: []point{{22, 2}, {43, 41}, {1, 41}}, fill: white, thick: 3}
		if strings.HasSuffix(i.Slug, "low") {
			frame.points = []point{{22, 42}, {43, 3}, {1, 3}}
		}
	case "pass":
		colour = teal
	case "fail":
		colour = rust
	}
	frame.stroke = colour
	s.items = append(s.items, frame)
	switch {
	case strings.HasSuffix(i.Slug, "_high"):
		s.arrow(1, colour)
	case strings.HasSuffix(i.Slug, "_low"):
		s.arrow(-1, colour)
	case i.Slug == "common_cause":
		s.items = append(s.items, shape{points: []point{{9, 24}, {15, 18}, {21, 26}, {27, 18}, {35, 24}}, open: true, stroke: ink, thick: 2.5})
	case i.Slug == "pass":
		s.items = append(s.items, shape{points: []point{{12, 23}, {19, 30}, {33, 14}}, open: true, stroke: colour, thick: 4})
	case i.Slug == "fail":
		s.line(14, 14, 30, 30, colour, 4)
		s.line(30, 14, 14, 30, colour, 4)
	case i.Slug == "inconsistent":
		s.dots(8, 36, 22)
		s.items = append(s.items, shape{points: []point{{10, 30}, {17, 14}, {25, 30}, {33, 14}}, open: true, stroke: ink, thick: 2.5})
	}
}

// arrow draws steps that go up, or down.
func (s *scene) arrow(way float64, colour string) {
	at := func(x, y float64) point { return point{x, 24 - way*y} }
	s.items = append(s.items,
		shape{points: []point{at(22, -9), at(22, 6)}, open: true, stroke: colour, thick: 4},
		shape{points: []point{at(14, 1), at(22, 10), at(30, 1)}, open: true, stroke: colour, thick: 4})
}
