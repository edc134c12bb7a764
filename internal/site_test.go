package internal_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/app/demo"
	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is when every test of the whole site happens.
var today = time.Date(2027, 5, 3, 9, 30, 0, 0, time.UTC)

func build(t testing.TB, d *db.DB, now func() time.Time) *app.App {
	t.Helper()
	dir := t.TempDir()
	a, err := app.Build(d, config.Config{
		Data: dir, Outbox: filepath.Join(dir, "outbox"), Addr: "127.0.0.1:0", Name: "Footbridge",
		BaseURL: "https://footbridge.example.org", MailFrom: "Footbridge <footbridge@example.org>",
		PseudonymKey: "a key for the tests of the whole site alone",
	}, now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// trust fills d with the demonstration and returns its organisation's id.
func trust(t testing.TB, d *db.DB) string {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *db.DB) error { return demo.Fill(t.Context(), services(t, tx), 1, today) })
	if err == nil {
		err = demo.Measure(t.Context(), services(t, d), 1, today)
	}
	if err != nil {
		t.Fatal(err)
	}
	return demoOrg(t, d)
}

// services are the program over d, with a clock of its own.
func services(t testing.TB, d *db.DB) demo.Services {
	t.Helper()
	clock := &demo.Clock{}
	a := build(t, d, clock.Now)
	return demo.Services{
		DB: d, Clock: clock, Access: a.Access, People: a.People, Units: a.Units, Actions: a.Actions, Strategy: a.Strategy, Notify: a.Notify,
		Courses: a.Courses, Trainers: a.Trainers, College: a.College, Prospectus: a.Prospectus, Learning: a.Learning, Library: a.Library, Funders: a.Funders,
		Questionnaires: a.Questionnaires, Surveys: a.Surveys, Welcome: a.Welcome, Extracts: a.Extracts, Indicators: a.Indicators, Evaluation: a.Evaluation,
		Roles: a.Roles,
	}
}

// demoOrg is the demonstration's organisation.
func demoOrg(t testing.TB, d *db.DB) string {
	t.Helper()
	return one(t, d, `SELECT org_id FROM units_organisation WHERE slug = $1`, demo.Slug)
}

// trusts are databases that hold the demonstration, which takes long to make.
var trusts = dbtest.Fill(func(t testing.TB, d *db.DB) { trust(t, d) })

func one(t testing.TB, d *db.DB, query string, args ...any) string {
	t.Helper()
	v, err := db.One[string](t.Context(), d, query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// The route tables with the permission of every route, and who holds it: the
// access matrix. Read it when it changes.
func TestAccessMatrix(t *testing.T) {
	a := build(t, dbtest.SQLite(t), func() time.Time { return today })
	var b strings.Builder
	routes := slices.Clone(a.Routes())
	slices.SortStableFunc(routes, func(x, y web.Route) int { return strings.Compare(x.Path()+x.Method(), y.Path()+y.Method()) })
	held := map[string]bool{}
	for _, r := range routes {
		var who []string
		for _, role := range a.Roles {
			if slices.Contains(role.Permissions, r.Permission) {
				who = append(who, role.Slug)
				held[r.Permission] = true
			}
		}
		if len(who) == 0 && r.Permission != web.Anyone && r.Permission != web.SignedIn {
			t.Errorf("%s needs %s, which no role holds", r.Pattern, r.Permission)
		}
		where := ""
		if r.Whole {
			where = " (at the whole organisation)"
		}
		fmt.Fprintf(&b, "%-6s %s\n       %s%s: %s\n", r.Method(), r.Path(), r.Permission, where, strings.Join(who, ", "))
	}
	fmt.Fprintln(&b)
	for _, role := range a.Roles {
		permissions := slices.Sorted(slices.Values(role.Permissions))
		fmt.Fprintf(&b, "%s: %s\n", role.Slug, strings.Join(permissions, ", "))
	}
	golden(t, "access-matrix.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("not as in %s (go test ./internal -update):\n%s", path, diff)
	}
}

// everything is an actor of the organisation who holds every permission of
// every role at the root.
func everything(a *app.App, orgID, accountID, personID string) actor.Actor {
	permissions := map[string]bool{}
	for _, role := range a.Roles {
		for _, p := range role.Permissions {
			permissions[p] = true
		}
	}
	return actor.Actor{
		OrgID: orgID, AccountID: accountID, PersonID: personID, Name: "Everything",
		Grants: []actor.Grant{{Role: "everything", Path: "/", Permissions: permissions}},
	}
}

// Every route, from the route tables: its page, signed out, wrong role, unknown
// id, another organisation's id, broken database, bad form, hostile form.
func TestEveryRoute(t *testing.T) {
	trusts.Each(t, func(t *testing.T, d *db.DB) {
		org := demoOrg(t, d)
		now := func() time.Time { return today }
		a := build(t, d, now)
		a.Site.Authenticate = asIs
		other, _, err := a.Found(t.Context(), "Another Trust")
		if err != nil {
			t.Fatal(err)
		}
		broken := build(t, closed(t), now)
		broken.Site.Authenticate = asIs
		d.Limit(1) // a handler that needs a second connection would wait for ever
		account := one(t, d, where["account"], org)
		person := one(t, d, `SELECT coalesce(person_id, '') FROM access_account WHERE org_id = $1 AND id = $2`, org, account)
		webtest.Suite{
			Handler: a.Handler(), Broken: broken.Handler(), Routes: a.Routes(),
			Full:  everything(a, org, account, person),
			None:  actor.Actor{OrgID: org, AccountID: account, Name: "Nobody in particular"},
			Other: everything(a, other.OrgID, "elsewhere", ""),
			IDs:   examples(t, d, a, org, account),
			Skip:  skips,
		}.Run(t)
	})
}

// asIs takes the actor that the test put into the request.
func asIs(r *http.Request) (actor.Actor, error) { return actor.From(r.Context()), nil }

// closed is a database that answers every statement with an error.
func closed(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "closed.db"))
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	return d
}
