package learning

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Step is what came next for a student.
type Step struct {
	OrgID, ID, UnitID, StudentID string
	Kind                         string
	OnDate                       when.Date
	Words                        string
	ToldBy                       string // student or staff
	Version                      int
	CreatedAt                    time.Time
}

// StepKinds are the kinds of next step, with how people call them.
var StepKinds = []struct{ Code, Label string }{
	{"further course", "Another course with us"}, {"peer training", "Training as a peer worker or peer trainer"}, {"volunteering", "Volunteering"},
	{"study", "Study somewhere else"}, {"work", "Paid work"}, {"other", "Something else"},
}

// KindLabel is the kind as people read it.
func (s Step) KindLabel() string { return kindLabel(s.Kind) }

func kindLabel(code string) string {
	for _, k := range StepKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return ""
}

func (s *Step) tidy(today when.Date) error {
	s.Words = strings.TrimSpace(s.Words)
	switch {
	case kindLabel(s.Kind) == "":
		return fault.Field("kind", "Choose what came next.")
	case s.OnDate.IsZero() || s.OnDate.Days(today) > 366 || s.OnDate.Year < 2000:
		return fault.Field("on_date", "The day must be a real one, at most a year from now.")
	case utf8.RuneCountInString(s.Words) > 1000:
		return fault.Field("words", "Your words must have 1000 characters or fewer.")
	}
	return nil
}

func stepTarget(s Step) audit.Target {
	return audit.Target{Kind: "next step", ID: s.ID, Words: s.KindLabel()}
}

// TellStep keeps what came next for the actor, in their own words.
func (l *Learning) TellStep(ctx context.Context, by actor.Actor, s Step) (Step, error) {
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		me, err := l.me(ctx, tx, by)
		if err != nil {
			return err
		}
		s, err = l.addStep(ctx, tx, by, me, s, "student")
		return err
	})
	return s, err
}

// AddStep keeps what came next for a student who told the college.
func (l *Learning) AddStep(ctx context.Context, by actor.Actor, studentID string, s Step) (Step, error) {
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		student, err := l.student(ctx, tx, by, Manage, studentID)
		if err != nil {
			return err
		}
		s, err = l.addStep(ctx, tx, by, student, s, "staff")
		return err
	})
	return s, err
}

// student is a student of a college where by holds the permission.
func (l *Learning) student(ctx context.Context, tx *db.DB, by actor.Actor, permission, studentID string) (college.Student, error) {
	s, err := l.college.Student(ctx, tx, by.OrgID, studentID)
	if err != nil {
		return s, err
	}
	return s, l.reach(ctx, tx, by, permission, s.UnitID)
}

func (l *Learning) addStep(ctx context.Context, tx *db.DB, by actor.Actor, student college.Student, s Step, toldBy string) (Step, error) {
	if err := s.tidy(l.today()); err != nil {
		return s, err
	}
	s.OrgID, s.ID, s.UnitID, s.StudentID, s.ToldBy, s.Version = by.OrgID, id.New(), student.UnitID, student.ID, toldBy, 1
	s.CreatedAt = l.now().UTC().Truncate(time.Microsecond)
	if err := insertStep(ctx, tx, s); err != nil {
		return s, err
	}
	return s, l.record(ctx, tx, by, "learning.step.added", stepTarget(s))
}

// Step returns a step of the actor's own, or one that they may read as staff.
func (l *Learning) Step(ctx context.Context, by actor.Actor, stepID string) (Step, error) {
	return l.stepOf(ctx, l.db, by, stepID, Read)
}

func (l *Learning) stepOf(ctx context.Context, tx *db.DB, by actor.Actor, stepID, permission string) (Step, error) {
	s, err := oneStep(ctx, tx, by.OrgID, stepID)
	if err != nil {
		return s, err
	}
	me, found, err := l.college.StudentOf(ctx, tx, by.OrgID, by.PersonID)
	if err != nil || found && me.ID == s.StudentID {
		return s, err
	}
	return s, l.reach(ctx, tx, by, permission, s.UnitID)
}

// CorrectStep puts a step right, by the student or by staff.
func (l *Learning) CorrectStep(ctx context.Context, by actor.Actor, in Step) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		old, err := l.stepOf(ctx, tx, by, in.ID, Manage)
		if err != nil {
			return err
		}
		if err := in.tidy(l.today()); err != nil {
			return err
		}
		s := old
		s.Kind, s.OnDate, s.Words, s.Version = in.Kind, in.OnDate, in.Words, in.Version
		ok, err := updateStep(ctx, tx, s)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "Somebody changed this while you were working on it. Open it again to see what is different.")
		}
		return l.record(ctx, tx, by, "learning.step.corrected", stepTarget(s), audit.Change{Field: "kind", From: old.KindLabel(), To: s.KindLabel()},
			audit.Change{Field: "day", From: old.OnDate.String(), To: s.OnDate.String()})
	})
}

// OwnSteps lists what came next for the actor.
func (l *Learning) OwnSteps(ctx context.Context, by actor.Actor) ([]Step, error) {
	me, err := l.me(ctx, l.db, by)
	if err != nil {
		return nil, err
	}
	return stepsOf(ctx, l.db, by.OrgID, me.ID)
}

// StepCount is for how many students something of a kind came next.
type StepCount struct {
	Kind     string
	Students int
}

// Label is the kind as people read it.
func (c StepCount) Label() string { return kindLabel(c.Kind) }

// NextSteps counts the students for whom something of each kind came next from
// one day to another. It hides nothing: whoever shows it must.
func (l *Learning) NextSteps(ctx context.Context, tx *db.DB, orgID string, from, to when.Date) ([]StepCount, error) {
	return stepCounts(ctx, tx, orgID, nil, from, to)
}

// termEnding is the student's term that ends within three weeks or ended in the
// last six, when looking back comes naturally.
func (l *Learning) termEnding(ctx context.Context, s college.Student) (*college.Term, error) {
	terms, err := l.college.Terms(ctx, l.db, s.OrgID)
	for _, t := range terms {
		if days := l.today().Days(t.EndsOn); t.UnitID == s.UnitID && !t.PublishedAt.IsZero() && days >= -21 && days <= 42 {
			return &t, err
		}
	}
	return nil, err
}
