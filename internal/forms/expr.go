package forms

import (
	"errors"
	"fmt"
	"strconv"
)

// evaluation is what the expressions of one bound response share.
type evaluation struct {
	*bound
	parsed map[string]*node
	vars   map[varKey]*variable
	steps  int
	of     *slot // what is being calculated: its old answer is not part of its new one
}

// varKey is a variable where it is defined.
type varKey struct {
	at   any // a *place or *slot
	name string
}

type variable struct {
	values []any
	err    error
	done   bool
}

// scope is where an expression stands: what its names start from, and the
// levels in which variables are looked for.
type scope struct {
	focus []any
	this  any
	index int
	total []any
	level *level
	depth int
}

// level is an item, or the whole form, with its variables.
type level struct {
	at   any
	vars []Expression
	up   *level
}

func (b *bound) evaluator() *evaluation {
	if b.eval == nil {
		b.eval = &evaluation{bound: b, parsed: map[string]*node{}, vars: map[varKey]*variable{}}
	}
	return b.eval
}

// levelsOf are the levels around a place.
func (b *bound) levelsOf(p *place) *level {
	if p.slot == nil {
		return &level{at: p, vars: b.form.Variables}
	}
	return &level{at: p, vars: p.slot.item.Variables, up: b.levelsOf(p.slot.in)}
}

// run works out an expression of the item of s.
func (b *bound) run(s *slot, e *Expression) ([]any, error) {
	if e.Language != "" && e.Language != "text/fhirpath" {
		return nil, Unsupported{e.Language}
	}
	ev := b.evaluator()
	n, err := ev.tree(e.Text)
	if err != nil {
		return nil, err
	}
	ev.steps = 0
	l := &level{at: s, vars: s.item.Variables, up: b.levelsOf(s.in)}
	return ev.eval(n, scope{focus: []any{s}, this: s, level: l})
}

// tree is the expression as it was parsed; nil was not readable.
func (ev *evaluation) tree(text string) (*node, error) {
	n, ok := ev.parsed[text]
	if !ok {
		var err error
		if n, err = parse(text); err != nil {
			n = nil
		}
		ev.parsed[text] = n
	}
	if n == nil {
		return nil, errors.New("the expression cannot be read")
	}
	return n, nil
}

// variable is the value of a variable, where it is defined nearest. It is worked
// out once, and one that is made from itself is an error.
func (ev *evaluation) variable(name string, l *level, depth int) ([]any, error) {
	for ; l != nil; l = l.up {
		for i := range l.vars {
			e := &l.vars[i]
			if e.Name != name {
				continue
			}
			key := varKey{l.at, name}
			if v := ev.vars[key]; v != nil {
				if !v.done {
					return nil, fmt.Errorf("%%%s is made from itself", name)
				}
				return v.values, v.err
			}
			v := &variable{}
			ev.vars[key] = v
			n, err := ev.tree(e.Text)
			if err == nil {
				v.values, err = ev.eval(n, scope{focus: []any{l.at}, this: l.at, level: l, depth: depth + 1})
			}
			v.err, v.done = err, true
			return v.values, v.err
		}
	}
	return nil, fmt.Errorf("there is no variable %%%s", name)
}

// truth reports whether an enableWhenExpression holds. One that cannot be worked
// out does, so that nothing disappears.
func (b *bound) truth(s *slot, e *Expression) bool {
	values, err := b.run(s, e)
	if err != nil {
		return true
	}
	is, known, err := truth(values)
	return err != nil || known && is
}

// calculated are the answers that a calculation gives to the item of s; those
// that are there when it cannot be worked out.
func (b *bound) calculated(s *slot) []Value {
	ev := b.evaluator()
	ev.of = s
	values, err := b.run(s, s.item.Calculated)
	ev.of = nil
	if err == nil && len(values) > maxFields {
		err = errors.New("there are too many results")
	}
	var out []Value
	if err != nil {
		for _, a := range s.answers {
			out = append(out, a.Value)
		}
		return out
	}
	if !s.item.Repeats && len(values) > 1 {
		return nil
	}
	options := b.form.OptionsOf(s.item)
	for _, v := range values {
		if got := s.item.answerOf(v, options); !got.empty() {
			out = append(out, got)
		}
	}
	return out
}

// answerOf makes an answer to the item of a result; an empty one when it is of
// no use there.
func (i *Item) answerOf(x any, options []Option) Value {
	v := valueOf(x)
	switch i.Kind {
	case Choice, OpenChoice:
		for k := range options {
			if o := options[k].Value; o.Same(v) || v.Kind == "string" && o.Key() == v.Text {
				return o
			}
		}
		if v.Kind == "Coding" || i.Kind == OpenChoice && v.Kind == "string" {
			return v
		}
		return Value{}
	case String, LongText, URL:
		v.Kind = i.Kind.valueKind()
		v.Text = v.Key()
		v.System, v.Display = "", ""
		return v
	case Decimal, Quantity:
		if v.number() {
			v = Value{Kind: i.Kind.valueKind(), Text: v.Text}
			if i.Kind == Quantity {
				v.Display = i.Unit
			}
			return v
		}
	case Integer:
		if f, ok := v.float(); ok && f == float64(int32(f)) {
			return Value{Kind: "integer", Text: strconv.Itoa(int(f))}
		}
	case Date:
		if dated(v.Kind) {
			return Value{Kind: "date", Text: v.Text[:min(len(v.Text), len("2006-01-02"))]}
		}
	default:
		if v.Kind == i.Kind.valueKind() || i.Kind == DateTime && v.Kind == "date" {
			v.Kind = i.Kind.valueKind()
			return v
		}
	}
	return Value{}
}
