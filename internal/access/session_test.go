package access

import (
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// One sees where one is signed in and ends what one does not know.
func TestSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc, server := w.account(t, "reader", "reader@r1"), w.site(t)
		here, there, third := visit(t, server), visit(t, server), visit(t, server)
		for _, v := range []*visitor{here, there, third} {
			v.signIn("reader", password).leads(t, "/who")
		}
		w.account(t, "else", "reader@r1")
		stranger := visit(t, server)
		stranger.signIn("else", password).leads(t, "/who")
		action, _ := here.get("/account").doc.Find("form[action$='/end']").First().Attr("action")
		stranger.post(action).says(t, 404, "could not find that session")
		here.post(action).leads(t, "/account")
		if n := count(there.who() == "reader", third.who() == "reader"); n != 1 || here.who() != "reader" {
			t.Errorf("%d of the others are left", n)
		}
		here.post("/account/sessions/end-others").leads(t, "/account")
		if n := count(there.who() == "reader", third.who() == "reader"); n != 0 || here.who() != "reader" || stranger.who() != "else" {
			t.Errorf("%d of the others are left", n)
		}
		there.signIn("reader", password).leads(t, "/who")
		here.post("/account/password", "old", "wrong wrong wrong", "password", other).says(t, 422, "not your password")
		here.post("/account/password", "old", password, "password", "reader@example.org").says(t, 422, "easy to guess")
		here.post("/account/password", "old", password, "password", other).leads(t, "/account")
		if there.who() != "" || here.who() != "reader" {
			t.Error("changing the password ends the others, and only them")
		}
		here.post("/account/name", "name", "  Ash   Lark ").leads(t, "/account")
		if here.who() != "Ash Lark" {
			t.Errorf("the name is %q", here.who())
		}
		sessions, err := w.SessionsOf(t.Context(), self(acc), "")
		if err != nil || len(sessions) != 1 || sessions[0].Browser != "A browser" {
			t.Errorf("%+v, %v", sessions, err)
		}
	})
}

func count(facts ...bool) (n int) {
	for _, f := range facts {
		if f {
			n++
		}
	}
	return n
}

// A session ends an hour after it was last used, and twelve after it began. The
// last use is not written at every request.
func TestSessionEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account(t, "reader", "reader@r1")
		v := visit(t, w.site(t))
		seen := func() time.Time {
			at, err := db.One[time.Time](t.Context(), d, `SELECT seen_at FROM access_session ORDER BY created_at DESC LIMIT 1`)
			must(t, err)
			return at
		}
		v.signIn("reader", password).leads(t, "/who")
		before := seen()
		w.clock.pass(4 * time.Minute)
		if v.who() != "reader" || !seen().Equal(before) {
			t.Error("written too often")
		}
		w.clock.pass(2 * time.Minute)
		if v.who() != "reader" || seen().Equal(before) {
			t.Error("not written")
		}
		w.clock.pass(59 * time.Minute)
		if v.who() != "reader" {
			t.Error("ended too early")
		}
		w.clock.pass(61 * time.Minute)
		if v.who() != "" {
			t.Error("unused for an hour, and still open")
		}
		v.signIn("reader", password).leads(t, "/who")
		for range 23 {
			w.clock.pass(30 * time.Minute)
			if v.who() != "reader" {
				t.Fatal("ended too early")
			}
		}
		w.clock.pass(30 * time.Minute)
		if v.who() != "" {
			t.Error("twelve hours old, and still open")
		}
		v.signIn("reader", password).leads(t, "/who")
		if n, err := db.One[int](t.Context(), d, `SELECT count(*) AS n FROM access_session`); err != nil || n != 1 {
			t.Errorf("%d sessions are kept, %v", n, err)
		}
	})
}

// A request that is still under way cannot bring back a session that was ended.
func TestEndedSessionStaysEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s := sessionStore{a: w.Access}
		data, err := s.codec.Encode(noon, map[string]any{keyOrg: "o1", keyAccount: "a", keyID: "i"})
		must(t, err)
		must(t, s.CommitCtx(t.Context(), "token", data, noon))
		must(t, s.DeleteCtx(t.Context(), "token"))
		must(t, s.CommitCtx(t.Context(), "token", data, noon))
		if _, found, err := s.FindCtx(t.Context(), "token"); found || err != nil {
			t.Errorf("found, %v", err)
		}
	})
}

// Browsers are named as people know them.
func TestBrowser(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0":            "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36":                "Chrome on Android",
		"Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0":                                                           "Firefox on Linux",
		"": "A browser",
	} {
		if got := browser(agent); got != want {
			t.Errorf("browser(%q) = %q, want %q", agent, got, want)
		}
	}
}

// Passwords that anybody would try first are refused, long ones in peace.
func TestWeakPasswords(t *testing.T) {
	acc := Account{Name: "Ash Lark", Email: "a.lark@example.org"}
	for password, ok := range map[string]bool{
		"": false, "short": false, "password1234": false, "Password!!!!": false, "passwordpassword": false, "ashlark12345": false, "Ash Lark 1999": false,
		"a.lark@example.org": false, "123456789012": false, "aaaaaaaaaaaaaaa": false, "Footbridge2027!": false, "qwertyuiop123": false,
		"correct horse battery": true, "grünes Boot im Regen": true, "x9$kdQ02mvL!": true,
	} {
		if err := weak(password, acc); (err == nil) != ok {
			t.Errorf("weak(%q) = %v", password, err)
		}
		if err := weak(password, acc); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
	}
}

// A hash made at another cost is made anew when its owner signs in.
func TestCostOfHash(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	acc := w.account(t, "reader", "reader@r1")
	w.opt.Hash.Iterations = 2
	visit(t, w.site(t)).signIn("reader", password).leads(t, "/who")
	now, err := accountByID(t.Context(), w.d, "o1", acc.ID)
	if err != nil || now.PasswordHash == acc.PasswordHash || w.outdated(now.PasswordHash) {
		t.Errorf("not made anew, %v", err)
	}
	visit(t, w.site(t)).signIn("reader", password).leads(t, "/who")
}
