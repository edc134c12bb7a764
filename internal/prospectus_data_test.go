package internal_test

import (
	"testing"

	"footbridge/internal/db"
)

// markProspectus makes the person ask to be told of a course, and gives them a
// calendar of their own.
func markProspectus(t *testing.T, d *db.DB, orgID, personID string) {
	t.Helper()
	course := one(t, d, `SELECT id FROM courses_course WHERE org_id = $1 ORDER BY id LIMIT 1`, orgID)
	if _, err := d.Exec(t.Context(), `INSERT INTO prospectus_calendar (org_id, id, person_id, kind, token_hash, made_at) VALUES ($1, 'calendar1', $2, 'student', 'quilluhash', $3)`, orgID, personID, today); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Exec(t.Context(), `INSERT INTO prospectus_interest (org_id, id, course_id, person_id, token, asked_at, confirmed_at, until_on)
		VALUES ($1, 'interest1', $4, $2, 'quillutoken', $3, $3, '2028-11-01')`, orgID, personID, today, course); err != nil {
		t.Fatal(err)
	}
}

// publicCourse publishes a course with a file for everybody, and a run of
// it in a term that has been published.
func publicCourse(t *testing.T, d *db.DB, orgID string) {
	t.Helper()
	college := one(t, d, `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`, orgID)
	for _, query := range []string{
		`INSERT INTO courses_course (org_id, id, unit_id, code, slug, published_id, created_at) VALUES ($1, 'pub1', $2, 'PUB-1', 'public-course', 'pubv1', $3)`,
		`INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, strand, level, format, published_at, override_by, override_reason, created_at)
			SELECT $1, 'pubv1', 'pub1', 1, 'published', 'Public course', 'public course', 'skills', 'introduction', 'workshop', $3, 'a test', 'a test', $3 FROM units_unit WHERE org_id = $1 AND id = $2`,
		`INSERT INTO courses_file (org_id, id, course_id, name, kind, size, content, created_at)
			SELECT $1, 'pubf1', 'pub1', 'words.txt', 'text/plain', 5, CAST('hello' AS ` + blob(d) + `), $3 FROM units_unit WHERE org_id = $1 AND id = $2`,
		`INSERT INTO courses_material (org_id, id, version_id, kind, title, file_id, visible, position, created_at)
			SELECT $1, 'pubm1', 'pubv1', 'file', 'Words', 'pubf1', 'everybody', 1, $3 FROM units_unit WHERE org_id = $1 AND id = $2`,
		`INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, 'puby1', $2, 'Public year', '2026-09-01', '2027-08-31', $3)`,
		`INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, published_at, created_at)
			VALUES ($1, 'pubt1', $2, 'puby1', 'Public term', '2027-05-01', '2027-07-30', '2027-05-01', '2027-07-30', 0, $3, $3)`,
		`INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, approval, counts, first_mandatory, created_at)
			VALUES ($1, 'pubr1', $2, 'pubt1', 'pub1', 'pubv1', 'Public course', 'public course', 'self-paced', 'skills', 'closed', 10, 0, false, true, false, $3)`,
	} {
		if _, err := d.Exec(t.Context(), query, orgID, college, today); err != nil {
			t.Fatalf("%v: %s", err, query)
		}
	}
}

// blob is the type of bytes.
func blob(d *db.DB) string {
	if d.Postgres() {
		return "BYTEA"
	}
	return "BLOB"
}
