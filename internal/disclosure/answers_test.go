package disclosure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// printed is figures as a page would have them.
func printed(f Figures) string {
	out := ""
	for _, g := range append(f.Units, f.All) {
		if g.Hidden {
			out += "* "
		} else {
			out += fmt.Sprint(g.N, " ")
		}
		for _, s := range g.Answers {
			out += s.Percent() + " "
		}
		out += "| "
	}
	return out
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		rule Rule
		b    Breakdown
		want string
	}{
		"all shown": {Rule{}, Breakdown{Counts: [][]int{{31, 19}, {20, 20}}}, "50 62 38 | 40 50 50 | 90 57 43 | "},
		"one unit":  {Rule{}, Breakdown{Counts: [][]int{{31, 19}}}, "50 62 38 | 50 62 38 | "},
		"few said no: the other unit is hidden with them": {Rule{}, Breakdown{Counts: [][]int{{47, 3}, {20, 20}, {30, 30}}},
			"50 * * | 40 * * | 60 50 50 | 150 65 35 | "},
		"everybody said yes":           {Rule{}, Breakdown{Counts: [][]int{{50, 0}}}, "50 * * | 50 * * | "},
		"everybody said yes, as it is": {Rule{ShowZeros: true}, Breakdown{Counts: [][]int{{50, 0}}}, "50 100 0 | 50 100 0 | "},
		"a small unit takes another":   {Rule{}, Breakdown{Counts: [][]int{{2, 1}, {10, 8}, {30, 30}}}, "* * * | * * * | 60 50 50 | 81 52 48 | "},
		"nobody answered":              {Rule{}, Breakdown{Counts: [][]int{{0, 0}, {10, 8}}}, "0 * * | 18 56 44 | 18 56 44 | "},
		"several answers":              {Rule{}, Breakdown{Counts: [][]int{{40, 30}, {30, 20}}, N: []int{50, 40}, Several: true}, "50 80 60 | 40 75 50 | 90 78 56 | "},
		"several answers, all but two": {Rule{}, Breakdown{Counts: [][]int{{48, 30}, {30, 20}}, N: []int{50, 40}, Several: true},
			"50 * 60 | 40 * 50 | 90 87 56 | "},
	} {
		got, err := c.rule.Answers(c.b)
		if err != nil || printed(got) != c.want {
			t.Errorf("%s:\n%s, %v, want\n%s", name, printed(got), err, c.want)
		}
	}
	for name, b := range map[string]Breakdown{
		"one answer":             {Counts: [][]int{{5}}},
		"no units":               {},
		"more than there are":    {Counts: [][]int{{5}}, N: []int{4}, Several: true},
		"does not add up":        {Counts: [][]int{{5, 6}}, N: []int{12}},
		"different answers":      {Counts: [][]int{{5, 6}, {7}}},
		"several without people": {Counts: [][]int{{5}}, Several: true},
	} {
		if _, err := (Rule{}).Answers(b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// What the pages of one question say, laid open to the attacker.
func TestNothingHiddenInASurveyCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := Rule{ShowZeros: rapid.Bool().Draw(t, "zeros shown")}
		b := Breakdown{Several: rapid.Bool().Draw(t, "several")}
		units, answers := rapid.IntRange(1, 3).Draw(t, "units"), rapid.IntRange(2, 3).Draw(t, "answers")
		for range units {
			counts := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 20)), answers, answers).Draw(t, "counts")
			most := 0
			for _, x := range counts {
				most = max(most, x)
			}
			b.Counts = append(b.Counts, counts)
			if b.Several {
				b.N = append(b.N, most+rapid.IntRange(0, 9).Draw(t, "more"))
			}
		}
		f, err := rule.Answers(b)
		if err != nil {
			t.Fatal(err)
		}
		p, hidden := laidOpen(rule, b, f)
		if err := safe(p, Result{Hidden: hidden}); err != nil {
			t.Fatalf("%v: %v", printed(f), err)
		}
	})
}

// laidOpen is what is printed as a publication: each unit's answers and people,
// and the sums that a reader knows.
func laidOpen(rule Rule, b Breakdown, f Figures) (*Publication, []bool) {
	p := &Publication{Threshold: Threshold, Strict: !rule.ShowZeros}
	var hidden []bool
	add := func(n int, h bool) int {
		hidden = append(hidden, h)
		return p.Add(Cell{N: n})
	}
	var rows [][]int
	for _, g := range append(f.Units, f.All) {
		if g.N == 0 && !g.Hidden {
			continue
		}
		row := []int{add(g.N, g.Hidden)}
		for _, s := range g.Answers {
			row = append(row, add(s.X, s.Hidden))
		}
		for _, c := range row[1:] {
			if b.Several {
				hidden = append(hidden, false)
				p.AtMost(c, row[0])
			}
		}
		if !b.Several {
			p.Sum(row[0], row[1:]...)
		}
		rows = append(rows, row)
	}
	for c := range len(f.All.Answers) + 1 {
		var parts []int
		for _, row := range rows[:max(0, len(rows)-1)] {
			parts = append(parts, row[c])
		}
		if len(parts) > 0 {
			p.Sum(rows[len(rows)-1][c], parts...)
		}
	}
	return p, hidden
}

// Forty questions, each by thirty wards.
func BenchmarkAnswers(b *testing.B) {
	r := rand.New(rand.NewPCG(6, 5))
	questions := make([]Breakdown, 40)
	for q := range questions {
		for range 30 {
			counts := make([]int, 4)
			for range 5 + r.IntN(40) {
				counts[min(r.IntN(4), r.IntN(4))]++
			}
			questions[q].Counts = append(questions[q].Counts, counts)
		}
	}
	for b.Loop() {
		for _, q := range questions {
			if _, err := (Rule{}).Answers(q); err != nil {
				b.Fatal(err)
			}
		}
	}
}
