// How a form becomes a page.
//
// Modules put [Templates] into theirs and a [Sheet] into the page's data:
//
//	var pages = web.Pages(files, forms.Templates)
//
//	type answerPage struct {
//		web.Page
//		Sheet forms.Sheet
//	}
//
// and in the page's own template, whose <h1> comes before it (all at once) or is
// left out (one thing per page: the sheet has it):
//
//	<form method="post" novalidate>
//	{{template "forms.languages" .Sheet}} buttons, only where the form has several languages
//	{{template "forms.sheet" .Sheet}}     the questions
//	{{template "forms.buttons" .Sheet}}   Continue, Back, Save: as Sheet.Buttons says
//	</form>
//
// All at once, a handler of GET shows
//
//	start := form.Start(language)
//	forms.Sheet{Form: form, Response: &start, Language: language, Buttons: []string{forms.Send}}
//
// and one of POST reads
//
//	posted := web.ReadForm(r)
//	switch press := forms.Pressed(posted.Values); press.Do {
//	case forms.Add, forms.Speak: // "Add another", or another language: the same page again, nothing is wrong yet
//		sheet := forms.Sheet{Form: form, Values: posted.Values, Language: press.Language(language)}
//	default:
//		language = press.Language(language) // the one that the sheet was shown in
//		answers, problems := form.FromFields(posted.Values, language)
//		problems = append(problems, form.Validate(&answers)...)
//		sheet := forms.Sheet{Form: form, Values: posted.Values, Problems: problems, Language: language}
//		sheet.Mark(posted) // puts them on the page's error summary; answer with 422 when there are any
//	}
//
// One thing per page: the answers so far travel as a [Response], kept by the
// caller, and the step by its ID.
//
//	step, _ := form.Step(&answers, id)                    // the first one when id is ""
//	forms.Sheet{Form: form, Response: &answers, Step: step.ID, Buttons: []string{forms.Continue, forms.Back}}
//	answers, problems := form.ReadStep(&answers, step, posted.Values, language) // what the page asked replaces what was there
//	next, more := form.Next(&answers, step.ID)            // more is false after the last question
//	answers = form.Tidy(answers)                          // before it is kept: what is not asked is left out
//
// {{template "forms.answers" .Sheet}} lists what was answered, to look over before
// it is sent. Between pages the answers travel as the caller likes: kept on the
// server, or in a hidden field as [WriteResponse] writes them.
//
// Everything works without a script. Where scripts run, assets/forms.js shows and
// hides the items that depend on others, counts characters, and keeps "none of
// these" alone; the sheet asks for it itself.
//
// Paper: {{template "forms.paper" .}} of a [Paper] is the form as it is printed, and
// a Sheet with Paper set the screen on which it is typed in: the same numbers and
// pages; digits choose an answer, Enter leads to the next. [ParseCode] reads the
// code of a printed page.
package forms

import (
	"embed"
	"slices"
	"strings"
)

// Templates are the templates of a form's parts, for [web.Pages].
//
//go:embed templates/_*.html
var Templates embed.FS

// Sheet is a form to be answered on a page, or one step of it.
type Sheet struct {
	Form *Form
	// Response is what has been answered so far.
	Response *Response
	// Values are what was just typed, where the page is shown again; they come
	// before Response.
	Values   map[string][]string
	Problems []Problem
	Language string // of the person; the form's own when empty
	Step     string // the one step that is shown; all at once when empty
	Change   string // the address of a step but for its ID, for "forms.answers": "/x?step="
	Numbered bool   // write the number before each question
	// Paper mirrors the printed paper: its numbers, its pages, and every question
	// open, for somebody who types in what was written.
	Paper bool
	// Edition is the one of the paper.
	Edition Edition
	// Buttons are what "forms.buttons" offers, in order, the first of them green:
	// Continue, Send, Check, Back, Save.
	Buttons []string
}

// What the buttons of a sheet do.
const (
	Continue = "continue"
	Send     = "send"
	Check    = "check"
	Back     = "back"
	Save     = "save"  // and come back later
	Add      = "add"   // one more of what repeats
	Speak    = "speak" // another language
)

const buttonName = "_do"

// languageName is the field that says in which language the sheet was shown.
const languageName = "_language"

// Press is the button that a form was sent with. Path says what is added, or the
// language that is wanted; Shown is the language that the sheet was in.
type Press struct{ Do, Path, Shown string }

// Pressed reads the button; Continue where the form was sent without one.
func Pressed(values map[string][]string) Press {
	p := Press{Do: Continue}
	for _, v := range values[languageName] {
		p.Shown = asTag(v)
	}
	for _, v := range values[buttonName] {
		do, path, _ := strings.Cut(v, " ")
		if slices.Contains([]string{Continue, Send, Check, Back, Save, Add, Speak}, do) {
			p.Do, p.Path = do, path
		}
	}
	if p.Do == Speak {
		p.Path = asTag(p.Path)
	}
	return p
}

// asTag is v where it looks like a language, else nothing.
func asTag(v string) string {
	odd := func(c rune) bool {
		return c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	}
	if len(v) > 35 || strings.ContainsFunc(v, odd) {
		return ""
	}
	return v
}

// Language is the language that was asked for, else the one that the sheet was
// shown in, else the one before.
func (p Press) Language(before string) string {
	switch {
	case p.Do == Speak && p.Path != "":
		return p.Path
	case p.Shown != "":
		return p.Shown
	}
	return before
}

// Mark puts what is wrong on a page's form, each at its field, for the error
// summary: [web.Form] is one that fails.
func (s Sheet) Mark(form interface{ Fail(name, text string) }) {
	if s.Form == nil {
		return
	}
	numbers, alone := s.Form.Numbers(), s.alone()
	for _, p := range s.Problems {
		item := s.Form.Find(lastLink(p.Path))
		if item == nil {
			form.Fail("", p.Message)
			continue
		}
		text := p.Message
		if n := numbers[item.LinkID]; n != "" && (s.Numbered || s.Paper) {
			text = "Question " + n + ": " + text
		} else if label := short(s.Form.In(item.Text, s.lang()).Text); label != "" && !alone {
			text = leadIn(label) + text
		}
		form.Fail(controlID(s.Form.firstControl(item, p.Path)), text)
	}
}

// leadIn leads from the words of a question to what is wrong with its answer.
func leadIn(label string) string {
	if strings.HasSuffix(label, "?") || strings.HasSuffix(label, ".") || strings.HasSuffix(label, "…") || strings.HasSuffix(label, ":") {
		return label + " "
	}
	return label + ": "
}

// firstControl is the path of the first control of an item: of the first question
// of a group, and of the first answer where a question has several.
func (f *Form) firstControl(i *Item, path string) string {
	if path = f.controlPath(i, path); f.many(i) && !strings.HasSuffix(path, "]") {
		path = Nth(path, 0)
	}
	if i.Kind != Group {
		return path
	}
	for n := range i.Items {
		if in := &i.Items[n]; in.asked() || in.Kind == Group && in.shown() {
			return f.firstControl(in, Under(path, in.LinkID))
		}
	}
	return path
}

// alone reports whether the page asks one question, which is its heading.
func (s Sheet) alone() bool {
	if s.Step == "" {
		return false
	}
	parts := s.Parts()
	return len(parts) == 1 && parts[0].As != "group" && parts[0].As != "table"
}

// controlPath is the path of the control that a problem of an item is shown at:
// boxes to tick are one control for all their answers.
func (f *Form) controlPath(i *Item, path string) string {
	if strings.HasSuffix(path, "]") && f.Picks(i) {
		return path[:strings.LastIndexByte(path, '[')]
	}
	return path
}

// lastLink is the link ID of the item at a path.
func lastLink(path string) string {
	if all := steps(path); len(all) > 0 {
		return all[len(all)-1].linkID
	}
	return ""
}

// short is a question in a few words.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 70 {
		return strings.TrimSpace(string(r[:67])) + "…"
	}
	return text
}

func (s Sheet) lang() string {
	if s.Language == "" && s.Form != nil {
		return s.Form.tongue()
	}
	return s.Language
}

// Lang is the language of the sheet for HTML.
func (s Sheet) Lang() string { return htmlLang(s.lang()) }

func htmlLang(tag string) string {
	if easy(tag) {
		tag = strings.TrimSuffix(strings.ToLower(tag), "-"+Easy)
	}
	return tag
}

// Dir is "rtl" where the language is written from right to left.
func (s Sheet) Dir() string {
	if rightToLeft(s.lang()) {
		return "rtl"
	}
	return ""
}

// Say is one of the page's own words.
func (s Sheet) Say(key string) Phrase { return say(s.lang(), key) }

// Title is the name of the form.
func (s Sheet) Title() Phrase { return s.Form.In(s.Form.Title, s.lang()) }

// About are the words before the first question, a paragraph each; none when one
// step is shown.
func (s Sheet) About() []Phrase {
	if s.Step != "" || s.Form == nil {
		return nil
	}
	p := s.Form.In(s.Form.Description, s.lang())
	return paragraphs(p)
}

func paragraphs(p Phrase) []Phrase {
	var out []Phrase
	for line := range strings.Lines(p.Text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, Phrase{line, p.Lang})
		}
	}
	return out
}

// Rule says which questions need an answer: those that say so.
func (s Sheet) Rule() Phrase {
	if s.Form == nil || s.Paper {
		return Phrase{}
	}
	key, asked := "optional", 0
	s.Form.Walk(func(_ []*Item, i *Item) {
		if i.asked() {
			asked++
			if i.Required {
				key = "except"
			}
		}
	})
	if first := s.Form.Steps(s.Response); asked < 2 || s.Step != "" && len(first) > 0 && first[0].ID != s.Step {
		return Phrase{}
	}
	return s.Say(key)
}

// Switch is one language that the form can be read in.
type Switch struct {
	Tag, Lang, Name string
	Current         bool
}

// Languages are the languages of the form; none when it has only one.
func (s Sheet) Languages() []Switch {
	if s.Form == nil {
		return nil
	}
	tags := s.Form.Languages()
	if len(tags) < 2 {
		return nil
	}
	out := make([]Switch, len(tags))
	for i, tag := range tags {
		out[i] = Switch{tag, htmlLang(tag), LanguageName(tag), strings.EqualFold(tag, s.lang()) || s.lang() == "en" && strings.EqualFold(tag, English)}
	}
	return out
}

// Offer is a button of the sheet.
type Offer struct {
	Value string
	Words Phrase
	First bool
}

// Offers are the buttons to send the sheet with.
func (s Sheet) Offers() []Offer {
	out := make([]Offer, len(s.Buttons))
	for i, do := range s.Buttons {
		out[i] = Offer{do, s.Say(do), i == 0}
	}
	return out
}

// Default is what Enter does in a box: the first button.
func (s Sheet) Default() string {
	if len(s.Buttons) == 0 {
		return Continue
	}
	return s.Buttons[0]
}

// Progress says how far one has come, in words: "Question 3 of about 10".
func (s Sheet) Progress() Phrase {
	if s.Step == "" || s.Form == nil {
		return Phrase{}
	}
	return s.Form.progress(s.Response, s.Step, s.lang())
}
