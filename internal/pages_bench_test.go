package internal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/app"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// copies multiplies one row of a table n times, each with a new key.
func copies(b *testing.B, d *db.DB, org, table, key, from string, n int) {
	b.Helper()
	columns, err := db.All[string](b.Context(), d, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, table)
	if err != nil {
		b.Fatal(err)
	}
	into, list := strings.Join(columns, ", "), slices.Clone(columns)
	list[slices.Index(list, key)] = "'bench' || printf('%07d', k.n)"
	if i := slices.Index(list, "due_by"); i >= 0 {
		list[i] = "date('2027-01-01', '+' || (k.n % 900) || ' days')"
	}
	if _, err := d.Exec(b.Context(), fmt.Sprintf(`
		INSERT INTO %[1]s (%[2]s)
		WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < $1)
		SELECT %[3]s FROM %[1]s, k WHERE org_id = $2 AND %[4]s = $3`, table, into, strings.Join(list, ", "), key), n, org, from); err != nil {
		b.Fatal(err)
	}
}

// signedIn is the cookie of a session of the account that holds the role.
func signedIn(b *testing.B, d *db.DB, a *app.App, org, role string) *http.Cookie {
	b.Helper()
	account := one(b, d, `SELECT account_id FROM access_role WHERE org_id = $1 AND role = $2 ORDER BY id LIMIT 1`, org, role)
	w := httptest.NewRecorder()
	a.Access.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.Access.SignInAs(w, r, org, account); err != nil {
			b.Error(err)
		}
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	for _, c := range w.Result().Cookies() {
		if c.MaxAge >= 0 && c.Value != "" {
			return c
		}
	}
	b.Fatal("no session")
	return nil
}

// BenchmarkPages asks for a list page and a detail page, 50 at once, through
// the whole site: session, roles, permission, queries, template. Sign-in is not
// counted. It reports pages a second and the wait of one visitor.
func BenchmarkPages(b *testing.B) {
	for _, rows := range []int{1_000, 100_000} {
		d := dbtest.SQLite(b)
		org := trust(b, d)
		action := one(b, d, `SELECT i.action_id FROM strategy_item i JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
			JOIN strategy_strategy s ON s.org_id = o.org_id AND s.id = o.strategy_id
			WHERE i.org_id = $1 AND s.state = 'live' AND i.plan_id IS NULL AND EXISTS (SELECT 1 FROM actions_owner w WHERE w.org_id = i.org_id AND w.action_id = i.action_id)
			ORDER BY s.created_at DESC, i.action_id LIMIT 1`, org)
		copies(b, d, org, "actions_action", "id", action, rows)
		copies(b, d, org, "strategy_item", "action_id", action, rows)
		copies(b, d, org, "actions_owner", "action_id", action, rows)
		a := build(b, d, func() time.Time { return today })
		handler, cookie := a.Handler(), signedIn(b, d, a, org, "recovery-lead")
		for _, page := range []struct{ name, path string }{
			{"list", "/strategy/actions"},
			{"detail", "/strategy/actions/" + action},
		} {
			b.Run(fmt.Sprintf("%s/rows=%d", page.name, rows), func(b *testing.B) {
				load(b, handler, cookie, page.path)
			})
		}
	}
}

// load asks for the path from 50 visitors at once, b.N times in all.
func load(b *testing.B, handler http.Handler, cookie *http.Cookie, path string) {
	var mu sync.Mutex
	var waits []time.Duration
	b.SetParallelism(25) // 50 on two processors
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var own []time.Duration
		for pb.Next() {
			r := httptest.NewRequest("GET", path, nil)
			r.AddCookie(cookie)
			w := httptest.NewRecorder()
			began := time.Now()
			handler.ServeHTTP(w, r)
			own = append(own, time.Since(began))
			if w.Code != http.StatusOK {
				b.Errorf("status %d to %s", w.Code, w.Header().Get("Location"))
				return
			}
		}
		mu.Lock()
		waits = append(waits, own...)
		mu.Unlock()
	})
	b.StopTimer()
	if len(waits) == 0 {
		return
	}
	slices.Sort(waits)
	at := func(q float64) float64 { return float64(waits[int(q*float64(len(waits)-1))].Microseconds()) / 1000 }
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}
