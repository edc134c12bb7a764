package learning

import (
	"cmp"
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/forms"
)

// Heard is what the answers about a run say, question by question; of few
// answers nothing.
type Heard struct {
	Run       college.Run
	Figures   RunFigures
	Questions []Question
}

// Question is one question with what was answered: the options with how many
// chose each, or what was written, in no order.
type Question struct {
	LinkID, Words string
	N             int // who answered it
	Options       []Chosen
	Written       []string
}

// Chosen is an option and how many chose it.
type Chosen struct {
	Label string
	N     int
}

// Heard returns what the answers about a run say, if there are enough.
func (l *Learning) Heard(ctx context.Context, by actor.Actor, runID string) (Heard, error) {
	run, err := l.run(ctx, l.db, by, Read, runID)
	if err != nil {
		return Heard{}, err
	}
	out := Heard{Run: run, Figures: RunFigures{RunID: run.ID}}
	rows, err := figuresOf(ctx, l.db, by.OrgID, []string{run.ID})
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		out.Figures = r
	}
	if out.Figures.Sent, err = linksOf(ctx, l.db, by.OrgID, run.ID); err != nil || !out.Figures.Enough() {
		return out, err
	}
	all, err := feedbackOf(ctx, l.db, by.OrgID, run.ID)
	if err != nil {
		return out, err
	}
	asked := heardForm{at: map[string]int{}}
	for _, f := range all {
		form, err := l.formOf(ctx, f, run)
		if err != nil {
			return out, err
		}
		answers, _, err := forms.ReadResponse("feedback.json", []byte(f.Data))
		if err != nil {
			return out, err
		}
		asked.add(form, &answers)
	}
	out.Questions = asked.questions
	return out, nil
}

// formOf is the form that an answer was given to.
func (l *Learning) formOf(ctx context.Context, f Feedback, run college.Run) (*forms.Form, error) {
	if f.VersionID == "" {
		q, err := l.questions(ctx, l.db, run)
		return q.Form, err
	}
	v, err := l.questionnaires.Published(ctx, l.db, f.OrgID, f.VersionID)
	return &v.Form, err
}

// heardForm gathers answers by question. A question is the same in two versions
// when it has the same link ID.
type heardForm struct {
	questions []Question
	at        map[string]int // link ID to its place
}

func (h *heardForm) add(form *forms.Form, answers *forms.Response) {
	form.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind == forms.Group || i.Kind == forms.Display {
			return
		}
		n, ok := h.at[i.LinkID]
		if !ok {
			n = len(h.questions)
			h.at[i.LinkID] = n
			q := Question{LinkID: i.LinkID, Words: i.Text.Plain}
			for _, o := range form.OptionsOf(i) {
				q.Options = append(q.Options, Chosen{Label: o.Text.Plain})
			}
			h.questions = append(h.questions, q)
		}
		h.questions[n].take(form, i, answers.AnswersTo(i.LinkID))
	})
}

// take counts one person's answers to the question.
func (q *Question) take(form *forms.Form, i *forms.Item, values []forms.Value) {
	if len(values) == 0 {
		return
	}
	q.N++
	for _, v := range values {
		chosen := false
		for _, o := range form.OptionsOf(i) {
			for k := range q.Options {
				if o.Key() == v.Key() && q.Options[k].Label == o.Text.Plain {
					q.Options[k].N++
					chosen = true
				}
			}
		}
		if !chosen {
			q.Written = append(q.Written, cmp.Or(v.Display, v.Text))
		}
	}
}
