package actions

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Due is when something is to be done: a month, a day, "ongoing", or a month
// after which it goes on. The zero Due is no date yet.
type Due struct {
	Month   when.Month // when it is to be done or in place; zero for none
	Day     int        // of the month; 0 for the whole month
	Ongoing bool       // it goes on, and is reviewed
	From    when.Month // since when it goes on; zero when nobody said
	Words   string     // as it was written
}

// DueMonth returns a Due of that month.
func DueMonth(m when.Month) Due { return Due{Month: m, Words: m.String()} }

// IsZero reports whether no date is given.
func (d Due) IsZero() bool { return d.Month.IsZero() && !d.Ongoing }

// String is the date for people: "June 2007", "22 June 2007", "Ongoing from
// July 2007", "March 2008, then ongoing", or "No date yet".
func (d Due) String() string {
	month := d.Month.String()
	if d.Day > 0 {
		month = strconv.Itoa(d.Day) + " " + month
	}
	switch {
	case d.IsZero():
		return "No date yet"
	case !d.Ongoing:
		return month
	case !d.Month.IsZero():
		return month + ", then ongoing"
	case !d.From.IsZero():
		return "Ongoing from " + d.From.String()
	}
	return "Ongoing"
}

// By is the last day that is in time, or [Never].
func (d Due) By() when.Date {
	switch {
	case d.Month.IsZero():
		return Never
	case d.Day > 0:
		return when.Date{Year: d.Month.Year, Month: d.Month.Month, Day: d.Day}
	}
	return d.Month.Last()
}

// dueHelp ends the message about a date that cannot be read.
const dueHelp = `Write it like "June 2027", "22 June 2027", "June 2027 / ongoing" or "Ongoing from June 2027".`

// ParseDue reads a date as people write it in a plan: "June 2007", "Sept 2008",
// "22 June 2007", "2007-06", "Ongoing", "Ongoing, from July 2007", "March 2008 /
// ongoing", in any spacing and on one line or several. Nothing is no date. The
// words are kept as they were written, in single spaces.
func ParseDue(words string) (Due, error) {
	d := Due{Words: strings.Join(strings.Fields(words), " ")}
	var rest []string
	from := false
	for _, w := range strings.FieldsFunc(strings.ToLower(words), dueGap) {
		switch w {
		case "ongoing", "continuing", "continuous", "on-going":
			if d.Ongoing {
				return Due{}, badDue(d.Words)
			}
			d.Ongoing = true
		case "from", "since":
			from = true
		case "then", "and", "by", "of", "due", "to", "be", "in", "the", "end":
		default:
			rest = append(rest, w)
		}
	}
	if from && !d.Ongoing {
		return Due{}, badDue(d.Words)
	}
	if len(rest) == 0 {
		if d.Words != "" && !d.Ongoing {
			return Due{}, badDue(d.Words)
		}
		return d, nil
	}
	day, month, err := dayOrMonth(rest)
	switch {
	case err != nil:
		return Due{}, badDue(d.Words)
	case from && day > 0:
		return Due{}, badDue(d.Words)
	case from:
		d.From = month
	case d.Ongoing:
		d.Month, d.Day, d.From = month, day, month
	default:
		d.Month, d.Day = month, day
	}
	return d, nil
}

// dueGap separates the words of a date.
func dueGap(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;/()&", r) || r == '–' || r == '—'
}

func badDue(words string) error {
	return fault.Field("due", "“%s” is not a date we can read. %s", words, dueHelp)
}

// spreadsheetDate is "jun-07" or "22-jun-07": what a spreadsheet makes of "June
// 2007" and "22 June 2007" when it opens a CSV and saves it again.
var spreadsheetDate = regexp.MustCompile(`^(?:(\d{1,2})-)?([a-z]{3,9})-(\d{2}|\d{4})$`)

// dayOrMonth reads "june 2007", "22 june 2007", "22nd june 2007", "2007-06",
// "2007-06-22", "jun-07" or "22-jun-07".
func dayOrMonth(words []string) (day int, month when.Month, err error) {
	if len(words) == 1 {
		if found := spreadsheetDate.FindStringSubmatch(words[0]); found != nil {
			if words = found[2:]; found[1] != "" {
				words = found[1:]
			}
			if year := &words[len(words)-1]; len(*year) == 2 {
				*year = "20" + *year
			}
		}
	}
	if len(words) == 1 && len(words[0]) == 10 {
		date, err := when.ParseDate(words[0])
		if err != nil {
			return 0, when.Month{}, err
		}
		return date.Day, date.MonthOf(), nil
	}
	if len(words) == 3 {
		number := words[0]
		for _, end := range []string{"st", "nd", "rd", "th"} {
			number = strings.TrimSuffix(number, end)
		}
		if day, err = strconv.Atoi(number); err != nil || day < 1 {
			return 0, when.Month{}, fmt.Errorf("not a day: %q", words[0])
		}
		words = words[1:]
	}
	month, err = when.ParseMonth(strings.Join(words, " "))
	if err != nil {
		return 0, when.Month{}, err
	}
	if day > 0 {
		_, err = when.NewDate(month.Year, month.Month, day)
	}
	return day, month, err
}
