package audit

import (
	"context"

	"footbridge/internal/db"
)

const columns = `org_id, id, at, account_id, actor, action, target_kind, target_id, target_words, changes, seq, sealed_at, hash`

func insertEntry(ctx context.Context, tx *db.DB, r Row) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_entry (org_id, id, at, account_id, actor, action, target_kind, target_id, target_words, changes, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.OrgID, r.ID, r.At, r.AccountID, r.Actor, r.Action, r.TargetKind, r.TargetID, r.TargetWords, r.Changes, r.Search)
	return err
}

func entriesOf(ctx context.Context, d *db.DB, orgID, kind, id string, limit int) ([]Row, error) {
	return db.All[Row](ctx, d, `SELECT `+columns+` FROM audit_entry
		WHERE org_id = $1 AND target_kind = $2 AND target_id = $3
		ORDER BY at DESC, id DESC LIMIT $4`, orgID, kind, id, limit)
}
