package forms

import (
	"errors"
	"strings"
)

// compareAll is = != ~ !~ of collections, and < > <= >= of single values.
func compareAll(op string, left, right []any) ([]any, error) {
	switch op {
	case "~", "!~":
		return []any{equivalent(left, right) == (op == "~")}, nil
	case "=", "!=":
		if len(left) == 0 || len(right) == 0 {
			return nil, nil
		}
		is, known := len(left) == len(right), true
		for i := 0; is && i < len(left); i++ {
			is, known = equalValues(left[i], right[i])
		}
		return boolean(is == (op == "="), known), nil
	}
	if len(left) > 1 || len(right) > 1 {
		return nil, errSingle
	}
	if len(left) == 0 || len(right) == 0 {
		return nil, nil
	}
	c, ok, err := order2(left[0], right[0])
	if err != nil || !ok {
		return nil, err
	}
	return []any{op == "<" && c < 0 || op == ">" && c > 0 || op == "<=" && c <= 0 || op == ">=" && c >= 0}, nil
}

// order2 compares two values of one kind; ok is false when dates do not say.
func order2(a, b any) (c int, ok bool, err error) {
	if x, isNumber := numberIn(a); isNumber {
		if y, both := numberIn(b); both {
			return compareNumbers(x, y), true, nil
		}
	}
	switch x := a.(type) {
	case string:
		if y, both := b.(string); both {
			return strings.Compare(x, y), true, nil
		}
	case Value:
		if y, both := b.(Value); both && (x.Kind == "time") == (y.Kind == "time") {
			c, ok = x.compare(y)
			return c, ok, nil
		}
	}
	return 0, false, errors.New("two values of different types cannot be compared")
}

// equalValues reports whether two values are equal; known is false when dates do
// not say.
func equalValues(a, b any) (is, known bool) {
	if x, ok := a.(picked); ok {
		y, both := b.(picked)
		return both && x.Value == y.Value, true
	}
	if c, ok, err := order2(a, b); err == nil {
		return c == 0, ok
	}
	if x, ok := a.(object); ok {
		y, both := b.(object)
		return both && equal(x, y), true
	}
	if !comparable(a) || !comparable(b) {
		return false, true
	}
	return a == b, true
}

// comparable reports whether == works on x: lists and objects of JSON are not.
func comparable(x any) bool {
	switch x.(type) {
	case object, []any:
		return false
	}
	return true
}

func equivalent(left, right []any) bool {
	if len(left) != len(right) {
		return false
	}
	for i := range left {
		x, text1 := left[i].(string)
		y, text2 := right[i].(string)
		a, coded1 := left[i].(picked)
		b, coded2 := right[i].(picked)
		switch {
		case text1 && text2:
			if !strings.EqualFold(strings.Join(strings.Fields(x), " "), strings.Join(strings.Fields(y), " ")) {
				return false
			}
		case coded1 && coded2:
			if !a.Same(b.Value) {
				return false
			}
		default:
			if is, known := equalValues(left[i], right[i]); !is || !known {
				return false
			}
		}
	}
	return true
}

func member(one, of []any) ([]any, error) {
	if len(one) > 1 {
		return nil, errSingle
	}
	if len(one) == 0 {
		return nil, nil
	}
	return []any{has(of, one[0])}, nil
}

func has(list []any, x any) bool {
	for _, y := range list {
		if is, known := equalValues(y, x); is && known {
			return true
		}
	}
	return false
}

func unlike(values []any) []any {
	var out []any
	for _, x := range values {
		if !has(out, x) {
			out = append(out, x)
		}
	}
	return out
}
