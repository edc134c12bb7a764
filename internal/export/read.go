package export

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"footbridge/internal/fault"
)

// What [Read] takes at most. A plan has dozens of rows; these leave room.
const (
	MaxBytes   = 10 << 20
	MaxRows    = 20_000
	MaxColumns = 200
	MaxCell    = 32_767 // characters; a spreadsheet's own limit
)

// Read returns the rows of a spreadsheet as people keep it: CSV in UTF-8,
// UTF-16 or Windows-1252, separated by commas, semicolons or tabs, with cells of
// several lines; or the first sheet of an XLSX workbook. Row i of the result is
// row i+1 of the sheet as a spreadsheet numbers it. Rows have as many cells as
// they have; empty cells and rows at the end are dropped. What cannot be read
// is an Invalid fault that says where.
func Read(name string, content []byte) ([][]string, error) {
	if len(content) > MaxBytes {
		return nil, fault.New(fault.Invalid, "The file is larger than %d MB.", MaxBytes>>20)
	}
	kind := strings.ToLower(path.Ext(name))
	var rows [][]string
	var err error
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return nil, fault.New(fault.Invalid, "The file is empty.")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		rows, err = readXLSX(content)
	case kind == ".xls" || bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.New(fault.Invalid, "This is an older Excel workbook, or one with a password. Open it in Excel, save it as “Excel Workbook (.xlsx)” or as CSV, without a password, and try again.")
	case kind == ".xlsx":
		return nil, fault.New(fault.Invalid, "The file says that it is an Excel workbook, but it is not, or it is damaged.")
	default:
		rows, err = readCSV(content)
	}
	if err != nil {
		return nil, err
	}
	rows = trim(rows)
	if len(rows) == 0 {
		return nil, fault.New(fault.Invalid, "The file has no rows.")
	}
	return rows, nil
}

// trim drops empty cells at the end of rows and empty rows at the end.
func trim(rows [][]string) [][]string {
	for i, row := range rows {
		n := len(row)
		for n > 0 && row[n-1] == "" {
			n--
		}
		rows[i] = row[:n]
	}
	n := len(rows)
	for n > 0 && len(rows[n-1]) == 0 {
		n--
	}
	return rows[:n]
}

func tooManyRows() error {
	return fault.New(fault.Invalid, "The file has more than %d rows.", MaxRows)
}

// checkRow holds row n (from 1) to the limits.
func checkRow(row []string, n int) error {
	if len(row) > MaxColumns {
		return fault.New(fault.Invalid, "Row %d has more than %d columns.", n, MaxColumns)
	}
	for i, cell := range row {
		if len(cell) > MaxCell && utf8.RuneCountInString(cell) > MaxCell {
			return fault.New(fault.Invalid, "Row %d, column %d has more than %d characters. If it is a CSV file, a quotation mark may be missing.", n, i+1, MaxCell)
		}
	}
	return nil
}

func readCSV(content []byte) ([][]string, error) {
	text, err := decode(content)
	if err != nil {
		return nil, err
	}
	text, separator := separate(text)
	rows, err := parse(text, separator, false)
	if errors.Is(err, csv.ErrBareQuote) {
		// A quotation mark in the middle of a cell that is not quoted: people
		// type them, and spreadsheets take them.
		rows, err = parse(text, separator, true)
	}
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, fault.New(fault.Invalid, "Row %d, column %d: a quotation mark is opened and not closed, or something follows the one that closes the cell.", len(rows)+1, columnAt(text, bad, separator))
	}
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = Unguard(tidy(cell))
		}
	}
	return rows, nil
}

// columnAt counts the separators outside quotation marks from the beginning of
// the record in which bad was met to where it was met.
func columnAt(text string, bad *csv.ParseError, separator rune) int {
	lines := strings.SplitAfter(text, "\n")
	record := strings.Join(lines[min(bad.StartLine-1, len(lines)):min(bad.Line-1, len(lines))], "")
	if bad.Line <= len(lines) {
		line := lines[bad.Line-1]
		record += line[:min(max(bad.Column-1, 0), len(line))]
	}
	column, quoted := 1, false
	for _, r := range record {
		switch {
		case r == '"':
			quoted = !quoted
		case r == separator && !quoted:
			column++
		}
	}
	return column
}

// parse returns the records of text and, for every empty line between them, an
// empty row, so that rows keep the numbers a spreadsheet shows.
func parse(text string, separator rune, lazy bool) ([][]string, error) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = separator, lazy, -1
	var rows [][]string
	for {
		before := in.InputOffset()
		row, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		for rest := text[before:]; strings.HasPrefix(rest, "\n") && len(rows) <= MaxRows; rest = rest[1:] {
			rows = append(rows, nil)
		}
		if err != nil {
			return rows, err
		}
		if rows = append(rows, row); len(rows) > MaxRows {
			return nil, tooManyRows()
		}
		if err := checkRow(row, len(rows)); err != nil {
			return nil, err
		}
	}
}

// decode turns the file into UTF-8 with \n at the ends of lines.
func decode(content []byte) (string, error) {
	var err error
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		content = content[3:]
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		content, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
	case zeros(content, 1) > len(content)/8:
		content, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Bytes(content)
	case zeros(content, 0) > len(content)/8:
		content, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(content)
	}
	if err == nil && !utf8.Valid(content) {
		content, err = charmap.Windows1252.NewDecoder().Bytes(content)
	}
	if err != nil || bytes.IndexByte(content, 0) >= 0 || bytes.HasPrefix(content, []byte("%PDF")) {
		return "", fault.New(fault.Invalid, "This is not a spreadsheet that we can read. Save it as CSV or as an Excel workbook (.xlsx) and try again.")
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), nil
}

// zeros counts the zero bytes at even (0) or odd (1) places.
func zeros(content []byte, from int) int {
	n := 0
	for i := from; i < len(content); i += 2 {
		if content[i] == 0 {
			n++
		}
	}
	return n
}

// separate finds the separator of text: the one that "sep=" names in the first
// line, as Excel has it, or the one by which most rows have the same number of
// cells. A list of one column should have commas in no cell, nor the others.
func separate(text string) (string, rune) {
	if line, rest, _ := strings.Cut(text, "\n"); len(line) == 5 && strings.EqualFold(line[:4], "sep=") && strings.ContainsAny(line[4:], ",;\t") {
		return rest, rune(line[4])
	}
	best, bestRows, bestWidth := ',', 0, 0
	for _, separator := range ",;\t" {
		rows, width := agreeing(text, separator)
		if rows > bestRows || rows == bestRows && width > bestWidth {
			best, bestRows, bestWidth = separator, rows, width
		}
	}
	return text, best
}

// agreeing is how many of the first rows of text have the commonest number of
// cells, more than one, and what that number is.
func agreeing(text string, separator rune) (rows, width int) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = separator, true, -1
	count := map[int]int{}
	for range 50 {
		row, err := in.Read()
		if err != nil {
			break
		}
		count[len(row)]++
	}
	for w, n := range count {
		if w > 1 && (n > rows || n == rows && w > width) {
			rows, width = n, w
		}
	}
	return rows, width
}
