package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

type retentionRow struct {
	Fields string
	Months int
	ByName string
	SetAt  time.Time
}

func retentionOf(ctx context.Context, d *db.DB, orgID string) (map[string]retentionRow, error) {
	rows, err := db.All[retentionRow](ctx, d, `SELECT fields, months, by_name, set_at FROM college_retention WHERE org_id = $1`, orgID)
	out := map[string]retentionRow{}
	for _, r := range rows {
		out[r.Fields] = r
	}
	return out, err
}

func setRetention(ctx context.Context, tx *db.DB, orgID, fields string, months int, by string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_retention (org_id, fields, months, by_name, set_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (org_id, fields) DO UPDATE SET months = $3, by_name = $4, set_at = $5`, orgID, fields, months, by, at)
	return err
}

func insertPurge(ctx context.Context, tx *db.DB, orgID string, p Purge) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_purge (org_id, id, fields, before_on, records, at) VALUES ($1, $2, $3, $4, $5, $6)`, orgID, p.ID, p.Fields, p.BeforeOn, p.Records, p.At)
	return err
}

func purgesOf(ctx context.Context, d *db.DB, orgID string, limit int) ([]Purge, error) {
	return db.All[Purge](ctx, d, `SELECT id, fields, before_on, records, at FROM college_purge WHERE org_id = $1 ORDER BY id DESC LIMIT $2`, orgID, limit)
}

// aheadOf lists a student's live bookings of courses that are not over.
func aheadOf(ctx context.Context, d *db.DB, orgID, studentID string, now time.Time) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		WHERE b.org_id = $1 AND b.student_id = $2 AND b.ended_at IS NULL AND r.state IN ('draft', 'open', 'closed') AND (r.ends_at IS NULL OR r.ends_at > $3)
		ORDER BY b.created_at, b.id`, orgID, studentID, now)
}

// leftBefore lists who left before a day and has no course before them.
func leftBefore(ctx context.Context, d *db.DB, orgID string, before when.Date, now time.Time) ([]Student, error) {
	return db.All[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s WHERE s.org_id = $1 AND s.left_on < $2 AND s.merged_into IS NULL
		AND NOT EXISTS (SELECT 1 FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
			WHERE b.org_id = s.org_id AND b.student_id = s.id AND b.ended_at IS NULL AND r.state IN ('draft', 'open', 'closed') AND (r.ends_at IS NULL OR r.ends_at > $3))
		ORDER BY s.id`, orgID, before, now)
}

// purgeRows blanks the fields of one group that are past their time, but of
// nobody who has a course before them. It returns how many records it changed.
func purgeRows(ctx context.Context, tx *db.DB, orgID, fields string, before, now time.Time) (int, error) {
	const ahead = `SELECT b.student_id FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		WHERE b.org_id = $1 AND b.ended_at IS NULL AND r.state IN ('draft', 'open', 'closed') AND (r.ends_at IS NULL OR r.ends_at > $3)`
	var queries []string
	var since any = before
	switch fields {
	case "emergency":
		since = when.DateOf(before)
		queries = []string{`UPDATE college_student SET emergency_name = '', emergency_phone = '', emergency_who = '', postcode_district = '', reminder_channel = 'none', form_key = NULL, version = version + 1
			WHERE org_id = $1 AND left_on < $2 AND (emergency_name <> '' OR postcode_district <> '' OR reminder_channel <> 'none') AND id NOT IN (` + ahead + `)`}
	case "calls":
		queries = []string{`UPDATE college_followup SET words = '' WHERE org_id = $1 AND done_at < $2 AND words <> '' AND student_id NOT IN (` + ahead + `)`}
	case "waiting":
		queries = []string{`UPDATE college_booking SET passed_over = '', priority_by = '', reason = '' WHERE org_id = $1 AND ended_at < $2
			AND (passed_over <> '' OR priority_by <> '' OR reason <> '') AND student_id NOT IN (` + ahead + `)`}
	case "booking":
		queries = []string{
			`UPDATE college_booking_event SET by_name = '', words = '' WHERE org_id = $1 AND (by_name <> '' OR words <> '') AND booking_id IN (
				SELECT o.id FROM college_booking o JOIN college_run e ON e.org_id = o.org_id AND e.id = o.run_id
				WHERE o.org_id = $1 AND coalesce(e.ends_at, o.ended_at) < $2 AND o.student_id NOT IN (` + ahead + `))`,
			`DELETE FROM college_notice WHERE org_id = $1 AND told_at < $2 AND student_id NOT IN (` + ahead + `)`,
		}
	}
	total := 0
	for _, query := range queries {
		n, err := tx.Exec(ctx, query, orgID, since, now)
		if err != nil {
			return total, err
		}
		total += int(n)
	}
	return total, nil
}
