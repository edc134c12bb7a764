package forms

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/when"
)

func (v Value) empty() bool { return v.Text == "" && v.Display == "" }

func sameUnit(v, w Value) bool {
	return v.Display == w.Display || v.Display == "" || w.Display == ""
}

func dated(kind string) bool { return kind == "date" || kind == "dateTime" }

// compare is -1, 0 or 1; ok is false when the two cannot be compared. The kind
// of what is compared with gives way: files write dates as integers.
func (v Value) compare(w Value) (c int, ok bool) {
	switch {
	case v.number():
		x, err1 := strconv.ParseFloat(v.Text, 64)
		y, err2 := strconv.ParseFloat(w.Text, 64)
		if err1 != nil || err2 != nil || v.Kind == "Quantity" && w.Kind == "Quantity" && !sameUnit(v, w) {
			return 0, false
		}
		return compareNumbers(x, y), true
	case dated(v.Kind):
		return compareDates(v.Text, w.Text)
	case v.Kind == "Coding" || w.Kind == "Coding":
		return 0, false
	}
	return strings.Compare(v.Text, w.Text), true
}

func compareNumbers(x, y float64) int { return cmp.Compare(x, y) }

// compareDates compares as far as both go; when they are the same so far and one
// goes further, that is no answer.
func compareDates(a, b string) (int, bool) {
	if strings.Contains(a, "T") && strings.Contains(b, "T") {
		x, err1 := parseDateTime(a)
		y, err2 := parseDateTime(b)
		return x.Compare(y), err1 == nil && err2 == nil
	}
	n := min(len(a), len(b))
	if c := strings.Compare(a[:n], b[:n]); c != 0 {
		return c, true
	}
	return 0, len(a) == len(b)
}

// parseDateTime reads a FHIR dateTime with a time of day; without a zone it is
// London's.
func parseDateTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.ParseInLocation("2006-01-02T15:04:05.999999999", s, when.London)
}

// float is the value as a number, when it is one.
func (v Value) float() (float64, bool) {
	if !v.number() {
		return 0, false
	}
	x, err := strconv.ParseFloat(v.Text, 64)
	return x, err == nil
}

// wellFormed reports whether the text of v is what its kind allows.
func (v Value) wellFormed() bool {
	switch v.Kind {
	case "boolean":
		return v.Text == "true" || v.Text == "false"
	case "integer":
		_, err := strconv.ParseInt(v.Text, 10, 32)
		return err == nil && isDecimal(v.Text)
	case "decimal", "Quantity":
		return isDecimal(v.Text)
	case "date":
		return isDate(v.Text)
	case "dateTime":
		if !strings.Contains(v.Text, "T") {
			return isDate(v.Text)
		}
		_, err := parseDateTime(v.Text)
		return err == nil
	case "time":
		_, err := time.Parse("15:04:05.999999999", v.Text)
		return err == nil && len(v.Text) >= len("15:04:05")
	case "uri":
		return !strings.ContainsAny(v.Text, " \t\r\n")
	case "string":
		return utf8.ValidString(v.Text)
	}
	return true
}

// isDecimal reports whether s is a number as FHIR and JSON write it.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	mantissa, exponent, hasExponent := s, "", false
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent, hasExponent = s[:i], s[i+1:], true
	}
	whole, part, hasPart := strings.Cut(mantissa, ".")
	if !digits(whole) || len(whole) > 1 && whole[0] == '0' || hasPart && !digits(part) || len(s) > 40 {
		return false
	}
	if !hasExponent {
		return true
	}
	if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
		exponent = exponent[1:]
	}
	return digits(exponent) && len(exponent) <= 2
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isDate reports whether s is a year, a month or a day that the calendar has.
func isDate(s string) bool {
	layout := ""
	switch len(s) {
	case 4:
		layout = "2006"
	case 7:
		layout = "2006-01"
	case 10:
		layout = "2006-01-02"
	}
	t, err := time.Parse(layout, s)
	return layout != "" && err == nil && t.Year() > 0
}
