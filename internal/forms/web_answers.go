package forms

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/when"
)

// Answered is a question with what was answered to it, for the template
// "forms.answers": to look over the answers before they are sent, or to read them
// later.
type Answered struct {
	Number string
	Label  Phrase
	Given  []Phrase // none when nothing was answered
	None   Phrase   // says so
	Href   string   // where it can be changed; empty when Sheet.Change is
	Change Phrase
}

// Answers are all questions that are asked, given the answers, in order.
func (s Sheet) Answers() []Answered {
	if s.Form == nil {
		return nil
	}
	r := s.Response
	if r == nil {
		r = &Response{}
	}
	var out []Answered
	enabled := s.Form.Enabled(r)
	for _, step := range s.Form.Steps(r) {
		page := Sheet{Form: s.Form, Response: r, Language: s.Language, Step: step.ID, Numbered: s.Numbered}
		href := ""
		if s.Change != "" {
			href = s.Change + url.QueryEscape(step.ID)
		}
		var add func(parts []Part)
		add = func(parts []Part) {
			for _, p := range parts {
				if !enabled(p.path) {
					continue
				}
				if p.As != "group" && p.As != "table" && p.As != "words" {
					out = append(out, Answered{p.Number, p.Label, p.given(), s.Say("notanswered"), href, s.Say("change")})
				}
				add(p.Parts)
			}
		}
		add(page.Parts())
	}
	return out
}

// given is the answer in words.
func (p Part) given() []Phrase {
	var out []Phrase
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, Phrase{Text: text})
		}
	}
	switch p.As {
	case "radios", "scale", "checkboxes", "select":
		for _, o := range p.Options {
			if o.Chosen {
				out = append(out, o.Words)
			}
		}
		if p.Own != nil {
			add(p.Own.Value)
		}
	case "date", "datetime":
		text := strings.TrimSpace(p.Day + " " + p.Month + " " + p.Year)
		d, err1 := strconv.Atoi(p.Day)
		m, err2 := strconv.Atoi(p.Month)
		y, err3 := strconv.Atoi(p.Year)
		if date, err := when.NewDate(y, time.Month(m), d); err == nil && err1 == nil && err2 == nil && err3 == nil {
			text = date.String()
		}
		if p.At != "" {
			text += ", " + p.At
		}
		add(text)
	default:
		if p.Value != "" {
			add(p.Value + " " + p.Unit)
		}
	}
	return out
}
