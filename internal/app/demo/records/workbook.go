package records

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet is a workbook being written.
type sheet struct {
	path string
	book *excelize.File
	rows *excelize.StreamWriter
	at   int
	name string // of the first
	part int
	head []string
}

// add adds a line to the workbook; what is too long for one sheet goes on in the
// next, under the same header.
func (s *sheet) add(line []byte) error {
	const most = 1_000_000
	cells := strings.Split(strings.TrimSuffix(string(line), "\n"), "\x1f")
	if s.rows == nil || s.at == most {
		if err := s.next(); err != nil {
			return err
		}
	}
	if s.head == nil {
		s.head = cells
	}
	return s.set(cells)
}

func (s *sheet) set(cells []string) error {
	s.at++
	values := make([]any, len(cells))
	for i, c := range cells {
		values[i] = c
	}
	return s.rows.SetRow("A"+strconv.Itoa(s.at), values)
}

func (s *sheet) next() (err error) {
	name := s.name
	if s.part++; s.part > 1 {
		if err := s.rows.Flush(); err != nil {
			return err
		}
		name += " " + strconv.Itoa(s.part)
		if _, err := s.book.NewSheet(name); err != nil {
			return err
		}
	} else if err := s.book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	s.at = 0
	if s.rows, err = s.book.NewStreamWriter(name); err == nil && s.part > 1 {
		err = s.set(s.head)
	}
	return err
}

func (s *sheet) close() error {
	if err := s.rows.Flush(); err != nil {
		return err
	}
	if err := s.book.SaveAs(s.path); err != nil {
		return err
	}
	return s.book.Close()
}
