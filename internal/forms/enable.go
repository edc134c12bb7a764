package forms

// Enabled returns a function that says whether the item at a path is asked: an
// item whose conditions do not hold, or that is inside one, is not. The path is
// that of a [Problem]; an index at its end makes no difference. Answers to what
// is not asked count as none.
//
// The conditions are those of FHIR R4:
//
//   - exists is true or false as the question has an answer or not;
//   - = < > <= >= hold when at least one answer compares so. A question with no
//     answer satisfies none of them;
//   - != holds when no answer is equal, hence when there is no answer at all;
//   - dates of which only one says the day do not compare where that decides;
//   - a choice is more or less than another by the ordinals of their options.
//
// Where several occurrences of the question could be meant, the nearest counts:
// one in the same occurrence of a repeating group, else the last answered before
// the item, else the first after it. A question under another question is asked
// once that one has an answer. Conditions in a loop count as not holding.
func (f *Form) Enabled(r *Response) func(path string) bool {
	b := f.bind(r)
	return func(path string) bool {
		s := b.find(path)
		return s != nil && b.asked(s)
	}
}

// asked reports whether the item is asked where the slot is.
func (b *bound) asked(s *slot) bool {
	switch s.state {
	case on:
		return true
	case off, working:
		return false
	}
	s.state = working
	ok := b.placeAsked(s) && b.conditions(s)
	s.state = off
	if ok {
		s.state = on
	}
	return ok
}

// placeAsked reports whether what the slot is inside is asked.
func (b *bound) placeAsked(s *slot) bool {
	outer := s.in.slot
	if outer == nil {
		return true
	}
	if outer.item.Kind != Group && s.item.Kind != Display && (s.in.answer == nil || s.in.answer.Value.empty()) {
		return false
	}
	return b.asked(outer)
}

// conditions reports whether the item's own conditions hold.
func (b *bound) conditions(s *slot) bool {
	if e := s.item.EnableExpr; e != nil && !b.truth(s, e) {
		return false
	}
	if len(s.item.EnableWhen) == 0 {
		return true
	}
	for i := range s.item.EnableWhen {
		if b.holds(s, &s.item.EnableWhen[i]) == s.item.EnableAny {
			return s.item.EnableAny
		}
	}
	return !s.item.EnableAny
}

func (b *bound) holds(s *slot, c *Condition) bool {
	q := b.nearest(s, c.Question)
	var answers []*Answer
	if q.slot != nil && b.asked(q.slot) {
		answers = q.slot.answers
		if q.answer != nil {
			answers = []*Answer{q.answer}
		}
	}
	if c.Operator == "exists" {
		return hasValue(answers) == (c.Value.Text == "true")
	}
	if c.Operator == "!=" {
		for _, a := range answers {
			if !a.Value.empty() && b.compares(q.slot, a.Value, "=", c.Value) {
				return false
			}
		}
		return true
	}
	for _, a := range answers {
		if !a.Value.empty() && b.compares(q.slot, a.Value, c.Operator, c.Value) {
			return true
		}
	}
	return false
}

func hasValue(answers []*Answer) bool {
	for _, a := range answers {
		if !a.Value.empty() {
			return true
		}
	}
	return false
}

// compares reports whether an answer to the question of s compares so with want.
func (b *bound) compares(s *slot, have Value, operator string, want Value) bool {
	var c int
	var ok bool
	if operator == "=" && have.Same(want) {
		return true
	}
	if have.Kind == "Coding" {
		x, y := b.ordinal(s.item, have), b.ordinal(s.item, want)
		if x == nil || y == nil {
			return false
		}
		c, ok = compareNumbers(*x, *y), true
	} else {
		c, ok = have.compare(want)
	}
	if !ok {
		return false
	}
	switch operator {
	case "=":
		return c == 0 && have.Kind != "Coding"
	case "<":
		return c < 0
	case ">":
		return c > 0
	case "<=":
		return c <= 0
	case ">=":
		return c >= 0
	}
	return false
}

// ordinal is the number of the option that v is, if it has one.
func (b *bound) ordinal(i *Item, v Value) *float64 {
	options := b.form.OptionsOf(i)
	for k := range options {
		if options[k].Value.Same(v) {
			return options[k].Ordinal
		}
	}
	return nil
}

// reached is a question found from an item: its slot, and the very answer when
// the item is under it.
type reached struct {
	slot   *slot
	answer *Answer
}

// nearest finds the question that an item means.
func (b *bound) nearest(s *slot, question string) reached {
	q := b.by[question]
	if q == nil {
		return reached{}
	}
	p, from := s.in, s.index
	for p.slot != nil && !q.inside(p.slot.entry) {
		if p.slot.entry == q {
			return reached{p.slot, p.answer}
		}
		p, from = p.slot.in, p.slot.index
	}
	var at *entry
	if p.slot != nil {
		at = p.slot.entry
	}
	var chain []*entry
	for e := q; e.parent != at; e = e.parent {
		chain = append(chain, e)
	}
	top := q
	if len(chain) > 0 {
		top = chain[len(chain)-1].parent
	}
	return reached{slot: reach(&p.slots[top.index], chain, top.index < from)}
}

// reach goes down from s along chain, whose last entry is the first step.
func reach(s *slot, chain []*entry, backwards bool) *slot {
	if len(chain) == 0 {
		return s
	}
	next := chain[len(chain)-1]
	var first *slot
	for i := range s.places {
		if backwards {
			i = len(s.places) - 1 - i
		}
		found := reach(&s.places[i].slots[next.index], chain[:len(chain)-1], backwards)
		if found != nil && hasValue(found.answers) {
			return found
		}
		if first == nil {
			first = found
		}
	}
	return first
}
