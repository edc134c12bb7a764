package forms

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

func (y *yamlReader) form(n *yaml.Node) (Form, error) {
	var f Form
	known := map[string]func(*yaml.Node) error{
		"name": y.strTo(&f.Name), "title": y.textTo(&f.Title), "about": y.textTo(&f.Description),
		"for": y.strsTo(&f.SubjectType), "codes": y.codesTo(&f.Codes), "variables": y.rulesTo(&f.Variables),
		"items": y.itemsTo(&f.Items),
		"lists": y.each(func(n *yaml.Node) error {
			var s ValueSet
			err := y.fields(n, "a list of answers", map[string]func(*yaml.Node) error{
				"id": y.strTo(&s.ID), "url": y.strTo(&s.URL), "title": y.strTo(&s.Title),
				"options": y.optionsTo(&s.Options), "fhir": y.extraTo(&s.Extra),
			}, nil)
			f.ValueSets = append(f.ValueSets, s)
			return err
		}),
		"scores": y.each(func(n *yaml.Node) error {
			s, err := y.score(n)
			f.Scores = append(f.Scores, s)
			return err
		}),
		"fhir": y.extraTo(&f.Extra),
	}
	for _, one := range f.labels() {
		known[one.key] = y.strTo(one.field)
	}
	return f, y.fields(n, "a form", known, nil)
}

func (y *yamlReader) optionsTo(list *[]Option) func(*yaml.Node) error {
	return func(n *yaml.Node) (err error) {
		*list, err = y.options(n)
		return err
	}
}

func (y *yamlReader) itemsTo(items *[]Item) func(*yaml.Node) error {
	return y.each(func(n *yaml.Node) error {
		i, err := y.item(n)
		*items = append(*items, i)
		return err
	})
}

func (y *yamlReader) item(n *yaml.Node) (Item, error) {
	var i Item
	typed := false
	known := map[string]func(*yaml.Node) error{
		"id": y.strTo(&i.LinkID), "prefix": y.strTo(&i.Prefix), "ask": y.textTo(&i.Text), "help": y.textTo(&i.Help),
		"type":     func(n *yaml.Node) error { typed = true; return y.str(n, (*string)(&i.Kind)) },
		"required": y.flagTo(&i.Required), "several": y.flagTo(&i.Repeats), "at-least": y.countTo(&i.Min), "at-most": y.countTo(&i.Max),
		"read-only": y.flagTo(&i.ReadOnly), "hidden": y.flagTo(&i.Hidden), "longest": y.countTo(&i.MaxLength),
		"from": y.numberTo(&i.MinValue), "to": y.numberTo(&i.MaxValue), "unit": y.strTo(&i.Unit), "format": y.strTo(&i.Format),
		"control": y.strTo(&i.Control), "list": y.strTo(&i.ValueSet), "options": y.optionsTo(&i.Options),
		"initial": y.each(func(n *yaml.Node) error {
			v, err := y.value(n)
			i.Initial = append(i.Initial, v)
			return err
		}),
		"when":       func(n *yaml.Node) error { return y.conditions(n, &i) },
		"when-any":   func(n *yaml.Node) error { i.EnableAny = true; return y.conditions(n, &i) },
		"when-rule":  func(n *yaml.Node) (err error) { i.EnableExpr, err = y.rule(n); return err },
		"worked-out": func(n *yaml.Node) (err error) { i.Calculated, err = y.rule(n); return err },
		"variables":  y.rulesTo(&i.Variables), "polarity": y.strTo((*string)(&i.Polarity)),
		"figure": func(n *yaml.Node) error {
			g := &Figure{}
			i.Figure = g
			return y.fields(n, "a figure", map[string]func(*yaml.Node) error{
				"label": y.textTo(&g.Label), "count": y.strsTo(&g.Count), "of": y.strsTo(&g.Of), "set": y.strTo(&g.Set), "domain": y.strTo(&g.Domain),
			}, nil)
		},
		"codes": y.codesTo(&i.Codes), "items": y.itemsTo(&i.Items), "fhir": y.extraTo(&i.Extra),
	}
	err := y.fields(n, "an item", known, &i.Text)
	switch {
	case err != nil || typed:
	case len(i.Items) > 0:
		i.Kind = Group
	case len(i.Options) > 0 || i.ValueSet != "":
		i.Kind = Choice
	default:
		err = y.wrong(n, "“%s” needs a type: what kind of answer it asks for", i.LinkID)
	}
	return i, err
}

// conditions reads when an item is asked: questions and their answers, or a list
// that says how to compare.
func (y *yamlReader) conditions(n *yaml.Node, i *Item) error {
	if i.EnableWhen != nil {
		return y.wrong(n, "an item is asked when all hold, or when any does: not both")
	}
	i.EnableWhen = make([]Condition, 0, len(n.Content)) // its elements stay where they are
	add := func(c Condition, v *yaml.Node) error {
		i.EnableWhen = append(i.EnableWhen, c)
		last := &i.EnableWhen[len(i.EnableWhen)-1]
		switch {
		case v == nil:
		case v.Kind == yaml.ScalarNode:
			y.when = append(y.when, pending{last, v})
		default:
			value, err := y.value(v)
			last.Value = value
			return err
		}
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		for at := 0; at+1 < len(n.Content); at += 2 {
			if err := add(Condition{Question: n.Content[at].Value, Operator: "="}, n.Content[at+1]); err != nil {
				return err
			}
		}
		return nil
	case yaml.SequenceNode:
		for _, one := range n.Content {
			var c Condition
			var value *yaml.Node
			known := map[string]func(*yaml.Node) error{
				"question": y.strTo(&c.Question), "operator": y.strTo(&c.Operator),
				"value": func(v *yaml.Node) error { value = v; return nil },
			}
			for operator, key := range operatorKeys {
				known[key] = func(v *yaml.Node) error { c.Operator, value = operator, v; return nil }
			}
			if err := y.fields(one, "a condition", known, nil); err != nil {
				return err
			}
			if err := add(c, value); err != nil {
				return err
			}
		}
		return nil
	}
	return y.wrong(n, "say which question, and which answer to it: “when: {question: answer}”")
}

// meant is what a bare word compares with, by the kind of the question.
func (f *Form) meant(c Condition, n *yaml.Node) (Value, bool) {
	v, ok := plainValue(n)
	question := f.Find(c.Question)
	if question == nil || c.Operator == "exists" {
		return v, ok
	}
	for _, o := range f.OptionsOf(question) {
		if o.Key() == n.Value && o.Value.Text != "" {
			v := o.Value
			if v.Kind == "Coding" {
				v.Display = ""
			}
			return v, true
		}
	}
	kinds := map[Kind]string{Decimal: "decimal", Date: "date", DateTime: "dateTime", Time: "time", URL: "uri", String: "string", LongText: "string"}
	switch kind := kinds[question.Kind]; {
	case kind == "decimal" && numeral(n.Value) == n.Value:
		return v, ok
	case kind != "":
		return Value{Kind: kind, Text: n.Value}, true
	}
	return v, ok
}

var (
	tidyInteger = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	plainWord   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// plainEnough says whether a text is the same scalar with and without quotes.
func plainEnough(text string) bool { return plainWord.MatchString(text) }

// plainValue is the value that a bare scalar is.
func plainValue(n *yaml.Node) (Value, bool) {
	if n.Kind != yaml.ScalarNode {
		return Value{}, false
	}
	switch n.ShortTag() {
	case "!!str":
		return Value{Kind: "string", Text: n.Value}, true
	case "!!timestamp":
		return Value{Kind: "date", Text: n.Value}, likeDate.MatchString(n.Value)
	case "!!bool":
		return Value{Kind: "boolean", Text: n.Value}, n.Value == "true" || n.Value == "false"
	case "!!int":
		return Value{Kind: "integer", Text: n.Value}, tidyInteger.MatchString(n.Value)
	case "!!float":
		return Value{Kind: "decimal", Text: n.Value}, numeral(n.Value) != n.Value
	}
	return Value{}, false
}

// value reads a value: a bare one, or one with the name of its type.
func (y *yamlReader) value(n *yaml.Node) (Value, error) {
	if n.Kind == yaml.ScalarNode {
		v, ok := plainValue(n)
		if !ok {
			return v, y.wrong(n, "“%s” cannot be an answer", n.Value)
		}
		return v, nil
	}
	var v Value
	known := map[string]func(*yaml.Node) error{"system": y.strTo(&v.System), "words": y.strTo(&v.Display)}
	for _, name := range valueKinds {
		kind := kindOf(name)
		known[kind] = func(n *yaml.Node) error { v.Kind = kind; return y.str(n, &v.Text) }
	}
	err := y.fields(n, "an answer", known, nil)
	if err == nil && v.Kind == "" {
		err = y.wrong(n, "an answer says of which type it is")
	}
	number := slices.Contains([]string{"decimal", "integer"}, v.Kind)
	switch {
	case err != nil:
	case v.Kind == "boolean" && v.Text != "true" && v.Text != "false",
		number && numeral(v.Text) == v.Text,
		v.Kind == "integer" && !integer.MatchString(v.Text),
		v.Kind == "Quantity" && v.Text != "" && numeral(v.Text) == v.Text:
		err = y.wrong(n, "“%s” is not a %s", v.Text, v.Kind)
	}
	return v, err
}

func (y *yamlReader) codesTo(codes *[]Coding) func(*yaml.Node) error {
	return y.each(func(n *yaml.Node) error {
		var c Coding
		err := y.fields(n, "a code", map[string]func(*yaml.Node) error{
			"code": y.strTo(&c.Code), "system": y.strTo(&c.System), "words": y.strTo(&c.Display),
		}, nil)
		*codes = append(*codes, c)
		return err
	})
}

func (y *yamlReader) rule(n *yaml.Node) (*Expression, error) {
	e := &Expression{Language: fhirPath}
	if n.Kind == yaml.ScalarNode {
		return e, y.str(n, &e.Text)
	}
	return e, y.fields(n, "a rule", map[string]func(*yaml.Node) error{
		"name": y.strTo(&e.Name), "rule": y.strTo(&e.Text), "about": y.strTo(&e.Description), "language": y.strTo(&e.Language),
	}, nil)
}

func (y *yamlReader) rulesTo(list *[]Expression) func(*yaml.Node) error {
	return y.each(func(n *yaml.Node) error {
		e, err := y.rule(n)
		*list = append(*list, *e)
		return err
	})
}
