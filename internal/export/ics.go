package export

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"footbridge/internal/when"
)

// TypeICS is the media type of a calendar.
const TypeICS = "text/calendar; charset=utf-8"

// Event is one entry of a calendar. A calendar that has an entry takes another
// with the same UID and a higher Sequence for its news.
type Event struct {
	UID                                 string
	Summary, Description, Location, URL string
	Start, End, Stamp                   time.Time // Stamp: when what is said here was known
	Sequence                            int
	Cancelled                           bool
}

// zone is where every event takes place.
const zone = "Europe/London"

// ICS writes a calendar as RFC 5545 has it: hours of London with the rules of
// its clocks, lines of 75 bytes at most, each ended by CR and LF.
func ICS(name string, events []Event) ([]byte, error) {
	cal := ics.NewCalendarFor("Footbridge")
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(icsText(name))
	cal.SetXWRTimezone(zone)
	cal.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	cal.SetXPublishedTTL("PT1H")
	cal.AddVTimezone(london())
	for _, e := range events {
		v := cal.AddEvent(e.UID)
		v.SetDtStampTime(e.Stamp)
		v.SetProperty(ics.ComponentPropertyDtStart, clock(e.Start), ics.WithTZID(zone))
		v.SetProperty(ics.ComponentPropertyDtEnd, clock(e.End), ics.WithTZID(zone))
		v.SetSequence(e.Sequence)
		v.SetSummary(icsText(e.Summary))
		setIf(v.SetDescription, e.Description)
		setIf(v.SetLocation, e.Location)
		setIf(v.SetURL, e.URL)
		v.SetStatus(ics.ObjectStatusConfirmed)
		if e.Cancelled {
			v.SetStatus(ics.ObjectStatusCancelled)
		}
	}
	var b bytes.Buffer
	err := cal.SerializeTo(&b, ics.WithNewLineWindows)
	return b.Bytes(), err
}

func setIf(set func(string, ...ics.PropertyParameter), text string) {
	if text = icsText(text); text != "" {
		set(text)
	}
}

// icsText is text with line ends \n and nothing that a calendar cannot hold.
func icsText(s string) string { return strings.TrimSpace(tidy(s)) }

// clock is an instant by the clocks of London.
func clock(t time.Time) string { return t.In(when.London).Format("20060102T150405") }

// london says when its clocks change.
func london() *ics.VTimezone {
	tz := ics.NewTimezone(zone)
	change := func(c *ics.ComponentBase, start string, month, from, to int, name string) {
		c.SetProperty(ics.ComponentPropertyDtStart, start)
		c.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(from))
		c.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(to))
		c.SetProperty(ics.ComponentPropertyRrule, "FREQ=YEARLY;BYMONTH="+strconv.Itoa(month)+";BYDAY=-1SU")
		c.SetProperty(ics.ComponentProperty(ics.PropertyTzname), name)
	}
	summer, winter := &ics.Daylight{}, &ics.Standard{}
	change(&summer.ComponentBase, "19810329T010000", 3, 0, 1, "BST")
	change(&winter.ComponentBase, "19961027T020000", 10, 1, 0, "GMT")
	tz.Components = append(tz.Components, summer, winter)
	return tz
}

// offset is hours before Greenwich.
func offset(hours int) string { return "+0" + strconv.Itoa(hours) + "00" }
