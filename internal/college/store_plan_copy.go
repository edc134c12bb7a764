package college

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const copyColumns = `p.org_id, p.id, p.from_id, p.to_id, p.runs, p.left_out, p.by_name, p.created_at, p.undone_at`

func insertCopy(ctx context.Context, tx *db.DB, p Copy) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_copy (org_id, id, from_id, to_id, runs, by_name, created_at) VALUES ($1, $2, $3, $4, 0, $5, $6)`,
		p.OrgID, p.ID, p.FromID, p.ToID, p.ByName, p.CreatedAt)
	return err
}

func finishCopy(ctx context.Context, tx *db.DB, p Copy) error {
	_, err := tx.Exec(ctx, `UPDATE college_copy SET runs = $3, left_out = $4 WHERE org_id = $1 AND id = $2`, p.OrgID, p.ID, p.Runs, p.LeftOut)
	return err
}

func setCopyUndone(ctx context.Context, tx *db.DB, p Copy, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE college_copy SET undone_at = $3 WHERE org_id = $1 AND id = $2 AND undone_at IS NULL`, p.OrgID, p.ID, at)
	return changedBy(n, err)
}

func oneCopy(ctx context.Context, d *db.DB, orgID, id string) (Copy, error) {
	return db.One[Copy](ctx, d, `SELECT `+copyColumns+` FROM college_copy p WHERE p.org_id = $1 AND p.id = $2`, orgID, id)
}

func copiesInto(ctx context.Context, d *db.DB, t Term) ([]Copy, error) {
	return db.All[Copy](ctx, d, `SELECT `+copyColumns+` FROM college_copy p WHERE p.org_id = $1 AND p.to_id = $2 ORDER BY p.created_at DESC, p.id`, t.OrgID, t.ID)
}

// copiedInto lists the runs of which a term holds a copy.
func copiedInto(ctx context.Context, tx *db.DB, t Term) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT DISTINCT r.copied_from FROM college_run r WHERE r.org_id = $1 AND r.term_id = $2 AND r.copied_from IS NOT NULL AND r.state <> 'cancelled'`, t.OrgID, t.ID)
}

// runsOfTerm lists the runs of a term that were not cancelled, as they begin.
func runsOfTerm(ctx context.Context, d *db.DB, orgID, termID string) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.term_id = $2 AND r.state <> 'cancelled' ORDER BY r.starts_at, r.id`, orgID, termID)
}

func runsOfCopy(ctx context.Context, d *db.DB, p Copy) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.copy_id = $2 ORDER BY r.id`, p.OrgID, p.ID)
}

// removeUntouched takes a draft away if it is as it was made. What refers to its
// sessions goes first; the run itself only while it has not changed.
func removeUntouched(ctx context.Context, tx *db.DB, r Run) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_run SET version = version + 1 WHERE org_id = $1 AND id = $2 AND state = 'draft' AND version = 1 AND taken = 0`, r.OrgID, r.ID)
	if err != nil || n == 0 {
		return false, err
	}
	return true, removeRun(ctx, tx, r)
}
