package college

import (
	"context"
	"strconv"
	"time"

	"footbridge/internal/db"
)

const noticeColumns = `org_id, id, kind, student_id, run_id, booking_id, session_id, words, token, not_before, created_at`

func dueNotices(ctx context.Context, d *db.DB, orgID string, now time.Time, limit int) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+noticeColumns+` FROM college_notice WHERE org_id = $1 AND told_at IS NULL AND not_before <= $2 ORDER BY not_before, id LIMIT `+strconv.Itoa(limit), orgID, now)
}

// markTold notes that the message of a notice is written, and forgets the secret
// of an offer. It reports whether nobody was quicker.
func markTold(ctx context.Context, tx *db.DB, n Notice, at time.Time) (bool, error) {
	done, err := tx.Exec(ctx, `UPDATE college_notice SET told_at = $3, token = '' WHERE org_id = $1 AND id = $2 AND told_at IS NULL`, n.OrgID, n.ID, at)
	return done == 1, err
}

// remind writes a notice for each session that comes as soon as the student wants
// to be reminded, once. Whoever booked within the last twelve hours has just been
// told.
func remind(ctx context.Context, d *db.DB, orgID string, now time.Time) error {
	wanted, err := db.All[int](ctx, d, `SELECT DISTINCT reminder_hours FROM college_student WHERE org_id = $1 AND reminder_channel <> 'none' AND left_on IS NULL`, orgID)
	if err != nil {
		return err
	}
	for _, hours := range wanted {
		_, err := d.Exec(ctx, `INSERT INTO college_notice (org_id, id, kind, student_id, run_id, booking_id, session_id, not_before, created_at)
			SELECT b.org_id, 'reminder-' || s.id || '-' || CAST(s.sequence AS TEXT) || '-' || b.id, 'reminder', b.student_id, b.run_id, b.id, s.id, $2, $2
			FROM college_session s
			JOIN college_booking b ON b.org_id = s.org_id AND b.run_id = s.run_id AND b.state = 'confirmed' AND b.created_at <= $4
			JOIN college_student t ON t.org_id = b.org_id AND t.id = b.student_id AND t.reminder_hours = $5 AND t.reminder_channel <> 'none' AND t.left_on IS NULL
			WHERE s.org_id = $1 AND s.state = 'planned' AND s.starts_at > $2 AND s.starts_at <= $3
				AND NOT EXISTS (SELECT 1 FROM college_notice n WHERE n.org_id = s.org_id AND n.id = 'reminder-' || s.id || '-' || CAST(s.sequence AS TEXT) || '-' || b.id)
			ON CONFLICT (org_id, id) DO NOTHING`,
			orgID, now, now.Add(time.Duration(hours)*time.Hour), now.Add(-12*time.Hour), hours)
		if err != nil {
			return err
		}
	}
	return nil
}
