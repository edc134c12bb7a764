package records

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// wrong is what stands in the way of reading a row.
type wrong uint8

const (
	fine   wrong = iota
	date         // there is no such day
	number       // the check digit of the NHS number
	code         // is on no list
	nobody       // whom it is about is left out
)

var wrongs = []string{date: "date", number: "number", code: "code", nobody: "person"}

// How often, in a million rows.
var often = []uint32{date: 300, number: 300, code: 500, nobody: 200}

const (
	copies  = 4000
	empties = 100
	heads   = 20_000 // rows from one header to the next, where a report repeats it
)

// row is one row to be written. What its numbers mean depends on the kind.
type row struct {
	p                *person
	i                int    // of the person
	former           bool   // under the identifier that they no longer have
	n                int    // number of the thing
	team             string // or ward
	day, day2, day3  int32  // 0 is none
	minute, minutes  int    // of the day; of duration, below 0 not known
	code, code2, how int    // places in lists of words, below 0 none
	month            int    // of submission, from the first
	version          int    // 0 is the only row about it; 1 is replaced by a later one, 2 replaces one, 3 replaces one and came late
	spoilt           wrong
}

// column is one column of a file.
type column struct {
	header string
	put    func(s *sink, b []byte, r *row) []byte
	shows  wrong // what may be wrong in it
}

// layout is how one file looks.
type layout struct {
	name, kind string
	encode     *charmap.Charmap // nil is UTF-8
	mark       bool             // begins with a byte order mark
	nulls      bool             // says NULL where there is nothing, now and then
	repeats    bool             // repeats its header
	totals     bool             // ends with a row of totals
	columns    []column
}

// sink writes one file and counts what it writes.
type sink struct {
	layout
	File
	trust   *trust
	w       *bufio.Writer
	closers []io.Closer
	encoder *encoding.Encoder
	sheet   *sheet
	r       *rand.Rand
	can     []wrong // what may be wrong in this file
	look    uint32  // chance of the row
	line    []byte
	held    []byte // a copy to come
	heldFor int

	spaced, null, former, stranger int
}

// newSink opens a file of that layout in dir.
func newSink(t *trust, dir string, l layout, nth int) (*sink, error) {
	s := &sink{layout: l, trust: t, File: File{Name: l.name, Kind: l.kind, Rejected: map[string]int{}, Skipped: map[string]int{}, Harmless: map[string]int{}}, r: t.chance(ofDirt, nth)}
	for w := date; w <= nobody; w++ {
		for _, c := range l.columns {
			if c.shows == w || w == nobody && c.shows == number {
				s.can = append(s.can, w)
				break
			}
		}
	}
	if strings.HasSuffix(l.name, ".xlsx") {
		s.sheet = &sheet{path: filepath.Join(dir, l.name), book: excelize.NewFile(), name: strings.TrimSuffix(l.name, ".xlsx")}
		return s, s.header()
	}
	f, err := os.Create(filepath.Join(dir, l.name))
	if err != nil {
		return nil, err
	}
	s.closers = []io.Closer{f}
	var w io.Writer = f
	if strings.HasSuffix(l.name, ".gz") {
		z := gzip.NewWriter(f)
		s.closers, w = []io.Closer{z, f}, z
	}
	s.w = bufio.NewWriterSize(w, 1<<18)
	if l.encode != nil {
		s.encoder = l.encode.NewEncoder()
	}
	if l.mark {
		if _, err := s.w.WriteString("\ufeff"); err != nil {
			return nil, err
		}
	}
	return s, s.header()
}

func (s *sink) header() error {
	s.line = s.line[:0]
	for i, c := range s.columns {
		s.cell(i, append(s.line, c.header...))
	}
	return s.flush(s.line)
}

// cell ends the cell that b was longer by than the line, and quotes it if it
// must be.
func (s *sink) cell(i int, b []byte) {
	from := len(s.line)
	if s.sheet == nil && special(b[from:]) {
		text := bytes.ReplaceAll(bytes.Clone(b[from:]), []byte(`"`), []byte(`""`))
		b = append(append(append(b[:from], '"'), text...), '"')
	}
	end := byte(',')
	if s.sheet != nil {
		end = '\x1f'
	}
	if i == len(s.columns)-1 {
		end = '\n'
	}
	s.line = append(b, end)
}

// special says whether a cell must be quoted. Nothing here holds a line break.
func special(cell []byte) bool {
	for _, c := range cell {
		if c == ',' || c == '"' {
			return true
		}
	}
	return false
}

// put writes a row, and whatever dirt comes its way.
func (s *sink) put(r *row) error {
	s.look = s.r.Uint32()
	r.spoilt = fine
	roll, copied := s.r.Uint32N(1_000_000), false
	if r.version == 0 {
		for _, w := range s.can {
			if roll < often[w] {
				r.spoilt = w
				break
			}
			roll -= often[w]
		}
		copied = r.spoilt == fine && roll < copies && s.heldFor == 0
	}
	s.write(r)
	if err := s.flush(s.line); err != nil {
		return err
	}
	s.count(r)
	if copied {
		s.held, s.heldFor = append(s.held[:0], s.line...), 1+int(s.look%30)
	} else if s.heldFor > 0 {
		if s.heldFor--; s.heldFor == 0 {
			if err := s.again(); err != nil {
				return err
			}
		}
	}
	if roll >= copies && roll < copies+empties {
		s.Skipped["empty"]++
		if err := s.flush(append(bytes.Repeat([]byte{s.separator()}, len(s.columns)-1), '\n')); err != nil {
			return err
		}
	}
	if s.repeats && (s.Rows == 40 || s.Rows%heads == 0) {
		s.Skipped["header"]++
		return s.header()
	}
	return nil
}

func (s *sink) separator() byte {
	if s.sheet != nil {
		return '\x1f'
	}
	return ','
}

// again writes the copy of a row before.
func (s *sink) again() error {
	s.heldFor = 0
	s.Rows++
	s.Copies++
	return s.flush(s.held)
}

func (s *sink) count(r *row) {
	s.Rows++
	switch {
	case r.spoilt != fine:
		s.Rejected[wrongs[r.spoilt]]++
	case r.version == 1:
		s.Replaced++
	}
	if r.former {
		s.former++
	}
	if r.team == teams[unknown].name {
		s.stranger++
	}
}

// write makes the line of a row.
func (s *sink) write(r *row) {
	s.line = s.line[:0]
	spoilt := false
	for i := range s.columns {
		c, b := &s.columns[i], s.line
		switch {
		case r.spoilt == fine || spoilt && r.spoilt != nobody:
			b = c.put(s, b, r)
		case r.spoilt == nobody && c.shows == number || r.spoilt == nobody && c.shows == nobody:
		case r.spoilt == c.shows:
			b, spoilt = s.spoil(b, r), true
		default:
			b = c.put(s, b, r)
		}
		if s.nulls && len(b) == len(s.line) && s.look>>(uint(i)%16)&1 == 0 {
			b = append(b, "NULL"...)
			s.null++
		}
		s.cell(i, b)
	}
}

// spoil writes something that cannot be right.
func (s *sink) spoil(b []byte, r *row) []byte {
	n := int(s.look >> 8)
	switch r.spoilt {
	case date:
		if s.trust.Shape == MHSDS {
			return append(b, [...]string{"2025-02-30", "0000-00-00", "2026-13-01"}[n%3]...)
		}
		return append(b, [...]string{"31/02/2025", "00/00/0000", "29/02/2025"}[n%3]...)
	case number:
		return appendNumber(b, r.p.number, (checkDigit(r.p.number)+1+uint32(n%8))%10, false)
	}
	return append(b, [...]string{"QQ", "See notes", "Zz9"}[n%3]...)
}

// flush writes a finished line.
func (s *sink) flush(line []byte) error {
	if s.sheet != nil {
		return s.sheet.add(line)
	}
	if s.encoder != nil {
		text, err := s.encoder.Bytes(line)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		line = text
	}
	_, err := s.w.Write(line)
	return err
}

// close ends the file: the copy still to come, and the totals.
func (s *sink) close() (err error) {
	if s.heldFor > 0 {
		err = s.again()
	}
	if s.totals && err == nil {
		s.Skipped["total"]++
		rest := bytes.Repeat([]byte{s.separator()}, len(s.columns)-1)
		err = s.flush(append(append([]byte("Total"), rest...), strconv.Itoa(s.Rows)+"\n"...))
	}
	for name, n := range map[string]int{"spaced numbers": s.spaced, "literal NULL": s.null, "former identifiers": s.former, "unknown team": s.stranger} {
		if n > 0 {
			s.Harmless[name] += n
		}
	}
	if s.sheet != nil {
		if err != nil {
			return err
		}
		return s.sheet.close()
	}
	if err == nil {
		err = s.w.Flush()
	}
	for _, c := range s.closers {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}
