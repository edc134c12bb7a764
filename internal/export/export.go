// Package export writes lists as CSV and XLSX, reads them back as people keep
// them, and prints pages to PDF.
//
// What is written can be edited in a spreadsheet and read again: every cell is
// text, a cell that a spreadsheet would take for a formula is marked (see
// [Guard]), and [Read] takes the mark away. A workbook carries a second sheet
// that says what each column holds.
package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// The media types of what this package writes.
const (
	TypeCSV  = "text/csv; charset=utf-8"
	TypeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypePDF  = "application/pdf"
)

// Column is one column of a sheet: its heading, and what it holds.
type Column struct{ Name, About string }

// Sheet is a list to be written. Rows calls yield with every row in order and
// stops at its first error.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    func(yield func([]string) error) error
}

func (s Sheet) header() []string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	return names
}

const byteOrderMark = "\ufeff"

// CSV writes s as UTF-8 with a byte order mark, by which Excel knows it, and
// cells no spreadsheet runs as a formula.
func CSV(w io.Writer, s Sheet) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	write := func(row []string) error {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Guard(tidy(cell))
		}
		return out.Write(safe)
	}
	if err := write(s.header()); err != nil {
		return err
	}
	if err := s.Rows(write); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// formulaMarks begin what a spreadsheet may run: their full-width forms count.
const formulaMarks = "=+-@\t\r\n＝＋－＠"

// Guard puts an apostrophe before a cell that a spreadsheet would run as a
// formula. A cell that already begins with apostrophes before such a mark gets
// one more, so that [Unguard] always gives back what was guarded.
func Guard(cell string) string {
	if risky(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard takes away the apostrophe that [Guard] put before a cell.
func Unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && risky(cell) {
		return cell[1:]
	}
	return cell
}

func risky(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.ContainsRune(formulaMarks, firstRune(rest))
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// tidy makes line ends \n and drops what no spreadsheet or database holds:
// invalid UTF-8 and control characters.
func tidy(cell string) string {
	cell = strings.ToValidUTF8(cell, "\ufffd")
	cell = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\ufeff' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, cell)
}

// aboutSheet is the name of a workbook's second sheet.
const aboutSheet = "About the columns"

// XLSX writes s as a workbook: the list, every cell as text, and a sheet that
// says what each column holds.
func XLSX(w io.Writer, s Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	name := sheetName(s.Name)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: s.Name, Creator: "Footbridge", Language: "en-GB"}); err != nil {
		return err
	}
	if err := writeSheet(f, name, s); err != nil {
		return err
	}
	if _, err := f.NewSheet(aboutSheet); err != nil {
		return err
	}
	if err := writeSheet(f, aboutSheet, dictionary(s)); err != nil {
		return err
	}
	return f.Write(w)
}

// dictionary is the sheet that says what each column of s holds.
func dictionary(s Sheet) Sheet {
	return Sheet{
		Name:    aboutSheet,
		Columns: []Column{{Name: "Column"}, {Name: "What it holds"}},
		Rows: func(yield func([]string) error) error {
			for _, c := range s.Columns {
				if err := yield([]string{c.Name, c.About}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// sheetName is name as a spreadsheet allows it: 31 characters, none of []:*?/\.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > 31 {
		name = strings.TrimSpace(string(r[:31]))
	}
	if name == "" || strings.EqualFold(name, aboutSheet) {
		return "List"
	}
	return name
}

// writeSheet streams s into the sheet called name.
func writeSheet(f *excelize.File, name string, s Sheet) error {
	head, text, err := styles(f)
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, max(1, len(s.Columns)), 28); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	n := 0
	write := func(style int) func([]string) error {
		return func(row []string) error {
			n++
			cells, err := textCells(row, n, style)
			if err != nil {
				return err
			}
			return out.SetRow(fmt.Sprintf("A%d", n), cells)
		}
	}
	if err := write(head)(s.header()); err != nil {
		return err
	}
	if err := s.Rows(write(text)); err != nil {
		return err
	}
	return out.Flush()
}

// textCells are the cells of row n, as text.
func textCells(row []string, n, style int) ([]any, error) {
	cells := make([]any, len(row))
	for i, v := range row {
		v = tidy(v)
		if len([]rune(v)) > MaxCell {
			return nil, fmt.Errorf("row %d, column %d has more than %d characters", n, i+1, MaxCell)
		}
		cells[i] = excelize.Cell{StyleID: style, Value: v}
	}
	return cells, nil
}

// styles are those of the headings and of the cells: wrapped, and of the number
// format "text", so that an edited cell stays what was typed.
func styles(f *excelize.File) (head, text int, err error) {
	const asText = 49
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	head, err = f.NewStyle(&excelize.Style{
		NumFmt: asText, Alignment: wrap, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D8E3E7"}},
	})
	if err != nil {
		return 0, 0, err
	}
	text, err = f.NewStyle(&excelize.Style{NumFmt: asText, Alignment: wrap})
	return head, text, err
}
