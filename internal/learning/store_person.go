package learning

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func readingsBy(ctx context.Context, d *db.DB, orgID, personID string) ([]Reading, error) {
	return db.All[Reading](ctx, d, `SELECT org_id, id, share_id, person_id, by_name, sections, how, at FROM learning_reading WHERE org_id = $1 AND person_id = $2 ORDER BY at, id`, orgID, personID)
}

func eraseReader(ctx context.Context, tx *db.DB, orgID, personID, name string) error {
	_, err := tx.Exec(ctx, `UPDATE learning_reading SET by_name = $1 WHERE org_id = $2 AND person_id = $3`, name, orgID, personID)
	return err
}

func moveReader(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE learning_reading SET person_id = $1 WHERE org_id = $2 AND person_id = $3`, keepID, orgID, dropID)
	return err
}

// eraseStudent removes a plan and all that hangs on it, and takes name and words
// off certificates and next steps.
func eraseStudent(ctx context.Context, tx *db.DB, orgID, studentID, name string) error {
	const ofPlan = `(SELECT p.id FROM learning_plan p WHERE p.org_id = $1 AND p.student_id = $2)`
	for _, statement := range []string{
		`DELETE FROM learning_reading WHERE org_id = $1 AND share_id IN (SELECT s.id FROM learning_share s WHERE s.org_id = $1 AND s.plan_id IN ` + ofPlan + `)`,
		`DELETE FROM learning_share WHERE org_id = $1 AND plan_id IN ` + ofPlan,
		`DELETE FROM learning_review WHERE org_id = $1 AND plan_id IN ` + ofPlan,
		`DELETE FROM learning_plan_course WHERE org_id = $1 AND plan_id IN ` + ofPlan,
		`DELETE FROM learning_plan WHERE org_id = $1 AND student_id = $2`,
		`UPDATE learning_step SET words = '' WHERE org_id = $1 AND student_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, orgID, studentID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE learning_certificate SET name = $1, fold = '', withdrawn_reason = CASE WHEN withdrawn_on IS NULL THEN '' ELSE $1 END
		WHERE org_id = $2 AND student_id = $3`, name, orgID, studentID)
	return err
}

// moveStudent makes the certificates and next steps of one student those of
// another. Of two certificates for one run the kept student's stands.
func moveStudent(ctx context.Context, tx *db.DB, orgID, keepID, dropID string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE learning_certificate SET withdrawn_on = $1, withdrawn_reason = 'Two records of one person became one.'
		WHERE org_id = $2 AND student_id = $3 AND withdrawn_on IS NULL
		AND run_id IN (SELECT k.run_id FROM learning_certificate k WHERE k.org_id = $2 AND k.student_id = $4 AND k.withdrawn_on IS NULL)`, on, orgID, dropID, keepID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE learning_certificate SET student_id = $1 WHERE org_id = $2 AND student_id = $3`, keepID, orgID, dropID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE learning_step SET student_id = $1 WHERE org_id = $2 AND student_id = $3`, keepID, orgID, dropID)
	return err
}

func movePlan(ctx context.Context, tx *db.DB, orgID, planID, studentID string) error {
	_, err := tx.Exec(ctx, `UPDATE learning_plan SET student_id = $1 WHERE org_id = $2 AND id = $3`, studentID, orgID, planID)
	return err
}

func endShares(ctx context.Context, tx *db.DB, orgID, planID string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE learning_share SET ended_at = $1 WHERE org_id = $2 AND plan_id = $3 AND ended_at IS NULL`, at, orgID, planID)
	return err
}

// joinPlan moves the reviews and shares of a plan to another, and removes it.
func joinPlan(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	for _, statement := range []string{
		`UPDATE learning_review SET plan_id = $1 WHERE org_id = $2 AND plan_id = $3`,
		`UPDATE learning_share SET plan_id = $1 WHERE org_id = $2 AND plan_id = $3`,
	} {
		if _, err := tx.Exec(ctx, statement, keepID, orgID, dropID); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`DELETE FROM learning_plan_course WHERE org_id = $1 AND plan_id = $2`, `DELETE FROM learning_plan WHERE org_id = $1 AND id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, orgID, dropID); err != nil {
			return err
		}
	}
	return nil
}
