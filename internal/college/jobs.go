package college

import (
	"context"
	"errors"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/jobs"
)

// turnJob moves waiting lists on: offers that ended, places whose day is over,
// courses that have begun.
type turnJob struct{}

// Kind implements river.JobArgs.
func (turnJob) Kind() string { return "college.turn" }

// tellJob makes messages of notices, and reminds.
type tellJob struct{}

// Kind implements river.JobArgs.
func (tellJob) Kind() string { return "college.tell" }

// Schedule adds the module's jobs.
func (c *College) Schedule(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ turnJob) error { return c.Turn(ctx) })
	q.Every(turnJob{}, jobs.Each(30*time.Second))
	c.schedulePlan(q)
	c.schedulePurge(q)
	jobs.Handle(q, func(ctx context.Context, _ tellJob) error { return c.Tell(ctx) })
	q.Every(tellJob{}, jobs.Each(10*time.Second))
}

// Turn moves the waiting lists of every organisation on. Cancelling a place
// offers it at once; this finds what only time brings, and what a crash left.
func (c *College) Turn(ctx context.Context) error {
	all, err := c.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		failed = append(failed, c.turn(ctx, org.OrgID))
	}
	return errors.Join(failed...)
}

func (c *College) turn(ctx context.Context, orgID string) error {
	by := actor.System(orgID, "Footbridge")
	var failed []error
	for _, step := range []func(context.Context, actor.Actor) error{c.endOffers, c.endHolds, c.endLists, c.offerFreed} {
		failed = append(failed, step(ctx, by))
	}
	return errors.Join(failed...)
}

// endOffers passes on the places of offers that nobody answered in time.
func (c *College) endOffers(ctx context.Context, by actor.Actor) error {
	const batch = 200
	for {
		ended, err := expiredOffers(ctx, c.db, by.OrgID, c.now(), batch)
		if err != nil {
			return err
		}
		for _, b := range ended {
			if err := c.db.Tx(ctx, func(tx *db.DB) error { return c.expire(ctx, tx, by, b) }); err != nil && !errors.Is(err, errMoved) {
				return err
			}
		}
		if len(ended) < batch {
			return nil
		}
	}
}

func (c *College) expire(ctx context.Context, tx *db.DB, by actor.Actor, b Booking) error {
	if err := lockStudent(ctx, tx, b.OrgID, b.StudentID); err != nil {
		return err
	}
	run, err := oneRun(ctx, tx, b.OrgID, b.RunID)
	if err != nil {
		return err
	}
	if b, err = c.moveAndTell(ctx, tx, by, run, b, Expired, "", NoticeOfferEnded); err != nil {
		return err
	}
	if err := c.lose(ctx, tx, run, b); err != nil {
		return err
	}
	return c.freeUp(ctx, tx, run)
}

// endHolds frees the places of groups whose last day is over.
func (c *College) endHolds(ctx context.Context, by actor.Actor) error {
	due, err := dueHolds(ctx, c.db, by.OrgID, c.today())
	if err != nil {
		return err
	}
	for _, h := range due {
		err := c.db.Tx(ctx, func(tx *db.DB) error {
			run, err := lockRun(ctx, tx, h.OrgID, h.RunID)
			if err != nil {
				return err
			}
			return c.release(ctx, tx, by, run, h)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// endLists ends the waiting list of courses that have begun.
func (c *College) endLists(ctx context.Context, by actor.Actor) error {
	runs, err := begunWith(ctx, c.db, by.OrgID, c.now())
	if err != nil {
		return err
	}
	for _, run := range runs {
		if !run.Lists() {
			continue
		}
		if err := c.db.Tx(ctx, func(tx *db.DB) error { return c.endList(ctx, tx, by, run) }); err != nil {
			return err
		}
	}
	return nil
}

func (c *College) endList(ctx context.Context, tx *db.DB, by actor.Actor, run Run) error {
	live, err := liveOfRun(ctx, tx, run.OrgID, run.ID)
	if err != nil {
		return err
	}
	for _, b := range live {
		if b.State != Waiting && b.State != Requested {
			continue // a place is theirs, or its offer ends by itself
		}
		if _, err := c.moveAndTell(ctx, tx, by, run, b, Unplaced, "", NoticeUnplaced); err != nil {
			return err
		}
	}
	return nil
}

// offerFreed offers places that are free although somebody waits.
func (c *College) offerFreed(ctx context.Context, by actor.Actor) error {
	runs, err := withFreed(ctx, c.db, by.OrgID, c.now())
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := c.db.Tx(ctx, func(tx *db.DB) error { return c.freeUp(ctx, tx, run) }); err != nil {
			return err
		}
	}
	return nil
}
