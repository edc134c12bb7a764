package college

import (
	"context"

	"footbridge/internal/db"
)

func peopleOfStudents(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Student, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.id", ids)
	return db.All[Student](ctx, d, `SELECT s.id, s.person_id FROM college_student s `+w.SQL(), w.Args()...)
}
