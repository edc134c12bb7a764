package funders

import (
	"context"

	"footbridge/internal/db"
)

func scoresOf(ctx context.Context, d *db.DB, orgID, yearID string) ([]Score, error) {
	return db.All[Score](ctx, d, `SELECT org_id, year_id, perspective, component, score, note, by_name, set_at FROM funders_fidelity
		WHERE org_id = $1 AND year_id = $2 ORDER BY perspective, component`, orgID, yearID)
}

func deleteScores(ctx context.Context, tx *db.DB, orgID, yearID, perspective string) error {
	_, err := tx.Exec(ctx, `DELETE FROM funders_fidelity WHERE org_id = $1 AND year_id = $2 AND perspective = $3`, orgID, yearID, perspective)
	return err
}

func insertScore(ctx context.Context, tx *db.DB, s Score) error {
	_, err := tx.Exec(ctx, `INSERT INTO funders_fidelity (org_id, year_id, perspective, component, score, note, by_name, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.OrgID, s.YearID, s.Perspective, s.Component, s.Score, s.Note, s.ByName, s.SetAt)
	return err
}
