package db

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// ready keeps the statements that SQLite's readers have prepared, since parsing
// one takes longer than most of them run. PostgreSQL's driver keeps its own.
type ready struct {
	pool  *sql.DB
	kept  sync.Map // query → *sql.Stmt
	count atomic.Int64
}

// readyMost bounds how many are kept: texts built from lists of ids are many.
const readyMost = 400

func (r *ready) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if s, ok := r.kept.Load(query); ok {
		return s.(*sql.Stmt).QueryContext(ctx, args...)
	}
	if r.count.Load() >= readyMost {
		return r.pool.QueryContext(ctx, query, args...)
	}
	s, err := r.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if other, taken := r.kept.LoadOrStore(query, s); taken {
		s.Close()
		s = other.(*sql.Stmt)
	} else {
		r.count.Add(1)
	}
	return s.QueryContext(ctx, args...)
}
