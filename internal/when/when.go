// Package when has dates without a time, months, and how people write them.
//
// An instant is a time.Time in UTC. A date is a date, not its midnight; a month
// is a month, not its first day. Europe/London decides what "today" is.
package when

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the program must not depend on the machine's zone files
)

// London is the zone in which people read and write times.
var London = func() *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return loc
}()

// Date is a day of the calendar. The zero Date is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day on which the instant t falls in London.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.In(London).Date()
	return Date{y, m, d}
}

// NewDate returns the day, or an error when the calendar has no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < 1 || year > 9999 {
		return Date{}, fmt.Errorf("there is no such day: %d-%d-%d", year, month, day)
	}
	return Date{year, month, day}, nil
}

// ParseDate reads "2027-05-03".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, err
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is "3 May 2027", or "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

// ISO is "2027-05-03", or "".
func (d Date) ISO() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// AddDays is n days later.
func (d Date) AddDays(n int) Date {
	t := d.utc().AddDate(0, 0, n)
	return Date{t.Year(), t.Month(), t.Day()}
}

// Days is how many days there are from e to d.
func (d Date) Days(e Date) int { return int(d.utc().Sub(e.utc()).Hours() / 24) }

// MonthOf is the month that d is in.
func (d Date) MonthOf() Month { return Month{d.Year, d.Month} }

// Start is the first instant of the day in London.
func (d Date) Start() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, London).UTC()
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Value implements [driver.Valuer]: NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.ISO(), nil
}

// Scan implements database/sql's Scanner.
func (d *Date) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = Date{src.Year(), src.Month(), src.Day()}
		return nil
	case string:
		parsed, err := ParseDate(src[:min(len(src), 10)])
		*d = parsed
		return err
	}
	return fmt.Errorf("cannot scan %T as a date", src)
}

// Month is a month of a year. The zero Month is no month.
type Month struct {
	Year  int
	Month time.Month
}

// NewMonth returns the month, or an error when there is none such.
func NewMonth(year int, month time.Month) (Month, error) {
	if month < 1 || month > 12 || year < 1900 || year > 2200 {
		return Month{}, fmt.Errorf("there is no such month: %d-%d", year, month)
	}
	return Month{year, month}, nil
}

// ParseMonth reads "2027-05" and what people write: "May 2027", "sept 2027".
func ParseMonth(s string) (Month, error) {
	s = strings.Join(strings.Fields(s), " ")
	if t, err := time.Parse("2006-01", s); err == nil {
		return NewMonth(t.Year(), t.Month())
	}
	name, year, ok := strings.Cut(s, " ")
	if !ok {
		return Month{}, fmt.Errorf("not a month: %q", s)
	}
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 {
		return Month{}, fmt.Errorf("not a month: %q", s)
	}
	m, ok := MonthNamed(name)
	if !ok {
		return Month{}, fmt.Errorf("not a month: %q", s)
	}
	return NewMonth(y, m)
}

// MonthNamed finds a month by its name or the usual short forms of it.
func MonthNamed(name string) (time.Month, bool) {
	name = strings.ToLower(strings.Trim(name, ".,"))
	if name == "sept" {
		return time.September, true
	}
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || len(name) == 3 && name == full[:3] {
			return m, true
		}
	}
	return 0, false
}

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// String is "May 2027", or "".
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d", m.Month, m.Year)
}

// ISO is "2027-05", or "".
func (m Month) ISO() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, m.Month)
}

// Before reports whether m is an earlier month than o.
func (m Month) Before(o Month) bool { return m.index() < o.index() }

// After reports whether m is a later month than o.
func (m Month) After(o Month) bool { return m.index() > o.index() }

// Add is n months later.
func (m Month) Add(n int) Month {
	i := m.index() + n
	return Month{i / 12, time.Month(i%12 + 1)}
}

// Sub is how many months there are from o to m.
func (m Month) Sub(o Month) int { return m.index() - o.index() }

// First is the first day of the month.
func (m Month) First() Date { return Date{m.Year, m.Month, 1} }

// Last is the last day of the month.
func (m Month) Last() Date { return m.Add(1).First().AddDays(-1) }

func (m Month) index() int { return m.Year*12 + int(m.Month) - 1 }

// Value implements [driver.Valuer]: NULL for no month.
func (m Month) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.ISO(), nil
}

// Scan implements database/sql's Scanner.
func (m *Month) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*m = Month{}
		return nil
	case string:
		parsed, err := ParseMonth(src)
		*m = parsed
		return err
	}
	return fmt.Errorf("cannot scan %T as a month", src)
}

// Stamp is how a person reads an instant: "3 May 2027, 2:05pm", in London.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(London).Format("2 January 2006, 3:04pm")
}

// Clock is how a person reads the time of an instant: "2:05pm", in London.
func Clock(t time.Time) string { return t.In(London).Format("3:04pm") }
