package charts

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// SVG is the chart for a page: one picture with a name and a description, without
// styles or scripts. It holds nothing that was not escaped.
func (c Chart) SVG() []byte { return c.layout(false).svg(c.id(), c.Title, c.Description()) }

func (s *scene) svg(id, title, description string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="fb-chart__picture" role="img" aria-labelledby="%s-title %s-desc" viewBox="0 0 %s %s" font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif">`,
		id, id, short(width), short(s.height))
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title><desc id=\"%s-desc\">%s</desc>\n", id, escape(title), id, escape(description))
	for _, item := range s.items {
		switch item := item.(type) {
		case shape:
			item.svg(&b)
		case label:
			item.svg(&b)
		}
		b.WriteByte('\n')
	}
	b.WriteString("</svg>")
	return b.Bytes()
}

func (s shape) svg(b *bytes.Buffer) {
	paint := ` fill="` + or(s.fill, "none") + `"`
	if s.stroke != "" {
		paint += fmt.Sprintf(` stroke="%s" stroke-width="%s"`, s.stroke, short(s.thick))
	}
	if s.dashed {
		paint += ` stroke-dasharray="5 4"`
	}
	switch {
	case len(s.points) > 0:
		var at []string
		for _, p := range s.points {
			at = append(at, short(p.x)+","+short(p.y))
		}
		name := "polygon"
		if s.open {
			name = "polyline"
		}
		fmt.Fprintf(b, `<%s points="%s"%s/>`, name, strings.Join(at, " "), paint)
	case s.radius > 0:
		fmt.Fprintf(b, `<circle cx="%s" cy="%s" r="%s"%s/>`, short(s.at.x), short(s.at.y), short(s.radius), paint)
	default:
		fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s"%s/>`, short(s.at.x), short(s.at.y), short(s.w), short(s.h), paint)
	}
}

func (l label) svg(b *bytes.Buffer) {
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" fill="%s"`, short(l.at.x), short(l.at.y), short(l.size), l.fill)
	if l.anchor != "start" {
		fmt.Fprintf(b, ` text-anchor="%s"`, l.anchor)
	}
	if l.bold {
		b.WriteString(` font-weight="bold"`)
	}
	fmt.Fprintf(b, `>%s</text>`, escape(l.text))
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// short is a number with at most two decimals.
func short(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(clean(text))) // a Builder takes everything
	return b.String()
}
