package forms

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// function is a function of a collection and of arguments that have been worked
// out.
type function struct {
	least, most int // arguments
	do          func(in []any, args [][]any) ([]any, error)
}

// functions are those of FHIRPath that need nothing but their input.
var functions = map[string]*function{
	"empty":      fixed(0, func(in []any) any { return len(in) == 0 }),
	"count":      fixed(0, func(in []any) any { return int64(len(in)) }),
	"isDistinct": fixed(0, func(in []any) any { return len(unlike(in)) == len(in) }),
	"hasValue":   fixed(0, func(in []any) any { return len(in) == 1 && valueOf(in[0]) != Value{} }),
	"allTrue":    fixed(0, func(in []any) any { return !slices.Contains(in, any(false)) }),
	"anyTrue":    fixed(0, func(in []any) any { return slices.Contains(in, any(true)) }),
	"allFalse":   fixed(0, func(in []any) any { return !slices.Contains(in, any(true)) }),
	"anyFalse":   fixed(0, func(in []any) any { return slices.Contains(in, any(false)) }),
	"not":        {0, 0, not},
	"distinct":   list(func(in []any) []any { return unlike(in) }),
	"getValue":   list(func(in []any) []any { return in }),
	"first":      list(func(in []any) []any { return in[:min(len(in), 1)] }),
	"last":       list(func(in []any) []any { return in[max(len(in)-1, 0):] }),
	"tail":       list(func(in []any) []any { return in[min(len(in), 1):] }),
	"single": {0, 0, func(in []any, _ [][]any) ([]any, error) {
		if len(in) > 1 {
			return nil, errSingle
		}
		return in, nil
	}},
	"skip": counted(func(in []any, n int) []any { return in[min(max(n, 0), len(in)):] }),
	"take": counted(func(in []any, n int) []any { return in[:min(max(n, 0), len(in))] }),
	"union": {1, 1, func(in []any, args [][]any) ([]any, error) {
		return unlike(append(in[:len(in):len(in)], args[0]...)), nil
	}},
	"combine": {1, 1, func(in []any, args [][]any) ([]any, error) { return append(in[:len(in):len(in)], args[0]...), nil }},
	"intersect": {1, 1, func(in []any, args [][]any) ([]any, error) {
		return slices.DeleteFunc(unlike(in), func(x any) bool { return !has(args[0], x) }), nil
	}},
	"exclude": {1, 1, func(in []any, args [][]any) ([]any, error) {
		return slices.DeleteFunc(slices.Clone(in), func(x any) bool { return has(args[0], x) }), nil
	}},

	"sum": {0, 0, sum}, "min": {0, 0, extreme(-1)}, "max": {0, 0, extreme(1)},
	"avg": {0, 0, func(in []any, _ [][]any) ([]any, error) {
		total, err := sum(in, nil)
		if err != nil || len(in) == 0 {
			return nil, err
		}
		x, _ := numberIn(total[0])
		return []any{clean(x / float64(len(in)))}, nil
	}},
	"abs": mathematical(math.Abs, false), "ceiling": mathematical(math.Ceil, true), "floor": mathematical(math.Floor, true),
	"truncate": mathematical(math.Trunc, true), "sqrt": mathematical(math.Sqrt, false), "round": {0, 1, rounded},

	"toString": single(func(x any) any { return orNothing(textOfAny(x)) }), "toInteger": single(toInteger), "toDecimal": single(toDecimal),
	"toBoolean": single(toBoolean), "toDate": single(toDate),
	"toChars": {0, 0, characters},
	"upper":   textual(func(s string) any { return strings.ToUpper(s) }), "lower": textual(func(s string) any { return strings.ToLower(s) }),
	"trim":   textual(func(s string) any { return strings.TrimSpace(s) }),
	"length": textual(func(s string) any { return int64(utf8.RuneCountInString(s)) }),

	"startsWith": about(func(s, t string) any { return strings.HasPrefix(s, t) }),
	"endsWith":   about(func(s, t string) any { return strings.HasSuffix(s, t) }),
	"contains":   about(func(s, t string) any { return strings.Contains(s, t) }),
	"indexOf":    about(indexOf),
	"matches":    {1, 1, matches}, "replace": {2, 2, replace}, "substring": {1, 2, substring}, "split": {1, 1, split}, "join": {0, 1, join},
}

func fixed(args int, fn func(in []any) any) *function {
	return &function{args, args, func(in []any, _ [][]any) ([]any, error) { return []any{fn(in)}, nil }}
}

func list(fn func(in []any) []any) *function {
	return &function{0, 0, func(in []any, _ [][]any) ([]any, error) { return fn(in), nil }}
}

func counted(fn func(in []any, n int) []any) *function {
	return &function{1, 1, func(in []any, args [][]any) ([]any, error) {
		n, ok, err := whole1(args[0])
		if err != nil || !ok {
			return nil, err
		}
		return fn(in, int(min(n, math.MaxInt32))), nil
	}}
}

// single is a function of one value; nothing gives nothing.
func single(fn func(x any) any) *function {
	return &function{0, 0, func(in []any, _ [][]any) ([]any, error) {
		if len(in) > 1 {
			return nil, errSingle
		}
		if len(in) == 0 {
			return nil, nil
		}
		if out := fn(in[0]); out != nil {
			return []any{out}, nil
		}
		return nil, nil
	}}
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// textual is a function of one text. Numbers count as they are written.
func textual(fn func(s string) any) *function {
	return single(func(x any) any { return fn(textOfAny(x)) })
}

// about is a function of two texts.
func about(fn func(s, t string) any) *function {
	return &function{1, 1, func(in []any, args [][]any) ([]any, error) {
		s, t, ok, err := twoTexts(in, args[0])
		if err != nil || !ok {
			return nil, err
		}
		return []any{fn(s, t)}, nil
	}}
}

func twoTexts(in, arg []any) (s, t string, ok bool, err error) {
	if len(in) > 1 || len(arg) > 1 {
		return "", "", false, errSingle
	}
	if len(in) == 0 || len(arg) == 0 {
		return "", "", false, nil
	}
	return textOfAny(in[0]), textOfAny(arg[0]), true, nil
}

func not(in []any, _ [][]any) ([]any, error) {
	is, known, err := truth(in)
	return boolean(!is, known), err
}

func sum(in []any, _ [][]any) ([]any, error) {
	total, whole := 0.0, true
	for _, x := range in {
		f, ok := numberIn(x)
		if !ok {
			return nil, errors.New("only numbers can be added up")
		}
		if _, ok := x.(int64); !ok {
			whole = false
		}
		total += f
	}
	return calculate("+", total, 0, whole)
}

func extreme(sign int) func([]any, [][]any) ([]any, error) {
	return func(in []any, _ [][]any) ([]any, error) {
		out := in[:min(len(in), 1)]
		for _, x := range in {
			c, ok, err := order2(x, out[0])
			if err != nil || !ok {
				return nil, err
			}
			if c*sign > 0 {
				out = []any{x}
			}
		}
		return out, nil
	}
}

func mathematical(fn func(float64) float64, whole bool) *function {
	return &function{0, 0, func(in []any, _ [][]any) ([]any, error) {
		if len(in) == 0 {
			return nil, nil
		}
		x, ok := numberIn(in[0])
		if len(in) > 1 || !ok {
			return nil, errors.New("a number is needed")
		}
		_, was := in[0].(int64)
		y := fn(x)
		if math.IsNaN(y) {
			return nil, nil
		}
		return calculate("+", y, 0, whole || was && y == math.Trunc(y))
	}}
}

func rounded(in []any, args [][]any) ([]any, error) {
	places := int64(0)
	if len(args) > 0 {
		var err error
		if places, _, err = whole1(args[0]); err != nil {
			return nil, err
		}
	}
	return mathematical(func(x float64) float64 { return round(x, int(min(max(places, 0), 12))) }, false).do(in, nil)
}

func toInteger(x any) any {
	switch x := x.(type) {
	case bool:
		if x {
			return int64(1)
		}
		return int64(0)
	case int64:
		return x
	case string:
		if n, err := strconv.ParseInt(x, 10, 32); err == nil {
			return n
		}
	}
	return nil
}

func toDecimal(x any) any {
	if n, ok := toInteger(x).(int64); ok {
		return float64(n)
	}
	if f, ok := numberIn(x); ok {
		return f
	}
	if s, ok := x.(string); ok && isDecimal(s) {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return f
		}
	}
	return nil
}

func toBoolean(x any) any {
	switch strings.ToLower(textOfAny(x)) {
	case "true", "t", "yes", "y", "1":
		return true
	case "false", "f", "no", "n", "0":
		return false
	}
	return nil
}

func toDate(x any) any {
	s := textOfAny(x)
	if s = s[:min(len(s), len("2006-01-02"))]; isDate(s) {
		return Value{Kind: "date", Text: s}
	}
	return nil
}

func characters(in []any, _ [][]any) ([]any, error) {
	if len(in) > 1 {
		return nil, errSingle
	}
	var out []any
	if len(in) == 1 {
		for _, r := range textOfAny(in[0]) {
			out = append(out, string(r))
		}
	}
	return out, nil
}

func indexOf(s, t string) any {
	i := strings.Index(s, t)
	if i < 0 {
		return int64(-1)
	}
	return int64(utf8.RuneCountInString(s[:i]))
}

func matches(in []any, args [][]any) ([]any, error) {
	s, t, ok, err := twoTexts(in, args[0])
	if err != nil || !ok {
		return nil, err
	}
	if len(t) > 500 {
		return nil, errors.New("the pattern is too long")
	}
	re, err := regexp.Compile(t)
	if err != nil {
		return nil, Unsupported{"the pattern " + shorten(t)}
	}
	return []any{re.MatchString(s)}, nil
}

func replace(in []any, args [][]any) ([]any, error) {
	s, t, ok, err := twoTexts(in, args[0])
	if err != nil || !ok || len(args[1]) != 1 {
		return nil, err
	}
	with := textOfAny(args[1][0])
	if len(s)*(len(with)+1) > maxText*10 {
		return nil, errors.New("the text becomes too long")
	}
	return []any{strings.ReplaceAll(s, t, with)}, nil
}

func substring(in []any, args [][]any) ([]any, error) {
	if len(in) != 1 {
		return nil, nil
	}
	runes := []rune(textOfAny(in[0]))
	from, ok, err := whole1(args[0])
	if err != nil || !ok || from < 0 || from >= int64(len(runes)) {
		return nil, err
	}
	runes = runes[from:]
	if len(args) > 1 {
		n, ok, err := whole1(args[1])
		if err != nil {
			return nil, err
		}
		if ok {
			runes = runes[:min(max(n, 0), int64(len(runes)))]
		}
	}
	return []any{string(runes)}, nil
}

func split(in []any, args [][]any) ([]any, error) {
	s, t, ok, err := twoTexts(in, args[0])
	if err != nil || !ok {
		return nil, err
	}
	var out []any
	for _, part := range strings.Split(s, t) {
		out = append(out, part)
	}
	return out, nil
}

func join(in []any, args [][]any) ([]any, error) {
	between := ""
	if len(args) > 0 && len(args[0]) == 1 {
		between = textOfAny(args[0][0])
	}
	parts := make([]string, len(in))
	for i, x := range in {
		parts[i] = textOfAny(x)
	}
	if len(in) == 0 {
		return nil, nil
	}
	if len(between) > 1000 {
		return nil, errors.New("the text becomes too long")
	}
	return []any{strings.Join(parts, between)}, nil
}

// ofType keeps the values of a type; "is" says whether the one value is of it.
func ofType(n *node, in []any) ([]any, error) {
	var out []any
	for _, x := range in {
		kind := valueOf(x).Kind
		same := strings.EqualFold(kind, n.name) || kind == "" && typeName(x) == n.name
		if same {
			out = append(out, x)
		}
	}
	switch {
	case n.op == "ofType":
		return out, nil
	case len(in) > 1:
		return nil, errSingle
	case n.op == "as" || len(in) == 0:
		return out, nil
	}
	return []any{len(out) > 0}, nil
}
