package learning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/notify"
)

// Names of the messages.
const (
	tmplReview   = "learning.review"
	tmplFeedback = "learning.feedback"
)

// Templates are the words of the module's messages. Subjects are fixed and say
// nothing about anybody: they show on a locked telephone.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: tmplReview, Subject: "A date you asked us to remember", About: "On the day that a student chose for looking at their learning plan again.",
			Body: `Hello {{.Name}},

You asked us to send you a line about now. When you have a quiet moment, you could look back, and ahead:

{{.Link}}

There is nothing you have to do.`},
		{Name: tmplFeedback, Subject: "How was it for you?", About: "Soon after the last session of a run, to everybody who had a place: a link that takes one answer and does not say whose.",
			Body: `Hello {{.Name}},

Thank you for learning with us. How was it for you? There are five short questions, and only the first needs an answer.

{{.Link}}

The link works once. Your answer is kept without your name, and nothing ties it to you. You need not answer.`},
	}
}

// askWithin is for how long after its end a run's students are still asked: after
// a pause of the program nobody is asked about what is long over.
const askWithin = 7 * 24 * time.Hour

// Ask asks the students of every run that has ended, once. Asking again does
// nothing.
func (l *Learning) Ask(ctx context.Context) error {
	all, err := l.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		now := l.now()
		runs, err := l.college.RunsEnded(ctx, l.db, org.OrgID, now.Add(-askWithin), now.Add(-time.Hour))
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range runs {
			ids = append(ids, r.ID)
		}
		done, err := askedRuns(ctx, l.db, org.OrgID, ids)
		if err != nil {
			return err
		}
		for _, r := range runs {
			if slices.Contains(done, r.ID) {
				continue
			}
			if err := l.askRun(ctx, r); err != nil { // what fails for one must not keep it from the others
				failed = append(failed, fmt.Errorf("ask about run %s: %w", r.ID, err))
			}
		}
	}
	return errors.Join(failed...)
}

// askRun makes a link for everybody with a place and sends it, all or none.
func (l *Learning) askRun(ctx context.Context, run college.Run) error {
	students, err := l.college.WithPlace(ctx, l.db, run.OrgID, run.ID)
	if err != nil {
		return err
	}
	var to []notify.Contact
	for _, s := range students {
		c, err := l.people.Contact(ctx, run.OrgID, s.PersonID)
		if err != nil {
			return err
		}
		to = append(to, c)
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		fresh, err := markAsked(ctx, tx, run.OrgID, run.ID, len(to), l.now())
		if err != nil || !fresh {
			return err
		}
		for _, c := range to {
			address, err := l.makeLink(ctx, tx, run, false)
			if err != nil {
				return err
			}
			err = l.notify.Send(ctx, tx, notify.Message{
				OrgID: run.OrgID, Key: tmplFeedback + ":" + run.ID + ":" + c.PersonID, To: c, Template: tmplFeedback, Data: map[string]string{"Link": address},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Remind writes to everybody whose day to look at their plan has come, once.
func (l *Learning) Remind(ctx context.Context) error {
	all, err := l.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		due, err := plansDue(ctx, l.db, org.OrgID, l.today())
		if err != nil {
			return err
		}
		for _, p := range due {
			if err := l.remind(ctx, p); err != nil {
				failed = append(failed, fmt.Errorf("remind of plan %s: %w", p.ID, err))
			}
		}
	}
	return errors.Join(failed...)
}

func (l *Learning) remind(ctx context.Context, p Plan) error {
	s, err := l.college.Student(ctx, l.db, p.OrgID, p.StudentID)
	if err != nil {
		return err
	}
	to, err := l.people.Contact(ctx, p.OrgID, s.PersonID)
	if err != nil {
		return err
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		fresh, err := markReminded(ctx, tx, p.OrgID, p.ID, l.today())
		if err != nil || !fresh || !s.LeftOn.IsZero() {
			return err
		}
		return l.notify.Send(ctx, tx, notify.Message{
			OrgID: p.OrgID, Key: tmplReview + ":" + p.ID + ":" + p.ReviewOn.ISO(), To: to, Template: tmplReview, Data: map[string]string{"Link": l.baseURL + "/learning/next"},
		})
	})
}
