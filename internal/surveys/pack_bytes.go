package surveys

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
)

// packHead is what stands before the columns of a pack.
type packHead struct {
	Mark  [8]byte
	Units []string
	Rows  int
}

var errPack = errors.New("the pack is not of these questions")

// encode writes the block as a pack: the length of its head, the head, then unit,
// channel and every column, each person after the other.
func (b *block) encode() ([]byte, error) {
	head, err := json.Marshal(packHead{b.layout.mark, b.units, b.rows()})
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(head)))
	out = append(out, head...)
	for _, u := range b.unit {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	out = append(out, b.channel...)
	for c, col := range b.layout.columns {
		if !col.Number {
			out = append(out, b.bytes[c]...)
			continue
		}
		for _, v := range b.numbers[c] {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	}
	return out, nil
}

// decode reads a pack of the plan's columns. The bytes are used, not copied.
func (p *layout) decode(data []byte) (*block, error) {
	if len(data) < 4 {
		return nil, errPack
	}
	size := int(binary.LittleEndian.Uint32(data))
	data = data[4:]
	if size > len(data) {
		return nil, errPack
	}
	var head packHead
	if err := json.Unmarshal(data[:size], &head); err != nil || head.Mark != p.mark || head.Rows < 0 {
		return nil, errPack
	}
	data = data[size:]
	width := 3
	for _, col := range p.columns {
		width++
		if col.Number {
			width += 7
		}
	}
	if len(data) != width*head.Rows {
		return nil, errPack
	}
	b := newBlock(p)
	b.units, b.unit = head.Units, make([]uint16, head.Rows)
	for i := range b.unit {
		b.unit[i] = binary.LittleEndian.Uint16(data[2*i:])
		if int(b.unit[i]) >= len(b.units) {
			return nil, errPack
		}
	}
	data = data[2*head.Rows:]
	b.channel, data = data[:head.Rows], data[head.Rows:]
	for c, col := range p.columns {
		if !col.Number {
			b.bytes[c], data = data[:head.Rows], data[head.Rows:]
			continue
		}
		b.numbers[c] = make([]float64, head.Rows)
		for i := range b.numbers[c] {
			b.numbers[c][i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		}
		data = data[8*head.Rows:]
	}
	return b, nil
}
