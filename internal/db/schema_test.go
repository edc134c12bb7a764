package db_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Where the migrations end, on each engine, is a golden file.
func TestSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		name := "schema.sqlite.sql"
		if d.Postgres() {
			name = "schema.postgres.txt"
		}
		path, got := filepath.Join("testdata", name), dbtest.Schema(t, d)
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
			t.Errorf("the schema is not %s (go test ./internal/db -update):\n%s", path, diff)
		}
	})
}

// The tenant is part of every key: a row of one organisation cannot even refer
// to another's, and the schema distributes by org_id as it stands.
func TestTenantInEveryKey(t *testing.T) {
	for _, table := range dbtest.Tables(t, dbtest.SQLite(t)) {
		if db.Local(table.Name) || slices.Contains(db.ReferenceTables, table.Name) {
			continue
		}
		if table.Columns[0] != "org_id" || !slices.Contains(table.NotNull, "org_id") {
			t.Errorf("%s: the first column is not org_id NOT NULL", table.Name)
		}
		if len(table.Primary) == 0 || table.Primary[0] != "org_id" {
			t.Errorf("%s: the primary key %v does not begin with org_id", table.Name, table.Primary)
		}
		for _, index := range table.Unique {
			if !slices.Contains(index, "org_id") {
				t.Errorf("%s: the unique index over %v is without org_id", table.Name, index)
			}
		}
		tied := false
		for _, key := range table.Foreign {
			if !slices.Contains(key.From, "org_id") || !slices.Contains(key.Ref, "org_id") && key.To != "units_organisation" {
				t.Errorf("%s: the foreign key %v to %s is without org_id", table.Name, key.From, key.To)
			}
			if db.Local(key.To) {
				t.Errorf("%s: refers to %s, which stays on the coordinator", table.Name, key.To)
			}
			tied = true
		}
		if !tied {
			t.Errorf("%s: nothing ties its rows to an organisation", table.Name)
		}
	}
}

// Every table belongs to a module or engine whose word it begins with, and a
// table that is listed as special exists.
func TestSpecialTablesExist(t *testing.T) {
	tables := dbtest.Tables(t, dbtest.SQLite(t))
	for _, name := range db.ReferenceTables {
		if !slices.ContainsFunc(tables, func(table dbtest.Table) bool { return table.Name == name }) {
			t.Errorf("there is no table %s", name)
		}
	}
}
