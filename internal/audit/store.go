package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/db"
)

const columns = `org_id, id, at, account_id, actor, action, target_kind, target_id, target_words, changes, search, seq, sealed_at, hash`

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

// unsealedOrgs are the organisations that have entries to seal.
func unsealedOrgs(ctx context.Context, d *db.DB) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT org_id FROM audit_entry WHERE seq IS NULL ORDER BY org_id`)
}

func unsealed(ctx context.Context, tx *db.DB, orgID string, limit int) ([]Row, error) {
	return db.All[Row](ctx, tx, `SELECT `+columns+` FROM audit_entry
		WHERE org_id = $1 AND seq IS NULL ORDER BY id LIMIT $2`, orgID, limit)
}

func countUnsealed(ctx context.Context, d *db.DB, orgID string, before time.Time) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND seq IS NULL AND at < $2`, orgID, before)
}

// headOf is the end of the chain, begun if there is none. A chain that has
// entries but no end has been damaged and is not begun again.
func headOf(ctx context.Context, tx *db.DB, orgID string, at time.Time) (head, error) {
	h, ok, err := findHead(ctx, tx, orgID)
	if err != nil || ok {
		return h, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO audit_head (org_id, seq, hash, sealed_at)
		SELECT $1, 0, '', $2 WHERE NOT EXISTS (SELECT 1 FROM audit_entry WHERE org_id = $1 AND seq IS NOT NULL)
		ON CONFLICT (org_id) DO NOTHING`, orgID, at)
	if err != nil {
		return head{}, err
	}
	h, ok, err = findHead(ctx, tx, orgID)
	if err == nil && !ok {
		err = errHead
	}
	return h, err
}

func findHead(ctx context.Context, d *db.DB, orgID string) (head, bool, error) {
	return db.Maybe[head](ctx, d, `SELECT seq, hash FROM audit_head WHERE org_id = $1`, orgID)
}

// moveHead moves the end of the chain and reports whether it was still there.
func moveHead(ctx context.Context, tx *db.DB, orgID string, was, next head, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE audit_head SET seq = $1, hash = $2, sealed_at = $3 WHERE org_id = $4 AND seq = $5 AND hash = $6`,
		next.Seq, next.Hash, at, orgID, was.Seq, was.Hash)
	return n == 1, err
}

// sealRows writes the seals, many rows a statement.
func sealRows(ctx context.Context, tx *db.DB, orgID string, rows []Row) error {
	const many = 200
	for len(rows) > 0 {
		some := rows[:min(many, len(rows))]
		rows = rows[len(some):]
		args := []any{orgID, some[0].SealedAt}
		var values strings.Builder
		for i, r := range some {
			if i > 0 {
				values.WriteString(", ")
			}
			n := len(args)
			values.WriteString("(CAST($" + strconv.Itoa(n+1) + " AS TEXT), CAST($" + strconv.Itoa(n+2) + " AS BIGINT), CAST($" + strconv.Itoa(n+3) + " AS TEXT))")
			args = append(args, r.ID, r.Seq, r.Hash)
		}
		n, err := tx.Exec(ctx, `
			WITH link (id, seq, hash) AS (VALUES `+values.String()+`)
			UPDATE audit_entry SET seq = link.seq, hash = link.hash, sealed_at = $2
			FROM link WHERE audit_entry.org_id = $1 AND audit_entry.id = link.id AND audit_entry.seq IS NULL`, args...)
		if err != nil {
			return err
		}
		if n != int64(len(some)) {
			return fmt.Errorf("audit: %d of %d entries were there to seal", n, len(some))
		}
	}
	return nil
}

// eachSealed reads the chain in order.
func eachSealed(ctx context.Context, d *db.DB, orgID string, fn func(Row) error) error {
	return db.Each(ctx, d, fn, `SELECT `+columns+` FROM audit_entry
		WHERE org_id = $1 AND seq IS NOT NULL ORDER BY seq, id`, orgID)
}

func sealedAs(ctx context.Context, d *db.DB, orgID string, seq int64) (string, bool, error) {
	return db.Maybe[string](ctx, d, `SELECT hash FROM audit_entry WHERE org_id = $1 AND seq = $2`, orgID, seq)
}

func newestEntry(ctx context.Context, d *db.DB, orgID string) (string, bool, error) {
	return db.Maybe[string](ctx, d, `SELECT id FROM audit_entry WHERE org_id = $1 ORDER BY id DESC LIMIT 1`, orgID)
}
