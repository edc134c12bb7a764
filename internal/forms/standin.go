package forms

func (f *Form) OptionsOf(i *Item) []Option {
	if len(i.Options) > 0 || i.ValueSet == "" {
		return i.Options
	}
	for k := range f.ValueSets {
		if i.ValueSet == "#"+f.ValueSets[k].ID || i.ValueSet == f.ValueSets[k].URL {
			return f.ValueSets[k].Options
		}
	}
	return nil
}

func (f *Form) Walk(fn func(parents []*Item, i *Item)) {
	var walk func(parents []*Item, items []Item)
	walk = func(parents []*Item, items []Item) {
		for i := range items {
			fn(parents, &items[i])
			walk(append(parents[:len(parents):len(parents)], &items[i]), items[i].Items)
		}
	}
	walk(nil, f.Items)
}

type evaluation struct{}

func (b *bound) truth(s *slot, e *Expression) bool { return true }
func (b *bound) calculated(s *slot) []Value {
	var out []Value
	for _, a := range s.answers {
		out = append(out, a.Value)
	}
	return out
}
