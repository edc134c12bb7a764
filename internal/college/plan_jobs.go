package college

import (
	"context"
	"errors"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/jobs"
)

// finishJob finishes the runs whose last session is over.
type finishJob struct{}

// Kind implements river.JobArgs.
func (finishJob) Kind() string { return "college.finish" }

// schedulePlan adds the jobs of planning.
func (c *College) schedulePlan(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ finishJob) error { return c.Finish(ctx) })
	q.Every(finishJob{}, jobs.Daily(2, 10))
}

// Finish moves the runs that are over to where they rest.
func (c *College) Finish(ctx context.Context) error {
	all, err := c.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		failed = append(failed, c.finishOf(ctx, actor.System(org.OrgID, "Footbridge")))
	}
	return errors.Join(failed...)
}

func (c *College) finishOf(ctx context.Context, by actor.Actor) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		over, err := overRuns(ctx, tx, by.OrgID, c.now(), c.today())
		if err != nil {
			return err
		}
		for _, r := range over {
			if err := c.endList(ctx, tx, by, r); err != nil {
				return err
			}
			if err := moveRun(ctx, tx, r, "finished"); err != nil {
				return err
			}
			if err := c.planned(ctx, tx, by, "run.finished", r.target()); err != nil {
				return err
			}
		}
		return nil
	})
}
