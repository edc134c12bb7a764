package learning_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/learning"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// clock is moved by a test from one day to the next.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// world is a college with students, a trainer and a course.
type world struct {
	db       *db.DB
	clock    *clock
	people   *people.People
	units    *units.Units
	learning *learning.Learning
	college  *college.College
	org      string
	by       actor.Actor // may do anything
	unit     units.Unit  // the college
	course   string
	version  string
	term     string
	n        int
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{db: d, clock: &clock{time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)}}
	now := w.clock.now
	w.people = people.New(d, now)
	w.units = units.New(d, now, w.people)
	q := jobs.New(d, slog.New(slog.DiscardHandler), now)
	n := notify.New(d, now, q, &notify.Folder{Dir: t.TempDir()}, learning.Templates()...)
	var s *strategy.Strategy
	cs := courses.New(d, now, w.units, w.people, s)
	tr := trainers.New(d, now, w.units, w.people)
	w.college = college.New(d, now, w.units, w.people, n, cs, tr, "https://college.example.org")
	w.learning = learning.New(d, now, w.units, w.people, n, cs, tr, w.college, questionnaires.New(d, now, w.units), "https://college.example.org/")
	org, root, err := w.units.Found(t.Context(), "Bridgewater and Vale", "bridgewater")
	ok(t, err)
	w.org, w.by = org.OrgID, actor.System(org.OrgID, "a test")
	w.unit, err = w.units.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Vale Recovery College"})
	ok(t, err)
	w.course, w.version = "course1", "version1"
	w.exec(t, `INSERT INTO courses_course (org_id, id, unit_id, code, slug, published_id, created_at) VALUES ($1, 'course1', $2, 'SLP', 'sleep', 'version1', $3)`, w.org, w.unit.ID, w.clock.at)
	w.exec(t, `INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, strand, level, format, certificate_by, override_by, override_reason, published_at, created_at)
		VALUES ($1, 'version1', 'course1', 1, 'published', 'Sleeping better', 'sleeping better', 'understanding', 'introduction', 'course', 'sessions', 'x', 'y', $2, $2)`, w.org, w.clock.at)
	w.exec(t, `INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, 'year1', $2, '2026/27', '2026-09-01', '2027-08-31', $3)`, w.org, w.unit.ID, w.clock.at)
	w.term = "term1"
	w.exec(t, `INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, created_at)
		VALUES ($1, 'term1', $2, 'year1', 'Spring', '2027-01-04', '2027-07-30', '2026-12-01', '2027-03-01', 3, $3)`, w.org, w.unit.ID, w.clock.at)
	w.exec(t, `INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, 'charter1', $2, 1, 'Be kind.', '2026-09-01', $3)`, w.org, w.unit.ID, w.clock.at)
	return w
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused says that err is of that kind.
func refused(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want a fault of the kind %q", err, kind)
	}
}

func (w *world) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	_, err := w.db.Exec(t.Context(), query, args...)
	ok(t, err)
}

func (w *world) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	n, err := db.One[int](t.Context(), w.db, query, args...)
	ok(t, err)
	return n
}

// person adds somebody and returns them signed in, without a role.
func (w *world) person(t testing.TB, name string) actor.Actor {
	t.Helper()
	p, err := w.people.Add(t.Context(), w.by, people.Person{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"})
	ok(t, err)
	return actor.Actor{OrgID: w.org, AccountID: "account-" + p.ID, PersonID: p.ID, Name: name}
}

// student adds a student and returns them signed in, with the student's id.
func (w *world) student(t testing.TB, name string) (actor.Actor, string) {
	t.Helper()
	who, sid := w.person(t, name), id.New()
	w.exec(t, `INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
		VALUES ($1, $2, $3, $4, '2027-01-04', 'online', 'charter1', '2027-01-04', FALSE, FALSE, FALSE, TRUE, 'email', 24, $5)`, w.org, sid, who.PersonID, w.unit.ID, w.clock.at)
	return who, sid
}

// trainer adds a trainer and returns them signed in, with the trainer's id.
func (w *world) trainer(t testing.TB, name string) (actor.Actor, string) {
	t.Helper()
	who, tid := w.person(t, name), id.New()
	w.exec(t, `INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, ready_on, created_at) VALUES ($1, $2, $3, $4, 'practitioner', '2026-09-01', $5)`,
		w.org, tid, who.PersonID, w.unit.ID, w.clock.at)
	return who, tid
}

// run adds a run whose sessions of two hours were held, the last one ending two
// hours ago.
func (w *world) run(t testing.TB, title string, sessions int) string {
	t.Helper()
	w.n++
	run, end := fmt.Sprintf("run%d", w.n), w.clock.at.Add(-2*time.Hour)
	w.exec(t, `INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, approval, counts, first_mandatory, starts_at, ends_at, created_at)
		VALUES ($1, $2, $3, 'term1', 'course1', 'version1', $4, $4, 'course', 'understanding', 'closed', 20, 1, FALSE, TRUE, FALSE, $5, $6, $5)`,
		w.org, run, w.unit.ID, title, end.AddDate(0, 0, -7*(sessions-1)).Add(-2*time.Hour), end)
	for i := range sessions {
		at := end.AddDate(0, 0, -7*(sessions-1-i))
		w.exec(t, `INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, state, register_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'held', $6, $5)`,
			w.org, fmt.Sprintf("%s-%d", run, i+1), run, i+1, at.Add(-2*time.Hour), at)
	}
	return run
}

// book gives a student a place, and marks them as there at the first sessions.
func (w *world) book(t testing.TB, run, student string, came, of int) {
	t.Helper()
	booking := run + "-" + student
	w.exec(t, `INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, created_at) VALUES ($1, $2, $3, $4, 'confirmed', 'online', TRUE, $5, $5)`,
		w.org, booking, run, student, w.clock.at)
	w.exec(t, `UPDATE college_run SET taken = taken + 1 WHERE org_id = $1 AND id = $2`, w.org, run)
	for i := range of {
		state := "came"
		if i >= came {
			state = "told us"
		}
		w.exec(t, `INSERT INTO college_attendance (org_id, session_id, booking_id, student_id, state, how, by_name, recorded_at) VALUES ($1, $2, $3, $4, $5, 'screen', 'a test', $6)`,
			w.org, fmt.Sprintf("%s-%d", run, i+1), booking, student, state, w.clock.at)
	}
}

// staff is somebody with those permissions at the unit.
func (w *world) staff(unit units.Unit, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: w.org, AccountID: "staff", Name: "Somebody in the office", Grants: []actor.Grant{{Role: "staff", UnitID: unit.ID, Path: unit.Path, Permissions: held}}}
}

// elsewhere is somebody who may do anything in another organisation.
func (w *world) elsewhere(t testing.TB) actor.Actor {
	t.Helper()
	org, _, err := w.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	ok(t, err)
	return actor.System(org.OrgID, "elsewhere")
}

// sound says that nothing is found to be wrong.
func (w *world) sound(t testing.TB) {
	t.Helper()
	wrong, err := w.learning.Check(t.Context(), w.org)
	if err != nil || len(wrong) > 0 {
		t.Errorf("the check found %v, %v", wrong, err)
	}
}

func (w *world) today() when.Date { return when.DateOf(w.clock.at) }

// college2 is another college of the same organisation.
func (w *world) college2(t testing.TB) units.Unit {
	t.Helper()
	root, err := w.units.Root(t.Context(), w.org)
	ok(t, err)
	u, err := w.units.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Hill Recovery College"})
	ok(t, err)
	return u
}

// thought is an answer about a run: how it was, and words for some questions.
func thought(howWas int, words ...string) forms.Response {
	code := [...]string{"poor", "not-so-good", "all-right", "good", "very-good"}[howWas-1]
	r := forms.Response{Items: []forms.ResponseItem{{LinkID: "how-was", Answers: []forms.Answer{{Value: forms.Value{Kind: "Coding", Text: code}}}}}}
	for n := 0; n+1 < len(words); n += 2 {
		r.Items = append(r.Items, forms.ResponseItem{LinkID: words[n], Answers: []forms.Answer{{Value: forms.Value{Kind: "string", Text: words[n+1]}}}})
	}
	return r
}
