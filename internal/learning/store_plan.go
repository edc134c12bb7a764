package learning

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const planColumns = `p.org_id, p.id, p.student_id, p.unit_id, p.hopes, p.strengths, p.helps, p.wishes, p.steps, p.review_on, p.reminded_on, p.version, p.created_at, p.updated_at`

func planOf(ctx context.Context, d *db.DB, orgID, studentID string) (Plan, bool, error) {
	p, found, err := db.Maybe[Plan](ctx, d, `SELECT `+planColumns+` FROM learning_plan p WHERE p.org_id = $1 AND p.student_id = $2`, orgID, studentID)
	if err != nil || !found {
		return p, found, err
	}
	p.CourseIDs, err = coursesOf(ctx, d, orgID, p.ID)
	return p, true, err
}

func onePlan(ctx context.Context, d *db.DB, orgID, id string) (Plan, error) {
	p, err := db.One[Plan](ctx, d, `SELECT `+planColumns+` FROM learning_plan p WHERE p.org_id = $1 AND p.id = $2`, orgID, id)
	if err != nil {
		return p, err
	}
	p.CourseIDs, err = coursesOf(ctx, d, orgID, p.ID)
	return p, err
}

func coursesOf(ctx context.Context, d *db.DB, orgID, planID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT course_id FROM learning_plan_course WHERE org_id = $1 AND plan_id = $2 ORDER BY course_id`, orgID, planID)
}

func insertPlan(ctx context.Context, tx *db.DB, p Plan) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_plan (org_id, id, student_id, unit_id, hopes, strengths, helps, wishes, steps, review_on, reminded_on, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		p.OrgID, p.ID, p.StudentID, p.UnitID, p.Hopes, p.Strengths, p.Helps, p.Wishes, p.Steps, p.ReviewOn, p.RemindedOn, p.Version, p.CreatedAt, p.UpdatedAt)
	return err
}

// updatePlan writes p over the version it was read in; false when there is a
// newer one.
func updatePlan(ctx context.Context, tx *db.DB, p Plan) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE learning_plan SET hopes = $1, strengths = $2, helps = $3, wishes = $4, steps = $5, review_on = $6, reminded_on = $7, version = version + 1, updated_at = $8
		WHERE org_id = $9 AND id = $10 AND version = $11`,
		p.Hopes, p.Strengths, p.Helps, p.Wishes, p.Steps, p.ReviewOn, p.RemindedOn, p.UpdatedAt, p.OrgID, p.ID, p.Version)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM learning_plan_course WHERE org_id = $1 AND plan_id = $2`, p.OrgID, p.ID); err != nil {
		return false, err
	}
	for _, course := range p.CourseIDs {
		if _, err := tx.Exec(ctx, `INSERT INTO learning_plan_course (org_id, plan_id, course_id) VALUES ($1, $2, $3)`, p.OrgID, p.ID, course); err != nil {
			return false, err
		}
	}
	return true, nil
}

func setReviewDate(ctx context.Context, tx *db.DB, orgID, planID string, on when.Date, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE learning_plan SET review_on = $1, reminded_on = NULL, version = version + 1, updated_at = $2 WHERE org_id = $3 AND id = $4`, on, at, orgID, planID)
	return err
}

// plansDue are plans whose day to be looked at has come and whose owners have
// not been reminded of it.
func plansDue(ctx context.Context, d *db.DB, orgID string, today when.Date) ([]Plan, error) {
	return db.All[Plan](ctx, d, `SELECT `+planColumns+` FROM learning_plan p WHERE p.org_id = $1 AND p.review_on <= $2 AND p.reminded_on IS NULL ORDER BY p.review_on, p.id`, orgID, today)
}

func markReminded(ctx context.Context, tx *db.DB, orgID, planID string, on when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE learning_plan SET reminded_on = $1 WHERE org_id = $2 AND id = $3 AND reminded_on IS NULL`, on, orgID, planID)
	return n > 0, err
}

const reviewColumns = `r.org_id, r.id, r.plan_id, r.on_date, r.back, r.ahead, r.next_on, r.kept, r.created_at`

func reviewsOf(ctx context.Context, d *db.DB, orgID, planID string) ([]Review, error) {
	return db.All[Review](ctx, d, `SELECT `+reviewColumns+` FROM learning_review r WHERE r.org_id = $1 AND r.plan_id = $2 ORDER BY r.on_date DESC, r.created_at DESC, r.id DESC`, orgID, planID)
}

func insertReview(ctx context.Context, tx *db.DB, r Review) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_review (org_id, id, plan_id, on_date, back, ahead, next_on, kept, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.OrgID, r.ID, r.PlanID, r.OnDate, r.Back, r.Ahead, r.NextOn, r.Kept, r.CreatedAt)
	return err
}

// planCounts are how many plans the colleges' students keep, and how many of
// them wait to be looked at again: all that anybody else learns of plans.
func planCounts(ctx context.Context, d *db.DB, orgID string, unitIDs []string, today when.Date) (PlanCounts, error) {
	var w db.Where
	w.And("p.org_id = ?", orgID)
	w.In("p.unit_id", unitIDs)
	due := w.Arg(today)
	return db.One[PlanCounts](ctx, d, `SELECT count(*) AS plans, count(*) FILTER (WHERE p.review_on <= `+due+`) AS due FROM learning_plan p `+w.SQL(), w.Args()...)
}
