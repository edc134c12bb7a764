package charts

import (
	"fmt"
	"html/template"
	"strings"
)

// Spark is a curve as small as a word, with gaps where a value is not shown and
// a dot at the newest one. It is for the eye only and hidden from screen
// readers: the numbers stand beside it.
type Spark []Value

const (
	sparkWidth = 120.0
	sparkHigh  = 32.0
)

// Picture is the SVG.
func (s Spark) Picture() template.HTML {
	low, high, known := s.span()
	if !known {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="fb-spark" viewBox="0 0 %s %s" width="%s" height="%s" aria-hidden="true" focusable="false">`, short(sparkWidth), short(sparkHigh), short(sparkWidth), short(sparkHigh))
	y := func(v float64) float64 {
		if high == low {
			return sparkHigh / 2
		}
		return sparkHigh - 5 - (v-low)/(high-low)*(sparkHigh-10)
	}
	x := func(i int) float64 { return 5 + float64(i)*(sparkWidth-10)/float64(max(len(s)-1, 1)) }
	var run []string
	flush := func() {
		if len(run) > 1 {
			fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, strings.Join(run, " "), ink)
		}
		run = nil
	}
	last := -1
	for i, v := range s {
		if v.State != Known || bad(v.V) {
			flush()
			continue
		}
		run, last = append(run, short(x(i))+","+short(y(v.V))), i
	}
	flush()
	fmt.Fprintf(&b, `<circle cx="%s" cy="%s" r="4" fill="%s"/></svg>`, short(x(last)), short(y(s[last].V)), ink)
	return template.HTML(b.String())
}

// span is the least and the greatest value that is known.
func (s Spark) span() (low, high float64, known bool) {
	for _, v := range s {
		if v.State != Known || bad(v.V) {
			continue
		}
		if !known {
			low, high, known = v.V, v.V, true
		}
		low, high = min(low, v.V), max(high, v.V)
	}
	return low, high, known
}
