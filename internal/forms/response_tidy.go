package forms

import "slices"

// Tidy is the response as it is kept when it is completed: its items in the
// form's order, those calculated filled in, those that are not asked and those
// without an answer left out. What does not belong to the form at all stays, at
// the end of where it was, for [Form.Validate] to name.
//
// In a calculation today is the day on which the response says that it was
// authored; r itself is not changed.
func (f *Form) Tidy(r Response) Response {
	out := f.calculate(r)
	b := f.bind(&out)
	out.Items = b.tidyPlace(b.root, false)
	return out
}

// calculate fills in the calculated items. One may be made from others, so it
// goes on until nothing changes; a form that never comes to rest is left where
// it is after a few rounds.
func (f *Form) calculate(r Response) Response {
	calculated := false
	f.Walk(func(_ []*Item, i *Item) { calculated = calculated || i.Calculated != nil })
	for round := 0; calculated && round < 8; round++ {
		b := f.bind(&r)
		if !b.fillIn(b.root) {
			break
		}
		r.Items = b.tidyPlace(b.root, true)
	}
	return r
}

// fillIn puts the results of calculations into the tree, and reports whether one
// of them is new.
func (b *bound) fillIn(p *place) bool {
	changed := false
	for i := range p.slots {
		s := &p.slots[i]
		if !b.asked(s) {
			continue
		}
		if s.item.Calculated != nil && s.question() {
			changed = b.setCalculated(s) || changed
		}
		for _, inner := range s.places {
			changed = b.fillIn(inner) || changed
		}
	}
	return changed
}

func (b *bound) setCalculated(s *slot) bool {
	values := b.calculated(s)
	if slices.EqualFunc(values, s.answers, func(v Value, a *Answer) bool { return v == a.Value }) {
		return false
	}
	fresh := make([]*Answer, len(values))
	for i, v := range values {
		fresh[i] = &Answer{Value: v}
		if i < len(s.answers) {
			fresh[i].Items, fresh[i].Extra = s.answers[i].Items, s.answers[i].Extra
		}
	}
	s.answers = fresh
	return true
}

// tidyPlace writes down what a place holds. Everything that was given is kept
// when all is true.
func (b *bound) tidyPlace(p *place, all bool) []ResponseItem {
	var out []ResponseItem
	for i := range p.slots {
		s := &p.slots[i]
		if len(s.items) == 0 && len(s.answers) == 0 && len(s.places) == 0 || !all && !b.asked(s) {
			continue
		}
		if s.item.Kind == Group {
			out = b.tidyGroup(out, s, all)
			continue
		}
		if item := b.tidyQuestion(s, all); len(item.Answers) > 0 || len(item.Items) > 0 || len(item.Extra) > 0 {
			out = append(out, item)
		}
	}
	for _, stray := range p.strays {
		out = append(out, *stray)
	}
	return out
}

func (b *bound) tidyGroup(out []ResponseItem, s *slot, all bool) []ResponseItem {
	for _, p := range s.places {
		item := ResponseItem{LinkID: s.item.LinkID}
		if p.group != nil {
			item = *p.group
		}
		item.Items = b.tidyPlace(p, all)
		if len(item.Items) > 0 || len(item.Answers) > 0 || len(item.Extra) > 0 || all && p.group != nil {
			out = append(out, item)
		}
	}
	return out
}

// tidyQuestion puts everything that was given for a question into one item.
func (b *bound) tidyQuestion(s *slot, all bool) ResponseItem {
	item := ResponseItem{LinkID: s.item.LinkID}
	for i, given := range s.items {
		if i == 0 {
			item.Text, item.Extra = given.Text, given.Extra
		}
		item.Items = append(item.Items, given.Items...) // where none belong
	}
	for i, a := range s.answers {
		answer := *a
		if i < len(s.places) {
			answer.Items = b.tidyPlace(s.places[i], all)
		}
		if !answer.Value.empty() || len(answer.Items) > 0 || len(answer.Extra) > 0 {
			item.Answers = append(item.Answers, answer)
		}
	}
	return item
}
