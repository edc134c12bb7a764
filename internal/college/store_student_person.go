package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func moveStudent(ctx context.Context, tx *db.DB, orgID, studentID, personID string) error {
	_, err := tx.Exec(ctx, `UPDATE college_student SET person_id = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, orgID, studentID, personID)
	return err
}

// mergeAllowances adds what the dropped student has booked in each term to what
// the kept one has. Nobody loses by it: the limit grows where both together have
// more.
func mergeAllowances(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	dropped, err := allowancesOf(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	kept, err := allowancesOf(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	byTerm := map[string]Allowance{}
	for _, a := range kept {
		byTerm[a.TermID] = a
	}
	for _, d := range dropped {
		k := byTerm[d.TermID]
		used := k.Used + d.Used
		_, err := tx.Exec(ctx, `INSERT INTO college_allowance (org_id, term_id, student_id, used, most, reason) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (org_id, term_id, student_id) DO UPDATE SET used = $4, most = $5`, orgID, d.TermID, keepID, used, max(k.Most, d.Most, used), d.Reason)
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM college_allowance WHERE org_id = $1 AND student_id = $2`, orgID, dropID)
	return err
}

// moveToStudent makes what hangs on one student that of another.
func moveToStudent(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	for _, query := range []string{
		`UPDATE college_booking SET student_id = $2 WHERE org_id = $1 AND student_id = $3`,
		`UPDATE college_attendance SET student_id = $2 WHERE org_id = $1 AND student_id = $3`,
		`UPDATE college_notice SET student_id = $2 WHERE org_id = $1 AND student_id = $3`,
		`DELETE FROM college_followup_try WHERE org_id = $1 AND followup_id IN (SELECT d.id FROM college_followup d WHERE d.org_id = $1 AND d.student_id = $3
			AND d.session_id IN (SELECT k.session_id FROM college_followup k WHERE k.org_id = $1 AND k.student_id = $2))`,
		`DELETE FROM college_followup WHERE org_id = $1 AND student_id = $3 AND session_id IN (SELECT k.session_id FROM college_followup k WHERE k.org_id = $1 AND k.student_id = $2)`,
		`UPDATE college_followup SET student_id = $2 WHERE org_id = $1 AND student_id = $3`,
		`DELETE FROM college_request WHERE org_id = $1 AND student_id = $3 AND done_at IS NULL AND kind IN (SELECT k.kind FROM college_request k WHERE k.org_id = $1 AND k.student_id = $2 AND k.done_at IS NULL)`,
		`UPDATE college_request SET student_id = $2 WHERE org_id = $1 AND student_id = $3`,
	} {
		if _, err := tx.Exec(ctx, query, orgID, keepID, dropID); err != nil {
			return err
		}
	}
	return nil
}

// blankStudent leaves the bare row of a student, who has left; mergedInto is who
// took its place, or "".
func blankStudent(ctx context.Context, tx *db.DB, orgID, studentID, mergedInto string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE college_student SET uses_services = FALSE, carer = FALSE, staff = FALSE, public = FALSE, borough_id = NULL, postcode_district = '',
			emergency_name = '', emergency_phone = '', emergency_who = '', reminder_channel = 'none', form_key = NULL,
			left_on = coalesce(left_on, $3), merged_into = coalesce($4, merged_into), version = version + 1
		WHERE org_id = $1 AND id = $2`, orgID, studentID, on, db.Null(mergedInto))
	return err
}

// eraseStudent removes what tells anything about a student but the row and the
// bookings.
func eraseStudent(ctx context.Context, tx *db.DB, orgID, studentID string, on when.Date) error {
	if err := blankStudent(ctx, tx, orgID, studentID, "", on); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM college_notice WHERE org_id = $1 AND student_id = $2`,
		`UPDATE college_booking SET reason = '', passed_over = '', priority_by = '' WHERE org_id = $1 AND student_id = $2`,
		`UPDATE college_booking_event SET by_name = '', words = '' WHERE org_id = $1 AND booking_id IN (SELECT id FROM college_booking WHERE org_id = $1 AND student_id = $2)`,
		`UPDATE college_attendance SET by_name = '' WHERE org_id = $1 AND student_id = $2 AND how = 'code'`,
		`UPDATE college_followup SET words = '' WHERE org_id = $1 AND student_id = $2`,
		`UPDATE college_request SET words = '' WHERE org_id = $1 AND student_id = $2`,
		`UPDATE college_allowance SET reason = '' WHERE org_id = $1 AND student_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, orgID, studentID); err != nil {
			return err
		}
	}
	return nil
}

type attendedRow struct {
	Title         string
	StartsAt      time.Time
	State, ByName string
}

func attendanceOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]attendedRow, error) {
	return db.All[attendedRow](ctx, d, `SELECT r.title, s.starts_at, a.state, a.by_name FROM college_attendance a
		JOIN college_session s ON s.org_id = a.org_id AND s.id = a.session_id JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
		WHERE a.org_id = $1 AND a.student_id = $2 ORDER BY s.starts_at, s.id`, orgID, studentID)
}

type noticeRow struct {
	Title, Kind, Words string
	CreatedAt          time.Time
}

func noticesOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]noticeRow, error) {
	return db.All[noticeRow](ctx, d, `SELECT r.title, n.kind, n.words, n.created_at FROM college_notice n
		JOIN college_run r ON r.org_id = n.org_id AND r.id = n.run_id WHERE n.org_id = $1 AND n.student_id = $2 ORDER BY n.created_at, n.id`, orgID, studentID)
}
