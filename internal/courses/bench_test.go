package courses_test

import (
	"fmt"
	"testing"

	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// BenchmarkList is the list of courses at 500 of them, filtered by those that
// lack a perspective: the dearest of its filters.
func BenchmarkList(b *testing.B) {
	d := dbtest.SQLite(b)
	x := newCollege(b, d)
	err := d.Tx(b.Context(), func(tx *db.DB) error {
		inside := courses.New(tx, clock, x.units.In(tx), x.people.In(tx), x.strategy)
		for i := range 500 {
			w := words(fmt.Sprintf("Course number %d", i))
			if _, err := inside.Add(b.Context(), x.by, courses.NewCourse{UnitID: x.unit.ID, Words: w, Code: fmt.Sprintf("C%03d", i)}); err != nil {
				return err
			}
		}
		return nil
	})
	x.ok(err)
	for b.Loop() {
		rows, total, err := x.c.List(b.Context(), x.by, courses.Filter{OneSided: true}, 1, 50)
		if err != nil || len(rows) != 50 || total != 500 {
			b.Fatal(len(rows), total, err)
		}
	}
}
