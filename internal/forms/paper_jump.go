package forms

import "slices"

// jumps finds the answers after which the next questions are left out, and the
// question that follows instead: by link ID and the option's key. On paper they
// are printed beside the box.
func (f *Form) jumps(numbers map[string]string) map[string]map[string]string {
	var all []*Item
	f.Walk(func(parents []*Item, i *Item) {
		if i.shown() && !slices.ContainsFunc(parents, func(p *Item) bool { return !p.shown() }) {
			all = append(all, i)
		}
	})
	out := map[string]map[string]string{}
	for at, q := range all {
		options := f.answersOf(q)
		if len(options) == 0 || q.Repeats {
			continue
		}
		end := at + 1 // of the items that only this question decides about
		for end < len(all) && (decidedBy(all[end], q) || f.insideOf(all[at+1:end], all[end])) {
			end++
		}
		if end == at+1 {
			continue
		}
		for _, v := range options {
			to := at + 1
			for to < end && (f.insideOf(all[at+1:to], all[to]) || !allows(all[to], v)) {
				to++
			}
			if to > at+1 && (to < end || end == len(all) || f.numbered(all[end:], numbers) != "") {
				where := f.numbered(all[to:], numbers)
				if where == "" {
					where = "the end"
				} else {
					where = "question " + where
				}
				if out[q.LinkID] == nil {
					out[q.LinkID] = map[string]string{}
				}
				out[q.LinkID][v.Key()] = where
			}
		}
	}
	return out
}

// answersOf are the values that can be chosen.
func (f *Form) answersOf(q *Item) []Value {
	if q.Kind == Boolean {
		return []Value{{Kind: "boolean", Text: "true"}, {Kind: "boolean", Text: "false"}}
	}
	var out []Value
	if q.Kind == Choice {
		for _, o := range f.OptionsOf(q) {
			out = append(out, o.Value)
		}
	}
	return out
}

// numbered is the number of the first item that has one.
func (f *Form) numbered(items []*Item, numbers map[string]string) string {
	for _, i := range items {
		if n := numbers[i.LinkID]; n != "" && i.Kind != Group {
			return n
		}
	}
	return ""
}

// insideOf reports whether an item is inside one of those.
func (f *Form) insideOf(outer []*Item, i *Item) bool {
	return slices.ContainsFunc(outer, func(o *Item) bool {
		inside := false
		walk(nil, o.Items, func(_ []*Item, in *Item) { inside = inside || in == i })
		return inside
	})
}

// decidedBy reports whether only the answer to q says if the item is asked.
func decidedBy(i, q *Item) bool {
	return len(i.EnableWhen) > 0 && i.EnableExpr == nil && !slices.ContainsFunc(i.EnableWhen, func(c Condition) bool {
		return c.Question != q.LinkID || c.Operator != "=" && c.Operator != "!="
	})
}

// allows reports whether the item is asked after that answer.
func allows(i *Item, v Value) bool {
	holds := func(c Condition) bool { return c.Value.Same(v) == (c.Operator == "=") }
	if i.EnableAny {
		return slices.ContainsFunc(i.EnableWhen, holds)
	}
	return !slices.ContainsFunc(i.EnableWhen, func(c Condition) bool { return !holds(c) })
}
