package web

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
)

// Page is embedded in the data of every page: what the layout shows.
type Page struct {
	Title    string
	SiteName string
	Actor    actor.Actor
	Path     string // of the request, for the navigation and the demo's return
	Query    string // what was searched for, shown again in the header
	Nav      []NavLink
	Crumbs   []Crumb
	Flash    string
	Demo     *DemoBar
	// Form is the form on the page, if any: its errors are summed up on top and
	// the title says that there is a problem.
	Form *Form
}

// NavLink is one entry of the navigation as the visitor sees it.
type NavLink struct {
	Label, Href string
	Current     bool
}

// Crumb is one step of the way back.
type Crumb struct{ Label, Href string }

// NewPage returns what the layout needs for the request. It uses up the message
// of the last good form.
func NewPage(w http.ResponseWriter, r *http.Request, title string, crumbs ...Crumb) Page {
	p := Page{Title: title, Actor: actor.From(r.Context()), Path: r.URL.Path, Crumbs: crumbs, SiteName: "Footbridge"}
	if s := siteOf(r); s != nil {
		p.SiteName, p.Demo = s.Name(r), s.Demo(r)
		for _, n := range s.Nav {
			if n.Permission == Anyone || p.Actor.SignedIn() && (n.Permission == SignedIn || p.Actor.Can(n.Permission) && s.MayOpen(p.Actor, n.Href)) {
				p.Nav = append(p.Nav, NavLink{n.Label, n.Href, within(r.URL.Path, n.Href)})
			}
		}
	}
	p.Flash = takeFlash(w, r)
	return p
}

// WithForm returns the page showing form.
func (p Page) WithForm(form *Form) Page { p.Form = form; return p }

// Up is the page above this one, or nil.
func (p Page) Up() *Crumb {
	if len(p.Crumbs) == 0 {
		return nil
	}
	return &p.Crumbs[len(p.Crumbs)-1]
}

func within(path, href string) bool {
	return path == href || len(path) > len(href) && href != "/" && path[:len(href)] == href && path[len(href)] == '/'
}

const flashCookie = "fb_message"

// SetFlash shows message once, on the visitor's next page. It must not hold
// anything personal.
func SetFlash(w http.ResponseWriter, r *http.Request, message string) {
	http.SetCookie(w, flash(r, base64.RawURLEncoding.EncodeToString([]byte(message)), 60))
}

func flash(r *http.Request, value string, seconds int) *http.Cookie {
	s := siteOf(r)
	return &http.Cookie{Name: flashCookie, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s != nil && s.Secure}
}

func takeFlash(w http.ResponseWriter, r *http.Request) string {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(w, flash(r, "", -1))
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(text)
}

// PerPage is how many rows a list page shows at most.
const PerPage = 50

// Pager is the data of the "pagination" component.
type Pager struct {
	Number, Pages, Total int  // page number from 1, how many pages, how many rows
	More                 bool // there are more rows than Total, which was enough to count
	From, To             int  // rows shown, from 1; 0 when there are none
	Previous, Next       string
}

// PageNumber reads ?page=N, from 1.
func PageNumber(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// NewPager returns the pager of a list of total rows whose page number is shown.
func NewPager(r *http.Request, number, total int) Pager {
	p := Pager{Number: number, Total: total, Pages: max(1, (total+PerPage-1)/PerPage)}
	if number <= p.Pages && total > 0 {
		p.From, p.To = (number-1)*PerPage+1, min(total, number*PerPage)
	}
	link := func(n int) string {
		q := r.URL.Query()
		q.Set("page", strconv.Itoa(n))
		return r.URL.Path + "?" + q.Encode()
	}
	if number > 1 {
		p.Previous = link(min(number-1, p.Pages))
	}
	if number < p.Pages {
		p.Next = link(number + 1)
	}
	return p
}

// AtLeast returns the pager of a list whose rows were counted only up to Total,
// if more is true.
func (p Pager) AtLeast(more bool) Pager { p.More = more; return p }

// Offset is how many rows come before the page.
func Offset(number int) int { return (number - 1) * PerPage }
