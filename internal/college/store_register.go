package college

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/db"
)

const attendanceColumns = `a.session_id, a.booking_id, a.student_id, a.state, a.how, a.by_name, a.recorded_at`

func attendanceOfStudent(ctx context.Context, d *db.DB, orgID, studentID string) ([]Attendance, error) {
	return db.All[Attendance](ctx, d, `SELECT `+attendanceColumns+` FROM college_attendance a WHERE a.org_id = $1 AND a.student_id = $2 ORDER BY a.session_id`, orgID, studentID)
}

// idBatch is how many ids one query names at most.
const idBatch = 500

// attendanceOfRuns lists what the registers of some runs say.
func attendanceOfRuns(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]Attendance, error) {
	var out []Attendance
	for ids := range slices.Chunk(runIDs, idBatch) {
		var w db.Where
		w.And("s.org_id = ?", orgID)
		w.In("s.run_id", ids)
		rows, err := db.All[Attendance](ctx, d, `SELECT `+attendanceColumns+` FROM college_session s
			JOIN college_attendance a ON a.org_id = s.org_id AND a.session_id = s.id `+w.SQL()+` ORDER BY s.starts_at, s.id, a.booking_id`, w.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// placesOfRuns lists the bookings of some runs that have a place, and those that
// had one when a register was taken.
func placesOfRuns(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]Booking, error) {
	var out []Booking
	for ids := range slices.Chunk(runIDs, idBatch) {
		var w db.Where
		w.And("b.org_id = ?", orgID)
		w.In("b.run_id", ids)
		w.And(`b.state = 'confirmed' OR b.id IN (SELECT a.booking_id FROM college_attendance a WHERE a.org_id = b.org_id AND a.booking_id = b.id)`)
		rows, err := db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b `+w.SQL()+` ORDER BY b.run_id, b.id`, w.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// heldOfRuns lists the sessions of some runs that were held, in the order of time.
func heldOfRuns(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]Session, error) {
	var out []Session
	for ids := range slices.Chunk(runIDs, idBatch) {
		var w db.Where
		w.And("s.org_id = ?", orgID)
		w.In("s.run_id", ids)
		w.And("s.state = 'held'")
		rows, err := db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func sessionsOfDay(ctx context.Context, d *db.DB, orgID string, from, to time.Time) ([]Session, error) {
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
		WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 AND s.state <> 'cancelled' AND r.state NOT IN ('draft', 'cancelled') ORDER BY s.starts_at, s.id`, orgID, from, to)
}
