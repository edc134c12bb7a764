package export

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// maxUnzipped is how large a workbook may be once unpacked: a small file that
// unpacks to gigabytes is refused.
const maxUnzipped = 64 << 20

// readXLSX returns the rows of the workbook's first visible sheet. A cell that
// is merged over several rows stands in each of them; dates are words.
func readXLSX(content []byte) (rows [][]string, err error) {
	unreadable := fault.New(fault.Invalid, "The Excel workbook could not be read. It may be damaged, have a password, be of another kind, or be too large once unpacked.")
	defer func() {
		// The library is made for well-formed files and has panicked on others.
		if recover() != nil {
			rows, err = nil, unreadable
		}
	}()
	if err := measure(content); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return nil, unreadable
	}
	defer f.Close()
	sheet := firstSheet(f)
	if sheet == "" {
		return nil, unreadable
	}
	shown, err := cells(f, sheet)
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			err = unreadable
		}
		return nil, err
	}
	if err := datesAsWords(f, sheet, shown); err != nil {
		return nil, unreadable
	}
	if err := spread(f, sheet, shown); err != nil {
		return nil, unreadable
	}
	for i, row := range shown {
		for j, cell := range row {
			row[j] = tidy(cell)
		}
		if err := checkRow(row, i+1); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func firstSheet(f *excelize.File) string {
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	return ""
}

// cells are the sheet's cells as a spreadsheet shows them.
func cells(f *excelize.File, sheet string) ([][]string, error) {
	in, err := f.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var rows [][]string
	for in.Next() {
		row, err := in.Columns()
		if err != nil {
			return nil, err
		}
		if err := checkRow(row, len(rows)+1); err != nil {
			return nil, err
		}
		if rows = append(rows, row); len(rows) > MaxRows {
			// Formatting often reaches far below the last row with anything in it.
			if rows = trim(rows); len(rows) > MaxRows {
				return nil, tooManyRows()
			}
			rest, err := emptyFrom(in)
			if err != nil {
				return nil, err
			}
			if !rest {
				return nil, tooManyRows()
			}
			return rows, nil
		}
	}
	return rows, in.Error()
}

// emptyFrom reports whether nothing is in the rows that are left, of which a
// sheet has at most a million or so.
func emptyFrom(in *excelize.Rows) (bool, error) {
	for n := 0; in.Next(); n++ {
		if n > excelize.TotalRows {
			return false, nil
		}
		row, err := in.Columns()
		if err != nil {
			return false, err
		}
		for _, cell := range row {
			if cell != "" {
				return false, nil
			}
		}
	}
	return true, in.Error()
}

// datesAsWords rewrites the cells that hold a date as people write it: Excel
// turns a typed "June 2007" into a number that it shows as "Jun-07".
func datesAsWords(f *excelize.File, sheet string, rows [][]string) error {
	styles := map[int]string{} // style → "", "day" or "month"
	for i, row := range rows {
		for j, cell := range row {
			if cell == "" || !strings.ContainsAny(cell, "0123456789") {
				continue
			}
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			style, err := f.GetCellStyle(sheet, at)
			if err != nil {
				return err
			}
			kind, ok := styles[style]
			if !ok {
				kind = dateKind(f, style)
				styles[style] = kind
			}
			if kind == "" {
				continue
			}
			raw, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
			if err != nil {
				return err
			}
			if words, ok := dateWords(raw, kind); ok {
				row[j] = words
			}
		}
	}
	return nil
}

// dateKind says whether cells of a style show a day, a month, or no date.
func dateKind(f *excelize.File, style int) string {
	if style == 0 {
		return ""
	}
	s, err := f.GetStyle(style)
	if err != nil || s == nil {
		return ""
	}
	switch n := s.NumFmt; {
	case n == 17:
		return "month"
	case n >= 14 && n <= 16, n == 22, n >= 27 && n <= 31, n >= 50 && n <= 58:
		return "day"
	}
	if s.CustomNumFmt == nil {
		return ""
	}
	format := strings.ToLower(plainFormat(*s.CustomNumFmt))
	switch {
	case !strings.Contains(format, "y") || !strings.Contains(format, "m"):
		return ""
	case strings.Contains(format, "d"):
		return "day"
	}
	return "month"
}

// plainFormat is a number format without its quoted words and [conditions].
func plainFormat(format string) string {
	var b strings.Builder
	quoted, inside := false, false
	for _, r := range format {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '[':
			inside = true
		case r == ']':
			inside = false
		case !quoted && !inside:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dateWords is the day or month of a spreadsheet's serial number.
func dateWords(raw, kind string) (string, bool) {
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil || serial < 1 || serial > 200_000 {
		return "", false
	}
	at, err := excelize.ExcelDateToTime(serial, false)
	if err != nil {
		return "", false
	}
	at = at.Add(time.Second / 2).UTC()
	day := when.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()}
	if kind == "month" {
		return day.MonthOf().String(), true
	}
	return day.String(), true
}

// spread writes the words of a cell merged over several rows into each of them,
// so that "one owner for these three actions" reads as meant.
func spread(f *excelize.File, sheet string, rows [][]string) error {
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		return err
	}
	for _, m := range merged {
		column, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		_, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		if column > MaxColumns || top > len(rows) || len(rows[top-1]) < column {
			continue
		}
		for i := top; i < min(bottom, len(rows)); i++ {
			for len(rows[i]) < column {
				rows[i] = append(rows[i], "")
			}
			rows[i][column-1] = rows[top-1][column-1]
		}
	}
	return nil
}
