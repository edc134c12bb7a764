package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const holdColumns = `org_id, id, run_id, for_whom, places, used, until_on, released_at, by_name, created_at`

func insertHold(ctx context.Context, tx *db.DB, h Hold) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_hold (org_id, id, run_id, for_whom, places, until_on, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		h.OrgID, h.ID, h.RunID, h.ForWhom, h.Places, h.UntilOn, h.ByName, h.CreatedAt)
	return err
}

func holdsOf(ctx context.Context, d *db.DB, orgID, runID string) ([]Hold, error) {
	return db.All[Hold](ctx, d, `SELECT `+holdColumns+` FROM college_hold WHERE org_id = $1 AND run_id = $2 ORDER BY created_at, id`, orgID, runID)
}

func oneHold(ctx context.Context, d *db.DB, orgID, id string) (Hold, error) {
	return db.One[Hold](ctx, d, `SELECT `+holdColumns+` FROM college_hold WHERE org_id = $1 AND id = $2`, orgID, id)
}

func releaseHold(ctx context.Context, tx *db.DB, h Hold, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_hold SET released_at = $3 WHERE org_id = $1 AND id = $2 AND released_at IS NULL`, h.OrgID, h.ID, at)
	return n == 1, err
}

// dueHolds lists the holds whose last day is over.
func dueHolds(ctx context.Context, d *db.DB, orgID string, today when.Date) ([]Hold, error) {
	return db.All[Hold](ctx, d, `SELECT `+holdColumns+` FROM college_hold WHERE org_id = $1 AND released_at IS NULL AND until_on < $2 ORDER BY until_on, id`, orgID, today)
}
