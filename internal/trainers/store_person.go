package trainers

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func setPerson(ctx context.Context, tx *db.DB, t Trainer, personID string) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET person_id = $3,
			supervisor_id = CASE WHEN supervisor_id = $3 THEN NULL ELSE supervisor_id END,
			supervision_weeks = CASE WHEN supervisor_id = $3 THEN 0 ELSE supervision_weeks END,
			supervision_from = CASE WHEN supervisor_id = $3 THEN NULL ELSE supervision_from END,
			supervision_due = CASE WHEN supervisor_id = $3 THEN NULL ELSE supervision_due END
		WHERE org_id = $1 AND id = $2`, t.OrgID, t.ID, personID)
	return err
}

// moveSupervisor gives what dropID supervised to keepID, but for keepID's own.
func moveSupervisor(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET supervisor_id = NULL, supervision_weeks = 0, supervision_from = NULL, supervision_due = NULL
		WHERE org_id = $1 AND supervisor_id = $2 AND person_id = $3`, orgID, dropID, keepID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE trainers_trainer SET supervisor_id = $2 WHERE org_id = $1 AND supervisor_id = $3`, orgID, keepID, dropID)
	return err
}

func eraseTrainer(ctx context.Context, tx *db.DB, t Trainer, last when.Date) error {
	for _, statement := range []string{
		`DELETE FROM trainers_step WHERE org_id = $1 AND trainer_id = $2`,
		`DELETE FROM trainers_weekly WHERE org_id = $1 AND trainer_id = $2`,
		`DELETE FROM trainers_away WHERE org_id = $1 AND trainer_id = $2`,
		`DELETE FROM trainers_supervision WHERE org_id = $1 AND trainer_id = $2`,
		`DELETE FROM trainers_mentoring WHERE org_id = $1 AND (mentor_id = $2 OR mentee_id = $2)`,
	} {
		if _, err := tx.Exec(ctx, statement, t.OrgID, t.ID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET about = '', ready_on = NULL, renew_by = NULL, ended_on = $3, supervision_weeks = 0, supervisor_id = NULL,
			supervision_from = NULL, supervision_due = NULL, version = version + 1 WHERE org_id = $1 AND id = $2`, t.OrgID, t.ID, last)
	return err
}
