package forms

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ReadJSON reads a FHIR Questionnaire. Notes name what is kept and not acted on;
// an error names the place of what cannot be read.
func ReadJSON(data []byte) (Form, []Note, error) {
	c := &reading{}
	o, err := parseTree(c, data)
	if err != nil {
		return Form{}, nil, err
	}
	return readForm(c, o)
}

func readForm(c *reading, o object) (Form, []Note, error) {
	switch kind := o["resourceType"]; kind {
	case "Questionnaire":
	case nil:
		return Form{}, nil, errors.New("resourceType: is missing; a form is a Questionnaire")
	default:
		return Form{}, nil, fmt.Errorf("resourceType: is %v; a form is a Questionnaire", kind)
	}
	var f Form
	if err := formCodec.read(c, "", o, &f); err != nil {
		return Form{}, nil, err
	}
	if lost := difference("", formCodec.write(&f), o); lost != "" {
		return Form{}, nil, fmt.Errorf("%s: says something that could not be kept; please take it out", lost)
	}
	return f, c.notes, nil
}

// difference is the place where two trees first differ, empty when they do not.
func difference(path string, a, b any) string {
	if equal(a, b) {
		return ""
	}
	switch a := a.(type) {
	case object:
		if b, ok := b.(object); ok {
			for _, name := range append(fieldOrder(b), fieldOrder(a)...) {
				if !equal(a[name], b[name]) {
					return difference(under(path, name), a[name], b[name])
				}
			}
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			for n := range a {
				if !equal(a[n], b[n]) {
					return difference(nth(path, n), a[n], b[n])
				}
			}
		}
	}
	return cmp.Or(path, "the form")
}

// WriteJSON writes f as a FHIR Questionnaire: with what was read and not
// understood, as it was read.
func WriteJSON(f *Form) ([]byte, error) {
	return append(appendTree(nil, formCodec.write(f), "", "  "), '\n'), nil
}

var formCodec = codec[Form]{
	extra: func(f *Form) *Extra { return &f.Extra },
	parts: slices.Concat([]fieldOf[Form]{
		{
			name:  "resourceType",
			read:  func(*reading, *Form, spot) error { return nil },
			write: func(*Form) any { return "Questionnaire" },
		},
		textPart("id", func(f *Form) *string { return &f.ID }),
		textPart("url", func(f *Form) *string { return &f.URL }),
		textPart("version", func(f *Form) *string { return &f.Version }),
		textPart("name", func(f *Form) *string { return &f.Name }),
		textPart("purpose", func(f *Form) *string { return &f.Purpose }),
		textPart("publisher", func(f *Form) *string { return &f.Publisher }),
		textPart("copyright", func(f *Form) *string { return &f.Copyright }),
		textPart("status", func(f *Form) *string { return &f.Status }),
		textPart("date", func(f *Form) *string { return &f.Date }),
		textPart("language", func(f *Form) *string { return &f.Language }),
		subjectPart,
		codesPart(func(f *Form) *[]Coding { return &f.Codes }),
		containedPart,
		{
			name: "item", exact: true,
			read: func(c *reading, f *Form, p spot) (err error) {
				f.Items, err = readItems(itemCodec, c, p)
				return err
			},
			write: func(f *Form) any { return writeItemsOf(itemCodec, &Item{Items: f.Items}) },
		},
	},
		textParts("title", func(f *Form) *Text { return &f.Title }),
		textParts("description", func(f *Form) *Text { return &f.Description }),
	),
	exts: []extension[Form]{
		expressionExtension(hl7+"variable", func(f *Form) []Expression { return f.Variables },
			func(f *Form, e Expression) { f.Variables = append(f.Variables[:len(f.Variables):len(f.Variables)], e) }),
		scoreExtension,
	},
}

var subjectPart = fieldOf[Form]{
	name: "subjectType",
	read: func(_ *reading, f *Form, p spot) error {
		list, ok := p.v.([]any)
		if !ok {
			return p.wrong("a list")
		}
		for n, v := range list {
			s, ok := v.(string)
			if !ok {
				return spot{path: nth(p.path, n)}.wrong("text")
			}
			f.SubjectType = append(f.SubjectType, s)
		}
		return nil
	},
	write: func(f *Form) any { return stringList(f.SubjectType) },
}

func stringList(in []string) any {
	var list []any
	for _, s := range in {
		list = append(list, s)
	}
	if list == nil {
		return nil
	}
	return list
}
