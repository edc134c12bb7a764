package library_test

import (
	"bytes"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/library"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(d *db.DB, now func() time.Time) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	_, _, l := services(d, now)
	s.Mount(library.Routes(l))
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

var everything = []string{library.Read, library.Lend, "college.students", people.Read}

func TestRoutes(t *testing.T) {
	s := newShelves(t, dbtest.SQLite(t))
	ctx := t.Context()
	ann, _ := s.student(t, "Ann Lee")
	item, err := s.library.Add(ctx, s.by, library.Item{UnitID: s.unit.ID, Kind: "handout", Title: "Sleep", Copies: 2}, library.File{Name: "sleep.txt", Content: []byte("Go to bed.")})
	ok(t, err)
	loan, err := s.library.Lend(ctx, s.by, item.ID, ann, today)
	ok(t, err)
	org, root, err := s.units.Found(ctx, "Elsewhere Trust", "elsewhere")
	ok(t, err)
	_, err = s.units.Add(ctx, actor.System(org.OrgID, "a test"), units.Unit{ParentID: root.ID, Kind: "college", Name: "Elsewhere"})
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	now := func() time.Time { return noon }
	pages := site(s.db, now)
	webtest.Suite{
		Handler: pages.Handler(), Broken: site(broken, now).Handler(), Routes: pages.Routes(),
		Full: who(s.by.OrgID, "/", everything...), None: who(s.by.OrgID, "/"), Other: who(org.OrgID, "/", everything...),
		IDs: map[string]string{"libraryitem": item.ID, "borrowing": loan.ID},
	}.Run(t)
}

func send(t *testing.T, h http.Handler, as actor.Actor, method, path string, form url.Values) (int, string, string) {
	t.Helper()
	return sendBody(t, h, as, method, path, "application/x-www-form-urlencoded", form.Encode())
}

func sendBody(t *testing.T, h http.Handler, as actor.Actor, method, path, kind, body string) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// A book is added, lent, renewed by the student, reminded of and returned by
// forms alone; nobody else learns who has it.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		h, as := site(d, func() time.Time { return *s.at }).Handler(), who(s.by.OrgID, "/", everything...)
		post := func(as actor.Actor, path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, "POST", path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		see := func(as actor.Actor, path, words string) string {
			t.Helper()
			got, _, body := send(t, h, as, "GET", path, nil)
			if got != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d, want %q in: %s", path, got, words, body)
			}
			return body
		}
		ann, person := s.student(t, "Ann O'Neil")
		own := who(s.by.OrgID, "/")
		own.PersonID = person.ID
		due := url.Values{"q": {"oneil"}, "student": {ann}, "due-day": {"10"}, "due-month": {"5"}, "due-year": {"2027"}}

		post(as, "/library", url.Values{"title": {"Maps"}, "copies": {"1"}}, 422, "Choose")
		item := post(as, "/library", url.Values{"title": {"Maps"}, "kind": {"book"}, "copies": {"1"}, "shelf": {"B 12"}}, 303, "")
		see(as, item+"/lend?q=oneil", "Ann O&#39;Neil")
		post(as, item+"/lend", url.Values{}, 422, "Find the student first.")
		post(as, item+"/lend", due, 303, "")
		post(as, item+"/lend", due, 422, "No copy is on the shelf.")
		see(as, "/library/loans", "Ann O&#39;Neil")
		if body := see(own, item, "0 of 1 copy"); strings.Contains(body, "Neil") {
			t.Error("a student sees who has borrowed it")
		}
		if body := see(own, "/library?q=map", "All lent"); strings.Contains(body, "/library/loans") {
			t.Error("a student is shown the way to the loans")
		}
		loans, err := s.library.Mine(t.Context(), own)
		ok(t, err)
		loan := "/library/loans/" + loans[0].ID
		see(own, "/library/mine", "Due back 10 May 2027")
		post(own, loan+"/renew", nil, 303, "")
		see(own, "/library/mine", "Due back 24 May 2027")
		post(own, loan+"/return", nil, 403, "")
		*s.at = s.at.AddDate(0, 0, 30)
		see(as, "/library/loans?overdue=yes&q=maps", "friendly reminder")
		post(as, "/library/remind", nil, 303, "")
		see(as, "/library/loans?overdue=yes", "reminded 2 June 2027")
		post(as, loan+"/lost", url.Values{"back": {"loans"}}, 303, "")
		see(as, item, "One has turned up")
		post(as, item+"/found", nil, 303, "")
		post(as, item+"/edit", url.Values{"title": {"Maps"}, "kind": {"book"}, "copies": {"3"}, "version": {"9"}}, 422, "Somebody else changed this item")
		post(as, item+"/withdraw", nil, 303, "")
		if got, _, _ := send(t, h, own, "GET", item, nil); got != 404 {
			t.Errorf("a withdrawn item for a student = %d, want 404", got)
		}
		post(as, item+"/put-back", nil, 303, "")
		see(as, "/library/list.csv", "Maps")
		s.sound(t)
	})
}

// A list is looked at first, and then brought in as it was shown.
func TestImportPages(t *testing.T) {
	s := newShelves(t, dbtest.SQLite(t))
	h, as := site(s.db, func() time.Time { return noon }).Handler(), who(s.by.OrgID, "/", everything...)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", "list.csv")
	ok(t, err)
	_, err = f.Write([]byte("Title,About\nMaps,\"Two\nlines\"\n,nothing\n=SUM(1),\"\"\n"))
	ok(t, err)
	ok(t, m.Close())
	status, _, body := sendBody(t, h, as, "POST", "/library/import", m.FormDataContentType(), b.String())
	rows := regexp.MustCompile(`name="rows" value="([^"]*)"`).FindStringSubmatch(body)
	if status != 200 || rows == nil || !strings.Contains(body, "2 items would be brought in; the other rows are passed over") {
		t.Fatalf("preview = %d: %s", status, body)
	}
	status, to, body := send(t, h, as, "POST", "/library/import-now", url.Values{"rows": {html.UnescapeString(rows[1])}})
	if status != 303 || to != "/library" {
		t.Fatalf("import = %d to %s: %s", status, to, body)
	}
	items, _, err := s.library.Items(t.Context(), s.by, library.Filter{}, 50, 0)
	if err != nil || len(items) != 2 || items[0].About != "Two\nlines" || items[1].Title != "=SUM(1)" {
		t.Errorf("items = %+v, %v", items, err)
	}
}
