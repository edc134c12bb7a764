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
		f := tt.d.shape(tt.c)
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

// attack finds, by trying, which values each hidden number of a month may have
// for a reader who knows the exact value of every number that is shown, and that
// every unit is the sum of those below it. Only leaves are tried.
func attack(tree []units.Unit, leaves []string, shown map[string]int64) map[string]map[int64]bool {
	parent := map[string]string{}
	for _, u := range tree {
		parent[u.ID] = u.ParentID
	}
	possible := map[string]map[int64]bool{}
	values := map[string]int64{}
	var try func(i int)
	try = func(i int) {
		if i == len(leaves) {
			for id, n := range shown {
				if values[id] != n {
					return
				}
			}
			for id, n := range values {
				if possible[id] == nil {
					possible[id] = map[int64]bool{}
				}
				possible[id][n] = true
			}
			return
		}
		low, high := int64(0), int64(14)
		if n, ok := shown[leaves[i]]; ok {
			low, high = n, n
		}
		for n := low; n <= high; n++ {
			for id := leaves[i]; id != ""; id = parent[id] {
				values[id] += n
			}
			try(i + 1)
			for id := leaves[i]; id != ""; id = parent[id] {
				values[id] -= n
			}
		}
	}
	try(0)
	return possible
}

func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("e1", "east"), place("e2", "east"), place("west", "all"), place("w1", "west"), place("w2", "west")}
	leaves := []string{"e1", "e2", "w1", "w2"}
	d := Definition{Shape: Share}
	r, hiddenOnes := rand.New(rand.NewPCG(1, 2)), 0
	for round := range 300 {
		count := map[string]int64{}
		for _, u := range leaves {
			n := r.Int64N(11)
			count[u], count[u[:1]+"#"], count["all"] = n, count[u[:1]+"#"]+n, count["all"]+n
		}
		count["east"], count["west"] = count["e#"], count["w#"]
		var cells []Cell
		for _, u := range tree {
			cells = append(cells, Cell{Month: inMay, UnitID: u.ID, Num: count[u.ID], Den: 100})
		}
		shown := map[string]int64{}
		for id, figures := range d.series(cells, tree) {
			if figures[0].Num != disclosure.Mark {
				shown[id] = count[id]
			}
		}
		for _, id := range slices.Sorted(maps.Keys(count)) {
			if n, ok := shown[id]; ok && n < disclosure.Threshold {
				t.Fatalf("round %d: %s shows %d", round, id, n)
			}
		}
		for id, values := range attack(tree, leaves, shown) {
			if _, ok := shown[id]; ok {
				continue
			}
			hiddenOnes++
			if len(values) < disclosure.Threshold {
				t.Errorf("round %d: %v: %s can only be %v", round, count, id, slices.Sorted(maps.Keys(values)))
			}
		}
	}
	if hiddenOnes < 300 {
		t.Errorf("only %d were hidden: the attack had nothing to do", hiddenOnes)
	}
}

func TestNoGroupCanBeWorkedOut(t *testing.T) {
	tree := []units.Unit{place("all", ""), place("east", "all"), place("west", "all")}
	groups := []string{"asian", "black", "white", NotRecorded}
	d := Definition{Shape: Share}
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 200 {
		var cells []Cell
		for _, g := range groups {
			e, w := r.Int64N(12), r.Int64N(40)
			for i, n := range []int64{e + w, e, w} {
				cells = append(cells, Cell{Month: inMay, UnitID: tree[i].ID, Dimension: "ethnicity", Group: g, Num: n, Den: 200})
			}
		}
		sums := map[string]int64{}
		for _, c := range cells {
			sums[c.UnitID] += c.Num
		}
		for _, u := range tree {
			cells = append(cells, Cell{Month: inMay, UnitID: u.ID, Num: sums[u.ID], Den: 800})
		}
		figures := d.groups(cells, tree, "ethnicity")
		if again := d.groups(cells, tree, "ethnicity"); !maps.Equal(figures, again) {
			t.Fatalf("round %d: two pages keep back different numbers", round)
		}
		for _, u := range tree {
			kept, sum := 0, int64(0)
			for _, c := range cells {
				if f := figures[spot{u.ID, c.Group}]; c.UnitID == u.ID && c.Dimension != "" && f.Num == disclosure.Mark {
					kept, sum = kept+1, sum+c.Num
				}
			}
			if kept == 1 || kept > 1 && sums[u.ID] >= disclosure.Threshold && sum < disclosure.Threshold-1 {
				t.Errorf("round %d: %s keeps %d back, which come to %d", round, u.ID, kept, sum)
			}
		}
		for _, g := range groups {
			kept := 0
			for _, u := range tree {
				if figures[spot{u.ID, g}].Num == disclosure.Mark {
					kept++
				}
			}
			if kept == 1 {
				t.Errorf("round %d: %s is kept back in one unit only", round, g)
			}
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
