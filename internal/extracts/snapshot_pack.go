package extracts

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// A snapshot is kept as one stream of columns, cut into pieces of a megabyte
// that are packed one by one, so that all processors can pack and unpack. Of a
// column of numbers first all lowest bytes are written, then all next ones, and
// so on: bytes that are alike lie together and pack well.
const (
	pieceSize    = 1 << 20
	snapshotForm = 1 // changes when the columns do
)

var errDamaged = errors.New("the snapshot that was kept is damaged")

// column is something that visits every column of a snapshot in one order:
// either writes them or reads them.
type columns interface {
	bytes(*[]uint8)
	shorts(*[]uint16)
	ints(*[]int32)
	longs(*[]int64)
	words(*[]string)
}

func codes(c columns, all ...*Codes) {
	for _, one := range all {
		c.bytes(&one.At)
		c.words(&one.Words)
	}
}

func ints(c columns, all ...*[]int32) {
	for _, one := range all {
		c.ints(one)
	}
}

// visit names every column there is, the units apart.
func (s *Snapshot) visit(c columns) {
	p := &s.People
	c.longs(&p.ID)
	ints(c, &p.Born, &p.Died)
	codes(c, &p.Gender, &p.Ethnicity, &p.SMI)
	c.bytes(&p.Deprivation)
	c.shorts(&p.Borough.At)
	c.words(&p.Borough.Words)
	from, to := make([]int64, len(p.Alias)), make([]int64, len(p.Alias))
	for i, a := range p.Alias {
		from[i], to[i] = a.ID, a.Person
	}
	c.longs(&from)
	c.longs(&to)
	if len(from) == len(to) {
		p.Alias = make([]Alias, len(from))
		for i := range from {
			p.Alias[i] = Alias{from[i], to[i]}
		}
	}
	r := &s.Referrals
	ints(c, &r.From, &r.Received, &r.Ended)
	c.shorts(&r.Unit)
	codes(c, &r.TeamType, &r.Reason, &r.Rejected)
	k := &s.Contacts
	ints(c, &k.From, &k.Day)
	c.shorts(&k.Unit)
	c.shorts(&k.Minutes)
	codes(c, &k.Attendance, &k.Mechanism, &k.Role)
	ints(c, &s.Stays.From, &s.Stays.Started, &s.Stays.Ended)
	c.shorts(&s.Stays.Unit)
	a := &s.Accommodation
	ints(c, &a.From, &a.Day, &a.Submitted)
	c.longs(&a.Record)
	codes(c, &a.Status, &a.Settled)
	e := &s.Employment
	ints(c, &e.From, &e.Day, &e.Submitted)
	c.longs(&e.Record)
	codes(c, &e.Status, &e.Hours)
	ints(c, &s.Checks.From, &s.Checks.Day)
	codes(c, &s.Checks.Item)
	ints(c, &s.Carers.From, &s.Carers.Identified, &s.Carers.Offered, &s.Carers.Assessed)
	c.longs(&s.Carers.Carer)
	c.shorts(&s.Carers.Unit)
	ints(c, &s.Plans.From, &s.Plans.Offered, &s.Plans.Made, &s.Plans.Reviewed)
	c.shorts(&s.Plans.Unit)
	codes(c, &s.Plans.Plan)
	ints(c, &s.Needs.From, &s.Needs.Day)
	c.shorts(&s.Needs.Unit)
	codes(c, &s.Needs.Need, &s.Needs.Wanted, &s.Needs.Received)
	ints(c, &s.Learning.From, &s.Learning.Day)
	codes(c, &s.Learning.Event)
}

// packer cuts the stream into pieces.
type packer struct{ pieces [][]byte }

func (p *packer) room() []byte {
	last := len(p.pieces) - 1
	if last < 0 || len(p.pieces[last]) == pieceSize {
		p.pieces = append(p.pieces, make([]byte, 0, pieceSize))
		last++
	}
	return p.pieces[last]
}

func (p *packer) write(b []byte) {
	for len(b) > 0 {
		piece := p.room()
		n := min(len(b), pieceSize-len(piece))
		p.pieces[len(p.pieces)-1] = append(piece, b[:n]...)
		b = b[n:]
	}
}

func (p *packer) count(n int) { p.write(binary.LittleEndian.AppendUint64(nil, uint64(n))) }

// plane writes one byte of each of n numbers.
func (p *packer) plane(n int, of func(i int) byte) {
	for i := 0; i < n; {
		piece := p.room()
		for ; i < n && len(piece) < pieceSize; i++ {
			piece = append(piece, of(i))
		}
		p.pieces[len(p.pieces)-1] = piece
	}
}

func (p *packer) bytes(c *[]uint8) { p.count(len(*c)); p.write(*c) }

func (p *packer) shorts(c *[]uint16) {
	p.count(len(*c))
	for shift := 0; shift < 16; shift += 8 {
		p.plane(len(*c), func(i int) byte { return byte((*c)[i] >> shift) })
	}
}

func (p *packer) ints(c *[]int32) {
	p.count(len(*c))
	for shift := 0; shift < 32; shift += 8 {
		p.plane(len(*c), func(i int) byte { return byte((*c)[i] >> shift) })
	}
}

func (p *packer) longs(c *[]int64) {
	p.count(len(*c))
	for shift := 0; shift < 64; shift += 8 {
		p.plane(len(*c), func(i int) byte { return byte((*c)[i] >> shift) })
	}
}

func (p *packer) words(c *[]string) {
	p.count(len(*c))
	for _, word := range *c {
		p.count(len(word))
		p.write([]byte(word))
	}
}

// unpacker takes columns off the stream. After the first mistake it gives
// nothing more.
type unpacker struct {
	pieces [][]byte
	at     int // in the first piece
	left   int // in all
	bad    bool
}

func (u *unpacker) read(b []byte) {
	if len(b) > u.left {
		u.bad, u.left = true, 0
	}
	u.left -= min(len(b), u.left)
	for len(b) > 0 && !u.bad {
		n := copy(b, u.pieces[0][u.at:])
		b, u.at = b[n:], u.at+n
		if u.at == len(u.pieces[0]) {
			u.pieces, u.at = u.pieces[1:], 0
		}
	}
}

func (u *unpacker) count(width int) int {
	var b [8]byte
	u.read(b[:])
	n := binary.LittleEndian.Uint64(b[:])
	if u.bad || n > uint64(u.left/width) {
		u.bad = true
		return 0
	}
	return int(n)
}

func (u *unpacker) bytes(c *[]uint8) { *c = make([]uint8, u.count(1)); u.read(*c) }

// planes reads the bytes of numbers, the lowest first.
func planes[N uint16 | int32 | int64](u *unpacker, c *[]N, width int) {
	*c = make([]N, u.count(width))
	buffer := make([]byte, min(len(*c), 1<<16))
	for shift := 0; shift < 8*width && !u.bad; shift += 8 {
		for done := 0; done < len(*c); done += len(buffer) {
			some := buffer[:min(len(buffer), len(*c)-done)]
			u.read(some)
			to := (*c)[done:]
			for i, b := range some {
				to[i] |= N(b) << shift
			}
		}
	}
}

func (u *unpacker) shorts(c *[]uint16) { planes(u, c, 2) }
func (u *unpacker) ints(c *[]int32)    { planes(u, c, 4) }
func (u *unpacker) longs(c *[]int64)   { planes(u, c, 8) }

func (u *unpacker) words(c *[]string) {
	*c = make([]string, u.count(8))
	for i := range *c {
		b := make([]byte, u.count(1))
		u.read(b)
		(*c)[i] = string(b)
	}
}

// pack gives the pieces of a snapshot. Hash says from what it was made.
func (s *Snapshot) pack(hash string) ([]piece, error) {
	var p packer
	s.visit(&p)
	out := make([]piece, len(p.pieces))
	errs := make([]error, len(p.pieces))
	work(len(p.pieces), func(_, i int) {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestSpeed)
		if err == nil {
			_, err = w.Write(p.pieces[i])
		}
		if err == nil {
			err = w.Close()
		}
		errs[i] = err
		out[i] = piece{Hash: hash, Number: i, Content: b.Bytes()}
		out[i].Sum = out[i].sum(len(out))
	})
	return out, errors.Join(errs...)
}

// sum is the SHA-256 of a piece, of where it stands and of how many there are.
func (p piece) sum(pieces int) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d %d ", p.Hash, p.Number, pieces)
	h.Write(p.Content)
	return hex.EncodeToString(h.Sum(nil))
}

// unpackSnapshot reads what pack wrote, if it is whole and of that hash. The
// units are the caller's to add.
func unpackSnapshot(pieces []piece, hash string) (*Snapshot, error) {
	u := &unpacker{pieces: make([][]byte, len(pieces))}
	bad := make([]bool, len(pieces))
	work(len(pieces), func(_, i int) {
		p := pieces[i]
		if p.Hash != hash || p.Number != i || p.Sum != p.sum(len(pieces)) {
			bad[i] = true
			return
		}
		content, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(p.Content)), pieceSize+1))
		bad[i] = err != nil || len(content) == 0 || len(content) > pieceSize
		u.pieces[i] = content
	})
	for i := range pieces {
		if bad[i] {
			return nil, errDamaged
		}
		u.left += len(u.pieces[i])
	}
	s := &Snapshot{}
	s.visit(u)
	if u.bad || u.left > 0 || !s.whole() {
		return nil, errDamaged
	}
	return s, nil
}

// whole reports whether every column is as long as it should be.
func (s *Snapshot) whole() bool {
	people := s.People.Len() + 1
	for _, r := range []*Rows{&s.Referrals.Rows, &s.Contacts.Rows, &s.Stays.Rows, &s.Accommodation.Rows, &s.Employment.Rows,
		&s.Checks.Rows, &s.Carers.Rows, &s.Plans.Rows, &s.Needs.Rows, &s.Learning.Rows} {
		if len(r.From) != people {
			return false
		}
	}
	return len(s.Contacts.Day) == s.Contacts.Len() && len(s.Referrals.Received) == s.Referrals.Len()
}
