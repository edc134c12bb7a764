package learning

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const stepColumns = `s.org_id, s.id, s.unit_id, s.student_id, s.kind, s.on_date, s.words, s.told_by, s.version, s.created_at`

func oneStep(ctx context.Context, d *db.DB, orgID, id string) (Step, error) {
	return db.One[Step](ctx, d, `SELECT `+stepColumns+` FROM learning_step s WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
}

func stepsOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]Step, error) {
	return db.All[Step](ctx, d, `SELECT `+stepColumns+` FROM learning_step s WHERE s.org_id = $1 AND s.student_id = $2 ORDER BY s.on_date DESC, s.id DESC`, orgID, studentID)
}

func insertStep(ctx context.Context, tx *db.DB, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_step (org_id, id, unit_id, student_id, kind, on_date, words, told_by, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.OrgID, s.ID, s.UnitID, s.StudentID, s.Kind, s.OnDate, s.Words, s.ToldBy, s.Version, s.CreatedAt)
	return err
}

func updateStep(ctx context.Context, tx *db.DB, s Step) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE learning_step SET kind = $1, on_date = $2, words = $3, version = version + 1 WHERE org_id = $4 AND id = $5 AND version = $6`,
		s.Kind, s.OnDate, s.Words, s.OrgID, s.ID, s.Version)
	return n > 0, err
}

// stepWhere are the conditions of a list of steps.
func stepWhere(orgID string, unitIDs []string, f StepFilter) *db.Where {
	w := &db.Where{}
	w.And("s.org_id = ?", orgID)
	w.In("s.unit_id", unitIDs)
	if f.Kind != "" {
		w.And("s.kind = ?", f.Kind)
	}
	if !f.From.IsZero() {
		w.And("s.on_date >= ?", f.From)
	}
	if !f.To.IsZero() {
		w.And("s.on_date <= ?", f.To)
	}
	if f.Students != nil {
		w.In("s.student_id", f.Students)
	}
	return w
}

func countSteps(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f StepFilter) (int, error) {
	w := stepWhere(orgID, unitIDs, f)
	return db.One[int](ctx, d, `SELECT count(*) FROM learning_step s `+w.SQL(), w.Args()...)
}

func listSteps(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f StepFilter, limit, offset int) ([]Step, error) {
	w := stepWhere(orgID, unitIDs, f)
	page := ` LIMIT ` + w.Arg(limit) + ` OFFSET ` + w.Arg(offset)
	return db.All[Step](ctx, d, `SELECT `+stepColumns+` FROM learning_step s `+w.SQL()+` ORDER BY s.on_date DESC, s.id DESC`+page, w.Args()...)
}

// stepCounts counts students by kind; of every college when no ids are given.
func stepCounts(ctx context.Context, d *db.DB, orgID string, unitIDs []string, from, to when.Date) ([]StepCount, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	if unitIDs != nil {
		w.In("s.unit_id", unitIDs)
	}
	w.And("s.on_date >= ? AND s.on_date <= ?", from, to)
	return db.All[StepCount](ctx, d, `SELECT s.kind, count(DISTINCT s.student_id) AS students FROM learning_step s `+w.SQL()+` GROUP BY s.kind ORDER BY s.kind`, w.Args()...)
}
