package internal_test

import (
	"fmt"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

// runCourse makes a run of a course in the college's term with a group's places,
// a student who has booked, and a register by which they are to be called; where
// the demonstration has none.
func runCourse(t *testing.T, d *db.DB, by actor.Actor) {
	t.Helper()
	if n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM college_attendance WHERE org_id = $1`, by.OrgID); err != nil || n > 0 {
		return
	}
	unit, term := one(t, d, `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'college'`, by.OrgID), one(t, d, where["term"], by.OrgID)
	person := one(t, d, `SELECT id FROM people_person p WHERE p.org_id = $1 AND NOT EXISTS (SELECT 1 FROM college_student s WHERE s.org_id = p.org_id AND s.person_id = p.id) ORDER BY p.id DESC LIMIT 1`, by.OrgID)
	charter, at := one(t, d, where["charter"], by.OrgID), today.Add(-time.Hour)
	for _, row := range []struct {
		into   string
		values []any
	}{
		{`courses_course (org_id, id, unit_id, code, slug, created_at)`, []any{"course1", unit, "HOPE1", "hope-1", at}},
		{`courses_version (org_id, id, course_id, number, state, title, fold, strand, level, format, created_at)`,
			[]any{"version1", "course1", 1, "drafting", "Hope", "hope", "rebuilding", "introduction", "workshop", at}},
		{`college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, taken, approval, counts, first_mandatory, starts_at, ends_at, created_at)`,
			[]any{"run1", unit, term, "course1", "version1", "Hope", "hope", "workshop", "rebuilding", "open", 9, 0, 3, false, false, true, at, today.Add(time.Hour), at}},
		{`college_hold (org_id, id, run_id, for_whom, places, until_on, by_name, created_at)`, []any{"hold1", "run1", "A carers' group", 2, "2027-06-01", "test", at}},
		{`college_session (org_id, id, run_id, number, starts_at, ends_at, state, register_at, register_by, created_at)`,
			[]any{"sitting1", "run1", 1, at, today.Add(time.Hour), "held", at, "test", at}},
		{`college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)`,
			[]any{"student9", person, unit, "2027-01-01", "online", charter, "2027-01-01", false, true, false, false, "email", 48, at}},
		{`college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, created_at)`, []any{"booking1", "run1", "student9", "confirmed", "online", false, at, at}},
		{`college_booking_event (org_id, id, booking_id, number, at, to_state, by_name)`, []any{"event1", "booking1", 1, at, "confirmed", "test"}},
		{`college_attendance (org_id, session_id, booking_id, student_id, state, how, by_name, recorded_at)`,
			[]any{"sitting1", "booking1", "student9", "not able to come", "screen", "test", at}},
		{`college_followup (org_id, id, session_id, student_id, due_on, created_at)`, []any{"call1", "sitting1", "student9", "2027-05-04", at}},
	} {
		marks := "$1"
		for i := range row.values {
			marks += fmt.Sprintf(", $%d", i+2)
		}
		if _, err := d.Exec(t.Context(), `INSERT INTO `+row.into+` VALUES (`+marks+`)`, append([]any{by.OrgID}, row.values...)...); err != nil {
			t.Fatalf("%s: %v", row.into, err)
		}
	}
}
