package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// openCall asks for a call; one that a correction took back is asked for again.
func openCall(ctx context.Context, tx *db.DB, orgID string, f followup) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_followup (org_id, id, session_id, student_id, due_on, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, session_id, student_id) DO UPDATE SET due_on = excluded.due_on, done_at = NULL, done_by = '', outcome = '', words = ''
		WHERE college_followup.outcome = 'not needed'`, orgID, f.ID, f.SessionID, f.StudentID, f.DueOn, f.CreatedAt)
	return err
}

// withdrawCall takes an open call back.
func withdrawCall(ctx context.Context, tx *db.DB, s Session, studentID, byName string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE college_followup SET done_at = $4, done_by = $5, outcome = 'not needed', words = 'The register was put right.'
		WHERE org_id = $1 AND session_id = $2 AND student_id = $3 AND done_at IS NULL`, s.OrgID, s.ID, studentID, at, byName)
	return err
}

const callColumns = `f.id, f.session_id, f.student_id, t.person_id, r.id AS run_id, r.unit_id, f.due_on, f.done_at, f.done_by, f.outcome, f.words, f.place,
	(SELECT count(*) FROM college_followup_try y WHERE y.org_id = f.org_id AND y.followup_id = f.id) AS tries,
	r.title AS run_title, s.number AS session_number, s.starts_at, r.first_mandatory, (s.starts_at = r.starts_at) AS first,
	coalesce(b.id, '') AS booking_id, coalesce(b.state, '') AS booking_state`

const fromCall = ` FROM college_followup f
	JOIN college_session s ON s.org_id = f.org_id AND s.id = f.session_id
	JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
	JOIN college_student t ON t.org_id = f.org_id AND t.id = f.student_id
	LEFT JOIN college_booking b ON b.org_id = f.org_id AND b.run_id = s.run_id AND b.student_id = f.student_id AND b.ended_at IS NULL `

func oneCall(ctx context.Context, d *db.DB, orgID, callID string) (Followup, error) {
	return db.One[Followup](ctx, d, `SELECT `+callColumns+fromCall+`WHERE f.org_id = $1 AND f.id = $2`, orgID, callID)
}

// viewOf keeps the calls of a view.
func viewOf(w *db.Where, view string, today when.Date) {
	switch view {
	case "overdue":
		w.And("f.done_at IS NULL AND f.due_on < ?", today)
	case "done":
		w.And("f.done_at IS NOT NULL")
	default:
		w.And("f.done_at IS NULL")
	}
}

func listCalls(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f FollowupFilter, today when.Date) ([]Followup, error) {
	var w db.Where
	w.And("f.org_id = ?", orgID)
	w.In("r.unit_id", unitIDs)
	viewOf(&w, f.View, today)
	order := "f.due_on, f.id"
	if f.View == "done" {
		order = "f.done_at DESC, f.id"
	}
	limit, offset := w.Arg(f.Limit), w.Arg(f.Offset)
	return db.All[Followup](ctx, d, `SELECT `+callColumns+fromCall+w.SQL()+` ORDER BY `+order+` LIMIT `+limit+` OFFSET `+offset, w.Args()...)
}

// countOpen counts the calls still to be made.
func countOpen(ctx context.Context, d *db.DB, orgID string, unitIDs []string, today when.Date) (FollowupCounts, error) {
	var w db.Where
	day := w.Arg(today)
	w.And("f.org_id = ?", orgID)
	w.And("f.done_at IS NULL")
	w.In("r.unit_id", unitIDs)
	return db.One[FollowupCounts](ctx, d, `SELECT count(*) AS open, count(*) FILTER (WHERE f.due_on < `+day+`) AS overdue
		FROM college_followup f JOIN college_session s ON s.org_id = f.org_id AND s.id = f.session_id JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL(), w.Args()...)
}

// countDone counts the calls that were made, up to a number.
func countDone(ctx context.Context, d *db.DB, orgID string, unitIDs []string, most int) (int, error) {
	var w db.Where
	w.And("f.org_id = ?", orgID)
	w.And("f.done_at IS NOT NULL")
	w.In("r.unit_id", unitIDs)
	limit := w.Arg(most)
	return db.One[int](ctx, d, `SELECT count(*) FROM (SELECT f.id
		FROM college_followup f JOIN college_session s ON s.org_id = f.org_id AND s.id = f.session_id JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` LIMIT `+limit+`) x`, w.Args()...)
}

// undecided lists the calls of a session whose student's place nobody has
// decided about.
func undecided(ctx context.Context, d *db.DB, orgID, sessionID string) ([]followup, error) {
	return db.All[followup](ctx, d, `SELECT id, session_id, student_id, due_on, created_at FROM college_followup WHERE org_id = $1 AND session_id = $2 AND place = '' ORDER BY id`, orgID, sessionID)
}

func triesOf(ctx context.Context, d *db.DB, orgID, callID string) ([]Try, error) {
	return db.All[Try](ctx, d, `SELECT number, at, by_name, words FROM college_followup_try WHERE org_id = $1 AND followup_id = $2 ORDER BY number`, orgID, callID)
}

func insertTry(ctx context.Context, tx *db.DB, orgID, callID string, t Try) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_followup_try (org_id, followup_id, number, at, by_name, words) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, callID, t.Number, t.At, t.ByName, t.Words)
	return err
}

// putOff moves an open call to another day.
func putOff(ctx context.Context, tx *db.DB, orgID, callID string, day when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_followup SET due_on = $3 WHERE org_id = $1 AND id = $2 AND done_at IS NULL`, orgID, callID, day)
	return n == 1, err
}

func finishCall(ctx context.Context, tx *db.DB, orgID, callID, byName string, in CallInput, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_followup SET done_at = $3, done_by = $4, outcome = $5, words = $6 WHERE org_id = $1 AND id = $2 AND done_at IS NULL`,
		orgID, callID, at, byName, in.Outcome, in.Words)
	return n == 1, err
}

func decidePlace(ctx context.Context, tx *db.DB, orgID, callID, place string) error {
	_, err := tx.Exec(ctx, `UPDATE college_followup SET place = $3 WHERE org_id = $1 AND id = $2`, orgID, callID, place)
	return err
}

func wipeCalls(ctx context.Context, tx *db.DB, orgID, studentID string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE college_followup_try SET words = '' WHERE org_id = $1
		AND followup_id IN (SELECT f.id FROM college_followup f WHERE f.org_id = $1 AND f.student_id = $2)`, orgID, studentID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE college_followup SET words = '' WHERE org_id = $1 AND student_id = $2`, orgID, studentID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE college_followup SET done_at = $3, outcome = 'not needed' WHERE org_id = $1 AND student_id = $2 AND done_at IS NULL`, orgID, studentID, at)
	return err
}

func exportedTries(ctx context.Context, d *db.DB, orgID, studentID string) ([]TryRecord, error) {
	return db.All[TryRecord](ctx, d, `SELECT r.title AS course, y.at, y.by_name, y.words FROM college_followup_try y
		JOIN college_followup f ON f.org_id = y.org_id AND f.id = y.followup_id
		JOIN college_session s ON s.org_id = f.org_id AND s.id = f.session_id
		JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
		WHERE y.org_id = $1 AND f.student_id = $2 ORDER BY y.at, y.number`, orgID, studentID)
}

func marksElsewhere(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT a.booking_id AS id, a.session_id AS words FROM college_attendance a
		JOIN college_session s ON s.org_id = a.org_id AND s.id = a.session_id
		JOIN college_booking b ON b.org_id = a.org_id AND b.id = a.booking_id
		WHERE a.org_id = $1 AND (b.run_id <> s.run_id OR b.student_id <> a.student_id) ORDER BY a.booking_id`, orgID)
}

func marksOfCancelled(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT a.booking_id AS id, a.session_id AS words FROM college_attendance a
		JOIN college_session s ON s.org_id = a.org_id AND s.id = a.session_id
		WHERE a.org_id = $1 AND s.state = 'cancelled' AND a.state <> 'told us' ORDER BY a.booking_id`, orgID)
}

func absencesWithoutCall(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT a.booking_id AS id, a.session_id AS words FROM college_attendance a
		WHERE a.org_id = $1 AND a.state = 'not able to come'
			AND NOT EXISTS (SELECT 1 FROM college_followup f WHERE f.org_id = a.org_id AND f.session_id = a.session_id AND f.student_id = a.student_id)
		ORDER BY a.booking_id`, orgID)
}

func heldWithoutRegister(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT id, state AS words FROM college_session WHERE org_id = $1 AND (state = 'held') <> (register_at IS NOT NULL) AND state <> 'cancelled' ORDER BY id`, orgID)
}

func trainersOfCancelled(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT x.session_id AS id, x.trainer_id AS words FROM college_session_trainer x
		JOIN college_session s ON s.org_id = x.org_id AND s.id = x.session_id
		WHERE x.org_id = $1 AND x.present AND s.state = 'cancelled' ORDER BY x.session_id, x.trainer_id`, orgID)
}
