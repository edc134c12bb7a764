package disclosure

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func link(t interface{ Fatal(...any) }, rule Rule, tables ...Table) *Linked {
	l := NewLinked(rule)
	for _, table := range tables {
		if err := l.Add(table); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestLinked(t *testing.T) {
	wards := []string{"Ash", "Birch"}
	answers := Table{Name: "answers", Of: "2026", Rows: wards, Columns: []string{"yes", "no"}, Counts: [][]int{{20, 10}, {15, 12}}}
	ages := Table{Name: "ages", Of: "2026", Rows: wards, Columns: []string{"under 40", "over 40"}, Counts: [][]int{{28, 2}, {20, 7}}}
	hidden := func(l *Linked, name string) string {
		out, err := l.Hide()
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(out[name])
	}
	// The total of Ash is in both tables: hidden in one, it would be read in the
	// other.
	l := link(t, Rule{}, answers, ages)
	if got := hidden(l, "ages"); got != "[[true true false] [true true false] [false false false]]" {
		t.Errorf("ages: %s", got)
	}
	// A filter that leaves two people out gives them away.
	women := Table{Name: "women", Of: "2026, women", Rows: wards, Columns: []string{"yes", "no"}, Counts: [][]int{{18, 5}, {9, 6}}}
	l = link(t, Rule{}, answers, women)
	if got := hidden(l, "women"); got != "[[false false false] [false false false] [false false false]]" {
		t.Errorf("women alone: %s", got)
	}
	if err := l.Part("2026, women", "2026"); err != nil {
		t.Fatal(err)
	}
	if got := hidden(l, "women"); got == "[[false false false] [false false false] [false false false]]" {
		t.Errorf("women beside everybody: %s", got)
	}
	if err := l.Part("2026", "2026, women"); err == nil {
		t.Error("a part larger than the whole is taken")
	}
	// The year, after its first half: what was shown then is known.
	first := Table{Name: "first", Of: "spring", Rows: wards, Columns: []string{"yes", "no"}, Counts: [][]int{{18, 10}, {10, 7}}}
	first.Before = [][]bool{{false, false, false}, {false, false, false}, {false, false, false}}
	second := Table{Name: "second", Of: "autumn", Rows: wards, Columns: []string{"yes", "no"}, Counts: [][]int{{2, 0}, {5, 5}}}
	l = link(t, Rule{ShowZeros: true}, answers, first, second)
	l.Split("2026", "spring", "autumn")
	if got := hidden(l, "answers"); got != "[[true false true] [true false true] [false false false]]" {
		t.Errorf("the year: %s", got)
	}
	if err := l.Add(Table{Name: "other", Of: "2026", Rows: wards, Columns: []string{"yes", "maybe"}, Counts: [][]int{{21, 9}, {15, 12}}}); err == nil {
		t.Error("two numbers for one thing are taken")
	}
	for _, bad := range []Table{first, {Name: "rows", Rows: wards}, {Name: "columns", Rows: wards, Counts: [][]int{{1}, {2}}}} {
		if l.Add(bad) == nil {
			t.Errorf("%q is taken", bad.Name)
		}
	}
}

// Units of a unit, by answer, with a filter of everything: the attacker finds
// nothing in all the tables together.
func TestNothingHiddenInLinkedTablesCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := Rule{ShowZeros: rapid.Bool().Draw(t, "zeros shown")}
		count := rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 20))
		table := func(name string, rows ...string) Table {
			t := Table{Name: name, Of: "all", Rows: rows, Columns: []string{"yes", "no"},
				Counts: rapid.SliceOfN(rapid.SliceOfN(count, 2, 2), len(rows), len(rows)).Draw(t, name)}
			return t
		}
		// A service of two wards and one of one; a filter of the first ward.
		north, south := table("north", "Ash", "Birch"), table("south", "Cedar")
		north.Of, south.Of = "north", "south"
		all := Table{Name: "all", Of: "all", Rows: []string{}, Columns: []string{"yes", "no"}, Counts: [][]int{}}
		sum := []int{0, 0}
		for _, row := range slices.Concat(north.Counts, south.Counts) {
			sum[0], sum[1] = sum[0]+row[0], sum[1]+row[1]
		}
		all.Rows, all.Counts = []string{"everybody"}, [][]int{sum}
		some := Table{Name: "some", Of: "some", Rows: north.Rows[:1], Columns: north.Columns}
		for _, row := range north.Counts[:1] {
			some.Counts = append(some.Counts, []int{rapid.IntRange(0, row[0]).Draw(t, "some"), rapid.IntRange(0, row[1]).Draw(t, "some")})
		}
		l := link(t, rule, north, south, all, some)
		l.Split("all", "north", "south")
		if err := l.Part("some", "north"); err != nil {
			t.Fatal(err)
		}
		hidden, err := l.Hide()
		if err != nil {
			t.Fatal(err)
		}
		result, _ := l.p.Hide()
		if err := safe(&l.p, result); err != nil {
			t.Fatalf("%v: %v", hidden, err)
		}
	})
}
