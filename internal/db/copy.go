package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copyRows is how many rows one INSERT of [DB.Copy] holds on SQLite: more save
// nothing, measured.
const copyRows = 40

// Batch is rows for [DB.Copy]. Every row begins with the values of Same, which
// belong to the first columns, and goes on with its own.
type Batch struct {
	Table   string
	Columns []string
	Same    []string
	Rows    [][]any
}

// Copy adds many rows in one transaction, in the way that is fastest on the
// engine: COPY on PostgreSQL, INSERT of many rows on SQLite. First it runs guard
// in that transaction, unless that is nil; its error keeps the rows out. Inside
// [DB.Tx] it joins that one, and is slower on PostgreSQL.
func (db *DB) Copy(ctx context.Context, guard func(tx *DB) error, batches ...Batch) error {
	if db.pg && db.tx == nil {
		return translate(db.copyPostgres(ctx, guard, batches))
	}
	return db.Tx(ctx, func(tx *DB) error {
		if guard != nil {
			if err := guard(tx); err != nil {
				return err
			}
		}
		for _, b := range batches {
			if err := tx.insertMany(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) copyPostgres(ctx context.Context, guard func(tx *DB) error, batches []Batch) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	defer tx.Rollback() // no-op after Commit
	if guard != nil {
		if err := guard(db.within(tx)); err != nil {
			return err
		}
	}
	for _, b := range batches {
		values := make([]any, len(b.Columns))
		for i, v := range b.Same {
			values[i] = v
		}
		next := pgx.CopyFromSlice(len(b.Rows), func(i int) ([]any, error) { copy(values[len(b.Same):], b.Rows[i]); return values, nil })
		err := conn.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{b.Table}, b.Columns, next)
			return err
		})
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (db *DB) insertMany(ctx context.Context, b Batch) error {
	args := make([]any, 0, copyRows*(len(b.Columns)-len(b.Same)))
	for rows := b.Rows; len(rows) > 0; {
		n := min(copyRows, len(rows))
		args = args[:0]
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := db.Exec(ctx, b.insert(n, db.pg), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insert is an INSERT of n rows. What is the same stands in its text, because a
// value bound is most of what a row costs. On SQLite its parameters have no
// numbers, because it looks for a numbered one from the beginning.
func (b Batch) insert(n int, numbered bool) string {
	var s strings.Builder
	s.WriteString("INSERT INTO " + b.Table + " (" + strings.Join(b.Columns, ", ") + ") VALUES ")
	same := "("
	for _, v := range b.Same {
		same += "'" + strings.ReplaceAll(v, "'", "''") + "',"
	}
	at, own := 0, len(b.Columns)-len(b.Same)
	for i := range n {
		if i > 0 {
			s.WriteByte(',')
		}
		s.WriteString(same)
		for c := range own {
			if c > 0 {
				s.WriteByte(',')
			}
			if at++; numbered {
				s.WriteString("$" + strconv.Itoa(at))
			} else {
				s.WriteByte('?')
			}
		}
		s.WriteByte(')')
	}
	return s.String()
}
