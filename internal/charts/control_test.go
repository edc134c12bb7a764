package charts

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// months are 30 months of a share, with all that a control chart can have.
func months() Control {
	c := Control{ID: "settled", Title: "People in settled accommodation", Column: "Month", Centre: "Mean", Better: "Higher is better",
		Text: func(v float64) string { return signed(v) + "%" }}
	for i := range 30 {
		p := ControlPoint{Label: fmt.Sprintf("%s %d", []string{"April", "May", "June", "July", "August", "September", "October", "November", "December", "January", "February", "March"}[i%12], 2024+(i+3)/12),
			Value: Value{V: float64(48 + i*7919%9)}, Centre: 52, Lower: 43, Upper: 61, Target: 60}
		if i >= 18 {
			p.Value.V, p.Centre, p.Lower, p.Upper = p.Value.V+14, 66, 57, 75
		}
		if i >= 24 {
			p.Target, p.Mark, p.Says = 70, Better, "7 in a row above the mean"
		}
		c.Points = append(c.Points, p)
	}
	c.Points[3].Value = Value{State: TooFew}
	c.Points[5].Value.V, c.Points[5].Mark, c.Points[5].Says = 40, Worse, "below the lower limit"
	c.Points[8].Ghost = true
	c.Points[9].Mark = Changed
	c.Points[10].Break = "people over 69 are no longer counted"
	c.Points[18].Begins = "a housing worker joined each team, and the change has lasted seven months"
	c.Points[18].Notes = []string{"A housing worker in each team"}
	c.Points[19].Notes = []string{"Winter shelter opened"}
	return c
}

func controls() map[string]Control {
	run := Control{Title: "Days between <falls>", Centre: "Median"}
	nan := math.NaN()
	for i := range 5 {
		run.Points = append(run.Points, ControlPoint{Label: fmt.Sprintf("Fall %d", i+1), Value: Value{V: float64(i * 9000)}, Centre: 18000, Lower: nan, Upper: nan, Target: nan})
	}
	return map[string]Control{"control": months(), "run": run, "control-empty": {Title: "Nothing yet"}}
}

// The picture, the words and the table of each example, as they were looked at.
func TestControls(t *testing.T) {
	for name, c := range controls() {
		head, rows := c.Table()
		got := string(c.SVG()) + "\n\n" + c.Description() + "\n\n" + strings.Join(head, " | ") + "\n"
		for _, row := range rows {
			got += strings.Join(row, " | ") + "\n"
		}
		checkPicture(t, c.SVG())
		content, err := c.PNG(640)
		if err != nil {
			t.Fatal(err)
		}
		if img, err := png.Decode(bytes.NewReader(content)); err != nil || img.Bounds().Dx() != 640 {
			t.Fatal(name, err)
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s is not what it was (%v): run with -update and look at the difference", name, err)
		}
	}
}

// Points differ by shape as well as by colour, and colours by their contrast.
func TestMarks(t *testing.T) {
	seen := map[string]Mark{}
	for _, m := range []Mark{Common, Better, Worse, Changed} {
		s := &scene{}
		s.dot(10, 10, 5, m, false)
		d := s.items[0].(shape)
		form := fmt.Sprintf("%d corners, %v wide, %v round", len(d.points), d.w, d.radius)
		if other, ok := seen[form]; ok {
			t.Errorf("marks %d and %d have one shape", m, other)
		}
		seen[form] = m
		if got := contrast(d.fill, white); got < 4.5 {
			t.Errorf("mark %d: contrast %.1f", m, got)
		}
	}
}

func TestIcons(t *testing.T) {
	seen := map[string]string{}
	for _, slug := range []string{"common_cause", "improvement_high", "improvement_low", "concern_high", "concern_low", "neutral_high", "neutral_low"} {
		seen[string(VariationIcon(slug).SVG())] = slug
		if !VariationIcon(slug).Shown() {
			t.Errorf("%s has no words", slug)
		}
	}
	for _, slug := range []string{"pass", "fail", "inconsistent"} {
		i := AssuranceIcon(slug)
		seen[string(i.SVG())] = slug
		if list := elements(t, i.SVG()); list[0].attrs["role"] != "img" || list[0].attrs["aria-label"] != i.Words || i.Words == "" {
			t.Errorf("%s has no name: %v", slug, list[0].attrs)
		}
	}
	if len(seen) != 10 || VariationIcon("").Shown() || AssuranceIcon("x").Shown() {
		t.Errorf("%d icons", len(seen))
	}
}

// Any control chart at all is a well-formed picture inside its frame, a table of
// whole rows, and words; what is hidden is in none of them.
func TestAnyControl(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64Range(-5, 105), rapid.Just(math.NaN()), rapid.Just(0.0), rapid.Just(1e9), rapid.Just(math.Inf(1)))
		text := rapid.OneOf(rapid.Just(""), rapid.Just(""), rapid.StringN(0, 60, 200))
		c := Control{Title: text.Draw(t, "title"), Centre: "Mean"}
		for range rapid.IntRange(0, 40).Draw(t, "points") {
			p := ControlPoint{Label: text.Draw(t, "label"), Value: Value{V: number.Draw(t, "v"), State: State(rapid.IntRange(0, 2).Draw(t, "state"))},
				Centre: number.Draw(t, "centre"), Lower: number.Draw(t, "lower"), Upper: number.Draw(t, "upper"), Target: number.Draw(t, "target"),
				Mark: Mark(rapid.IntRange(0, 3).Draw(t, "mark")), Ghost: rapid.Bool().Draw(t, "ghost"), Begins: text.Draw(t, "begins"), Break: text.Draw(t, "break")}
			if p.Value.State == TooFew {
				p.Value.V = 77.125
			}
			c.Points = append(c.Points, p)
		}
		checkPicture(t, c.SVG())
		head, rows := c.Table()
		for _, row := range rows {
			if len(row) != len(head) {
				t.Fatalf("%d cells under %d heads", len(row), len(head))
			}
		}
		hidden := c
		hidden.Points = append([]ControlPoint(nil), c.Points...)
		for i := range hidden.Points {
			if hidden.Points[i].Value.State == TooFew {
				hidden.Points[i].Value.V = 3
			}
		}
		if !bytes.Equal(hidden.SVG(), c.SVG()) || hidden.Description() != c.Description() {
			t.Fatal("the chart depends on what is hidden")
		}
	})
}
