package extracts

import "hash/maphash"

// mostDoubles bounds what is remembered of rows: 64 MB. In longer files rows
// that are equal count when they stand within some four million of each other.
const mostDoubles = 1 << 23

// doubles finds rows that are equal to one before. It remembers a hash of each;
// that two different rows have the same happens once in some hundred thousand
// files of five million rows.
type doubles struct {
	seed  maphash.Seed
	table []uint64
	used  int
}

// seen reports whether the row has been there before.
func (d *doubles) seen(row []string) bool {
	if d.table == nil {
		d.seed, d.table = maphash.MakeSeed(), make([]uint64, 1<<12)
	}
	var h maphash.Hash
	h.SetSeed(d.seed)
	for _, cell := range row {
		h.WriteString(cell)
		h.WriteByte(0)
	}
	sum := h.Sum64() | 1 // 0 is a free place
	if 2*d.used > len(d.table) {
		d.grow()
	}
	return d.put(sum)
}

func (d *doubles) put(sum uint64) bool {
	mask := uint64(len(d.table) - 1)
	for at := sum >> 1 & mask; ; at = (at + 1) & mask {
		switch d.table[at] {
		case sum:
			return true
		case 0:
			d.table[at] = sum
			d.used++
			return false
		}
	}
}

// grow makes the table twice as large or, when it may not be larger, empty.
func (d *doubles) grow() {
	old := d.table
	d.used = 0
	if len(old) >= mostDoubles {
		clear(old)
		return
	}
	d.table = make([]uint64, 2*len(old))
	for _, sum := range old {
		if sum != 0 {
			d.put(sum)
		}
	}
}
