package web

import (
	"embed"
	"html/template"
	"strconv"
	"strings"
	"time"

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

// Error is what is wrong with the field.
func (f Field) Error() string { return f.Form.Error(f.Name) }

// DescribedBy lists the ids of the hint and the error.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Error() != "" {
		ids = append(ids, f.Name+"-error")
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

// FirstID is the id that the error summary leads to.
func (f Form) FirstID(name string) string {
	if name == "" {
		return "main"
	}
	return name
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

//go:embed templates/*.html
var layoutFiles embed.FS

var layout = template.Must(template.New("").Funcs(functions).ParseFS(layoutFiles, "templates/layout.html", "templates/components.html"))

var errorPage = template.Must(template.Must(layout.Clone()).ParseFS(layoutFiles, "templates/error.html"))

// functions are what templates may call.
var functions = template.FuncMap{
	"asset": AssetPath,
	"stamp": when.Stamp,
	"clock": when.Clock,
	"day":   func(t time.Time) string { return when.DateOf(t).String() },
	"tag":   func(colour, text string) Tag { return Tag{text, colour} },
	"plural": func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + many
	},
	"add":  func(a, b int) int { return a + b },
	"join": strings.Join,
	"lines": func(s string) []string {
		return strings.Split(s, "\n")
	},
}
