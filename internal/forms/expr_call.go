package forms

import (
	"errors"
	"fmt"

	"footbridge/internal/when"
)

// controls are the functions that work out their arguments themselves, or look
// at the response.
var controls = []string{
	"where", "select", "all", "exists", "any", "iif", "repeat", "aggregate", "weight", "ordinal", "answers", "today", "now", "timeOfDay",
	"children", "descendants", "trace", "extension", "ofType", "is", "as",
}

// call works out a function.
func (ev *evaluation) call(n *node, sc scope) ([]any, error) {
	in, args := sc.focus, n.kids[1:]
	if n.kids[0] != nil {
		var err error
		if in, err = ev.eval(n.kids[0], sc); err != nil {
			return nil, err
		}
	}
	if n.name != "where" && n.name != "select" && n.name != "repeat" {
		in = ev.asked1(in) // after where, which asks for link IDs, few are left
	}
	if err := ev.spend(len(in)); err != nil {
		return nil, err
	}
	f, plain := functions[n.name]
	if !plain {
		return ev.control(n, in, args, sc)
	}
	if len(args) < f.least || len(args) > f.most {
		return nil, fmt.Errorf("%s() is given %d arguments", n.name, len(args))
	}
	values, all := make([][]any, len(args)), len(in)
	for i, arg := range args {
		var err error
		if values[i], err = ev.eval(arg, sc); err != nil {
			return nil, err
		}
		all += len(values[i])
	}
	if err := ev.spend(all * all / 1000); err != nil { // some compare each with each
		return nil, err
	}
	out, err := f.do(in, values)
	if err == nil {
		err = ev.spend(size(out))
	}
	return out, err
}

// size is about how much there is in a result.
func size(values []any) int {
	n := len(values)
	for _, x := range values {
		if s, ok := x.(string); ok {
			n += len(s) / 16
		}
	}
	return n
}

// each works out an argument for every value of in.
func (ev *evaluation) each(in []any, arg *node, sc scope, fn func(x any, result []any) (more bool, err error)) error {
	for i, x := range in {
		inner := sc
		inner.focus, inner.this, inner.index = []any{x}, x, i
		result, err := ev.eval(arg, inner)
		if err != nil {
			return err
		}
		if more, err := fn(x, result); err != nil || !more {
			return err
		}
	}
	return nil
}

func (ev *evaluation) control(n *node, in []any, args []*node, sc scope) ([]any, error) {
	switch n.name {
	case "iif":
		return ev.iif(in, args, sc)
	case "today", "now", "timeOfDay":
		return ev.moment(n.name)
	case "weight", "ordinal":
		return ev.weights(in), nil
	case "answers":
		return ev.below(in, 0)
	case "children":
		return ev.childrenOf(in), nil
	case "descendants":
		return ev.descend(in)
	case "trace":
		return in, nil
	case "exists", "any":
		if len(args) == 0 {
			return []any{len(in) > 0}, nil
		}
	}
	if len(args) == 0 || len(args) > 1 && n.name != "aggregate" {
		return nil, fmt.Errorf("%s() is given %d arguments", n.name, len(args))
	}
	switch n.name {
	case "ofType", "is", "as":
		if args[0].op != "name" {
			return nil, fmt.Errorf("%s() needs the name of a type", n.name)
		}
		return ofType(&node{op: n.name, name: args[0].name}, in)
	case "extension":
		return ev.extensions(in, args[0], sc)
	case "aggregate":
		return ev.aggregate(in, args, sc)
	case "repeat":
		return ev.repeat(in, args[0], sc)
	}
	return ev.filter(n.name, in, args[0], sc)
}

// filter is where, select, all and exists with a criterion.
func (ev *evaluation) filter(name string, in []any, arg *node, sc scope) ([]any, error) {
	var out []any
	all, some := true, false
	err := ev.each(in, arg, sc, func(x any, result []any) (bool, error) {
		if name == "select" {
			out = append(out, result...)
			return true, ev.spend(len(result))
		}
		is, known, err := truth(result)
		is = is && known
		if is {
			out = append(out, x)
		}
		all, some = all && is, some || is
		return true, err
	})
	switch {
	case err != nil:
		return nil, err
	case name == "all":
		return []any{all}, nil
	case name == "exists" || name == "any":
		return []any{some}, nil
	case name == "where" || name == "select":
		return out, nil
	}
	return nil, Unsupported{"the function " + name + "()"}
}

func (ev *evaluation) iif(in []any, args []*node, sc scope) ([]any, error) {
	if len(args) < 2 || len(args) > 3 || len(in) > 1 {
		return nil, errors.New("iif() needs a condition, what holds then, and what else")
	}
	if len(in) == 1 {
		sc.focus, sc.this = in, in[0]
	}
	condition, err := ev.eval(args[0], sc)
	if err != nil {
		return nil, err
	}
	is, known, err := truth(condition)
	switch {
	case err != nil:
		return nil, err
	case is && known:
		return ev.eval(args[1], sc)
	case len(args) == 3:
		return ev.eval(args[2], sc)
	}
	return nil, nil
}

func (ev *evaluation) aggregate(in []any, args []*node, sc scope) ([]any, error) {
	var err error
	sc.total = nil
	if len(args) > 1 {
		if sc.total, err = ev.eval(args[1], sc); err != nil {
			return nil, err
		}
	}
	for i, x := range in {
		sc.focus, sc.this, sc.index = []any{x}, x, i
		if sc.total, err = ev.eval(args[0], sc); err != nil {
			return nil, err
		}
	}
	return sc.total, nil
}

func (ev *evaluation) repeat(in []any, arg *node, sc scope) ([]any, error) {
	var out []any
	for len(in) > 0 {
		var next []any
		err := ev.each(in, arg, sc, func(_ any, result []any) (bool, error) {
			for _, x := range result {
				if !has(out, x) {
					out, next = append(out, x), append(next, x)
				}
				if err := ev.spend(1 + len(out)/8); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		if err != nil {
			return nil, err
		}
		in = next
	}
	return out, nil
}

// moment is when the response says that it was authored: answers are worked out
// the same whenever that is done.
func (ev *evaluation) moment(name string) ([]any, error) {
	t, err := parseDateTime(ev.response.Authored)
	switch {
	case err != nil && name == "today" && len(ev.response.Authored) >= 10 && isDate(ev.response.Authored[:10]):
		return []any{Value{Kind: "date", Text: ev.response.Authored[:10]}}, nil
	case err != nil:
		return nil, nil
	case name == "today":
		return []any{Value{Kind: "date", Text: when.DateOf(t).ISO()}}, nil
	case name == "timeOfDay":
		return []any{Value{Kind: "time", Text: t.In(when.London).Format("15:04:05")}}, nil
	}
	return []any{Value{Kind: "dateTime", Text: ev.response.Authored}}, nil
}

// weights are the numbers that answers count for.
func (ev *evaluation) weights(in []any) []any {
	var out []any
	for _, x := range in {
		switch x := x.(type) {
		case *slot, *place:
			out = append(out, ev.weights(ev.child(x, "answer"))...)
		case answer:
			out = append(out, ev.weights(ev.child(x, "value"))...)
		case optionOf:
			out = append(out, ordinalOf(x.option.Value, x.item, ev.form)...)
		case picked:
			out = append(out, ordinalOf(x.Value, x.item, ev.form)...)
		}
	}
	return out
}

func ordinalOf(v Value, i *Item, f *Form) []any {
	if i == nil {
		return nil
	}
	x, ok := v.counts(f.OptionsOf(i))
	if !ok {
		return nil
	}
	return []any{x}
}

// below are the answers of items, and of the items in them.
func (ev *evaluation) below(in []any, depth int) ([]any, error) {
	var out []any
	for _, x := range in {
		here := ev.child(x, "answer")
		inner, err := ev.below(append(ev.child(x, "item"), here...), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(append(out, here...), inner...)
		if err := ev.spend(len(out) + 1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// childrenOf are the items and answers in what is given.
func (ev *evaluation) childrenOf(in []any) []any {
	var out []any
	for _, x := range in {
		out = append(out, ev.child(x, "item")...)
		out = append(out, ev.child(x, "answer")...)
		if a, ok := x.(answer); ok {
			out = append(out, ev.child(a, "value")...)
		}
	}
	return out
}

func (ev *evaluation) descend(in []any) ([]any, error) {
	var out []any
	for len(in) > 0 {
		in = ev.childrenOf(in)
		out = append(out, in...)
		if err := ev.spend(1 + len(in)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (ev *evaluation) extensions(in []any, arg *node, sc scope) ([]any, error) {
	url, err := ev.eval(arg, sc)
	if err != nil {
		return nil, err
	}
	var out []any
	for _, x := range in {
		for _, e := range ev.child(x, "extension") {
			if o, ok := e.(object); ok && len(url) == 1 && url[0] == o["url"] {
				out = append(out, e)
			}
		}
	}
	return out, nil
}
