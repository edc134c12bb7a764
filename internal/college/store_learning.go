package college

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/db"
)

// runsEnded are the runs of which something was held and everything is over.
func runsEnded(ctx context.Context, d *db.DB, orgID string, from, to time.Time) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r
		WHERE r.org_id = $1 AND r.state IN ('open', 'closed', 'finished') AND r.ends_at > $2 AND r.ends_at <= $3 ORDER BY r.ends_at DESC, r.id`, orgID, from, to)
}

func runsOfTerms(ctx context.Context, d *db.DB, orgID string, termIDs []string) ([]Run, error) {
	var w db.Where
	w.And("r.org_id = ?", orgID)
	w.In("r.term_id", termIDs)
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r `+w.SQL()+` ORDER BY r.starts_at DESC, r.id`, w.Args()...)
}

func studentsWithPlace(ctx context.Context, d *db.DB, orgID, runID string) ([]Student, error) {
	return db.All[Student](ctx, d, `SELECT `+studentColumns+` FROM college_booking b JOIN college_student s ON s.org_id = b.org_id AND s.id = b.student_id
		WHERE b.org_id = $1 AND b.run_id = $2 AND b.state = 'confirmed' ORDER BY s.id`, orgID, runID)
}

func studentsByID(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Student, error) {
	var out []Student
	for batch := range slices.Chunk(ids, idBatch) {
		var w db.Where
		w.And("s.org_id = ?", orgID)
		w.In("s.id", batch)
		rows, err := db.All[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s `+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}
