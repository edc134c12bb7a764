package disclosure

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Sheet is a table of counts with its labels, as people keep it in a CSV file:
// the first row names the columns, the first column names the rows. A last row or
// column named Total holds totals.
type Sheet struct {
	Head   []string // with the one over the labels
	Labels []string
	Grid   Grid
	lines  []int // of the file, for messages
}

// ReadSheet reads a table of counts. What is wrong with it is told with the row
// and the column where it is.
func ReadSheet(from io.Reader) (Sheet, error) {
	content, err := io.ReadAll(from)
	if err != nil {
		return Sheet{}, err
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) || bytes.ContainsRune(content, 0) {
		return Sheet{}, errors.New("the file is not text in UTF-8: save it as “CSV UTF-8”")
	}
	var s Sheet
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Sheet{}, fmt.Errorf("the file is not CSV: %w", err)
		}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		line, _ := r.FieldPos(0)
		if err := s.add(record, line); err != nil {
			return Sheet{}, err
		}
	}
	return s, s.totals()
}

func (s *Sheet) add(record []string, line int) error {
	if s.Head == nil {
		s.Head = record
		return nil
	}
	s.Labels, s.lines = append(s.Labels, record[0]), append(s.lines, line)
	if len(record) != len(s.Head) {
		return fmt.Errorf("%s has %d columns, the first row has %d", s.row(len(s.Labels)-1), len(record), len(s.Head))
	}
	counts := make([]int, len(record)-1)
	for c, text := range record[1:] {
		n, err := count(text)
		if err != nil {
			return fmt.Errorf("%s: %w", s.at(len(s.Labels)-1, c), err)
		}
		counts[c] = n
	}
	s.Grid.Counts = append(s.Grid.Counts, counts)
	return nil
}

var whole = regexp.MustCompile(`^(\d+|\d{1,3}(,\d{3})+)$`)

// count reads a whole number, with commas between its thousands or without.
func count(text string) (int, error) {
	text = strings.TrimSpace(text)
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	switch {
	case text == "":
		return 0, errors.New("there is no number")
	case err == nil && n < 0:
		return 0, fmt.Errorf("%s is less than zero", text)
	case !whole.MatchString(text):
		return 0, fmt.Errorf("“%s” is not a whole number", text)
	case err != nil || n > 1_000_000_000:
		return 0, fmt.Errorf("%s is too large for a count of people", text)
	}
	return n, nil
}

// totals finds and checks the row and the column of totals.
func (s *Sheet) totals() error {
	if len(s.Labels) == 0 {
		return errors.New("the file has no rows of counts")
	}
	if len(s.Head) < 2 {
		return errors.New("the file has no columns of counts: are they separated by commas?")
	}
	last := len(s.Labels) - 1
	for i, label := range s.Labels {
		if isTotal(label) && i != last {
			return fmt.Errorf("%s: the row of totals must be the last", s.row(i))
		}
	}
	for i, label := range s.Head[1:] {
		if isTotal(label) && i != len(s.Head)-2 {
			return fmt.Errorf("%s: the column of totals must be the last", s.column(i))
		}
	}
	s.Grid.TotalRow, s.Grid.TotalColumn = isTotal(s.Labels[last]), isTotal(s.Head[len(s.Head)-1])
	if rows, columns := s.Grid.body(); rows == 0 || columns == 0 {
		return errors.New("the file has nothing but totals")
	}
	err := s.Grid.check()
	if wrong, ok := errors.AsType[*SumError](err); ok {
		what := "column"
		if wrong.OfRow {
			what = "row"
		}
		return fmt.Errorf("%s: the total is %d, but the %s comes to %d", s.at(wrong.Row, wrong.Column), wrong.Total, what, wrong.Sum)
	}
	return err
}

func isTotal(label string) bool { return strings.EqualFold(strings.TrimSpace(label), "total") }

func (s *Sheet) row(r int) string { return fmt.Sprintf("row %d (“%s”)", s.lines[r], s.Labels[r]) }

func (s *Sheet) column(c int) string { return fmt.Sprintf("column %d (“%s”)", c+2, s.Head[c+1]) }

func (s *Sheet) at(r, c int) string { return s.row(r) + ", " + s.column(c) }

// Publish writes the table as it may be published.
func (s Sheet) Publish(to io.Writer, r Rule) error {
	shown, err := r.Show(s.Grid)
	if err != nil {
		return err
	}
	w := csv.NewWriter(to)
	w.Write(s.Head)
	for i, row := range shown {
		w.Write(append([]string{s.Labels[i]}, row...))
	}
	w.Flush()
	return w.Error()
}
