package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const stepColumns = `id, trainer_id, step, done_on, seen_by, note, renew_by, waived, reason, struck_at, struck_by, created_at`

func stepsOf(ctx context.Context, d *db.DB, orgID, trainerID string) ([]Step, error) {
	return db.All[Step](ctx, d, `SELECT `+stepColumns+` FROM trainers_step WHERE org_id = $1 AND trainer_id = $2 ORDER BY done_on, id`, orgID, trainerID)
}

// allSteps are the steps of every trainer, as stepsOf orders them.
func allSteps(ctx context.Context, d *db.DB, orgID string) ([]Step, error) {
	return db.All[Step](ctx, d, `SELECT `+stepColumns+` FROM trainers_step WHERE org_id = $1 ORDER BY trainer_id, done_on, id`, orgID)
}

func oneStep(ctx context.Context, d *db.DB, orgID, trainerID, id string) (Step, error) {
	return db.One[Step](ctx, d, `SELECT `+stepColumns+` FROM trainers_step WHERE org_id = $1 AND trainer_id = $2 AND id = $3`, orgID, trainerID, id)
}

func insertStep(ctx context.Context, tx *db.DB, orgID string, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_step (org_id, id, trainer_id, step, done_on, seen_by, note, renew_by, waived, reason, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		orgID, s.ID, s.TrainerID, s.Step, s.DoneOn, s.SeenBy, s.Note, s.RenewBy, s.Waived, s.Reason, s.CreatedAt)
	return err
}

func strikeStep(ctx context.Context, tx *db.DB, orgID, id, name string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_step SET struck_at = $3, struck_by = $4 WHERE org_id = $1 AND id = $2`, orgID, id, now, name)
	return err
}

func rulesOf(ctx context.Context, d *db.DB, orgID, unitID string) ([]Rule, error) {
	return db.All[Rule](ctx, d, `SELECT step, lived, practitioner, carer, partner, years FROM trainers_rule WHERE org_id = $1 AND unit_id = $2 ORDER BY step`, orgID, unitID)
}

func putRule(ctx context.Context, tx *db.DB, orgID, unitID string, r Rule) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_rule (org_id, unit_id, step, lived, practitioner, carer, partner, years) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (org_id, unit_id, step) DO UPDATE SET lived = excluded.lived, practitioner = excluded.practitioner, carer = excluded.carer,
			partner = excluded.partner, years = excluded.years`,
		orgID, unitID, r.Step, r.Lived, r.Practitioner, r.Carer, r.Partner, r.Years)
	return err
}
