package forms

import (
	"encoding/json"
	"strings"
)

func formChild(f *Form, name string) []any {
	switch name {
	case "item":
		return pointers(f.Items)
	case "contained":
		return pointers(f.ValueSets)
	case "code":
		return codings(f.Codes)
	}
	for have, s := range map[string]string{
		"resourceType": "Questionnaire", "id": f.ID, "url": f.URL, "version": f.Version, "name": f.Name, "title": f.Title.Plain, "status": f.Status,
		"description": f.Description.Plain, "language": f.Language, "publisher": f.Publisher, "purpose": f.Purpose, "copyright": f.Copyright,
	} {
		if have == name {
			return text1(s)
		}
	}
	return jsonChild(tree(f.Extra[name]))
}

func pointers[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

func codings(list []Coding) []any {
	out := make([]any, len(list))
	for i, c := range list {
		out[i] = picked{Value{Kind: "Coding", System: c.System, Text: c.Code, Display: c.Display}, nil}
	}
	return out
}

func (ev *evaluation) itemChild(i *Item, name string) []any {
	switch name {
	case "linkId":
		return text1(i.LinkID)
	case "text":
		return text1(i.Text.Plain)
	case "prefix":
		return text1(i.Prefix)
	case "type":
		return text1(string(i.Kind))
	case "answerValueSet":
		return text1(i.ValueSet)
	case "required":
		return []any{i.Required}
	case "repeats":
		return []any{i.Repeats}
	case "item":
		return pointers(i.Items)
	case "code":
		return codings(i.Codes)
	case "answerOption":
		out := make([]any, len(i.Options))
		for k := range i.Options {
			out[k] = optionOf{i, &i.Options[k]}
		}
		return out
	}
	return jsonChild(tree(i.Extra[name]))
}

// optionOf is an option of an item.
type optionOf struct {
	item   *Item
	option *Option
}

func optionChild(o optionOf, name string) []any {
	if name == "value" || name == valueName("value", o.option.Value) {
		return fromValue(o.option.Value, o.item)
	}
	kept := jsonChild(tree(o.option.Extra[name]))
	if name != "extension" || o.option.Ordinal == nil {
		return kept
	}
	for _, e := range kept {
		e, _ := e.(object)
		if url := textOf(e["url"]); strings.HasSuffix(url, "itemWeight") || strings.HasSuffix(url, "ordinalValue") {
			return kept
		}
	}
	number := json.Number(plainNumber(*o.option.Ordinal))
	for _, url := range []string{"ordinalValue", "itemWeight"} {
		kept = append(kept, object{"url": hl7 + url, "valueDecimal": number})
	}
	return kept
}

func setChild(s *ValueSet, name string) []any {
	switch name {
	case "id":
		return text1(s.ID)
	case "url":
		return text1(s.URL)
	case "title":
		return text1(s.Title)
	case "resourceType":
		return []any{"ValueSet"}
	case "expansion", "compose", "include":
		return []any{expansion{s}}
	}
	return jsonChild(tree(s.Extra[name]))
}

func (e expansion) child(name string) []any {
	switch name {
	case "include":
		return []any{e}
	case "contains", "concept":
		out := make([]any, len(e.set.Options))
		for i := range e.set.Options {
			out[i] = picked{e.set.Options[i].Value, &Item{Options: e.set.Options}}
		}
		return out
	}
	return nil
}

// jsonChild makes a collection of a part of JSON that was kept.
func jsonChild(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var out []any
		for _, one := range v {
			out = append(out, jsonChild(one)...)
		}
		return out
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return []any{n}
		}
		f, err := v.Float64()
		if err != nil {
			return nil
		}
		return []any{f}
	}
	return []any{v}
}
