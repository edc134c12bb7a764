package indicators

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is packed comes back, in the order of units, dimensions and groups.
func TestPack(t *testing.T) {
	cells := []Cell{
		{UnitID: "b", Num: 1, Den: 2, Recorded: 1}, {UnitID: "a", Dimension: "age", Group: "18-24", Num: 1 << 40, Den: 3},
		{UnitID: "a"}, {UnitID: "a", Dimension: "age", Group: NotRecorded, Num: 5}, {UnitID: "a", Dimension: "borough", Group: "Kingston upon Hull"},
	}
	back, err := unpack(pack(cells))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Cell{cells[0], cells[1], cells[2], cells[3], cells[4]}, back); diff != "" || back[0].UnitID != "a" || back[0].Dimension != "" {
		t.Error(diff)
	}
	if back, err := unpack(pack(nil)); err != nil || len(back) != 0 {
		t.Errorf("%v, %v", back, err)
	}
}

// Whatever is kept, unpacking ends in cells that pack to the same, or in a
// mistake.
func FuzzUnpack(f *testing.F) {
	f.Add(pack([]Cell{{UnitID: "a", Num: 3, Den: 4}, {UnitID: "b", Dimension: "age", Group: "18-24", Num: -1}}))
	f.Add([]byte{packedForm, 1, 1, 'a', 1, 0, 1, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, packed []byte) {
		cells, err := unpack(packed)
		if err != nil {
			return
		}
		again, err := unpack(pack(cells))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(cells, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
