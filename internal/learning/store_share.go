package learning

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const shareColumns = `s.org_id, s.id, s.plan_id, s.trainer_id, s.to_name, s.sections, s.purpose, s.may_write, s.from_on, s.until_on, s.ended_at, s.created_at`

func sharesOfPlan(ctx context.Context, d *db.DB, orgID, planID string) ([]Share, error) {
	return db.All[Share](ctx, d, `SELECT `+shareColumns+` FROM learning_share s WHERE s.org_id = $1 AND s.plan_id = $2 ORDER BY s.created_at DESC, s.id DESC`, orgID, planID)
}

func sharesForTrainers(ctx context.Context, d *db.DB, orgID string, trainerIDs []string, today when.Date) ([]Share, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.trainer_id", trainerIDs)
	w.And("s.ended_at IS NULL AND s.until_on >= ?", today)
	return db.All[Share](ctx, d, `SELECT `+shareColumns+` FROM learning_share s `+w.SQL()+` ORDER BY s.created_at DESC, s.id`, w.Args()...)
}

func shareByID(ctx context.Context, d *db.DB, orgID, id string) (Share, bool, error) {
	return db.Maybe[Share](ctx, d, `SELECT `+shareColumns+` FROM learning_share s WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
}

func shareByHash(ctx context.Context, d *db.DB, orgID, hash string) (Share, bool, error) {
	return db.Maybe[Share](ctx, d, `SELECT `+shareColumns+` FROM learning_share s WHERE s.org_id = $1 AND s.hash = $2`, orgID, hash)
}

func insertShare(ctx context.Context, tx *db.DB, s Share, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_share (org_id, id, plan_id, trainer_id, hash, to_name, sections, purpose, may_write, from_on, until_on, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.OrgID, s.ID, s.PlanID, db.Null(s.TrainerID), db.Null(hash), s.ToName, s.Sections, s.Purpose, s.MayWrite, s.FromOn, s.UntilOn, s.CreatedAt)
	return err
}

func endShare(ctx context.Context, tx *db.DB, orgID, id string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE learning_share SET ended_at = $1 WHERE org_id = $2 AND id = $3 AND ended_at IS NULL`, at, orgID, id)
	return err
}

func readingsOfPlan(ctx context.Context, d *db.DB, orgID, planID string) ([]Reading, error) {
	return db.All[Reading](ctx, d, `SELECT r.org_id, r.id, r.share_id, r.person_id, r.by_name, r.sections, r.how, r.at
		FROM learning_reading r JOIN learning_share s ON s.org_id = r.org_id AND s.id = r.share_id WHERE r.org_id = $1 AND s.plan_id = $2 ORDER BY r.at DESC, r.id DESC`, orgID, planID)
}

func insertReading(ctx context.Context, tx *db.DB, r Reading) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_reading (org_id, id, share_id, person_id, by_name, sections, how, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.OrgID, r.ID, r.ShareID, db.Null(r.PersonID), r.ByName, r.Sections, r.How, r.At)
	return err
}
