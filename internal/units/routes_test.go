package units_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(d *db.DB) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(units.Routes(units.New(d, clock, people.New(d, clock))))
	return s
}

// who is an account with those permissions at the unit with that path.
func who(orgID, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

var everything = []string{units.Read, units.Manage, people.Read, people.Edit}

func TestRoutes(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	vale := tr.add(t, "borough", "Vale", tr.root)
	post, person := tr.post(t, "Lead"), tr.person(t, "Ann Lee")
	ok(t, tr.units.Appoint(t.Context(), tr.by, post.ID, person.ID, today))
	partner, err := tr.units.AddPartner(t.Context(), tr.by, units.Partner{Name: "Vale Homes", Kind: "housing"})
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	s := site(tr.db)
	webtest.Suite{
		Handler: s.Handler(), Broken: site(broken).Handler(), Routes: s.Routes(),
		Full: who(tr.by.OrgID, "/", everything...), None: who(tr.by.OrgID, "/"), Other: who(tr.other(t).OrgID, "/", everything...),
		IDs: map[string]string{"unit": vale.ID, "post": post.ID, "partner": partner.ID},
	}.Run(t)
}

func send(t *testing.T, h http.Handler, as actor.Actor, method, path string, form url.Values) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// on is a date in the three boxes of a form.
func on(name, day string, form url.Values) url.Values {
	form.Set(name+"-day", day)
	form.Set(name+"-month", "5")
	form.Set(name+"-year", "2027")
	return form
}

// The organisation is built, changed and looked at by forms alone.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		h, as := site(d).Handler(), who(tr.by.OrgID, "/", everything...)
		post := func(path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, "POST", path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		see := func(path, words string) {
			t.Helper()
			if got, _, body := send(t, h, as, "GET", path, nil); got != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d, want %q in: %s", path, got, words, body)
			}
		}
		root := "/units/" + tr.root.ID
		post(root+"/new", url.Values{"name": {"Vale"}}, 422, "Choose what kind")
		vale := post(root+"/new", url.Values{"name": {"Vale"}, "kind": {"borough"}}, 303, "")
		east := post(root+"/new", url.Values{"name": {"East"}, "kind": {"borough"}}, 303, "")
		team := post(vale+"/new", url.Values{"name": {"Day team"}, "kind": {"team"}}, 303, "")
		see(vale, "Day team")
		post(vale+"/close", on("closed_on", "3", url.Values{}), 422, "There are open units below Vale.")
		see(team+"/move", "East")
		post(team+"/move", url.Values{"parent": {strings.TrimPrefix(east, "/units/")}}, 303, "")
		see(team, `<a class="nhsuk-breadcrumb__link" href="`+east+`">East</a>`)
		post(vale+"/close", on("closed_on", "3", url.Values{}), 303, "")
		see("/units", "Show 1 closed unit")
		see("/units?closed=yes", "Closed 3 May 2027")
		post(vale+"/reopen", nil, 303, "")

		lead := post(team+"/posts", url.Values{"title": {"Team lead"}}, 303, "")
		post(team+"/posts", url.Values{"title": {"team  LEAD"}}, 422, "There is already a post with this title")
		see("/posts?unfilled=yes&q=lead", "Unfilled")
		post(lead+"/appoint", url.Values{}, 422, "Find the person first.")
		ann := tr.person(t, "Ann O'Neil")
		see(lead+"/appoint?q=oneil", "Ann O&#39;Neil")
		post(lead+"/appoint", on("from", "1", url.Values{"q": {"oneil"}}), 422, "Choose a person.")
		post(lead+"/appoint", on("from", "1", url.Values{"q": {"oneil"}, "person": {ann.ID}}), 303, "")
		see(lead, "Held by")
		see(team, "Ann O&#39;Neil")
		post(lead+"/close", on("closed_on", "3", url.Values{}), 422, "Somebody holds this post")
		post(lead+"/vacate", on("on", "2", url.Values{}), 303, "")
		see(lead, "Unfilled")
		post(lead+"/close", on("closed_on", "3", url.Values{}), 303, "")
		post(lead+"/reopen", nil, 303, "")

		partner := post("/partners", url.Values{"name": {"Vale Homes"}, "kind": {"housing"}, "unit": {strings.TrimPrefix(vale, "/units/")}}, 303, "")
		see("/partners?kind=housing&q=homes", "Vale Homes")
		see(vale, "Vale Homes")
		post(partner, url.Values{"name": {"Vale Housing"}, "kind": {"housing"}, "version": {"1"}}, 303, "")
		post(partner+"/close", on("closed_on", "3", url.Values{}), 303, "")
		see("/partners?closed=yes", "Vale Housing")
		see("/partners", "There are no such partners.")
		tr.sound(t)
	})
}

// Who manages one borough is not offered, and is refused, what is elsewhere.
func TestScopeOfPages(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	vale, east := tr.add(t, "borough", "Vale", tr.root), tr.add(t, "borough", "East", tr.root)
	h, as := site(tr.db).Handler(), who(tr.by.OrgID, vale.Path, everything...)
	for path, status := range map[string]int{
		"/units/" + vale.ID + "/new": 200, "/units/" + east.ID: 200, "/units/" + east.ID + "/new": 403, "/units/" + tr.root.ID + "/rename": 403,
	} {
		got, _, body := send(t, h, as, "GET", path, nil)
		if got != status || strings.Contains(body, east.ID+"/rename") {
			t.Errorf("GET %s = %d, want %d, without the way to rename", path, got, status)
		}
	}
}
