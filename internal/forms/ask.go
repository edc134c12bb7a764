package forms

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// English is the language of a form that does not name one.
const English = "en-GB"

// Walk calls fn with every item in the form's order, groups before what is in
// them, and with the items around it from the outside in.
func (f *Form) Walk(fn func(parents []*Item, i *Item)) {
	walk(nil, f.Items, fn)
}

func walk(parents []*Item, items []Item, fn func([]*Item, *Item)) {
	for n := range items {
		i := &items[n]
		fn(parents, i)
		walk(append(parents[:len(parents):len(parents)], i), i.Items, fn)
	}
}

// Find returns the item with a link ID, nil when there is none.
func (f *Form) Find(linkID string) *Item {
	return find(f.Items, linkID)
}

func find(items []Item, linkID string) *Item {
	for n := range items {
		if items[n].LinkID == linkID {
			return &items[n]
		}
		if found := find(items[n].Items, linkID); found != nil {
			return found
		}
	}
	return nil
}

// OptionsOf returns what may be chosen in an item: its own options, or those of
// the list it refers to, whether in the form or one that everybody knows. Nil
// when the list is kept elsewhere.
func (f *Form) OptionsOf(i *Item) []Option {
	if i.ValueSet == "" {
		return i.Options
	}
	for n := range f.ValueSets {
		set := &f.ValueSets[n]
		if i.ValueSet == "#"+set.ID || set.URL != "" && i.ValueSet == set.URL {
			return set.Options
		}
	}
	address, _, _ := strings.Cut(i.ValueSet, "|")
	return slices.Clone(known[address])
}

// known are lists of answers of the FHIR standard that forms refer to by address.
var known = map[string][]Option{
	"http://hl7.org/fhir/ValueSet/yesnodontknow": {
		coded("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", "Yes"),
		coded("http://terminology.hl7.org/CodeSystem/v2-0136", "N", "No"),
		coded("http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-unknown", "Don't know"),
	},
}

func coded(system, code, words string) Option {
	return Option{
		Value: Value{Kind: "Coding", Text: code, System: system, Display: words},
		Text:  Text{Plain: words},
	}
}

// Languages are the languages that any words of the form are in: its own first,
// the others in the order of their tags.
func (f *Form) Languages() []string {
	own := cmp.Or(f.Language, English)
	var others []string
	for text := range f.texts() {
		for tag, words := range text.In {
			if words != "" && !strings.EqualFold(tag, own) && !slices.Contains(others, tag) {
				others = append(others, tag)
			}
		}
	}
	slices.Sort(others)
	return append([]string{own}, others...)
}

// texts yields all words that a person who answers may read.
func (f *Form) texts() iter.Seq[Text] {
	return func(yield func(Text) bool) {
		all := []Text{f.Title, f.Description}
		f.Walk(func(_ []*Item, i *Item) {
			all = append(all, i.Text, i.Help)
			for _, o := range f.OptionsOf(i) {
				all = append(all, o.Text)
			}
		})
		for _, text := range all {
			if !yield(text) {
				return
			}
		}
	}
}

// Canonical is what a response says it answers: the form's address and version.
func (f *Form) Canonical() string {
	address := f.URL
	if address == "" && f.Name != "" {
		address = ours + "questionnaire:" + f.Name
	}
	if address == "" || f.Version == "" {
		return address
	}
	return address + "|" + f.Version
}

// Same says whether two values are the same answer: numbers by their size,
// codings by code and, where both name one, system.
func (v Value) Same(w Value) bool {
	switch {
	case v.number() && w.number():
		a, errA := strconv.ParseFloat(v.Text, 64)
		b, errB := strconv.ParseFloat(w.Text, 64)
		if errA != nil || errB != nil {
			return v.Text == w.Text
		}
		return a == b && (v.Kind != "Quantity" || w.Kind != "Quantity" || v.Display == w.Display)
	case v.Kind != w.Kind:
		return false
	case v.Kind == "Coding":
		return v.Key() == w.Key() && (v.System == "" || w.System == "" || v.System == w.System)
	}
	return v.Text == w.Text
}

func (v Value) number() bool {
	return v.Kind == "decimal" || v.Kind == "integer" || v.Kind == "Quantity"
}

// ours begins the addresses of what FHIR has no word for: see
// docs/decisions/0019-forms-are-fhir.md.
const ours = "urn:footbridge:"
