package college

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
)

// lockSession makes those who save one register wait for each other.
func lockSession(ctx context.Context, tx *db.DB, orgID, sessionID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_session SET register_by = register_by WHERE org_id = $1 AND id = $2`, orgID, sessionID)
	return err
}

// hadPlace says of a booking b whether it had a place at the session s: made
// before its end, and not ended before its start.
const hadPlace = `(b.created_at <= s.ends_at AND (b.state = 'confirmed' OR (b.state IN ('cancelled', 'college cancelled') AND b.ended_at > s.starts_at
	AND EXISTS (SELECT 1 FROM college_booking_event e WHERE e.org_id = b.org_id AND e.booking_id = b.id AND e.to_state = 'confirmed'))))`

// expectedAt lists who has or had a place at a session, and who was marked.
func expectedAt(ctx context.Context, d *db.DB, s Session) ([]RegisterLine, error) {
	return db.All[RegisterLine](ctx, d, `SELECT b.id AS booking_id, b.student_id, t.person_id, b.state AS booking_state,
			coalesce(a.state, '') AS mark, coalesce(a.how, '') AS how, coalesce(a.by_name, '') AS by_name, a.recorded_at
		FROM college_session s
		JOIN college_booking b ON b.org_id = s.org_id AND b.run_id = s.run_id
		JOIN college_student t ON t.org_id = b.org_id AND t.id = b.student_id
		LEFT JOIN college_attendance a ON a.org_id = s.org_id AND a.session_id = s.id AND a.booking_id = b.id
		WHERE s.org_id = $1 AND s.id = $2 AND (a.state IS NOT NULL OR `+hadPlace+`) ORDER BY b.id`, s.OrgID, s.ID)
}

// expectation is somebody who is expected at a session.
type expectation struct{ SessionID, PersonID string }

// expectedOf lists who is expected at some sessions: with a place, and no word
// that they cannot come.
func expectedOf(ctx context.Context, d *db.DB, orgID string, sessionIDs []string) ([]expectation, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.id", sessionIDs)
	w.And(hadPlace)
	w.And(`NOT EXISTS (SELECT 1 FROM college_attendance a WHERE a.org_id = s.org_id AND a.session_id = s.id AND a.booking_id = b.id AND a.state = 'told us')`)
	return db.All[expectation](ctx, d, `SELECT s.id AS session_id, t.person_id FROM college_session s
		JOIN college_booking b ON b.org_id = s.org_id AND b.run_id = s.run_id
		JOIN college_student t ON t.org_id = b.org_id AND t.id = b.student_id `+w.SQL()+` ORDER BY s.id, b.id`, w.Args()...)
}

func saveMark(ctx context.Context, tx *db.DB, orgID string, a Attendance) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_attendance (org_id, session_id, booking_id, student_id, state, how, by_name, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (org_id, session_id, booking_id) DO UPDATE SET state = excluded.state, how = excluded.how, by_name = excluded.by_name, recorded_at = excluded.recorded_at`,
		orgID, a.SessionID, a.BookingID, a.StudentID, string(a.State), a.How, a.ByName, a.RecordedAt)
	return err
}

func setTrainerPresent(ctx context.Context, tx *db.DB, orgID, sessionID, trainerID string, here bool) error {
	_, err := tx.Exec(ctx, `UPDATE college_session_trainer SET present = $4 WHERE org_id = $1 AND session_id = $2 AND trainer_id = $3`, orgID, sessionID, trainerID, here)
	return err
}

func holdSession(ctx context.Context, tx *db.DB, s Session, byName string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE college_session SET state = 'held', register_at = $3, register_by = $4, version = version + 1
		WHERE org_id = $1 AND id = $2 AND state <> 'cancelled'`, s.OrgID, s.ID, at, byName)
	return err
}

// dropNotices takes back what has not been told yet.
func dropNotices(ctx context.Context, tx *db.DB, orgID, kind, bookingID, sessionID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM college_notice WHERE org_id = $1 AND kind = $2 AND booking_id = $3 AND coalesce(session_id, '') = $4 AND told_at IS NULL`,
		orgID, kind, bookingID, sessionID)
	return err
}

// sessionsFrom lists the sessions that begin between two instants, of runs that
// are planned for the world to see, at some colleges or taught by some trainers.
func sessionsFrom(ctx context.Context, d *db.DB, orgID string, from, to time.Time, unitIDs, trainerIDs []string) ([]Session, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.And("s.starts_at >= ? AND s.starts_at < ?", from, to)
	w.And("r.state NOT IN ('draft', 'cancelled')")
	withinReach(&w, unitIDs, trainerIDs)
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s
		JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
}

// withinReach keeps the sessions s of the runs r at some colleges, and those
// taught by some trainers.
func withinReach(w *db.Where, unitIDs, trainerIDs []string) {
	marks := func(n int) string { return "''" + strings.Repeat(", ?", n) }
	var args []any
	for _, id := range append(slices.Clone(unitIDs), trainerIDs...) {
		args = append(args, id)
	}
	w.And(`r.unit_id IN (`+marks(len(unitIDs))+`) OR s.id IN (SELECT x.session_id FROM college_session_trainer x
		WHERE x.org_id = s.org_id AND x.trainer_id IN (`+marks(len(trainerIDs))+`))`, args...)
}

// unregistered lists the newest sessions at some colleges that ended before an
// instant and have no register.
func unregistered(ctx context.Context, d *db.DB, orgID string, before time.Time, unitIDs []string, most int) ([]Session, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.And("s.state = 'planned' AND s.register_at IS NULL AND s.ends_at < ?", before)
	w.And("r.state NOT IN ('draft', 'cancelled')")
	w.In("r.unit_id", unitIDs)
	limit := w.Arg(most)
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s
		JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` ORDER BY s.starts_at DESC, s.id LIMIT `+limit, w.Args()...)
}

// giveCode gives a session the code of its address on the wall, if it has none.
func giveCode(ctx context.Context, tx *db.DB, orgID, sessionID, code string) error {
	_, err := tx.Exec(ctx, `UPDATE college_session SET here_code = $3 WHERE org_id = $1 AND id = $2 AND here_code IS NULL`, orgID, sessionID, code)
	return err
}

func codeOfSession(ctx context.Context, d *db.DB, orgID, sessionID string) (string, error) {
	return db.One[string](ctx, d, `SELECT here_code FROM college_session WHERE org_id = $1 AND id = $2 AND here_code IS NOT NULL`, orgID, sessionID)
}

func sessionOfCode(ctx context.Context, d *db.DB, orgID, code string) (Session, error) {
	return db.One[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s WHERE s.org_id = $1 AND s.here_code = $2`, orgID, code)
}

// enrolledPeople lists who of some people is a student of the college now.
func enrolledPeople(ctx context.Context, d *db.DB, orgID, unitID string, personIDs []string) ([]Student, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.And("s.unit_id = ? AND s.left_on IS NULL", unitID)
	w.In("s.person_id", personIDs)
	return db.All[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s `+w.SQL(), w.Args()...)
}

// linesOf makes a line of each booking.
func linesOf(ctx context.Context, d *db.DB, orgID string, bookings []Booking) ([]RegisterLine, error) {
	ids := make([]string, len(bookings))
	for i, b := range bookings {
		ids[i] = b.ID
	}
	var w db.Where
	w.And("b.org_id = ?", orgID)
	w.In("b.id", ids)
	return db.All[RegisterLine](ctx, d, `SELECT b.id AS booking_id, b.student_id, t.person_id, b.state AS booking_state FROM college_booking b
		JOIN college_student t ON t.org_id = b.org_id AND t.id = b.student_id `+w.SQL()+` ORDER BY b.id`, w.Args()...)
}

// sessionsAhead lists the sessions, not over yet, of the runs in which a student
// has a place.
func sessionsAhead(ctx context.Context, d *db.DB, orgID, studentID string, now time.Time) ([]Session, error) {
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_booking b JOIN college_session s ON s.org_id = b.org_id AND s.run_id = b.run_id
		WHERE b.org_id = $1 AND b.student_id = $2 AND b.state = 'confirmed' AND s.ends_at > $3 AND s.state <> 'cancelled' ORDER BY s.starts_at, s.id`, orgID, studentID, now)
}

// unmark takes back what a student had told us.
func unmark(ctx context.Context, tx *db.DB, orgID, sessionID, bookingID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM college_attendance WHERE org_id = $1 AND session_id = $2 AND booking_id = $3 AND state = 'told us'`, orgID, sessionID, bookingID)
	return err
}
