package college

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Clock is a time of the day as people write it, in minutes from midnight.
type Clock int

var clocks = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?$`)

// ParseClock reads "10", "10:30", "14.00", "2pm" and "2:15 p.m.".
func ParseClock(s string) (Clock, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "noon", "midday":
		return 12 * 60, true
	}
	m := clocks.FindStringSubmatch(s)
	if m == nil || m[3] == "" && strings.HasSuffix(s, "m") {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute := 0
	if m[2] != "" {
		minute, _ = strconv.Atoi(m[2])
	}
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		hour %= 12
		if m[3] == "p" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 {
		return 0, false
	}
	return Clock(hour*60 + minute), true
}

// String is "10am" or "2:15pm".
func (k Clock) String() string {
	hour, minute, half := int(k)/60, int(k)%60, "am"
	if hour >= 12 {
		half = "pm"
	}
	if hour %= 12; hour == 0 {
		hour = 12
	}
	if minute == 0 {
		return fmt.Sprintf("%d%s", hour, half)
	}
	return fmt.Sprintf("%d:%02d%s", hour, minute, half)
}

// ClockOf is the time of the day in London.
func ClockOf(t time.Time) Clock {
	t = t.In(when.London)
	return Clock(t.Hour()*60 + t.Minute())
}

// At is the instant at which London's clocks show k on a day. The hour that is
// left out in spring is no time; of the one that comes twice in autumn it is the
// first.
func (k Clock) At(d when.Date) (time.Time, bool) {
	t := time.Date(d.Year, d.Month, d.Day, int(k)/60, int(k)%60, 0, 0, when.London)
	if when.DateOf(t) != d || ClockOf(t) != k {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// span is from one time to another on a day.
func span(d when.Date, from, to Clock) (start, end time.Time, err error) {
	start, ok := from.At(d)
	if !ok {
		return start, end, fault.Field("start", "There is no %s on %s: the clocks go forward.", from, d)
	}
	if end, ok = to.At(d); !ok {
		return start, end, fault.Field("end", "There is no %s on %s: the clocks go forward.", to, d)
	}
	if !end.After(start) {
		return start, end, fault.Field("end", "The end must come after the start.")
	}
	return start, end, nil
}

// SpanWords are a session's time as people read it: "Tuesday 4 May 2027, 10am to
// 12pm", in London.
func SpanWords(from, to time.Time) string {
	if from.IsZero() {
		return ""
	}
	first, last := when.DateOf(from), when.DateOf(to)
	day := from.In(when.London).Weekday().String() + " " + first.String()
	if first != last {
		return fmt.Sprintf("%s, %s to %s, %s", day, ClockOf(from), last, ClockOf(to))
	}
	return fmt.Sprintf("%s, %s to %s", day, ClockOf(from), ClockOf(to))
}

// shift is the instant n days later at the same time on London's clocks; where
// there is no such time, when the clocks have gone forward.
func shift(t time.Time, days int) time.Time {
	l := t.In(when.London)
	return time.Date(l.Year(), l.Month(), l.Day()+days, l.Hour(), l.Minute(), l.Second(), 0, when.London).UTC()
}

// monday is the first day of the week of d.
func monday(d when.Date) when.Date {
	return d.AddDays(-(int(d.Start().In(when.London).Weekday()) + 6) % 7)
}
