package access

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

const other = "staple lantern meadow"

// An invitation is a link that works once, for a week; looking at it uses
// nothing up.
func TestInvitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc, address, err := w.Invite(t.Context(), system, NewAccount{Name: "New", Email: "new@example.org"}, GrantInput{Role: "reader", UnitID: "north"})
		must(t, err)
		first := w.link(t)
		if !strings.HasSuffix(address, first) || w.mails[0].Template != "access.invitation" || w.mails[0].ToEmail != "new@example.org" {
			t.Errorf("message %+v", w.mails[0])
		}
		v := visit(t, w.site(t))
		v.signIn("new", password).says(t, 422, "is not right")
		for range 3 {
			v.get(first).says(t, 200, "choose a password")
		}
		v.post(first, "password", "short").says(t, 422, "at least 12")
		v.post(first, "password", "password1234").says(t, 422, "easy to guess")
		_, err = w.Reinvite(t.Context(), system, acc.ID)
		must(t, err)
		v.get(first).says(t, 404, "does not work any more")
		w.clock.pass(7 * 24 * time.Hour)
		v.post(w.link(t), "password", other).says(t, 404, "does not work any more")
		_, err = w.Reinvite(t.Context(), system, acc.ID)
		must(t, err)
		v.post(w.link(t), "password", other).leads(t, "/sign-in")
		v.post(w.link(t), "password", password).says(t, 404, "does not work any more")
		v.signIn("new", other).leads(t, "/who")
		if _, err := w.Reinvite(t.Context(), system, acc.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("inviting somebody who is here: %v", err)
		}
		stored, err := db.All[string](t.Context(), d, `SELECT hash FROM access_link WHERE org_id = 'o1'`)
		must(t, err)
		for _, h := range stored {
			if strings.Contains(first, h) {
				t.Error("the link itself is kept")
			}
		}
	})
}

// A forgotten password: a link for an hour, once, and every session ends.
func TestReset(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "reader", "reader@r1")
		server := w.site(t)
		in, v := visit(t, server), visit(t, server)
		in.signIn("reader", password).leads(t, "/who")
		v.post("/forgot", "email", "nobody@example.org").says(t, 200, "If there is an account")
		if len(w.mails) != 0 {
			t.Fatal("a message to nobody")
		}
		v.post("/forgot", "email", "Reader@example.org").says(t, 200, "If there is an account")
		first := w.link(t)
		v.post("/forgot", "email", "reader@example.org")
		second := w.link(t)
		v.post(first, "password", other).says(t, 404, "does not work any more")
		v.get(strings.Replace(second, "/reset/", "/invitation/", 1)).says(t, 404, "does not work")
		v.get(strings.Replace(second, "/o1.", "/o2.", 1)).says(t, 404, "does not work")
		v.get(second).says(t, 200, "Choose a new password")
		v.post(second, "password", other).leads(t, "/sign-in")
		if in.who() != "" || v.who() != "" {
			t.Error("a session outlived the password")
		}
		v.signIn("reader", password).says(t, 422, "is not right")
		v.signIn("reader", other).leads(t, "/who")
		w.clock.pass(time.Hour)
		v.post("/forgot", "email", "reader@example.org")
		w.clock.pass(time.Hour)
		v.get(w.link(t)).says(t, 404, "does not work any more")
		must(t, w.Close(t.Context(), system, acc.ID))
		sent := len(w.mails)
		w.clock.pass(time.Hour)
		v.post("/forgot", "email", "reader@example.org").says(t, 200, "If there is an account")
		if len(w.mails) != sent {
			t.Error("a message to a closed account")
		}
	})
}

// Two people with the same link: one of them is first.
func TestLinkIsUsedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		address, err := w.ResetLink(t.Context(), system, w.account(t, "reader").ID)
		must(t, err)
		token := address[strings.LastIndex(address, "/")+1:]
		results := make(chan error)
		for range 4 {
			go func() {
				_, err := w.TakeUp(t.Context(), reset, token, other)
				results <- err
			}()
		}
		won := 0
		for range 4 {
			if err := <-results; err == nil {
				won++
			} else if fault.KindOf(err) != fault.NotFound {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 4 used the link", won)
		}
	})
}

// The first run: a code that the server prints makes one organisation and one
// administrator, once.
func TestFirstRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		founded := 0
		w := newWorld(t, d, func(o *Options) {
			o.Found = foundO1(&founded)
		})
		server := w.site(t)
		code, needed, err := w.SetupCode(t.Context())
		must(t, err)
		if !needed || len(code) != 19 {
			t.Fatalf("code %q, %t", code, needed)
		}
		fields := func(code, pass string) []string {
			return []string{"code", code, "organisation", "Bridgewater", "name", "First", "email", "first@example.org", "password", pass}
		}
		v := visit(t, server)
		v.get("/setup").says(t, 200, "first administrator")
		v.post("/setup", fields("aaaa-aaaa-aaaa-aaaa", password)...).says(t, 422, "not the code")
		v.post("/setup", fields(code, "short")...).says(t, 422, "at least 12")
		if founded != 0 {
			t.Error("founded too early")
		}
		results := make(chan int)
		for range 3 {
			other := visit(t, server)
			go func() { results <- other.post("/setup", fields(strings.ToUpper(code), password)...).status }()
		}
		won := 0
		for range 3 {
			if <-results == http.StatusSeeOther {
				won++
			}
		}
		if won != 1 || founded != 1 {
			t.Errorf("%d of 3 won, %d founded", won, founded)
		}
		v.get("/setup").says(t, 404, "no page")
		v.post("/setup", fields(code, password)...).says(t, 404, "no page")
		if _, needed, _ := w.SetupCode(t.Context()); needed {
			t.Error("a code when there is an account")
		}
		v.signIn("first", password).leads(t, "/sign-in/second/setup")
		_, n, _ := w.Accounts(t.Context(), system, "", "", 10, 0)
		if n != 1 {
			t.Errorf("%d accounts", n)
		}
	})
}
