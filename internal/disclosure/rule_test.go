package disclosure

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// totalled is a table with its totals.
func totalled(counts [][]int) [][]int {
	out := make([][]int, len(counts)+1)
	var bottom []int
	for r, row := range counts {
		all := 0
		bottom = append(bottom, make([]int, len(row)+1-len(bottom))...)
		for c, n := range row {
			all += n
			bottom[c] += n
		}
		bottom[len(row)] += all
		out[r] = append(slices.Clone(row), all)
	}
	out[len(counts)] = bottom
	return out
}

func withTotals(counts [][]int) Grid {
	return Grid{Counts: totalled(counts), TotalRow: true, TotalColumn: true}
}

func TestShow(t *testing.T) {
	for name, c := range map[string]struct {
		rule Rule
		grid Grid
		want string
	}{
		"nothing few":                    {Rule{}, withTotals([][]int{{10, 20}, {30, 40}}), "[[10 20 30] [30 40 70] [40 60 100]]"},
		"a zero is few":                  {Rule{}, withTotals([][]int{{0, 20}, {30, 40}}), "[[* * 20] [* * 70] [30 60 90]]"},
		"a zero is shown":                {Rule{ShowZeros: true}, withTotals([][]int{{0, 20}, {30, 40}}), "[[0 20 20] [30 40 70] [30 60 90]]"},
		"without totals nothing tells":   {Rule{}, Grid{Counts: [][]int{{3, 20}, {30, 40}}}, "[[* 20] [30 40]]"},
		"totals that are known":          {Rule{}, Grid{Counts: [][]int{{3, 20}, {30, 40}}, KnownTotals: true}, "[[* *] [* *]]"},
		"only a column of totals":        {Rule{}, Grid{Counts: [][]int{{3, 20, 23}, {30, 40, 70}}, TotalColumn: true}, "[[* * 23] [30 40 70]]"},
		"only a row of totals":           {Rule{}, Grid{Counts: [][]int{{3, 20}, {30, 40}, {33, 60}}, TotalRow: true}, "[[* 20] [* 40] [33 60]]"},
		"a threshold of ten":             {Rule{Threshold: 10}, Grid{Counts: [][]int{{9, 10}}}, "[[* 10]]"},
		"rounded":                        {Rule{Round: true}, withTotals([][]int{{0, 22}, {33, 48}}), "[[* 20 20] [35 50 80] [35 70 105]]"},
		"rounded, zeros":                 {Rule{Round: true, ShowZeros: true}, withTotals([][]int{{0, 22}, {33, 48}}), "[[0 20 20] [35 50 80] [35 70 105]]"},
		"rounded totals can tell":        {Rule{Round: true}, Grid{Counts: [][]int{{4, 4, 8}}, TotalColumn: true}, "[[* * *]]"},
		"rounded zeros can be told":      {Rule{Round: true}, Grid{Counts: [][]int{{0, 13, 13}, {8, 8, 16}}, TotalColumn: true}, "[[* 15 15] [10 10 15]]"},
		"rounded, totals that are known": {Rule{Round: true}, Grid{Counts: [][]int{{3, 22}, {30, 40}}, KnownTotals: true}, "[[* 20] [30 40]]"},
	} {
		got, err := c.rule.Show(c.grid)
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v, want %s", name, got, err, c.want)
		}
	}
}

func TestBadGrids(t *testing.T) {
	for name, g := range map[string]Grid{
		"rows of different lengths": {Counts: [][]int{{1, 2}, {3}}},
		"below zero":                {Counts: [][]int{{1, -2}}},
		"only a total":              {TotalRow: true},
	} {
		if _, err := (Rule{}).Hide(g); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	var wrong *SumError
	_, err := Rule{}.Hide(Grid{Counts: [][]int{{1, 2, 4}}, TotalColumn: true})
	if !errors.As(err, &wrong) || *wrong != (SumError{Row: 0, Column: 2, OfRow: true, Sum: 3, Total: 4}) {
		t.Errorf("a row that does not add up: %v", err)
	}
	_, err = Rule{}.Hide(Grid{Counts: [][]int{{1, 2}, {3, 4}, {4, 7}}, TotalRow: true})
	if !errors.As(err, &wrong) || *wrong != (SumError{Row: 2, Column: 1, Sum: 6, Total: 7}) {
		t.Errorf("a column that does not add up: %v", err)
	}
	if hidden, err := (Rule{}).Hide(Grid{}); err != nil || len(hidden) != 0 {
		t.Errorf("no rows: %v, %v", hidden, err)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		rule     Rule
		num, den int
		want     string
	}{
		{Rule{}, 31, 50, "62"}, {Rule{}, 4, 50, Mark}, {Rule{}, 0, 50, Mark}, {Rule{}, 3, 4, Mark}, {Rule{}, 0, 0, Mark},
		{Rule{}, 46, 50, Mark}, {Rule{}, 45, 50, "90"}, {Rule{}, 50, 50, Mark}, {Rule{}, Missing, 50, Mark}, {Rule{}, 5, Missing, Mark},
		{Rule{ShowZeros: true}, 50, 50, "100"}, {Rule{ShowZeros: true}, 0, 50, "0"}, {Rule{ShowZeros: true}, 46, 50, Mark},
		{Rule{Round: true}, 46, 50, "92"}, {Rule{Round: true}, 50, 50, "100"}, {Rule{Round: true}, 4, 50, Mark},
	} {
		if got := c.rule.Percent(c.num, c.den); got != c.want {
			t.Errorf("%+v: %d of %d is %s, want %s", c.rule, c.num, c.den, got, c.want)
		}
	}
}

// table draws a small table, half of its counts small.
func table(t *rapid.T) [][]int {
	rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
	count := rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 30))
	return rapid.SliceOfN(rapid.SliceOfN(count, columns, columns), rows, rows).Draw(t, "counts")
}

// Any table with totals: the attacker, who tries, has at least as many values as
// the threshold for everything hidden.
func TestNothingHiddenInATableCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := table(t)
		rule := Rule{ShowZeros: rapid.Bool().Draw(t, "zeros shown")}
		hidden, err := rule.Hide(withTotals(counts))
		if err != nil {
			t.Fatal(err)
		}
		p := grid(counts)
		p.Strict = !rule.ShowZeros
		if err := safe(p, Result{Hidden: inOrder(hidden)}); err != nil {
			t.Fatalf("%v: %v", hidden, err)
		}
	})
}

// inOrder is a table's cells in the order in which grid adds them.
func inOrder(hidden [][]bool) []bool { return slices.Concat(hidden...) }

// Rounded tables, each tried with all the tables that might be behind it: every
// hidden number has another value.
func TestNothingRoundedCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 2).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 9), columns, columns), rows, rows).Draw(t, "counts")
		rule := Rule{Round: true, ShowZeros: rapid.Bool().Draw(t, "zeros shown")}
		g := withTotals(counts)
		hidden, err := rule.Hide(g)
		if err != nil {
			t.Fatal(err)
		}
		values := make([]map[int]bool, (rows+1)*(columns+1))
		for i := range values {
			values[i] = map[int]bool{}
		}
		try := make([][]int, rows)
		for r := range try {
			try[r] = make([]int, columns)
		}
		everyTable(try, 0, rule, g, hidden, func(all [][]int) {
			for i, n := range slices.Concat(all...) {
				values[i][n] = true
			}
		})
		if !slices.Contains(inOrder(hidden), false) {
			return
		}
		for i, h := range inOrder(hidden) {
			n := g.Counts[i/(columns+1)][i%(columns+1)]
			if rule.Few(n) && !h || !values[i][n] || h && len(values[i]) < 2 {
				t.Fatalf("cell %d, which is %d, hidden %v, can be %v", i, n, h, values[i])
			}
		}
	})
}

// everyTable calls fn with each table, totals too, that a reader of a rounded
// one thinks possible.
func everyTable(try [][]int, at int, rule Rule, g Grid, hidden [][]bool, fn func([][]int)) {
	fits := func(r, c, n int) bool {
		real := g.Counts[r][c]
		switch {
		case hidden[r][c] && rule.Few(real):
			return rule.Few(n)
		case hidden[r][c]:
			return true
		}
		return !rule.Few(n) && Nearest5(n) == Nearest5(real) && (n == 0) == (real == 0)
	}
	columns := len(try[0])
	if at == len(try)*columns {
		all := totalled(try)
		for r, row := range all {
			for c, n := range row {
				if !fits(r, c, n) {
					return
				}
			}
		}
		fn(all)
		return
	}
	r, c := at/columns, at%columns
	for n := range 12 {
		if fits(r, c, n) {
			try[r][c] = n
			everyTable(try, at+1, rule, g, hidden, fn)
		}
	}
}

func BenchmarkShow(b *testing.B) {
	counts := make([][]int, 100)
	for r := range counts {
		for c := range 10 {
			counts[r] = append(counts[r], (r*7+c*c*3)%31)
		}
	}
	for name, rule := range map[string]Rule{"exact": {}, "round5": {Round: true}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := rule.Show(withTotals(counts)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
