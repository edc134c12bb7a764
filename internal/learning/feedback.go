package learning

import (
	"context"
	"strings"
	"unicode/utf8"

	"crypto/rand"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Feedback is what somebody thought of a run. Nothing in it says who.
type Feedback struct {
	OrgID, ID, RunID, UnitID string
	HowWas                   int // 1 to 5
	Helped, Change           string
	Recommend                string // yes, maybe, no, or "" for no answer
	Next                     string
	How                      string // link or paper
	OnDate                   when.Date
}

// HowWas are the answers to the first question, with their number.
var HowWas = []struct {
	Value int
	Label string
}{
	{5, "Very good"}, {4, "Good"}, {3, "All right"}, {2, "Not so good"}, {1, "Poor"},
}

// Recommends are the answers to whether they would tell a friend.
var Recommends = []struct{ Code, Label string }{{"yes", "Yes"}, {"maybe", "Maybe"}, {"no", "No"}}

// HowWasLabel is the answer to the first question in words.
func (f Feedback) HowWasLabel() string {
	for _, h := range HowWas {
		if h.Value == f.HowWas {
			return h.Label
		}
	}
	return ""
}

// FewAnswers is how many answers there must be before anybody sees what they
// say: of fewer one might guess whose they are.
const FewAnswers = 5

func (f *Feedback) tidy() error {
	f.Helped, f.Change, f.Next = strings.TrimSpace(f.Helped), strings.TrimSpace(f.Change), strings.TrimSpace(f.Next)
	if f.HowWas < 1 || f.HowWas > 5 {
		return fault.Field("how_was", "Choose how it was for you.")
	}
	for _, x := range []struct{ text, name, label string }{
		{f.Helped, "helped", "What helped"}, {f.Change, "change", "What should change"}, {f.Next, "next", "What next"},
	} {
		if utf8.RuneCountInString(x.text) > mostWords {
			return fault.Field(x.name, "%s must have %d characters or fewer.", x.label, mostWords)
		}
	}
	return nil
}

var errUsed = fault.New(fault.Conflict, "This link has been used already. Each link takes one answer, so that every answer counts once. Thank you for yours.")

// Asked is the run that a link asks about.
func (l *Learning) Asked(ctx context.Context, token string) (college.Run, error) {
	orgID, word, ok := split(token)
	if !ok {
		return college.Run{}, errNoLink
	}
	link, found, err := linkByHash(ctx, l.db, orgID, hashed(word))
	switch {
	case err != nil:
		return college.Run{}, err
	case !found:
		return college.Run{}, errNoLink
	case !link.UsedOn.IsZero():
		return college.Run{}, errUsed
	}
	return l.college.Run(ctx, l.db, orgID, link.RunID)
}

var errNoLink = fault.New(fault.NotFound, "We do not know this link. Perhaps a part of it is missing.")

// Answer keeps what the holder of a link thought, once a link.
func (l *Learning) Answer(ctx context.Context, token string, f Feedback) error {
	if err := f.tidy(); err != nil {
		return err
	}
	orgID, word, ok := split(token)
	if !ok {
		return errNoLink
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		link, found, err := linkByHash(ctx, tx, orgID, hashed(word))
		if err != nil {
			return err
		}
		if !found {
			return errNoLink
		}
		fresh, err := useLink(ctx, tx, orgID, hashed(word), l.today())
		if err != nil {
			return err
		}
		if !fresh {
			return errUsed
		}
		f.How = "link"
		return l.keepFeedback(ctx, tx, actor.Actor{OrgID: orgID, Name: "Somebody with a link"}, link.RunID, f)
	})
}

// keepFeedback writes an answer, on the day and under an id that say nothing of
// when exactly it came.
func (l *Learning) keepFeedback(ctx context.Context, tx *db.DB, by actor.Actor, runID string, f Feedback) error {
	run, err := l.college.Run(ctx, tx, by.OrgID, runID)
	if err != nil {
		return err
	}
	f.OrgID, f.ID, f.RunID, f.UnitID, f.OnDate = by.OrgID, strings.ToLower(rand.Text()), run.ID, run.UnitID, l.today()
	if err := insertFeedback(ctx, tx, f); err != nil {
		return err
	}
	return l.record(ctx, tx, by, "learning.feedback.given", runTarget(run))
}

func runTarget(r college.Run) audit.Target {
	return audit.Target{Kind: "run", ID: r.ID, Words: r.Title}
}

// AddFeedback keeps an answer that came on paper.
func (l *Learning) AddFeedback(ctx context.Context, by actor.Actor, runID string, f Feedback) error {
	if err := f.tidy(); err != nil {
		return err
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := l.run(ctx, tx, by, Manage, runID); err != nil {
			return err
		}
		f.How = "paper"
		return l.keepFeedback(ctx, tx, by, runID, f)
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
	word := secret()
	err := insertLink(ctx, tx, link{OrgID: run.OrgID, Hash: hashed(word), RunID: run.ID, Paper: paper, MadeOn: l.today()})
	return l.baseURL + "/learning/feedback/" + run.OrgID + "." + word, err
}

// RunFigures are what the answers about one run come to.
type RunFigures struct {
	RunID        string
	N, Satisfied int // answers, and how many of them are "good" or "very good"
	Sent         int // links that went out
}

// Enough reports whether there are answers enough to show what they say.
func (f RunFigures) Enough() bool { return f.N >= FewAnswers }

// Percent is the share of the satisfied, rounded.
func (f RunFigures) Percent() int {
	if f.N == 0 {
		return 0
	}
	return (f.Satisfied*200 + f.N) / (2 * f.N)
}

// Satisfaction counts the answers about some runs, and those that say "good" or
// "very good". It hides nothing: whoever shows it must.
func (l *Learning) Satisfaction(ctx context.Context, tx *db.DB, orgID string, runIDs []string) (n, satisfied int, err error) {
	rows, err := figuresOf(ctx, tx, orgID, runIDs)
	for _, r := range rows {
		n, satisfied = n+r.N, satisfied+r.Satisfied
	}
	return n, satisfied, err
}

// summed adds up the figures of runs that each have answers enough: the total of
// all would give away those that have few.
func summed(list []RunFigures) RunFigures {
	var out RunFigures
	for _, f := range list {
		if f.Enough() {
			out.N, out.Satisfied = out.N+f.N, out.Satisfied+f.Satisfied
		}
	}
	return out
}

// Heard is what the answers about a run say.
type Heard struct {
	Run     college.Run
	Figures RunFigures
	Spread  []int      // answers by value, from 5 to 1; none when there are few
	Friends int        // would tell a friend; 0 when there are few
	Answers []Feedback // with words in them; none when there are few
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
	out.Spread = make([]int, 5)
	for _, f := range all {
		out.Spread[5-f.HowWas]++
		if f.Recommend == "yes" {
			out.Friends++
		}
		if f.Helped+f.Change+f.Next != "" {
			out.Answers = append(out.Answers, f)
		}
	}
	return out, err
}
