package db_test

import (
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// Migrating twice changes nothing, and the program knows its own version.
func TestMigrateTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		have, want, err := d.Version(t.Context())
		if err != nil || have != want || have == 0 {
			t.Errorf("Version = %d, %d, %v", have, want, err)
		}
	})
}
