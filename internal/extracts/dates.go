package extracts

import (
	"strconv"
	"strings"
	"time"

	"footbridge/internal/when"
)

// formats are the ways of writing a date that a mapping may name. A time of day
// after the date is always allowed, and left out.
var formats = map[string]func(string) (y, m, d int, ok bool){
	"dd/mm/yyyy":       dayFirst,
	"dd/mm/yyyy hh:mm": dayFirst,
	"yyyy-mm-dd":       yearFirst,
	"dd-mmm-yyyy":      monthInWords,
	"yyyymmdd":         eightDigits,
}

// The first and last day that a file may name, as days since 1 January 1970.
var (
	firstDay = daysOf(1900, 1, 1)
	lastDay  = daysOf(2100, 12, 31)
)

// epoch is the day in 1970 that days are counted from.
var epoch = when.Date{Year: 1970, Month: time.January, Day: 1}

// dateOf is the date of a number of days since 1 January 1970.
func dateOf(days int) when.Date { return epoch.AddDays(days) }

// daysOf is the number of days since 1 January 1970 of a date of the Gregorian
// calendar, by Howard Hinnant's days_from_civil: exact, and without a time.Time.
func daysOf(y, m, d int) int {
	if m <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	mp := (m + 9) % 12
	doy := (153*mp+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

var monthDays = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func real(y, m, d int) bool {
	if y < 1 || m < 1 || m > 12 || d < 1 {
		return false
	}
	most := monthDays[m]
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		most = 29
	}
	return d <= most
}

// readDate reads a date: in the format, or in any of them when it is "". In a
// workbook a number of five digits counts days as spreadsheets do.
func readDate(s, format string, workbook bool) (y, m, d int, ok bool) {
	if workbook && len(s) >= 5 && (len(s) == 5 || s[5] == '.') {
		if serial, err := strconv.ParseFloat(s, 64); err == nil && serial >= 61 {
			on := when.Date{Year: 1899, Month: time.December, Day: 30}.AddDays(int(serial))
			return on.Year, int(on.Month), on.Day, true
		}
	}
	s = dayPart(s)
	if format != "" {
		y, m, d, ok = formats[format](s)
		return y, m, d, ok && real(y, m, d)
	}
	for _, read := range []func(string) (int, int, int, bool){dayFirst, yearFirst, eightDigits, monthInWords} {
		if y, m, d, ok = read(s); ok {
			return y, m, d, real(y, m, d)
		}
	}
	return 0, 0, 0, false
}

// dayPart is s without a time of day after the date.
func dayPart(s string) string {
	for i := range len(s) {
		if (s[i] == ' ' || s[i] == 'T') && clock(s[i+1:]) {
			return s[:i]
		}
	}
	return s
}

// clock reports whether s is a time of day: 09:30, 09:30:00.000, 9:30 am, with a
// Z or not.
func clock(s string) bool {
	digits, colons := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == ':' && digits > 0:
			colons++
		case c == '.' || c == 'Z' || c == '+' || c == ' ' || c|32 == 'a' || c|32 == 'p' || c|32 == 'm':
		default:
			return false
		}
	}
	return colons > 0 && digits >= 2
}

// digits reads a number of at least least and at most most digits from the
// beginning of s.
func digits(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}

// mark takes away one of the signs that stand between the parts of a date.
func mark(s, signs string) (string, bool) {
	if s == "" || strings.IndexByte(signs, s[0]) < 0 {
		return s, false
	}
	return s[1:], true
}

func dayFirst(s string) (y, m, d int, ok bool) {
	d, s, ok1 := digits(s, 1, 2)
	s, ok2 := mark(s, "/.-")
	m, s, ok3 := digits(s, 1, 2)
	s, ok4 := mark(s, "/.-")
	y, s, ok5 := digits(s, 4, 4)
	return y, m, d, ok1 && ok2 && ok3 && ok4 && ok5 && s == ""
}

func yearFirst(s string) (y, m, d int, ok bool) {
	y, s, ok1 := digits(s, 4, 4)
	s, ok2 := mark(s, "-/.")
	m, s, ok3 := digits(s, 1, 2)
	s, ok4 := mark(s, "-/.")
	d, s, ok5 := digits(s, 1, 2)
	return y, m, d, ok1 && ok2 && ok3 && ok4 && ok5 && s == ""
}

func eightDigits(s string) (y, m, d int, ok bool) {
	n, rest, ok := digits(s, 8, 8)
	return n / 10000, n / 100 % 100, n % 100, ok && rest == ""
}

func monthInWords(s string) (y, m, d int, ok bool) {
	d, s, ok1 := digits(s, 1, 2)
	s, ok2 := mark(s, "- /")
	at := strings.IndexAny(s, "- /")
	if !ok1 || !ok2 || at < 3 {
		return 0, 0, 0, false
	}
	month, known := when.MonthNamed(s[:at])
	y, s, ok3 := digits(s[at+1:], 4, 4)
	return y, int(month), d, known && ok3 && s == ""
}

// readMonth reads a month: of a date, or 2027-05, or 05/2027.
func readMonth(s, format string, workbook bool) (month int, ok bool) {
	if y, m, _, ok := readDate(s, format, workbook); ok {
		return y*12 + m - 1, true
	}
	if format != "" {
		return 0, false
	}
	if y, rest, ok := digits(s, 4, 4); ok {
		rest, sign := mark(rest, "-/")
		m, rest, two := digits(rest, 1, 2)
		return y*12 + m - 1, sign && two && rest == "" && real(y, m, 1)
	}
	m, rest, one := digits(s, 1, 2)
	rest, sign := mark(rest, "-/")
	y, rest, four := digits(rest, 4, 4)
	return y*12 + m - 1, one && sign && four && rest == "" && real(y, m, 1)
}

// uniqMonth is the month of a UniqMonthID: (first year of the financial year
// less 1900) times twelve and the month of it, April being 1 (NHS England,
// MHSDS). So 1417 is April 2018.
func uniqMonth(s string) (month int, ok bool) {
	n, rest, ok := digits(s, 4, 4)
	if !ok || rest != "" || n < 1200 || n > 2400 {
		return 0, false
	}
	year, place := 1900+(n-1)/12, (n-1)%12
	return year*12 + 3 + place, true
}
