package funders_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/funders"
	"footbridge/internal/learning"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

var today = when.Date{Year: 2027, Month: 5, Day: 3}

func clock() time.Time { return noon }

// world is a college with last year's summer term, an autumn term that is over
// and a spring term under way, small enough to count by hand.
type world struct {
	t       testing.TB
	db      *db.DB
	f       *funders.Funders
	people  *people.People
	units   *units.Units
	college units.Unit
	by      actor.Actor
	persons []string // of s1, s2, …
}

func service(d *db.DB) (*funders.Funders, *units.Units, *people.People) {
	p := people.New(d, clock)
	u := units.New(d, clock, p)
	c := courses.New(d, clock, u, p, strategy.New(d, clock, u, p, nil, nil))
	tr := trainers.New(d, clock, u, p)
	k := college.New(d, clock, u, p, nil, c, tr, "https://example.org")
	return funders.New(d, clock, u, p, c, tr, k, learning.New(d, clock, u, p, nil, c, tr, k, nil, "https://example.org")), u, p
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	f, u, p := service(d)
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	ok(t, err)
	w := &world{t: t, db: d, f: f, people: p, units: u, by: actor.System(org.OrgID, "a test")}
	boroughs := map[string]string{}
	for _, name := range []string{"Kingsmere", "Vale"} {
		b, err := u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "borough", Name: name})
		ok(t, err)
		boroughs[name] = b.ID
	}
	w.college, err = u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "The College"})
	ok(t, err)
	w.plan()
	w.enrol(boroughs)
	w.summer()
	w.autumn()
	w.spring()
	w.hear()
	w.spend()
	return w
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// row inserts one row; the organisation comes first.
func (w *world) row(table, columns string, values ...any) {
	w.t.Helper()
	marks := []string{"$1"}
	for i := range values {
		marks = append(marks, fmt.Sprintf("$%d", i+2))
	}
	_, err := w.db.Exec(w.t.Context(), fmt.Sprintf("INSERT INTO %s (org_id, %s) VALUES (%s)", table, columns, strings.Join(marks, ", ")), append([]any{w.by.OrgID}, values...)...)
	if err != nil {
		w.t.Fatalf("%s: %v", table, err)
	}
}

func on(month time.Month, day int) time.Time {
	year := 2027
	if month > 8 {
		year = 2026
	}
	return time.Date(year, month, day, 10, 0, 0, 0, time.UTC)
}

// plan makes years, terms, courses and trainers. Courses A and B were published
// in the autumn, C long before; B without a peer's agreement.
func (w *world) plan() {
	for _, y := range [][3]string{{"y0", "2025-09-01", "2026-08-31"}, {"y1", "2026-09-01", "2027-08-31"}} {
		w.row("college_year", "id, unit_id, name, starts_on, ends_on, created_at", y[0], w.college.ID, y[1][:4]+"/"+y[2][2:4], y[1], y[2], noon)
	}
	for _, t := range [][5]string{{"t0", "y0", "Summer 2026", "2026-04-20", "2026-07-17"}, {"t1", "y1", "Autumn 2026", "2026-09-07", "2026-12-11"}, {"t2", "y1", "Spring 2027", "2027-01-11", "2027-05-28"}} {
		w.row("college_term", "id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, created_at", t[0], w.college.ID, t[1], t[2], t[3], t[4], t[3], t[4], 3, noon)
	}
	for i, at := range []time.Time{on(time.September, 10), on(time.October, 1), on(time.September, 1).AddDate(-1, 0, 0)} {
		id := string(rune('A' + i))
		w.row("courses_course", "id, unit_id, code, slug, created_at", id, w.college.ID, id, strings.ToLower(id), noon)
		var lived, practitioner, by, why any = "p1", "p2", "", ""
		if id == "B" {
			lived, practitioner, by, why = nil, nil, "Gail Mar", "The peer designer has moved away"
		}
		w.row("courses_version", "id, course_id, number, state, title, fold, strand, level, format, published_at, created_at, lived_id, practitioner_id, override_by, override_reason",
			"v"+id, id, 1, "published", "Course "+id, "course "+id, "skills", "introduction", "course", at, noon, lived, practitioner, by, why)
	}
	for _, name := range []string{"peer", "practitioner"} {
		person, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: "Trainer " + name})
		ok(w.t, err)
		perspective := map[string]string{"peer": "lived experience"}[name]
		if perspective == "" {
			perspective = name
		}
		w.row("trainers_trainer", "id, person_id, unit_id, perspective, created_at", name, person.ID, w.college.ID, perspective, noon)
	}
}

// enrol makes students s1 to s29. s1 to s12 live in Kingsmere, s13 to s24 in
// Vale. s1 to s22 use services, s1 to s3 are carers, all are of the public. All
// give the same ethnic group; s1 to s10 say that they are women, s11 to s17 that
// they are men.
func (w *world) enrol(boroughs map[string]string) {
	w.row("college_charter", "id, unit_id, number, words, from_on, created_at", "ch", w.college.ID, 1, "Be kind.", "2025-09-01", noon)
	for n := 1; n <= 29; n++ {
		person, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: fmt.Sprintf("Student %d", n)})
		ok(w.t, err)
		w.persons = append(w.persons, person.ID)
		var borough any
		switch {
		case n <= 12:
			borough = boroughs["Kingsmere"]
		case n <= 24:
			borough = boroughs["Vale"]
		}
		w.row("college_student", "id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, borough_id, reminder_channel, reminder_hours, created_at",
			fmt.Sprintf("s%d", n), person.ID, w.college.ID, "2026-01-05", "online", "ch", "2026-01-05", n <= 22, n <= 3, false, true, borough, "email", 24, noon)
		said := []people.EqualityAnswer{{Characteristic: "ethnicity", Answer: "white-british"}}
		if n <= 17 {
			said = append(said, people.EqualityAnswer{Characteristic: "sex", Answer: map[bool]string{true: "female", false: "male"}[n <= 10]})
		}
		ok(w.t, w.people.SetEquality(w.t.Context(), w.by, person.ID, said))
	}
}

// run makes a run with sessions, a state each; "held alone" is held without a
// practitioner. The last session ends on the day of ends.
func (w *world) run(id, term, course, format, state string, capacity int, audience string, starts, ends time.Time, sessions ...string) {
	var cancelled any
	if state == "cancelled" {
		cancelled = starts
	}
	w.row("college_run", "id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, taken, audience, approval, counts, first_mandatory, starts_at, ends_at, cancelled_at, created_at",
		id, w.college.ID, term, course, "v"+course, "Run "+id, "run "+id, format, "skills", state, capacity, 0, 0, audience, false, true, false, starts, ends.Add(2*time.Hour), cancelled, noon)
	for i, s := range sessions {
		at := starts.AddDate(0, 0, 7*i)
		if i == len(sessions)-1 {
			at = ends
		}
		session := fmt.Sprintf("%s%d", id, i+1)
		state, alone := strings.CutSuffix(s, " alone")
		w.row("college_session", "id, run_id, number, starts_at, ends_at, state, created_at", session, id, i+1, at, at.Add(2*time.Hour), state, noon)
		for trainer, perspective := range map[string]string{"peer": "lived experience", "practitioner": "practitioner"} {
			var present any
			if state == "held" {
				present = !alone || trainer == "peer"
			}
			w.row("college_session_trainer", "session_id, trainer_id, perspective, present", session, trainer, perspective, present)
		}
	}
}

// numbers are the whole numbers from one to another.
func numbers(from, to int) []int {
	var out []int
	for n := from; n <= to; n++ {
		out = append(out, n)
	}
	return out
}

func (w *world) book(run, state string, students ...int) {
	for _, n := range students {
		var ended any
		if state == "college cancelled" {
			ended = noon
		}
		w.row("college_booking", "id, run_id, student_id, state, how, counts, queued_at, ended_at, created_at", fmt.Sprintf("%s-%d", run, n), run, fmt.Sprintf("s%d", n), state, "online", true, on(time.September, 1), ended, noon)
	}
}

func (w *world) mark(session, state string, students ...int) {
	for _, n := range students {
		w.row("college_attendance", "session_id, booking_id, student_id, state, how, by_name, recorded_at", session, fmt.Sprintf("%s-%d", session[:1], n), fmt.Sprintf("s%d", n), state, "screen", "a test", noon)
	}
}

// summer, a year before: s1 to s6 came.
func (w *world) summer() {
	w.run("Z", "t0", "C", "workshop", "finished", 10, "", on(time.May, 4).AddDate(-1, 0, 0), on(time.May, 4).AddDate(-1, 0, 0), "held")
	w.book("Z", "confirmed", numbers(1, 6)...)
	w.mark("Z1", "came", numbers(1, 6)...)
}

// autumn: A of two sessions, B of one that a peer taught alone, X called off.
// Five got into B from its list, after 2, 4, 6, 8 and 10 days.
func (w *world) autumn() {
	w.run("A", "t1", "A", "course", "finished", 15, "", on(time.September, 21), on(time.September, 28), "held", "held")
	w.book("A", "confirmed", numbers(1, 10)...)
	w.mark("A1", "came", numbers(1, 9)...)
	w.mark("A1", "late", 10)
	w.mark("A2", "came", numbers(1, 6)...)
	w.mark("A2", "told us", 7)
	w.mark("A2", "not able to come", 8, 9, 10)
	w.run("B", "t1", "B", "workshop", "finished", 20, "uses services", on(time.October, 12), on(time.October, 12), "held alone")
	w.book("B", "confirmed", append([]int{1}, numbers(11, 24)...)...)
	w.mark("B1", "came", append([]int{1}, numbers(11, 19)...)...)
	w.mark("B1", "not able to come", numbers(20, 24)...)
	for i, n := range numbers(11, 15) {
		_, err := w.db.Exec(w.t.Context(), `UPDATE college_booking SET offered_at = $3 WHERE org_id = $1 AND id = $2`, w.by.OrgID, fmt.Sprintf("B-%d", n), on(time.September, 3+2*i))
		ok(w.t, err)
	}
	w.run("X", "t1", "C", "talk", "cancelled", 20, "", on(time.November, 2), on(time.November, 2), "cancelled")
	w.book("X", "college cancelled", 1)
}

// spring: D, of which one session was held, one has no register yet and one is
// to come; and the drop-in E. Five wait for D.
func (w *world) spring() {
	w.run("D", "t2", "A", "course", "open", 12, "", on(time.April, 12), on(time.May, 24), "held", "planned", "planned")
	w.book("D", "confirmed", numbers(1, 8)...)
	w.book("D", "waiting", numbers(20, 24)...)
	w.mark("D1", "came", numbers(1, 8)...)
	w.run("E", "t2", "C", "drop-in", "open", 30, "", on(time.February, 1), on(time.February, 1), "held")
	who := append(numbers(3, 12), numbers(25, 29)...)
	w.book("E", "confirmed", who...)
	w.mark("E1", "left early", who...)
}

// hear takes answers: of A six that are good, of B five that are and five that
// are not, of D three that are. Six go on to study in the autumn, two to
// volunteer in the spring, and five to work between the terms.
func (w *world) hear() {
	n := 0
	answer := func(run string, times, how int) {
		for range times {
			n++
			w.row("learning_feedback", "id, run_id, unit_id, how_was, how, on_date", fmt.Sprintf("f%d", n), run, w.college.ID, how, "paper", "2027-04-30")
		}
	}
	answer("A", 6, 5)
	answer("B", 5, 4)
	answer("B", 5, 3)
	answer("D", 3, 4)
	step := func(kind, day string, students ...int) {
		for _, s := range students {
			w.row("learning_step", "id, unit_id, student_id, kind, on_date, told_by, created_at", fmt.Sprintf("%s%d", kind, s), w.college.ID, fmt.Sprintf("s%d", s), kind, day, "student", noon)
		}
	}
	step("study", "2026-11-02", numbers(1, 6)...)
	step("volunteering", "2027-02-01", 7, 8)
	step("work", "2026-12-20", numbers(9, 13)...)
}

// spend enters £400 for run A, £250.50 for the autumn, £1,200 for the spring,
// and £1,000 for the year.
func (w *world) spend() {
	for _, c := range []funders.Cost{
		{RunID: "A", Kind: "trainers", Pence: 40000}, {TermID: "t1", Kind: "room", Pence: 25050},
		{TermID: "t2", Kind: "design", Pence: 120000}, {YearID: "y1", Kind: "staff", Pence: 100000},
	} {
		c.OnDate = today
		_, err := w.f.AddCost(w.t.Context(), w.by, c)
		ok(w.t, err)
	}
}

// shows compares the cells of a line of figures with what was worked out by
// hand: "text" or "text (out of)".
func shows(t *testing.T, r funders.Report, section, label string, want ...string) {
	t.Helper()
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			if s.Title != section || l.Label != label {
				continue
			}
			var got []string
			for _, c := range l.Cells {
				text := c.Text
				if c.N != "" {
					text += " (" + c.N + ")"
				}
				got = append(got, text)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s = %v, want %v", section, label, got, want)
			}
			if l.About == "" || l.Complete == "" {
				t.Errorf("%s: %s does not say how it is counted, or how complete it is", section, label)
			}
			return
		}
	}
	t.Errorf("%s has no %q", section, label)
}

// group compares a row of a table by group.
func group(t *testing.T, r funders.Report, table, label string, want ...string) {
	t.Helper()
	for _, tab := range r.Tables {
		for _, row := range tab.Rows {
			if tab.Title != table || row.Label != label {
				continue
			}
			var got []string
			for _, c := range row.Cells {
				got = append(got, c.Text)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: %s = %v, want %v", r.Title, table, label, got, want)
			}
			return
		}
	}
	t.Errorf("%s: %s has no %q", r.Title, table, label)
}
