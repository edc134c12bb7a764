package db

import (
	"context"
	"fmt"
	"slices"

	"footbridge/internal/fault"
)

// key is one foreign key of the schema, as the server writes it.
type key struct{ Tbl, Name, Def string }

// Distribute places the tables of a Citus cluster: those of [ReferenceTables] on
// every node, every other table with an org_id by its organisation and beside
// the others', so that an organisation's rows stay together. Running it again
// places only what is new. It returns the tables it placed.
//
// Foreign keys are taken off first and put back after, since a cluster refuses a
// key between a table that is placed and one that is not yet.
func (db *DB) Distribute(ctx context.Context) ([]string, error) {
	if !db.pg {
		return nil, fault.New(fault.Invalid, "This database is an SQLite file: there is nothing to distribute. Use --database postgres://… with a Citus cluster.")
	}
	citus, err := One[bool](ctx, db, `SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')`)
	if err != nil {
		return nil, err
	}
	if !citus {
		return nil, fault.New(fault.Invalid, "This PostgreSQL database does not have the Citus extension, so its tables stay where they are. Everything works without it. On a Citus cluster, run CREATE EXTENSION citus in this database first.")
	}
	placed, err := All[string](ctx, db, `SELECT logicalrelid::text FROM pg_dist_partition`)
	if err != nil {
		return nil, err
	}
	tables, err := All[string](ctx, db, tenantTables)
	if err != nil {
		return nil, err
	}
	tables = slices.DeleteFunc(tables, func(t string) bool { return Local(t) || slices.Contains(placed, t) })
	if len(tables) == 0 {
		return nil, nil
	}
	keys, err := All[key](ctx, db, tenantKeys)
	if err != nil {
		return nil, err
	}
	return tables, db.Tx(ctx, func(tx *DB) error {
		for _, statement := range placement(tables, keys) {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

const tenantTables = `
	SELECT c.table_name::text FROM information_schema.columns AS c
	JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
	WHERE c.table_schema = current_schema() AND c.column_name = 'org_id' AND t.table_type = 'BASE TABLE'
	ORDER BY c.table_name`

const tenantKeys = `
	SELECT conrelid::regclass::text AS tbl, conname::text AS name, pg_get_constraintdef(oid) AS def
	FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace
	ORDER BY 1, 2`

// placement lists the statements that place tables, in order.
func placement(tables []string, keys []key) []string {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k key) bool { return !slices.Contains(tables, k.Tbl) })
	var out []string
	for _, k := range keys {
		out = append(out, fmt.Sprintf(`ALTER TABLE %s DROP CONSTRAINT %s`, k.Tbl, k.Name))
	}
	for _, t := range tables {
		if slices.Contains(ReferenceTables, t) {
			out = append(out, fmt.Sprintf(`SELECT create_reference_table('%s')`, t))
		}
	}
	with := "" // the first placed table, which the others lie beside
	for _, t := range tables {
		switch {
		case slices.Contains(ReferenceTables, t):
		case with == "":
			with = t
			out = append(out, fmt.Sprintf(`SELECT create_distributed_table('%s', 'org_id')`, t))
		default:
			out = append(out, fmt.Sprintf(`SELECT create_distributed_table('%s', 'org_id', colocate_with => '%s')`, t, with))
		}
	}
	for _, k := range keys {
		out = append(out, fmt.Sprintf(`ALTER TABLE %s ADD CONSTRAINT %s %s`, k.Tbl, k.Name, k.Def))
	}
	return out
}
