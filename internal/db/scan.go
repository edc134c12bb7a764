package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"
)

// scanner returns a function that scans the current row of rows into a T.
// A struct is filled by column name; any other type takes the only column.
func scanner[T any](rows *sql.Rows) (func(*T) error, error) {
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	t := reflect.TypeFor[T]()
	dest := make([]any, len(cols))
	if t.Kind() != reflect.Struct || t == timeType || reflect.PointerTo(t).Implements(scannerType) {
		if len(cols) != 1 {
			return nil, fmt.Errorf("%d columns for one %s", len(cols), t)
		}
		cell := newCell(t)
		return func(v *T) error {
			rv := reflect.ValueOf(v).Elem()
			dest[0] = cell.target(rv)
			if err := rows.Scan(dest...); err != nil {
				return err
			}
			cell.set(rv)
			return nil
		}, nil
	}
	byName := columns(t)
	index := make([][]int, len(cols))
	cells := make([]cell, len(cols))
	for i, c := range cols {
		f, ok := byName[c]
		if !ok {
			return nil, fmt.Errorf("column %q has no field in %s", c, t)
		}
		index[i] = f
		cells[i] = newCell(t.FieldByIndex(f).Type)
	}
	return func(v *T) error {
		rv := reflect.ValueOf(v).Elem()
		for i, f := range index {
			dest[i] = cells[i].target(rv.FieldByIndex(f))
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for i, f := range index {
			cells[i].set(rv.FieldByIndex(f))
		}
		return nil
	}, nil
}

var (
	timeType    = reflect.TypeFor[time.Time]()
	scannerType = reflect.TypeFor[sql.Scanner]()
)

// cell is how one column reaches one field. A field of a basic kind is scanned
// through a [basic], so that NULL leaves the zero value.
type cell struct{ via *basic }

func newCell(t reflect.Type) cell {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		if !reflect.PointerTo(t).Implements(scannerType) {
			return cell{&basic{kind: t.Kind()}}
		}
	}
	return cell{}
}

func (c cell) target(field reflect.Value) any {
	if c.via != nil {
		return c.via
	}
	if field.Type() == timeType {
		return (*timeTarget)(field.Addr().Interface().(*time.Time))
	}
	return field.Addr().Interface()
}

func (c cell) set(field reflect.Value) {
	if c.via == nil {
		return
	}
	switch c.via.kind {
	case reflect.String:
		field.SetString(c.via.text)
	case reflect.Bool:
		field.SetBool(c.via.truth)
	case reflect.Float64:
		field.SetFloat(c.via.real)
	default:
		field.SetInt(c.via.whole)
	}
}

// basic scans one value of a basic kind. It is used again for every row, which
// spares the two allocations a cell that scanning through a pointer costs.
type basic struct {
	kind  reflect.Kind
	text  string
	whole int64
	real  float64
	truth bool
}

// Scan implements [sql.Scanner]. What the driver does not give in the kind
// itself goes the long way, through database/sql's own conversions.
func (b *basic) Scan(src any) error {
	kind := b.kind
	*b = basic{kind: kind}
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		if kind == reflect.String {
			b.text = v
			return nil
		}
	case []byte:
		if kind == reflect.String {
			b.text = string(v)
			return nil
		}
	case int64:
		if kind == reflect.Int || kind == reflect.Int64 {
			b.whole = v
			return nil
		}
	case bool:
		if kind == reflect.Bool {
			b.truth = v
			return nil
		}
	case float64:
		if kind == reflect.Float64 {
			b.real = v
			return nil
		}
	}
	return b.convert(src)
}

func (b *basic) convert(src any) error {
	switch b.kind {
	case reflect.String:
		var v sql.NullString
		err := v.Scan(src)
		b.text = v.String
		return err
	case reflect.Bool:
		var v sql.NullBool
		err := v.Scan(src)
		b.truth = v.Bool
		return err
	case reflect.Float64:
		var v sql.NullFloat64
		err := v.Scan(src)
		b.real = v.Float64
		return err
	}
	var v sql.NullInt64
	err := v.Scan(src)
	b.whole = v.Int64
	return err
}

// timeTarget scans a time, which SQLite returns as text from expressions such
// as max(created_at). NULL is the zero time.
type timeTarget time.Time

func (t *timeTarget) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*t = timeTarget{}
	case time.Time:
		*t = timeTarget(src.UTC())
	case string:
		parsed, err := time.Parse("2006-01-02 15:04:05.999999999-07:00", src)
		if err != nil {
			return err
		}
		*t = timeTarget(parsed.UTC())
	default:
		return fmt.Errorf("cannot scan %T into time.Time", src)
	}
	return nil
}

var columnCache sync.Map // reflect.Type → map[string][]int

// columns maps the snake-case name of each exported field of t to its index.
func columns(t reflect.Type) map[string][]int {
	if m, ok := columnCache.Load(t); ok {
		return m.(map[string][]int)
	}
	m := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			m[snake(f.Name)] = f.Index
		}
	}
	columnCache.Store(t, m)
	return m
}

// snake turns SessionID into session_id.
func snake(name string) string {
	var b strings.Builder
	r := []rune(name)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && (unicode.IsLower(r[i-1]) || unicode.IsDigit(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// JSON keeps a value as JSON text in a column declared JSONB.
type JSON[T any] struct{ V T }

// Value implements [driver.Valuer].
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan implements [sql.Scanner]. NULL is the zero value.
func (j *JSON[T]) Scan(src any) error {
	var b []byte
	switch src := src.(type) {
	case nil:
		*j = JSON[T]{}
		return nil
	case string:
		b = []byte(src)
	case []byte:
		b = src
	default:
		return fmt.Errorf("cannot scan %T as JSON", src)
	}
	return json.Unmarshal(b, &j.V)
}
