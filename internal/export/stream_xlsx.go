package export

import (
	"archive/zip"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"

	"footbridge/internal/fault"
)

// How large a workbook may be once unpacked, and from what size its parts go to
// a file instead of memory.
const (
	maxBook     = 4 << 30
	bookInPlace = 8 << 20
)

var errUnreadable = fault.New(fault.Invalid, "The Excel workbook could not be read. It may be damaged, have a password, be of another kind, or be too large once unpacked.")

// book is an open workbook whose sheets are read a row at a time.
type book struct {
	f      *excelize.File
	sheets []string
}

func openBook(file *os.File, in *zip.Reader) (b *book, err error) {
	defer func() {
		if recover() != nil {
			b, err = nil, errUnreadable
		}
	}()
	var total uint64
	for _, f := range in.File {
		if total += f.UncompressedSize64; total > maxBook {
			return nil, errUnreadable
		}
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	opened, err := excelize.OpenReader(&section{file: file, size: info.Size()}, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxBook, UnzipXMLSizeLimit: bookInPlace,
	})
	if err != nil {
		return nil, errUnreadable
	}
	b = &book{f: opened}
	for _, name := range opened.GetSheetList() {
		if visible, err := opened.GetSheetVisible(name); err == nil && visible {
			b.sheets = append(b.sheets, name)
		}
	}
	if len(b.sheets) == 0 {
		opened.Close()
		return nil, errUnreadable
	}
	return b, nil
}

func (b *book) close() { b.f.Close() }

func (b *book) rows(sheet string, size int64) (r Rows, err error) {
	defer func() {
		if recover() != nil {
			r, err = nil, errUnreadable
		}
	}()
	in, err := b.f.Rows(sheet)
	if err != nil {
		return nil, errUnreadable
	}
	return &bookRows{in: in, size: size}, nil
}

// bookRows reads a sheet. Its cells are what is stored, not what is shown: a
// date is a number of days, because what is shown depends on where it is shown.
type bookRows struct {
	in     *excelize.Rows
	size   int64
	number int
	cells  []string
	err    error
}

// Next implements [Rows].
func (r *bookRows) Next() (more bool) {
	defer func() {
		// The library is made for well-formed files and has panicked on others.
		if recover() != nil {
			more, r.err = false, errUnreadable
		}
	}()
	for r.err == nil && r.in.Next() {
		r.number++
		cells, err := r.in.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			r.err = errUnreadable
			return false
		}
		any := false
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(tidy(cell))
			any = any || cells[i] != ""
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) >= WideRow {
			r.err = tooWide(r.number)
			return false
		}
		if r.cells = cells; any {
			return true
		}
	}
	if r.err == nil && r.in.Error() != nil {
		r.err = errUnreadable
	}
	return false
}

// Row implements [Rows].
func (r *bookRows) Row() []string { return r.cells }

// Number implements [Rows].
func (r *bookRows) Number() int { return r.number }

// Read implements [Rows]. How far the library is, nobody can see; the whole file
// is what it was given.
func (r *bookRows) Read() int64 { return r.size }

// Err implements [Rows].
func (r *bookRows) Err() error { return r.err }

// Close implements [Rows].
func (r *bookRows) Close() error { return r.in.Close() }

// section lets the library read the file from its beginning.
type section struct {
	file *os.File
	size int64
	at   int64
}

// Read implements io.Reader.
func (s *section) Read(p []byte) (int, error) {
	n, err := s.file.ReadAt(p, s.at)
	s.at += int64(n)
	return n, err
}
