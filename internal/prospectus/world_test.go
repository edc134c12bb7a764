package prospectus

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

// What no public page may ever say.
const (
	secretRoom = "Quietly Hidden Room"
	secretLink = "https://meet.example.org/hidden"
)

// world is a college with a prospectus, and a clock that the test moves.
type world struct {
	t    testing.TB
	db   *db.DB
	at   time.Time
	by   actor.Actor // may do anything
	unit units.Unit
	slug string

	people *people.People
	p      *Prospectus
	site   *web.Site

	borough, venue, room, year, term, charter string
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, at: time.Date(2027, 4, 19, 9, 0, 0, 0, time.UTC), slug: "vale"}
	now := func() time.Time { return w.at }
	w.people = people.New(d, now)
	u := units.New(d, now, w.people)
	org, root, err := u.Found(t.Context(), "Vale Trust", w.slug)
	w.ok(err)
	w.by = actor.System(org.OrgID, "a test")
	borough, err := u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "borough", Name: "Kingsmere"})
	w.ok(err)
	w.unit, err = u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Vale Recovery College"})
	w.ok(err)
	q := jobs.New(d, slog.New(slog.DiscardHandler), now)
	n := notify.New(d, now, q, &notify.Folder{Dir: t.TempDir()}, Templates()...)
	cs, ts := courses.New(d, now, u, w.people, strategy.New(d, now, u, w.people, n, nil)), trainers.New(d, now, u, w.people)
	w.p = New(d, now, u, w.people, n, cs, ts, college.New(d, now, u, w.people, n, cs, ts, "https://vale.example.org"), "https://vale.example.org/")
	w.p.shelf.recheck = 0 // the tests change rows by hand, which the trail does not see
	w.site = web.NewSite(slog.New(slog.DiscardHandler))
	w.site.Mount(Routes(w.p, nil))
	w.borough, w.venue, w.room, w.year, w.term, w.charter = borough.ID, id.New(), id.New(), id.New(), id.New(), id.New()
	w.exec(`INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, $2, $3, 1, 'We learn together.', '2027-01-01', $4)`, w.charter, w.unit.ID, w.at)
	w.exec(`INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, $2, $3, '2026/27', '2026-09-01', '2027-08-31', $4)`, w.year, w.unit.ID, w.at)
	w.exec(`INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, published_at, created_at)
		VALUES ($1, $2, $3, $4, 'Summer term', '2027-04-19', '2027-07-23', '2027-04-12', '2027-07-16', 0, $5, $5)`, w.term, w.unit.ID, w.year, w.at)
	w.exec(`INSERT INTO college_venue (org_id, id, name, fold, address, postcode, borough_id, travel, step_free, toilet, loop, parking, quiet, created_at)
		VALUES ($1, $2, 'Kingsmere Library', 'kingsmere library', '1 High Street', 'KM1 2AB', $3, 'Bus 14 stops outside.', $5, $5, $6, $6, $5, $4)`, w.venue, w.borough, w.at, true, false)
	w.exec(`INSERT INTO college_room (org_id, id, venue_id, name, fold, seats, created_at) VALUES ($1, $2, $3, $4, 'quietly hidden room', 30, $5)`, w.room, w.venue, secretRoom, w.at)
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

// course is a published course with one thing to learn.
func (w *world) course(title, strand, format string) string {
	w.t.Helper()
	course, version := id.New(), id.New()
	slug := strings.ReplaceAll(fold.Text(title), " ", "-")
	w.exec(`INSERT INTO courses_course (org_id, id, unit_id, code, slug, published_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, course, w.unit.ID, strings.ToUpper(slug), slug, version, w.at)
	w.exec(`INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, summary, strand, level, format, sessions, published_at, override_by, override_reason, created_at)
		VALUES ($1, $2, $3, 1, 'published', $4, $5, $6, $7, 'introduction', $8, 2, $9, 'a test', 'a test', $9)`, version, course, title, fold.Text(title), "All about "+title+" & <more>.", strand, format, w.at)
	w.exec(`INSERT INTO courses_outcome (org_id, id, version_id, position, words, created_at) VALUES ($1, $2, $3, 1, 'Say what helps.', $4)`, id.New(), version, w.at)
	return course
}

// run is an open run of two sessions a week apart, the first in the secret room
// and the second on line, with two trainers.
func (w *world) run(course string, capacity int, starts time.Time) string {
	w.t.Helper()
	run := id.New()
	w.exec(`INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, approval, counts, first_mandatory, words, starts_at, ends_at, created_at)
		SELECT org_id, $2, $3, $4, course_id, id, title, fold, format, strand, 'open', $5, 0, $8, $9, $8, $10, $6, $7, $6 FROM courses_version WHERE org_id = $1 AND course_id = $11`,
		run, w.unit.ID, w.term, capacity, starts, starts.AddDate(0, 0, 7).Add(2*time.Hour), false, true, "Ring the bell of the "+secretRoom, course)
	for i := range 2 {
		room, link, at := db.Null(w.room), "", starts.AddDate(0, 0, 7*i)
		if i == 1 {
			room, link = nil, secretLink
		}
		w.exec(`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, room_id, online_url, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'planned', $5)`,
			id.New(), run, i+1, at, at.Add(2*time.Hour), room, link)
	}
	return run
}

// trainer teaches every session of a run.
func (w *world) trainer(run, name, perspective, about string) string {
	w.t.Helper()
	person, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: name})
	w.ok(err)
	trainer := id.New()
	w.exec(`INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, about, ready_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, '2027-01-01', $7)`,
		trainer, person.ID, w.unit.ID, perspective, about, w.at)
	w.exec(`INSERT INTO college_session_trainer (org_id, session_id, trainer_id, perspective) SELECT org_id, id, $2, $3 FROM college_session WHERE org_id = $1 AND run_id = $4`, trainer, perspective, run)
	return person.ID
}

// student is somebody who has enrolled, as an actor signed in.
func (w *world) student(name string) (actor.Actor, string) {
	w.t.Helper()
	person, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: name, Email: strings.ToLower(name) + "@example.org"})
	w.ok(err)
	student := id.New()
	w.exec(`INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
		VALUES ($1, $2, $3, $4, '2027-04-01', 'online', $5, '2027-04-01', $7, $7, $7, $7, 'email', 48, $6)`, student, person.ID, w.unit.ID, w.charter, w.at, false)
	return actor.Actor{OrgID: w.by.OrgID, AccountID: "account " + name, PersonID: person.ID, Name: name}, student
}

// book gives a booking in that state, and counts the place.
func (w *world) book(run, student, state string) {
	w.t.Helper()
	w.exec(`INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, created_at) VALUES ($1, $2, $3, $4, $5, 'online', $7, $6, $6)`, id.New(), run, student, state, w.at, true)
	if state == "confirmed" {
		w.exec(`UPDATE college_run SET taken = taken + 1 WHERE org_id = $1 AND id = $2`, run)
	}
}

func (w *world) edition() *Edition {
	w.t.Helper()
	e, err := w.p.Edition(w.t.Context(), w.slug)
	w.ok(err)
	return e
}

// get asks for a page as somebody; the zero actor has not signed in.
func (w *world) get(as actor.Actor, path string) (int, string, http.Header) {
	return w.send(as, "GET", path, nil)
}

func (w *world) send(as actor.Actor, method, path string, form url.Values) (int, string, http.Header) {
	w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(actor.With(w.t.Context(), as), method, path, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.site.Handler().ServeHTTP(rec, r)
	return rec.Code, rec.Body.String(), rec.Header()
}

// messages are the bodies of the messages of a template, in order.
func (w *world) messages(template string) []string {
	w.t.Helper()
	out, err := db.All[string](w.t.Context(), w.db, `SELECT body FROM notify_message WHERE org_id = $1 AND template = $2 ORDER BY created_at, id`, w.by.OrgID, template)
	w.ok(err)
	return out
}

// inMay is ten o'clock in London, some days after Monday 3 May.
func inMay(days int) time.Time { return time.Date(2027, 5, 3+days, 9, 0, 0, 0, time.UTC) }
