package trainers

import (
	"context"

	"footbridge/internal/db"
)

func introduced(ctx context.Context, d *db.DB, orgID string, personIDs []string) ([]Trainer, error) {
	var w db.Where
	w.And("t.org_id = ?", orgID)
	w.And("t.about <> ''")
	w.In("t.person_id", personIDs)
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+w.SQL()+` ORDER BY t.id`, w.Args()...)
}

func introducedStamp(ctx context.Context, d *db.DB, orgID string) (string, error) {
	return db.One[string](ctx, d, `SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) FROM trainers_trainer WHERE org_id = $1`, orgID)
}
