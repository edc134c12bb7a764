package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func allYears(ctx context.Context, d *db.DB, orgID string) ([]Year, error) {
	return db.All[Year](ctx, d, `SELECT `+yearColumns+` FROM college_year y WHERE y.org_id = $1 ORDER BY y.starts_on DESC, y.id`, orgID)
}

// inTerms are the conditions "a run of these terms that is no draft".
func inTerms(orgID string, termIDs []string) *db.Where {
	var w db.Where
	w.And("r.org_id = ?", orgID)
	w.In("r.term_id", termIDs)
	w.And("r.state <> 'draft'")
	return &w
}

func runFigures(ctx context.Context, d *db.DB, orgID string, termIDs []string, now time.Time) ([]RunFigure, error) {
	w := inTerms(orgID, termIDs)
	over := w.Arg(now)
	const there = `EXISTS (SELECT 1 FROM college_session_trainer x WHERE x.org_id = s.org_id AND x.session_id = s.id AND x.present AND x.perspective = `
	return db.All[RunFigure](ctx, d, `SELECT r.id, r.term_id, r.course_id, r.version_id, r.title, r.format, r.state, r.audience, r.capacity, r.ends_at,
			count(s.id) AS sessions,
			count(CASE WHEN s.state = 'held' THEN 1 END) AS held,
			count(CASE WHEN s.state = 'cancelled' THEN 1 END) AS cancelled,
			count(CASE WHEN s.state = 'planned' AND s.ends_at < `+over+` THEN 1 END) AS unrecorded,
			count(CASE WHEN s.state = 'held' AND `+there+`'lived experience') AND `+there+`'practitioner') THEN 1 END) AS both_present
		FROM college_run r LEFT JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id `+w.SQL()+`
		GROUP BY r.org_id, r.id ORDER BY r.id`, w.Args()...)
}

// placeMarks is what the registers say of one booking.
type placeMarks struct {
	BookingID    string
	Came, Marked int
}

func eachMarks(ctx context.Context, d *db.DB, orgID string, termIDs []string, fn func(placeMarks) error) error {
	w := inTerms(orgID, termIDs)
	return db.Each(ctx, d, fn, `SELECT a.booking_id, count(CASE WHEN a.state IN ('came', 'late', 'left early') THEN 1 END) AS came, count(*) AS marked
		FROM college_run r JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id AND s.state = 'held'
			JOIN college_attendance a ON a.org_id = s.org_id AND a.session_id = s.id `+w.SQL()+` GROUP BY a.booking_id`, w.Args()...)
}

type placeRow struct {
	ID, RunID, StudentID string
	State                State
	QueuedAt, OfferedAt  time.Time
}

func eachPlace(ctx context.Context, d *db.DB, orgID string, termIDs []string, fn func(placeRow) error) error {
	w := inTerms(orgID, termIDs)
	return db.Each(ctx, d, fn, `SELECT b.id, b.run_id, b.student_id, b.state, b.queued_at, b.offered_at
		FROM college_run r JOIN college_booking b ON b.org_id = r.org_id AND b.run_id = r.id `+w.SQL(), w.Args()...)
}

func studentFigures(ctx context.Context, d *db.DB, orgID string, termIDs []string) ([]StudentFigure, error) {
	w := inTerms(orgID, termIDs)
	org := w.Arg(orgID)
	return db.All[StudentFigure](ctx, d, `SELECT t.id, t.person_id, t.borough_id, t.uses_services, t.carer, t.staff, t.public
		FROM college_student t WHERE t.org_id = `+org+` AND t.id IN (
			SELECT b.student_id FROM college_run r JOIN college_booking b ON b.org_id = r.org_id AND b.run_id = r.id `+w.SQL()+`)`, w.Args()...)
}

// cameBefore lists the students of some terms who came to a session of a term
// that began before them all.
func cameBefore(ctx context.Context, d *db.DB, orgID string, termIDs []string) ([]string, error) {
	w := inTerms(orgID, termIDs)
	var first db.Where
	first.And("org_id = ?", orgID)
	first.In("id", termIDs)
	from, found, err := db.Maybe[when.Date](ctx, d, `SELECT min(starts_on) FROM college_term `+first.SQL(), first.Args()...)
	if err != nil || !found {
		return nil, err
	}
	began := w.Arg(from)
	org := w.Arg(orgID)
	return db.All[string](ctx, d, `SELECT x.student_id FROM (SELECT DISTINCT b.student_id FROM college_run r
			JOIN college_booking b ON b.org_id = r.org_id AND b.run_id = r.id `+w.SQL()+`) x
		WHERE EXISTS (SELECT 1 FROM college_attendance a JOIN college_session s ON s.org_id = a.org_id AND s.id = a.session_id AND s.state = 'held'
			JOIN college_run q ON q.org_id = s.org_id AND q.id = s.run_id JOIN college_term e ON e.org_id = q.org_id AND e.id = q.term_id
			WHERE a.org_id = `+org+` AND a.student_id = x.student_id AND a.state IN ('came', 'late', 'left early') AND e.starts_on < `+began+`)`, w.Args()...)
}

func venueFigures(ctx context.Context, d *db.DB, orgID string, termIDs []string) ([]VenueFigure, error) {
	w := inTerms(orgID, termIDs)
	return db.All[VenueFigure](ctx, d, `SELECT v.name, count(*) AS sessions
		FROM college_run r JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id AND s.state = 'held'
			JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id JOIN college_venue v ON v.org_id = m.org_id AND v.id = m.venue_id `+w.SQL()+`
		GROUP BY v.org_id, v.id, v.name, v.fold ORDER BY v.fold, v.name`, w.Args()...)
}
