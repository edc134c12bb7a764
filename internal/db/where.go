package db

import (
	"strconv"
	"strings"
)

// Where gathers optional conditions and their arguments, each condition written
// with ? for its arguments in order. The zero value holds none.
type Where struct {
	conds []string
	args  []any
}

// And adds a condition.
func (w *Where) And(cond string, args ...any) {
	var b strings.Builder
	for _, c := range cond {
		if c == '?' {
			w.args = append(w.args, args[0])
			args = args[1:]
			b.WriteString("$" + strconv.Itoa(len(w.args)))
			continue
		}
		b.WriteRune(c)
	}
	w.conds = append(w.conds, "("+b.String()+")")
}

// In adds "column IN (values)"; no values means no row.
func (w *Where) In(column string, values []string) {
	if len(values) == 0 {
		w.And("1 = 0")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.And(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// Arg adds an argument used outside the conditions and returns its placeholder.
func (w *Where) Arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// SQL is "WHERE …", or nothing.
func (w *Where) SQL() string {
	if len(w.conds) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.conds, " AND ")
}

// Args are the arguments, in order.
func (w *Where) Args() []any { return w.args }
