package notify

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/jobs"
	"footbridge/internal/when"
)

var hello = Template{Name: "test.hello", Subject: "A message from your team", Body: "Dear {{.Name}},\n\nThe garden opens at {{.Time}}.\n\nSee https://example.org/garden.", About: "Says hello."}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.t = t }

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// post is a sender that keeps what it is given, or fails.
type post struct {
	mu   sync.Mutex
	fail error
	sent []Mail
}

func (p *post) Send(_ context.Context, m Mail) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.sent = append(p.sent, m)
	return nil
}

type kit struct {
	*Notifier
	clock *clock
	post  *post
	d     *db.DB
}

func newKit(t *testing.T, d *db.DB) *kit {
	for _, org := range []string{"org-1", "org-2"} {
		if _, err := d.Exec(t.Context(), `INSERT INTO units_organisation (org_id, name, slug, created_at) VALUES ($1, $1, $1, $2)`, org, utc("2027-01-01 00:00")); err != nil {
			t.Fatal(err)
		}
	}
	c, p := &clock{t: utc("2027-05-03 12:00")}, &post{}
	q := jobs.New(d, slog.New(slog.NewTextHandler(t.Output(), nil)), c.now)
	return &kit{New(d, c.now, q, p, hello), c, p, d}
}

func to(change func(*Contact)) Message {
	m := Message{OrgID: "org-1", Key: "k1", To: Contact{PersonID: "p1", Name: "Sam Example", Email: "sam@example.org"}, Template: "test.hello", Data: map[string]string{"Time": "10am"}}
	if change != nil {
		change(&m.To)
	}
	return m
}

func (k *kit) send(t *testing.T, m Message) Row {
	t.Helper()
	if err := k.Send(t.Context(), k.d, m); err != nil {
		t.Fatal(err)
	}
	return k.row(t, m.Key)
}

func (k *kit) row(t *testing.T, key string) Row {
	t.Helper()
	r, err := db.One[Row](t.Context(), k.d, `SELECT `+columns+` FROM notify_message WHERE org_id = 'org-1' AND key = $1`, key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	n, err := db.One[int](t.Context(), d, query)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A message is one row and one job, whatever number of times its key is sent,
// and none when the caller's transaction fails.
func TestSendOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		no := errors.New("no")
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			if err := k.Send(t.Context(), tx, to(nil)); err != nil {
				t.Error(err)
			}
			return no
		})
		if !errors.Is(err, no) || count(t, d, `SELECT count(*) FROM notify_message`)+count(t, d, `SELECT count(*) FROM river_job`) != 0 {
			t.Fatal("something was kept")
		}
		k.send(t, to(nil))
		second := to(nil)
		second.Data = map[string]string{"Time": "11am"}
		r := k.send(t, second)
		if !strings.Contains(r.Body, "10am") || count(t, d, `SELECT count(*) FROM notify_message`) != 1 || count(t, d, `SELECT count(*) FROM river_job`) != 1 {
			t.Errorf("row = %+v", r)
		}
		other := to(nil)
		other.OrgID = "org-2"
		k.Send(t.Context(), d, other)
		if count(t, d, `SELECT count(*) FROM notify_message`) != 2 {
			t.Error("another organisation's key is the same one")
		}
		missing := to(nil)
		missing.Key, missing.Data = "k2", nil
		if k.Send(t.Context(), d, missing) == nil {
			t.Error("sent with a hole in its words")
		}
	})
}

// The channel and the format decide who carries a message.
func TestRoute(t *testing.T) {
	for _, c := range []struct {
		name string
		to   Contact
		want State
	}{
		{"e-mail", Contact{Email: "a@example.org", Channel: "email"}, Queued},
		{"nothing chosen", Contact{Email: "a@example.org"}, Queued},
		{"no address", Contact{Channel: "email"}, ByHand},
		{"text message", Contact{Email: "a@example.org", Channel: "sms"}, ByHand},
		{"telephone", Contact{Channel: "phone"}, ByHand},
		{"letter", Contact{Channel: "letter", Address: "1 High Street"}, ToPost},
		{"letter to nowhere", Contact{Channel: "letter"}, ByHand},
		{"large print letter", Contact{Channel: "letter", Address: "1 High Street", Format: "large print"}, ToPost},
		{"braille letter", Contact{Channel: "letter", Address: "1 High Street", Format: "braille"}, ByHand},
		{"easy read", Contact{Email: "a@example.org", Format: "easy read"}, ByHand},
		{"plain text", Contact{Email: "a@example.org", Format: "plain text"}, Queued},
		{"no contact", Contact{Email: "a@example.org", Channel: "none"}, NotWanted},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, words := route(c.to)
			if got != c.want || (words == "") != (got == Queued || got == ToPost) {
				t.Errorf("route = %q, %q, want %q", got, words, c.want)
			}
		})
	}
}

// Quiet hours go by the clocks of London, through both changes of the year.
func TestAfterQuiet(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to int
		at, want string // UTC
	}{
		{"by day", 20, 8, "2027-01-05 12:00", "2027-01-05 12:00"},
		{"in the evening", 20, 8, "2027-01-05 20:00", "2027-01-06 08:00"},
		{"before the evening", 20, 8, "2027-01-05 19:59", "2027-01-05 19:59"},
		{"at night", 20, 8, "2027-01-06 03:00", "2027-01-06 08:00"},
		{"in the morning", 20, 8, "2027-01-06 08:00", "2027-01-06 08:00"},
		{"summer evening", 20, 8, "2027-07-05 19:00", "2027-07-06 07:00"},
		{"summer, before", 20, 8, "2027-07-05 18:59", "2027-07-05 18:59"},
		{"the clocks go forward at night", 20, 8, "2027-03-27 21:00", "2027-03-28 07:00"},
		{"the clocks go back at night", 20, 8, "2027-10-30 20:00", "2027-10-31 08:00"},
		{"the hour that comes twice", 20, 8, "2027-10-31 00:30", "2027-10-31 08:00"},
		{"until an hour that does not exist", 20, 1, "2027-03-28 00:30", "2027-03-28 01:00"},
		{"by day only", 9, 17, "2027-01-05 12:00", "2027-01-05 17:00"},
		{"by day only, at night", 9, 17, "2027-01-05 23:00", "2027-01-05 23:00"},
		{"none", 5, 5, "2027-01-05 05:30", "2027-01-05 05:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := afterQuiet(utc(c.at), c.from, c.to); !got.Equal(utc(c.want)) {
				t.Errorf("at %s until %s, want %s", c.at, got.Format("2006-01-02 15:04"), c.want)
			}
		})
	}
}

// In quiet hours a message waits, unless it was asked for this minute; one that
// is tried again in quiet hours waits too.
func TestQuietHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		k.clock.set(utc("2027-10-30 21:00")) // 10pm; the clocks go back at night
		night := k.send(t, to(nil))
		if night.State != Held || !night.NotBefore.Equal(utc("2027-10-31 08:00")) {
			t.Errorf("%s until %s", night.State, night.NotBefore)
		}
		job := deliverJob{night.OrgID, night.ID}
		if err := k.deliver(t.Context(), job); err == nil || len(k.post.sent) != 0 {
			t.Error("sent at night")
		}
		k.clock.set(utc("2027-10-31 08:00"))
		if err := k.deliver(t.Context(), job); err != nil || len(k.post.sent) != 1 || k.row(t, "k1").State != Sent {
			t.Errorf("not sent in the morning: %v", err)
		}

		k.clock.set(utc("2027-11-01 23:00"))
		urgent := to(nil)
		urgent.Key, urgent.Urgent, urgent.To.Channel = "k2", true, "sms"
		if r := k.send(t, urgent); r.State != Queued || r.Channel != "email" {
			t.Errorf("urgent: %s by %s", r.State, r.Channel)
		}

		k.clock.set(utc("2027-11-02 19:59"))
		late := to(nil)
		late.Key = "k3"
		r := k.send(t, late)
		k.clock.set(utc("2027-11-02 20:01"))
		k.deliver(t.Context(), deliverJob{r.OrgID, r.ID})
		if r = k.row(t, "k3"); r.State != Held || !r.NotBefore.Equal(utc("2027-11-03 08:00")) || r.Attempts != 0 {
			t.Errorf("tried again at night: %s until %s", r.State, r.NotBefore)
		}
	})
}

// A server that is down loses nothing; one that refuses an address for good ends
// it; after some days it is given up, and somebody can see that.
func TestRetries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		r := k.send(t, to(nil))
		job := deliverJob{r.OrgID, r.ID}
		k.post.fail = errors.New("dial tcp: sam@example.org cannot be reached")
		for range 5 {
			err := k.deliver(t.Context(), job)
			if err == nil || strings.Contains(err.Error(), "sam") {
				t.Fatalf("error = %v", err)
			}
		}
		if r = k.row(t, "k1"); r.State != Queued || r.Attempts != 5 || r.Words != "It could not be sent." {
			t.Errorf("row = %+v", r)
		}
		k.post.fail = nil
		if err := k.deliver(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		if err := k.deliver(t.Context(), job); err != nil || len(k.post.sent) != 1 {
			t.Errorf("sent %d times, %v", len(k.post.sent), err)
		}
		if r = k.row(t, "k1"); r.State != Sent || r.Words != "" || !r.SentAt.Equal(k.clock.now()) {
			t.Errorf("row = %+v", r)
		}

		final := to(nil)
		final.Key = "k2"
		r = k.send(t, final)
		k.post.fail = &Failure{Words: "The mail server refused the address (550).", Final: true}
		if err := k.deliver(t.Context(), deliverJob{r.OrgID, r.ID}); err != nil || k.row(t, "k2").State != Failed {
			t.Errorf("refused for good: %v, %s", err, k.row(t, "k2").State)
		}

		long := to(nil)
		long.Key = "k3"
		r = k.send(t, long)
		d.Exec(t.Context(), `UPDATE notify_message SET attempts = $1 WHERE org_id = 'org-1' AND key = 'k3'`, maxAttempts-1)
		k.post.fail = &Failure{Words: "The mail server could not be reached."}
		if err := k.deliver(t.Context(), deliverJob{r.OrgID, r.ID}); err != nil || k.row(t, "k3").State != Failed {
			t.Errorf("after %d tries: %v, %s", maxAttempts, err, k.row(t, "k3").State)
		}
	})
}

// A mail server that is down for more than a day, through the night on which the
// clocks go back: every message goes, once, and none at night.
func TestServerDownADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		k.clock.set(utc("2027-10-30 09:00"))
		k.post.fail = &Failure{Words: "The mail server could not be reached."}
		var waiting []deliverJob
		for _, key := range []string{"a", "b", "c"} {
			m := to(nil)
			m.Key = key
			r := k.send(t, m)
			waiting = append(waiting, deliverJob{r.OrgID, r.ID})
		}
		for k.clock.now().Before(utc("2027-11-01 09:00")) {
			if k.clock.now().Equal(utc("2027-10-31 21:00")) {
				k.post.fail = nil // up again at nine in the evening
			}
			for _, job := range waiting {
				before := len(k.post.sent)
				k.deliver(t.Context(), job)
				if h := k.clock.now().In(when.London).Hour(); len(k.post.sent) > before && (h >= 20 || h < 8) {
					t.Errorf("sent at %s", k.clock.now())
				}
			}
			k.clock.set(k.clock.now().Add(30 * time.Minute))
		}
		if len(k.post.sent) != len(waiting) || count(t, d, `SELECT count(*) FROM notify_message WHERE state = 'sent'`) != len(waiting) {
			t.Errorf("%d mails for %d messages", len(k.post.sent), len(waiting))
		}
	})
}

// A crash after the mail server's answer sends once more, with the same
// Message-ID; while another worker is at it, nobody does.
func TestCrashWhileSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		r := k.send(t, to(nil))
		job := deliverJob{r.OrgID, r.ID}
		row, _, err := k.claim(t.Context(), job)
		if err != nil || k.post.Send(t.Context(), mailOf(row)) != nil {
			t.Fatal(err)
		} // … and here the process dies
		if err := k.deliver(t.Context(), job); err == nil || len(k.post.sent) != 1 {
			t.Error("sent while another worker held it")
		}
		k.clock.set(k.clock.now().Add(lease))
		if err := k.deliver(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		if len(k.post.sent) != 2 || k.post.sent[0].ID != k.post.sent[1].ID || k.row(t, "k1").State != Sent {
			t.Errorf("sent %d times, %s", len(k.post.sent), k.row(t, "k1").State)
		}
		k.settle(t.Context(), row, errors.New("the first worker wakes up"))
		if k.row(t, "k1").State != Sent {
			t.Error("a worker that had lost its turn wrote over the second")
		}
	})
}

// A message whose job is gone gets another.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		k.send(t, to(nil))
		d.Exec(t.Context(), `DELETE FROM river_job`)
		for after, want := range map[time.Duration]int{30 * time.Minute: 0, 61 * time.Minute: 1} {
			k.clock.set(utc("2027-05-03 12:00").Add(after))
			if err := k.sweep(t.Context(), sweepJob{}); err != nil {
				t.Fatal(err)
			}
			if got := count(t, d, `SELECT count(*) FROM river_job`); got != want && after > time.Hour {
				t.Errorf("after %s: %d jobs, want %d", after, got, want)
			}
		}
	})
}

// The format decides what the mail is made of.
func TestMailOf(t *testing.T) {
	r := Row{OrgID: "o", Key: "k", Subject: "S & T", Body: "Dear <Sam>,\n\nOne\ntwo, https://example.org/a?b=1&c=2.\n\nBye"}
	usual := mailOf(r)
	for _, want := range []string{"<p>Dear &lt;Sam&gt;,</p>", "One<br>\ntwo", `<a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.`, "font-size:16px", "<title>S &amp; T</title>"} {
		if !strings.Contains(usual.HTML, want) {
			t.Errorf("no %q in %s", want, usual.HTML)
		}
	}
	r.Format = plainText
	if mailOf(r).HTML != "" {
		t.Error("plain text has HTML")
	}
	r.Format = largePrint
	if !strings.Contains(mailOf(r).HTML, "font-size:18pt") {
		t.Error("large print is small")
	}
}

// A subject holds no data, and a template is checked when the program starts.
func TestTemplateRules(t *testing.T) {
	for name, bad := range map[string]Template{
		"data in the subject": {Name: "a", Subject: "Dear {{.Name}}", Body: "x"},
		"no subject":          {Name: "a", Body: "x"},
		"no name":             {Subject: "a", Body: "x"},
		"two lines":           {Name: "a", Subject: "a\nBcc: b", Body: "x"},
		"broken":              {Name: "a", Subject: "a", Body: "{{if}}"},
		"twice":               hello,
	} {
		k := newKit(t, dbtest.SQLite(t))
		if k.add(bad) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
