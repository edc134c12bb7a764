package college

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// MarkInput is what a form says of one booking: what it showed, and what is
// chosen now. "" is not marked.
type MarkInput struct{ Was, Now Answer }

// RegisterInput is a register as it is saved. Where it was kept is screen or
// paper.
type RegisterInput struct {
	How          string
	Marks        map[string]MarkInput // by booking
	AskTrainers  bool                 // the form asked which trainers were there
	TrainersHere []string
}

var (
	errSittingOff  = fault.New(fault.Conflict, "This session was cancelled, so there is no register to take.")
	errNotExpected = fault.New(fault.Conflict, "Who is booked has changed while you were marking. The names below are those of now: please look through them again.")
)

// kindDelay is how long the "we missed you" message waits, so that a slip of the
// pen in the register can be put right before anybody is told.
const kindDelay = 2 * time.Hour

// TakeRegister saves what has changed against what the form showed. Two people
// may save at once: only where they disagree is the second one asked again.
// Somebody who was not able to come, without word, is to be called the next
// working day, and told that they were missed; a correction takes both back.
func (c *College) TakeRegister(ctx context.Context, by actor.Actor, sessionID string, in RegisterInput) error {
	if in.How != "screen" && in.How != "paper" {
		return fault.New(fault.Invalid, "The register was not sent in full. Please try again.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockSession(ctx, tx, by.OrgID, sessionID); err != nil {
			return err
		}
		s, err := c.sittingInReach(ctx, tx, by, sessionID)
		if err != nil {
			return err
		}
		r, err := c.register(ctx, tx, s)
		if err != nil {
			return err
		}
		if s.session.State == "cancelled" {
			return errSittingOff
		}
		changed, err := disputes(r, in.Marks)
		if err != nil {
			return err
		}
		var changes []audit.Change
		for _, line := range changed {
			to := in.Marks[line.BookingID].Now
			if err := c.mark(ctx, tx, by, s, line, to, in.How, by.Name); err != nil {
				return err
			}
			changes = append(changes, audit.Change{Field: "booking " + line.BookingID, From: string(line.Mark), To: string(to)})
		}
		if in.AskTrainers && r.Open {
			present, err := c.markTrainers(ctx, tx, r, in.TrainersHere)
			if err != nil {
				return err
			}
			changes = append(changes, present...)
		}
		return c.keepRegister(ctx, tx, by, s, changes)
	})
}

// disputes are the lines that in changes. It is an error to change what somebody
// else has changed since the form was shown, or to say who came before the day.
func disputes(r Register, marks map[string]MarkInput) ([]RegisterLine, error) {
	var out []RegisterLine
	wrong := map[string]string{}
	known := 0
	for _, line := range r.Lines {
		in, ok := marks[line.BookingID]
		if !ok {
			continue
		}
		known++
		field := "mark-" + line.BookingID
		switch {
		case in.Now == "" || in.Now == in.Was || in.Now == line.Mark:
		case !slices.ContainsFunc(Answers, func(a struct {
			Code  Answer
			Label string
		}) bool {
			return a.Code == in.Now
		}):
			wrong[field] = "Choose one of the answers for " + line.Name + "."
		case line.Mark != in.Was:
			wrong[field] = line.ByName + " has just marked " + line.Name + " as “" + line.Mark.Words() + "”. Save again if your answer is the right one."
		case !r.Open && in.Now != ToldUs:
			wrong[field] = "It is too early to say whether " + line.Name + " came. Before the day, only “Told us they could not come” can be marked."
		default:
			out = append(out, line)
		}
	}
	if len(wrong) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Text: "Some answers need another look.", Fields: wrong}
	}
	if known < len(marks) {
		return nil, errNotExpected
	}
	return out, nil
}

// mark writes one line of a register with what follows from it.
func (c *College) mark(ctx context.Context, tx *db.DB, by actor.Actor, s sitting, line RegisterLine, to Answer, how, byName string) error {
	now := c.now().UTC().Truncate(time.Microsecond)
	a := Attendance{SessionID: s.session.ID, BookingID: line.BookingID, StudentID: line.StudentID, State: to, How: how, ByName: byName, RecordedAt: now}
	if err := saveMark(ctx, tx, s.session.OrgID, a); err != nil {
		return err
	}
	switch {
	case to == NotAble:
		return c.missed(ctx, tx, s, line, now)
	case line.Mark == NotAble:
		if err := withdrawCall(ctx, tx, s.session, line.StudentID, by.Name, now); err != nil {
			return err
		}
		return dropNotices(ctx, tx, s.session.OrgID, NoticeMissed, line.BookingID, s.session.ID)
	}
	return nil
}

// recentSession is how long ago a session may have been for its students to be told
// that they were missed.
const recentSession = 7 * 24 * time.Hour

// missed has somebody asked how they are, and told that they were missed.
func (c *College) missed(ctx context.Context, tx *db.DB, s sitting, line RegisterLine, now time.Time) error {
	call := followup{ID: id.New(), SessionID: s.session.ID, StudentID: line.StudentID, DueOn: when.DateOf(now).NextWorkingDay(), CreatedAt: now}
	if err := openCall(ctx, tx, s.session.OrgID, call); err != nil {
		return err
	}
	if now.Sub(s.session.EndsAt) > recentSession {
		return nil
	}
	return c.tell(ctx, tx, Notice{
		OrgID: s.session.OrgID, Kind: NoticeMissed, StudentID: line.StudentID, RunID: s.run.ID, BookingID: line.BookingID, SessionID: s.session.ID,
		NotBefore: now.Add(kindDelay),
	})
}

// markTrainers notes which of the session's trainers were there.
func (c *College) markTrainers(ctx context.Context, tx *db.DB, r Register, here []string) ([]audit.Change, error) {
	var changes []audit.Change
	asked := slices.ContainsFunc(r.Trainers, func(t RegisterTrainer) bool { return t.Present != nil })
	if len(here) == 0 && !asked {
		return nil, nil // nobody has said yet
	}
	for _, t := range r.Trainers {
		now := slices.Contains(here, t.TrainerID)
		if t.Present != nil && *t.Present == now {
			continue
		}
		if err := setTrainerPresent(ctx, tx, r.Session.OrgID, r.Session.ID, t.TrainerID, now); err != nil {
			return nil, err
		}
		was := ""
		if t.Present != nil {
			was = hereWords(*t.Present)
		}
		changes = append(changes, audit.Change{Field: "trainer " + t.TrainerID, From: was, To: hereWords(now)})
	}
	return changes, nil
}

func hereWords(here bool) string {
	if here {
		return "there"
	}
	return "not there"
}

// keepRegister notes that the register was saved. One saved from the start of
// the session on says that it was held.
func (c *College) keepRegister(ctx context.Context, tx *db.DB, by actor.Actor, s sitting, changes []audit.Change) error {
	now := c.now().UTC().Truncate(time.Microsecond)
	if !now.Before(s.session.StartsAt) && s.session.RegisterAt.IsZero() {
		if err := holdSession(ctx, tx, s.session, by.Name, now); err != nil {
			return err
		}
		changes = append(changes, audit.Change{Field: "state", From: s.session.State, To: "held"})
	}
	if len(changes) == 0 {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{
		At: now, By: by, Action: "college.register.saved", Changes: changes,
		Target: audit.Target{Kind: "session", ID: s.session.ID, Words: strings.Join([]string{sittingTitle(s.run, s.session), when.DateOf(s.session.StartsAt).String()}, ", ")},
	})
}
