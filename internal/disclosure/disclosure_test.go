package disclosure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// The vectors were made with the national statistics' own code.
func TestRoundingIsThatOfTheNationalStatistics(t *testing.T) {
	content, err := os.ReadFile("testdata/suppression_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Counts []struct {
			X   int
			Out string
		}
		Percentages []struct {
			Num, Den *int
			Out      string
		}
	}
	if err := json.Unmarshal(content, &vectors); err != nil || len(vectors.Counts) < 40 || len(vectors.Percentages) < 15 {
		t.Fatalf("%d counts, %d percentages, %v", len(vectors.Counts), len(vectors.Percentages), err)
	}
	for _, v := range vectors.Counts {
		if got := RoundCount(v.X); got != v.Out {
			t.Errorf("RoundCount(%d) = %s, want %s", v.X, got, v.Out)
		}
	}
	known := func(n *int) int {
		if n == nil {
			return Missing
		}
		return *n
	}
	for _, v := range vectors.Percentages {
		if got := RoundPercent(known(v.Num), known(v.Den)); got != v.Out {
			t.Errorf("RoundPercent(%d, %d) = %s, want %s", known(v.Num), known(v.Den), got, v.Out)
		}
	}
	for want, counts := range map[string][]int{"+12": {5, 17}, Mark: {17, 4}} {
		if got := Derived("+12", counts...); got != want {
			t.Errorf("Derived of %v = %s, want %s", counts, got, want)
		}
	}
}

// attacker finds what is possible for cells by trying, without the code under
// test: every table of whole numbers that agrees with what is printed, with no
// cell above its true value by more than room.
type attacker struct {
	p         *Publication
	hidden    []bool
	room      int
	values    []int
	known     []bool
	low, high []int
	steps     int
	gaveUp    bool // after so many steps that it says nothing
}

func attack(p *Publication, hidden []bool, room int) *attacker {
	a := &attacker{p: p, hidden: hidden, room: room, values: make([]int, len(p.cells)), known: make([]bool, len(p.cells))}
	for i, c := range p.cells {
		a.low, a.high = append(a.low, c.N), append(a.high, c.N)
		if c.Role == Printed && !hidden[i] {
			a.values[i], a.known[i] = c.N, true
		}
	}
	return a
}

// possible looks for a table in which cell has the value v.
func (a *attacker) possible(cell, v int) bool {
	if a.known[cell] {
		return a.values[cell] == v
	}
	a.steps = 0
	known := slices.Clone(a.known)
	a.values[cell], a.known[cell] = v, true
	found := a.search()
	a.known = known
	return found
}

func (a *attacker) search() bool {
	if a.steps++; a.steps > 20_000 {
		a.gaveUp = true
		return false
	}
	var set []int
	undo := func() bool {
		for _, c := range set {
			a.known[c] = false
		}
		return false
	}
	branch, width := -1, 0
	for again := true; again; {
		again, branch = false, -1
		for _, s := range a.p.sums {
			left, open, last := 0, 0, -1
			if a.known[s.total] {
				left = a.values[s.total]
			} else {
				open, last = 1, s.total
			}
			for _, c := range s.parts {
				if a.known[c] {
					left -= a.values[c]
				} else {
					open, last = open+1, c
				}
			}
			if a.known[s.total] && left < 0 || open == 0 && left != 0 {
				return undo()
			}
			if open == 1 {
				v := left
				if last == s.total {
					v = -left
				}
				if v < 0 {
					return undo()
				}
				a.values[last], a.known[last] = v, true
				set, again = append(set, last), true
			} else if open > 1 && (branch < 0 || open < width) {
				branch, width = last, open
			}
		}
	}
	if branch < 0 {
		return true
	}
	// Values near the true one first: they most often fit.
	n := a.p.cells[branch].N
	for d := 0; d <= max(n, a.room); d++ {
		for _, v := range []int{n - d, n + d} {
			if v < 0 || v > n+a.room || d == 0 && v != n {
				continue
			}
			a.values[branch], a.known[branch] = v, true
			if a.search() {
				a.known[branch] = false
				undo()
				return true
			}
			a.known[branch] = false
		}
	}
	return undo()
}

// span is how many values in a row, the true one among them, the attacker must
// leave open for a cell, up to most.
func (a *attacker) span(cell, most int) int {
	n, count := a.p.cells[cell].N, 1
	for v := n - 1; v >= 0 && count < most && a.possible(cell, v); v-- {
		count++
	}
	for v := n + 1; count < most && a.possible(cell, v); v++ {
		count++
	}
	return count
}

// safe reports what an attacker finds out that they should not.
func safe(p *Publication, r Result) error {
	a := attack(p, r.Hidden, 2*p.Threshold)
	for i, c := range p.cells {
		small := p.small(c)
		if small && !r.Hidden[i] {
			return fmt.Errorf("cell %d is %d and is shown", i, c.N)
		}
		if !r.Hidden[i] || slices.Contains(r.Narrow, i) {
			continue
		}
		a.gaveUp = false
		if got := a.span(i, p.Threshold); got < p.Threshold && !a.gaveUp {
			return fmt.Errorf("cell %d, which is %d, can be only %d values", i, c.N, got)
		}
	}
	return nil
}

// grid is a publication of a table with totals, for tests that need its cells.
func grid(counts [][]int) *Publication {
	p := &Publication{Threshold: Threshold}
	width := len(counts[0])
	columns := make([][]int, width+1)
	var bottom []int
	for _, row := range counts {
		var cells []int
		all := 0
		for c, n := range row {
			cells = append(cells, p.Add(Cell{N: n}))
			columns[c] = append(columns[c], cells[c])
			all += n
		}
		total := p.Add(Cell{N: all})
		columns[width] = append(columns[width], total)
		p.Sum(total, cells...)
	}
	for _, column := range columns {
		all := 0
		for _, c := range column {
			all += p.cells[c].N
		}
		bottom = append(bottom, p.Add(Cell{N: all}))
		p.Sum(bottom[len(bottom)-1], column...)
	}
	p.Sum(bottom[width], bottom[:width]...)
	return p
}

func TestTables(t *testing.T) {
	for name, c := range map[string]struct {
		counts [][]int
		hidden int // cells in all, totals too
	}{
		"nothing small":           {[][]int{{10, 20}, {30, 40}}, 0},
		"zeros are shown":         {[][]int{{0, 20}, {30, 0}}, 0},
		"one small needs three":   {[][]int{{3, 20, 30}, {12, 15, 40}, {50, 60, 70}}, 4},
		"two by two":              {[][]int{{2, 20}, {30, 40}}, 4},
		"small ones cover others": {[][]int{{4, 4, 30}, {4, 4, 40}, {50, 60, 70}}, 4},
		"one row":                 {[][]int{{3, 20, 40}}, 4},
		"everything small":        {[][]int{{1, 0}, {0, 1}}, 7},
	} {
		p := grid(c.counts)
		r, err := p.Hide()
		if err != nil {
			t.Fatal(err)
		}
		if err := safe(p, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		n := 0
		for _, h := range r.Hidden {
			if h {
				n++
			}
		}
		if n != c.hidden {
			t.Errorf("%s: %d hidden, want %d: %v", name, n, c.hidden, r.Hidden)
		}
	}
}

// Ten thousand tables: the attacker finds nothing, the same again gives the
// same, and what is hidden already needs no more.
func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	tables := 10_000
	if testing.Short() {
		tables = 500
	}
	for i := range tables {
		counts := make([][]int, 1+r.IntN(3))
		width := 2 + r.IntN(2)
		for row := range counts {
			for range width {
				counts[row] = append(counts[row], [...]int{0, r.IntN(5), r.IntN(12), 5 + r.IntN(30)}[r.IntN(4)])
			}
		}
		p := grid(counts)
		result, err := p.Hide()
		if err != nil {
			t.Fatal(err)
		}
		if err := safe(p, result); err != nil || len(result.Narrow) > 0 {
			t.Fatalf("table %d, %v: %v, narrow %v, hidden %v", i, counts, err, result.Narrow, result.Hidden)
		}
		again, _ := p.Hide()
		for c := range p.cells {
			p.cells[c].Few = result.Hidden[c]
		}
		once, _ := p.Hide()
		if !slices.Equal(again.Hidden, result.Hidden) || !slices.Equal(once.Hidden, result.Hidden) {
			t.Fatalf("table %v: hidden %v, again %v, once more %v", counts, result.Hidden, again.Hidden, once.Hidden)
		}
	}
}

// A table in which nothing is small is shown whole.
func TestSafeTablesAreShownWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	for range 2000 {
		counts := make([][]int, 1+r.IntN(5))
		for row := range counts {
			for range 4 {
				counts[row] = append(counts[row], r.IntN(2)*(5+r.IntN(50)))
			}
		}
		hidden, err := Rule{ShowZeros: true}.Hide(Grid{Counts: totalled(counts), TotalRow: true, TotalColumn: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range hidden {
			if slices.Contains(row, true) {
				t.Fatalf("%v: %v", counts, hidden)
			}
		}
	}
}

// The attacker of these tests does find what a careless table gives away.
func TestTheAttackerFindsWhatIsGivenAway(t *testing.T) {
	p := grid([][]int{{3, 20, 30}, {12, 15, 40}, {50, 60, 70}})
	only := make([]bool, len(p.cells))
	only[0] = true
	if err := safe(p, Result{Hidden: only}); err == nil {
		t.Error("one hidden cell in a row with its total is found safe")
	}
	if low, high := p.Range(only, 0); low != 3 || high != 3 {
		t.Errorf("Range = %d to %d, want 3", low, high)
	}
	only[1] = true // the row is safe, the columns give both away
	if err := safe(p, Result{Hidden: only}); err == nil {
		t.Error("two hidden cells in columns with totals are found safe")
	}
}

// Numbers that hang together in other ways than a table.
func TestPublications(t *testing.T) {
	build := func(make func(p *Publication)) *Publication {
		p := &Publication{Threshold: Threshold}
		make(p)
		return p
	}
	add := func(p *Publication, n int) int { return p.Add(Cell{N: n}) }
	for name, c := range map[string]struct {
		p    *Publication
		want []bool // of the printed cells, in their order
	}{
		"some of all: the rest is few": {build(func(p *Publication) {
			all := p.Add(Cell{N: 60, Known: true})
			p.Rest(add(p, 58), all)
			p.Rest(add(p, 30), all)
			p.Rest(add(p, 0), all)
		}), []bool{false, true, false, false}},
		"everybody gave one answer": {build(func(p *Publication) {
			p.SumOfAll(p.Add(Cell{N: 12, Known: true}), add(p, 12), add(p, 0), add(p, 0))
		}), []bool{false, true, true, false}},
		"a year gives a term away": {build(func(p *Publication) {
			p.Sum(add(p, 43), add(p, 20), add(p, 3), add(p, 20))
		}), []bool{false, true, true, false}},
		"what was shown before cannot help": {build(func(p *Publication) {
			p.Sum(add(p, 43), p.Add(Cell{N: 10, Known: true}), add(p, 3), p.Add(Cell{N: 30, Known: true}))
		}), []bool{true, false, true, false}},
		"few people behind many places": {build(func(p *Publication) {
			p.Sum(p.Add(Cell{N: 90, Known: true}), p.Add(Cell{N: 30, Few: true}), add(p, 20), add(p, 40))
		}), []bool{false, true, true, false}},
		"a bound that comes too near": {build(func(p *Publication) {
			people := []int{add(p, 3), add(p, 17), add(p, 30)}
			p.Sum(p.Add(Cell{N: 50, Known: true}), people...)
			p.AtMost(people[1], p.Add(Cell{N: 18, Known: true})) // places
			p.AtMost(p.Add(Cell{N: 15, Known: true}), people[1]) // came
		}), []bool{true, true, true, false, false, false}},
	} {
		r, err := c.p.Hide()
		if err != nil {
			t.Fatal(err)
		}
		if err := safe(c.p, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []bool
		for i, cell := range c.p.cells {
			if cell.Role == Printed {
				got = append(got, r.Hidden[i])
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: hidden %v, want %v", name, got, c.want)
		}
	}
}

// Breakdowns of the same terms and their year by several things at once, with
// students who are new or have been before: the attacker finds nothing.
func TestLinkedBreakdowns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for i := range 300 {
		p := linked(r, 2, 2)
		result, err := p.Hide()
		if err != nil {
			t.Fatal(err)
		}
		if err := safe(p, result); err != nil {
			t.Fatalf("publication %d: %v (narrow %v)", i, err, result.Narrow)
		}
	}
}

// linked is a made-up publication: groups × terms and the year, of students who
// are new and who are not, whose sum is printed too.
func linked(r *rand.Rand, groups, terms int) *Publication {
	p := &Publication{Threshold: Threshold}
	type kinds [3]int // new, returning, both
	cell := make([][]kinds, groups+1)
	sum := make([][]kinds, groups+1)
	for g := range cell {
		cell[g], sum[g] = make([]kinds, terms+1), make([]kinds, terms+1)
	}
	for g := range groups {
		for term := range terms {
			n := kinds{r.IntN(9), r.IntN(20), 0}
			n[2] = n[0] + n[1]
			for k := range n {
				for _, at := range [][2]int{{g, term}, {groups, term}, {g, terms}, {groups, terms}} {
					sum[at[0]][at[1]][k] += n[k]
				}
			}
		}
	}
	for g := range cell {
		for term := range cell[g] {
			for k := range 3 {
				cell[g][term][k] = p.Add(Cell{N: sum[g][term][k]})
			}
			p.Sum(cell[g][term][2], cell[g][term][0], cell[g][term][1])
		}
		for k := range 3 {
			var parts []int
			for term := range terms {
				parts = append(parts, cell[g][term][k])
			}
			p.Sum(cell[g][terms][k], parts...)
		}
	}
	for term := range terms + 1 {
		for k := range 3 {
			var parts []int
			for g := range groups {
				parts = append(parts, cell[g][term][k])
			}
			p.Sum(cell[groups][term][k], parts...)
		}
	}
	return p
}

func TestSumsMustAddUp(t *testing.T) {
	p := &Publication{Threshold: Threshold}
	p.Sum(p.Add(Cell{N: 9}), p.Add(Cell{N: 4}), p.Add(Cell{N: 4}))
	if _, err := p.Hide(); err == nil {
		t.Error("a sum that does not add up is taken")
	}
}

func BenchmarkHide(b *testing.B) {
	for _, groups := range []int{5, 12, 25} {
		b.Run(fmt.Sprintf("groups=%d", groups), func(b *testing.B) {
			p := linked(rand.New(rand.NewPCG(4, 5)), groups, 3)
			for b.Loop() {
				if _, err := p.Hide(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
