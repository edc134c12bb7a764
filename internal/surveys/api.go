package surveys

import (
	"context"
	"slices"
	"strings"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// OpenForm is a questionnaire that anybody may answer today: a wave that asks it is
// open, and so is a way in that is for everybody.
type OpenForm struct {
	ID   string // of the version
	Form *forms.Form
}

// openChannels are the ways in that are for everybody who comes.
var openChannels = []string{"link", "poster", "kiosk"}

// OpenForms returns the questionnaires that anybody may answer today: those of the
// organisation whose name in addresses is slug, or of all when it is "". One
// without a valid licence is left out.
func (s *Surveys) OpenForms(ctx context.Context, slug string) ([]OpenForm, error) {
	all, err := s.units.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	var out []OpenForm
	found := slug == ""
	for _, org := range all {
		if slug != "" && org.Slug != slug {
			continue
		}
		found = true
		versions, err := askedVersions(ctx, s.db, org.OrgID, s.today(), openChannels)
		if err != nil {
			return nil, err
		}
		for _, id := range versions {
			form, err := s.shown(ctx, s.db, Wave{OrgID: org.OrgID, VersionID: id})
			if err != nil && fault.KindOf(err) == fault.Conflict {
				continue // not licensed
			}
			if err != nil {
				return nil, err
			}
			out = append(out, OpenForm{id, form})
		}
	}
	if !found {
		return nil, fault.New(fault.NotFound, "There is no organisation “%s” here.", slug)
	}
	return out, nil
}

// OpenForm is one of those that [Surveys.OpenForms] returns.
func (s *Surveys) OpenForm(ctx context.Context, id string) (OpenForm, error) {
	all, err := s.OpenForms(ctx, "")
	for _, x := range all {
		if x.ID == id {
			return x, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "No questionnaire that may be answered today has this id.")
	}
	return OpenForm{}, err
}

// EnterWay opens the door of a way in, as another system names it: the end of the
// address of a link, poster or tablet, or of a one-time link. Through one that is
// for everybody the answers come by the channel "api".
func (s *Surveys) EnterWay(ctx context.Context, way string) (Door, error) {
	_, word, _ := strings.Cut(way, ".")
	if len(word) == len(randomID()) && !strings.Contains(word, "-") {
		return s.EnterInvited(ctx, way)
	}
	d, err := s.Enter(ctx, way)
	if err == nil && !slices.Contains(openChannels, d.Channel) {
		err = errNoDoor // an interviewer signs in
	}
	d.Channel = "api"
	return d, err
}

// Take keeps answers that another system sent for somebody behind a door. With
// problems nothing is kept. What the form does not ask is not kept either: who
// wrote it, of whom and when, names on a coding, an id.
func (s *Surveys) Take(ctx context.Context, d Door, answers forms.Response) ([]forms.Problem, error) {
	problems := d.Form.Validate(&answers)
	if answers.Status != "completed" {
		problems = append(problems, forms.Problem{Path: "status", Message: "Send answers when they are complete: their status is “completed”."})
	}
	if len(problems) > 0 {
		return problems, nil
	}
	answers.Questionnaire, answers.Items = d.Form.Canonical(), formWords(d.Form, answers.Items)
	return nil, s.Answer(ctx, d, answers.Language, "", "", answers)
}

// formWords says what was chosen in the words of the form: those that came with
// it could hold anything.
func formWords(form *forms.Form, items []forms.ResponseItem) []forms.ResponseItem {
	out := slices.Clone(items)
	for i, item := range out {
		out[i].Text, out[i].Items = "", formWords(form, item.Items)
		out[i].Answers = slices.Clone(item.Answers)
		for n, a := range item.Answers {
			a.Items = formWords(form, a.Items)
			if asked := form.Find(item.LinkID); asked != nil {
				a.Value = formValue(form, asked, a.Value)
			}
			out[i].Answers[n] = a
		}
	}
	return out
}

func formValue(form *forms.Form, asked *forms.Item, v forms.Value) forms.Value {
	for _, o := range form.OptionsOf(asked) {
		if o.Value.Same(v) {
			return o.Value
		}
	}
	if v.Kind == "Coding" || v.Kind == "Quantity" && v.Display != asked.Unit {
		v.Display, v.System = "", ""
	}
	return v
}
