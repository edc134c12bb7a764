package learning

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Feedback is what somebody thought of a run. Nothing in it says who.
type Feedback struct {
	OrgID, ID, RunID, UnitID string
	VersionID                string // of the questionnaire; empty for the one that comes with Footbridge
	HowWas                   int    // 1 to 5; 0 where it was not asked or not answered
	Data                     string // a FHIR QuestionnaireResponse
	How                      string // link or paper
	OnDate                   when.Date
}

// The questionnaire of the college, and the question of it that the figure of
// the satisfied is made from: by the numbers of its options, 1 to 5.
const (
	feedbackName = "course-feedback"
	howWas       = "how-was"
)

// Questions is what is asked about a run.
type Questions struct {
	Run       college.Run
	VersionID string
	Form      *forms.Form
}

// questions are what is asked about a run today.
func (l *Learning) questions(ctx context.Context, tx *db.DB, run college.Run) (Questions, error) {
	v, err := l.questionnaires.Asked(ctx, tx, run.OrgID, feedbackName)
	return Questions{run, v.ID, &v.Form}, err
}

// howWasOf is the number of the option that was chosen for the first question.
func howWasOf(form *forms.Form, r *forms.Response) int {
	item := form.Find(howWas)
	if item == nil {
		return 0
	}
	for _, v := range r.AnswersTo(howWas) {
		for _, o := range form.OptionsOf(item) {
			if o.Key() == v.Key() && o.Ordinal != nil && *o.Ordinal >= 1 && *o.Ordinal <= 5 {
				return int(*o.Ordinal)
			}
		}
	}
	return 0
}

// FewAnswers is how many answers there must be before anybody sees what they
// say: of fewer one might guess whose they are.
const FewAnswers = 5

var errUsed = fault.New(fault.Conflict, "This link has been used already. Each link takes one answer, so that every answer counts once. Thank you for yours.")

// Asked is what a link asks.
func (l *Learning) Asked(ctx context.Context, token string) (Questions, error) {
	orgID, word, ok := split(token)
	if !ok {
		return Questions{}, errNoLink
	}
	link, found, err := linkByHash(ctx, l.db, orgID, id.Hash(word))
	switch {
	case err != nil:
		return Questions{}, err
	case !found:
		return Questions{}, errNoLink
	case !link.UsedOn.IsZero():
		return Questions{}, errUsed
	}
	run, err := l.college.Run(ctx, l.db, orgID, link.RunID)
	if err != nil {
		return Questions{}, err
	}
	return l.questions(ctx, l.db, run)
}

var errNoLink = fault.New(fault.NotFound, "We do not know this link. Perhaps a part of it is missing.")

// Answer keeps what the holder of a link thought, once a link.
func (l *Learning) Answer(ctx context.Context, token string, answers forms.Response) error {
	orgID, word, ok := split(token)
	if !ok {
		return errNoLink
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		link, found, err := linkByHash(ctx, tx, orgID, id.Hash(word))
		if err != nil {
			return err
		}
		if !found {
			return errNoLink
		}
		fresh, err := useLink(ctx, tx, orgID, id.Hash(word), l.today())
		if err != nil {
			return err
		}
		if !fresh {
			return errUsed
		}
		return l.keepFeedback(ctx, tx, actor.Actor{OrgID: orgID, Name: "Somebody with a link"}, link.RunID, "link", answers)
	})
}

// keepFeedback writes an answer, on the day and under an id that say nothing of
// when exactly it came.
func (l *Learning) keepFeedback(ctx context.Context, tx *db.DB, by actor.Actor, runID, how string, answers forms.Response) error {
	run, err := l.college.Run(ctx, tx, by.OrgID, runID)
	if err != nil {
		return err
	}
	q, err := l.questions(ctx, tx, run)
	if err != nil {
		return err
	}
	answers = q.Form.Tidy(answers)
	if problems := q.Form.Validate(&answers); len(problems) > 0 {
		return fault.Field(forms.FieldName(problems[0].Path), "%s", problems[0].Message)
	}
	answers.Status, answers.Questionnaire, answers.Authored = "completed", q.Form.Canonical(), ""
	data, err := forms.WriteResponse(&answers)
	if err != nil {
		return err
	}
	f := Feedback{
		OrgID: by.OrgID, ID: id.Secret(), RunID: run.ID, UnitID: run.UnitID, VersionID: q.VersionID,
		HowWas: howWasOf(q.Form, &answers), Data: string(data), How: how, OnDate: l.today(),
	}
	if err := insertFeedback(ctx, tx, f); err != nil {
		return err
	}
	return l.record(ctx, tx, by, "learning.feedback.given", runTarget(run))
}

func runTarget(r college.Run) audit.Target {
	return audit.Target{Kind: "run", ID: r.ID, Words: r.Title}
}

// AddFeedback keeps an answer that came on paper.
func (l *Learning) AddFeedback(ctx context.Context, by actor.Actor, runID string, answers forms.Response) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := l.run(ctx, tx, by, Manage, runID); err != nil {
			return err
		}
		return l.keepFeedback(ctx, tx, by, runID, "paper", answers)
	})
}

// run is a run at a college where by holds the permission.
func (l *Learning) run(ctx context.Context, tx *db.DB, by actor.Actor, permission, runID string) (college.Run, error) {
	r, err := l.college.Run(ctx, tx, by.OrgID, runID)
	if err != nil {
		return r, err
	}
	return r, l.reach(ctx, tx, by, permission, r.UnitID)
}

// Sheets makes some links for a run and returns their addresses, one for each
// paper form: whoever prefers may answer there instead.
func (l *Learning) Sheets(ctx context.Context, by actor.Actor, runID string, copies int) ([]string, error) {
	if copies < 1 || copies > 60 {
		return nil, fault.Field("copies", "The number of copies must be from 1 to 60.")
	}
	var out []string
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		out = nil
		run, err := l.run(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		for range copies {
			address, err := l.makeLink(ctx, tx, run, true)
			if err != nil {
				return err
			}
			out = append(out, address)
		}
		return l.record(ctx, tx, by, "learning.feedback.sheets printed", runTarget(run))
	})
	return out, err
}

func (l *Learning) makeLink(ctx context.Context, tx *db.DB, run college.Run, paper bool) (string, error) {
	word := id.Secret()
	err := insertLink(ctx, tx, link{OrgID: run.OrgID, Hash: id.Hash(word), RunID: run.ID, Paper: paper, MadeOn: l.today()})
	return l.baseURL + "/learning/feedback/" + run.OrgID + "." + word, err
}

// RunFigures are what the answers about one run come to.
type RunFigures struct {
	RunID               string
	N, Rated, Satisfied int // answers; how many say how it was, and of those how many "good" or "very good"
	Sent                int // links that went out
}

// Enough reports whether there are answers enough to show what they say.
func (f RunFigures) Enough() bool { return f.Rated >= FewAnswers }

// Percent is the share of the satisfied, rounded.
func (f RunFigures) Percent() int {
	if f.Rated == 0 {
		return 0
	}
	return (f.Satisfied*200 + f.Rated) / (2 * f.Rated)
}

// Satisfaction counts the answers about some runs that say how it was, and those that say "good" or
// "very good". It hides nothing: whoever shows it must.
func (l *Learning) Satisfaction(ctx context.Context, tx *db.DB, orgID string, runIDs []string) (n, satisfied int, err error) {
	rows, err := figuresOf(ctx, tx, orgID, runIDs)
	for _, r := range rows {
		n, satisfied = n+r.Rated, satisfied+r.Satisfied
	}
	return n, satisfied, err
}

// summed adds up the figures of runs that each have answers enough: the total of
// all would give away those that have few.
func summed(list []RunFigures) RunFigures {
	var out RunFigures
	for _, f := range list {
		if f.Enough() {
			out.N, out.Rated, out.Satisfied = out.N+f.N, out.Rated+f.Rated, out.Satisfied+f.Satisfied
		}
	}
	return out
}
