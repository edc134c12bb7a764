package when

import (
	"testing"
	"time"
)

func TestParseMonth(t *testing.T) {
	for in, want := range map[string]string{
		"2027-05": "May 2027", "May 2027": "May 2027", "sept 2027": "September 2027", "Sep. 2027": "September 2027",
		"March  2009": "March 2009", " july 2007 ": "July 2007",
	} {
		if got, err := ParseMonth(in); err != nil || got.String() != want {
			t.Errorf("ParseMonth(%q) = %v, %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "May", "2027", "13 2027", "Mayday 2027", "May 27", "2027-13", "May 20277", "ma 2027"} {
		if got, err := ParseMonth(in); err == nil {
			t.Errorf("ParseMonth(%q) = %v, want an error", in, got)
		}
	}
}

func TestMonthArithmetic(t *testing.T) {
	m := Month{2027, time.December}
	if got := m.Add(1); got != (Month{2028, time.January}) {
		t.Errorf("December + 1 = %v", got)
	}
	if got := m.Add(-12); got != (Month{2026, time.December}) {
		t.Errorf("December - 12 = %v", got)
	}
	if got := m.Sub(Month{2026, time.March}); got != 21 {
		t.Errorf("Sub = %d", got)
	}
	if got := (Month{2028, time.February}).Last(); got != (Date{2028, time.February, 29}) {
		t.Errorf("last day of February 2028 = %v", got)
	}
	if !m.After(Month{2027, time.November}) || m.Before(m) || m.After(m) {
		t.Error("months compare wrongly")
	}
}

func TestNewDate(t *testing.T) {
	if _, err := NewDate(2027, time.February, 29); err == nil {
		t.Error("29 February 2027 exists")
	}
	if d, err := NewDate(2028, time.February, 29); err != nil || d.String() != "29 February 2028" || d.ISO() != "2028-02-29" {
		t.Errorf("29 February 2028 = %v, %v", d, err)
	}
}

// London decides which day it is, in summer too.
func TestToday(t *testing.T) {
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2027, 7, 1, 23, 30, 0, 0, time.UTC), "2 July 2027"},
		{time.Date(2027, 1, 1, 23, 30, 0, 0, time.UTC), "1 January 2027"},
		{time.Time{}, ""},
	} {
		if got := DateOf(test.at).String(); got != test.want {
			t.Errorf("DateOf(%v) = %s, want %s", test.at, got, test.want)
		}
	}
	if got := (Date{2027, time.July, 2}).Start(); !got.Equal(time.Date(2027, 7, 1, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("2 July begins at %v", got)
	}
	if got := Stamp(time.Date(2027, 5, 3, 13, 5, 0, 0, time.UTC)); got != "3 May 2027, 2:05pm" {
		t.Errorf("Stamp = %s", got)
	}
}

// Days across both changes of the clock are whole days.
func TestDays(t *testing.T) {
	a, b := Date{2027, time.March, 27}, Date{2027, time.November, 1}
	if got := b.Days(a); got != 219 || a.AddDays(219) != b {
		t.Errorf("days = %d, %v", got, a.AddDays(219))
	}
}

func TestScan(t *testing.T) {
	var d Date
	for _, src := range []any{"2027-05-03", "2027-05-03 00:00:00+00:00", time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC)} {
		if err := d.Scan(src); err != nil || d.String() != "3 May 2027" {
			t.Errorf("Date.Scan(%v) = %v, %v", src, d, err)
		}
	}
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Date.Scan(nil) = %v, %v", d, err)
	}
	var m Month
	if err := m.Scan("2027-05"); err != nil || m.String() != "May 2027" {
		t.Errorf("Month.Scan = %v, %v", m, err)
	}
	if v, err := (Month{}).Value(); v != nil || err != nil {
		t.Errorf("no month = %v, %v, want NULL", v, err)
	}
	if err := m.Scan(5); err == nil {
		t.Error("a number was read as a month")
	}
}
