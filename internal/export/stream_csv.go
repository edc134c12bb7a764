package export

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"footbridge/internal/fault"
)

// csvRows reads CSV a row at a time. Unlike encoding/csv it knows the number of
// a row as a spreadsheet counts, takes quotation marks that people typed, and
// reads each cell that is not UTF-8 as Windows-1252: a file of gigabytes shows
// what it is written in only at its first accent.
type csvRows struct {
	in        *bufio.Reader
	count     *counter
	unpack    io.Closer
	separator byte
	number    int    // rows begun
	line      []byte // of the record, until it is made a string
	ends      []int  // of its cells
	cells     []string
	err       error
}

func newCSVRows(in io.Reader, count *counter, unpack io.Closer) (Rows, error) {
	r := &csvRows{in: bufio.NewReaderSize(in, MaxRecord), count: count, unpack: unpack}
	head, err := r.in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 && errors.Is(err, io.EOF) {
		return nil, errEmpty
	}
	if err := text(head); err != nil {
		return nil, err
	}
	if kind := wide(head); kind != 0 {
		order := unicode.LittleEndian
		if kind == 'b' {
			order = unicode.BigEndian
		}
		narrow := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(r.in)
		r.in = bufio.NewReaderSize(narrow, MaxRecord)
		if head, err = r.in.Peek(1 << 15); err != nil && !errors.Is(err, io.EOF) {
			return nil, errNotSheet
		}
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, err = r.in.Discard(3)
		head = head[3:]
	}
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		r.in = bufio.NewReaderSize(&oldLines{r.in}, MaxRecord)
	}
	sample := strings.ReplaceAll(strings.ReplaceAll(string(head), "\r\n", "\n"), "\r", "\n")
	rest, separator := separate(sample)
	r.separator = byte(separator)
	if rest != sample { // a first line of sep=;
		_, err = r.in.ReadString('\n')
		r.number++
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return r, err
}

// oldLines turns the carriage returns that alone end lines into line feeds.
type oldLines struct{ r io.Reader }

func (o *oldLines) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// wide is 'l' or 'b' when head is UTF-16 with the little or the big end first,
// else 0.
func wide(head []byte) byte {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return 'l'
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return 'b'
	case zeros(head, 1) > len(head)/8 && zeros(head, 0) == 0:
		return 'l'
	case zeros(head, 0) > len(head)/8 && zeros(head, 1) == 0:
		return 'b'
	}
	return 0
}

// Row implements [Rows].
func (r *csvRows) Row() []string { return r.cells }

// Number implements [Rows].
func (r *csvRows) Number() int { return r.number }

// Read implements [Rows].
func (r *csvRows) Read() int64 { return r.count.n }

// Err implements [Rows].
func (r *csvRows) Err() error { return r.err }

// Close implements [Rows].
func (r *csvRows) Close() error { return r.unpack.Close() }

// Next implements [Rows].
func (r *csvRows) Next() bool {
	for r.err == nil {
		more, err := r.record()
		if err != nil {
			r.err = err
			return false
		}
		if !more {
			return false
		}
		if r.split() {
			return r.err == nil
		}
	}
	return false
}

// record reads one record into line and ends, and reports whether there was one.
func (r *csvRows) record() (bool, error) {
	r.line, r.ends = r.line[:0], r.ends[:0]
	r.number++
	started, quoted := false, false
	for {
		chunk, err := r.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return false, tooLong(r.number)
		}
		if err != nil && err != io.EOF {
			return false, err
		}
		if err == io.EOF && len(chunk) == 0 {
			if quoted {
				return false, fault.New(fault.Invalid, "Row %d: a quotation mark is opened and not closed before the end of the file.", r.number)
			}
			if started {
				r.ends = append(r.ends, len(r.line))
			}
			return started, nil
		}
		started = true
		quoted = r.take(chunk, quoted)
		if len(r.line) > MaxRecord || len(r.ends) > 10*WideRow {
			return false, tooLong(r.number)
		}
		if !quoted {
			r.ends = append(r.ends, len(r.line))
			return true, nil
		}
	}
}

func tooLong(row int) error {
	return fault.New(fault.Invalid, "Row %d is longer than a row can be. A quotation mark may be missing, or this is not CSV.", row)
}

// take adds a line to the record, and reports whether it ends inside quotation
// marks, so that the next one belongs to the record too.
func (r *csvRows) take(chunk []byte, quoted bool) bool {
	start := 0 // of the cell, in line
	if len(r.ends) > 0 {
		start = r.ends[len(r.ends)-1]
	}
	for i := 0; i < len(chunk); i++ {
		c := chunk[i]
		switch {
		case quoted && c == '"':
			if i+1 < len(chunk) && chunk[i+1] == '"' {
				r.line = append(r.line, '"')
				i++
			} else {
				quoted = false
			}
		case quoted && c == '\r' && i+1 < len(chunk) && chunk[i+1] == '\n':
		case quoted:
			r.line = append(r.line, c)
		case c == '"' && len(r.line) == start:
			quoted = true
		case c == r.separator:
			start = len(r.line)
			r.ends = append(r.ends, start)
		case c == '\n', c == '\r' && (i+1 == len(chunk) || chunk[i+1] == '\n'):
		default:
			r.line = append(r.line, c)
		}
	}
	return quoted
}

// split makes the record's cells, and reports whether anything is in them.
func (r *csvRows) split() bool {
	text := string(r.line)
	if !plain(text) {
		return r.splitOdd(text)
	}
	r.cells = r.cells[:0]
	start, any := 0, false
	for _, end := range r.ends {
		cell := text[start:end]
		any = any || cell != ""
		if cell != "" && cell[0] == '\'' {
			cell = Unguard(cell)
		}
		r.cells, start = append(r.cells, cell), end
	}
	r.measure()
	return any
}

// splitOdd is split for a record with other than plain characters.
func (r *csvRows) splitOdd(text string) bool {
	r.cells = r.cells[:0]
	start, any := 0, false
	for _, end := range r.ends {
		cell := text[start:end]
		if !utf8.ValidString(cell) {
			if old, err := charmap.Windows1252.NewDecoder().String(cell); err == nil {
				cell = old
			}
		}
		if strings.IndexByte(cell, 0) >= 0 {
			r.err = errNotSheet
		}
		cell = Unguard(tidy(cell))
		any = any || cell != ""
		r.cells, start = append(r.cells, cell), end
	}
	r.measure()
	return any
}

// measure drops empty cells at the end and holds the row to the limits.
func (r *csvRows) measure() {
	n := len(r.cells)
	for n > 0 && r.cells[n-1] == "" {
		n--
	}
	r.cells = r.cells[:n]
	if n >= WideRow && r.err == nil {
		r.err = tooWide(r.number)
	}
}

func tooWide(row int) error {
	return fault.New(fault.Invalid, "Row %d has %d columns or more. An extract has fewer: choose in the record system what is needed. If it should have fewer, a line end or a quotation mark may be missing.", row, WideRow)
}

// plain reports whether text has only letters, digits and signs of ASCII.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
