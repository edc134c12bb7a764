package college

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// MySitting is a session ahead of a student who has a place.
type MySitting struct {
	SessionID, Title, Times string
	Told                    bool // that they cannot come
}

// MySittings lists the sessions ahead of the signed-in student, in the order of
// time.
func (c *College) MySittings(ctx context.Context, by actor.Actor) ([]MySitting, error) {
	student, found, err := c.StudentOf(ctx, c.db, by.OrgID, by.PersonID)
	if err != nil || !found {
		return nil, err
	}
	sessions, err := sessionsAhead(ctx, c.db, by.OrgID, student.ID, c.now())
	if err != nil {
		return nil, err
	}
	marks, err := attendanceOfStudent(ctx, c.db, by.OrgID, student.ID)
	if err != nil {
		return nil, err
	}
	told, runIDs := map[string]bool{}, []string{}
	for _, m := range marks {
		told[m.SessionID] = m.State == ToldUs
	}
	for _, s := range sessions {
		runIDs = append(runIDs, s.RunID)
	}
	runs, err := runsByID(ctx, c.db, by.OrgID, runIDs)
	byID := map[string]Run{}
	for _, r := range runs {
		byID[r.ID] = r
	}
	var out []MySitting
	for _, s := range sessions {
		out = append(out, MySitting{s.ID, sittingTitle(byID[s.RunID], s), when.DateOf(s.StartsAt).String() + ", " + sittingHours(s), told[s.ID]})
	}
	return out, err
}

// TellCannotCome notes that the signed-in student is not able to come to one
// session, or can come after all. They keep their place for the other sessions.
func (c *College) TellCannotCome(ctx context.Context, by actor.Actor, sessionID string, cannot bool) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockSession(ctx, tx, by.OrgID, sessionID); err != nil {
			return err
		}
		s, line, err := c.mySitting(ctx, tx, by, sessionID)
		if err != nil {
			return err
		}
		if s.session.State == "cancelled" || !c.now().Before(s.session.EndsAt) {
			return fault.New(fault.Conflict, "This session is over, or was cancelled.")
		}
		to := ToldUs
		switch {
		case cannot == (line.Mark == ToldUs):
			return nil // a second tap
		case cannot:
			err = c.mark(ctx, tx, by, s, line, ToldUs, "screen", "themselves")
		default:
			to = ""
			err = unmark(ctx, tx, by.OrgID, s.session.ID, line.BookingID)
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			At: c.now().UTC().Truncate(time.Microsecond), By: by, Action: "college.register.told",
			Target:  audit.Target{Kind: "session", ID: s.session.ID, Words: sittingTitle(s.run, s.session)},
			Changes: []audit.Change{{Field: "booking " + line.BookingID, From: string(line.Mark), To: string(to)}},
		})
	})
}

// mySitting is a session at which the signed-in student has a place. For others
// it is not there.
func (c *College) mySitting(ctx context.Context, tx *db.DB, by actor.Actor, sessionID string) (sitting, RegisterLine, error) {
	var s sitting
	student, found, err := c.StudentOf(ctx, tx, by.OrgID, by.PersonID)
	if err == nil && !found {
		err = errNobody
	}
	if err != nil {
		return s, RegisterLine{}, err
	}
	if s.session, err = oneSession(ctx, tx, by.OrgID, sessionID); err != nil {
		return s, RegisterLine{}, err
	}
	if s.run, err = oneRun(ctx, tx, by.OrgID, s.session.RunID); err != nil {
		return s, RegisterLine{}, err
	}
	lines, err := expectedAt(ctx, tx, s.session)
	if err != nil {
		return s, RegisterLine{}, err
	}
	for _, line := range lines {
		if line.StudentID == student.ID && line.BookingState == Confirmed {
			return s, line, nil
		}
	}
	return s, RegisterLine{}, errNobody
}
