// Package web is the thin layer between net/http and the modules: routes with
// their permission, pages with their data, forms with their errors, and the
// components every page is built from.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
)

// Handler serves a request or returns why it could not. Only an error that is
// returned before anything is written becomes a page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Permissions that are not held through a role.
const (
	Anyone   = "anyone"    // no need to sign in
	SignedIn = "signed in" // any account
)

// Route is one line of a module's route table, which is its security review.
type Route struct {
	// Pattern is a [http.ServeMux] pattern. Each path parameter is named after
	// the kind of thing it identifies: {objective}, {person}.
	Pattern string
	// Permission is what the account must hold at some unit, or Anyone, or
	// SignedIn. The handler looks things up within the units where it is held.
	Permission string
	// Whole says that the permission must be held at the whole organisation: what
	// the page shows or changes belongs to no unit.
	Whole bool
	// Button marks a POST whose form has no field that must be filled in.
	Button bool
	// Most is how many bytes a request may have; 0 stands for the usual limits.
	Most    int64
	Handler Handler
}

// Method and Path split the pattern.
func (r Route) Method() string { m, _, _ := strings.Cut(r.Pattern, " "); return m }

// Path is the pattern without the method.
func (r Route) Path() string { _, p, _ := strings.Cut(r.Pattern, " "); return p }

// allows reports whether a may use the route at all.
func (r Route) allows(a actor.Actor) bool {
	switch {
	case r.Permission == Anyone:
		return true
	case !a.SignedIn() || r.Permission == SignedIn:
		return a.SignedIn()
	case r.Whole:
		return a.CanEverywhere(r.Permission)
	}
	return a.Can(r.Permission)
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Label, Href string
	Permission  string // who sees it
}

// Site serves the modules' routes in one layout.
type Site struct {
	Log *slog.Logger
	// Name is the organisation's or the service's name in the header.
	Name func(r *http.Request) string
	// Authenticate finds who is asking; the zero Actor when nobody is signed in.
	Authenticate func(r *http.Request) (actor.Actor, error)
	// Nav is the main navigation, in order.
	Nav []NavItem
	// Demo is the role switcher's data, or nil outside a demonstration.
	Demo func(r *http.Request) *DemoBar
	// Secure says that people reach the site over https only.
	Secure bool

	mux    *http.ServeMux
	routes []Route
}

// DemoBar is the banner of a demonstration: whose role is being tried.
type DemoBar struct {
	Current string
	Roles   []Option
}

// NewSite returns a Site that logs to log.
func NewSite(log *slog.Logger) *Site {
	s := &Site{
		Log:          log,
		Name:         func(*http.Request) string { return "Footbridge" },
		Authenticate: func(r *http.Request) (actor.Actor, error) { return actor.From(r.Context()), nil },
		Demo:         func(*http.Request) *DemoBar { return nil },
		mux:          http.NewServeMux(),
	}
	s.mux.Handle("GET /assets/", Assets())
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.Error(w, r, fault.New(fault.NotFound, "There is no page at this address."))
	})
	return s
}

// Mount adds routes, each guarded by its permission.
func (s *Site) Mount(routes []Route) {
	for _, route := range routes {
		if route.Permission == "" {
			panic("web: no permission for " + route.Pattern)
		}
		s.routes = append(s.routes, route)
		s.mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, route) })
	}
}

// MayOpen reports whether the route of a page of this site is open to a. What is
// on the page may still be out of a's reach.
func (s *Site) MayOpen(a actor.Actor, page string) bool {
	u, err := url.ParseRequestURI(page)
	if err != nil {
		return false
	}
	_, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: u})
	for _, route := range s.routes {
		if route.Pattern == pattern {
			return route.allows(a)
		}
	}
	return false
}

// MayOpen reports whether the route of a page of this site is open to whoever
// asks: a link to it is of use to them.
func MayOpen(r *http.Request, page string) bool {
	s := siteOf(r)
	return s == nil || s.MayOpen(actor.From(r.Context()), page)
}

// Routes lists every mounted route.
func (s *Site) Routes() []Route { return s.routes }

func (s *Site) serve(w http.ResponseWriter, r *http.Request, route Route) {
	switch a := actor.From(r.Context()); {
	case route.allows(a):
	case !a.SignedIn():
		s.askToSignIn(w, r)
		return
	case a.Can(route.Permission):
		s.Error(w, r, fault.New(fault.Forbidden, "Your role includes this only when it is held at the whole organisation."))
		return
	default:
		s.Error(w, r, fault.New(fault.Forbidden, "Your role does not include this page."))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, route.most(r))
	if err := route.Handler(w, r); err != nil {
		s.Error(w, r, err)
	}
}

// askToSignIn sends a visitor to the sign-in page and back afterwards.
func (s *Site) askToSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/sign-in"
	if r.Method == http.MethodGet {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// Handler is the whole site: security headers, protection against cross-site
// posts, who is asking, then the routes.
func (s *Site) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Error(w, r, fault.New(fault.Forbidden, "This form was sent from another website, so we did not act on it."))
	}))
	return s.recover(s.secure(s.identify(cross.Handler(s.mux))))
}

func (s *Site) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), siteKey{}, s)
		if !strings.HasPrefix(r.URL.Path, "/assets/") {
			a, err := s.Authenticate(r)
			if err != nil {
				s.Error(w, r.WithContext(ctx), err)
				return
			}
			ctx = actor.With(ctx, a)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// The largest requests: a spreadsheet of a plan with room to spare; and, of
// somebody who is not signed in, a form.
const (
	maxBody     = 20 << 20
	maxStranger = 64 << 10
)

// most is how large a request may be.
func (route Route) most(r *http.Request) int64 {
	switch {
	case route.Most > 0:
		return route.Most
	case actor.From(r.Context()).SignedIn():
		return maxBody
	}
	return maxStranger
}

// Unhurried lets a request take up to d to arrive and to be answered: the usual
// time is too short for somebody who sends a large file over a slow line.
func Unhurried(w http.ResponseWriter, d time.Duration) {
	c, until := http.NewResponseController(w), time.Now().Add(d)
	// a writer that knows no deadlines has none
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until)
}

type siteKey struct{}

func siteOf(r *http.Request) *Site { s, _ := r.Context().Value(siteKey{}).(*Site); return s }

func (s *Site) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.protect(w.Header())
		next.ServeHTTP(w, r)
	})
}

// protect sets what every answer carries for the visitor's safety.
func (s *Site) protect(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

func (s *Site) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Error(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// Render writes the page t with data, or nothing at all if the template fails.
func Render(w http.ResponseWriter, status int, t *Template, data any) error {
	if t == nil {
		return errors.New("render: no such template")
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, "layout", data); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w) // an error here is a visitor who has gone
	return nil
}

// FormStatus is the status of a page that shows form: 422 when it has errors.
func FormStatus(form *Form) int {
	if form != nil && len(form.Errors) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// SeeOther answers a good form: the visitor is sent to path, where message is
// shown once. An empty message shows nothing.
func SeeOther(w http.ResponseWriter, r *http.Request, path, message string) error {
	if message != "" {
		SetFlash(w, r, message)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

var statusOf = map[fault.Kind]int{
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.Forbidden:   http.StatusForbidden,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Internal:    http.StatusInternalServerError,
}

var titleOf = map[fault.Kind]string{
	fault.Invalid:     "There is a problem with what was sent",
	fault.NotFound:    "Page not found",
	fault.Conflict:    "Somebody changed this before you",
	fault.Forbidden:   "You cannot open this page",
	fault.Unavailable: "Not just now",
	fault.Internal:    "Sorry, something went wrong",
}

// ErrorPage is the data of error.html.
type ErrorPage struct {
	Page
	Text   string
	Status int
}

// Error logs err if it is internal and shows the page for its kind.
func (s *Site) Error(w http.ResponseWriter, r *http.Request, err error) {
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = fault.New(fault.Invalid, "What was sent is larger than %d KB.", tooBig.Limit>>10)
		if tooBig.Limit >= 1<<20 {
			err = fault.New(fault.Invalid, "What was sent is larger than %d MB.", tooBig.Limit>>20)
		}
	}
	kind, text := fault.KindOf(err), fault.Text(err)
	if kind == fault.Internal {
		text = "The fault is on our side and has been written to the log. Nothing you sent was saved. Please try again in a few minutes."
		if r.Context().Err() == nil {
			s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "pattern", r.Pattern, "err", err)
		}
	}
	if siteOf(r) == nil {
		r = r.WithContext(context.WithValue(r.Context(), siteKey{}, s))
	}
	s.protect(w.Header()) // also where the error was met before the site's own handlers
	data := ErrorPage{Page: NewPage(w, r, titleOf[kind]), Text: text, Status: statusOf[kind]}
	if err := Render(w, data.Status, errorPage, data); err != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "err", err)
	}
}
