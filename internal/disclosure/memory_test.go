package disclosure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// column is a table of one column, whose second count may be known already.
func column(known bool, counts ...int) *Publication {
	p := &Publication{Threshold: Threshold}
	total, parts := 0, []int(nil)
	for i, n := range counts {
		total += n
		parts = append(parts, p.Add(Cell{N: n, Known: known && i == 1}))
	}
	p.Sum(p.Add(Cell{N: total}), parts...)
	return p
}

func TestMemoryHidesAsHideDoes(t *testing.T) {
	var m Memory
	for range 2 { // found out, then remembered
		for _, p := range []*Publication{column(false, 3, 20, 30), column(true, 3, 20, 30), column(false, 3, 30, 20), column(false, 20, 3, 30)} {
			want, err := p.Hide()
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.Hide(p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Hidden, got.Hidden); diff != "" {
				t.Errorf("%v:\n%s", p.cells, diff)
			}
			got.Hidden[0] = !got.Hidden[0] // the caller's own
		}
	}
	if len(m.order) != 4 {
		t.Errorf("%d publications are remembered, want 4", len(m.order))
	}
	bad := column(false, 1, 2)
	bad.cells[2].N = 4
	if _, err := m.Hide(bad); err == nil {
		t.Error("a table that does not add up was accepted")
	}
}

func TestMemoryForgets(t *testing.T) {
	var m Memory
	for n := range remembered + 10 {
		if _, err := m.Hide(column(false, 10, n)); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.order) != remembered || len(m.results) != remembered {
		t.Errorf("%d and %d are remembered, want %d", len(m.order), len(m.results), remembered)
	}
	if _, known := m.results[column(false, 10, 0).key()]; known {
		t.Error("the oldest is remembered, and a newer one is not")
	}
}
