package indicators

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// Cells of one indicator and one month are kept packed: a table of the units, a
// table of the groups, and then for each cell where it stands in both, as far
// from the cell before it as it is, and its three numbers. Every number is a
// varint. A version comes first, so that the form can change.
const packedForm = 1

var errPacked = errors.New("the figures that were kept cannot be read; run the indicators again")

// byPlace orders cells by unit, dimension and group.
func byPlace(a, b Cell) int {
	if c := strings.Compare(a.UnitID, b.UnitID); c != 0 {
		return c
	}
	if c := strings.Compare(a.Dimension, b.Dimension); c != 0 {
		return c
	}
	return strings.Compare(a.Group, b.Group)
}

// pack writes cells of one month, whatever their order; it sorts them.
func pack(cells []Cell) []byte {
	slices.SortFunc(cells, byPlace)
	units, groups := table{at: map[string]uint64{}}, table{at: map[string]uint64{}}
	var body []byte
	var last uint64
	for _, c := range cells {
		u := units.find(c.UnitID)
		body = binary.AppendUvarint(body, u-last)
		last = u
		body = binary.AppendUvarint(body, groups.find(c.Dimension+"\x00"+c.Group))
		body = binary.AppendVarint(body, c.Num)
		body = binary.AppendVarint(body, c.Den)
		body = binary.AppendVarint(body, c.Recorded)
	}
	out := []byte{packedForm}
	out = units.append(out)
	out = groups.append(out)
	out = binary.AppendUvarint(out, uint64(len(cells)))
	return append(out, body...)
}

// table numbers strings in the order in which they come.
type table struct {
	at    map[string]uint64
	words []string
}

func (t *table) find(word string) uint64 {
	n, ok := t.at[word]
	if !ok {
		n = uint64(len(t.words))
		t.at[word] = n
		t.words = append(t.words, word)
	}
	return n
}

func (t *table) append(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(t.words)))
	for _, w := range t.words {
		out = binary.AppendUvarint(out, uint64(len(w)))
		out = append(out, w...)
	}
	return out
}

// reader takes varints and strings off the front of what was packed. After the
// first mistake everything it gives is zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count reads how many things follow, each of which takes at least one byte.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *reader) words() []string {
	out := make([]string, r.count())
	for i := range out {
		n := r.count()
		out[i] = string(r.rest[:n])
		r.rest = r.rest[n:]
	}
	return out
}

// unpack reads what pack wrote. The month is the caller's: it is not packed.
func unpack(packed []byte) ([]Cell, error) {
	if len(packed) == 0 || packed[0] != packedForm {
		return nil, errPacked
	}
	r := &reader{rest: packed[1:]}
	units, groups := r.words(), r.words()
	n := r.count()
	out := make([]Cell, 0, n)
	var at uint64
	for range n {
		at += r.uvarint()
		g := r.uvarint()
		num, den, recorded := r.varint(), r.varint(), r.varint()
		if r.bad || at >= uint64(len(units)) || g >= uint64(len(groups)) {
			return nil, errPacked
		}
		dimension, group, _ := strings.Cut(groups[g], "\x00")
		out = append(out, Cell{UnitID: units[at], Dimension: dimension, Group: group, Num: num, Den: den, Recorded: recorded})
	}
	if r.bad || len(r.rest) > 0 {
		return nil, errPacked
	}
	return out, nil
}
