package college

import (
	"context"
	"crypto/rand"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// AtTheDoor is a student whom a search at the door found.
type AtTheDoor struct{ StudentID, Name string }

// doorRows is how many students a search at the door shows: whoever looks is to
// find one, not to read who is a student.
const doorRows = 10

// FindAtTheDoor finds students of the session's college by name, a few at most;
// more says that there are others. Those on the register already are left out.
func (c *College) FindAtTheDoor(ctx context.Context, by actor.Actor, sessionID, name string) (found []AtTheDoor, more bool, err error) {
	s, err := c.sittingInReach(ctx, c.db, by, sessionID)
	if err != nil {
		return nil, false, err
	}
	if len([]rune(name)) < 3 {
		return nil, false, fault.Field("q", "Enter at least three letters of the name.")
	}
	ids, more, err := c.people.Matching(ctx, by.OrgID, name, 200)
	if err != nil {
		return nil, false, err
	}
	students, err := enrolledPeople(ctx, c.db, by.OrgID, s.run.UnitID, ids)
	if err != nil {
		return nil, false, err
	}
	lines, err := expectedAt(ctx, c.db, s.session)
	if err != nil {
		return nil, false, err
	}
	known := map[string]bool{}
	for _, line := range lines {
		known[line.StudentID] = true
	}
	records, err := c.people.ByID(ctx, by.OrgID, ids)
	if err != nil {
		return nil, false, err
	}
	byPerson := map[string]Student{}
	for _, student := range students {
		byPerson[student.PersonID] = student
	}
	for _, id := range ids {
		student, ok := byPerson[id]
		switch {
		case !ok || known[student.ID]:
		case len(found) == doorRows:
			return found, true, nil
		default:
			found = append(found, AtTheDoor{student.ID, nameOf(records[id])})
		}
	}
	return found, more, nil
}

// paperDays is for how many days after a session somebody on the paper sheet can
// still be put on its register.
const paperDays = 14

// mayWalkIn says why nobody can be added at the door.
func (r Register) mayWalkIn(now time.Time) error {
	switch {
	case r.Session.State == "cancelled":
		return errSittingOff
	case r.Run.State != "open" && r.Run.State != "closed":
		return fault.New(fault.Conflict, "This course is not running, so nobody can be added to it.")
	case !r.Open:
		return fault.New(fault.Conflict, "People can be added at the door from half an hour before the start.")
	case now.After(r.Session.EndsAt.AddDate(0, 0, paperDays)):
		return fault.New(fault.Conflict, "This session is more than two weeks ago. Ask the college to put the register right.")
	case r.Run.Format != "drop-in" && !r.First():
		return fault.New(fault.Conflict, "This course has begun. People can join it at its first session.")
	}
	return nil
}

// WalkIn books a student who has come without a booking, and marks them as there.
// It never takes more places than there are.
func (c *College) WalkIn(ctx context.Context, by actor.Actor, sessionID, studentID, how string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockSession(ctx, tx, by.OrgID, sessionID); err != nil {
			return err
		}
		s, err := c.sittingInReach(ctx, tx, by, sessionID)
		if err != nil {
			return err
		}
		open := !c.now().Before(s.session.StartsAt.Add(-aroundSession))
		if err := (Register{Session: s.session, Run: s.run, Open: open}).mayWalkIn(c.now()); err != nil {
			return err
		}
		f, err := c.facts(ctx, tx, by.OrgID, s.run.ID, studentID)
		if err != nil {
			return err
		}
		if f.student.UnitID != s.run.UnitID {
			return errNobody
		}
		if !f.student.LeftOn.IsZero() {
			return fault.New(fault.Conflict, "This student has left the college. They can enrol again at any time.")
		}
		b := c.newBooking(f, BookInput{How: "in person"})
		if err := c.book(ctx, tx, by, f, b); err != nil {
			return err
		}
		// They are in the room: nobody needs to write that they have a place.
		if err := dropNotices(ctx, tx, by.OrgID, NoticeConfirmed, b.ID, ""); err != nil {
			return err
		}
		line := RegisterLine{BookingID: b.ID, StudentID: studentID, BookingState: Confirmed}
		if err := c.mark(ctx, tx, by, s, line, Came, how, by.Name); err != nil {
			return err
		}
		return c.keepRegister(ctx, tx, by, s, []audit.Change{{Field: "booking " + b.ID, From: "at the door", To: string(Came)}})
	})
}

// HereCode is what the address on the wall of a session ends in.
func (c *College) HereCode(ctx context.Context, by actor.Actor, sessionID string) (string, error) {
	var code string
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := c.sittingInReach(ctx, tx, by, sessionID); err != nil {
			return err
		}
		if err := giveCode(ctx, tx, by.OrgID, sessionID, rand.Text()); err != nil {
			return err
		}
		var err error
		code, err = codeOfSession(ctx, tx, by.OrgID, sessionID)
		return err
	})
	return code, err
}

// HereState is whether somebody who reads the code on the wall can say that they
// are there.
type HereState string

// The states of the code on the wall.
const (
	HereReady  HereState = "ready"
	HereDone   HereState = "done"       // they are marked as there
	HereEarly  HereState = "early"      // it does not count yet
	HereOver   HereState = "over"       // or no more
	HereOff    HereState = "off"        // the session was cancelled
	HereNobody HereState = "not booked" // or no student
)

// Here is a session as the code on its wall shows it to one student: nothing of
// anybody else.
type Here struct {
	Title, Times string
	State        HereState
}

// Here is what the code on the wall leads the signed-in student to.
func (c *College) Here(ctx context.Context, by actor.Actor, code string) (Here, error) {
	out, _, _, err := c.here(ctx, c.db, by, code)
	return out, err
}

func (c *College) here(ctx context.Context, tx *db.DB, by actor.Actor, code string) (Here, sitting, RegisterLine, error) {
	var s sitting
	var line RegisterLine
	var err error
	if s.session, err = sessionOfCode(ctx, tx, by.OrgID, code); err != nil {
		return Here{}, s, line, err
	}
	if s.run, err = oneRun(ctx, tx, by.OrgID, s.session.RunID); err != nil {
		return Here{}, s, line, err
	}
	out := Here{Title: sittingTitle(s.run, s.session), Times: when.DateOf(s.session.StartsAt).String() + ", " + sittingHours(s.session), State: HereNobody}
	student, found, err := c.StudentOf(ctx, tx, by.OrgID, by.PersonID)
	if err != nil || !found {
		return out, s, line, err
	}
	lines, err := expectedAt(ctx, tx, s.session)
	if err != nil {
		return out, s, line, err
	}
	for _, l := range lines {
		if l.StudentID == student.ID && (l.BookingState == Confirmed || l.Mark.Attended()) {
			line, out.State = l, c.hereState(s.session, l.Mark)
		}
	}
	return out, s, line, nil
}

// hereState says how the code on the wall of a session stands for somebody who
// is booked.
func (c *College) hereState(s Session, mark Answer) HereState {
	now := c.now()
	switch {
	case mark.Attended():
		return HereDone
	case s.State == "cancelled":
		return HereOff
	case now.Before(s.StartsAt.Add(-aroundSession)):
		return HereEarly
	case now.After(s.EndsAt.Add(aroundSession)):
		return HereOver
	}
	return HereReady
}

// MarkHere marks the signed-in student as there. Somebody whom the register has
// as not able to come has come late.
func (c *College) MarkHere(ctx context.Context, by actor.Actor, code string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		found, err := sessionOfCode(ctx, tx, by.OrgID, code)
		if err != nil {
			return err
		}
		if err := lockSession(ctx, tx, by.OrgID, found.ID); err != nil {
			return err
		}
		out, s, line, err := c.here(ctx, tx, by, code)
		if err != nil || out.State == HereDone {
			return err
		}
		if out.State != HereReady {
			return fault.New(fault.Conflict, "This cannot be marked now. Please tell one of the trainers that you are here.")
		}
		to := Came
		if line.Mark == NotAble {
			to = Late
		}
		if err := c.mark(ctx, tx, by, s, line, to, "code", "themselves"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			At: c.now(), By: by, Action: "college.register.here",
			Target:  audit.Target{Kind: "session", ID: s.session.ID, Words: sittingTitle(s.run, s.session)},
			Changes: []audit.Change{{Field: "booking " + line.BookingID, From: string(line.Mark), To: string(to)}},
		})
	})
}
