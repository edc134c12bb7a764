package indicators

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/disclosure"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var inMay = when.Month{Year: 2027, Month: time.May}

func TestShape(t *testing.T) {
	share := Definition{Shape: Share, Recorded: "with it recorded", Floor: 0.6}
	for name, tt := range map[string]struct {
		d    Definition
		c    Cell
		want string
	}{
		"a share":               {share, Cell{Num: 37, Den: 121, Recorded: 110}, "35 of 120 = 31 (22 to 38) shown; recorded 0.91"},
		"few":                   {share, Cell{Num: 4, Den: 121, Recorded: 110}, "* of 120 = 0 (0 to 0); recorded 0.91"},
		"nobody":                {share, Cell{Num: 0, Den: 121}, "* of 120 = 0 (0 to 0)"},
		"few to count":          {share, Cell{Num: 4, Den: 4, Recorded: 4}, "* of * = 0 (0 to 0)"},
		"thin":                  {share, Cell{Num: 20, Den: 100, Recorded: 41}, "20 of 100 = 20 (13 to 29) shown; recorded 0.41 thin"},
		"many":                  {share, Cell{Num: 333, Den: 1001, Recorded: 1001}, "335 of 1000 = 33.3 (30.6 to 36.5) shown; recorded 1"},
		"everybody":             {share, Cell{Num: 50, Den: 50, Recorded: 50}, "50 of 50 = 100 (93 to 100) shown; recorded 1"},
		"a half goes up":        {Definition{Shape: Share}, Cell{Num: 25, Den: 200}, "25 of 200 = 13 (9 to 18) shown"},
		"a count":               {Definition{Shape: Count}, Cell{Num: 1233}, "1235 of  = 1235 (0 to 0) shown"},
		"a small count":         {Definition{Shape: Count}, Cell{Num: 3}, "* of  = 0 (0 to 0)"},
		"a rate":                {Definition{Shape: Rate, Per: 1000}, Cell{Num: 37, Den: 12345}, "35 of 12345 = 3 (0 to 0) shown"},
		"a mean":                {Definition{Shape: Mean}, Cell{Num: 4321, Den: 1234}, "4320 of 1235 = 3.5 (0 to 0) shown"},
		"completeness is small": {share, Cell{Num: 5, Den: 50, Recorded: 3}, "5 of 50 = 10 (4 to 21) shown"},
	} {
		f := tt.d.shape(tt.c, hidden{})
		got := fmt.Sprintf("%s of %s = %v (%v to %v)", f.Num, f.Den, f.Value, f.Low, f.High)
		if f.Shown {
			got += " shown"
		}
		if f.RecordedShown {
			got += fmt.Sprintf("; recorded %v", f.Recorded)
		}
		if f.Thin {
			got += " thin"
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tt.want)
		}
	}
}

// place is a unit of a tree made by hand.
func place(id, parent string) units.Unit { return units.Unit{ID: id, ParentID: parent} }

// Rounding alone does not keep this small number: the organisation's 35 less the
// other borough's 10 is at least 21, and 21 less the other team's at most 17 is 4.
func TestRoundingAloneWouldGiveItAway(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("one", "east"), place("two", "east"), place("west", "all")}
	count := map[string]int64{"all": 33, "east": 21, "one": 4, "two": 17, "west": 12}
	var cells []Cell
	for _, u := range tree {
		cells = append(cells, Cell{Month: inMay, UnitID: u.ID, Num: count[u.ID]})
	}
	d := Definition{Shape: Count}
	got := d.series(cells, tree)
	if got["one"][0].Shown || got["two"][0].Shown {
		t.Errorf("one %+v two %+v: want both kept back", got["one"], got["two"])
	}
	if !got["all"][0].Shown || !got["west"][0].Shown {
		t.Error("the organisation and the other borough give nothing away")
	}
}

// world is what somebody tries who knows the tree and what is printed: counts of
// leaves, by unit and group, and the sums above them. Numbers are known by their
// place in spots.
type world struct {
	spots  []spot
	fits   [][]bool // which counts could be behind what is printed
	above  [][]int  // of each leaf: what it is part of, itself first
	last   []int    // the leaf with which a sum is whole
	values []int64
	most   int64 // that a leaf is
	found  []map[int64]bool
}

// fit says which counts could be behind what is printed of a cell. Whoever
// guesses also knows why a number is hidden.
func fit(d Definition, c Cell, f Figure, most int64, guessing bool) []bool {
	out := make([]bool, most+1)
	for n := range out {
		if f.Num == disclosure.Mark {
			out[n] = !guessing || (n < disclosure.Threshold) == (c.Num < disclosure.Threshold)
			continue
		}
		for b := disclosure.Nearest5(c.Den) - 2; b <= disclosure.Nearest5(c.Den)+2; b++ { // what the denominator could be else is tried too
			got := d.shape(Cell{Month: f.Month, Num: int64(n), Den: b}, hidden{})
			out[n] = out[n] || got.Num == f.Num && (!f.Shown || got.Value == f.Value)
		}
	}
	return out
}

// try tries every count of the leaves from the i-th on.
func (w *world) try(i int) {
	if i == len(w.above) {
		for at, n := range w.values {
			w.found[at][n] = true
		}
		return
	}
	above := w.above[i]
	for n := int64(0); n <= w.most; n++ {
		if !w.fits[above[0]][n] {
			continue
		}
		ok := true
		for _, at := range above {
			w.values[at] += n
			ok = ok && (w.last[at] != i || w.fits[at][w.values[at]])
		}
		if ok {
			w.try(i + 1)
		}
		for _, at := range above {
			w.values[at] -= n
		}
	}
}

// attack returns what each number may be for a reader of what is printed.
func attack(d Definition, tree []units.Unit, cells []Cell, printed map[spot]Figure, leaves []spot, most int64, guessing bool) map[spot]map[int64]bool {
	w := &world{most: most, last: make([]int, len(cells)), values: make([]int64, len(cells))}
	number, parent := map[spot]int{}, map[string]string{}
	for _, u := range tree {
		parent[u.ID] = u.ParentID
	}
	for i, c := range cells {
		at := spot{c.UnitID, c.Group}
		number[at] = i
		w.spots, w.found = append(w.spots, at), append(w.found, map[int64]bool{})
		w.fits = append(w.fits, fit(d, c, printed[at], most*int64(len(leaves)), guessing))
	}
	for i, leaf := range leaves {
		var above []int
		for id := leaf.unit; id != ""; id = parent[id] {
			above = append(above, number[spot{id, leaf.group}])
			if leaf.group != "" {
				above = append(above, number[spot{id, ""}])
			}
		}
		for _, at := range above {
			w.last[at] = i
		}
		w.above = append(w.above, above)
	}
	w.try(0)
	out := map[spot]map[int64]bool{}
	for i, at := range w.spots {
		out[at] = w.found[i]
	}
	return out
}

// hold fails for a small number that is shown, or that can only be fewer than
// least values. It returns how many are kept back for what they are.
func hold(t *testing.T, cells []Cell, printed map[spot]Figure, found map[spot]map[int64]bool, least int) int {
	t.Helper()
	kept := 0
	for _, c := range cells {
		at := spot{c.UnitID, c.Group}
		if c.Num >= disclosure.Threshold {
			continue
		}
		kept++
		if printed[at].Num != disclosure.Mark {
			t.Fatalf("%v shows %d", at, c.Num)
		}
		if values := found[at]; len(values) < least {
			t.Errorf("%v of %v can only be %v", at, cells, slices.Sorted(maps.Keys(values)))
		}
	}
	return kept
}

func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("e1", "east"), place("e2", "east"), place("west", "all"), place("w1", "west"), place("w2", "west")}
	leaves := []spot{{"e1", ""}, {"e2", ""}, {"w1", ""}, {"w2", ""}}
	d := Definition{Shape: Share}
	r, kept, shown := rand.New(rand.NewPCG(1, 2)), 0, 0
	for range 300 {
		sums := map[string]Cell{}
		for _, u := range leaves {
			n, den := r.Int64N(13), 13+r.Int64N(60)
			for _, id := range []string{u.unit, map[byte]string{'e': "east", 'w': "west"}[u.unit[0]], "all"} {
				sums[id] = Cell{Month: inMay, UnitID: id, Num: sums[id].Num + n, Den: sums[id].Den + den}
			}
		}
		var cells []Cell
		for _, u := range tree {
			cells = append(cells, sums[u.ID])
		}
		printed := map[spot]Figure{}
		for id, figures := range d.series(cells, tree) {
			printed[spot{id, ""}] = figures[0]
			if figures[0].Shown {
				shown++
			}
		}
		kept += hold(t, cells, printed, attack(d, tree, cells, printed, leaves, 18, false), wide)
		hold(t, cells, printed, attack(d, tree, cells, printed, leaves, 18, true), guessed)
	}
	if kept < 300 || shown < 300 {
		t.Errorf("%d were hidden and %d shown: the attack had nothing to do", kept, shown)
	}
}

func TestNoGroupCanBeWorkedOut(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("west", "all")}
	groups := []string{"asian", "white", NotRecorded}
	d := Definition{Shape: Share}
	r, kept, shown := rand.New(rand.NewPCG(3, 4)), 0, 0
	for round := range 20 {
		sums := map[spot]Cell{}
		var leaves []spot
		for _, g := range groups {
			for _, u := range []string{"east", "west"} {
				leaves = append(leaves, spot{u, g})
				n, den := r.Int64N(12), 14+r.Int64N(60)
				for _, at := range []spot{{u, g}, {"all", g}, {u, ""}, {"all", ""}} {
					dimension := "ethnicity"
					if at.group == "" {
						dimension = ""
					}
					sums[at] = Cell{Month: inMay, UnitID: at.unit, Dimension: dimension, Group: at.group, Num: sums[at].Num + n, Den: sums[at].Den + den}
				}
			}
		}
		var cells []Cell
		for _, u := range tree {
			for _, g := range append(groups, "") {
				cells = append(cells, sums[spot{u.ID, g}])
			}
		}
		figures := d.groups(cells, tree, "ethnicity")
		if again := d.groups(cells, tree, "ethnicity"); !maps.Equal(figures, again) {
			t.Fatalf("round %d: two pages keep back different numbers", round)
		}
		guess := false // where no group is shown, nobody can tell which are small
		for _, f := range figures {
			guess = guess || f.Num != disclosure.Mark
			if f.Shown {
				shown++
			}
		}
		for id, all := range d.series(cells, tree) {
			figures[spot{id, ""}] = all[0]
		}
		kept += hold(t, cells, figures, attack(d, tree, cells, figures, leaves, 16, false), wide)
		if guess {
			hold(t, cells, figures, attack(d, tree, cells, figures, leaves, 16, true), 2)
		}
	}
	if kept < 15 || shown < 15 {
		t.Errorf("%d were hidden and %d shown: the attack had nothing to do", kept, shown)
	}
}

// Half of everybody is not hidden to protect two people: rounding does.
func TestFewPeopleDoNotHideMany(t *testing.T) {
	tree := []units.Unit{place("all", "")}
	d := Definition{Shape: Share}
	all := Cell{Month: inMay, UnitID: "all", Num: 188, Den: 465}
	cells := []Cell{all}
	for group, n := range map[string][2]int64{"women": {91, 229}, "men": {95, 230}, "non-binary": {1, 2}, NotRecorded: {1, 4}} {
		cells = append(cells, Cell{Month: inMay, UnitID: "all", Dimension: "gender", Group: group, Num: n[0], Den: n[1]})
	}
	got := d.groups(cells, tree, "gender")
	for group, want := range map[string]bool{"women": true, "men": true, "non-binary": false, NotRecorded: false} {
		if f := got[spot{"all", group}]; f.Shown != want {
			t.Errorf("%s: %+v", group, f)
		}
	}
}

// A safe series is shown whole.
func TestASafeSeriesIsShownWhole(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("west", "all")}
	var cells []Cell
	for i := range 30 {
		for j, u := range tree {
			cells = append(cells, Cell{Month: inMay.Add(29 - i), UnitID: u.ID, Num: int64([]int{62, 40, 20}[j] + i), Den: 200})
		}
	}
	d := Definition{Shape: Share}
	for id, figures := range d.series(cells, tree) {
		for i, f := range figures {
			if !f.Shown || f.Month != inMay.Add(i) {
				t.Errorf("%s: figure %d is %+v", id, i, f)
			}
		}
	}
}

// teamsOfATrust are 25 units with their cells of a month, by group too, where each
// team has a few people of each group.
func teamsOfATrust(month when.Month, seed uint64) ([]units.Unit, []Cell) {
	tree := []units.Unit{place("all", "")}
	for i := range 4 {
		tree = append(tree, place(fmt.Sprint("b", i), "all"))
		for j := range 5 {
			tree = append(tree, place(fmt.Sprint("t", i, j), fmt.Sprint("b", i)))
		}
	}
	r, sums := rand.New(rand.NewPCG(5, seed)), map[spot]int64{}
	var cells []Cell
	for i := len(tree) - 1; i >= 0; i-- {
		u := tree[i]
		for g := range 8 {
			at := spot{u.ID, fmt.Sprint("g", g)}
			if strings.HasPrefix(u.ID, "t") {
				sums[at] = r.Int64N(20)
			}
			sums[spot{u.ParentID, at.group}] += sums[at]
			sums[spot{u.ID, ""}] += sums[at]
			cells = append(cells, Cell{Month: month, UnitID: u.ID, Dimension: "ethnicity", Group: at.group, Num: sums[at], Den: sums[at] * 10})
		}
		cells = append(cells, Cell{Month: month, UnitID: u.ID, Num: sums[spot{u.ID, ""}] / 10, Den: sums[spot{u.ID, ""}]})
	}
	return tree, cells
}

func BenchmarkGroupsOfAMonth(b *testing.B) {
	tree, cells := teamsOfATrust(inMay, 6)
	d := Definition{Shape: Share}
	for b.Loop() {
		d.groups(cells, tree, "ethnicity")
	}
}

func BenchmarkSeriesOfThirtyMonths(b *testing.B) {
	var cells []Cell
	var tree []units.Unit
	for i := range 30 {
		var month []Cell
		tree, month = teamsOfATrust(inMay.Add(i), uint64(i))
		cells = append(cells, month...)
	}
	d := Definition{Shape: Share}
	for b.Loop() {
		d.series(cells, tree)
	}
}
