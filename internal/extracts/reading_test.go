package extracts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

func TestReadDate(t *testing.T) {
	for _, c := range []struct {
		text, format string
		workbook     bool
		want         string // "" when it cannot be understood
	}{
		{"03/05/2027", "", false, "2027-05-03"},
		{"3/5/2027 09:30", "", false, "2027-05-03"},
		{"03.05.2027", "", false, "2027-05-03"},
		{"2027-05-03", "", false, "2027-05-03"},
		{"2027-05-03T23:59:59.000Z", "", false, "2027-05-03"},
		{"2027-05-03 9:30 AM", "", false, "2027-05-03"},
		{"20270503", "", false, "2027-05-03"},
		{"03-May-2027", "", false, "2027-05-03"},
		{"3 May 2027", "", false, "2027-05-03"},
		{"3-sept-2027", "", false, "2027-09-03"},
		{"29/02/2028", "", false, "2028-02-29"},
		{"29/02/2027", "", false, ""},
		{"31/04/2027", "", false, ""},
		{"05/13/2027", "", false, ""},
		{"03/05/27", "", false, ""},
		{"tomorrow", "", false, ""},
		{"46510", "", false, ""},
		{"46510", "", true, "2027-05-03"},
		{"46510.4", "", true, "2027-05-03"},
		{"03/05/2027", "dd/mm/yyyy", false, "2027-05-03"},
		{"2027-05-03", "dd/mm/yyyy", false, ""},
		{"03-MAY-2027", "dd-mmm-yyyy", false, "2027-05-03"},
		{"20270503", "yyyymmdd", false, "2027-05-03"},
		{"03/05/2027 noon", "", false, ""},
	} {
		y, m, d, ok := readDate(c.text, c.format, c.workbook)
		got := ""
		if ok {
			got = dateOf(daysOf(y, m, d)).ISO()
		}
		if got != c.want {
			t.Errorf("%q (%s) = %q, want %q", c.text, c.format, got, c.want)
		}
	}
}

// Days are the calendar's, over all of it that a file may name.
func TestDaysOf(t *testing.T) {
	at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for days := firstDay; days <= lastDay; days++ {
		if got := daysOf(at.Year(), int(at.Month()), at.Day()); got != days || got != int(at.Unix()/86400) {
			t.Fatalf("%s = %d, want %d", at, got, days)
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestMonths(t *testing.T) {
	for text, want := range map[string]int{"1417": 2018*12 + 3, "1429": 2019*12 + 3, "1459": 2021*12 + 9, "1489": 2024*12 + 3} { // NHS England, MHSDS
		if got, ok := uniqMonth(text); !ok || got != want {
			t.Errorf("UniqMonthID %s = %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{"2027-05": 2027*12 + 4, "05/2027": 2027*12 + 4, "03/05/2027": 2027*12 + 4} {
		if got, ok := readMonth(text, "", false); !ok || got != want {
			t.Errorf("%s = %d, want %d", text, got, want)
		}
	}
	for _, text := range []string{"2027-13", "May", "13/2027", ""} {
		if _, ok := readMonth(text, "", false); ok {
			t.Errorf("%q is a month", text)
		}
	}
}

func TestValidNHS(t *testing.T) {
	for digits, want := range map[string]bool{
		"9434765919": true, "9434765918": false, "4010232137": true, // the example of the NHS Data Dictionary
		"0000000000": false, "9999999999": false, "943476591": false,
	} {
		if ValidNHS(digits) != want {
			t.Errorf("%s: %v", digits, !want)
		}
	}
}

// A person is the same number however the identifier is written, another in
// another organisation and by another key, and the key stays.
func TestPseudonyms(t *testing.T) {
	dir := t.TempDir()
	number := func(v vault, org, source, identifier string, local bool) int64 {
		t.Helper()
		n, err := v.namer(org, source)
		ok(t, err)
		p, fine := n.number(identifier, local)
		if !fine || p < 0 {
			t.Fatal(identifier)
		}
		return p
	}
	v := vault{dir: dir}
	a := number(v, "one", "Rowan", "943 476 5919", false)
	if a != number(vault{dir: dir}, "one", "Another", "943-476-5919", false) {
		t.Error("an NHS number is another in another source")
	}
	if a == number(v, "two", "Rowan", "9434765919", false) || a == number(vault{secret: strings.Repeat("k", 32)}, "one", "Rowan", "9434765919", false) {
		t.Error("one number for two organisations or keys")
	}
	if a == number(v, "one", "Rowan", "9434765919", true) {
		t.Error("a local number is an NHS number")
	}
	if b := number(v, "one", "Rowan", " ab1", false); b != number(v, "one", "ROWAN", "AB1 ", false) || b == number(v, "one", "Other", "ab1", false) {
		t.Error("a local number is one in its source, however it is written")
	}
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	for name, bad := range map[string]vault{"short": {secret: "short"}, "none": {}} {
		if _, err := bad.master(); err == nil {
			t.Errorf("%s: a key", name)
		}
	}
	ok(t, os.WriteFile(filepath.Join(dir, keyFile), []byte("rubbish"), 0o600))
	if _, err := v.master(); err == nil {
		t.Error("rubbish is a key")
	}
}

// Codes are understood by themselves, by their labels and without zeros.
func TestUnderstood(t *testing.T) {
	for word, want := range map[string]string{"01": "01", "1": "01", "owner  OCCUPIER": "01", "98": "98"} {
		if got := understood("accommodation_type")[folded(word)]; got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
	if understood("gender")["1"] != "1" || understood("gender")["female"] != "2" || understood("yes_no")["no"] != "N" {
		t.Error("short codes")
	}
	for list, words := range plainly {
		for code := range words {
			if understood(list)[folded(code)] != code {
				t.Errorf("%s has no %s", list, code)
			}
		}
	}
	for _, k := range Kinds {
		for _, f := range k.Fields {
			for _, c := range CodeList(f.Codes) {
				if strings.Contains(strings.ToLower(Label(f.Codes, c.Code)), "patient") {
					t.Errorf("%s of %s: %s", c.Code, f.Name, Label(f.Codes, c.Code))
				}
			}
			if f.Type == Code && len(CodeList(f.Codes)) == 0 {
				t.Errorf("%s of %s has no codes: %q", f.Name, k.Name, f.Codes)
			}
		}
	}
}

func TestMappingErrors(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		line     int
		want     string
	}{
		"fine":           {"", "", 0, ""},
		"unknown key":    {"version-of:", "versionof:", 2, "no “versionof”"},
		"unknown kind":   {"kind: people", "kind: pupils", 4, "“pupils” is no kind"},
		"unknown field":  {"born:", "birth:", 9, "no “birth”"},
		"unknown part":   {"{from: How}", "{form: How}", 22, "no “form”"},
		"needed":         {"      day: {from: \"Appointment Date/Time\", format: \"dd/mm/yyyy hh:mm\"}\n", "", 17, "needs “day”"},
		"format":         {"dd/mm/yyyy hh:mm", "mm/dd/yyyy", 19, "no format"},
		"no date":        {"minutes: {from: Duration}", "minutes: {from: Duration, format: yyyymmdd}", 20, "is not a date"},
		"no code":        {"F: Female", "F: Woman", 10, "“Woman” is no code"},
		"no other":       {"other: other", "other: nobody", 23, "“nobody” is no code"},
		"twice":          {"      ethnicity: Ethnicity\n", "      ethnicity: Ethnicity\n      ethnicity: Ethnic\n", 12, "twice"},
		"no source":      {"source: Rowan", "source: \"\"", 1, "needs “source”"},
		"local of a day": {"minutes: {from: Duration}", "minutes: {from: Duration, local: true}", 20, "“local” is true or false"},
		"not YAML":       {"source: Rowan", "source: [", 0, "not YAML"},
		"an anchor":      {"born: Date Of Birth", "born: &b Date Of Birth", 9, "Anchors"},
		"pattern":        {"\"people*\"", "\"people[\"", 5, "cannot be compared"},
	} {
		t.Run(name, func(t *testing.T) {
			_, wrong := MappingErrors(strings.Replace(rowan, c.from, c.to, 1))
			switch {
			case c.want == "" && len(wrong) > 0:
				t.Error(wrong)
			case c.want != "" && (len(wrong) == 0 || c.line > 0 && wrong[0].Line != c.line || !strings.Contains(wrong[0].Text, c.want)):
				t.Errorf("%+v, want line %d, %q", wrong, c.line, c.want)
			}
		})
	}
}

// Whatever the text, it is a mapping or says what is wrong.
func FuzzMapping(f *testing.F) {
	f.Add(rowan)
	f.Add("source: x\nfiles: [{kind: checks, match: '*', columns: {person: [a, b], day: {from: d}, item: {always: bmi}}}]")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		m, wrong := MappingErrors(text)
		for _, w := range wrong {
			if w.Line < 1 || w.Text == "" {
				t.Errorf("%+v", w)
			}
		}
		if len(wrong) > 0 {
			return
		}
		n := &vault{secret: strings.Repeat("k", 32)}
		names, err := n.namer("org", m.Source)
		ok(t, err)
		for _, file := range m.Files {
			k, found := kindOf(file.Kind)
			if !found {
				t.Fatalf("kind %q", file.Kind)
			}
			var header, row []string
			for _, c := range file.Columns {
				header = append(header, c.From...)
			}
			for range header {
				row = append(row, "03/05/2027")
			}
			if table, err := newTable(k, file, header, true, 1, names); err == nil {
				table.read(1, row)
			}
		}
	})
}

// A workbook is read by its sheets' names, dates and numbers as it holds them.
func TestReadWorkbook(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	f := excelize.NewFile()
	ok(t, f.SetSheetName("Sheet1", "Contacts 2027"))
	_, err := f.NewSheet("People")
	ok(t, err)
	for cell, v := range map[string]any{
		"A1": "NHS Number", "B1": "Client ID", "C1": "Contact ID", "D1": "Appointment Date/Time", "E1": "Duration", "F1": "Outcome", "G1": "How", "H1": "Seen By", "I1": "Team",
		"A2": 9434765919, "C2": "K1", "D2": time.Date(2027, 5, 3, 9, 30, 0, 0, time.UTC), "E2": 30, "F2": 5, "G2": 1,
	} {
		ok(t, f.SetCellValue("Contacts 2027", cell, v))
	}
	for cell, v := range map[string]any{"A1": "NHS Number", "B1": "Client ID", "C1": "Date Of Birth", "D1": "Gender", "E1": "Ethnicity", "F1": "Decile", "A2": 9434765919, "B2": "C1", "C2": time.Date(1980, 6, 1, 0, 0, 0, 0, time.UTC)} {
		ok(t, f.SetCellValue("People", cell, v))
	}
	at := filepath.Join(t.TempDir(), "May.xlsx")
	ok(t, f.SaveAs(at))
	b := o.read(t, File{Name: "May.xlsx", Path: at})
	if b.RowsGood != 2 {
		all, _, err := o.Rejects(t.Context(), o.by, b.ID, "", 10, 0)
		t.Fatalf("%+v %+v %v", b, all, err)
	}
	day, err := db.One[int](t.Context(), o.db, `SELECT day FROM extracts_contact WHERE attendance = '5' AND mechanism = '01' AND minutes = 30`)
	if err != nil || day != daysOf(2027, 5, 3) {
		t.Errorf("day %d, %v", day, err)
	}
	same, err := db.One[int](t.Context(), o.db, `SELECT count(*) FROM extracts_person p JOIN extracts_contact c ON c.person = p.person WHERE p.born = 23765`)
	if err != nil || same != 1 {
		t.Errorf("the person of both sheets: %d, %v", same, err)
	}
}
