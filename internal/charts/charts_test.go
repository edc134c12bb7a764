package charts

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// The picture, the words and the table of each example, as they were looked at.
func TestExamples(t *testing.T) {
	for name, c := range examples() {
		head, rows := c.Table()
		got := string(c.SVG()) + "\n\n" + c.Description() + "\n\n" + strings.Join(head, " | ") + "\n"
		for _, row := range rows {
			got += strings.Join(row, " | ") + "\n"
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != got {
			t.Errorf("%s is not what it was (%v): run with -update and look at the difference", name, err)
		}
	}
}

// element is a start tag of a picture with its attributes.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

func elements(t interface{ Fatalf(string, ...any) }, svg []byte) []element {
	var out []element
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			out = append(out, e)
		case xml.CharData:
			if len(out) > 0 {
				out[len(out)-1].text += string(token)
			}
		}
	}
}

var allowed = []string{"svg", "title", "desc", "rect", "polygon", "polyline", "circle", "text"}

// check looks for what every picture must have and must not have.
func check(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, c Chart) {
	checkPicture(t, c.SVG())
}

func checkPicture(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, svg []byte) {
	list := elements(t, svg)
	root := list[0]
	title, desc, _ := strings.Cut(root.attrs["aria-labelledby"], " ")
	if root.attrs["role"] != "img" || title == "" || desc == "" || list[1].attrs["id"] != title || list[2].attrs["id"] != desc {
		t.Errorf("no name: %v", root.attrs)
	}
	if strings.TrimSpace(list[2].text) == "" {
		t.Errorf("no description")
	}
	var high float64
	fmt.Sscanf(root.attrs["viewBox"], "0 0 320 %f", &high)
	for _, e := range list {
		if !slices.Contains(allowed, e.name) {
			t.Errorf("a <%s> in the picture", e.name)
		}
		for name, value := range e.attrs {
			if strings.HasPrefix(name, "on") || name == "style" || strings.Contains(value, "url(") || name != "id" && name != "aria-labelledby" && (strings.Contains(value, "NaN") || strings.Contains(value, "Inf")) {
				t.Errorf("<%s %s=%q>", e.name, name, value)
			}
		}
		if e.name == "text" {
			checkText(t, e, high)
		}
	}
}

// checkText holds a text to its size, and to the frame of the picture.
func checkText(t interface{ Errorf(string, ...any) }, e element, high float64) {
	size, _ := strconv.ParseFloat(e.attrs["font-size"], 64)
	x, _ := strconv.ParseFloat(e.attrs["x"], 64)
	y, _ := strconv.ParseFloat(e.attrs["y"], 64)
	if size*288/320 < 12 {
		t.Errorf("“%s” is %.1f pixels high on a narrow phone", e.text, size*288/320)
	}
	w := measure(strings.TrimSuffix(e.text, "\n"), size, e.attrs["font-weight"] == "bold")
	switch e.attrs["text-anchor"] {
	case "middle":
		x -= w / 2
	case "end":
		x -= w
	}
	if x < -2 || x+w > 322 || y < size*0.7 || y > high {
		t.Errorf("“%s” at %.0f to %.0f, %.0f is outside the picture, which is %.0f high", e.text, x, x+w, y, high)
	}
}

func TestPictures(t *testing.T) {
	for name, c := range examples() {
		t.Run(name, func(t *testing.T) {
			check(t, c)
			content, err := c.PNG(640)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(content))
			if err != nil || img.Bounds().Dx() != 640 || img.Bounds().Dy() < 80 {
				t.Fatalf("%v, %v", img.Bounds(), err)
			}
		})
	}
}

// What is hidden is in words, in the picture and in the table, never a number.
func TestWhatIsHiddenIsNotANumber(t *testing.T) {
	for _, kind := range []Kind{Bars, Grouped, Gap, Stacked, Line} {
		c := Chart{Kind: kind, Title: "Hidden", Series: []string{"a", "b"}, Rows: []Row{{Label: "Ash", Values: []Value{{V: 43, Low: 41, High: 47, State: TooFew}, {V: 43, State: TooFew}}}}}
		head, rows := c.Table()
		all := string(c.SVG()) + c.Description() + fmt.Sprint(head, rows)
		for _, e := range elements(t, c.SVG()) {
			if regexp.MustCompile(`4[137]`).MatchString(e.text) {
				t.Errorf("kind %d tells: %s", kind, e.text)
			}
		}
		if !strings.Contains(all, "too few to show") || strings.Contains(fmt.Sprint(rows), "43") {
			t.Errorf("kind %d: %s", kind, all)
		}
		known := c
		known.Rows = []Row{{Label: "Ash", Values: []Value{{V: 1, State: TooFew}, {V: 99, State: TooFew}}}}
		known.ID, c.ID = "same", "same"
		if !bytes.Equal(known.SVG(), c.SVG()) {
			t.Errorf("kind %d: the picture depends on hidden numbers", kind)
		}
	}
}

// luminance and contrast are those of WCAG 2.2.
func luminance(hex string) float64 {
	var out float64
	c := paint(hex)
	for i, v := range []uint8{c.R, c.G, c.B} {
		s := float64(v) / 255
		if s <= 0.04045 {
			s /= 12.92
		} else {
			s = math.Pow((s+0.055)/1.055, 2.4)
		}
		out += s * []float64{0.2126, 0.7152, 0.0722}[i]
	}
	return out
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{ink, white, 4.5}, {quiet, white, 4.5}, {teal, white, 3}, {deep, white, 3}, {ink, light, 3}, {ink, pale, 3}} {
		if got := contrast(c.a, c.b); got < c.want {
			t.Errorf("%s on %s: %.1f", c.a, c.b, got)
		}
	}
	for parts := 2; parts <= 7; parts++ {
		for i := range parts {
			st := scaleStyle(i, parts)
			if got := contrast(st.text, st.fill); got < 4.5 {
				t.Errorf("part %d of %d: its number has a contrast of %.1f", i, parts, got)
			}
			if i == 0 {
				continue
			}
			// Printed in grey, neighbours differ in lightness or in pattern.
			before := scaleStyle(i-1, parts)
			if got := contrast(before.fill, st.fill); got < 1.3 && before.hatch == st.hatch {
				t.Errorf("parts %d and %d of %d: %.1f", i-1, i, parts, got)
			}
		}
	}
	for i, a := range styles {
		for _, b := range styles[:i] {
			if a.hatch == b.hatch || a.marker == b.marker {
				t.Errorf("two series differ in nothing but colour: %v, %v", a, b)
			}
		}
	}
}

// Any chart at all is a well-formed picture inside its frame, a table of whole
// rows, and words.
func TestAnyChart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringN(0, 60, 200), rapid.StringMatching(`([a-zA-Z]{1,14} ){1,12}`))
		number := rapid.OneOf(rapid.Float64Range(0, 100), rapid.Just(math.NaN()), rapid.Just(0.0), rapid.Just(100.0), rapid.Float64Range(-1e6, 1e6))
		c := Chart{Kind: Kind(rapid.IntRange(0, 4).Draw(t, "kind")), Unit: Unit(rapid.IntRange(0, 1).Draw(t, "unit")), Title: text.Draw(t, "title"),
			Note: text.Draw(t, "note"), ID: text.Draw(t, "id")}
		if rapid.Bool().Draw(t, "reference") {
			c.Reference = &Reference{text.Draw(t, "reference"), number.Draw(t, "at")}
		}
		for range rapid.IntRange(0, 4).Draw(t, "series") {
			c.Series = append(c.Series, text.Draw(t, "name"))
		}
		for range rapid.IntRange(0, 9).Draw(t, "rows") {
			r := Row{Label: text.Draw(t, "label"), N: rapid.IntRange(-1, 3000).Draw(t, "n"), Break: rapid.SampledFrom([]string{"", "", "the wording changed"}).Draw(t, "break")}
			for range rapid.IntRange(0, 4).Draw(t, "values") {
				r.Values = append(r.Values, Value{V: number.Draw(t, "v"), Low: number.Draw(t, "low"), High: number.Draw(t, "high"), State: State(rapid.IntRange(0, 2).Draw(t, "state"))})
			}
			c.Rows = append(c.Rows, r)
		}
		check(t, c)
		head, rows := c.Table()
		for _, row := range rows {
			if len(row) != len(head) {
				t.Fatalf("%d cells under %d heads", len(row), len(head))
			}
		}
	})
}

func BenchmarkSVG(b *testing.B) {
	c := examples()["grouped"]
	for b.Loop() {
		c.SVG()
	}
}

func BenchmarkPNG(b *testing.B) {
	c := examples()["grouped"]
	for b.Loop() {
		if _, err := c.PNG(1200); err != nil {
			b.Fatal(err)
		}
	}
}
