package db_test

import (
	"errors"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// Rows arrive as they were given on both engines, all of them or none.
func TestCopy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if _, err := d.Exec(ctx, `CREATE TABLE scratch (org_id TEXT, n INTEGER PRIMARY KEY, big BIGINT, word TEXT)`); err != nil {
			t.Fatal(err)
		}
		b := db.Batch{Table: "scratch", Columns: []string{"org_id", "n", "big", "word"}, Same: []string{"o'1"}}
		for n := range 2*40 + 7 {
			var word any = strings.Repeat("é", n%3)
			if n%5 == 0 {
				word = nil
			}
			b.Rows = append(b.Rows, []any{n, int64(1)<<62 + int64(n), word})
		}
		if err := d.Copy(ctx, nil, b); err != nil {
			t.Fatal(err)
		}
		type row struct {
			OrgID  string
			Rows   int
			Most   int64
			Empty  int
			Accent int
		}
		const query = `SELECT org_id, count(*) AS rows, max(big) AS most, sum(CASE WHEN word IS NULL THEN 1 ELSE 0 END) AS empty,
			sum(CASE WHEN word = 'éé' THEN 1 ELSE 0 END) AS accent FROM scratch GROUP BY org_id`
		want := row{"o'1", 87, 1<<62 + 86, 18, 23}
		got, err := db.One[row](ctx, d, query)
		if err != nil || got != want {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		b.Rows = append([][]any{{1000, int64(1), "new"}}, b.Rows[:50]...) // the second is there already
		if err := d.Copy(ctx, nil, b); err == nil {
			t.Error("rows that are there already were taken")
		}
		if got, err = db.One[row](ctx, d, query); err != nil || got != want {
			t.Errorf("after a refusal %+v, %v", got, err)
		}
		if err := d.Copy(ctx, nil, db.Batch{Table: "scratch", Columns: b.Columns}); err != nil {
			t.Error(err)
		}
		b.Rows = [][]any{{2000, int64(1), "new"}}
		no := errors.New("no")
		if err := d.Copy(ctx, func(tx *db.DB) error { _, err := tx.Exec(ctx, `DELETE FROM scratch`); return errors.Join(no, err) }, b); !errors.Is(err, no) {
			t.Error(err)
		}
		if got, err = db.One[row](ctx, d, query); err != nil || got != want {
			t.Errorf("after a refusal %+v, %v", got, err)
		}
		if err := d.Tx(ctx, func(tx *db.DB) error { return tx.Copy(ctx, nil, b) }); err != nil {
			t.Error(err)
		}
		if got, err = db.One[row](ctx, d, query); err != nil || got.Rows != want.Rows+1 {
			t.Errorf("inside a transaction %+v, %v", got, err)
		}
	})
}
