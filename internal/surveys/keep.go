package surveys

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// Comment is free text of an answer, held back until somebody has read it.
type Comment struct {
	OrgID, ID, WaveID, UnitID, ResponseID, Question, Said string
}

// Given is one answer to be kept: from where and how it came, and what it says.
type Given struct {
	UnitID, Channel, Language string
	Peer                      bool // asked by somebody with lived experience
	Answers                   forms.Response
}

var errClosed = fault.New(fault.Conflict, "This survey has closed, so your answers could not be taken. Thank you for your time all the same.")

// keep keeps one answer of a wave, in the caller's transaction. See
// [Surveys.keepGiven].
func (s *Surveys) keep(ctx context.Context, tx *db.DB, wave Wave, form *forms.Form, unitID, channel, language string, r forms.Response) error {
	return s.keepGiven(ctx, tx, wave, form, Given{UnitID: unitID, Channel: channel, Language: language, Answers: r})
}

// keepGiven keeps one answer, if the wave takes any today. What says who gave
// it, or when, is left behind: of the time the hour is kept, of the answer what
// its form asks and nothing else. Free text goes apart, to be read first. No
// entry in the audit trail: it would tell the time and the order.
func (s *Surveys) keepGiven(ctx context.Context, tx *db.DB, wave Wave, form *forms.Form, g Given) error {
	answers := bare(form.Tidy(g.Answers))
	if g.Channel == "paper" {
		answers.Status = "stopped" // on paper nothing can be required
	}
	if problems := form.Validate(&answers); len(problems) > 0 {
		return fault.New(fault.Invalid, "%s: %s", problems[0].Path, problems[0].Message)
	}
	row := Response{
		OrgID: wave.OrgID, WaveID: wave.ID, ID: randomID(), UnitID: g.UnitID, Channel: g.Channel, Language: plainLanguage(form, g.Language),
		Hour: s.now().UTC().Truncate(time.Hour), Peer: g.Peer,
	}
	said := &said{form: form, row: row}
	answers.Items = said.without(answers.Items)
	answers.Language, answers.Status = row.Language, "completed"
	data, err := forms.WriteResponse(&answers)
	if err != nil {
		return err
	}
	row.Data = string(data)
	taken, err := insertResponse(ctx, tx, row, s.today())
	if err == nil && !taken {
		err = errClosed
	}
	if err != nil {
		return err
	}
	for _, c := range said.comments {
		if err := insertComment(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// randomID says nothing of when it was made.
func randomID() string { return strings.ToLower(rand.Text()) }

// bare is a response without all that a form's answers do not need: who wrote
// it, of whom, when, and what we did not understand.
func bare(r forms.Response) forms.Response {
	return forms.Response{Questionnaire: r.Questionnaire, Status: "completed", Language: r.Language, Items: bareItems(r.Items)}
}

func bareItems(items []forms.ResponseItem) []forms.ResponseItem {
	out := make([]forms.ResponseItem, len(items))
	for i, item := range items {
		out[i] = forms.ResponseItem{LinkID: item.LinkID, Items: bareItems(item.Items)}
		for _, a := range item.Answers {
			out[i].Answers = append(out[i].Answers, forms.Answer{Value: a.Value, Items: bareItems(a.Items)})
		}
	}
	return out
}

// plainLanguage is the language if the form has it: it is kept with the answer,
// so it must not be a mark that somebody put on theirs.
func plainLanguage(form *forms.Form, language string) string {
	for _, have := range languages(form) {
		if have == language {
			return have
		}
	}
	return ""
}

// languages are those of a form's title, the main one first.
func languages(form *forms.Form) []string {
	main := form.Language
	if main == "" {
		main = "en-GB"
	}
	out := []string{main}
	for _, l := range form.Languages() {
		if l != main {
			out = append(out, l)
		}
	}
	return out
}

// said takes the free text out of an answer.
type said struct {
	form     *forms.Form
	row      Response
	comments []Comment
}

// without returns the items without free text, which goes to the comments. An
// item with nothing left goes too.
func (x *said) without(items []forms.ResponseItem) []forms.ResponseItem {
	var out []forms.ResponseItem
	for _, item := range items {
		asked := x.form.Find(item.LinkID)
		var kept []forms.Answer
		for _, a := range item.Answers {
			if isWords(asked, a.Value) {
				x.add(item.LinkID, a.Value.Text)
				a.Value = forms.Value{}
			}
			a.Items = x.without(a.Items)
			if a.Value != (forms.Value{}) || len(a.Items) > 0 {
				kept = append(kept, a)
			}
		}
		item.Answers, item.Items = kept, x.without(item.Items)
		if len(item.Answers) > 0 || len(item.Items) > 0 {
			out = append(out, item)
		}
	}
	return out
}

// isWords reports whether an answer is in the person's own words. So are an
// address on the web, and the words of a choice that is none of the options.
func isWords(asked *forms.Item, v forms.Value) bool {
	if asked == nil {
		return true
	}
	switch asked.Kind {
	case forms.String, forms.LongText, forms.URL:
		return true
	case forms.OpenChoice:
		return v.Kind == "string"
	}
	return false
}

func (x *said) add(question, words string) {
	if words = strings.TrimSpace(words); words == "" {
		return
	}
	x.comments = append(x.comments, Comment{
		OrgID: x.row.OrgID, ID: randomID(), WaveID: x.row.WaveID, UnitID: x.row.UnitID, ResponseID: x.row.ID, Question: question, Said: words,
	})
}

// keepMany keeps many answers of one wave that came otherwise, such as those of
// a survey that was made elsewhere, by somebody who manages it.
func (s *Surveys) keepMany(ctx context.Context, tx *db.DB, wave Wave, list []Given) error {
	form, err := s.form(ctx, tx, wave)
	if err != nil {
		return err
	}
	for _, g := range list {
		if err := s.keepGiven(ctx, tx, wave, form, g); err != nil {
			return err
		}
	}
	return nil
}
