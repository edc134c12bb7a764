package db_test

import (
	"errors"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// Bulk gives what stands in the rows, stops at the first mistake, and is not for
// use inside a transaction.
func TestBulk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec := func(query string) {
			if _, err := d.Exec(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		exec(`CREATE TABLE heap (org_id TEXT, n BIGINT, w TEXT)`)
		exec(`INSERT INTO heap (org_id, n, w) VALUES ('a', 9223372036854775807, 'x'), ('a', NULL, NULL), ('b', 3, 'z')`)
		const query = `SELECT n, w FROM heap WHERE org_id = $1 ORDER BY n DESC`
		var known, rows int
		err := d.Bulk(t.Context(), func(r db.Row) error {
			rows++
			if n, ok := r.Int(0); ok {
				known++
				if n != 9223372036854775807 || r.Text(1) != "x" {
					t.Errorf("row = %v", r)
				}
			} else if r.Text(1) != "" {
				t.Errorf("row = %v", r)
			}
			return nil
		}, query, "a")
		if err != nil || rows != 2 || known != 1 {
			t.Errorf("%d rows, %d known, %v", rows, known, err)
		}
		enough := errors.New("enough")
		if err := d.Bulk(t.Context(), func(db.Row) error { return enough }, query, "a"); !errors.Is(err, enough) {
			t.Errorf("error = %v", err)
		}
		if err := d.Bulk(t.Context(), func(db.Row) error { return nil }, `SELECT n FROM nothing`); err == nil {
			t.Error("a table that is not there was read")
		}
		if err := d.Tx(t.Context(), func(tx *db.DB) error { return tx.Bulk(t.Context(), nil, query, "a") }); err == nil {
			t.Error("Bulk inside a transaction")
		}
	})
}
