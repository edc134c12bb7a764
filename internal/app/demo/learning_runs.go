package demo

import (
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/forms"
	"footbridge/internal/learning"
	"footbridge/internal/when"
)

// today is the day that the history has reached.
func today(m *maker) when.Date { return when.DateOf(m.Clock.Now()) }

// afterRuns sees to the runs that ended three days before a day, when every
// register of theirs has been taken.
func (l *learners) afterRuns(day when.Date) error {
	runs, err := l.m.College.RunsEnded(l.m.ctx, l.m.DB, l.m.by.OrgID, day.AddDays(-4).Start(), day.AddDays(-3).Start())
	if err != nil {
		return err
	}
	slices.SortFunc(runs, func(a, b college.Run) int {
		if c := a.EndsAt.Compare(b.EndsAt); c != 0 {
			return c
		}
		return strings.Compare(a.Title, b.Title)
	})
	for _, run := range runs {
		for _, after := range []func(college.Run) error{l.say, l.certify, l.goOn} {
			if err := after(run); err != nil {
				return fmt.Errorf("after %s: %w", run.Title, err)
			}
		}
	}
	return nil
}

// say lets some of a run's students answer, most by their link and some on
// paper. Of some runs only a few answer.
func (l *learners) say(run college.Run) error {
	who, err := l.on(run)
	if err != nil || len(who) == 0 {
		return err
	}
	n := len(who) * (70 + l.r.IntN(30)) / 100
	if l.r.IntN(5) == 0 {
		n = min(n, 1+l.r.IntN(3))
	}
	office := actor.System(run.OrgID, "College office")
	if n == 0 {
		return nil
	}
	links, err := l.m.Learning.Sheets(l.m.ctx, office, run.ID, min(n, 60))
	if err != nil {
		return err
	}
	for _, address := range links {
		f := l.thought()
		if l.r.IntN(4) == 0 {
			err = l.m.Learning.AddFeedback(l.m.ctx, office, run.ID, f)
		} else {
			err = l.m.Learning.Answer(l.m.ctx, address[strings.LastIndexByte(address, '/')+1:], f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// thought is what somebody answers to the questions about a course.
func (l *learners) thought() forms.Response {
	how := [...]string{"very-good", "very-good", "very-good", "very-good", "good", "good", "good", "all-right", "all-right", "not-so-good"}[l.r.IntN(10)]
	helped, change, next := among(l.r, feedbackHelped), among(l.r, feedbackChange), among(l.r, feedbackNext)
	friend := [...]string{"yes", "yes", "yes", "maybe", ""}[l.r.IntN(5)]
	if how == "not-so-good" {
		friend = "no"
	}
	var r forms.Response
	for _, a := range []struct{ item, kind, text string }{
		{"how-was", "Coding", how}, {"helped", "string", helped}, {"change", "string", change}, {"recommend", "Coding", friend}, {"next", "string", next},
	} {
		if a.text != "" {
			r.Items = append(r.Items, forms.ResponseItem{LinkID: a.item, Answers: []forms.Answer{{Value: forms.Value{Kind: a.kind, Text: a.text}}}})
		}
	}
	return r
}

// certify issues a run's certificates.
func (l *learners) certify(run college.Run) error {
	_, err := l.m.Learning.Issue(l.m.ctx, actor.System(run.OrgID, "College office"), run.ID, "")
	return err
}

// goOn lets a few of a run's students tell what came next for them.
func (l *learners) goOn(run college.Run) error {
	who, err := l.on(run)
	if err != nil {
		return err
	}
	for _, s := range who {
		if l.r.IntN(7) > 0 {
			continue
		}
		kind := learning.StepKinds[[...]int{0, 0, 0, 1, 2, 2, 3, 3, 4, 5}[l.r.IntN(10)]].Code
		step := learning.Step{Kind: kind, OnDate: today(l.m), Words: among(l.r, stepWords[kind])}
		if l.r.IntN(2) == 0 {
			_, err = l.m.Learning.TellStep(l.m.ctx, s.Actor, step)
		} else {
			_, err = l.m.Learning.AddStep(l.m.ctx, actor.System(run.OrgID, "College office"), s.id, step)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
