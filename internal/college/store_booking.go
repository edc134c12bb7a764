package college

import (
	"context"
	"strconv"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/id"
)

// guard keeps a run from having more bookings than places: free is how many are
// left, a quick no; take takes one, and reports whether there was one.
type guard struct {
	free func(ctx context.Context, tx *db.DB, orgID, runID string) (int, error)
	take func(ctx context.Context, tx *db.DB, orgID, runID string) (bool, error)
}

// takePlace takes a place if the run is open and has one. The condition and the
// change are one statement: of all who ask for the last place one gets it.
func takePlace(ctx context.Context, tx *db.DB, orgID, runID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_run SET taken = taken + 1 WHERE org_id = $1 AND id = $2 AND state IN ('open', 'closed') AND taken < capacity`, orgID, runID)
	return n == 1, err
}

func freePlaces(ctx context.Context, tx *db.DB, orgID, runID string) (int, error) {
	return db.One[int](ctx, tx, `SELECT capacity - taken FROM college_run WHERE org_id = $1 AND id = $2`, orgID, runID)
}

func givePlaces(ctx context.Context, tx *db.DB, orgID, runID string, places int) error {
	_, err := tx.Exec(ctx, `UPDATE college_run SET taken = taken - $3 WHERE org_id = $1 AND id = $2`, orgID, runID, places)
	return err
}

// lockRun makes changes of one run's places wait for each other, and returns it
// as it is.
func lockRun(ctx context.Context, tx *db.DB, orgID, runID string) (Run, error) {
	if _, err := tx.Exec(ctx, `UPDATE college_run SET taken = taken WHERE org_id = $1 AND id = $2`, orgID, runID); err != nil {
		return Run{}, err
	}
	return oneRun(ctx, tx, orgID, runID)
}

func takeHeld(ctx context.Context, tx *db.DB, orgID, holdID, runID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_hold SET used = used + 1 WHERE org_id = $1 AND id = $2 AND run_id = $3 AND released_at IS NULL AND used < places`, orgID, holdID, runID)
	return n == 1, err
}

// giveHeld gives a place back to its hold, if the hold still stands.
func giveHeld(ctx context.Context, tx *db.DB, orgID, holdID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_hold SET used = used - 1 WHERE org_id = $1 AND id = $2 AND released_at IS NULL`, orgID, holdID)
	return n == 1, err
}

// dropHeld counts a place that a released hold had passed on as no longer used.
func dropHeld(ctx context.Context, tx *db.DB, orgID, holdID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_hold SET used = used - 1 WHERE org_id = $1 AND id = $2`, orgID, holdID)
	return err
}

// lockStudent makes bookings of one student wait for each other.
func lockStudent(ctx context.Context, tx *db.DB, orgID, studentID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_student SET turn = turn + 1 WHERE org_id = $1 AND id = $2`, orgID, studentID)
	return err
}

// noLimit is what an allowance says where a term has no limit.
const noLimit = 1_000_000

// useAllowance counts one more booking of the term, if the limit lets it.
func useAllowance(ctx context.Context, tx *db.DB, orgID, termID, studentID string, most int) (bool, error) {
	if most == 0 {
		most = noLimit
	}
	n, err := tx.Exec(ctx, `INSERT INTO college_allowance (org_id, term_id, student_id, used, most) VALUES ($1, $2, $3, 1, $4)
		ON CONFLICT (org_id, term_id, student_id) DO UPDATE SET used = college_allowance.used + 1 WHERE college_allowance.used < college_allowance.most`, orgID, termID, studentID, most)
	return n == 1, err
}

func giveAllowance(ctx context.Context, tx *db.DB, orgID, termID, studentID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_allowance SET used = used - 1 WHERE org_id = $1 AND term_id = $2 AND student_id = $3`, orgID, termID, studentID)
	return err
}

// Allowance is how many bookings of a term count towards a student's limit.
type Allowance struct {
	TermID, StudentID string
	Used, Most        int // Most 0: no limit
	Reason            string
}

func allowanceOf(ctx context.Context, d *db.DB, term Term, studentID string) (Allowance, error) {
	a, found, err := db.Maybe[Allowance](ctx, d, `SELECT term_id, student_id, used, most, reason FROM college_allowance WHERE org_id = $1 AND term_id = $2 AND student_id = $3`, term.OrgID, term.ID, studentID)
	if !found {
		a = Allowance{TermID: term.ID, StudentID: studentID, Most: term.TermLimit}
	}
	if a.Most == noLimit {
		a.Most = 0
	}
	return a, err
}

func insertBooking(ctx context.Context, tx *db.DB, b Booking) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, hold_id, counts, queued_at, rank, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		b.OrgID, b.ID, b.RunID, b.StudentID, string(b.State), b.How, db.Null(b.HoldID), b.Counts, b.QueuedAt, b.Rank, b.CreatedAt)
	return err
}

// saveBooking writes what a move changes over the version that was read.
func saveBooking(ctx context.Context, tx *db.DB, b Booking, hash string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_booking SET state = $3, hold_id = $4, queued_at = $5, priority_id = $6, priority_by = $7, rank = $8,
			offered_at = $9, offer_until = $10, offer_hash = coalesce($11, offer_hash), passed_over = $12, reason = $13, ended_at = $14, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $15`,
		b.OrgID, b.ID, string(b.State), db.Null(b.HoldID), b.QueuedAt, db.Null(b.PriorityID), b.PriorityBy, b.Rank,
		db.NullTime(b.OfferedAt), db.NullTime(b.OfferUntil), db.Null(hash), b.PassedOver, b.Reason, db.NullTime(b.EndedAt), b.Version)
	return n == 1, err
}

// setPassedOver notes why a freed place went to somebody behind.
func setPassedOver(ctx context.Context, tx *db.DB, b Booking, why string) error {
	_, err := tx.Exec(ctx, `UPDATE college_booking SET passed_over = $3 WHERE org_id = $1 AND id = $2 AND state = 'waiting' AND passed_over <> $3`, b.OrgID, b.ID, why)
	return err
}

func insertBookingEvent(ctx context.Context, tx *db.DB, b Booking, from State, byName, words string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_booking_event (org_id, id, booking_id, number, at, from_state, to_state, by_name, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		b.OrgID, id.New(), b.ID, b.Version, at, string(from), string(b.State), byName, words)
	return err
}

// BookingEvent is one step of a booking.
type BookingEvent struct {
	ID, BookingID string
	Number        int
	At            time.Time
	FromState     State
	ToState       State
	ByName, Words string
}

func eventsOfBooking(ctx context.Context, d *db.DB, orgID, bookingID string) ([]BookingEvent, error) {
	return db.All[BookingEvent](ctx, d, `SELECT id, booking_id, number, at, from_state, to_state, by_name, words FROM college_booking_event
		WHERE org_id = $1 AND booking_id = $2 ORDER BY number`, orgID, bookingID)
}

func bookingByOffer(ctx context.Context, d *db.DB, orgID, hash string) (Booking, bool, error) {
	return db.Maybe[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.offer_hash = $2`, orgID, hash)
}

// liveBooking is the student's booking of the run that has not ended.
func liveBooking(ctx context.Context, d *db.DB, orgID, runID, studentID string) (Booking, bool, error) {
	return db.Maybe[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 AND b.student_id = $3 AND b.ended_at IS NULL`, orgID, runID, studentID)
}

// waitingOf lists who waits for the run, in order.
func waitingOf(ctx context.Context, d *db.DB, orgID, runID string) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 AND b.state = 'waiting' ORDER BY b.rank, b.queued_at, b.id`, orgID, runID)
}

func liveOfRun(ctx context.Context, d *db.DB, orgID, runID string) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 AND b.ended_at IS NULL ORDER BY b.rank, b.queued_at, b.id`, orgID, runID)
}

// standing is what a student has on a run and in its term.
type standing struct{ Booked, Used, Most int }

// standingOf is read in one query: everybody who books waits for it.
func standingOf(ctx context.Context, d *db.DB, run Run, studentID string) (standing, error) {
	return db.One[standing](ctx, d, `SELECT (SELECT count(*) FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 AND b.student_id = $3 AND b.ended_at IS NULL) AS booked,
			coalesce((SELECT used FROM college_allowance a WHERE a.org_id = $1 AND a.term_id = $4 AND a.student_id = $3), 0) AS used,
			coalesce((SELECT most FROM college_allowance a WHERE a.org_id = $1 AND a.term_id = $4 AND a.student_id = $3), 0) AS most`,
		run.OrgID, run.ID, studentID, run.TermID)
}

// clashRow is a session of another run, at the same time.
type clashRow struct {
	Title    string
	StartsAt time.Time
}

// clashOf finds a session of another run on which the student has a place, or in
// which one is kept for them, that overlaps a session of this run. offers says
// whether places that are only kept count.
func clashOf(ctx context.Context, d *db.DB, orgID, runID, studentID string, offers bool) (clashRow, bool, error) {
	// CROSS JOIN keeps SQLite to this order: the few bookings of the student first.
	return db.Maybe[clashRow](ctx, d, `SELECT r.title, o.starts_at FROM college_booking b
		CROSS JOIN college_session o CROSS JOIN college_session s CROSS JOIN college_run r
		WHERE b.org_id = $1 AND b.student_id = $3 AND b.run_id <> $2 AND (b.state = 'confirmed' OR ($4 AND b.state = 'offered'))
			AND o.org_id = b.org_id AND o.run_id = b.run_id AND o.state <> 'cancelled'
			AND s.org_id = b.org_id AND s.run_id = $2 AND s.state <> 'cancelled' AND s.starts_at < o.ends_at AND o.starts_at < s.ends_at
			AND r.org_id = b.org_id AND r.id = b.run_id
		ORDER BY o.starts_at LIMIT 1`, orgID, runID, studentID, offers)
}

// place is where somebody stands on a waiting list.
func place(ctx context.Context, d *db.DB, b Booking) (ahead, all int, err error) {
	type counts struct{ Ahead, Everybody int }
	n, err := db.One[counts](ctx, d, `SELECT count(*) FILTER (WHERE (rank, queued_at, id) < ($3, $4, $5)) AS ahead, count(*) AS everybody
		FROM college_booking WHERE org_id = $1 AND run_id = $2 AND state = 'waiting'`, b.OrgID, b.RunID, b.Rank, b.QueuedAt, b.ID)
	return n.Ahead, n.Everybody, err
}

// expiredOffers lists offers that ended without an answer.
func expiredOffers(ctx context.Context, d *db.DB, orgID string, now time.Time, limit int) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.state = 'offered' AND b.offer_until <= $2 ORDER BY b.offer_until, b.id LIMIT `+strconv.Itoa(limit), orgID, now)
}

// begunWith lists the runs that have begun and on which somebody still waits.
func begunWith(ctx context.Context, d *db.DB, orgID string, now time.Time) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.state IN ('open', 'closed') AND r.starts_at <= $2
		AND EXISTS (SELECT 1 FROM college_booking b WHERE b.org_id = r.org_id AND b.run_id = r.id AND b.state IN ('waiting', 'requested', 'offered')) ORDER BY r.id`, orgID, now)
}

// withFreed lists the open runs that have a place free and somebody waiting.
func withFreed(ctx context.Context, d *db.DB, orgID string, now time.Time) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.state = 'open' AND r.starts_at > $2 AND r.taken < r.capacity
		AND EXISTS (SELECT 1 FROM college_booking b WHERE b.org_id = r.org_id AND b.run_id = r.id AND b.state = 'waiting') ORDER BY r.id`, orgID, now)
}

func openPriorities(ctx context.Context, d *db.DB, orgID, unitID string) ([]Priority, error) {
	return db.All[Priority](ctx, d, `SELECT org_id, id, unit_id, label, about, rank, created_at FROM college_priority
		WHERE org_id = $1 AND unit_id = $2 AND closed_on IS NULL ORDER BY rank, label`, orgID, unitID)
}

func insertNotice(ctx context.Context, tx *db.DB, n Notice) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_notice (org_id, id, kind, student_id, run_id, booking_id, session_id, words, token, not_before, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		n.OrgID, n.ID, n.Kind, n.StudentID, n.RunID, db.Null(n.BookingID), db.Null(n.SessionID), n.Words, n.Token, n.NotBefore, n.CreatedAt)
	return err
}

// noticeRun writes a notice for each live booking of a run, in one statement:
// whoever books at the same moment is told, or sees the run as it is by then.
func noticeRun(ctx context.Context, tx *db.DB, run Run, kind, sessionID, words, stem string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_notice (org_id, id, kind, student_id, run_id, booking_id, session_id, words, not_before, created_at)
		SELECT b.org_id, $3 || '-' || b.id, $4, b.student_id, b.run_id, b.id, $5, $6, $7, $7
		FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 AND b.ended_at IS NULL`,
		run.OrgID, run.ID, stem, kind, db.Null(sessionID), words, now)
	return err
}
