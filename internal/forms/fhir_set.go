package forms

import (
	"slices"
)

// containedPart is what is carried inside the form: lists of answers are read,
// other resources kept.
var containedPart = fieldOf[Form]{
	name: "contained",
	read: func(c *reading, f *Form, p spot) error {
		list, ok := p.v.([]any)
		if !ok {
			return p.wrong("a list")
		}
		for n, v := range list {
			o, ok := v.(object)
			if !ok {
				return spot{path: nth(p.path, n)}.wrong("an object")
			}
			if o["resourceType"] != "ValueSet" {
				c.note(nth(p.path, n), "a “"+textOf(o["resourceType"])+"” inside the form is kept and written again, not read", false)
				continue
			}
			set, err := readSet(c, spot{nth(p.path, n), o, o})
			if err != nil {
				return err
			}
			if c != nil && set.URL != "" {
				c.sets = append(c.sets, set.URL)
			}
			f.ValueSets = append(f.ValueSets, set)
		}
		return nil
	},
	write: func(f *Form) any {
		var list []any
		for n := range f.ValueSets {
			list = append(list, writeSet(&f.ValueSets[n]))
		}
		if list == nil {
			return nil
		}
		return list
	},
	keep: func(v any) any {
		var list []any
		for _, v := range listOf(v) {
			if o, ok := v.(object); ok && o["resourceType"] == "ValueSet" {
				v = object{"resourceType": "ValueSet", "id": o["id"]}
			}
			list = append(list, v)
		}
		return append([]any{}, list...)
	},
	over: func(f *Form, kept any) any {
		left := slices.Clone(f.ValueSets)
		list := []any{}
		for _, v := range listOf(kept) {
			o, _ := v.(object)
			if o["resourceType"] != "ValueSet" {
				list = append(list, v)
				continue
			}
			at := slices.IndexFunc(left, func(s ValueSet) bool { return s.ID == textOf(o["id"]) })
			if at >= 0 {
				list = append(list, writeSet(&left[at]))
				left = slices.Delete(left, at, at+1)
			}
		}
		for n := range left {
			list = append(list, writeSet(&left[n]))
		}
		return list
	},
}

func readSet(c *reading, p spot) (ValueSet, error) {
	o, _ := p.v.(object)
	var s ValueSet
	for name, field := range map[string]*string{"id": &s.ID, "url": &s.URL, "title": &s.Title} {
		words, ok := o[name].(string)
		if !ok && o[name] != nil {
			return s, spot{path: under(p.path, name)}.wrong("text")
		}
		*field = words
	}
	options, all := setOptions(o)
	if !all {
		c.note(p.path, "the list says which answers it has by a rule, or refers to another; those cannot be offered, and are kept and written again", false)
	}
	s.Options = options
	kept := func(also ...string) {
		s.Extra = nil
		for name, v := range o {
			switch {
			case slices.Contains([]string{"compose", "expansion"}, name) && len(also) == 0,
				slices.Contains([]string{"resourceType", "id", "url", "title"}, name) && v != nil && v != "":
			default:
				if s.Extra == nil {
					s.Extra = Extra{}
				}
				s.Extra[name] = raw(v)
			}
		}
	}
	if kept(); !equal(writeSet(&s), o) {
		kept("compose", "expansion")
	}
	return s, nil
}

func writeSet(s *ValueSet) any {
	o := object{"resourceType": "ValueSet"}
	for name, v := range s.Extra {
		o[name] = tree(v)
	}
	put(o, "id", s.ID)
	put(o, "url", s.URL)
	put(o, "title", s.Title)
	if was, _ := setOptions(o); !sameOptions(was, s.Options) {
		delete(o, "expansion")
		delete(o, "compose")
		if len(s.Options) > 0 {
			o["compose"] = object{"include": includes(s.Options)}
		}
	}
	return o
}

func sameOptions(a, b []Option) bool {
	return slices.EqualFunc(a, b, func(a, b Option) bool { return equal(concept(&a), concept(&b)) && a.Value.System == b.Value.System })
}

// setOptions are the answers of a list, and whether that is all of them: as they
// were worked out by whoever wrote the file, else as the list names them.
func setOptions(o object) (options []Option, all bool) {
	all = true
	if expansion, ok := o["expansion"].(object); ok {
		return expanded(listOf(expansion["contains"]), 0), true
	}
	compose, _ := o["compose"].(object)
	for _, v := range listOf(compose["include"]) {
		include, _ := v.(object)
		if include["filter"] != nil || include["valueSet"] != nil || len(listOf(include["concept"])) == 0 {
			all = false
		}
		for _, v := range listOf(include["concept"]) {
			if o, ok := v.(object); ok {
				options = append(options, conceptOption(o, textOf(include["system"])))
			}
		}
	}
	return options, all && compose["exclude"] == nil
}

func expanded(contains []any, depth int) []Option {
	var options []Option
	for _, v := range contains {
		o, ok := v.(object)
		if !ok || depth > deepest {
			continue
		}
		if o["abstract"] != true && (o["code"] != nil || o["display"] != nil) {
			options = append(options, conceptOption(o, textOf(o["system"])))
		}
		options = append(options, expanded(listOf(o["contains"]), depth+1)...)
	}
	return options
}

func conceptOption(o object, system string) Option {
	option := coded(system, textOf(o["code"]), textOf(o["display"]))
	for _, v := range listOf(o["extension"]) {
		if e, ok := v.(object); ok && insideWeight[0].is(textOf(e["url"])) {
			insideWeight[0].take(&option, e)
		}
	}
	for _, v := range listOf(o["designation"]) {
		d, _ := v.(object)
		if tag := textOf(d["language"]); languageTag.MatchString(tag) && textOf(d["value"]) != "" {
			if option.Text.In == nil {
				option.Text.In = map[string]string{}
			}
			option.Text.In[tag] = textOf(d["value"])
		}
	}
	return option
}

// concept is an option as a list of answers in FHIR names it.
func concept(x *Option) object {
	o, _ := writeCoding(Coding{"", x.Value.Text, x.display()}).(object)
	if list := insideWeight[0].all(x); len(list) > 0 {
		o["extension"] = []any{list[0]}
	}
	var designations []any
	for _, e := range translations[0].write(&x.Text) {
		pair := listOf(e["extension"])
		designations = append(designations, object{
			"language": pair[0].(object)["valueCode"], "value": pair[1].(object)["valueString"],
		})
	}
	if designations != nil {
		o["designation"] = designations
	}
	return o
}

func includes(options []Option) []any {
	var list []any
	var last object
	for n := range options {
		x := &options[n]
		if last == nil || textOf(last["system"]) != x.Value.System {
			last = object{"concept": []any{}}
			put(last, "system", x.Value.System)
			list = append(list, last)
		}
		last["concept"] = append(listOf(last["concept"]), concept(x))
	}
	return list
}
