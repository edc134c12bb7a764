package when

import (
	"slices"
	"time"
)

// NextWorkingDay is the first day after d that is neither at a weekend nor a
// usual bank holiday of England.
func (d Date) NextWorkingDay() Date {
	for next := d.AddDays(1); ; next = next.AddDays(1) {
		if next.Working() {
			return next
		}
	}
}

// Working reports whether d is neither at a weekend nor a usual bank holiday of
// England. Holidays proclaimed for one year alone are not known.
func (d Date) Working() bool {
	return !weekend(d) && !slices.Contains(bankHolidays(d.Year), d)
}

// bankHolidays are the days off of a year. Where a fixed one falls on a weekend
// the next working days are off instead.
func bankHolidays(year int) []Date {
	easter := easterSunday(year)
	first := func(m time.Month) Date { return mondayFrom(Date{year, m, 1}) }
	last := func(m time.Month) Date { return mondayFrom(Month{year, m}.Last().AddDays(-6)) }
	out := []Date{easter.AddDays(-2), easter.AddDays(1), first(time.May), last(time.May), last(time.August)}
	newYear := Date{year, time.January, 1}
	for weekend(newYear) {
		newYear = newYear.AddDays(1)
	}
	christmas := Date{year, time.December, 25}
	for weekend(christmas) {
		christmas = christmas.AddDays(1)
	}
	boxing := christmas.AddDays(1)
	for weekend(boxing) {
		boxing = boxing.AddDays(1)
	}
	return append(out, newYear, christmas, boxing)
}

func weekend(d Date) bool {
	day := d.utc().Weekday()
	return day == time.Saturday || day == time.Sunday
}

func mondayFrom(d Date) Date {
	for d.utc().Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d
}

// easterSunday is Easter of the Gregorian calendar, by the method of Gauss as
// Butcher printed it.
func easterSunday(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return Date{year, time.Month(month), day}
}
