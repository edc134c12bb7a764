package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
)

// Fingerprint is a hash of every row of every table: two SQLite databases with
// the same rows have the same one, however their pages lie.
func (db *DB) Fingerprint(ctx context.Context) (string, error) {
	if db.pg {
		return "", errors.New("only an SQLite database has a fingerprint")
	}
	type table struct{ Name, Columns string }
	tables, err := All[table](ctx, db, `
		SELECT m.name, (SELECT group_concat('quote("' || c.name || '")', '||'',''||') FROM pragma_table_info(m.name) AS c) AS columns
		FROM sqlite_master AS m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name`)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, t := range tables {
		fmt.Fprintf(h, "table %s\n", t.Name)
		if err := hashRows(ctx, db, h, t.Name, t.Columns); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashRows(ctx context.Context, db *DB, h hash.Hash, name, columns string) error {
	return Each(ctx, db, func(row string) error { _, err := fmt.Fprintln(h, row); return err },
		`SELECT `+columns+` AS line FROM "`+name+`" ORDER BY 1`)
}

// Integrity asks the engine whether the database is whole, and says what is
// not: damaged pages and rows that refer to nothing.
func (db *DB) Integrity(ctx context.Context) ([]string, error) {
	if db.pg {
		return db.postgresIntegrity(ctx)
	}
	lines, err := All[string](ctx, db, `PRAGMA integrity_check`)
	if err != nil {
		return nil, err
	}
	var problems []string
	for _, line := range lines {
		if line != "ok" {
			problems = append(problems, line)
		}
	}
	type dangling struct {
		Tbl, Parent string
		N           int
	}
	rows, err := All[dangling](ctx, db, `
		SELECT "table" AS tbl, parent, count(*) AS n FROM pragma_foreign_key_check() GROUP BY 1, 2 ORDER BY 1, 2`)
	for _, d := range rows {
		problems = append(problems, fmt.Sprintf("%s: %d rows refer to a row of %s that is not there", d.Tbl, d.N, d.Parent))
	}
	return problems, err
}

// postgresIntegrity looks for what a PostgreSQL server can tell without
// extensions: indexes and constraints that are not in force.
func (db *DB) postgresIntegrity(ctx context.Context) ([]string, error) {
	return All[string](ctx, db, `
		SELECT 'index ' || i.indexrelid::regclass::text || ' is not valid' AS line
		FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
		WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
		UNION ALL
		SELECT 'constraint ' || conname || ' of ' || conrelid::regclass::text || ' is not validated'
		FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace`)
}

// Size is how many bytes the database takes.
func (db *DB) Size(ctx context.Context) (int64, error) {
	if db.pg {
		return One[int64](ctx, db, `SELECT pg_database_size(current_database())`)
	}
	return One[int64](ctx, db, `SELECT p.page_count * s.page_size FROM pragma_page_count AS p, pragma_page_size AS s`)
}

// Ping reports why a query cannot be answered, if it cannot.
func (db *DB) Ping(ctx context.Context) error {
	_, err := One[int](ctx, db, `SELECT 1`)
	return err
}
