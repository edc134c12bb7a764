package strategy

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// fill adds n actions under ten objectives, each with an owner and an update,
// and returns the id of one.
func (c *core) fill(n int) string {
	c.t.Helper()
	ctx, created := c.t.Context(), c.clock
	var objectives []Objective
	for i := range 10 {
		objectives = append(objectives, c.objective(fmt.Sprintf("Objective %d", i), "hope"))
	}
	const size = 500
	for from := 0; from < n; from += size {
		c.must(c.d.Tx(ctx, func(tx *db.DB) error {
			var acts, items, owners, updates rowsOf
			for i := from; i < min(n, from+size); i++ {
				id := fmt.Sprintf("action-%08d", i)
				title := fmt.Sprintf("Action number %d of a long plan", i)
				m := c.live.FromMonth.Add(i % 34)
				acts.add(c.by.OrgID, id, module, title, strings.ToLower(title), m, m.First().AddDays(-60), m.Last(), "9999-12-31", "to plan", c.today().AddDays(-i%50), created, created)
				items.add(c.by.OrgID, id, objectives[i%10].ID, i)
				owners.add(c.by.OrgID, id, c.posts[i%2].ID, 0)
				updates.add(c.by.OrgID, "u-"+id, id, c.today().AddDays(-i%50), "to plan", "It goes well", "x", "Asha Rowe", created)
			}
			for _, batch := range []struct {
				into string
				rows rowsOf
			}{
				{"actions_action (org_id, id, module, title, search, due_month, starts_on, due_by, review_by, outlook, updated_on, created_at, changed_at)", acts},
				{"strategy_item (org_id, action_id, objective_id, position)", items},
				{"actions_owner (org_id, action_id, post_id, position)", owners},
				{"actions_update (org_id, id, action_id, on_date, outlook, words, by_id, by_name, created_at)", updates},
			} {
				if _, err := tx.Exec(ctx, "INSERT INTO "+batch.into+" VALUES "+strings.Join(batch.rows.marks, ", "), batch.rows.args...); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	if c.d.Postgres() {
		if _, err := c.d.Exec(ctx, "ANALYZE"); err != nil {
			c.t.Fatal(err)
		}
	}
	return fmt.Sprintf("action-%08d", n/2)
}

// rowsOf are the rows of one INSERT.
type rowsOf struct {
	marks []string
	args  []any
}

func (r *rowsOf) add(values ...any) {
	marks := make([]string, len(values))
	for i, v := range values {
		r.args = append(r.args, v)
		marks[i] = fmt.Sprintf("$%d", len(r.args))
	}
	r.marks = append(r.marks, "("+strings.Join(marks, ", ")+")")
}

// benchmarkPage opens a page again and again, sign-in excluded.
func benchmarkPage(b *testing.B, path func(id string) string) {
	for _, n := range []int{1_000, 100_000} {
		for _, engine := range []struct {
			name string
			open func(testing.TB) *db.DB
		}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
			b.Run(fmt.Sprintf("%s/%d", engine.name, n), func(b *testing.B) {
				if engine.name == "postgres" && os.Getenv("TEST_POSTGRES") == "" {
					b.Skip("TEST_POSTGRES is not set")
				}
				c := newCore(b, engine.open(b))
				h, at := c.site(), path(c.fill(n))
				ctx := actor.With(b.Context(), c.by)
				b.ResetTimer()
				for b.Loop() {
					w := httptest.NewRecorder()
					h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, at, nil))
					if w.Code != http.StatusOK {
						b.Fatalf("status %d", w.Code)
					}
				}
			})
		}
	}
}

func BenchmarkListPage(b *testing.B) {
	benchmarkPage(b, func(string) string { return "/strategy/actions" })
}

func BenchmarkDetailPage(b *testing.B) {
	benchmarkPage(b, func(id string) string { return "/strategy/actions/" + id })
}
