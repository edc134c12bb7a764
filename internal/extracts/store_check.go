package extracts

import (
	"context"

	"footbridge/internal/db"
)

// strayRow is a batch that does not count, with rows.
type strayRow struct {
	ID, State string
	Rows      int
}

func strayRows(ctx context.Context, d *db.DB, orgID, table string) ([]strayRow, error) {
	return db.All[strayRow](ctx, d, `SELECT b.id, b.state, (SELECT count(*) FROM `+table+` r WHERE r.org_id = b.org_id AND r.batch_id = b.id) AS rows
		FROM extracts_batch b WHERE b.org_id = $1 AND b.swept_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM `+table+` r WHERE r.org_id = b.org_id AND r.batch_id = b.id) ORDER BY b.id`, orgID)
}

func countRows(ctx context.Context, d *db.DB, table string, b Batch) (int64, error) {
	return db.One[int64](ctx, d, `SELECT count(*) FROM `+table+` WHERE org_id = $1 AND batch_id = $2`, b.OrgID, b.ID)
}

// Batches that hold files and should not, and that hold none and should.
const (
	contentStrays = `SELECT DISTINCT b.id FROM extracts_batch b JOIN extracts_content c ON c.org_id = b.org_id AND c.batch_id = b.id
		WHERE b.org_id = $1 AND b.state IN ('undone', 'stopped', 'broken') ORDER BY b.id`
	contentMissing = `SELECT b.id FROM extracts_batch b WHERE b.org_id = $1 AND b.state = 'committed'
		AND NOT EXISTS (SELECT 1 FROM extracts_content c WHERE c.org_id = b.org_id AND c.batch_id = b.id) ORDER BY b.id`
)

func strayBatches(ctx context.Context, d *db.DB, query, orgID string) ([]string, error) {
	return db.All[string](ctx, d, query, orgID)
}
