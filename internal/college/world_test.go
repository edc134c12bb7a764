package college

import (
	"fmt"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// world is a college to test in, with a clock that the test moves.
type world struct {
	t       testing.TB
	db      *db.DB
	at      time.Time
	by      actor.Actor // may do anything
	unit    units.Unit
	people  *people.People
	college *College
	charter string
	year    string
	course  string
	version string
	n       int
	crowd   []Student
}

// newWorld founds a college over d. The services of d run in d itself, so d may
// be a transaction.
func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, at: time.Date(2027, 4, 19, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.at }
	w.people = people.New(d, now)
	u := units.New(d, now, w.people)
	org, root, err := u.Found(t.Context(), "Bridgewater", id.New())
	w.ok(err)
	w.by = actor.System(org.OrgID, "a test")
	w.unit, err = u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "The College"})
	w.ok(err)
	w.college = New(d, now, u, w.people, nil, courses.New(d, now, u, w.people, (*strategy.Strategy)(nil)), trainers.New(d, now, u, w.people), "https://college.example.org")
	w.charter, w.year, w.course, w.version = id.New(), id.New(), id.New(), id.New()
	w.exec(`INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, $2, $3, 1, 'We learn together.', '2027-01-01', $4)`, w.charter, w.unit.ID, w.at)
	w.exec(`INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, $2, $3, '2026/27', '2026-09-01', '2027-08-31', $4)`, w.year, w.unit.ID, w.at)
	w.exec(`INSERT INTO courses_course (org_id, id, unit_id, code, slug, created_at) VALUES ($1, $2, $3, 'HOPE', 'hope', $4)`, w.course, w.unit.ID, w.at)
	w.exec(`INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, strand, level, format, published_at, override_by, override_reason, created_at)
		VALUES ($1, $2, $3, 1, 'published', 'Hope', 'hope', 'rebuilding', 'introduction', 'workshop', $4, 'a test', 'a test', $4)`, w.version, w.course, w.at)
	return w
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// exec runs a statement whose $1 is the organisation.
func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	_, err := w.db.Exec(w.t.Context(), query, append([]any{w.by.OrgID}, args...)...)
	w.ok(err)
}

// term is a published term of four months, open for booking, with a limit.
func (w *world) term(limit int) string {
	w.t.Helper()
	w.n++
	key := id.New()
	w.exec(`INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, published_at, created_at)
		VALUES ($1, $2, $3, $4, $5, '2027-04-01', '2027-07-31', '2027-04-01', '2027-07-31', $6, $7, $7)`, key, w.unit.ID, w.year, fmt.Sprintf("Summer %d", w.n), limit, w.at)
	return key
}

// run is an open run of one session of two hours.
func (w *world) run(term string, capacity int, starts time.Time) Run {
	w.t.Helper()
	key, at := id.New(), starts.UTC()
	w.exec(`INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, approval, counts, first_mandatory, starts_at, ends_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'Hope', 'hope', 'workshop', 'rebuilding', 'open', $7, 0, $10, $11, $10, $8, $9, $8)`,
		key, w.unit.ID, term, w.course, w.version, capacity, at, at.Add(2*time.Hour), false, true)
	w.exec(`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, state, created_at) VALUES ($1, $2, $3, 1, $4, $5, 'planned', $4)`, id.New(), key, at, at.Add(2*time.Hour))
	return w.reload(key)
}

func (w *world) reload(runID string) Run {
	w.t.Helper()
	run, err := oneRun(w.t.Context(), w.db, w.by.OrgID, runID)
	w.ok(err)
	return run
}

// student is somebody who has enrolled.
func (w *world) student(name string) Student {
	w.t.Helper()
	p, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: name, Email: id.New() + "@example.org"})
	w.ok(err)
	return w.enrolled(p.ID)
}

func (w *world) enrolled(personID string) Student {
	w.t.Helper()
	key := id.New()
	w.exec(`INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
		VALUES ($1, $2, $3, $4, '2027-04-01', 'online', $5, '2027-04-01', $7, $7, $7, $7, 'email', 48, $6)`, key, personID, w.unit.ID, w.charter, w.at, false)
	s, err := oneStudent(w.t.Context(), w.db, w.by.OrgID, key)
	w.ok(err)
	return s
}

// as is the student, signed in.
func (w *world) as(s Student) actor.Actor {
	return actor.Actor{OrgID: w.by.OrgID, AccountID: "account " + s.ID, PersonID: s.PersonID, Name: "A student"}
}

func (w *world) booking(bookingID string) Booking {
	w.t.Helper()
	b, err := oneBooking(w.t.Context(), w.db, w.by.OrgID, bookingID)
	w.ok(err)
	return b
}

// sound fails the test when an invariant is broken.
func (w *world) sound() {
	w.t.Helper()
	found, err := w.college.Check(w.t.Context(), w.by.OrgID)
	w.ok(err)
	for _, text := range found {
		w.t.Error(text)
	}
}

// token is the secret of the offer that the newest notice holds.
func (w *world) token(bookingID string) string {
	w.t.Helper()
	tokens, err := db.All[string](w.t.Context(), w.db, `SELECT token FROM college_notice WHERE org_id = $1 AND booking_id = $2 AND kind = 'offer' ORDER BY created_at DESC, id DESC`, w.by.OrgID, bookingID)
	w.ok(err)
	if len(tokens) == 0 {
		w.t.Fatal("no offer was written")
	}
	return tokens[0]
}

// told counts the notices of a kind to a student.
func (w *world) told(s Student, kind string) int {
	w.t.Helper()
	n, err := db.One[int](w.t.Context(), w.db, `SELECT count(*) FROM college_notice WHERE org_id = $1 AND student_id = $2 AND kind = $3`, w.by.OrgID, s.ID, kind)
	w.ok(err)
	return n
}

var may = when.Date{Year: 2027, Month: 5, Day: 10}

// inMay is ten o'clock in London, some days after the tenth of May.
func inMay(days int) time.Time { return may.AddDays(days).Start().Add(10 * time.Hour) }
