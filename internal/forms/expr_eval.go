package forms

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// A collection of FHIRPath is []any, of bool, int64, float64, string, a [Value]
// that is a date or time, or a coding or quantity ([picked]), and the parts of a
// form and a response: *place, *slot, answer, *Form, *Item, *Option, *ValueSet,
// expansion, object.

var errSingle = errors.New("one value is needed, and there are several")

// eval works out n.
func (ev *evaluation) eval(n *node, sc scope) ([]any, error) {
	if ev.steps++; ev.steps > maxSteps {
		return nil, errors.New("the expression takes too long")
	}
	if sc.depth++; sc.depth > maxDepth*10 {
		return nil, errors.New("the expression goes too deep")
	}
	switch n.op {
	case "literal":
		return []any{n.value}, nil
	case "{}":
		return nil, nil
	case "%":
		return ev.named(n.name, sc)
	case "$":
		return ev.local(n.name, sc)
	case "name":
		return ev.path(n, sc)
	case "call":
		return ev.call(n, sc)
	case "and", "or", "xor", "implies":
		return ev.logic(n, sc)
	}
	var sides [2][]any
	for i, kid := range n.kids {
		var err error
		if sides[i], err = ev.eval(kid, sc); err != nil {
			return nil, err
		}
	}
	left, right := sides[0], sides[1]
	switch n.op {
	case "[]":
		i, ok, err := whole1(right)
		if left = ev.asked1(left); err != nil || !ok || i < 0 || i >= int64(len(left)) {
			return nil, err
		}
		return left[i : i+1], nil
	case "minus":
		return ev.arithmetic("-", []any{int64(0)}, left)
	case "is", "as":
		return ofType(n, left)
	case "|":
		return unlike(append(left[:len(left):len(left)], right...)), ev.spend(len(left) * len(right))
	case "in", "contains":
		if n.op == "contains" {
			left, right = right, left
		}
		return member(left, right)
	case "=", "!=", "~", "!~", "<", ">", "<=", ">=":
		return compareAll(n.op, left, right)
	}
	return ev.arithmetic(n.op, left, right)
}

// spend counts work, so that no expression works for ever.
func (ev *evaluation) spend(n int) error {
	if ev.steps += n; ev.steps > maxSteps {
		return errors.New("the expression takes too long")
	}
	return nil
}

// named is a variable.
func (ev *evaluation) named(name string, sc scope) ([]any, error) {
	switch name {
	case "resource", "rootResource":
		return []any{ev.root}, nil
	case "questionnaire":
		return []any{ev.form}, nil
	case "context":
		for l := sc.level; l != nil; l = l.up {
			return []any{l.at}, nil
		}
	case "qitem":
		switch at := sc.level.at.(type) {
		case *slot:
			return []any{at.item}, nil
		case *place:
			if at.slot != nil {
				return []any{at.slot.item}, nil
			}
		}
		return nil, nil
	case "ucum":
		return []any{"http://unitsofmeasure.org"}, nil
	case "loinc":
		return []any{"http://loinc.org"}, nil
	case "sct":
		return []any{"http://snomed.info/sct"}, nil
	}
	return ev.variable(name, sc.level, sc.depth)
}

func (ev *evaluation) local(name string, sc scope) ([]any, error) {
	switch name {
	case "this":
		return []any{sc.this}, nil
	case "index":
		return []any{int64(sc.index)}, nil
	case "total":
		return sc.total, nil
	}
	return nil, Unsupported{"$" + name}
}

// path is a member of what is before it, or of the focus.
func (ev *evaluation) path(n *node, sc scope) ([]any, error) {
	from := sc.focus
	if n.kids[0] != nil {
		var err error
		if from, err = ev.eval(n.kids[0], sc); err != nil {
			return nil, err
		}
	} else if n.name == typeName(ev.root) {
		return []any{ev.root}, nil // QuestionnaireResponse.item
	}
	var out []any
	for _, x := range from {
		out = append(out, ev.child(x, n.name)...)
		if err := ev.spend(1); err != nil {
			return nil, err
		}
	}
	return out, ev.spend(len(out))
}

// truth is the one truth value of a collection: any one other value counts as
// true.
func truth(values []any) (is, known bool, err error) {
	switch len(values) {
	case 0:
		return false, false, nil
	case 1:
		if b, ok := values[0].(bool); ok {
			return b, true, nil
		}
		return true, true, nil
	}
	return false, false, errSingle
}

func boolean(is, known bool) []any {
	if !known {
		return nil
	}
	return []any{is}
}

// logic is that of three values: yes, no, and nothing.
func (ev *evaluation) logic(n *node, sc scope) ([]any, error) {
	var is, known [2]bool
	for i, kid := range n.kids {
		values, err := ev.eval(kid, sc)
		if err == nil {
			is[i], known[i], err = truth(values)
		}
		if err != nil {
			return nil, err
		}
		yes, no := known[i] && is[i], known[i] && !is[i]
		if n.op == "and" && no || n.op == "or" && yes || n.op == "implies" && (i == 0 && no || i == 1 && yes) {
			return []any{n.op != "and"}, nil
		}
	}
	both := known[0] && known[1]
	switch n.op {
	case "and":
		return boolean(true, both), nil
	case "or":
		return boolean(false, both), nil
	case "xor":
		return boolean(is[0] != is[1], both), nil
	}
	return boolean(false, both), nil // implies: yes, and no
}

// whole1 is the one whole number of a collection; ok is false when it is empty.
func whole1(values []any) (n int64, ok bool, err error) {
	if len(values) == 0 {
		return 0, false, nil
	}
	n, ok = values[0].(int64)
	if len(values) > 1 || !ok {
		return 0, false, errors.New("a whole number is needed")
	}
	return n, true, nil
}

func numberIn(x any) (float64, bool) {
	switch x := x.(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, true
	case picked:
		if x.Kind == "Quantity" {
			return x.float()
		}
	}
	return 0, false
}

// arithmetic is + - * / div mod and &.
func (ev *evaluation) arithmetic(op string, left, right []any) ([]any, error) {
	if len(left) > 1 || len(right) > 1 {
		return nil, errSingle
	}
	if op == "&" {
		var b strings.Builder
		for _, x := range append(left[:len(left):len(left)], right...) {
			b.WriteString(textOfAny(x))
		}
		return []any{b.String()}, ev.spend(b.Len() / 16)
	}
	if len(left) == 0 || len(right) == 0 {
		return nil, nil
	}
	if a, ok := left[0].(string); ok && op == "+" {
		if b, ok := right[0].(string); ok {
			return []any{a + b}, ev.spend((len(a) + len(b)) / 16)
		}
	}
	x, ok1 := numberIn(left[0])
	y, ok2 := numberIn(right[0])
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("%s needs two numbers", op)
	}
	_, whole := left[0].(int64)
	if _, both := right[0].(int64); !both {
		whole = false
	}
	return calculate(op, x, y, whole && op != "/")
}

func calculate(op string, x, y float64, whole bool) ([]any, error) {
	if y == 0 && (op == "/" || op == "div" || op == "mod") {
		return nil, nil
	}
	var z float64
	switch op {
	case "+":
		z = x + y
	case "-":
		z = x - y
	case "*":
		z = x * y
	case "/":
		z = x / y
	case "div":
		z, whole = math.Trunc(x/y), true
	case "mod":
		z = math.Mod(x, y)
	default:
		return nil, Unsupported{op}
	}
	if math.IsNaN(z) || math.IsInf(z, 0) || whole && math.Abs(z) > 1<<53 {
		return nil, errors.New("the number is too large")
	}
	if whole {
		return []any{int64(z)}, nil
	}
	return []any{clean(z)}, nil
}
