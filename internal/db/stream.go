package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// Row is one row as the driver gives it, good until the next.
type Row []driver.Value

// Int is a whole number, and whether there is one.
func (r Row) Int(i int) (int64, bool) {
	n, ok := r[i].(int64)
	return n, ok
}

// Text is a text; "" for NULL.
func (r Row) Text(i int) string {
	switch v := r[i].(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// Bulk calls fn with every row of a query that gives millions: without a
// transaction of the caller's, without names and without conversions, at about
// twice the speed of [Each]. Whole numbers and texts only. It reads on a
// connection of its own, so it must not be called inside [DB.Tx].
func (db *DB) Bulk(ctx context.Context, fn func(Row) error, query string, args ...any) error {
	if db.tx != nil {
		return errors.New("db: Bulk inside a transaction")
	}
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close()
	return translate(conn.Raw(func(raw any) error {
		q, ok := raw.(driver.QueryerContext)
		if !ok {
			return fmt.Errorf("db: %T cannot be asked directly", raw)
		}
		named := make([]driver.NamedValue, len(args))
		for i, a := range args {
			v, err := driver.DefaultParameterConverter.ConvertValue(a)
			if err != nil {
				return err
			}
			named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
		}
		rows, err := q.QueryContext(ctx, query, named)
		if err != nil {
			return err
		}
		defer rows.Close()
		row := make([]driver.Value, len(rows.Columns()))
		for {
			if err := rows.Next(row); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := fn(row); err != nil {
				return err
			}
		}
	}))
}
