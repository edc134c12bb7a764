package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

func insertRun(ctx context.Context, tx *db.DB, r Run, copyID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, audience, who,
			approval, counts, first_mandatory, words, starts_at, ends_at, copied_from, copy_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		r.OrgID, r.ID, r.UnitID, r.TermID, r.CourseID, r.VersionID, r.Title, fold.Text(r.Title), r.Format, r.Strand, r.State, r.Capacity, r.Minimum, r.Audience, r.Who,
		r.Approval, r.Counts, r.FirstMandatory, r.Words, db.NullTime(r.StartsAt), db.NullTime(r.EndsAt), db.Null(r.CopiedFrom), db.Null(copyID), r.CreatedAt)
	return err
}

// updateRun writes what is planned of a run over the version that was read. The
// places never become fewer than those taken.
func updateRun(ctx context.Context, tx *db.DB, r Run) error {
	n, err := tx.Exec(ctx, `UPDATE college_run SET capacity = $3, minimum = $4, audience = $5, who = $6, approval = $7, counts = $8, first_mandatory = $9, words = $10, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $11 AND taken <= $3`,
		r.OrgID, r.ID, r.Capacity, r.Minimum, r.Audience, r.Who, r.Approval, r.Counts, r.FirstMandatory, r.Words, r.Version)
	return changedBy(n, err)
}

// moveRun changes the state of a run that is still in the one it was read in.
func moveRun(ctx context.Context, tx *db.DB, r Run, to string) error {
	n, err := tx.Exec(ctx, `UPDATE college_run SET state = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = $4`, r.OrgID, r.ID, to, r.State)
	return changedBy(n, err)
}

func setRunCancelled(ctx context.Context, tx *db.DB, r Run, at time.Time, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE college_run SET state = 'cancelled', cancelled_at = $3, cancelled_reason = $4, sequence = sequence + 1, version = version + 1
		WHERE org_id = $1 AND id = $2 AND state IN ('open', 'closed')`, r.OrgID, r.ID, at, reason)
	return changedBy(n, err)
}

// cancelSessions cancels those of a run's sessions that have not begun.
func cancelSessions(ctx context.Context, tx *db.DB, r Run, after time.Time, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE college_session SET state = 'cancelled', cancelled_reason = $4, sequence = sequence + 1, version = version + 1
		WHERE org_id = $1 AND run_id = $2 AND state = 'planned' AND starts_at > $3`, r.OrgID, r.ID, after, reason)
	return err
}

// keepStep brings a run's beginning and end into step with its sessions that are
// not cancelled, and numbers them in the order of time.
func keepStep(ctx context.Context, tx *db.DB, r Run) error {
	if _, err := tx.Exec(ctx, `UPDATE college_run SET
			starts_at = (SELECT min(s.starts_at) FROM college_session s WHERE s.org_id = college_run.org_id AND s.run_id = college_run.id AND s.state <> 'cancelled'),
			ends_at = (SELECT max(s.ends_at) FROM college_session s WHERE s.org_id = college_run.org_id AND s.run_id = college_run.id AND s.state <> 'cancelled'),
			sequence = sequence + 1, version = version + 1
		WHERE org_id = $1 AND id = $2`, r.OrgID, r.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE college_session SET number = number + 100000 WHERE org_id = $1 AND run_id = $2`, r.OrgID, r.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE college_session SET number = (SELECT count(*) FROM college_session o WHERE o.org_id = college_session.org_id AND o.run_id = college_session.run_id
			AND (o.starts_at < college_session.starts_at OR o.starts_at = college_session.starts_at AND o.id <= college_session.id))
		WHERE org_id = $1 AND run_id = $2`, r.OrgID, r.ID)
	return err
}

// shortenOffers makes open offers of a run end at last at the latest, never
// before they were made.
func shortenOffers(ctx context.Context, tx *db.DB, r Run, last time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE college_booking SET offer_until = CASE WHEN offered_at > $3 THEN offered_at ELSE $3 END
		WHERE org_id = $1 AND run_id = $2 AND state = 'offered' AND offer_until > $3`, r.OrgID, r.ID, last)
	return err
}

func removeRun(ctx context.Context, tx *db.DB, r Run) error {
	if err := removeSessions(ctx, tx, r, ""); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM college_run WHERE org_id = $1 AND id = $2 AND state = 'draft'`, r.OrgID, r.ID)
	return changedBy(n, err)
}

// removeSessions takes away one session of a draft, or all of them.
func removeSessions(ctx context.Context, tx *db.DB, r Run, sessionID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM college_session_trainer WHERE org_id = $1 AND session_id IN
			(SELECT s.id FROM college_session s WHERE s.org_id = $1 AND s.run_id = $2 AND ($3 = '' OR s.id = $3))`, r.OrgID, r.ID, sessionID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM college_session WHERE org_id = $1 AND run_id = $2 AND ($3 = '' OR id = $3)`, r.OrgID, r.ID, sessionID)
	return err
}

// insertSession adds a session; its number is given with the others'.
func insertSession(ctx context.Context, tx *db.DB, s Session) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_session (org_id, id, run_id, number, title, starts_at, ends_at, room_id, online_url, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.OrgID, s.ID, s.RunID, s.Number, s.Title, s.StartsAt, s.EndsAt, db.Null(s.RoomID), s.OnlineURL, s.State, s.CreatedAt)
	return err
}

// updateSession writes s over the version that was read.
func updateSession(ctx context.Context, tx *db.DB, s Session) error {
	n, err := tx.Exec(ctx, `UPDATE college_session SET title = $3, starts_at = $4, ends_at = $5, room_id = $6, online_url = $7, state = $8, cancelled_reason = $9,
			sequence = sequence + 1, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $10 AND state = 'planned'`,
		s.OrgID, s.ID, s.Title, s.StartsAt, s.EndsAt, db.Null(s.RoomID), s.OnlineURL, s.State, s.CancelledReason, s.Version)
	return changedBy(n, err)
}

// setTrainers makes those the trainers of a session.
func setTrainers(ctx context.Context, tx *db.DB, orgID, sessionID string, teaching []SessionTrainer) error {
	if _, err := tx.Exec(ctx, `DELETE FROM college_session_trainer WHERE org_id = $1 AND session_id = $2`, orgID, sessionID); err != nil {
		return err
	}
	for _, t := range teaching {
		if _, err := tx.Exec(ctx, `INSERT INTO college_session_trainer (org_id, session_id, trainer_id, perspective) VALUES ($1, $2, $3, $4)`,
			orgID, sessionID, t.TrainerID, t.Perspective); err != nil {
			return err
		}
	}
	return nil
}

// lockRoom makes whoever plans with a room wait for each other.
func lockRoom(ctx context.Context, tx *db.DB, orgID, roomID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_room SET turn = turn + 1 WHERE org_id = $1 AND id = $2`, orgID, roomID)
	return err
}

// lockRoomsOf is [lockRoom] for every room of a venue.
func lockRoomsOf(ctx context.Context, tx *db.DB, orgID, venueID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_room SET turn = turn + 1 WHERE org_id = $1 AND venue_id = $2`, orgID, venueID)
	return err
}

// longest is more than a session may last.
const longest = 24 * time.Hour

func busyRooms(ctx context.Context, tx *db.DB, orgID string, roomIDs []string, from, to time.Time) ([]busy, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.room_id", roomIDs)
	w.And("s.starts_at > ? AND s.starts_at < ? AND s.ends_at > ? AND s.state <> 'cancelled'", from.Add(-longest), to, from)
	return db.All[busy](ctx, tx, `SELECT s.id, s.run_id, r.title, s.room_id AS what, s.starts_at, s.ends_at
		FROM college_session s JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
}

func busyTrainers(ctx context.Context, tx *db.DB, orgID string, trainerIDs []string, from, to time.Time) ([]busy, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("x.trainer_id", trainerIDs)
	w.And("s.starts_at > ? AND s.starts_at < ? AND s.ends_at > ? AND s.state <> 'cancelled'", from.Add(-longest), to, from)
	return db.All[busy](ctx, tx, `SELECT s.id, s.run_id, r.title, x.trainer_id AS what, s.starts_at, s.ends_at
		FROM college_session_trainer x JOIN college_session s ON s.org_id = x.org_id AND s.id = x.session_id JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
}

// busyStudents counts those with a place on a run who have a place on another
// one with a session in that time.
func busyStudents(ctx context.Context, tx *db.DB, r Run, from, to time.Time) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(DISTINCT b.student_id) FROM college_booking b
		JOIN college_booking o ON o.org_id = b.org_id AND o.student_id = b.student_id AND o.run_id <> b.run_id AND o.state IN ('confirmed', 'offered')
		JOIN college_session s ON s.org_id = o.org_id AND s.run_id = o.run_id AND s.state <> 'cancelled' AND s.starts_at < $4 AND s.ends_at > $3
		WHERE b.org_id = $1 AND b.run_id = $2 AND b.state IN ('confirmed', 'offered')`, r.OrgID, r.ID, from, to)
}

func draftsOf(ctx context.Context, tx *db.DB, orgID, termID string) ([]Run, error) {
	return db.All[Run](ctx, tx, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.term_id = $2 AND r.state = 'draft' ORDER BY r.fold, r.starts_at, r.id`, orgID, termID)
}

func setTermPublished(ctx context.Context, tx *db.DB, t Term, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE college_term SET published_at = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND published_at IS NULL`, t.OrgID, t.ID, at)
	return err
}

// overRuns lists the runs whose last session is over, and those without sessions
// whose term is.
func overRuns(ctx context.Context, d *db.DB, orgID string, now time.Time, today any) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r JOIN college_term t ON t.org_id = r.org_id AND t.id = r.term_id
		WHERE r.org_id = $1 AND r.state IN ('open', 'closed') AND (r.ends_at <= $2 OR r.ends_at IS NULL AND t.ends_on < $3) ORDER BY r.id`, orgID, now, today)
}

func highestNumber(ctx context.Context, tx *db.DB, r Run) (int, error) {
	return db.One[int](ctx, tx, `SELECT coalesce(max(s.number), 0) FROM college_session s WHERE s.org_id = $1 AND s.run_id = $2`, r.OrgID, r.ID)
}

// sessionsLeft counts the sessions of a run that are not cancelled, besides one.
func sessionsLeft(ctx context.Context, tx *db.DB, r Run, besides string) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM college_session s WHERE s.org_id = $1 AND s.run_id = $2 AND s.id <> $3 AND s.state <> 'cancelled'`, r.OrgID, r.ID, besides)
}
