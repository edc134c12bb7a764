package access

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

// Every route of this package for who may not, what is not there, and what is wrong.
func TestEveryRoute(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	acc := w.account(t, "reader", "reader@north")
	admin := w.account(t, "admin", "admin@r1")
	held, err := w.HeldBy(t.Context(), system, acc.ID)
	must(t, err)
	address, err := w.ResetLink(t.Context(), system, acc.ID)
	must(t, err)
	closed, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "closed.db"))
	must(t, err)
	must(t, closed.Close())
	broken := New(closed, w.clock.now, w.opt)
	all := map[string]bool{"access.read": true, "access.manage": true, "access.grant": true, "strategy.read": true, "strategy.plan": true}
	everything := func(org, account string) actor.Actor {
		return actor.Actor{OrgID: org, AccountID: account, Name: "Everything", Grants: []actor.Grant{{Role: "everything", Path: "/", Permissions: all}}}
	}
	const link = "the example is a reset's"
	const key = "the account has no passkey"
	webtest.Suite{
		Handler: pagesOf(w.Access), Broken: pagesOf(broken), Routes: Routes(w.Access),
		Full: everything("o1", admin.ID), Other: everything("o2", "x"), None: actor.Actor{OrgID: "o1", AccountID: acc.ID, Name: "Nobody"},
		IDs: map[string]string{"account": acc.ID, "role": held[0].ID, "token": address[len("http://site.test/reset/"):], "provider": "none", "passkey": "none", "session": "none"},
		Skip: map[string]map[string]string{
			"page": {
				"GET /invitation/{token}": link, "GET /setup": "there is an account", "GET /sign-in/oidc/{provider}": "no provider",
				"GET /sign-in/oidc/{provider}/callback": "no provider", "GET /account/passkeys/{passkey}/remove": key,
			},
			"bad form": {"POST /invitation/{token}": link, "POST /setup": "there is an account"},
		},
	}.Run(t)
}

// pagesOf takes the actor that the test put into the request.
func pagesOf(a *Access) http.Handler {
	s := web.NewSite(slog.New(slog.NewTextHandler(io.Discard, nil)))
	s.Authenticate = func(r *http.Request) (actor.Actor, error) { return actor.From(r.Context()), nil }
	s.Mount(Routes(a))
	return a.Sessions(s.Handler())
}
