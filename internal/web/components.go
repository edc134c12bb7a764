package web

import (
	"embed"
	"html/template"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// Option is one choice of a select, of radios or of checkboxes.
type Option struct{ Value, Label, Hint string }

// Field is the data of every form component.
type Field struct {
	Form    *Form
	Name    string
	Label   string
	Hint    string
	Type    string // of an input: text, email, tel, password, number, url, search, file
	Options []Option
	Rows    int    // of a text area
	Width   string // of an input: "2", "4", "10", "20" characters, or "" for full
	Auto    string // autocomplete token
	Accept  string // of a file: the kinds offered first, ".csv,.xlsx"
	Most    int    // characters allowed, said below the box; 0 says nothing
	Heading bool   // the label is the page's heading: one thing per page
}

// Value is what was typed.
func (f Field) Value() string {
	if f.Type == "password" || f.Type == "file" {
		return ""
	}
	return f.Form.Value(f.Name)
}

// Part is what was typed into the box name-part of a date or month.
func (f Field) Part(part string) string { return f.Form.Value(f.Name + "-" + part) }

// Chosen reports whether the option with that value is chosen.
func (f Field) Chosen(value string) bool {
	if f.Form == nil {
		return false
	}
	for _, v := range f.Form.Values[f.Name] {
		if v == value {
			return true
		}
	}
	return false
}

// Marked is an option and whether it is chosen.
type Marked struct {
	Option
	Chosen bool
}

// Marked lists the options with those that are chosen: one call for a long
// list, where asking [Field.Chosen] of each would be most of the page's cost.
func (f Field) Marked() []Marked {
	out := make([]Marked, len(f.Options))
	for i, o := range f.Options {
		out[i] = Marked{o, f.Chosen(o.Value)}
	}
	return out
}

// Error is what is wrong with the field.
func (f Field) Error() string { return f.Form.Error(f.Name) }

// Verbatim reports whether what is typed is no prose: no spelling help.
func (f Field) Verbatim() bool {
	return f.Type == "email" || f.Type == "url" || f.Type == "password" || f.Type == "tel"
}

// DescribedBy lists the ids of the hint, the error and the limit.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Error() != "" {
		ids = append(ids, f.Name+"-error")
	}
	if f.Most > 0 {
		ids = append(ids, f.Name+"-limit")
	}
	return strings.Join(ids, " ")
}

// OptionID is the id of the i-th option: the first one carries the field's own,
// so that the error summary leads to it.
func (f Field) OptionID(i int) string {
	if i == 0 {
		return f.Name
	}
	return f.Name + "-" + strconv.Itoa(i+1)
}

// Input returns a one-line field of type text. The With… methods change it.
func (f *Form) Input(name, label, hint string) Field {
	return Field{Form: f, Name: name, Label: label, Hint: hint, Type: "text"}
}

// OfType returns the field with another input type.
func (f Field) OfType(typ string) Field { f.Type = typ; return f }

// Wide returns the field that wide, in characters: "2", "4", "10", "20".
func (f Field) Wide(width string) Field { f.Width = width; return f }

// Complete returns the field with an autocomplete token.
func (f Field) Complete(token string) Field { f.Auto = token; return f }

// AsHeading returns the field with its label as the page's heading.
func (f Field) AsHeading() Field { f.Heading = true; return f }

// Accepting returns the field of type file that offers these kinds first.
func (f Field) Accepting(kinds string) Field { f.Type, f.Accept = "file", kinds; return f }

// UpTo returns the field with the number of characters allowed said below it.
func (f Field) UpTo(characters int) Field { f.Most = characters; return f }

// Area returns a text area of some rows.
func (f *Form) Area(name, label, hint string, rows int) Field {
	return Field{Form: f, Name: name, Label: label, Hint: hint, Rows: rows}
}

// Choice returns a select, radios or checkboxes: the component decides.
func (f *Form) Choice(name, label, hint string, options []Option) Field {
	return Field{Form: f, Name: name, Label: label, Hint: hint, Options: options}
}

// Tag is a short status: always words, the colour only helps. Colours: grey,
// green, yellow, orange, red, blue, purple, white.
type Tag struct{ Text, Colour string }

// Tab is one of several views of a page, each at its own address.
type Tab struct {
	Label, Href string
	Current     bool
	Count       string // "" for none
}

// Moment is one entry of the "timeline" component, newest first by habit.
type Moment struct {
	At    string // as people read it
	Title string
	By    string
	Text  string
	Tag   *Tag
	Href  string
}

// Details is a short text that opens on request, paragraph by line.
type Details struct{ Summary, Text string }

// Paragraphs are the lines of the text that are not empty.
func (d Details) Paragraphs() []string {
	var out []string
	for line := range strings.Lines(d.Text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Callout is something nobody should miss.
type Callout struct{ Heading, Text string }

// Fact is one row of the "summarylist" component; Href leads to where it can be
// changed, and Action is the word for that, "Change" if empty.
type Fact struct{ Key, Value, Href, Action string }

// Card leads to a part of the service; Figure is a number worth knowing, or "".
type Card struct{ Title, Href, Text, Figure string }

// Share is one row of the "spread" component: so many of a total. Colours are
// those of Tag.
type Share struct {
	Label, Href, Colour string
	Count, Total        int
}

// Percent is the length of the bar. A share that is not nothing can be seen.
func (s Share) Percent() int {
	if s.Count <= 0 || s.Total <= 0 {
		return 0
	}
	return min(100, max(2, s.Count*100/s.Total))
}

//go:embed templates/*.html
var layoutFiles embed.FS

var errorPage = ownPage("error.html")

// functions are what templates may call.
var functions = template.FuncMap{
	"asset": AssetPath,
	"stamp": when.Stamp,
	"day":   func(t time.Time) string { return when.DateOf(t).String() },
	"tag":   func(colour, text string) Tag { return Tag{text, colour} },
	"plural": func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + many
	},
	"capital": fold.Capital,
	"add":     func(a, b int) int { return a + b },
	"join":    strings.Join,
}
