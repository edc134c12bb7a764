package forms

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// names says what each kind of value is in plain words.
var names = map[string]string{
	"boolean": "yes or no", "decimal": "a number", "integer": "a whole number", "date": "a date", "dateTime": "a date and time",
	"time": "a time of day", "string": "text", "uri": "a web address", "Coding": "one of a list of choices", "Quantity": "a number with its unit",
}

// valueKind is what a value of a kind of item is called in FHIR.
func (k Kind) valueKind() string {
	switch k {
	case String, LongText:
		return "string"
	case URL:
		return "uri"
	case Choice, OpenChoice:
		return "Coding"
	case Quantity:
		return "Quantity"
	}
	return string(k)
}

// refuses says why v is no answer to the item, or "".
func (i *Item) refuses(v Value, options []Option) string {
	listed := contains(options, v)
	if !listed {
		if why := i.refusesKind(v, options); why != "" {
			return why
		}
	}
	if !v.wellFormed() {
		return i.malformed(v)
	}
	if len(options) > 0 && !listed && !(i.Kind == OpenChoice && v.Kind == "string") {
		return "“" + v.words() + "” is not one of the answers to choose from."
	}
	if n := utf8.RuneCountInString(v.Text); i.MaxLength > 0 && n > i.MaxLength && (v.Kind == "string" || v.Kind == "uri") {
		return "This has " + strconv.Itoa(n) + " characters; at most " + strconv.Itoa(i.MaxLength) + " fit."
	}
	return i.outside(v)
}

func contains(options []Option, v Value) bool {
	for k := range options {
		if options[k].Value.Kind == v.Kind && options[k].Value.Same(v) {
			return true
		}
	}
	return false
}

// refusesKind says that v is of the wrong kind, or "".
func (i *Item) refusesKind(v Value, options []Option) string {
	want := i.Kind.valueKind()
	if v.Kind == want || i.Kind == OpenChoice && v.Kind == "string" {
		return ""
	}
	if i.Kind == Choice || i.Kind == OpenChoice {
		for k := range options {
			if options[k].Value.Kind == v.Kind {
				return "" // of the kind of the options, but none of them
			}
		}
	}
	is := names[v.Kind]
	if is == "" {
		is = "a " + v.Kind
	}
	return "This asks for " + names[want] + " (" + want + "), but what is there is " + is + " (" + v.Kind + ")."
}

// malformed says what a value should look like.
func (i *Item) malformed(v Value) string {
	shown := "“" + shorten(v.Text) + "”"
	switch v.Kind {
	case "boolean":
		return "Answer yes or no; " + shown + " is neither."
	case "integer":
		return "Enter a whole number; " + shown + " is not one."
	case "decimal", "Quantity":
		return "Enter a number; " + shown + " is not one."
	case "date":
		return "Enter a date that the calendar has; " + shown + " is not one."
	case "dateTime":
		return "Enter a date and a time that exist; " + shown + " is not one."
	case "time":
		return "Enter a time of day, like 14:30; " + shown + " is not one."
	case "uri":
		return "Enter a web address without spaces."
	}
	return "This is not readable text."
}

// outside says that a number is too small or too large, or "".
func (i *Item) outside(v Value) string {
	x, ok := v.float()
	switch {
	case !ok:
		return ""
	case i.MinValue != nil && x < *i.MinValue:
		return "Enter a number that is " + plainNumber(*i.MinValue) + " or more; this is " + v.Text + "."
	case i.MaxValue != nil && x > *i.MaxValue:
		return "Enter a number that is " + plainNumber(*i.MaxValue) + " or less; this is " + v.Text + "."
	}
	return ""
}

// wanted is how a question asks for its answer.
func (i *Item) wanted(options []Option) string {
	if len(options) > 0 {
		return "Choose an answer."
	}
	switch i.Kind {
	case Boolean:
		return "Answer yes or no."
	case Date:
		return "Enter a date."
	case Integer, Decimal, Quantity:
		return "Enter a number."
	case Time:
		return "Enter a time."
	}
	return "Enter an answer."
}

// words are how a value is named in a message.
func (v Value) words() string {
	if v.Display != "" && v.Kind == "Coding" {
		return shorten(v.Display)
	}
	return shorten(v.Text)
}

func (o *Option) words() string {
	if o.Text.Plain != "" {
		return shorten(o.Text.Plain)
	}
	return o.Value.words()
}

// shorten keeps a message readable whatever was typed.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most])) + "…"
}

func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
