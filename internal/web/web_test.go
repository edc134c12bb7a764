package web_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/jba/templatecheck"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

var reader = actor.Actor{OrgID: "org", AccountID: "a1", Name: "Asha Lark", Grants: []actor.Grant{{Role: "reader", Path: "/", Permissions: map[string]bool{"things.read": true}}}}

// site is a small site with one route of each kind and the gallery.
func site(t *testing.T) *web.Site {
	t.Helper()
	s := web.NewSite(slog.New(slog.NewTextHandler(io.Discard, nil)))
	s.Nav = []web.NavItem{{Label: "Things", Href: "/things", Permission: "things.read"}, {Label: "About", Href: "/about", Permission: web.Anyone}, {Label: "Mine", Href: "/mine", Permission: web.SignedIn}}
	s.Mount(webtest.Gallery())
	s.Mount(web.StaticRoutes())
	fails := func(err error) web.Handler {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	s.Mount([]web.Route{
		{Pattern: "GET /things", Permission: "things.read", Handler: func(w http.ResponseWriter, r *http.Request) error { return web.SeeOther(w, r, "/gallery", "") }},
		{Pattern: "GET /mine", Permission: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error { return web.SeeOther(w, r, "/gallery", "") }},
		{Pattern: "POST /save", Permission: web.Anyone, Button: true, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.SeeOther(w, r, "/gallery", "Saved – “well done”.")
		}},
		{Pattern: "POST /upload", Permission: web.Anyone, Button: true, Handler: func(_ http.ResponseWriter, r *http.Request) error {
			_, err := io.Copy(io.Discard, r.Body)
			return err
		}},
		{Pattern: "GET /panics", Permission: web.Anyone, Handler: func(http.ResponseWriter, *http.Request) error { panic("a secret of the program") }},
		{Pattern: "GET /aborts", Permission: web.Anyone, Handler: func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) }},
		{Pattern: "GET /fails/invalid", Permission: web.Anyone, Handler: fails(fault.New(fault.Invalid, "That cannot be."))},
		{Pattern: "GET /fails/missing", Permission: web.Anyone, Handler: fails(fault.New(fault.NotFound, "There is no such thing."))},
		{Pattern: "GET /fails/conflict", Permission: web.Anyone, Handler: fails(fault.New(fault.Conflict, "Somebody was first."))},
		{Pattern: "GET /fails/forbidden", Permission: web.Anyone, Handler: fails(fault.New(fault.Forbidden, "Not for you."))},
		{Pattern: "GET /fails/unavailable", Permission: web.Anyone, Handler: fails(fault.New(fault.Unavailable, "Come back later."))},
		{Pattern: "GET /fails/internal", Permission: web.Anyone, Handler: fails(errors.New("pq: password of the database"))},
	})
	return s
}

// visit sends one request as somebody and returns the answer.
func visit(t *testing.T, h http.Handler, as actor.Actor, method, target string, change ...func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, target, nil)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func parse(t *testing.T, res *http.Response) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func words(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func TestEveryAnswerIsSecured(t *testing.T) {
	h := site(t).Handler()
	for _, target := range []string{"/gallery", "/fails/internal", "/nowhere", "/panics", web.AssetPath("app.css"), "/mine"} {
		header := visit(t, h, actor.Actor{}, "GET", target).Header
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy %q has no %q", target, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q allows inline code", target, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", target, name, got, want)
			}
		}
		if cache := header.Get("Cache-Control"); cache != "no-store" && !strings.HasPrefix(target, "/assets/") {
			t.Errorf("%s: a page may be kept: %q", target, cache)
		}
	}
}

func TestPagesCarryNoInlineCode(t *testing.T) {
	h := site(t).Handler()
	for _, target := range []string{"/gallery", "/about", "/accessibility", "/privacy", "/nowhere"} {
		doc := parse(t, visit(t, h, reader, "GET", target))
		if n := doc.Find("script, style, [style], [onclick], [onchange], [onsubmit], [onload]").Length(); n > 0 {
			t.Errorf("%s: %d pieces of inline code or style", target, n)
		}
		if n := doc.Find("h1").Length(); n != 1 {
			t.Errorf("%s: %d headings of the first level, want 1", target, n)
		}
	}
}

func TestCrossSitePostsAreRefused(t *testing.T) {
	h := site(t).Handler()
	from := func(key, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(key, value) }
	}
	for name, c := range map[string]struct {
		header, value string
		want          int
	}{
		"another site":          {"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		"a sibling site":        {"Sec-Fetch-Site", "same-site", http.StatusForbidden},
		"another origin":        {"Origin", "https://elsewhere.example", http.StatusForbidden},
		"our own page":          {"Sec-Fetch-Site", "same-origin", http.StatusSeeOther},
		"our own origin":        {"Origin", "http://example.com", http.StatusSeeOther},
		"typed by the visitor":  {"Sec-Fetch-Site", "none", http.StatusSeeOther},
		"a program, no browser": {"Accept", "*/*", http.StatusSeeOther},
	} {
		res := visit(t, h, reader, "POST", "/save", from(c.header, c.value))
		if res.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", name, res.StatusCode, c.want)
		}
		if c.want == http.StatusForbidden && !strings.Contains(words(parse(t, res).Find("main")), "another website") {
			t.Errorf("%s: the page does not say why", name)
		}
	}
}

func TestErrorPages(t *testing.T) {
	h := site(t).Handler()
	for _, c := range []struct {
		target string
		status int
		words  string
	}{
		{"/fails/invalid", 422, "That cannot be."},
		{"/fails/missing", 404, "There is no such thing."},
		{"/fails/conflict", 409, "Somebody was first."},
		{"/fails/forbidden", 403, "Not for you."},
		{"/fails/unavailable", 503, "Come back later."},
		{"/fails/internal", 500, "The fault is on our side"},
		{"/panics", 500, "The fault is on our side"},
		{"/nowhere", 404, "There is no page at this address."},
		{"/assets/000000000000/nothing.css", 404, ""},
	} {
		res := visit(t, h, reader, "GET", c.target)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || !strings.Contains(string(body), c.words) {
			t.Errorf("%s: status %d, want %d and %q in the page", c.target, res.StatusCode, c.status, c.words)
		}
		for _, secret := range []string{"password of the database", "secret of the program", "goroutine"} {
			if strings.Contains(string(body), secret) {
				t.Errorf("%s: the page gives away %q", c.target, secret)
			}
		}
	}
}

func TestAbortedAnswersStayAborted(t *testing.T) {
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the server was not told to drop the connection")
		}
	}()
	visit(t, site(t).Handler(), reader, "GET", "/aborts")
}

func TestTooLargeARequestIsSaidSo(t *testing.T) {
	res := visit(t, site(t).Handler(), reader, "POST", "/upload", func(r *http.Request) {
		r.Body = io.NopCloser(io.LimitReader(zeros{}, 21<<20))
	})
	if got := words(parse(t, res).Find("main")); res.StatusCode != 422 || !strings.Contains(got, "larger than 20 MB") {
		t.Errorf("status %d, %q", res.StatusCode, got)
	}
}

// Somebody who is not signed in can send a form, not megabytes of it.
func TestStrangersSendLittle(t *testing.T) {
	for size, want := range map[int64]int{60 << 10: 200, 70 << 10: 422} {
		res := visit(t, site(t).Handler(), actor.Actor{}, "POST", "/upload", func(r *http.Request) {
			r.Body = io.NopCloser(io.LimitReader(zeros{}, size))
		})
		if res.StatusCode != want {
			t.Errorf("%d bytes: status %d, want %d", size, res.StatusCode, want)
		}
	}
}

// What belongs to no unit is open only to those who hold the permission at the
// whole organisation.
func TestWholeOrganisation(t *testing.T) {
	s := site(t)
	s.Nav = append(s.Nav, web.NavItem{Label: "Trail", Href: "/trail", Permission: "trail.read"})
	s.Mount([]web.Route{{Pattern: "GET /trail", Permission: "trail.read", Whole: true, Handler: func(w http.ResponseWriter, r *http.Request) error {
		return web.SeeOther(w, r, "/gallery", "")
	}}})
	for path, want := range map[string]int{"/": 303, "/root/": 303, "/root/north/": 403} {
		as := actor.Actor{OrgID: "org", AccountID: "a1", Grants: []actor.Grant{{Role: "reader", Path: path, Permissions: map[string]bool{"trail.read": true}}}}
		if got := visit(t, s.Handler(), as, "GET", "/trail").StatusCode; got != want {
			t.Errorf("held at %s: status %d, want %d", path, got, want)
		}
		if got := s.MayOpen(as, "/trail?page=2"); got != (want == 303) {
			t.Errorf("held at %s: MayOpen is %t", path, got)
		}
		if got := strings.Contains(words(parse(t, visit(t, s.Handler(), as, "GET", "/gallery")).Find("header")), "Trail"); got != (want == 303) {
			t.Errorf("held at %s: in the navigation %t", path, got)
		}
	}
	for _, page := range []string{"/nowhere", "https://evil.example/trail", "", "trail", "/save"} {
		if s.MayOpen(reader, page) {
			t.Errorf("%q can be opened", page)
		}
	}
}

// Over https, browsers are told to stay there, and no cookie travels without it.
func TestSecure(t *testing.T) {
	for _, secure := range []bool{true, false} {
		s := site(t)
		s.Secure = secure
		res := visit(t, s.Handler(), reader, "POST", "/save")
		if got := res.Header.Get("Strict-Transport-Security") != ""; got != secure {
			t.Errorf("secure %t: Strict-Transport-Security %t", secure, got)
		}
		if cookies := res.Cookies(); len(cookies) != 1 || cookies[0].Secure != secure {
			t.Errorf("secure %t: cookies %v", secure, cookies)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestVisitorsAreAskedToSignInAndComeBack(t *testing.T) {
	h := site(t).Handler()
	res := visit(t, h, actor.Actor{}, "GET", "/things?status=late&page=2")
	to, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusSeeOther || to.Path != "/sign-in" || to.Query().Get("next") != "/things?status=late&page=2" {
		t.Errorf("status %d to %v, %v", res.StatusCode, to, err)
	}
	if res := visit(t, h, actor.Actor{AccountID: "a2"}, "GET", "/things"); res.StatusCode != http.StatusForbidden {
		t.Errorf("without the role: status %d, want 403", res.StatusCode)
	}
	if res := visit(t, h, reader, "GET", "/things"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("with the role: status %d, want to pass", res.StatusCode)
	}
}

func TestNavigationShowsWhatTheVisitorMayOpen(t *testing.T) {
	h := site(t).Handler()
	for name, c := range map[string]struct {
		as   actor.Actor
		want string
	}{
		"nobody":        {actor.Actor{}, "About"},
		"an account":    {actor.Actor{AccountID: "a2"}, "About Mine"},
		"with the role": {reader, "Things About Mine"},
	} {
		doc := parse(t, visit(t, h, c.as, "GET", "/about"))
		if got := words(doc.Find(".fb-nav")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := words(doc.Find(".fb-nav [aria-current=page]")); got != "About" {
			t.Errorf("%s: the current page is %q", name, got)
		}
	}
}

func TestAMessageIsShownOnce(t *testing.T) {
	h := site(t).Handler()
	cookie := visit(t, h, reader, "POST", "/save").Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is open to scripts or other sites: %v", cookie)
	}
	res := visit(t, h, reader, "GET", "/gallery", func(r *http.Request) { r.AddCookie(cookie) })
	if got := words(parse(t, res).Find("[role=alert] .nhsuk-notification-banner__heading")); got != "Saved – “well done”." {
		t.Errorf("the page says %q", got)
	}
	if gone := res.Cookies(); len(gone) != 1 || gone[0].MaxAge >= 0 {
		t.Errorf("the message is not used up: %v", gone)
	}
	bad := visit(t, h, reader, "GET", "/gallery", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: cookie.Name, Value: "%%%"}) })
	if parse(t, bad).Find(".nhsuk-notification-banner").Length() != 0 {
		t.Error("a cookie we did not write is shown")
	}
}

func TestDemonstrationBar(t *testing.T) {
	s := site(t)
	s.Demo = func(*http.Request) *web.DemoBar {
		return &web.DemoBar{Current: "lead", Roles: []web.Option{{Value: "peer", Label: "Peer trainer"}, {Value: "lead", Label: "Strategy lead"}}}
	}
	bar := parse(t, visit(t, s.Handler(), reader, "GET", "/about")).Find(".fb-demo")
	if got := words(bar.Find("option[selected]")); got != "Strategy lead" {
		t.Errorf("the role shown is %q", got)
	}
	if next, _ := bar.Find("input[name=next]").Attr("value"); next != "/about" {
		t.Errorf("switching leads to %q, want back", next)
	}
}

func TestEveryRouteStatesItsPermission(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a route without a permission was mounted")
		}
	}()
	web.NewSite(slog.Default()).Mount([]web.Route{{Pattern: "GET /open", Handler: func(http.ResponseWriter, *http.Request) error { return nil }}})
}

func TestTemplates(t *testing.T) {
	for name, check := range web.OwnPages() {
		if err := templatecheck.CheckHTML(check.Template.Lookup("layout"), check.Data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRenderWritesNothingWhenThePageFails(t *testing.T) {
	w := httptest.NewRecorder()
	if err := web.Render(w, 200, nil, nil); err == nil {
		t.Error("no template, and no error")
	}
	if err := web.Render(w, 200, web.OwnPages()["about.html"].Template, struct{}{}); err == nil || w.Body.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, w.Body.Len())
	}
}
