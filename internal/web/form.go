package web

import (
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Form reads a posted form field by field, keeping what was typed and what was
// wrong with it so that the page can be shown again. The zero Form is an empty
// form; fill Values to show a form with what is already known.
type Form struct {
	Values map[string][]string
	Errors []FieldError // in the order they were found
}

// FieldError is what is wrong with one field. Name "" is the form as a whole.
type FieldError struct{ Name, Text string }

// NewForm returns a form that shows values.
func NewForm(values map[string]string) *Form {
	f := &Form{Values: map[string][]string{}}
	for k, v := range values {
		f.Values[k] = []string{v}
	}
	return f
}

// ReadForm parses the body of r, multipart or not.
func ReadForm(r *http.Request) *Form {
	f := &Form{Values: map[string][]string{}}
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxBody)
	}
	if err != nil && err != http.ErrNotMultipart {
		f.Fail("", "The form could not be read. Please try again.")
		return f
	}
	for k, vs := range r.PostForm {
		for _, v := range vs {
			f.Values[k] = append(f.Values[k], clean(v))
		}
	}
	return f
}

// clean trims the space around v, makes line ends \n, and drops what is not
// text: invalid UTF-8 and control characters, which PostgreSQL and spreadsheets
// refuse.
func clean(v string) string {
	v = strings.ReplaceAll(strings.ToValidUTF8(v, ""), "\r\n", "\n")
	v = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, v)
	return strings.TrimSpace(v)
}

// Value is what was typed into the field.
func (f *Form) Value(name string) string {
	if f == nil || len(f.Values[name]) == 0 {
		return ""
	}
	return f.Values[name][0]
}

// Set puts a value into a field.
func (f *Form) Set(name string, values ...string) {
	if f.Values == nil {
		f.Values = map[string][]string{}
	}
	f.Values[name] = values
}

// Fail notes what is wrong with a field.
func (f *Form) Fail(name, text string) { f.Errors = append(f.Errors, FieldError{name, text}) }

// Error is what is wrong with the field, or "".
func (f *Form) Error(name string) string {
	if f == nil {
		return ""
	}
	for _, e := range f.Errors {
		if e.Name == name {
			return e.Text
		}
	}
	return ""
}

// Text reads a field of min to max characters; label begins the message.
func (f *Form) Text(name, label string, min, max int) string {
	v := f.Value(name)
	switch n := utf8.RuneCountInString(v); {
	case n == 0 && min > 0:
		f.Fail(name, "Enter "+lower(label)+".")
	case n < min:
		f.Fail(name, label+" must have at least "+strconv.Itoa(min)+" characters.")
	case n > max:
		f.Fail(name, label+" must have "+strconv.Itoa(max)+" characters or fewer.")
	}
	return v
}

// Int reads a whole number from min to max.
func (f *Form) Int(name, label string, min, max int) int {
	n, err := strconv.Atoi(f.Value(name))
	if err != nil || n < min || n > max {
		f.Fail(name, label+" must be a whole number from "+strconv.Itoa(min)+" to "+strconv.Itoa(max)+".")
	}
	return n
}

// OneOf reads a choice; required says whether one must be made.
func (f *Form) OneOf(name, label string, options []Option, required bool) string {
	v := f.Value(name)
	if v == "" && !required {
		return ""
	}
	if v == "" || !slices.ContainsFunc(options, func(o Option) bool { return o.Value == v }) {
		f.Fail(name, "Choose "+lower(label)+".")
		return ""
	}
	return v
}

// Some reads the ticked boxes among options.
func (f *Form) Some(name string, options []Option) []string {
	var out []string
	for _, v := range f.Values[name] {
		if slices.ContainsFunc(options, func(o Option) bool { return o.Value == v }) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Bool reports whether the box was ticked.
func (f *Form) Bool(name string) bool { return f.Value(name) != "" }

// Email reads an address; empty is allowed unless required.
func (f *Form) Email(name, label string, required bool) string {
	v := f.Value(name)
	if v == "" && !required {
		return ""
	}
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v || len(v) > 254 || !strings.Contains(v[strings.LastIndexByte(v, '@')+1:], ".") {
		f.Fail(name, "Enter "+lower(label)+" like name@example.org.")
	}
	return v
}

// Date reads the three boxes of the "date" component: name-day, name-month and
// name-year. All empty is no date, which is an error only when required.
func (f *Form) Date(name, label string, required bool) when.Date {
	d, m, y := f.Value(name+"-day"), f.Value(name+"-month"), f.Value(name+"-year")
	if d+m+y == "" {
		if required {
			f.Fail(name, "Enter "+lower(label)+".")
		}
		return when.Date{}
	}
	day, err1 := strconv.Atoi(d)
	month, ok := monthNumber(m)
	year, err2 := strconv.Atoi(y)
	date, err := when.NewDate(year, month, day)
	if err1 != nil || !ok || err2 != nil || len(y) != 4 || err != nil {
		f.Fail(name, label+" must be a real date, like 27 3 2027.")
		return when.Date{}
	}
	return date
}

// Month reads the two boxes of the "month" component: name-month, name-year.
func (f *Form) Month(name, label string, required bool) when.Month {
	m, y := f.Value(name+"-month"), f.Value(name+"-year")
	if m+y == "" {
		if required {
			f.Fail(name, "Enter "+lower(label)+".")
		}
		return when.Month{}
	}
	month, ok := monthNumber(m)
	year, err := strconv.Atoi(y)
	out, err2 := when.NewMonth(year, month)
	if !ok || err != nil || len(y) != 4 || err2 != nil {
		f.Fail(name, label+" must be a month and a year, like 3 2027.")
		return when.Month{}
	}
	return out
}

// monthNumber reads "3", "03" or "March".
func monthNumber(s string) (time.Month, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Month(n), n >= 1 && n <= 12
	}
	return when.MonthNamed(s)
}

// SetDate and SetMonth fill the boxes that Date and Month read.
func (f *Form) SetDate(name string, d when.Date) {
	if !d.IsZero() {
		f.Set(name+"-day", strconv.Itoa(d.Day))
		f.Set(name+"-month", strconv.Itoa(int(d.Month)))
		f.Set(name+"-year", strconv.Itoa(d.Year))
	}
}

// SetMonth fills the boxes that Month reads.
func (f *Form) SetMonth(name string, m when.Month) {
	if !m.IsZero() {
		f.Set(name+"-month", strconv.Itoa(int(m.Month)))
		f.Set(name+"-year", strconv.Itoa(m.Year))
	}
}

// OK reports whether nothing is wrong so far.
func (f *Form) OK() bool { return len(f.Errors) == 0 }

// Take puts the messages of an Invalid or Conflict fault on the form and
// returns nil; any other error comes back unchanged.
func (f *Form) Take(err error) error {
	kind := fault.KindOf(err)
	if err == nil || kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	fields := fault.Fields(err)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f.Fail(name, fields[name])
	}
	if len(fields) == 0 {
		f.Fail("", fault.Text(err))
	}
	return nil
}

// lower begins label with a small letter, unless it is an abbreviation.
func lower(label string) string {
	r := []rune(label)
	if len(r) > 1 && unicode.IsUpper(r[1]) || len(r) == 0 {
		return label
	}
	return string(unicode.ToLower(r[0])) + string(r[1:])
}
