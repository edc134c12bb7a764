// Package webtest exercises every route of a site from its route table: signed
// out, wrong role, another organisation's id, unknown id, bad form, broken
// database, without a line per route.
package webtest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// Suite is a site with what is needed to walk through it.
type Suite struct {
	Handler http.Handler // authenticates by the actor in the request's context
	Broken  http.Handler // the same site over a database that fails
	Routes  []web.Route
	Full    actor.Actor // holds every permission at the root of its organisation
	None    actor.Actor // an account of the same organisation without a role
	Other   actor.Actor // holds every permission at the root of another organisation
	// IDs is an example of Full's organisation for each path parameter.
	IDs map[string]string
	// Skip names patterns that a check cannot apply to, with the reason.
	Skip map[string]map[string]string
}

var parameter = regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)

// Run runs every check on every route.
func (s Suite) Run(t *testing.T) {
	checks := []struct {
		name string
		run  func(t *testing.T, r web.Route)
	}{
		{"page", s.page},
		{"signed out", s.signedOut},
		{"wrong role", s.wrongRole},
		{"unknown id", s.unknownID},
		{"other organisation", s.otherOrganisation},
		{"broken database", s.brokenDatabase},
		{"bad form", s.badForm},
		{"hostile form", s.hostileForm}, // last: it may change things
	}
	for _, check := range checks {
		t.Run(check.name, func(t *testing.T) {
			for _, r := range s.Routes {
				if s.Skip[check.name][r.Pattern] != "" {
					continue
				}
				t.Run(strings.ReplaceAll(r.Pattern, "/", "⁄"), func(t *testing.T) { check.run(t, r) })
			}
		})
	}
	for check, patterns := range s.Skip {
		for pattern := range patterns {
			if !slices.ContainsFunc(s.Routes, func(r web.Route) bool { return r.Pattern == pattern }) {
				t.Errorf("%s: there is no route %q to leave out", check, pattern)
			}
		}
	}
}

func (s Suite) signedOut(t *testing.T, r web.Route) {
	if r.Permission == web.Anyone {
		return
	}
	res := s.send(t, s.Handler, actor.Actor{}, r, s.path(t, r), nil)
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("status %d to %q, want to be asked to sign in", res.StatusCode, to)
	}
}

func (s Suite) wrongRole(t *testing.T, r web.Route) {
	if r.Permission == web.Anyone || r.Permission == web.SignedIn {
		return
	}
	if res := s.send(t, s.Handler, s.None, r, s.path(t, r), nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d, want 403", res.StatusCode)
	}
}

func (s Suite) unknownID(t *testing.T, r web.Route) {
	if !parameter.MatchString(r.Pattern) || r.Permission == web.Anyone {
		return
	}
	if res := s.send(t, s.Handler, s.Full, r, unknown(r), nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want 404", res.StatusCode)
	}
}

func (s Suite) otherOrganisation(t *testing.T, r web.Route) {
	if !parameter.MatchString(r.Pattern) || r.Permission == web.Anyone {
		return
	}
	if res := s.send(t, s.Handler, s.Other, r, s.path(t, r), nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want 404", res.StatusCode)
	}
}

// badForm posts nothing: a form with a required field comes back with an error
// summary that leads to the field.
func (s Suite) badForm(t *testing.T, r web.Route) {
	if r.Method() != http.MethodPost || r.Button {
		return
	}
	res := s.send(t, s.Handler, s.Full, r, s.path(t, r), url.Values{})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d, want 422", res.StatusCode)
	}
	doc := document(t, res)
	if doc.Find(".nhsuk-error-summary").Length() == 0 && doc.Find("h1").Length() == 0 {
		t.Error("neither an error summary nor a page that says what is wrong")
	}
	doc.Find(".nhsuk-error-summary a").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		if !strings.HasPrefix(href, "#") || doc.Find(fmt.Sprintf("[id=%q]", href[1:])).Length() == 0 {
			t.Errorf("the error %q leads to %q, which is not on the page", a.Text(), href)
		}
	})
}

// hostileForm posts what no browser would: nothing may break.
func (s Suite) hostileForm(t *testing.T, r web.Route) {
	if r.Method() != http.MethodPost {
		return
	}
	form := url.Values{}
	for _, name := range []string{"title", "name", "words", "email", "on-day", "on-month", "on-year", "from-day", "number", "version", "post", "person", "unit", "reason"} {
		form.Set(name, "\xff\x00'\"<script>"+strings.Repeat("é", 3000))
	}
	if res := s.send(t, s.Handler, s.Full, r, s.path(t, r), form); res.StatusCode >= 500 {
		t.Errorf("status %d", res.StatusCode)
	}
}

// brokenDatabase opens every route over a database that fails: what needs it
// says so on a page. A page for anybody may do without it, and a form may be
// refused, or a visitor sent on, before it is asked.
func (s Suite) brokenDatabase(t *testing.T, r web.Route) {
	res := s.send(t, s.Broken, s.Full, r, s.path(t, r), nil)
	switch {
	case res.StatusCode >= 500:
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && document(t, res).Find("h1").Length() != 1 {
			t.Error("no page that says so")
		}
	case r.Permission == web.Anyone, res.StatusCode == http.StatusUnprocessableEntity:
	case r.Method() == http.MethodPost, parameter.MatchString(r.Pattern):
		t.Errorf("status %d, want 5xx", res.StatusCode)
	}
}

// page opens every page with an example: it answers, with one heading and a
// title, and no code in the page.
func (s Suite) page(t *testing.T, r web.Route) {
	if r.Method() != http.MethodGet {
		return
	}
	res := s.send(t, s.Handler, s.Full, r, s.path(t, r), nil)
	if res.StatusCode == http.StatusSeeOther {
		return
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, want 200", res.StatusCode)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return
	}
	doc := document(t, res)
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%d headings of the first level, want 1", n)
	}
	if strings.TrimSpace(doc.Find("title").Text()) == "" {
		t.Error("no title")
	}
	if doc.Find("script:not([src]), style, [style], [onclick], [onchange], [onload]").Length() > 0 {
		t.Error("code or style inside the page, which the policy forbids")
	}
	doc.Find("form").Each(func(_ int, f *goquery.Selection) {
		if m, _ := f.Attr("method"); strings.EqualFold(m, "post") {
			return
		}
		if a, _ := f.Attr("action"); a == "" {
			t.Error("a form without method and action")
		}
	})
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id, _ := e.Attr("id")
		if ids[id] {
			t.Errorf("the id %q stands twice on the page", id)
		}
		ids[id] = true
	})
}

// path fills the pattern's parameters with the examples.
func (s Suite) path(t *testing.T, r web.Route) string {
	t.Helper()
	return parameter.ReplaceAllStringFunc(strings.TrimSuffix(r.Path(), "{$}"), func(p string) string {
		name := parameter.FindStringSubmatch(p)[1]
		if s.IDs[name] == "" {
			t.Fatalf("no example of a {%s} for %s", name, r.Pattern)
		}
		return s.IDs[name]
	})
}

// unknown fills them with an id that nothing has.
func unknown(r web.Route) string { return parameter.ReplaceAllString(r.Path(), "nosuchthing") }

func (s Suite) send(t *testing.T, h http.Handler, as actor.Actor, r web.Route, path string, form url.Values) *http.Response {
	t.Helper()
	var body io.Reader
	if r.Method() == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	req := httptest.NewRequestWithContext(actor.With(t.Context(), as), r.Method(), path, body)
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Result()
}

func document(t *testing.T, res *http.Response) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
