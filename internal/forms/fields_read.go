package forms

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/when"
)

// FromFields reads a posted sheet: see [FieldName] for the names. Other names
// are ignored, and so are fields for items that are calculated. Occurrences may
// have any numbers; they keep their order and lose the gaps, also those in which
// nothing was typed, so that the paths of the problems are those of the sheet as
// it is shown again. What cannot be read is a problem, and is kept in the
// response as it was typed; [Form.Validate] would name it again.
func (f *Form) FromFields(values map[string][]string, language string) (Response, []Problem) {
	r := &reader{form: f}
	response := Response{Questionnaire: f.Canonical(), Language: language}
	var tooMany bool
	if r.posted, tooMany = readPosted(values); tooMany {
		return response, []Problem{{"", "There are more answers than a sheet can have."}}
	}
	response.Items = r.items(f.Items, "", "")
	return response, r.problems
}

type reader struct {
	form     *Form
	posted   posted
	problems []Problem
}

func (r *reader) fail(path, text string) { r.problems = append(r.problems, Problem{path, text}) }

// items reads the items of one place. At is its path as it was posted, path that
// after the gaps are closed.
func (r *reader) items(items []Item, at, path string) []ResponseItem {
	var out []ResponseItem
	for k := range items {
		i := &items[k]
		from, to := Under(at, i.LinkID), Under(path, i.LinkID)
		switch {
		case i.Kind == Display || i.Calculated != nil:
		case i.Kind == Group && i.Repeats:
			for n, posted := range r.posted.nth[FieldName(from)] {
				out = append(out, ResponseItem{LinkID: i.LinkID, Items: r.items(i.Items, Nth(from, posted), Nth(to, n))})
			}
		case i.Kind == Group:
			if inner := r.items(i.Items, from, to); len(inner) > 0 {
				out = append(out, ResponseItem{LinkID: i.LinkID, Items: inner})
			}
		default:
			if answers := r.answers(i, from, to); len(answers) > 0 {
				out = append(out, ResponseItem{LinkID: i.LinkID, Answers: answers})
			}
		}
	}
	return out
}

// answers reads the answers to a question, with those to the items under each.
func (r *reader) answers(i *Item, from, to string) []Answer {
	var out []Answer
	add := func(v Value, at string) {
		if !v.empty() {
			path := to
			if i.Repeats {
				path = Nth(to, len(out))
			}
			out = append(out, Answer{Value: v, Items: r.items(i.Items, at, path)})
		}
	}
	switch {
	case r.form.Picks(i):
		for n, v := range r.picked(i, FieldName(from), to) {
			at := from
			if i.Repeats {
				at = Nth(from, n)
			}
			add(v, at)
		}
	case i.Repeats:
		for _, n := range r.posted.nth[FieldName(from)] {
			add(r.typed(i, FieldName(Nth(from, n)), Nth(to, len(out))), Nth(from, n))
		}
	default:
		add(r.typed(i, FieldName(from), to), from)
	}
	return out
}

// picked reads the options that were picked, and own words.
func (r *reader) picked(i *Item, name, path string) []Value {
	var out []Value
	options := r.form.OptionsOf(i)
	for _, key := range r.posted.values[name] {
		if key = cleanText(key); key == "" {
			continue
		}
		if v, ok := option(options, key); !ok {
			r.fail(path, "Choose one of the answers that are offered.")
		} else if !hasSame(out, v) {
			out = append(out, v)
		}
	}
	if i.Kind == OpenChoice {
		for _, own := range r.posted.values[name+"-other"] {
			if own = r.text(path, cleanText(own)); own != "" {
				out = append(out, Value{Kind: "string", Text: own})
			}
		}
	}
	return out
}

func option(options []Option, key string) (Value, bool) {
	for k := range options {
		if strings.TrimSpace(options[k].Key()) == key {
			return options[k].Value, true
		}
	}
	return Value{}, false
}

func hasSame(values []Value, v Value) bool {
	for _, have := range values {
		if have.Same(v) {
			return true
		}
	}
	return false
}

// text cuts what is longer than any answer may be.
func (r *reader) text(path, s string) string {
	if utf8.RuneCountInString(s) <= maxText {
		return s
	}
	r.fail(path, "This is too long: at most "+strconv.Itoa(maxText)+" characters can be kept.")
	return string([]rune(s)[:maxText])
}

// typed reads one answer that was typed.
func (r *reader) typed(i *Item, name, path string) Value {
	v := Value{Kind: i.Kind.valueKind()}
	if i.Kind == Date || i.Kind == DateTime {
		v.Text = r.date(i.Kind, name, path)
		return v
	}
	typed := r.text(path, r.posted.first(name))
	if typed == "" {
		return v
	}
	switch i.Kind {
	case Choice: // from a list that is not here
		v.Display = typed
		return v
	case OpenChoice:
		return Value{Kind: "string", Text: typed}
	case Time:
		v.Text = clock(typed)
	case Decimal, Integer, Quantity:
		v.Text = tidyNumber(typed)
	default:
		v.Text = typed
	}
	if i.Kind == Quantity {
		v.Display = i.Unit
		if i.Unit == "" {
			v.Display = r.posted.first(name + "-unit")
		}
	}
	if !v.wellFormed() {
		r.fail(path, unreadable[i.Kind])
	}
	return v
}

var unreadable = map[Kind]string{
	Boolean:  "Answer yes or no.",
	Integer:  "Enter a whole number, like 12.",
	Decimal:  "Enter a number, like 12 or 12.5.",
	Quantity: "Enter a number, like 12 or 12.5.",
	Time:     "Enter a time of day, like 14:30.",
	URL:      "Enter a web address without spaces, like https://example.org.",
	String:   "This is not readable text.",
	LongText: "This is not readable text.",
}

// tidyNumber writes a number as FHIR does, if s is one.
func tidyNumber(s string) string {
	s = strings.TrimPrefix(strings.ReplaceAll(s, "−", "-"), "+")
	negative := strings.HasPrefix(s, "-")
	digitsOnly := strings.TrimPrefix(s, "-")
	if whole, part, ok := strings.Cut(digitsOnly, "."); ok && whole == "" && digits(part) {
		digitsOnly = "0" + digitsOnly
	}
	for len(digitsOnly) > 1 && digitsOnly[0] == '0' && digitsOnly[1] >= '0' && digitsOnly[1] <= '9' {
		digitsOnly = digitsOnly[1:]
	}
	if negative {
		return "-" + digitsOnly
	}
	return digitsOnly
}

// clock reads "14:30", "14.30" or "14:30:15", if s is a time.
func clock(s string) string {
	for _, layout := range []string{"15:04", "15:04:05", "15.04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.TimeOnly)
		}
	}
	return s
}

// date reads the boxes of a date, and the time beside it.
func (r *reader) date(kind Kind, name, path string) string {
	d, m, y := r.posted.first(name+"-day"), r.posted.first(name+"-month"), r.posted.first(name+"-year")
	at := ""
	if kind == DateTime {
		at = r.posted.first(name + "-time")
	}
	if d+m+y+at == "" {
		return ""
	}
	part := func(s string) string { return strings.ReplaceAll(shorten(s), "/", " ") }
	raw := part(d) + "/" + part(m) + "/" + part(y)
	if at != "" {
		raw += "T" + at
	}
	if d == "" || m == "" || y == "" {
		r.fail(path, "Enter a day, a month and a year, like 3 May 2027.")
		return r.text(path, raw)
	}
	date, ok := calendar(d, m, y)
	if !ok {
		r.fail(path, "Enter a date that the calendar has, like 3 May 2027.")
		return r.text(path, raw)
	}
	if at == "" {
		return date.ISO()
	}
	t, err := time.ParseInLocation("2006-01-02 15:04:05", date.ISO()+" "+clock(at), when.London)
	if err != nil {
		r.fail(path, unreadable[Time])
		return r.text(path, raw)
	}
	return t.Format(time.RFC3339)
}

func calendar(d, m, y string) (when.Date, bool) {
	day, err1 := strconv.Atoi(d)
	year, err2 := strconv.Atoi(y)
	month, named := when.MonthNamed(m)
	if n, err := strconv.Atoi(m); err == nil {
		month, named = time.Month(n), n >= 1 && n <= 12
	}
	if err1 != nil || err2 != nil || !named || len(y) != 4 {
		return when.Date{}, false
	}
	date, err := when.NewDate(year, month, day)
	return date, err == nil
}
