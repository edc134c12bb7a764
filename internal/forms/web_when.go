package forms

import (
	"encoding/json"
	"slices"
	"strings"
)

// shownWhen is what the script knows of an item's conditions.
type shownWhen struct {
	Any bool       `json:"any,omitempty"`
	Of  []compared `json:"of"`
}

type compared struct {
	Names []string `json:"names"` // of the question's fields
	Is    string   `json:"is"`    // the operator
	Value string   `json:"value"`
	Kind  string   `json:"kind,omitempty"`
	// Equal are the keys that compare so, where the question is a choice and the
	// operator asks for more or less.
	Equal []string `json:"equal,omitempty"`
}

// when returns the conditions of an item for the script, and in words. An item
// whose condition is an expression is always shown with its words.
func (b *builder) when(it *Item) (string, Phrase) {
	w := shownWhen{Any: it.EnableAny}
	for _, c := range it.EnableWhen {
		w.Of = append(w.Of, b.compared(c))
	}
	words := b.form.onlyIf(it, b.lang, b.shownNumbers())
	if under := b.inQuestion(); under != nil && it.Kind != Display && len(w.Of) == 0 {
		w.Of = append(w.Of, compared{Names: b.fields(under.LinkID), Is: "exists", Value: "true"})
	}
	if len(w.Of) == 0 || it.EnableExpr != nil {
		return "", words
	}
	text, err := json.Marshal(w)
	if err != nil {
		return "", words
	}
	return string(text), words
}

func (b *builder) shownNumbers() map[string]string {
	if b.numbered {
		return b.numbers
	}
	return nil
}

func (b *builder) compared(c Condition) compared {
	out := compared{Names: b.fields(c.Question), Is: c.Operator, Value: c.Value.Key(), Kind: c.Value.Kind}
	q := b.form.Find(c.Question)
	if q == nil || c.Value.Kind != "Coding" || !strings.ContainsAny(c.Operator, "<>") {
		return out
	}
	options := b.form.OptionsOf(q)
	at := slices.IndexFunc(options, func(o Option) bool { return o.Key() == c.Value.Key() })
	for _, o := range options {
		if at >= 0 && o.Ordinal != nil && options[at].Ordinal != nil && ordered(*o.Ordinal, c.Operator, *options[at].Ordinal) {
			out.Equal = append(out.Equal, o.Key())
		}
	}
	if out.Equal == nil {
		out.Equal = []string{}
	}
	out.Is = "in"
	return out
}

func ordered(a float64, operator string, b float64) bool {
	switch operator {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

// fields are the names under which the answers to a question are posted, near
// where the builder is: in the same occurrence of what repeats.
func (b *builder) fields(linkID string) []string {
	chain := append(slices.Clone(b.parents[linkID]), b.form.Find(linkID))
	path, many := "", false
	for _, it := range chain {
		if it == nil {
			return []string{}
		}
		if here, ok := b.place[it.LinkID]; ok {
			path, many = here, false
			continue
		}
		if many {
			path += "[0]"
		}
		path = Under(path, it.LinkID)
		many = b.form.many(it)
	}
	if !many {
		return []string{FieldName(path)}
	}
	times, _ := b.times(chain[len(chain)-1], path)
	out := make([]string, times)
	for n := range times {
		out[n] = FieldName(Nth(path, n))
	}
	return out
}

// many reports whether the item has controls of its own for each time that it is
// answered: boxes to tick are one control.
func (f *Form) many(i *Item) bool {
	return i.Repeats && !f.Picks(i) && i.Kind != Display && i.Calculated == nil && !i.ReadOnly
}
