package audit

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 123456000, time.UTC)

// each runs f on every engine, on a database with three organisations.
func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, organised(t, d)) })
}

func lite(t testing.TB) *db.DB { return organised(t, dbtest.SQLite(t)) }

func organised(t testing.TB, d *db.DB) *db.DB {
	t.Helper()
	for _, org := range []string{"org-1", "org-2", "org-3"} {
		exec(t, d, `INSERT INTO units_organisation (org_id, name, slug, created_at) VALUES ($1, $1, $1, $2)`, org, noon)
	}
	return d
}

func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"audit.html": listPage{}, "check.html": checkPage{}} {
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(pages) != 2 {
		t.Errorf("%d pages, 2 checked", len(pages))
	}
}

func put(t *testing.T, d *db.DB, at time.Time, org, who, action, what string) {
	t.Helper()
	err := Record(t.Context(), d, Entry{At: at, By: actor.Actor{OrgID: org, AccountID: "a", Name: who}, Action: action,
		Target: Target{"action", "1", what}, Changes: []Change{{"Due", "May 2027", "June 2027"}, {"Note", "", "=1+1"}}})
	if err != nil {
		t.Fatal(err)
	}
}

func site(t *testing.T, d *db.DB) http.Handler {
	s := web.NewSite(slog.New(slog.NewTextHandler(t.Output(), nil)))
	s.Mount(Routes(New(d, func() time.Time { return noon })))
	return s.Handler()
}

func reader(org string) actor.Actor {
	return actor.Actor{OrgID: org, AccountID: "a", Name: "Pat", Grants: []actor.Grant{{Path: "/", Permissions: map[string]bool{"audit.read": true}}}}
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(actor.With(t.Context(), reader("org-1")), "GET", path, nil))
	b, _ := io.ReadAll(w.Body)
	return w.Code, string(b)
}

// Every route keeps the rules that hold for all of them.
func TestRoutes(t *testing.T) {
	d, broken := lite(t), lite(t)
	put(t, d, noon, "org-1", "Pat", "strategy.action.updated", "The garden")
	broken.Close()
	webtest.Suite{
		Handler: site(t, d), Broken: site(t, broken), Routes: Routes(New(d, time.Now)),
		Full: reader("org-1"), None: actor.Actor{OrgID: "org-1", AccountID: "b"}, Other: reader("org-2"),
	}.Run(t)
}

// The list is chosen by who, what was done, to what, and when.
func TestList(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := New(d, func() time.Time { return noon })
		put(t, d, noon, "org-1", "Pat O'Neil", "strategy.action.updated", "The 100% garden")
		put(t, d, noon.Add(24*time.Hour), "org-1", "Sam Lee", "strategy.objective.added", "Pat's bench")
		put(t, d, noon, "org-2", "Pat O'Neil", "strategy.action.updated", "The garden")
		day := when.DateOf(noon)
		for _, c := range []struct {
			name string
			f    Filter
			want int
		}{
			{"all", Filter{}, 2},
			{"who", Filter{Actor: "o'NEIL"}, 1},
			{"a name is not a thing", Filter{Actor: "pat"}, 1},
			{"to what", Filter{Target: "bench"}, 1},
			{"a thing is not a name", Filter{Target: "lee"}, 0},
			{"a sign that the database knows", Filter{Target: "100%"}, 1},
			{"and does not take for any", Filter{Target: "%bench"}, 0},
			{"what was done", Filter{Action: "strategy.objective.added"}, 1},
			{"from", Filter{From: day.AddDays(1)}, 1},
			{"until", Filter{Until: day}, 1},
			{"both", Filter{From: day, Until: day.AddDays(1)}, 2},
			{"what no engine keeps", Filter{Actor: "\x00\xff" + strings.Repeat("x", 100000)}, 0},
		} {
			rows, total, err := l.List(t.Context(), reader("org-1"), c.f, 50, 0)
			if err != nil || len(rows) != c.want || total != c.want {
				t.Errorf("%s: %d of %d, %v, want %d", c.name, len(rows), total, err, c.want)
			}
		}
		actions, err := l.Actions(t.Context(), reader("org-1"))
		if err != nil || strings.Join(actions, " ") != "strategy.action.updated strategy.objective.added" {
			t.Errorf("actions = %v, %v", actions, err)
		}
		if none, err := l.Actions(t.Context(), reader("org-3")); err != nil || len(none) != 0 {
			t.Errorf("actions of nobody = %v, %v", none, err)
		}
		rows, total, err := l.List(t.Context(), reader("org-1"), Filter{}, 1, 1)
		if err != nil || total != 2 || len(rows) != 1 || rows[0].Actor != "Pat O'Neil" {
			t.Errorf("second page: %v of %d, %v", rows, total, err)
		}
	})
}

// The page shows the list and the seal; the check says what is wrong and where;
// the files hold the same, and nothing that a spreadsheet would run.
func TestPages(t *testing.T) {
	d := lite(t)
	h := site(t, d)
	if code, body := get(t, h, "/audit"); code != 200 || !strings.Contains(body, "Nothing has been changed yet") {
		t.Errorf("empty: %d", code)
	}
	for range 51 {
		put(t, d, noon, "org-1", "Pat", "strategy.action.updated", "The garden")
	}
	if _, err := New(d, func() time.Time { return noon }).Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if code, body := get(t, h, "/audit?page=2&who=pat"); code != 200 || !strings.Contains(body, "51 to 51 of 51") || !strings.Contains(body, "51 entries are sealed") {
		t.Errorf("second page: %d\n%s", code, body)
	}
	if code, body := get(t, h, "/audit?from-day=40&from-month=1&from-year=2027"); code != 422 || !strings.Contains(body, "must be a real date") {
		t.Errorf("no such day: %d", code)
	}
	if code, body := get(t, h, "/audit/check"); code != 200 || !strings.Contains(body, "all 51 sealed entries") {
		t.Errorf("check: %d\n%s", code, body)
	}
	code, body := get(t, h, "/audit/entries.csv?what=garden")
	if code != 200 || strings.Count(body, "\r\n") != 52 || !strings.Contains(body, "Due: May 2027 → June 2027; Note: =1+1") {
		t.Errorf("CSV: %d\n%.500s", code, body)
	}
	if code, body := get(t, h, "/audit/seal.txt"); code != 200 || !strings.Contains(body, "\n2027-05-03,51,") {
		t.Errorf("seal: %d %s", code, body)
	}
	if _, err := d.Exec(t.Context(), `UPDATE audit_entry SET actor = 'Nobody' WHERE org_id = 'org-1' AND seq = 7`); err != nil {
		t.Fatal(err)
	}
	if code, body := get(t, h, "/audit/check"); code != 200 || !strings.Contains(body, "entry 7 (") || strings.Contains(body, "All is well") {
		t.Errorf("check of a damaged trail: %d\n%s", code, body)
	}
}
