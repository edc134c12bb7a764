package internal_test

import (
	"net/http"
	"testing"
	"time"

	"footbridge/internal/app/demo"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// wholeCollege fills a term with 500 courses, each with a run of four sessions,
// and writes a million bookings of 2,000 students: most have ended, and behind
// every third run some people wait.
func wholeCollege(b *testing.B, d *db.DB, org string) {
	b.Helper()
	college := one(b, d, `SELECT id FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`, org)
	const counting = `WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < `
	for _, query := range []string{
		`INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, 'by', $2, 'Bench year', '2026-09-01', '2027-08-31', $3)`,
		`INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, published_at, created_at)
			VALUES ($1, 'bt', $2, 'by', 'Bench term', '2027-05-01', '2027-07-30', '2027-05-01', '2027-07-30', 0, $3, $3)`,
		`INSERT INTO college_venue (org_id, id, name, fold, step_free, toilet, loop, parking, quiet, created_at) SELECT $1, 'bv', 'Bench venue', 'bench venue', true, true, true, false, false, $3 WHERE $2 <> ''`,
		`INSERT INTO college_room (org_id, id, venue_id, name, fold, seats, created_at) SELECT $1, 'br', 'bv', 'Bench room', 'bench room', 20, $3 WHERE $2 <> ''`,
		counting + `500) INSERT INTO courses_course (org_id, id, unit_id, code, slug, published_id, created_at) SELECT $1, 'bc' || n, $2, 'B' || n, 'bench-' || n, 'bw' || n, $3 FROM k`,
		counting + `500) INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, summary, strand, level, format, published_at, override_by, override_reason, created_at)
			SELECT $1, 'bw' || n, 'bc' || n, 1, 'published', 'Course number ' || n, 'course number ' || n, 'A course about living well with whatever life brings, made together by people who have been there, and for everybody who would like to come.',
				'skills', 'introduction', 'course', $3, 'a test', 'a test', $3 FROM k WHERE $2 <> ''`,
		counting + `500) INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, taken, approval, counts, first_mandatory, starts_at, ends_at, created_at)
			SELECT $1, 'bx' || n, $2, 'bt', 'bc' || n, 'bw' || n, 'Course number ' || n, 'course number ' || n, 'course', 'skills', 'open', 12, 0, CASE WHEN n % 3 = 0 THEN 12 ELSE n % 12 END, false, true, false,
				'2027-06-01 09:00:00+00:00', '2027-06-22 11:00:00+00:00', $3 FROM k`,
		counting + `2000) INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, room_id, state, created_at)
			SELECT $1, 'bs' || n, 'bx' || (1 + (n - 1) / 4), 1 + (n - 1) % 4, '2027-06-' || substr('01081522', 1 + 2 * ((n - 1) % 4), 2) || ' 09:00:00+00:00', '2027-06-' || substr('01081522', 1 + 2 * ((n - 1) % 4), 2) || ' 11:00:00+00:00', 'br', 'planned', $3
			FROM k WHERE $2 <> ''`,
		`INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, 'bh', $2, 990, 'We learn together.', '2027-01-01', $3)`,
		counting + `2000) INSERT INTO people_person (org_id, id, name, fold, search, created_at, updated_at) SELECT $1, 'bp' || n, 'Bench ' || n, 'bench ' || n, 'bench', $3, $3 FROM k WHERE $2 <> ''`,
		counting + `2000) INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
			SELECT $1, 'bu' || n, 'bp' || n, $2, '2027-04-01', 'online', 'bh', '2027-04-01', false, false, false, true, 'email', 48, $3 FROM k`,
		counting + `1000000) INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, ended_at, created_at)
			SELECT $1, 'bb' || n, 'bx' || (1 + n % 500), 'bu' || (1 + (n / 500) % 2000), CASE WHEN n < 10000 AND (n % 500) % 3 = 2 THEN 'waiting' ELSE 'cancelled' END, 'online', true, $3,
				CASE WHEN n < 10000 AND (n % 500) % 3 = 2 THEN NULL ELSE $3 END, $3 FROM k WHERE $2 <> ''`,
	} {
		if _, err := d.Exec(b.Context(), query, org, college, today); err != nil {
			b.Fatalf("%v: %.200s", err, query)
		}
	}
}

// BenchmarkProspectus asks for the list of courses and the page of one, 50 at
// once, through the whole site, without signing in.
func BenchmarkProspectus(b *testing.B) {
	d := dbtest.SQLite(b)
	org := trust(b, d)
	wholeCollege(b, d, org)
	handler := build(b, d, func() time.Time { return today }).Handler()
	for _, page := range []struct{ name, path string }{
		{"list", "/prospectus/" + demo.Slug + "?q=number"},
		{"left", "/prospectus/" + demo.Slug + "?places=left"},
		{"course", "/prospectus/" + demo.Slug + "/courses/bench-3"},
	} {
		b.Run(page.name, func(b *testing.B) { load(b, handler, &http.Cookie{Name: "none", Value: "x"}, page.path) })
	}
}
