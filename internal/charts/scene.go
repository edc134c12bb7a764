package charts

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// The measures of every chart, in its own units. At 320 pixels a page leaves
// about 288 of them to the chart, so a unit is nine tenths of a pixel: the
// smallest text is then 12 pixels high.
const (
	width  = 320.0
	normal = 14.0
	small  = 13.5
	lead   = 18.0 // from one line of text to the next
)

// The colours, which a test holds to their contrast.
const (
	white = "#ffffff"
	ink   = "#1f2a30"
	quiet = "#4b5a62"
	deep  = "#143744"
	teal  = "#1f7380"
	light = "#7fb2bb"
	pale  = "#c9dfe3"
	rule  = "#d5d9d6"
)

// point is a place, from the left and from the top.
type point struct{ x, y float64 }

// shape is a rectangle, a polygon or a circle: filled, outlined, or both.
type shape struct {
	at           point
	w, h, radius float64 // of a rectangle, or of a circle
	points       []point // of a polygon or, open, of a line
	open         bool
	fill, stroke string
	thick        float64
	dashed       bool
}

// label is a text: at is where its line of writing begins, ends, or has its
// middle.
type label struct {
	at     point
	text   string
	size   float64
	bold   bool
	anchor string // start, middle, end
	fill   string
}

// scene is a chart laid out: what comes later is drawn over what came before.
type scene struct {
	items  []any // shape or label
	height float64
	bands  [][2]float64 // from where to where values are drawn
}

func (s *scene) rect(x, y, w, h float64, fill, stroke string) {
	s.items = append(s.items, shape{at: point{x, y}, w: max(w, 0), h: h, fill: fill, stroke: stroke, thick: 1.5})
}

func (s *scene) line(x1, y1, x2, y2 float64, stroke string, thick float64) {
	s.items = append(s.items, shape{points: []point{{x1, y1}, {x2, y2}}, open: true, stroke: stroke, thick: thick})
}

func (s *scene) dashes(x1, y1, x2, y2 float64, stroke string) {
	s.items = append(s.items, shape{points: []point{{x1, y1}, {x2, y2}}, open: true, stroke: stroke, thick: 1.5, dashed: true})
}

func (s *scene) text(x, y float64, text string, l label) {
	l.at, l.text = point{x, y}, text
	if l.size == 0 {
		l.size = normal
	}
	if l.anchor == "" {
		l.anchor = "start"
	}
	if l.fill == "" {
		l.fill = ink
	}
	s.items = append(s.items, l)
}

// paragraph writes wrapped text and moves the height of the scene down.
func (s *scene) paragraph(x, most float64, text string, l label) {
	size := l.size
	if size == 0 {
		size = normal
	}
	for _, line := range wrap(text, size, most, l.bold) {
		s.height += lead
		s.text(x, s.height-4, line, l)
	}
}

// faces are the letters that text is measured with, and drawn with in PNG.
var faces = sync.OnceValue(func() map[bool]*opentype.Font {
	out := map[bool]*opentype.Font{}
	for bold, ttf := range map[bool][]byte{false: goregular.TTF, true: gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // it is part of the program
		}
		out[bold] = f
	}
	return out
})

// face is the letters at a size. It is not to be used by two at once.
func face(size float64, bold bool) font.Face {
	f, err := opentype.NewFace(faces()[bold], &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		panic(err)
	}
	return f
}

// advances are the widths of letters at size 1, for those that most texts have.
var advances = sync.OnceValue(func() map[bool][]float64 {
	out := map[bool][]float64{}
	for _, bold := range []bool{false, true} {
		f := face(100, bold)
		list := make([]float64, 0x250)
		for r := range list {
			a, _ := f.GlyphAdvance(rune(r))
			list[r] = float64(a) / 64 / 100
		}
		out[bold] = list
	}
	return out
})

// measure is how wide a text is, or wider: other letters count as wide ones.
func measure(text string, size float64, bold bool) float64 {
	known, w := advances()[bold], 0.0
	for _, r := range text {
		switch {
		case int(r) < len(known):
			w += known[r]
		case unicode.Is(unicode.Mn, r):
		case r >= 0x2E80:
			w++
		default:
			w += 0.7
		}
	}
	return w * size * 1.07 // the letters of a phone may be wider
}

// clean takes out what XML cannot hold, and puts text on one line.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != hard:
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(words(text), " ")
}

// hard is a space at which a line is not broken.
const hard = '\u00a0'

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
}

// wrap breaks text into lines no wider than most, words where they must be.
func wrap(text string, size, most float64, bold bool) []string {
	var lines []string
	line := ""
	for _, word := range words(clean(text)) {
		if joined := strings.TrimSpace(line + " " + word); measure(joined, size, bold) <= most {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
			line = ""
		}
		for _, r := range word {
			if line != "" && measure(line+string(r), size, bold) > most {
				lines = append(lines, line)
				line = ""
			}
			line += string(r)
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
