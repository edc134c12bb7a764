package college

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Hold is some places kept for a group until a day.
type Hold struct {
	OrgID, ID, RunID, ForWhom string
	Places, Used              int
	UntilOn                   when.Date
	ReleasedAt                time.Time
	ByName                    string
	CreatedAt                 time.Time
}

// Open reports whether the places are still kept.
func (h Hold) Open() bool { return h.ReleasedAt.IsZero() }

// Holds lists the places kept for groups on a run.
func (c *College) Holds(ctx context.Context, tx *db.DB, orgID, runID string) ([]Hold, error) {
	return holdsOf(ctx, tx, orgID, runID)
}

// AddHold keeps places of a run for a group until the end of a day.
func (c *College) AddHold(ctx context.Context, by actor.Actor, h Hold) (Hold, error) {
	h.ForWhom = strings.TrimSpace(h.ForWhom)
	switch {
	case h.ForWhom == "" || len(h.ForWhom) > 200:
		return h, fault.Field("for_whom", "Enter for whom, in 200 characters or fewer.")
	case h.Places < 1:
		return h, fault.Field("places", "Enter how many places.")
	case h.UntilOn.Before(c.today()):
		return h, fault.Field("until", "Enter a day that is not over yet.")
	}
	return h, c.db.Tx(ctx, func(tx *db.DB) error {
		run, err := lockRun(ctx, tx, by.OrgID, h.RunID)
		if err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, run.UnitID); err != nil {
			return err
		}
		switch {
		case run.State == "cancelled" || run.State == "finished":
			return errNotOpen
		case h.Places > run.Free():
			return fault.Field("places", "Only %d places are free.", run.Free())
		case !run.StartsAt.IsZero() && !h.UntilOn.Before(when.DateOf(run.StartsAt)):
			return fault.Field("until", "The places must be freed before the course begins on %s.", when.DateOf(run.StartsAt))
		}
		h.OrgID, h.ID, h.Used, h.ReleasedAt, h.ByName, h.CreatedAt = by.OrgID, id.New(), 0, time.Time{}, by.Name, c.now()
		if err := givePlaces(ctx, tx, h.OrgID, h.RunID, -h.Places); err != nil {
			return err
		}
		if err := insertHold(ctx, tx, h); err != nil {
			return err
		}
		return c.recordHold(ctx, tx, by, run, h, "college.hold.added")
	})
}

// ReleaseHold frees the places that the group has not used, and offers them.
func (c *College) ReleaseHold(ctx context.Context, by actor.Actor, holdID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		h, err := oneHold(ctx, tx, by.OrgID, holdID)
		if err != nil {
			return err
		}
		run, err := lockRun(ctx, tx, by.OrgID, h.RunID)
		if err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, run.UnitID); err != nil {
			return err
		}
		return c.release(ctx, tx, by, run, h)
	})
}

func (c *College) release(ctx context.Context, tx *db.DB, by actor.Actor, run Run, h Hold) error {
	// Locked with the run: whoever takes one of its places waits here or is done.
	ok, err := releaseHold(ctx, tx, h, c.now())
	if err != nil || !ok {
		return err
	}
	if h, err = oneHold(ctx, tx, h.OrgID, h.ID); err != nil {
		return err
	}
	if err := givePlaces(ctx, tx, h.OrgID, h.RunID, h.Places-h.Used); err != nil {
		return err
	}
	if err := c.recordHold(ctx, tx, by, run, h, "college.hold.released"); err != nil {
		return err
	}
	return c.freeUp(ctx, tx, run)
}

// recordHold writes the entry of a change of places kept for a group.
func (c *College) recordHold(ctx context.Context, tx *db.DB, by actor.Actor, run Run, h Hold, action string) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: c.now(), By: by, Action: action, Target: audit.Target{Kind: "run", ID: run.ID, Words: run.Title},
		Changes: []audit.Change{{Field: "places kept for " + h.ForWhom, To: h.UntilOn.String()}},
	})
}
