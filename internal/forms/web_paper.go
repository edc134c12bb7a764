package forms

import (
	"strconv"
	"strings"

	"footbridge/internal/export"
)

// Paper is a form as it is printed: sides of A4, each with a code of its own. A
// page includes it with {{template "forms.paper" .Paper}} and has no <h1> of its
// own; [Edition] says how large, and in which language.
//
//	forms.Paper{Form: form, Edition: forms.Edition{Size: 16, Language: "en"}, By: "…who asks", Why: "…why", Return: "…where it goes"}
type Paper struct {
	Form    *Form
	Edition Edition
	By      string // who asks
	Why     string // and why, a paragraph a line
	Return  string // what to do with the sheet, printed after the last question
}

// Side is a printed page with its code.
type Side struct {
	PaperPage
	QR          export.Code
	Code        string
	First, Last bool
	paper       *Paper
}

// Sides are the pages in order.
func (p Paper) Sides() ([]Side, error) {
	if p.Form == nil {
		return nil, nil
	}
	pages := p.Form.Pages(p.Edition)
	out := make([]Side, len(pages))
	for i, page := range pages {
		text := Code(p.Form.CodeOf(p.Edition, page))
		qr, err := export.QR(text)
		if err != nil {
			return nil, err
		}
		out[i] = Side{PaperPage: page, QR: qr, Code: text, First: i == 0, Last: i == len(pages)-1, paper: &p}
	}
	return out, nil
}

// Size names the size of the type, for the style sheet.
func (p Paper) Size() string { return strconv.Itoa(p.Edition.whole().Size) }

// Lang is the language of the paper for HTML.
func (p Paper) Lang() string { return Sheet{Form: p.Form, Language: p.Edition.Language}.Lang() }

// Dir is "rtl" where the language is written from right to left.
func (p Paper) Dir() string { return Sheet{Form: p.Form, Language: p.Edition.Language}.Dir() }

// Title is the name of the form.
func (p Paper) Title() Phrase { return p.Form.In(p.Form.Title, p.Edition.Language) }

// About are the words before the first question.
func (p Paper) About() []Phrase {
	return paragraphs(p.Form.In(p.Form.Description, p.Edition.Language))
}

// Rule says which questions need an answer.
func (p Paper) Rule() Phrase {
	return Sheet{Form: p.Form, Language: p.Edition.Language}.Rule()
}

// Reasons are the paragraphs of Why.
func (p Paper) Reasons() []Phrase { return paragraphs(Phrase{Text: p.Why}) }

// Words is the page in words: "Page 2 of 5".
func (s Side) Words() Phrase { return say(s.paper.Edition.Language, "page", s.Number, s.Of) }

// Paper is the whole that the side is of.
func (s Side) Paper() Paper { return *s.paper }

// Say is one of the page's own words.
func (i PaperItem) Say(key string) Phrase { return say(i.language, key) }

// Blank are the lines to write on.
func (i PaperItem) Blank() []struct{} { return make([]struct{}, i.Lines) }

// Grid names the number of columns, for the style sheet.
func (i PaperItem) Grid() string {
	if i.Columns == 0 {
		return "row"
	}
	return strconv.Itoa(i.Columns)
}

// Caption names a table for those who cannot see it.
func (i PaperItem) Caption() string { return strings.TrimSpace(i.Label.Text) }
