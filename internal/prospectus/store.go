package prospectus

import (
	"context"

	"footbridge/internal/db"
)

func wordsOf(ctx context.Context, d *db.DB, orgID string) (map[string]Words, error) {
	rows, err := db.All[Words](ctx, d, `SELECT org_id, unit_id, foreword, signed, how, changed_at, version FROM prospectus_words WHERE org_id = $1`, orgID)
	out := make(map[string]Words, len(rows))
	for _, w := range rows {
		out[w.UnitID] = w
	}
	return out, err
}

func wordsStamp(ctx context.Context, d *db.DB, orgID string) (string, error) {
	return db.One[string](ctx, d, `SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) FROM prospectus_words WHERE org_id = $1`, orgID)
}

func insertWords(ctx context.Context, tx *db.DB, w Words) error {
	n, err := tx.Exec(ctx, `INSERT INTO prospectus_words (org_id, unit_id, foreword, signed, how, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, unit_id) DO NOTHING`, w.OrgID, w.UnitID, w.Foreword, w.Signed, w.How, w.ChangedAt)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func updateWords(ctx context.Context, tx *db.DB, w Words) error {
	n, err := tx.Exec(ctx, `UPDATE prospectus_words SET foreword = $3, signed = $4, how = $5, changed_at = $6, version = version + 1
		WHERE org_id = $1 AND unit_id = $2 AND version = $7`, w.OrgID, w.UnitID, w.Foreword, w.Signed, w.How, w.ChangedAt, w.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}
