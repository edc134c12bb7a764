package actions

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const evidenceColumns = `org_id, id, action_id, kind, title, url, words, file_name, file_kind, file_size, by_id, by_name, created_at, removed_at, removed_by`

func insertEvidence(ctx context.Context, tx *db.DB, e Evidence, content []byte) error {
	var file any
	if len(content) > 0 {
		file = content
	}
	_, err := tx.Exec(ctx, `INSERT INTO actions_evidence (org_id, id, action_id, kind, title, url, words, file_name, file_kind, file_size, content, by_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.OrgID, e.ID, e.ActionID, e.Kind, e.Title, e.URL, e.Words, e.FileName, e.FileKind, e.FileSize, file, e.ByID, e.ByName, e.CreatedAt)
	return err
}

// countEvidence adds n to the pieces the action has. It refuses to leave a
// complete action without any.
func countEvidence(ctx context.Context, tx *db.DB, orgID, actionID string, n int, at time.Time) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE actions_action SET evidence = evidence + $1, changed_at = $2
		WHERE org_id = $3 AND id = $4 AND withdrawn_on IS NULL AND evidence + $1 >= 0 AND (closed_on IS NULL OR evidence + $1 > 0)`, n, at, orgID, actionID)
	return changed == 1, err
}

func setRemoved(ctx context.Context, tx *db.DB, orgID, evidenceID, by string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_evidence SET removed_at = $1, removed_by = $2, content = NULL
		WHERE org_id = $3 AND id = $4 AND removed_at IS NULL`, at, by, orgID, evidenceID)
	return n == 1, err
}

func evidenceOf(ctx context.Context, tx *db.DB, orgID, actionID string) ([]Evidence, error) {
	return db.All[Evidence](ctx, tx, `SELECT `+evidenceColumns+` FROM actions_evidence WHERE org_id = $1 AND action_id = $2 ORDER BY id`, orgID, actionID)
}

func evidenceByID(ctx context.Context, tx *db.DB, orgID, id string) (Evidence, error) {
	return db.One[Evidence](ctx, tx, `SELECT `+evidenceColumns+` FROM actions_evidence WHERE org_id = $1 AND id = $2`, orgID, id)
}

func fileContent(ctx context.Context, tx *db.DB, orgID, id string) ([]byte, error) {
	type row struct{ Content []byte }
	r, err := db.One[row](ctx, tx, `SELECT content FROM actions_evidence WHERE org_id = $1 AND id = $2`, orgID, id)
	return r.Content, err
}
