package dbtest

import (
	"fmt"
	"strings"
	"testing"

	"footbridge/internal/db"
)

// Table is what one table of the schema promises.
type Table struct {
	Name    string
	Columns []string   // in order
	NotNull []string   // columns that are never NULL
	Primary []string   // columns of the primary key
	Unique  [][]string // columns of each unique index
	Foreign []Foreign
}

// Foreign is one foreign key.
type Foreign struct {
	To        string
	From, Ref []string
}

// Tables reads the schema of an SQLite database, the job queue's and goose's
// own tables included.
func Tables(t testing.TB, d *db.DB) []Table {
	t.Helper()
	names := all[string](t, d, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	var out []Table
	for _, name := range names {
		table := Table{Name: name}
		for _, c := range all[struct {
			Name    string
			Notnull bool
			Pk      int
		}](t, d, `SELECT name, "notnull", pk FROM pragma_table_info($1) ORDER BY cid`, name) {
			table.Columns = append(table.Columns, c.Name)
			if c.Notnull {
				table.NotNull = append(table.NotNull, c.Name)
			}
		}
		table.Primary = all[string](t, d, `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`, name)
		for _, index := range all[string](t, d, `SELECT name FROM pragma_index_list($1) WHERE "unique" ORDER BY name`, name) {
			table.Unique = append(table.Unique, all[string](t, d, `SELECT coalesce(name, '') FROM pragma_index_info($1) ORDER BY seqno`, index))
		}
		keys := map[int]*Foreign{}
		var order []int
		for _, k := range all[struct {
			ID       int
			Target   string
			From, To string
		}](t, d, `SELECT id, "table" AS target, "from", coalesce("to", '') AS "to" FROM pragma_foreign_key_list($1) ORDER BY id, seq`, name) {
			if keys[k.ID] == nil {
				keys[k.ID] = &Foreign{To: k.Target}
				order = append(order, k.ID)
			}
			keys[k.ID].From = append(keys[k.ID].From, k.From)
			keys[k.ID].Ref = append(keys[k.ID].Ref, k.To)
		}
		for _, id := range order {
			table.Foreign = append(table.Foreign, *keys[id])
		}
		out = append(out, table)
	}
	return out
}

// Schema is the schema of d as text, for a golden file: on SQLite the statements
// it keeps, on PostgreSQL columns, constraints and indexes.
func Schema(t testing.TB, d *db.DB) string {
	t.Helper()
	if !d.Postgres() {
		statements := all[string](t, d, `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name`)
		return strings.Join(statements, ";\n\n") + ";\n"
	}
	type line struct{ Tbl, What string }
	lines := all[line](t, d, `
		SELECT table_name::text AS tbl, '  ' || column_name || ' ' || udt_name ||
			CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || column_default, '') AS what
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`)
	lines = append(lines, all[line](t, d, `
		SELECT conrelid::regclass::text AS tbl, '  ' || pg_get_constraintdef(oid) AS what
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 ORDER BY 1, contype, 2`)...)
	lines = append(lines, all[line](t, d, `
		SELECT tablename::text AS tbl, '  ' || indexdef AS what FROM pg_indexes WHERE schemaname = 'public' ORDER BY tablename, indexname`)...)
	lines = append(lines, all[line](t, d, `
		SELECT tgrelid::regclass::text AS tbl, '  ' || pg_get_triggerdef(oid) AS what FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, tgname`)...)
	var b strings.Builder
	for _, name := range all[string](t, d, `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`) {
		fmt.Fprintf(&b, "%s\n", name)
		for _, l := range lines {
			if strings.Trim(l.Tbl, `"`) == name {
				fmt.Fprintln(&b, l.What)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func all[T any](t testing.TB, d *db.DB, query string, args ...any) []T {
	t.Helper()
	rows, err := db.All[T](t.Context(), d, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
