package access

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

// clock is the tests' time.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

var testRoles = []Role{
	{Slug: "admin", Label: "Administrator", SecondFactor: true, Permissions: []string{"access.read", "access.manage", "access.grant"}},
	{Slug: "lead", Label: "Lead", Permissions: []string{"strategy.read", "strategy.plan", "access.read", "access.grant"}},
	{Slug: "clerk", Label: "Accounts clerk", Permissions: []string{"access.read", "access.manage"}},
	{Slug: "reader", Label: "Reader", Permissions: []string{"strategy.read"}},
	{Slug: "system", Label: "Not a role", Permissions: nil},
}

// world is a small organisation, another one, and the messages that were sent.
type world struct {
	*Access
	d     *db.DB
	clock *clock
	mails []Mail
	units []Unit
}

const password = "correct horse battery"

// newWorld makes two organisations: "o1" with root r1, boroughs north and south
// and a team in the north; "o2" with root r2.
func newWorld(t *testing.T, d *db.DB, change ...func(*Options)) *world {
	t.Helper()
	w := &world{d: d, clock: &clock{t: noon}}
	for _, u := range []struct{ org, id, parent, kind, path string }{
		{"o1", "r1", "", "organisation", "/r1/"}, {"o1", "north", "r1", "borough", "/r1/north/"}, {"o1", "south", "r1", "borough", "/r1/south/"},
		{"o1", "team", "north", "team", "/r1/north/team/"}, {"o2", "r2", "", "organisation", "/r2/"},
	} {
		if u.parent == "" {
			w.exec(t, `INSERT INTO units_organisation (org_id, name, slug, created_at) VALUES ($1, $2, $3, $4)`, u.org, "Trust "+u.org, u.org, noon)
		}
		w.exec(t, `INSERT INTO units_unit (org_id, id, parent_id, kind, name, fold, path, created_at) VALUES ($1, $2, $3, $4, $5, $2, $6, $7)`,
			u.org, u.id, db.Null(u.parent), u.kind, "Unit "+u.id, u.path, noon)
		w.units = append(w.units, Unit{u.id, "Unit " + u.id, u.path})
	}
	opt := Options{
		Roles: testRoles, FirstRoles: []string{"admin", "lead"}, BaseURL: "http://site.test",
		Hash: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		UnitPaths: func(_ context.Context, orgID string, ids []string) (map[string]string, error) {
			out := map[string]string{}
			for _, u := range w.units {
				for _, id := range ids {
					if u.ID == id && strings.HasPrefix(u.Path, "/r"+orgID[1:]+"/") {
						out[id] = u.Path
					}
				}
			}
			return out, nil
		},
		Units: func(_ context.Context, orgID string) (out []Unit, err error) {
			for _, u := range w.units {
				if strings.HasPrefix(u.Path, "/r"+orgID[1:]+"/") {
					out = append(out, u)
				}
			}
			return out, nil
		},
		Organisations: func(context.Context) ([]OrgChoice, error) { return []OrgChoice{{"o1", "Trust o1", "o1"}}, nil },
		Send: func(_ context.Context, _ *db.DB, m Mail) error {
			w.mails = append(w.mails, m)
			return nil
		},
	}
	for _, c := range change {
		c(&opt)
	}
	w.Access = New(d, w.clock.now, opt)
	return w
}

func (w *world) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := w.d.Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

var system = actor.System("o1", "a test")

// account makes an account of o1 with the password and the roles, "admin@r1".
func (w *world) account(t *testing.T, name string, roles ...string) Account {
	t.Helper()
	acc, err := w.AddAccount(t.Context(), system, NewAccount{Name: name, Email: name + "@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range roles {
		slug, unit, _ := strings.Cut(r, "@")
		if err := w.Grant(t.Context(), system, GrantInput{AccountID: acc.ID, Role: slug, UnitID: unit}); err != nil {
			t.Fatal(err)
		}
	}
	return acc
}

// as is the account as who asks, its roles loaded now.
func (w *world) as(t *testing.T, acc Account) actor.Actor {
	t.Helper()
	who, _, _, err := w.identify(t.Context(), acc.OrgID, acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// expect checks the kind of err; "" is no error.
func expect(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if kind == "" && err == nil {
		return
	}
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v, want %q", what, err, kind)
	}
}

func (w *world) audited(t *testing.T, action string) int {
	t.Helper()
	n, err := db.One[int](t.Context(), w.d, `SELECT count(*) AS n FROM audit_entry WHERE org_id = 'o1' AND action = $1`, action)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// link is the address in the newest message, without the site's name.
func (w *world) link(t *testing.T) string {
	t.Helper()
	if len(w.mails) == 0 {
		t.Fatal("no message was sent")
	}
	return strings.TrimPrefix(w.mails[len(w.mails)-1].Data["Link"], w.opt.BaseURL)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// foundO1 founds nothing: the organisation is there already.
func foundO1(times *int) func(context.Context, string) (string, string, error) {
	return func(context.Context, string) (string, string, error) {
		*times++
		return "o1", "r1", nil
	}
}
