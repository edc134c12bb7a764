package export

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"footbridge/internal/fault"
)

func sheet(header []string, rows ...[]string) Sheet {
	s := Sheet{Name: "Plan: a/b [draft]", Rows: func(yield func([]string) error) error {
		for _, row := range rows {
			if err := yield(row); err != nil {
				return err
			}
		}
		return nil
	}}
	for _, h := range header {
		s.Columns = append(s.Columns, Column{Name: h, About: "About " + h})
	}
	return s
}

func written(t testing.TB, s Sheet, write func(*bytes.Buffer, Sheet) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asCSV(b *bytes.Buffer, s Sheet) error  { return CSV(b, s) }
func asXLSX(b *bytes.Buffer, s Sheet) error { return XLSX(b, s) }

func TestNoCellOfTheCSVRunsAsAFormula(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{`=1+1`, `+44 20`, `-1`, `@SUM(A1)`, "\t=1", `＝1+1`, `'=1`, `''+x`} {
		content := string(written(t, sheet([]string{"A"}, []string{cell}), asCSV))
		line := strings.TrimPrefix(strings.Split(content, "\r\n")[1], `"`)
		if !strings.HasPrefix(line, "'") {
			t.Errorf("%q is written as %q", cell, line)
		}
		if got := Unguard(Guard(cell)); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	}
	for _, cell := range []string{"", "Chair", "'quoted'", "a=b", "' =1"} {
		if Guard(cell) != cell {
			t.Errorf("%q is guarded and need not be", cell)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	cell := rapid.OneOf(
		rapid.StringMatching(`[='+@\-]{0,3}[a-z ,;"\n\t]{0,8}`),
		rapid.StringMatching(`(_x00[0-9A-F]{2}_|=SUM|March 2008|001|1e5|é|“|🙂){0,3}`),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 4).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 0, 6).Draw(t, "rows")
		header := []string{"One", "Two", "Three", "Four"}[:width]
		want := [][]string{header}
		for _, row := range rows {
			tidied := make([]string, len(row))
			for i, c := range row {
				tidied[i] = tidy(c)
			}
			want = append(want, tidied)
		}
		want = trim(want)
		for name, write := range map[string]func(*bytes.Buffer, Sheet) error{"plan.csv": asCSV, "plan.xlsx": asXLSX} {
			var b bytes.Buffer
			if err := write(&b, sheet(header, rows...)); err != nil {
				t.Fatal(err)
			}
			got, err := Read(name, b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			same := slices.EqualFunc(got, want, func(a, b []string) bool { return slices.Equal(a, b) })
			if !same {
				t.Fatalf("%s: got %q, want %q", name, got, want)
			}
		}
	})
}

func TestWorkbookSaysWhatItsColumnsHold(t *testing.T) {
	t.Parallel()
	content := written(t, sheet([]string{"Objective", "Due"}, []string{"=1+1", "March 2008"}), asXLSX)
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, want := f.GetSheetList(), []string{"Plan a b draft", aboutSheet}; !slices.Equal(got, want) {
		t.Errorf("sheets %q, want %q", got, want)
	}
	about, err := f.GetRows(aboutSheet)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Column", "What it holds"}, {"Objective", "About Objective"}, {"Due", "About Due"}}, about); diff != "" {
		t.Error(diff)
	}
	if formula, _ := f.GetCellFormula("Plan a b draft", "A2"); formula != "" {
		t.Errorf("A2 is the formula %q", formula)
	}
}

func TestReadTakesCSVAsPeopleKeepIt(t *testing.T) {
	t.Parallel()
	want := [][]string{{"No", "Owner"}, {"1", "Chair\nChief Executive"}, nil, {"2", "Café lead – “A”"}}
	text := "No,Owner\r\n1,\"Chair\nChief Executive\"\r\n\r\n2,Café lead – “A”\r\n,\r\n\r\n"
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := func(e unicode.Endianness, b unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, b).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, content := range map[string]string{
		"UTF-8":            text,
		"UTF-8 with mark":  byteOrderMark + text,
		"Windows-1252":     windows,
		"UTF-16LE marked":  wide(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16BE marked":  wide(unicode.BigEndian, unicode.UseBOM),
		"UTF-16LE":         wide(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16BE":         wide(unicode.BigEndian, unicode.IgnoreBOM),
		"semicolons":       strings.ReplaceAll(text, ",", ";"),
		"tabs":             strings.ReplaceAll(text, ",", "\t"),
		"old Mac":          strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r"),
		"Excel's own hint": "sep=;\r\n" + strings.ReplaceAll(text, ",", ";"),
	} {
		got, err := Read("plan.csv", []byte(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.EqualFunc(got, want, func(a, b []string) bool { return slices.Equal(a, b) }) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestReadFindsTheSeparatorAmongOtherSigns(t *testing.T) {
	t.Parallel()
	rows, err := Read("plan.csv", []byte("No;Objective;Owner\n1;Lead, debate, publicise, share;Chair\n2;Hear, act, tell, check;Chief\n"))
	if err != nil || len(rows[1]) != 3 || rows[1][1] != "Lead, debate, publicise, share" {
		t.Errorf("got %q, %v", rows, err)
	}
	rows, err = Read("plan.csv", []byte("No,Owner\n1,Chair (\"lead\") of it\n"))
	if err != nil || rows[1][1] != `Chair ("lead") of it` {
		t.Errorf("a bare quotation mark: got %q, %v", rows, err)
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxUnzipped>>20 + 1 {
		if _, err := part.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, content, says string }{
		{"nothing", "a.csv", " \n", "empty"},
		{"no words", "a.csv", ",,\n,,\n", "no rows"},
		{"too large", "a.csv", strings.Repeat("a", MaxBytes+1), "10 MB"},
		{"too many rows", "a.csv", strings.Repeat("a,b\n", MaxRows+1), "20000 rows"},
		{"too many empty rows", "a.csv", "a,b\n" + strings.Repeat("\n", MaxRows+1) + "a,b", "20000 rows"},
		{"too many columns", "a.csv", "a,b\n" + strings.Repeat(",", MaxColumns), "Row 2 has more than 200 columns"},
		{"too long", "a.csv", "a,b\nc," + strings.Repeat("x", MaxCell+1), "Row 2, column 2"},
		{"open quote", "a.csv", "a,b\n\nc,\"d\ne,f", "Row 3, column 2"},
		{"after quote", "a.csv", "a,b\n\"c\"d,e\n", "Row 2, column 1"},
		{"old workbook", "a.xls", "\xd0\xcf\x11\xe0rest", "older Excel"},
		{"not a workbook", "a.xlsx", "words", "damaged"},
		{"another zip", "a.xlsx", "PK\x03\x04rest", "could not be read"},
		{"zip bomb", "a.xlsx", bomb.String(), "too large once unpacked"},
		{"a PDF", "a.csv", "%PDF-1.7", "not a spreadsheet"},
	} {
		_, err := Read(c.file, []byte(c.content))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Text(err), c.says) {
			t.Errorf("%s: got %v, want an invalid fault with %q", c.name, err, c.says)
		}
	}
}

func TestReadTakesAWorkbookAsPeopleKeepIt(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	month, err := f.NewStyle(&excelize.Style{NumFmt: 17})
	if err != nil {
		t.Fatal(err)
	}
	custom := "dd/mm/yyyy"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	if err != nil {
		t.Fatal(err)
	}
	for at, v := range map[string]any{"A1": "No", "B1": "Owner", "C1": "Due", "A2": 1, "B2": "Chair", "C2": 39234, "C3": 39234, "A6": "2"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	err = errors.Join(f.SetCellStyle("Sheet1", "C2", "C2", month), f.SetCellStyle("Sheet1", "C3", "C3", day),
		f.MergeCell("Sheet1", "B2", "B4"), f.SetCellStyle("Sheet1", "A900", "A900", day))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Read("plan.xlsx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"No", "Owner", "Due"}, {"1", "Chair", "June 2007"}, {"", "Chair", "1 June 2007"}, {"", "Chair"}, nil, {"2"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A small workbook cannot ask for all the memory there is, nor for hours.
func TestWorkbooksThatAskForTooMuchAreRefused(t *testing.T) {
	for name, write := range map[string]func(*strings.Builder){
		"wide rows": func(b *strings.Builder) {
			b.WriteString("<sheetData>")
			for i := range 500 {
				fmt.Fprintf(b, `<row r="%d"><c r="XFD%d"/></row>`, i+1, i+1)
			}
			b.WriteString("</sheetData>")
		},
		"many merged cells": func(b *strings.Builder) {
			b.WriteString(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData><mergeCells>`)
			for i := range 10_000 {
				fmt.Fprintf(b, `<mergeCell ref="A%d:B%d"/>`, i+1, i+1)
			}
			b.WriteString("</mergeCells>")
		},
	} {
		var b strings.Builder
		b.WriteString(`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
		write(&b)
		b.WriteString("</worksheet>")
		_, err := Read("plan.xlsx", withSheet(t, b.String()))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Text(err), "too many cells") {
			t.Errorf("%s: %v", name, err)
		}
	}
	rows, err := Read("plan.xlsx", withSheet(t, `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`))
	if err != nil || len(rows) != 1 || rows[0][0] != "x" {
		t.Errorf("the control: %v, %v", rows, err)
	}
}

// withSheet is a workbook whose first sheet has that XML.
func withSheet(t *testing.T, sheet string) []byte {
	t.Helper()
	var book bytes.Buffer
	if err := XLSX(&book, Sheet{Name: "A", Columns: []Column{{Name: "B"}}, Rows: func(func([]string) error) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range in.File {
		w, err := z.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			_, err = io.WriteString(w, sheet)
		} else {
			var r io.ReadCloser
			if r, err = part.Open(); err == nil {
				_, err = io.Copy(w, r)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPDFIsTaggedAndReachesNothing(t *testing.T) {
	t.Parallel()
	got, err := PDF(t.Context(), []byte(`<!doctype html><html lang="en-GB"><head><title>Paper</title></head><body><h1>Paper</h1><p>Words</p><img alt="" src="http://127.0.0.1:1/x.png"></body></html>`))
	if errors.Is(err, ErrNoPrinter) {
		t.Skip("no Chromium here")
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(got, []byte("%PDF")) || !bytes.Contains(got, []byte("/StructTreeRoot")) {
		t.Errorf("not a tagged PDF: %d bytes", len(got))
	}
}

// Whoever has to wait too long for a turn is told so.
func TestPDFWaitsItsTurn(t *testing.T) {
	if printer() == "" {
		t.Skip("no Chromium")
	}
	for range cap(presses) {
		presses <- struct{}{}
		defer func() { <-presses }()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := PDF(ctx, []byte("<p>x")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestPDFSaysThatThereIsNoPrinter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := PDF(t.Context(), []byte("<p>x")); !errors.Is(err, ErrNoPrinter) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("plan.csv", []byte("No,Owner\n1,\"Chair\nChief\"\n"))
	f.Add("plan.csv", []byte("sep=;\n\xff\xfe;'=1"))
	f.Add("plan.xlsx", written(f, sheet([]string{"A"}, []string{"x"}), asXLSX))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		rows, err := Read(name, content)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || fault.Text(err) == "" {
				t.Fatalf("not a fault for the user: %v", err)
			}
			return
		}
		for i, row := range rows {
			if len(row) > MaxColumns || len(row) > 0 && row[len(row)-1] == "" {
				t.Fatalf("row %d: %q", i+1, row)
			}
		}
	})
}

func FuzzGuard(f *testing.F) {
	f.Add("'=1")
	f.Fuzz(func(t *testing.T, cell string) {
		if got := Unguard(Guard(cell)); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	})
}

// A workbook of several sheets: numbers that can be added up only where the
// column is of numbers and the cell is one, every name a spreadsheet's, and each
// column explained at the end.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	counts := Sheet{Name: "Students: who came", Columns: []Column{{Name: "Group", About: "Who"}, {Name: "Students", About: "How many", Numbers: true}},
		Rows: Listed([][]string{{"12", "34"}, {"=1+1", "hidden"}, {"Half", "-0.5"}, {"Formula", "=2+2"}, {"Long", "12345678901234567890"}})}
	var out bytes.Buffer
	book := Workbook{Title: "Report", Sheets: []Sheet{counts, counts, {Name: "About the columns", Rows: Listed(nil)}}, About: [][2]string{{"hidden", "Too few"}}}
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"Students who came", "Students who came 2", "List", "About the columns"}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Errorf("sheets: %s", diff)
	}
	for cell, typ := range map[string]excelize.CellType{
		"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeNumber, "B3": excelize.CellTypeInlineString,
		"B4": excelize.CellTypeNumber, "B5": excelize.CellTypeInlineString, "B6": excelize.CellTypeInlineString,
	} {
		got, err := f.GetCellType(want[0], cell)
		number := typ == excelize.CellTypeNumber
		if err != nil || number != (got == excelize.CellTypeNumber || got == excelize.CellTypeUnset) {
			t.Errorf("%s is of type %v, %v", cell, got, err)
		}
		if formula, _ := f.GetCellFormula(want[0], cell); formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
	}
	rows, err := f.GetRows("About the columns")
	if err != nil || len(rows) != 6 || rows[1][0] != "All sheets" || rows[2][0] != "Students: who came" || rows[2][1] != "Group" {
		t.Errorf("the dictionary: %v, %v", rows, err)
	}
}
