package surveys

import "footbridge/internal/forms"

func walkForm(items []forms.Item, parents []*forms.Item, fn func(parents []*forms.Item, i *forms.Item)) {
	for n := range items {
		fn(parents, &items[n])
		walkForm(items[n].Items, append(parents[:len(parents):len(parents)], &items[n]), fn)
	}
}

func optionsOf(f *forms.Form, i *forms.Item) []forms.Option {
	for _, v := range f.ValueSets {
		if i.ValueSet == "#"+v.ID {
			return v.Options
		}
	}
	return i.Options
}
