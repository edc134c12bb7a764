package export

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"footbridge/internal/fault"
)

// What a [Source] takes at most.
const (
	// WideRow is how many columns are too many: so wide a file is a whole table,
	// not a list that somebody chose.
	WideRow = 200
	// MaxRecord is how many bytes one row may have.
	MaxRecord = 1 << 20
	// MaxUnpacked is how many bytes a compressed file may come to.
	MaxUnpacked = 64 << 30
)

// Source is a large spreadsheet on disk, which is read a row at a time: CSV of
// any size as [Read] takes it, alone or compressed (gzip, zip), or an XLSX
// workbook.
type Source struct {
	name     string
	file     *os.File
	size     int64
	archive  *zip.Reader
	workbook *book
	sheets   []string
}

// Rows are the rows of one sheet. Call Next until it says no, then Err.
type Rows interface {
	// Next reads the next row that is not empty.
	Next() bool
	// Row are its cells, valid until Next is called again.
	Row() []string
	// Number is its number as a spreadsheet counts, from 1.
	Number() int
	// Read is how many bytes of the file have been read.
	Read() int64
	Err() error
	Close() error
}

var errNotSheet = fault.New(fault.Invalid, "This is not a spreadsheet that we can read. Save it as CSV or as an Excel workbook (.xlsx) and try again.")

// Open looks at a file and says what is in it. Name is what people call it. What
// cannot be read is an Invalid fault.
func Open(name, file string) (*Source, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	s := &Source{name: name, file: f, sheets: []string{""}}
	if err := s.look(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Source) look() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fault.New(fault.Invalid, "This is a folder, not a file.")
	}
	s.size = info.Size()
	head := make([]byte, 4096)
	n, err := s.file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	head = head[:n]
	kind := strings.ToLower(path.Ext(s.name))
	switch {
	case len(bytes.TrimSpace(head)) == 0 && s.size == int64(n):
		return errEmpty
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return s.lookInside()
	case bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return errEmpty
	case kind == ".xls" || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return errOldWorkbook
	case kind == ".xlsx":
		return errNoWorkbook
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return nil
	}
	return text(head)
}

var (
	errEmpty       = fault.New(fault.Invalid, "The file is empty.")
	errOldWorkbook = fault.New(fault.Invalid, "This is an older Excel workbook, or one with a password. Open it in Excel, save it as “Excel Workbook (.xlsx)” or as CSV, without a password, and try again.")
	errNoWorkbook  = fault.New(fault.Invalid, "The file says that it is an Excel workbook, but it is not, or it is damaged.")
	errLocked      = fault.New(fault.Invalid, "The file has a password. Save it without one and try again.")
	errUnpacked    = fault.New(fault.Invalid, "The compressed file is damaged, or it ends too early.")
)

// text refuses what is no text at all.
func text(head []byte) error {
	for _, mark := range []string{"%PDF", "SQLite format 3", "PAR1", "\x7fELF", "\x89PNG", "\xff\xd8\xff", "BZh", "7z\xbc\xaf", "\xfd7zXZ", "Rar!"} {
		if bytes.HasPrefix(head, []byte(mark)) {
			return errNotSheet
		}
	}
	if wide(head) == 0 && bytes.IndexByte(head, 0) >= 0 {
		return errNotSheet
	}
	return nil
}

// lookInside reads the list of a zip file: a workbook, or CSV files.
func (s *Source) lookInside() error {
	in, err := zip.NewReader(s.file, s.size)
	if err != nil {
		return errUnpacked
	}
	if slices.ContainsFunc(in.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" }) {
		if s.workbook, err = openBook(s.file, in); err == nil {
			s.sheets = s.workbook.sheets
		}
		return err
	}
	var names []string
	for _, f := range in.File {
		switch base := path.Base(f.Name); {
		case f.Flags&1 != 0:
			return errLocked
		case f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/"):
		case strings.EqualFold(path.Ext(base), ".csv") || strings.EqualFold(path.Ext(base), ".txt") || strings.EqualFold(path.Ext(base), ".tsv"):
			names = append(names, f.Name)
		default:
			return fault.New(fault.Invalid, "The compressed file holds “%s”. It may hold CSV files only.", base)
		}
	}
	if len(names) == 0 {
		return errEmpty
	}
	s.archive, s.sheets = in, names
	return nil
}

// Sheets are the sheets of a workbook, or the files of an archive; "" stands for
// a file that has no others beside it.
func (s *Source) Sheets() []string { return s.sheets }

// Workbook reports whether dates may be numbers, as in a workbook.
func (s *Source) Workbook() bool { return s.workbook != nil }

// Size is the size of the file in bytes.
func (s *Source) Size() int64 { return s.size }

// Close closes the file.
func (s *Source) Close() error {
	if s.workbook != nil {
		s.workbook.close()
	}
	return s.file.Close()
}

// Rows begins to read a sheet. One at a time may be open.
func (s *Source) Rows(sheet string) (Rows, error) {
	if s.workbook != nil {
		return s.workbook.rows(sheet, s.size)
	}
	count := &counter{r: io.NewSectionReader(s.file, 0, s.size)}
	var in io.Reader = bufio.NewReaderSize(count, 1<<16)
	unpack := io.Closer(io.NopCloser(nil))
	if s.archive != nil {
		f, err := s.archive.Open(sheet)
		if err != nil {
			return nil, errUnpacked
		}
		count.r = f
		in, unpack = &packed{r: count, left: MaxUnpacked}, f
	} else if head, _ := in.(*bufio.Reader).Peek(2); bytes.Equal(head, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, errUnpacked
		}
		in, unpack = &packed{r: z, left: MaxUnpacked}, z
	}
	return newCSVRows(in, count, unpack)
}

// counter counts what has been read of a file.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// packed says in words what is wrong with a compressed file.
type packed struct {
	r    io.Reader
	left int64
}

func (p *packed) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return n, fault.New(fault.Invalid, "The compressed file comes to more than %d GB.", MaxUnpacked>>30)
	}
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errUnpacked
	}
	return n, err
}
