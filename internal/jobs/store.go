package jobs

import (
	"context"

	"footbridge/internal/db"
)

// Count is how many jobs of one kind are in one of River's states: "available",
// "running", "retryable", "discarded" (given up) and so on.
type Count struct {
	Kind, State string
	Jobs        int
}

// Counts tells how the queue stands, for the metrics and the health page.
func (q *Queue) Counts(ctx context.Context) ([]Count, error) {
	return db.All[Count](ctx, q.db, `
		SELECT kind, CAST(state AS TEXT) AS state, count(*) AS jobs
		FROM river_job GROUP BY kind, state ORDER BY kind, state`)
}
