package notify

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	all := map[string]any{"list.html": listPage{}, "message.html": messagePage{}, "letter.html": letterPage{}, "templates.html": templatesPage{}}
	for name, data := range all {
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(pages) != len(all) {
		t.Errorf("%d pages, %d checked", len(pages), len(all))
	}
}

func (k *kit) site(t *testing.T) http.Handler {
	s := web.NewSite(slog.New(slog.NewTextHandler(t.Output(), nil)))
	s.Mount(Routes(k.Notifier))
	return s.Handler()
}

func somebody(permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: "org-1", AccountID: "a", Name: "Pat", Grants: []actor.Grant{{Path: "/", Permissions: held}}}
}

func ask(t *testing.T, h http.Handler, as actor.Actor, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, nil))
	return w.Code, w.Body.String()
}

// Every route keeps the rules that hold for all of them.
func TestRoutes(t *testing.T) {
	k := newKit(t, dbtest.SQLite(t))
	own := k.send(t, to(func(c *Contact) { c.Channel, c.Address = "letter", "1 High Street" }))
	elsewhere := somebody("notify.read", "notify.manage")
	elsewhere.OrgID = "org-2"
	broken := newKit(t, dbtest.SQLite(t))
	broken.d.Close()
	webtest.Suite{
		Handler: k.site(t), Broken: broken.site(t), Routes: Routes(k.Notifier),
		Full: somebody("notify.read", "notify.manage"), None: actor.Actor{OrgID: "org-1", AccountID: "b"}, Other: elsewhere,
		IDs: map[string]string{"message": own.ID},
	}.Run(t)
}

// Who may only read sees that a message went, not what it says nor how to reach
// the person; nobody sees the words of an urgent one.
func TestWhoSeesTheWords(t *testing.T) {
	k := newKit(t, dbtest.SQLite(t))
	m := k.send(t, to(func(c *Contact) { c.Phone = "01632 960 001"; c.Format = largePrint }))
	urgent := to(nil)
	urgent.Key, urgent.Urgent = "k2", true
	u := k.send(t, urgent)
	h := k.site(t)
	if _, body := ask(t, h, somebody("notify.read"), "GET", "/messages/"+m.ID); strings.Contains(body, "garden") || strings.Contains(body, "960 001") || strings.Contains(body, "sam@") {
		t.Errorf("a reader sees\n%s", body)
	}
	if _, body := ask(t, h, somebody("notify.read", "notify.manage"), "GET", "/messages/"+m.ID); !strings.Contains(body, "garden") || !strings.Contains(body, "960 001") || !strings.Contains(body, "fb-large-print") {
		t.Errorf("who carries messages sees\n%s", body)
	}
	for _, path := range []string{"/messages/" + u.ID, "/messages/" + u.ID + "/letter", "/messages"} {
		if _, body := ask(t, h, somebody("notify.read", "notify.manage"), "GET", path); strings.Contains(body, "garden") {
			t.Errorf("%s shows the words of an urgent message", path)
		}
	}
	if err := k.deliver(t.Context(), deliverJob{u.OrgID, u.ID}); err != nil {
		t.Fatal(err)
	}
	if u = k.row(t, "k2"); u.State != Sent || u.Body != "" || !strings.Contains(k.post.sent[0].Text, "garden") {
		t.Errorf("the words of an urgent message are kept: %+v", u)
	}
}

// A message that was given up is tried again; one to do by hand is marked as
// done; one that has not gone is stopped: each once, and in the audit trail.
func TestMoves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		by, reader := somebody("notify.read", "notify.manage"), somebody("notify.read")
		failed := k.send(t, to(nil))
		k.post.fail = &Failure{Words: "The mail server refused the address (550).", Final: true}
		k.deliver(t.Context(), deliverJob{failed.OrgID, failed.ID})
		hand := to(func(c *Contact) { c.Channel = "phone" })
		hand.Key = "k2"
		call := k.send(t, hand)
		third := to(nil)
		third.Key, third.NotBefore = "k3", k.clock.now().Add(time.Hour)
		later := k.send(t, third)

		steps := []struct {
			name string
			do   func(actor.Actor, string) error
			m    Row
			want State
		}{
			{"resend", func(a actor.Actor, id string) error { return k.Resend(t.Context(), a, id) }, failed, Queued},
			{"finish", func(a actor.Actor, id string) error { return k.Finish(t.Context(), a, id) }, call, Done},
			{"cancel", func(a actor.Actor, id string) error { return k.Cancel(t.Context(), a, id) }, later, Cancelled},
		}
		for _, s := range steps {
			if err := s.do(reader, s.m.ID); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s by a reader: %v", s.name, err)
			}
			if err := s.do(by, s.m.ID); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if err := s.do(by, s.m.ID); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s again: %v", s.name, err)
			}
			if got := k.row(t, s.m.Key).State; got != s.want {
				t.Errorf("%s: %s", s.name, got)
			}
			if rows, err := audit.New(d, k.now).Of(t.Context(), "org-1", "message", s.m.ID, 9); err != nil || len(rows) != 1 || rows[0].Actor != "Pat" {
				t.Errorf("%s: audit %v, %v", s.name, rows, err)
			}
		}
		k.post.fail = nil
		k.clock.set(later.NotBefore.Add(time.Hour))
		for _, m := range []Row{failed, call, later} {
			if err := k.deliver(t.Context(), deliverJob{m.OrgID, m.ID}); err != nil {
				t.Fatal(err)
			}
		}
		if len(k.post.sent) != 1 || k.row(t, "k2").HandledBy != "Pat" {
			t.Errorf("%d mails, want that of the one sent again", len(k.post.sent))
		}
	})
}

// The lists count, and show what stands in each state.
func TestLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		for i, channel := range []string{"email", "phone", "none", "letter"} {
			m := to(func(c *Contact) { c.Channel, c.Address = channel, "1 High Street" })
			m.Key = string(rune('a' + i))
			k.send(t, m)
		}
		for _, v := range Views {
			rows, counts, err := k.List(t.Context(), somebody("notify.read"), v, 50, 0)
			want := map[string]int{"": 4, "hand": 2, "waiting": 1, "stopped": 1}[v.Slug]
			if err != nil || len(rows) != want || v.Of(counts) != want {
				t.Errorf("%s: %d, counted %d, %v, want %d", v.Label, len(rows), v.Of(counts), err, want)
			}
			if code, body := ask(t, k.site(t), somebody("notify.read"), "GET", "/messages?list="+v.Slug); code != 200 || strings.Count(body, "<tr class") != want {
				t.Errorf("%s: %d", v.Label, code)
			}
		}
	})
}

// A sound outbox passes the check; one that was tampered with does not.
func TestCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		k.send(t, to(nil))
		if wrong, err := k.Check(t.Context(), "org-1"); err != nil || len(wrong) != 0 {
			t.Errorf("%v, %v", wrong, err)
		}
		k.clock.set(k.clock.now().Add(8 * 24 * time.Hour))
		if wrong, err := k.Check(t.Context(), "org-1"); err != nil || len(wrong) != 1 {
			t.Errorf("%v, %v", wrong, err)
		}
	})
}

// A preview shows where data will stand, and every state has words.
func TestWords(t *testing.T) {
	k := newKit(t, dbtest.SQLite(t))
	p := k.Previews()
	if len(p) != 1 || !strings.Contains(p[0].Text, "Dear [Name],") || !strings.Contains(p[0].Text, "opens at [Time].") {
		t.Errorf("previews = %+v", p)
	}
	for _, s := range []State{Queued, Held, Sending, Sent, Failed, ByHand, ToPost, Done, NotWanted, Cancelled} {
		if s.Words() == "" || s.Colour() == "" {
			t.Errorf("%s has no words", s)
		}
	}
}
