// Package export writes lists as CSV and XLSX, reads them back as people keep
// them, and prints pages to PDF.
//
// What is written can be edited in a spreadsheet and read again: every cell is
// text unless its column is of numbers, a cell that a spreadsheet would take for
// a formula is marked (see [Guard]), and [Read] takes the mark away. The last
// sheet of a workbook says what each column holds.
package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
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

// Column is one column of a sheet: its heading, and what it holds. In a workbook
// the cells of a column of Numbers that are numbers can be added up; the others
// stay text, so that what is not shown can say so.
type Column struct {
	Name, About string
	Numbers     bool
}

// Sheet is a list to be written. Rows calls yield with every row in order and
// stops at its first error.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    func(yield func([]string) error) error
}

// Listed is the Rows of a list that is there already.
func Listed(rows [][]string) func(yield func([]string) error) error {
	return func(yield func([]string) error) error {
		for _, row := range rows {
			if err := yield(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// Workbook is several sheets in one file. What each column holds stands in a
// last sheet, the data dictionary, after the lines of About, which are a name
// and what it means.
type Workbook struct {
	Title  string
	Sheets []Sheet
	About  [][2]string
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

// aboutSheet is the name of a workbook's last sheet.
const aboutSheet = "About the columns"

// XLSX writes s as a workbook: the list, and a sheet that says what each column
// holds.
func XLSX(w io.Writer, s Sheet) error {
	return Workbook{Title: s.Name, Sheets: []Sheet{s}}.Write(w)
}

// Write writes the workbook as XLSX.
func (b Workbook) Write(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDocProps(&excelize.DocProperties{Title: b.Title, Creator: "Footbridge", Language: "en-GB"}); err != nil {
		return err
	}
	look, err := styles(f)
	if err != nil {
		return err
	}
	taken := map[string]bool{strings.ToLower(aboutSheet): true}
	for i, s := range append(slices.Clone(b.Sheets), b.dictionary()) {
		name := aboutSheet
		if i < len(b.Sheets) {
			name = sheetName(s.Name, taken)
		}
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := writeSheet(f, name, s, look); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// dictionary is the sheet that says what each column holds, and in which sheet
// it is when there are several.
func (b Workbook) dictionary() Sheet {
	several := len(b.Sheets) > 1 || len(b.About) > 0
	d := Sheet{Name: aboutSheet, Columns: []Column{{Name: "Column"}, {Name: "What it holds"}}}
	if several {
		d.Columns = append([]Column{{Name: "Sheet"}}, d.Columns...)
	}
	d.Rows = func(yield func([]string) error) error {
		for _, line := range b.About {
			if err := yield([]string{"All sheets", line[0], line[1]}); err != nil {
				return err
			}
		}
		for _, s := range b.Sheets {
			for _, c := range s.Columns {
				row := []string{c.Name, c.About}
				if several {
					row = append([]string{s.Name}, row...)
				}
				if err := yield(row); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return d
}

// sheetName is name as a spreadsheet allows it, 31 characters, none of
// []:*?/\', and as no other sheet is called.
func sheetName(name string, taken map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || strings.EqualFold(name, aboutSheet) {
		name = "List"
	}
	for i, end := 1, ""; ; i++ {
		r := []rune(name)
		short := strings.TrimSpace(string(r[:min(len(r), 31-len(end))])) + end
		if !taken[strings.ToLower(short)] {
			taken[strings.ToLower(short)] = true
			return short
		}
		end = fmt.Sprintf(" %d", i+1)
	}
}

// writeSheet streams s into the sheet called name.
func writeSheet(f *excelize.File, name string, s Sheet, look look) error {
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
	write := func(cells []any) error {
		n++
		return out.SetRow(fmt.Sprintf("A%d", n), cells)
	}
	head := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		head[i] = excelize.Cell{StyleID: look.head, Value: tidy(c.Name)}
	}
	if err := write(head); err != nil {
		return err
	}
	err = s.Rows(func(row []string) error {
		cells := make([]any, len(row))
		for i, v := range row {
			if v = tidy(v); len([]rune(v)) > MaxCell {
				return fmt.Errorf("row %d, column %d has more than %d characters", n+1, i+1, MaxCell)
			}
			cells[i] = excelize.Cell{StyleID: look.text, Value: v}
			if i < len(s.Columns) && s.Columns[i].Numbers && number.MatchString(v) {
				n, err := strconv.ParseFloat(v, 64)
				if err != nil {
					return err
				}
				cells[i] = excelize.Cell{StyleID: look.number, Value: n}
			}
		}
		return write(cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// number is what a column of numbers writes as one.
var number = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// look is the styles of the headings and of the cells: wrapped, and of the
// number format "text", so that an edited cell stays what was typed.
type look struct{ head, text, number int }

func styles(f *excelize.File) (look, error) {
	const asText = 49
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	var out look
	for _, s := range []struct {
		id *int
		of excelize.Style
	}{
		{&out.head, excelize.Style{
			NumFmt: asText, Alignment: wrap, Font: &excelize.Font{Bold: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D8E3E7"}},
		}},
		{&out.text, excelize.Style{NumFmt: asText, Alignment: wrap}},
		{&out.number, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}},
	} {
		var err error
		if *s.id, err = f.NewStyle(&s.of); err != nil {
			return look{}, err
		}
	}
	return out, nil
}
