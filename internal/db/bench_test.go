package db_test

import (
	"context"
	"fmt"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// BenchmarkRead is one row by its key, and fifty rows, through the readers.
func BenchmarkRead(b *testing.B) {
	d := dbtest.SQLite(b)
	scratch(b, d)
	for i := range 1000 {
		if err := put(b.Context(), d, i); err != nil {
			b.Fatal(err)
		}
	}
	type row struct {
		ID   int
		Note string
	}
	for _, rows := range []int{1, 50} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := db.All[row](context.Background(), d, `SELECT id, note FROM scratch WHERE id >= $1 ORDER BY id LIMIT $2`, 100, rows)
				if err != nil || len(got) != rows {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}
