package funders_test

import (
	"fmt"
	"testing"

	"footbridge/internal/db/dbtest"
)

// BenchmarkReport counts a year, decides what of it is hidden, and writes the
// report, in an organisation with so many bookings of ten years, a session each,
// by fifty thousand students.
func BenchmarkReport(b *testing.B) {
	for _, runs := range []int{75, 750} {
		b.Run(fmt.Sprintf("bookings=%d", 10*133*runs), func(b *testing.B) { benchReport(b, runs) })
	}
}

// benchReport makes so many runs a year, with 133 places each.
func benchReport(b *testing.B, runs int) {
	w := newWorld(b, dbtest.SQLite(b))
	const students, years, places = 50_000, 10, 133
	year := fmt.Sprintf("n / %d", runs)
	fill := func(table, columns, values string, n int) {
		b.Helper()
		_, err := w.db.Exec(b.Context(), fmt.Sprintf(`INSERT INTO %s (org_id, %s) WITH RECURSIVE k (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n + 1 < $2)
			SELECT $1, %s FROM k`, table, columns, values), w.by.OrgID, n)
		if err != nil {
			b.Fatalf("%s: %v", table, err)
		}
	}
	unit := "'" + w.college.ID + "'"
	fill("people_person", "id, name, search, fold, created_at, updated_at", `'p' || n, 'Student ' || n, 'student ' || n, 'student ' || n, '2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00'`, students)
	fill("people_equality", "person_id, characteristic, answer, recorded_on", `'p' || n, 'age', CASE n % 5 WHEN 0 THEN '18-24' WHEN 1 THEN '25-34' WHEN 2 THEN '45-54' ELSE '65-74' END, '2020-01-01'`, students)
	fill("college_student", "id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, borough_id, reminder_channel, reminder_hours, created_at",
		`'b' || n, 'p' || n, `+unit+`, '2020-01-01', 'online', 'ch', '2020-01-01', n % 3 > 0, n % 4 = 0, n % 9 = 0, n % 2 = 0, NULL, 'email', 24, '2020-01-01 00:00:00+00:00'`, students)
	fill("college_year", "id, unit_id, name, starts_on, ends_on, created_at", `'by' || n, `+unit+`, 'Year ' || n, (2010 + n) || '-09-01', (2011 + n) || '-08-31', '2020-01-01 00:00:00+00:00'`, years)
	fill("college_term", "id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, created_at",
		`'bt' || n, `+unit+`, 'by' || (n / 3), 'Term ' || n, (2011 + n / 3) || '-0' || (1 + n % 3 * 2) || '-01', (2011 + n / 3) || '-0' || (2 + n % 3 * 2) || '-20', '2010-01-01', '2010-02-01', 3, '2020-01-01 00:00:00+00:00'`, 3*years)
	at := `(2011 + ` + year + `) || '-0' || (1 + n % 3 * 2) || '-15 1`
	fill("college_run", "id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, taken, approval, counts, first_mandatory, starts_at, ends_at, created_at",
		`'br' || n, `+unit+`, 'bt' || (`+year+` * 3 + n % 3), 'A', 'vA', 'Run', 'run', 'workshop', 'skills', 'finished', 150, 0, 133, false, true, false, `+at+`0:00:00+00:00', `+at+`2:00:00+00:00', '2020-01-01 00:00:00+00:00'`, years*runs)
	fill("college_session", "id, run_id, number, starts_at, ends_at, state, created_at", `'bs' || n, 'br' || n, 1, `+at+`0:00:00+00:00', `+at+`2:00:00+00:00', 'held', '2020-01-01 00:00:00+00:00'`, years*runs)
	fill("college_booking", "id, run_id, student_id, state, how, counts, queued_at, created_at",
		`'bb' || n, 'br' || (n / 133), 'b' || ((n / 133 * 37 + n % 133 * 311) % 50000), 'confirmed', 'online', true, '2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00'`, years*runs*places)
	fill("college_attendance", "session_id, booking_id, student_id, state, how, by_name, recorded_at",
		`'bs' || (n / 133), 'bb' || n, 'b' || ((n / 133 * 37 + n % 133 * 311) % 50000), CASE WHEN n % 7 = 0 THEN 'not able to come' ELSE 'came' END, 'screen', 'x', '2020-01-01 00:00:00+00:00'`, years*runs*places)
	if _, err := w.db.Exec(b.Context(), `ANALYZE`); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		r, err := w.f.YearReport(b.Context(), w.by, "by9")
		if err != nil {
			b.Fatal(err)
		}
		if len(r.Tables) == 0 {
			b.Fatal("no tables")
		}
	}
}
