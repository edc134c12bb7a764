package college

import (
	"context"

	"footbridge/internal/db"
)

// stateCount is how many bookings of a run stand somewhere.
type stateCount struct {
	State State
	N     int
}

func bookingCounts(ctx context.Context, d *db.DB, orgID, runID string) ([]stateCount, error) {
	return db.All[stateCount](ctx, d, `SELECT state, count(*) AS n FROM college_booking WHERE org_id = $1 AND run_id = $2 GROUP BY state`, orgID, runID)
}

// listedBooking is a booking with who it is of.
type listedBooking struct {
	Booking
	PersonID string
	Priority string // the stated reason, or ""
}

// bookingPage lists bookings of a run that stand in one of some states, in the
// order of the waiting list.
func bookingPage(ctx context.Context, d *db.DB, orgID, runID string, states []State, limit, offset int) ([]listedBooking, error) {
	var w db.Where
	w.And("b.org_id = ?", orgID)
	w.And("b.run_id = ?", runID)
	in := make([]string, len(states))
	for i, s := range states {
		in[i] = string(s)
	}
	w.In("b.state", in)
	return db.All[listedBooking](ctx, d, `SELECT `+bookingColumns+`, s.person_id, coalesce(p.label, '') AS priority FROM college_booking b
		JOIN college_student s ON s.org_id = b.org_id AND s.id = b.student_id
		LEFT JOIN college_priority p ON p.org_id = b.org_id AND p.id = b.priority_id `+
		w.SQL()+` ORDER BY b.rank, b.queued_at, b.id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

// studentsOfPeople lists the students among some people.
func studentsOfPeople(ctx context.Context, d *db.DB, orgID string, personIDs []string) ([]Student, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.person_id", personIDs)
	return db.All[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s `+w.SQL(), w.Args()...)
}
