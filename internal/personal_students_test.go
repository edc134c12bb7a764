package internal_test

import (
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/courses"
	"footbridge/internal/db"
)

// markCollege makes the person a student about whom there is something in every
// table of the college.
func markCollege(t *testing.T, a *app.App, d *db.DB, orgID, personID string) {
	t.Helper()
	unit := one(t, d, `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`, orgID)
	course, err := a.Courses.Add(t.Context(), actor.System(orgID, "the test"), courses.NewCourse{UnitID: unit, Words: courses.Words{
		Title: "Mark", Strand: "rebuilding", Level: "introduction", Format: "workshop", Sessions: 1, Minutes: 120, Capacity: 5, CertificateBy: "none"}})
	if err != nil {
		t.Fatal(err)
	}
	version := one(t, d, `SELECT id FROM courses_version WHERE org_id = $1 AND course_id = $2`, orgID, course.ID)
	for _, query := range []string{
		`INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, 'charter1', $2, 99, 'Be kind.', '2027-01-01', $3)`,
		`INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, postcode_district,
				emergency_name, emergency_phone, emergency_who, reminder_channel, reminder_hours, form_key, created_at)
			VALUES ($1, 'student1', '` + personID + `', $2, '2027-01-01', 'online', 'charter1', '2027-01-01', false, true, false, false, 'quillu1',
				'Quilluringer', 'quilluphone', 'quilluwho', 'email', 48, 'quillukey', $3)`,
		`INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, 'year1', $2, 'Year one', '2020-09-01', '2021-08-31', $3)`,
		`INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, published_at, created_at)
			VALUES ($1, 'term1', $2, 'year1', 'Term one', '2021-01-01', '2021-06-30', '2021-01-01', '2021-06-30', 3, $3, $3)`,
		`INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, taken, approval, counts, first_mandatory, starts_at, ends_at, created_at)
			VALUES ($1, 'run1', $2, 'term1', '` + course.ID + `', '` + version + `', 'Mark', 'mark', 'workshop', 'rebuilding', 'open', 5, 0, 1, false, true, false, '2027-06-01 10:00:00+00:00', '2027-06-01 12:00:00+00:00', $3)`,
		`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, state, created_at)
			SELECT org_id, 'session9', 'run1', 1, starts_at, ends_at, 'planned', $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_allowance (org_id, term_id, student_id, used, most, reason) SELECT org_id, 'term1', 'student1', 1, 3, 'quilluallowed' FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1' AND created_at = $3`,
		`INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, priority_by, reason, created_at)
			SELECT org_id, 'booking1', 'run1', 'student1', 'confirmed', 'online', true, $3, 'quillupriority', 'quillureason', $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_booking_event (org_id, id, booking_id, number, at, to_state, by_name, words)
			SELECT org_id, 'event1', 'booking1', 1, $3, 'confirmed', 'Quilluname First', 'quillustep' FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_notice (org_id, id, kind, student_id, run_id, words, not_before, created_at)
			SELECT org_id, 'notice1', 'changed', 'student1', 'run1', 'quillunotice', $3, $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_attendance (org_id, session_id, booking_id, student_id, state, how, by_name, recorded_at)
			SELECT org_id, 'session9', 'booking1', 'student1', 'left early', 'code', 'quilluscan', $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_followup (org_id, id, session_id, student_id, due_on, words, created_at)
			SELECT org_id, 'followup1', 'session9', 'student1', '2027-06-02', 'quillucall', $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
		`INSERT INTO college_request (org_id, id, student_id, kind, words, created_at)
			SELECT org_id, 'request1', 'student1', 'leave', 'quillurequest', $3 FROM college_run WHERE org_id = $1 AND unit_id = $2 AND id = 'run1'`,
	} {
		if _, err := d.Exec(t.Context(), query, orgID, unit, today); err != nil {
			t.Fatalf("%v\n%s", err, query)
		}
	}
}
