package college

import (
	"context"
	"fmt"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// CancelSession cancels one session of a run that can be booked. Everybody with a
// booking is told why.
func (c *College) CancelSession(ctx context.Context, by actor.Actor, sessionID string, version int, reason string) error {
	reason, err := planWords("reason", "why, in plain words: everybody booked reads it", reason, 500, true)
	if err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, run, err := c.sessionInReach(ctx, tx, by, Manage, sessionID)
		if err != nil {
			return err
		}
		switch {
		case run.State == "draft":
			return fault.New(fault.Conflict, "Nobody knows about this session yet. Remove it from the draft.")
		case !run.Live() || s.State != "planned" || !s.EndsAt.After(c.now()):
			return errSessionOver
		}
		left, err := sessionsLeft(ctx, tx, run, s.ID)
		if err != nil {
			return err
		}
		if left == 0 {
			return fault.New(fault.Conflict, "It is the only session there is. Cancel the run instead.")
		}
		s.State, s.CancelledReason, s.Version = "cancelled", reason, version
		if err := updateSession(ctx, tx, s); err != nil {
			return err
		}
		if err := c.step(ctx, tx, run); err != nil {
			return err
		}
		words := SpanWords(s.StartsAt, s.EndsAt)
		if err := c.planned(ctx, tx, by, "session.cancelled", audit.Target{Kind: "session", ID: s.ID, Words: run.Title + ", " + words}, audit.Change{Field: "reason", To: reason}); err != nil {
			return err
		}
		return c.tellRun(ctx, tx, run, NoticeSessionCancelled, s.ID, reason)
	})
}

// CancelRun cancels a run that can be booked. Every live booking ends as
// cancelled by the college, and everybody is told why.
func (c *College) CancelRun(ctx context.Context, by actor.Actor, runID, reason string) error {
	reason, err := planWords("reason", "why, in plain words: everybody booked reads it", reason, 500, true)
	if err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		run, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		switch run.State {
		case "draft":
			return fault.New(fault.Conflict, "Nobody knows about this run yet. Remove the draft.")
		case "cancelled", "finished":
			return errOver
		}
		if err := setRunCancelled(ctx, tx, run, c.instant(), reason); err != nil {
			return err
		}
		if err := cancelSessions(ctx, tx, run, c.now(), reason); err != nil {
			return err
		}
		if run, err = oneRun(ctx, tx, run.OrgID, run.ID); err != nil {
			return err
		}
		if err := c.endRun(ctx, tx, by, run, reason); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "run.cancelled", run.target(), audit.Change{Field: "reason", To: reason})
	})
}

// Postpone moves the sessions of a run that are still to come by some weeks, at
// the same time of the day. Everybody with a booking is told why.
func (c *College) Postpone(ctx context.Context, by actor.Actor, runID string, version, weeks int, reason string, accepted bool) error {
	if err := between("weeks", "Weeks", weeks, 1, 26); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		run, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		if reason, err = reasonFor(run, true, reason); err != nil {
			return err
		}
		switch {
		case !run.Live():
			return errOver
		case run.Version != version:
			return errPlanChanged
		}
		slots, err := c.postponed(ctx, tx, run, weeks)
		if err != nil {
			return err
		}
		if err := c.inTerm(ctx, tx, run, slots); err != nil {
			return fault.Field("weeks", "%s", fault.Text(err))
		}
		found, err := c.clashes(ctx, tx, run, slots)
		if err == nil {
			err = settle(found, accepted)
		}
		if err != nil {
			return err
		}
		changes := make([]audit.Change, len(slots))
		for i, s := range slots {
			if err := updateSession(ctx, tx, s.Session); err != nil {
				return err
			}
			changes[i] = audit.Change{Field: fmt.Sprintf("session %d", s.Number), To: s.words()}
		}
		if err := c.step(ctx, tx, run); err != nil {
			return err
		}
		if err := c.planned(ctx, tx, by, "run.postponed", run.target(), append(changes, audit.Change{Field: "reason", To: reason})...); err != nil || run.State == "draft" {
			return err
		}
		return c.tellRun(ctx, tx, run, NoticePostponed, "", fmt.Sprintf("%s It now begins on %s.", reason, slots[0].words()))
	})
}

// postponed are the sessions of a run still to come, moved by some weeks.
func (c *College) postponed(ctx context.Context, tx *db.DB, run Run, weeks int) ([]slot, error) {
	all, err := sessionsOfRuns(ctx, tx, run.OrgID, []string{run.ID})
	if err != nil {
		return nil, err
	}
	teaching, err := c.TrainersOf(ctx, tx, run.OrgID, sessionIDs(all))
	if err != nil {
		return nil, err
	}
	var slots []slot
	for _, s := range all {
		if s.State != "planned" || !s.StartsAt.After(c.now()) {
			continue
		}
		s.StartsAt, s.EndsAt = shift(s.StartsAt, 7*weeks), shift(s.EndsAt, 7*weeks)
		slots = append(slots, slot{s, trainerIDs(teaching[s.ID])})
	}
	if len(slots) == 0 {
		return nil, fault.New(fault.Conflict, "No session is still to come.")
	}
	return slots, nil
}

func sessionIDs(all []Session) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.ID
	}
	return out
}
