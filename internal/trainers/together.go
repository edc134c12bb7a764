package trainers

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Mentoring is an experienced trainer who stands by another.
type Mentoring struct {
	ID, MentorID, MenteeID string
	Mentor, Mentee         string // names
	FromOn, UntilOn        when.Date
}

// Mentor pairs a trainer who is ready with another of the same college, from a
// day on.
func (t *Trainers) Mentor(ctx context.Context, by actor.Actor, menteeID, mentorID string, from when.Date) error {
	if from.IsZero() {
		return fault.Field("from", "Enter the first day.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		mentee, err := t.managed(ctx, tx, by, menteeID)
		if err != nil {
			return err
		}
		rows, err := trainersByID(ctx, tx, by.OrgID, []string{mentorID})
		switch {
		case err != nil:
			return err
		case len(rows) == 0 || rows[0].UnitID != mentee.UnitID || mentorID == menteeID || rows[0].ReadyOn.IsZero() || rows[0].Stopped(t.today()):
			return fault.Field("mentor", "Choose another trainer of this college who teaches already.")
		}
		if err := insertMentoring(ctx, tx, by.OrgID, Mentoring{ID: id.New(), MentorID: mentorID, MenteeID: menteeID, FromOn: from}, t.now()); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.mentoring.began", mentee, audit.Change{Field: "mentor", To: rows[0].Name}, audit.Change{Field: "from", To: from.String()})
	})
}

// EndMentoring ends a pair today.
func (t *Trainers) EndMentoring(ctx context.Context, by actor.Actor, trainerID, mentoringID string) error {
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		pairs, err := mentoringOf(ctx, tx, by.OrgID, trainerID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(pairs, func(m Mentoring) bool { return m.ID == mentoringID })
		switch {
		case at < 0:
			return fault.New(fault.NotFound, "We could not find that pair.")
		case !pairs[at].UntilOn.IsZero():
			return fault.New(fault.Conflict, "This pair has ended already.")
		}
		last := t.today()
		if last.Before(pairs[at].FromOn) {
			last = pairs[at].FromOn
		}
		if err := endMentoring(ctx, tx, by.OrgID, mentoringID, last); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.mentoring.ended", trainer, audit.Change{Field: "mentor", From: pairs[at].Mentor})
	})
}

// ArrangeSupervision says who supervises a trainer, and how many weeks are
// between two times. 0 weeks says that none is arranged.
func (t *Trainers) ArrangeSupervision(ctx context.Context, by actor.Actor, trainerID string, weeks int, supervisorID string) error {
	if weeks < 0 || weeks > 52 {
		return fault.Field("weeks", "Enter 0 to 52 weeks.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		names, err := t.people.Names(ctx, tx, by.OrgID, []string{supervisorID})
		switch {
		case err != nil:
			return err
		case weeks > 0 && (names[supervisorID] == "" || supervisorID == trainer.PersonID):
			return fault.Field("supervisor", "Choose somebody else who supervises.")
		case weeks == 0:
			trainer.SupervisionWeeks, trainer.SupervisorID, trainer.SupervisionFrom = 0, "", when.Date{}
		default:
			if trainer.SupervisionFrom.IsZero() {
				trainer.SupervisionFrom = t.today()
			}
			trainer.SupervisionWeeks, trainer.SupervisorID = weeks, supervisorID
		}
		if err := t.settleSupervision(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.supervision.arranged", trainer, audit.Change{Field: "supervisor", To: names[supervisorID]})
	})
}

// settleSupervision writes an arrangement with the day on which the next
// supervision is due.
func (t *Trainers) settleSupervision(ctx context.Context, tx *db.DB, trainer Trainer) error {
	held, err := supervisionsOf(ctx, tx, trainer.OrgID, trainer.ID)
	if err != nil {
		return err
	}
	trainer.SupervisionDue = supervisionDue(trainer, held)
	return setSupervision(ctx, tx, trainer)
}

// supervisionDue counts from the last time, or from when it was arranged.
func supervisionDue(trainer Trainer, held []Supervision) when.Date {
	if trainer.SupervisionWeeks == 0 {
		return when.Date{}
	}
	from := trainer.SupervisionFrom
	for _, s := range held {
		if s.HeldOn.After(from) {
			from = s.HeldOn
		}
	}
	return from.AddDays(7 * trainer.SupervisionWeeks)
}

// Supervision is a day on which supervision was held. What was said stays with
// the two who said it.
type Supervision struct {
	HeldOn    when.Date
	ByName    string // who wrote it down
	CreatedAt time.Time
}

// Supervised says that supervision was held on a day.
func (t *Trainers) Supervised(ctx context.Context, by actor.Actor, trainerID string, on when.Date) error {
	if on.IsZero() || on.After(t.today()) {
		return fault.Field("held_on", "Enter the day, today or before.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if err := insertSupervision(ctx, tx, by.OrgID, id.New(), trainerID, Supervision{on, by.Name, t.now()}); err != nil {
			return err
		}
		if err := t.settleSupervision(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.supervision.held", trainer, audit.Change{Field: "held on", To: on.String()})
	})
}
