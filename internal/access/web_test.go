package access

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// site serves the pages of this package and a page that says who is asking.
func (w *world) site(t *testing.T, more ...web.Route) *httptest.Server {
	t.Helper()
	s := web.NewSite(slog.New(slog.NewTextHandler(io.Discard, nil)))
	s.Authenticate = w.Authenticate
	s.Mount(Routes(w.Access))
	s.Mount(more)
	s.Mount([]web.Route{{Pattern: "GET /who", Permission: web.Anyone, Handler: func(rw http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(rw, actor.From(r.Context()).Name)
		return err
	}}})
	server := httptest.NewServer(w.Sessions(s.Handler()))
	t.Cleanup(server.Close)
	return server
}

// visitor is a browser: it keeps cookies and follows no redirect.
type visitor struct {
	t      *testing.T
	base   string
	client *http.Client
}

func visit(t *testing.T, server *httptest.Server) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &visitor{t, server.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what the visitor got.
type answer struct {
	status int
	to     string
	doc    *goquery.Document
	cookie bool // a session cookie was set
}

func (v *visitor) read(res *http.Response, err error) answer {
	v.t.Helper()
	must(v.t, err)
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	must(v.t, err)
	a := answer{status: res.StatusCode, to: res.Header.Get("Location"), doc: doc}
	for _, c := range res.Cookies() {
		a.cookie = a.cookie || c.Name == "fb_session"
	}
	return a
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.read(v.client.Get(v.base + path))
}

// post sends a form: pairs of name and value.
func (v *visitor) post(path string, pairs ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return v.read(v.client.PostForm(v.base+path, form))
}

// who is whom the site takes the visitor for.
func (v *visitor) who() string {
	v.t.Helper()
	return strings.TrimSpace(v.get("/who").doc.Text())
}

// token is the session cookie.
func (v *visitor) token() string {
	u, _ := url.Parse(v.base)
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == "fb_session" {
			return c.Value
		}
	}
	return ""
}

func (v *visitor) signIn(name, pass string) answer {
	v.t.Helper()
	return v.post("/sign-in", "email", name+"@example.org", "password", pass, "next", "/who")
}

// leads checks that the answer sends the visitor to path.
func (a answer) leads(t *testing.T, path string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.to != path {
		t.Fatalf("status %d to %q, want to be sent to %q: %s", a.status, a.to, path, a.doc.Find(".nhsuk-error-summary").Text())
	}
}

func (a answer) says(t *testing.T, status int, words string) {
	t.Helper()
	if a.status != status || !strings.Contains(a.doc.Text(), words) {
		t.Errorf("status %d, want %d with %q", a.status, status, words)
	}
}

// Sign in with a password, be somebody, sign out.
func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "reader", "reader@r1")
		v := visit(t, w.site(t))
		if v.get("/sign-in").cookie || v.get("/forgot").cookie || v.get("/who").cookie {
			t.Error("a visitor gets a cookie before signing in")
		}
		v.get("/account").leads(t, "/sign-in?next=%2Faccount")
		v.signIn("reader", "not the password").says(t, 422, "is not right")
		v.signIn("nobody", password).says(t, 422, "is not right")
		v.signIn("READER", password).leads(t, "/who")
		if v.who() != "reader" {
			t.Errorf("signed in as %q", v.who())
		}
		v.get("/sign-in").leads(t, "/")
		v.get("/account").says(t, 200, "Where you are signed in")
		old := v.token()
		v.post("/sign-out").leads(t, "/sign-in")
		if v.who() != "" {
			t.Error("still signed in")
		}
		u, _ := url.Parse(v.base)
		v.client.Jar.SetCookies(u, []*http.Cookie{{Name: "fb_session", Value: old}})
		if v.who() != "" {
			t.Error("the old cookie works after signing out")
		}
		v.signIn("reader", password)
		must(t, w.Close(t.Context(), system, acc.ID))
		if v.who() != "" {
			t.Error("a closed account is signed in")
		}
		v.signIn("reader", password).says(t, 422, "is not right")
		good, refused, _ := w.Counts()
		if good != 2 || refused != 3 || w.audited(t, "access.sign-in.done") != 2 || w.audited(t, "access.sign-in.refused") != 3 {
			t.Errorf("counted %d and %d", good, refused)
		}
	})
}

// After signing in one goes on only within the site.
func TestNextIsLocal(t *testing.T) {
	for next, want := range map[string]string{
		"/strategy?x=1": "/strategy?x=1", "": "/", "//evil.example": "/", "https://evil.example/": "/", "/\\evil.example": "/", `\\evil.example`: "/",
		"javascript:alert(1)": "/", "evil": "/", "/a\r\nSet-Cookie: x": "/", "/\t/evil.example": "/", "/sign-in": "/", "/sign-out": "/", "/people/1#notes": "/people/1#notes",
	} {
		if got := local(next); got != want {
			t.Errorf("local(%q) = %q, want %q", next, got, want)
		}
	}
}

// A cookie that somebody planted is worth nothing after signing in, and each
// step up gives another one.
func TestSessionFixation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := w.account(t, "admin", "admin@r1")
		server := w.site(t)
		attacker := visit(t, server)
		attacker.signIn("admin", password).leads(t, "/sign-in/second/setup") // a session of their own, waiting
		planted := attacker.token()
		must(t, w.enrol(t, admin))
		victim := visit(t, server)
		u, _ := url.Parse(server.URL)
		victim.client.Jar.SetCookies(u, []*http.Cookie{{Name: "fb_session", Value: planted}})
		victim.signIn("admin", password).leads(t, "/sign-in/second")
		half := victim.token()
		victim.post("/sign-in/second", "code", w.code(t)).leads(t, "/who")
		whole := victim.token()
		if planted == half || half == whole {
			t.Error("the cookie stayed the same")
		}
		for _, old := range []string{planted, half} {
			attacker.client.Jar.SetCookies(u, []*http.Cookie{{Name: "fb_session", Value: old}})
			if attacker.who() != "" {
				t.Error("an earlier cookie is signed in")
			}
		}
	})
}

// testSecret is the authenticator's key in tests.
const testSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func (w *world) enrol(t *testing.T, acc Account) error {
	t.Helper()
	_, err := w.Enrol(t.Context(), self(acc), testSecret, w.code(t))
	w.clock.pass(time.Minute)
	return err
}

// code is what the authenticator app shows now.
func (w *world) code(t *testing.T) string {
	t.Helper()
	c, err := totp.GenerateCode(testSecret, w.clock.now())
	must(t, err)
	return c
}

// An administrator without a second factor is nobody until one is set up, and
// afterwards needs it at every sign-in; every code works once.
func TestSecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account(t, "admin", "admin@r1")
		server := w.site(t)
		v := visit(t, server)
		v.signIn("admin", password).leads(t, "/sign-in/second/setup")
		if v.who() != "" {
			t.Fatal("signed in without a second factor")
		}
		v.get("/accounts").leads(t, "/sign-in?next=%2Faccounts")
		v.get("/sign-in?next=%2Faccounts").leads(t, "/sign-in/second")
		v.get("/sign-in/second").leads(t, "/sign-in/second/setup")
		page := v.get("/sign-in/second/setup")
		if src, _ := page.doc.Find("main img").Attr("src"); !strings.HasPrefix(src, "data:image/png;base64,") {
			t.Error("no picture of the key")
		}
		if secret, _ := page.doc.Find("input[name=secret]").Attr("value"); len(secret) != 32 {
			t.Errorf("the key is %q", secret)
		}
		v.post("/sign-in/second/setup", "secret", testSecret, "code", "000000").says(t, 422, "not right")
		v.post("/sign-in/second/setup", "secret", "AAAA", "code", w.code(t)).says(t, 422, "start again")
		used := w.code(t)
		page = v.post("/sign-in/second/setup", "secret", testSecret, "code", used)
		page.says(t, 200, "Your recovery codes")
		recovery := page.doc.Find("main li strong").First().Text()
		if v.who() != "admin" {
			t.Fatal("not signed in with a second factor")
		}

		v = visit(t, server)
		v.signIn("admin", password).leads(t, "/sign-in/second")
		v.get("/sign-in/second/setup").leads(t, "/sign-in/second")
		v.post("/sign-in/second/setup", "secret", testSecret, "code", w.code(t)).leads(t, "/sign-in/second")
		v.post("/sign-in/second", "code", used).says(t, 422, "used already")
		w.clock.pass(time.Minute)
		next := w.code(t)
		v.post("/sign-in/second", "code", next).leads(t, "/who")

		v = visit(t, server)
		v.signIn("admin", password)
		v.post("/sign-in/second", "code", next).says(t, 422, "used already")
		v.post("/sign-in/second", "code", strings.ToUpper(recovery)).leads(t, "/who")
		v = visit(t, server)
		v.signIn("admin", password)
		v.post("/sign-in/second", "code", recovery).says(t, 422, "used already")
		if v.who() != "" {
			t.Error("a used code works")
		}
		w.clock.pass(halfLife + time.Minute)
		v.post("/sign-in/second", "code", w.code(t)).leads(t, "/sign-in")
	})
}

// A role that demands a second factor stops a session that has none, at once.
func TestRoleGivenToSomebodySignedIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "reader", "reader@r1")
		v := visit(t, w.site(t))
		v.signIn("reader", password).leads(t, "/who")
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: acc.ID, Role: "admin", UnitID: "r1"}))
		if v.who() != "" {
			t.Error("an administrator without a second factor")
		}
		v.get("/sign-in").leads(t, "/sign-in/second")
		v.get("/sign-in/second").leads(t, "/sign-in/second/setup")
		v.post("/sign-in/second/setup", "secret", testSecret, "code", w.code(t)).says(t, 200, "recovery codes")
		if v.who() != "reader" {
			t.Error("not signed in")
		}
		must(t, w.ResetSecondFactor(t.Context(), system, acc.ID))
		if v.who() != "" {
			t.Error("still signed in after the second factor was taken away")
		}
	})
}

// Guessing is stopped, with the same words whether or not there is an account.
func TestLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account(t, "reader", "reader@r1")
		server := w.site(t)
		var pages [2][]string
		for i, name := range []string{"reader", "nobody"} {
			v := visit(t, server)
			for range 10 {
				a := v.signIn(name, "a wrong password")
				pages[i] = append(pages[i], a.doc.Find("main").Text()+http.StatusText(a.status))
			}
			last := v.signIn(name, password)
			last.says(t, http.StatusTooManyRequests, "too many tries")
			for range 6 {
				a := v.post("/forgot", "email", name+"@example.org")
				pages[i] = append(pages[i], a.doc.Find("main").Text()+http.StatusText(a.status))
			}
		}
		for i := range pages[0] {
			if pages[0][i] != pages[1][i] {
				t.Errorf("try %d tells who exists:\n%s\n%s", i, pages[0][i], pages[1][i])
			}
		}
		w.clock.pass(15 * time.Minute)
		visit(t, server).signIn("reader", password).leads(t, "/who")
	})
}

// The second factor cannot be guessed by trying them all.
func TestSecondFactorLimit(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	must(t, w.enrol(t, w.account(t, "admin", "admin@r1")))
	v := visit(t, w.site(t))
	v.signIn("admin", password)
	for range 6 {
		v.post("/sign-in/second", "code", "000000").says(t, 422, "not right")
	}
	v.post("/sign-in/second", "code", w.code(t)).says(t, http.StatusTooManyRequests, "too many tries")
	if v.who() != "" {
		t.Error("signed in")
	}
}

// Many people behind one address sign in without trouble; one who guesses at
// many accounts from there is stopped.
func TestManyBehindOneAddress(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.account(t, "reader", "reader@r1")
	ctx := t.Context()
	for i := range 300 {
		if _, err := w.checkPassword(ctx, "o1", "reader@example.org", password, "one address"); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
	}
	stopped := false
	for i := range 150 {
		_, err := w.checkPassword(ctx, "o1", strings.Repeat("x", i)+"@example.org", password, "one address")
		stopped = stopped || err == error(errTooMany)
	}
	if !stopped {
		t.Error("guessing at many accounts is not stopped")
	}
}

// Over HTTPS the cookie is bound to the very host; it is never readable by scripts.
func TestCookie(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), func(o *Options) { o.Secure = true })
	w.account(t, "reader", "reader@r1")
	res, err := visit(t, w.site(t)).client.PostForm(w.site(t).URL+"/sign-in", url.Values{"email": {"reader@example.org"}, "password": {password}})
	must(t, err)
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name != "__Host-fb_session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
			t.Errorf("cookie %+v", c)
		}
	}
	if len(res.Cookies()) != 1 {
		t.Errorf("%d cookies", len(res.Cookies()))
	}
}

// An account is linked to a person only under the person's own address.
func TestPersonsOwnAddress(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), func(o *Options) {
		o.PersonEmail = func(context.Context, string, string) (string, error) { return "Ash@example.org", nil }
	})
	_, _, err := w.Invite(t.Context(), system, NewAccount{Name: "Ash", Email: "somebody.else@example.org", PersonID: "p1"}, GrantInput{})
	expect(t, "another address", err, fault.Invalid)
	_, _, err = w.Invite(t.Context(), system, NewAccount{Name: "Ash", Email: "ash@example.org", PersonID: "p1"}, GrantInput{})
	expect(t, "their own, but there is no such person", err, fault.NotFound)
}
