package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jba/templatecheck"
	"github.com/rogpeppe/go-internal/testscript"

	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"footbridge": func() { os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// The command line, as people type it.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"sql": sqlCommand},
	})
}

// sqlCommand changes a database behind the program's back: sql FILE STATEMENT.
func sqlCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sql FILE STATEMENT")
	}
	d, err := db.Open(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	defer d.Close()
	n, err := d.Exec(context.Background(), args[1])
	ts.Check(err)
	if n == 0 {
		ts.Fatalf("nothing changed")
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	data := map[string]any{
		"welcome.html": homePage{}, "home.html": homePage{}, "search.html": searchPage{}, "ops.html": opsPage{}, "demo.html": demoPage{},
	}
	for name, page := range pages {
		if data[name] == nil {
			t.Errorf("%s: no data to check it with", name)
			continue
		}
		if err := templatecheck.CheckHTML(page.Lookup("layout"), data[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// build is the whole program over d, as of a fixed moment.
// today is when the tests are run.
func today() time.Time { return time.Date(2027, 5, 3, 9, 0, 0, 0, time.UTC) }

func build(t testing.TB, d *db.DB) *App {
	t.Helper()
	cfg, err := config.Load(nil, "", func(c *config.Config) { c.Data = t.TempDir() })
	if err != nil {
		t.Fatal(err)
	}
	a, err := Build(d, cfg, today, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRolesAndRoutesAgree(t *testing.T) {
	t.Parallel()
	a := build(t, dbtest.SQLite(t))
	asked := map[string]bool{"strategy.signup": true, "strategy.steer": true} // also asked for inside a page
	for _, r := range a.Routes() {
		asked[r.Permission] = true
	}
	held, first := map[string]bool{}, map[string]bool{}
	for _, role := range a.Roles {
		for i, p := range role.Permissions {
			held[p] = true
			first[p] = first[p] || slices.Contains(firstRoles, role.Slug)
			if !asked[p] {
				t.Errorf("%s holds %s, which no route asks for", role.Slug, p)
			}
			if slices.Contains(role.Permissions[:i], p) {
				t.Errorf("%s holds %s twice", role.Slug, p)
			}
		}
		if role.Label == "" || role.About == "" {
			t.Errorf("%s is not explained", role.Slug)
		}
	}
	for p := range asked {
		if p == web.Anyone || p == web.SignedIn {
			continue
		}
		if !held[p] {
			t.Errorf("no role holds %s", p)
		}
		if !first[p] {
			t.Errorf("the first account does not hold %s, so it could never be given", p)
		}
	}
}

// Who looks after the machinery does not work in the strategy, and must prove
// twice who they are.
func TestAdministrator(t *testing.T) {
	t.Parallel()
	for _, role := range Roles() {
		if role.Slug != "administrator" {
			continue
		}
		if !role.SecondFactor {
			t.Error("an administrator needs a second factor")
		}
		for _, p := range role.Permissions {
			if p == "people.equality" || len(p) > 8 && p[:9] == "strategy." {
				t.Errorf("an administrator holds %s", p)
			}
		}
	}
}

func TestCheckIsQuietOnAFreshOrganisation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := build(t, d)
		if _, _, err := a.Found(t.Context(), "A Trust, of Ours"); err != nil {
			t.Fatal(err)
		}
		problems, err := a.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("got %v, %v", problems, err)
		}
	})
}

func TestSlugs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"A Trust, of Ours": "a-trust-of-ours", "  ": "organisation", "Zażółć": "za", "É": "organisation"} {
		if got := slugOf(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
