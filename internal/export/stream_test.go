package export

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"footbridge/internal/fault"
)

// onDisk writes a file and opens it.
func onDisk(t testing.TB, name string, content []byte) (*Source, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(name, file)
	if err == nil {
		t.Cleanup(func() { s.Close() })
	}
	return s, err
}

// all are the rows of every sheet, each begun with its number.
func all(s *Source) (out []string, err error) {
	for _, sheet := range s.Sheets() {
		rows, err := s.Rows(sheet)
		if err != nil {
			return out, err
		}
		for rows.Next() {
			out = append(out, fmt.Sprintf("%d:%s", rows.Number(), strings.Join(rows.Row(), "|")))
		}
		if err := rows.Err(); err != nil {
			return out, err
		}
		if err := rows.Close(); err != nil {
			return out, err
		}
	}
	return out, nil
}

func wideText(s string, big, mark bool) []byte {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var out []byte
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

func zipped(files ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, _ := w.Create(files[i])
		f.Write([]byte(files[i+1]))
	}
	w.Close()
	return b.Bytes()
}

func workbook(t testing.TB, cells ...any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i := 0; i < len(cells); i += 2 {
		if err := f.SetCellValue("Sheet1", cells[i].(string), cells[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStream(t *testing.T) {
	long := strings.Repeat("a,b\n", 100_000)
	for name, c := range map[string]struct {
		content []byte
		want    []string
	}{
		"utf-8":           {[]byte("a,é\n1,\n\n 2 ,\"x, y\"\n"), []string{"1:a|é", "2:1", "4: 2 |x, y"}},
		"mark":            {[]byte("\xef\xbb\xbfa,b\r\n1,2\r\n"), []string{"1:a|b", "2:1|2"}},
		"windows":         {[]byte("a;b\nCaf\xe9;\x93q\x94\n"), []string{"1:a|b", "2:Café|“q”"}},
		"late windows":    {[]byte(long + "caf\xe9,2\n"), nil},
		"utf-16":          {wideText("a\tb\r\né\t2\r\n", false, true), []string{"1:a|b", "2:é|2"}},
		"utf-16, big":     {wideText("a\tb\né\t2\n", true, true), []string{"1:a|b", "2:é|2"}},
		"utf-16, no mark": {wideText("aaaa\tbbbb\n1\t2\n", false, false), []string{"1:aaaa|bbbb", "2:1|2"}},
		"old lines":       {[]byte("a,b\r1,2\r3,4"), []string{"1:a|b", "2:1|2", "3:3|4"}},
		"quotes":          {[]byte("a,b\n\"one\ntwo\",\"say \"\"hi\"\"\"\n5\" nail,\"\"\n"), []string{"1:a|b", "2:one\ntwo|say \"hi\"", "3:5\" nail"}},
		"sep":             {[]byte("sep=;\na;b,c\n"), []string{"2:a|b,c"}},
		"guard":           {[]byte("a,b\n'=1,'word\n"), []string{"1:a|b", "2:=1|'word"}},
		"gzip":            {gzipped("a,b\n1,2\n"), []string{"1:a|b", "2:1|2"}},
		"zip":             {zipped("x/one.csv", "a,b\n", "two.csv", "c,d\n"), []string{"1:a|b", "1:c|d"}},
		"workbook":        {workbook(t, "A1", "a", "B1", "b", "A3", "x", "B3", 45000), []string{"1:a|b", "3:x|45000"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := onDisk(t, "file.csv", c.content)
			if err != nil {
				t.Fatal(err)
			}
			got, err := all(s)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == nil {
				if last := got[len(got)-1]; len(got) != 100_001 || last != "100001:café|2" {
					t.Errorf("%d rows, the last %q", len(got), last)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStreamRefuses(t *testing.T) {
	locked := zipped("one.csv", "a,b\n")
	locked[6] |= 1
	if at := bytes.Index(locked, []byte("PK\x01\x02")); at > 0 {
		locked[at+8] |= 1
	}
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"empty":          {"a.csv", nil, "is empty"},
		"blank":          {"a.csv", []byte(" \n\n"), "is empty"},
		"empty archive":  {"a.zip", zipped(), "is empty"},
		"empty inside":   {"a.zip", zipped("a.csv", ""), "is empty"},
		"binary":         {"a.csv", []byte("a,b\x00\x01\x02c\n"), "not a spreadsheet"},
		"pdf":            {"a.csv", []byte("%PDF-1.7 ..."), "not a spreadsheet"},
		"binary later":   {"a.csv", []byte(strings.Repeat("a,b\n", 50_000) + "x\x00y,1\n"), "not a spreadsheet"},
		"old Excel":      {"a.xls", []byte("\xd0\xcf\x11\xe0..."), "older Excel"},
		"not Excel":      {"a.xlsx", []byte("a,b\n"), "it is not, or it is damaged"},
		"password":       {"a.zip", locked, "password"},
		"wrong inside":   {"a.zip", zipped("a.docx", "x"), "CSV files only"},
		"broken gzip":    {"a.csv.gz", gzipped("a,b\n1,2\n")[:15], "damaged"},
		"broken zip":     {"a.zip", zipped("a.csv", "a,b\n")[:30], "damaged"},
		"wide":           {"a.csv", []byte(strings.Repeat("x,", 199) + "x\n"), "200 columns or more"},
		"open quotation": {"a.csv", []byte("a,b\n1,\"2\n3,4\n"), "Row 2: a quotation mark"},
		"one long line":  {"a.csv", []byte(strings.Repeat("x", 2*MaxRecord)), "longer than a row"},
		"wide workbook":  {"a.xlsx", workbook(t, "A1", "a", "GS2", "b"), "200 columns or more"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := onDisk(t, c.file, c.content)
			if err == nil {
				_, err = all(s)
			}
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Text(err), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// Whatever the file, reading it ends, in rows or in words.
func FuzzStream(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n"))
	f.Add([]byte("sep=;\na;b"))
	f.Add(wideText("a\tb\n", false, true))
	f.Add(gzipped("a,b\n"))
	f.Add(zipped("one.csv", "a"))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := onDisk(t, "file.csv", content)
		if err == nil {
			_, err = all(s)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
	})
}
