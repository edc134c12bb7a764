package college

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
)

// nobody takes mail and forgets it.
type nobody struct{}

func (nobody) Send(context.Context, notify.Mail) error { return nil }

// written lets messages be written, and returns a function that lists them by
// template and person, oldest first.
func (w *world) written(t *testing.T) func() []notify.Row {
	t.Helper()
	now := func() time.Time { return w.at }
	w.college.notify = notify.New(w.db, now, jobs.New(w.db, slog.New(slog.DiscardHandler), now), nobody{}, Templates()...)
	return func() []notify.Row {
		t.Helper()
		w.ok(w.college.Tell(t.Context()))
		rows, _, err := w.college.notify.List(t.Context(), w.by, notify.Views[0], 100, 0)
		w.ok(err)
		slices.Reverse(rows)
		return rows
	}
}

// Everybody is told once, in words that fit; where it is only when they have a
// place; nobody reads another's name.
func TestNoticesBecomeMessages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		written := w.written(t)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 1, inMay(0))
		w.exec(`UPDATE college_session SET online_url = 'https://meet.example.org/secret-room' WHERE org_id = $1 AND run_id = $2`, run.ID)
		ann, bob := w.student("Ann Lee"), w.student("Bob Moss")
		first, err := c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"})
		w.ok(err)
		_, err = c.JoinList(ctx, w.as(bob), run.ID, bob.ID, "online")
		w.ok(err)
		written()
		w.ok(c.Cancel(ctx, w.as(ann), first.ID, ""))
		rows := written()
		if again := written(); len(again) != len(rows) || len(rows) != 4 {
			t.Fatalf("%d messages, then %d, want four once", len(rows), len(again))
		}
		for _, m := range rows {
			other, mine := "Bob", "Ann Lee"
			if m.PersonID == bob.PersonID {
				other, mine = "Ann", "Bob Moss"
			}
			if strings.Contains(m.Body, other) || !strings.Contains(m.Body, "Hello "+mine) {
				t.Errorf("%s names somebody else, or not who it is for: %s", m.Template, m.Body)
			}
			place := strings.Contains(m.Body, "secret-room")
			if want := m.Template == "college.confirmed"; place != want {
				t.Errorf("%s: the link of the session is in it: %v, want %v", m.Template, place, want)
			}
			if m.Template == "college.offer" && !strings.Contains(m.Body, "https://college.example.org/college/offer/") {
				t.Errorf("an offer without its link: %s", m.Body)
			}
		}
		again, err := c.Book(ctx, w.as(ann), w.run(w.term(3), 1, inMay(7)).ID, ann.ID, BookInput{How: "online"})
		w.ok(err)
		w.ok(c.Cancel(ctx, w.as(ann), again.ID, ""))
		if got := written(); len(got) != len(rows)+1 {
			t.Errorf("booked and cancelled within seconds: %d messages more, want only the last word", len(got)-len(rows))
		}
		left, err := db.One[int](ctx, d, `SELECT count(*) FROM college_notice WHERE org_id = $1 AND token <> ''`, w.by.OrgID)
		if w.ok(err); left != 0 {
			t.Error("the secret of an offer is kept after its message is written")
		}
	})
}

// A reminder comes as long before as the student chose, in the way they chose,
// once; never to whoever wants none.
func TestReminders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		written := w.written(t)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 5, inMay(0))
		soon, early, never := w.student("Soon"), w.student("Early"), w.student("Never")
		w.exec(`UPDATE college_student SET reminder_hours = 5, reminder_channel = 'phone' WHERE org_id = $1 AND id = $2`, soon.ID)
		w.exec(`UPDATE college_student SET reminder_channel = 'none' WHERE org_id = $1 AND id = $2`, never.ID)
		for _, s := range []Student{soon, early, never} {
			_, err := c.Book(ctx, w.by, run.ID, s.ID, BookInput{How: "phone"})
			w.ok(err)
		}
		reminded := func() []string {
			var out []string
			for _, m := range written() {
				if m.Template == "college.reminder" {
					out = append(out, m.ToName+" by "+m.Channel)
				}
			}
			slices.Sort(out)
			return out
		}
		for _, step := range []struct {
			before time.Duration
			want   string
		}{
			{60 * time.Hour, ""}, {47 * time.Hour, "Early by email"}, {46 * time.Hour, "Early by email"},
			{4 * time.Hour, "Early by email, Soon by phone"}, {-time.Hour, "Early by email, Soon by phone"},
		} {
			w.at = run.StartsAt.Add(-step.before)
			if got := strings.Join(reminded(), ", "); got != step.want {
				t.Errorf("%s before: %q, want %q", step.before, got, step.want)
			}
		}
	})
}

// A college writes its own words, sees how they read, cannot leave out what
// people need, and can go back.
func TestOwnWordsAndDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		written := w.written(t)
		ctx, c, h, as := t.Context(), w.college, w.site(), w.clerk()
		page := "/college/words/college.offer"
		post := func(path string, form url.Values, status int, words string) {
			t.Helper()
			got, _, body := send(t, h, as, path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
		}
		if status, _, body := send(t, h, as, "/college/words", nil); status != 200 || strings.Count(body, "As they came") != len(Templates()) {
			t.Errorf("the list of words: %d", status)
		}
		post(page, url.Values{"do": {"save"}, "subject": {"Hello {{.Name}}"}, "body": {"{{.Answer}} {{.Until}}"}, "version": {"0"}}, 422, "The subject is the same for everybody")
		post(page, url.Values{"do": {"save"}, "subject": {"A place"}, "body": {"Come!"}, "version": {"0"}}, 422, "must have {{.Answer}} in it")
		post(page, url.Values{"do": {"save"}, "subject": {"A place"}, "body": {"{{.Answer}} {{.Until}} {{.Diagnosis}}"}, "version": {"0"}}, 422, "cannot be filled in")
		post(page, url.Values{"do": {"save"}, "subject": {"A place"}, "body": {"{{.Answer}} {{.Until}} {{printf .Name}}"}, "version": {"0"}}, 422, "only what is listed")
		good := url.Values{"do": {"preview"}, "subject": {"A place"}, "body": {"Dear {{.Name}}, come! {{.Answer}} until {{.Until}}"}, "version": {"0"}}
		post(page, good, 200, "Dear Sam, come!")
		good.Set("do", "save")
		post(page, good, 303, "")
		post(page, good, 422, "Somebody else changed these words")

		run := w.run(w.term(3), 1, inMay(0))
		p, err := w.people.Add(ctx, w.by, people.Person{Name: "Ann Lee", Phone: "01632 960001", PreferredChannel: "phone"})
		w.ok(err)
		ann, bob := w.enrolled(p.ID), w.student("Bob Moss")
		first, err := c.Book(ctx, w.by, run.ID, bob.ID, BookInput{How: "phone"})
		w.ok(err)
		_, err = c.JoinList(ctx, w.by, run.ID, ann.ID, "phone")
		w.ok(err)
		w.ok(c.Cancel(ctx, w.by, first.ID, ""))
		var offer notify.Row
		for _, m := range written() {
			if m.Template == "college.offer" {
				offer = m
			}
		}
		if offer.Subject != "A place" || !strings.HasPrefix(offer.Body, "Dear Ann Lee, come!") {
			t.Errorf("the college's own words are not used: %q %q", offer.Subject, offer.Body)
		}
		if status, _, body := send(t, h, as, "/college/desk", nil); status != 200 || !strings.Contains(body, "01632 960001") || strings.Contains(body, "Bob Moss") {
			t.Errorf("the desk: %d", status)
		}
		post("/college/desk/"+offer.ID+"/done", url.Values{}, 303, "")
		if status, _, _ := send(t, h, w.as(bob), "/college/desk", nil); status != 403 {
			t.Errorf("a student opens the desk: %d", status)
		}
		post(page+"/reset", url.Values{}, 303, "")
		if own, err := c.notify.OneOwn(ctx, w.by.OrgID, "college.offer"); err != nil || own.Changed {
			t.Errorf("after going back: %+v, %v", own, err)
		}
	})
}
