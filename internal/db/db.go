// Package db runs one SQL text on SQLite and on PostgreSQL.
//
// Queries are written once, in the subset both engines accept: $1 placeholders,
// RETURNING, ON CONFLICT, CTEs, window functions, FILTER, IS NOT DISTINCT FROM.
// Keys are made by package id and times are passed in, so no query needs a
// dialect's sequence or clock. What only one engine can say is a named function
// in dialect.go.
//
// On SQLite every write goes through one connection, and transactions that wait
// at the same time share a commit (see group.go). Reads outside a transaction
// use a pool of read-only connections.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// DB is a pair of connection pools or, inside [DB.Tx], one transaction.
type DB struct {
	write *sql.DB // SQLite: a single connection; PostgreSQL: the pool
	read  *sql.DB // SQLite: read-only connections; PostgreSQL: the same pool
	tx    *sql.Tx // set inside Tx
	outer *outer  // SQLite, set inside Tx: what its group shares
	pg    bool
	group *group // SQLite only
	ready *ready // SQLite only: prepared reads
	url   string
}

const (
	sqliteCommon = "_time_format=sqlite&_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)"
	sqliteWrite  = "&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)"
	sqliteRead   = "&_pragma=query_only(1)&_pragma=cache_size(-8000)"
)

// Open connects to url: "postgres://…", or the path of an SQLite file, which is
// made when it does not exist.
func Open(ctx context.Context, url string) (*DB, error) {
	if IsPostgres(url) {
		return openPostgres(ctx, url)
	}
	return openSQLite(ctx, url)
}

// IsPostgres reports whether url names a PostgreSQL server, not a file.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func openPostgres(ctx context.Context, url string) (*DB, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	pool.SetMaxOpenConns(max(8, 4*runtime.NumCPU()))
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &DB{write: pool, read: pool, pg: true, url: url}, nil
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	write, err := sql.Open("sqlite", "file:"+path+"?"+sqliteCommon+sqliteWrite)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	read, err := sql.Open("sqlite", "file:"+path+"?"+sqliteCommon+sqliteRead)
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	read.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
	return &DB{write: write, read: read, group: newGroup(write), ready: &ready{pool: read}, url: path}, nil
}

// Close waits for the transactions that have begun and closes the pools.
func (db *DB) Close() error {
	if db.group != nil {
		db.group.close()
		db.read.Close()
	}
	return db.write.Close()
}

// Postgres reports whether the engine is PostgreSQL. Only dialect.go and the
// commands that talk about the engine itself should ask.
func (db *DB) Postgres() bool { return db.pg }

// URL is what [Open] was given.
func (db *DB) URL() string { return db.url }

// Limit bounds how many connections a PostgreSQL server is asked for. With one,
// whatever reads outside its own transaction waits for ever: a test's way to
// find it.
func (db *DB) Limit(n int) {
	if db.pg {
		db.write.SetMaxOpenConns(n)
	}
}

// Hasty lets SQLite answer before what it wrote is on disk, so that a test need
// not wait for the disk.
func (db *DB) Hasty(ctx context.Context) error {
	if db.pg {
		return nil
	}
	_, err := db.write.ExecContext(ctx, `PRAGMA synchronous = OFF`)
	return err
}

// InTx reports whether db is a transaction.
func (db *DB) InTx() bool { return db.tx != nil }

// Tx runs fn in a transaction and commits if it returns nil. Inside a
// transaction it joins that one, so callers compose without knowing. It runs fn
// again when the engine asks for it, so fn must have no effect outside tx.
// Inside fn use only tx: a write through db itself would wait for its own turn.
func (db *DB) Tx(ctx context.Context, fn func(tx *DB) error) error {
	if db.tx != nil {
		return fn(db)
	}
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, fn, attempt > 1)
		if attempt == 5 || !retryable(err) {
			return translate(err)
		}
		select {
		case <-ctx.Done():
			return translate(err)
		case <-time.After(time.Duration(attempt*attempt) * 5 * time.Millisecond):
		}
	}
}

func (db *DB) once(ctx context.Context, fn func(tx *DB) error, alone bool) error {
	if db.group != nil {
		return db.group.do(ctx, alone, func(o *outer) error {
			in := db.within(o.Tx)
			in.outer = o
			return fn(in)
		})
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // no-op after Commit
	if err := fn(db.within(tx)); err != nil {
		return err
	}
	return tx.Commit()
}

func (db *DB) within(tx *sql.Tx) *DB {
	return &DB{write: db.write, read: db.read, tx: tx, pg: db.pg, url: db.url}
}

// Exec runs a statement and returns how many rows it changed.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if db.tx == nil && !db.pg {
		var n int64
		err := db.Tx(ctx, func(tx *DB) (err error) { n, err = tx.Exec(ctx, query, args...); return err })
		return n, err
	}
	ctx, err := db.steady(ctx)
	if err != nil {
		return 0, err
	}
	var res sql.Result
	if db.outer != nil {
		var s *sql.Stmt
		if s, err = db.outer.prepared(ctx, query); err == nil {
			res, err = s.ExecContext(ctx, normal(args)...)
		}
	} else if db.tx != nil {
		res, err = db.tx.ExecContext(ctx, query, normal(args)...)
	} else {
		res, err = db.write.ExecContext(ctx, query, normal(args)...)
	}
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// All returns every row, each column in the field of T with its name in snake
// case. NULL becomes the zero value. Outside a transaction it only reads.
func All[T any](ctx context.Context, db *DB, query string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, db, func(v T) error { out = append(out, v); return nil }, query, args...)
	return out, err
}

// Each calls fn with every row as it arrives, for exports that must not hold
// all rows in memory. It stops at fn's first error and returns it.
func Each[T any](ctx context.Context, db *DB, fn func(T) error, query string, args ...any) error {
	ctx, err := db.steady(ctx)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	switch {
	case db.outer != nil:
		var s *sql.Stmt
		if s, err = db.outer.prepared(ctx, query); err == nil {
			rows, err = s.QueryContext(ctx, normal(args)...)
		}
	case db.tx != nil:
		rows, err = db.tx.QueryContext(ctx, query, normal(args)...)
	case db.ready != nil:
		rows, err = db.ready.query(ctx, query, normal(args))
	default:
		rows, err = db.read.QueryContext(ctx, query, normal(args)...)
	}
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	scan, err := scanner[T](rows)
	if err != nil {
		return err
	}
	for rows.Next() {
		var v T
		if err := scan(&v); err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// One returns the first row, or a NotFound fault.
func One[T any](ctx context.Context, db *DB, query string, args ...any) (T, error) {
	all, err := All[T](ctx, db, query, args...)
	if err == nil && len(all) == 0 {
		err = errNoRow
	}
	if err != nil {
		return *new(T), err
	}
	return all[0], nil
}

// Maybe returns the first row, and whether there was one.
func Maybe[T any](ctx context.Context, db *DB, query string, args ...any) (T, bool, error) {
	all, err := All[T](ctx, db, query, args...)
	if err != nil || len(all) == 0 {
		return *new(T), false, err
	}
	return all[0], true, nil
}

// steady returns the context for one statement. SQLite answers an interrupted
// write by rolling back the whole outer transaction, other callers' savepoints
// with it, so in a shared commit a statement is never interrupted once begun:
// an ended context is noticed between statements.
func (db *DB) steady(ctx context.Context) (context.Context, error) {
	if db.tx == nil || db.pg {
		return ctx, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return context.WithoutCancel(ctx), nil
}

// normal makes times compare and sort alike on both engines: UTC, microseconds.
func normal(args []any) []any {
	for i, a := range args {
		switch t := a.(type) {
		case time.Time:
			args[i] = t.UTC().Truncate(time.Microsecond)
		case *time.Time:
			if t != nil {
				args[i] = t.UTC().Truncate(time.Microsecond)
			}
		}
	}
	return args
}

// Null is s, or NULL when s is empty: for optional references.
func Null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// NullTime is t, or NULL when t is zero.
func NullTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
