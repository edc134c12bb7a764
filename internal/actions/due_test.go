package actions

import (
	"strings"
	"testing"
	"time"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

func month(y int, m time.Month) when.Month { return when.Month{Year: y, Month: m} }

func TestParseDue(t *testing.T) {
	for _, c := range []struct {
		words string
		want  Due
		says  string
	}{
		{"June 2007", Due{Month: month(2007, 6)}, "June 2007"},
		{"March  2009", Due{Month: month(2009, 3)}, "March 2009"},
		{"Sept 2008", Due{Month: month(2008, 9)}, "September 2008"},
		{"2008-09", Due{Month: month(2008, 9)}, "September 2008"},
		{"By the end of June 2007", Due{Month: month(2007, 6)}, "June 2007"},
		{"22 June 2007", Due{Month: month(2007, 6), Day: 22}, "22 June 2007"},
		{"22nd June, 2007", Due{Month: month(2007, 6), Day: 22}, "22 June 2007"},
		{"2007-06-22", Due{Month: month(2007, 6), Day: 22}, "22 June 2007"},
		{"March 2008 / ongoing", Due{Month: month(2008, 3), Ongoing: true, From: month(2008, 3)}, "March 2008, then ongoing"},
		{"March 2008\nongoing", Due{Month: month(2008, 3), Ongoing: true, From: month(2008, 3)}, "March 2008, then ongoing"},
		{"March 2008, then ongoing", Due{Month: month(2008, 3), Ongoing: true, From: month(2008, 3)}, "March 2008, then ongoing"},
		{"January 2008 ongoing", Due{Month: month(2008, 1), Ongoing: true, From: month(2008, 1)}, "January 2008, then ongoing"},
		{"Ongoing, from July 2007", Due{Ongoing: true, From: month(2007, 7)}, "Ongoing from July 2007"},
		{"Ongoing from October 2007", Due{Ongoing: true, From: month(2007, 10)}, "Ongoing from October 2007"},
		{"Ongoing from\nJuly 2007", Due{Ongoing: true, From: month(2007, 7)}, "Ongoing from July 2007"},
		{"Jun-07", Due{Month: month(2007, 6)}, "June 2007"},
		{"Mar-2008", Due{Month: month(2008, 3)}, "March 2008"},
		{"22-Jun-07", Due{Month: month(2007, 6), Day: 22}, "22 June 2007"},
		{"2-Jun-2007", Due{Month: month(2007, 6), Day: 2}, "2 June 2007"},
		{"ONGOING", Due{Ongoing: true}, "Ongoing"},
		{"", Due{}, "No date yet"},
		{" \n ", Due{}, "No date yet"},
	} {
		got, err := ParseDue(c.words)
		if err != nil {
			t.Errorf("ParseDue(%q): %v", c.words, err)
			continue
		}
		if want := strings.Join(strings.Fields(c.words), " "); got.Words != want {
			t.Errorf("ParseDue(%q) keeps %q, want %q", c.words, got.Words, want)
		}
		got.Words = ""
		if got != c.want {
			t.Errorf("ParseDue(%q) = %+v, want %+v", c.words, got, c.want)
		}
		if got.String() != c.says {
			t.Errorf("ParseDue(%q) reads %q, want %q", c.words, got.String(), c.says)
		}
	}
}

func TestParseDueRefuses(t *testing.T) {
	for _, words := range []string{"soon", "June", "2007", "31 June 2007", "0 June 2007", "from June 2007", "June 2007 July 2008", "ongoing ongoing", "13-2007", "to be in the", "Ongoing from 3 June 2007"} {
		d, err := ParseDue(words)
		if err == nil {
			t.Errorf("ParseDue(%q) = %+v, want an error", words, d)
		} else if fault.KindOf(err) != fault.Invalid || fault.Fields(err)["due"] == "" {
			t.Errorf("ParseDue(%q): %v, want a message on the field", words, err)
		}
	}
}

// What a date says can be read again: an export imports as no change.
func TestDueReadsItself(t *testing.T) {
	for _, words := range []string{"June 2007", "22 June 2007", "March 2008 / ongoing", "Ongoing from July 2007", "Ongoing", ""} {
		d, err := ParseDue(words)
		if err != nil || d.IsZero() {
			continue
		}
		again, err := ParseDue(d.String())
		d.Words, again.Words = "", ""
		if err != nil || again != d {
			t.Errorf("%q reads %+v, and that reads %+v, %v", words, d, again, err)
		}
	}
}

func FuzzParseDue(f *testing.F) {
	for _, s := range []string{"June 2007", "March 2008 / ongoing", "Ongoing, from July 2007", "22 June 2007", "—", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		d, err := ParseDue(words)
		if err != nil {
			return
		}
		if d.By().IsZero() || d.String() == "" {
			t.Errorf("ParseDue(%q) = %+v", words, d)
		}
	})
}
