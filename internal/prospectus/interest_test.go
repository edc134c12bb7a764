package prospectus

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/id"
	"footbridge/internal/people"
)

// A visitor confirms their address, is told once of each run, again in the next
// term, and stops it with the link of the message.
func TestTellAVisitor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		course := w.course("Sleeping better", "skills", "course")
		page := "/prospectus/vale/courses/sleeping-better"
		ask := func(email string) (int, string) {
			status, body, _ := w.send(actor.Actor{}, "POST", page+"/tell-me", url.Values{"email": {email}})
			return status, body
		}
		if status, body := ask("not an address"); status != 422 || !strings.Contains(body, "like name@example.org") {
			t.Errorf("a bad address: %d", status)
		}
		if status, _ := ask("Robin@Example.org"); status != 303 {
			t.Errorf("a good address: %d", status)
		}
		ask("robin@example.org") // at once again: nothing more is sent
		asked := w.messages(tmplConfirm)
		if len(asked) != 1 {
			t.Fatalf("%d messages ask to confirm, want 1", len(asked))
		}
		w.run(course, 5, inMay(1))
		w.ok(w.p.Tell(t.Context()))
		if len(w.messages(tmplRuns)) != 0 {
			t.Error("an address that was not confirmed was told")
		}
		link := regexp.MustCompile(`/prospectus/vale/interest/\w+`).FindString(asked[0])
		if status, body, _ := w.get(actor.Actor{}, link); status != 200 || !strings.Contains(body, "Sleeping better") {
			t.Errorf("the link of the message: %d", status)
		}
		if status, _, _ := w.send(actor.Actor{}, "POST", link+"/confirm", url.Values{}); status != 303 {
			t.Errorf("confirmed: %d", status)
		}
		w.ok(w.p.Tell(t.Context()))
		w.ok(w.p.Tell(t.Context()))
		told := w.messages(tmplRuns)
		if len(told) != 1 || !strings.Contains(told[0], "Tuesdays, 10am") || !strings.Contains(told[0], "https://vale.example.org/prospectus/vale/courses/sleeping-better") || strings.Contains(told[0], secretRoom) {
			t.Fatalf("told: %q", told)
		}
		w.at = w.at.AddDate(0, 1, 0) // a new run later in the year
		w.run(course, 5, inMay(40))
		w.ok(w.p.Tell(t.Context()))
		if told = w.messages(tmplRuns); len(told) != 2 {
			t.Fatalf("not told of the next run: %q", told)
		}
		if !strings.Contains(told[1], link) {
			t.Error("the message has no link to stop it")
		}
		if status, _, _ := w.send(actor.Actor{}, "POST", link+"/stop", url.Values{}); status != 303 {
			t.Errorf("stopped: %d", status)
		}
		if status, _, _ := w.get(actor.Actor{}, link); status != 404 {
			t.Errorf("the link after that: %d", status)
		}
		if n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM prospectus_interest`); err != nil || n != 0 {
			t.Errorf("%d requests are kept, %v", n, err)
		}
	})
}

// A student needs one press, and is told no more once they have booked.
func TestTellAStudent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		course := w.course("Sleeping better", "skills", "course")
		page := "/prospectus/vale/courses/sleeping-better"
		as, student := w.student("Robin")
		press := func(to string) {
			t.Helper()
			if status, _, _ := w.send(as, "POST", page+to, url.Values{}); status != 303 {
				t.Fatalf("%s: %d", to, status)
			}
		}
		press("/tell-me/student")
		press("/tell-me/stop")
		press("/tell-me/student")
		press("/tell-me/student")
		if _, body, _ := w.get(as, page); !strings.Contains(body, "Do not tell me") {
			t.Error("the page does not show that they asked")
		}
		demands, err := w.p.Demands(t.Context(), w.by.OrgID)
		w.ok(err)
		if demands[course].Asking != 1 {
			t.Errorf("demand %+v", demands[course])
		}
		run := w.run(course, 5, inMay(1))
		w.exec(`UPDATE college_run SET state = 'draft', version = version + 1 WHERE org_id = $1 AND id = $2`, run)
		w.ok(w.p.Tell(t.Context()))
		if got := w.messages(tmplRuns); len(got) != 0 {
			t.Errorf("told of a draft: %q", got)
		}
		w.exec(`UPDATE college_run SET state = 'open', version = version + 1 WHERE org_id = $1 AND id = $2`, run)
		w.ok(w.p.Tell(t.Context()))
		if got := w.messages(tmplRuns); len(got) != 1 || !strings.Contains(got[0], "Hello Robin") {
			t.Errorf("told: %q", got)
		}
		w.at = w.at.AddDate(0, 0, 1)
		w.book(run, student, "confirmed")
		w.run(course, 5, inMay(20))
		w.ok(w.p.Tell(t.Context()))
		if got := w.messages(tmplRuns); len(got) != 1 {
			t.Errorf("told after booking: %q", got)
		}
		stranger := actor.Actor{OrgID: "elsewhere", AccountID: "x"}
		if status, _, _ := w.send(stranger, "POST", page+"/tell-me/student", url.Values{}); status != 404 {
			t.Errorf("from another organisation: %d", status)
		}
	})
}

// Requests run out: at once when nobody confirms, after 18 months otherwise. Too
// many from one place are refused, whatever the address.
func TestRequestsRunOut(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.course("Sleeping better", "skills", "course")
	e := w.edition()
	w.ok(w.p.AskAsVisitor(t.Context(), e, e.Courses[0], "a@example.org", "1"))
	as, _ := w.student("Robin")
	w.ok(w.p.AskAsStudent(t.Context(), as, e.Courses[0]))
	count := func(want int) {
		t.Helper()
		w.ok(w.p.Tell(t.Context()))
		if n, err := db.One[int](t.Context(), w.db, `SELECT count(*) FROM prospectus_interest`); err != nil || n != want {
			t.Errorf("%d requests, want %d, %v", n, want, err)
		}
	}
	count(2)
	w.at = w.at.AddDate(0, 0, 9)
	count(1)
	w.at = w.at.AddDate(0, 18, 7)
	if problems, err := w.p.Check(t.Context(), w.by.OrgID); err != nil || len(problems) != 1 {
		t.Errorf("before the job: %v, %v", problems, err)
	}
	count(0)
	refused := false
	for range 30 {
		refused = w.p.AskAsVisitor(t.Context(), e, e.Courses[0], id.New()+"@example.org", "one place") != nil || refused
	}
	if !refused {
		t.Error("nobody is slowed down")
	}
	for range 10 { // the address gets five at most, and nobody sees a difference
		w.ok(w.p.AskAsVisitor(t.Context(), e, e.Courses[0], "b@example.org", id.New()))
		w.at = w.at.Add(3600e9)
	}
}

// What somebody asked for moves with their record and goes with it.
func TestPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for _, title := range []string{"One", "Two"} {
			w.course(title, "skills", "course")
		}
		e := w.edition()
		keep, _ := w.student("Robin")
		drop, student := w.student("Robyn")
		w.ok(w.p.AskAsStudent(t.Context(), keep, e.Courses[0]))
		w.ok(w.p.AskAsStudent(t.Context(), drop, e.Courses[0]))
		w.ok(w.p.AskAsStudent(t.Context(), drop, e.Courses[1]))
		_, err := w.p.NewAddress(t.Context(), drop, "student")
		w.ok(err)
		w.exec(`DELETE FROM college_student WHERE org_id = $1 AND id = $2`, student) // the college has rules of its own
		w.ok(w.people.Merge(t.Context(), w.by, keep.PersonID, drop.PersonID))
		got, err := w.p.exportPerson(t.Context(), d, w.by.OrgID, keep.PersonID)
		w.ok(err)
		if r := got.(PersonRecord); len(r.ToldAbout) != 2 || len(r.Calendars) != 1 {
			t.Errorf("%+v", r)
		}
		other, err := w.people.Add(t.Context(), w.by, people.Person{Name: "Somebody Else"})
		w.ok(err)
		w.ok(w.p.erasePerson(t.Context(), d, w.by.OrgID, other.ID))
		w.ok(w.p.erasePerson(t.Context(), d, w.by.OrgID, keep.PersonID))
		if n, err := db.One[int](t.Context(), d, `SELECT (SELECT count(*) FROM prospectus_interest) + (SELECT count(*) FROM prospectus_calendar)`); err != nil || n != 0 {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}
