package export

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// A calendar is what RFC 5545 asks for: hours of London on both sides of a change
// of clocks, lines folded at 75 bytes, CRLF, and text escaped.
func TestICS(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	long := "Sleep, rest; and a very long line about été that has to be folded more than once, 日本語日本語日本語日本語日本語日本語日本語日本語\r\nA second line \\ here\x00"
	out, err := ICS("Kingsmere, a college", []Event{
		{UID: "a@footbridge", Summary: "Winter", Start: at("2027-03-26T10:00:00Z"), End: at("2027-03-26T12:00:00Z"), Stamp: at("2027-01-01T00:00:00Z"), Description: long, Location: "Library, High Street"},
		{UID: "b@footbridge", Summary: "Summer", Start: at("2027-03-29T09:00:00Z"), End: at("2027-03-29T11:00:00Z"), Stamp: at("2027-01-01T00:00:00Z"), Sequence: 3, Cancelled: true, URL: "https://example.org/a?b=c;d"},
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(out)
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00") || line == "" {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	for _, want := range []string{
		"BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n", "BYMONTH=3;BYDAY=-1SU", "TZOFFSETTO:+0100", "DTSTART;TZID=Europe/London:20270326T100000", "DTSTART;TZID=Europe/London:20270329T100000",
		"DTEND;TZID=Europe/London:20270329T120000", "SEQUENCE:0", "SEQUENCE:3", "STATUS:CONFIRMED", "STATUS:CANCELLED", "UID:b@footbridge", "DTSTAMP:20270101T000000Z",
		`LOCATION:Library\, High Street`, "URL:https://example.org/a?b=c;d", `X-WR-CALNAME:Kingsmere\, a college`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil || len(cal.Events()) != 2 {
		t.Fatalf("%v, %d events", err, len(cal.Events()))
	}
	got := cal.Events()[0].GetProperty(ics.ComponentPropertyDescription).Value
	if want := strings.ReplaceAll(strings.TrimSuffix(long, "\x00"), "\r\n", "\n"); got != want {
		t.Errorf("the description came back as %q", got)
	}
}
