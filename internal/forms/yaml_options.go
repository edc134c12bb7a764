package forms

import (
	"go.yaml.in/yaml/v3"
)

// optionsNode is a mapping from codes to words where every option is a coding,
// else a list.
func optionsNode(options []Option) *yaml.Node {
	if len(options) == 0 {
		return nil
	}
	m := newMap()
	seen := map[string]bool{}
	for n := range options {
		o := &options[n]
		if o.Value.Kind != "Coding" || o.Value.Text == "" || seen[o.Value.Text] {
			return optionList(options)
		}
		seen[o.Value.Text] = true
		one := newMap()
		one.text("words", o.display())
		translated(one, o.Text)
		one.text("system", o.Value.System)
		optionRest(one, o)
		m.put(o.Value.Text, shortest(one, o))
	}
	return m.Node
}

func optionList(options []Option) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for n := range options {
		o, one := &options[n], newMap()
		v := o.Value
		v.Display = ""
		if o.Value.Kind == "Quantity" {
			v.Display = o.Value.Display
		}
		if v.Kind != "" {
			one.put("value", valueNode(v))
		}
		if o.Value.Kind == "Coding" || o.Text.Plain != plainWords(o.Value) {
			one.text("words", o.display())
		}
		translated(one, o.Text)
		optionRest(one, o)
		node := one.Node
		if len(one.Content) == 2 && v.Kind != "" && one.Content[1].Kind == yaml.ScalarNode {
			node = one.Content[1]
		}
		list.Content = append(list.Content, node)
	}
	return list
}

func optionRest(m yamlMap, o *Option) {
	m.number("score", o.Ordinal)
	m.text("prefix", o.Prefix)
	m.flag("exclusive", o.Exclusive)
	m.flag("initial", o.Initial)
	m.extra(o.Extra)
}

// shortest is only the words where there is no more to an option.
func shortest(m yamlMap, o *Option) *yaml.Node {
	if len(m.Content) == 2 && o.display() != "" {
		return m.Content[1]
	}
	return m.Node
}

func scoreNode(s *Score) *yaml.Node {
	m := newMap()
	m.put("id", words(s.ID))
	m.put("title", textNode(s.Title))
	m.text("method", string(s.Method))
	var items, rows []*yaml.Node
	for _, i := range s.Items {
		if !i.Reversed && i.Weight == 0 {
			items = append(items, words(i.LinkID))
			continue
		}
		one := newMap()
		one.put("item", words(i.LinkID))
		one.flag("reversed", i.Reversed)
		if i.Weight != 0 {
			one.number("weight", &i.Weight)
		}
		items = append(items, one.Node)
	}
	m.list("items", items)
	m.texts("of", s.Of)
	m.count("needs", s.MinAnswered)
	m.flag("prorate", s.Prorate)
	if s.Multiply != 0 {
		m.number("multiply", &s.Multiply)
	}
	for _, row := range s.Lookup {
		one := newMap()
		one.number("from", &row.From)
		one.number("to", &row.To)
		one.Style = yaml.FlowStyle
		rows = append(rows, one.Node)
	}
	m.list("table", rows)
	if s.Round != nil {
		places := float64(*s.Round)
		m.number("round", &places)
	}
	m.text("polarity", string(s.Polarity))
	m.text("missing", s.Missing)
	m.text("source", s.Source)
	return m.Node
}

// readOptions reads a mapping of codes to words, or a list.
func (y *yamlReader) options(n *yaml.Node) ([]Option, error) {
	var options []Option
	switch n.Kind {
	case yaml.MappingNode:
		seen := map[string]bool{}
		for at := 0; at+1 < len(n.Content); at += 2 {
			key, v := n.Content[at], n.Content[at+1]
			if key.Kind != yaml.ScalarNode || key.Value == "" || seen[key.Value] {
				return nil, y.wrong(key, "the answer “%s” needs a code that no other has", key.Value)
			}
			seen[key.Value] = true
			o := Option{Value: Value{Kind: "Coding", Text: key.Value}}
			if err := y.option(v, &o); err != nil {
				return nil, err
			}
			options = append(options, o)
		}
	case yaml.SequenceNode:
		for _, v := range n.Content {
			var o Option
			if v.Kind == yaml.ScalarNode {
				value, ok := plainValue(v)
				if !ok {
					return nil, y.wrong(v, "“%s” cannot be an answer", v.Value)
				}
				o.Value, o.Text.Plain = value, plainWords(value)
			} else if err := y.option(v, &o); err != nil {
				return nil, err
			}
			options = append(options, o)
		}
	default:
		return nil, y.wrong(n, "the answers should be a list, or codes with their words")
	}
	return options, nil
}

func (y *yamlReader) option(n *yaml.Node, o *Option) error {
	if n.Kind == yaml.ScalarNode {
		o.Text.Plain, o.Value.Display = n.Value, n.Value
		return nil
	}
	said := false
	err := y.fields(n, "an answer", map[string]func(*yaml.Node) error{
		"words":  func(v *yaml.Node) error { said = true; return y.str(v, &o.Text.Plain) },
		"value":  func(v *yaml.Node) (err error) { o.Value, err = y.value(v); return err },
		"system": y.strTo(&o.Value.System),
		"score":  y.numberTo(&o.Ordinal),
		"prefix": y.strTo(&o.Prefix), "exclusive": y.flagTo(&o.Exclusive), "initial": y.flagTo(&o.Initial),
		"fhir": y.extraTo(&o.Extra),
	}, &o.Text)
	switch {
	case err != nil:
	case o.Value.Kind == "Coding":
		o.Value.Display = o.Text.Plain
	case !said && o.Value.Kind != "":
		o.Text.Plain = plainWords(o.Value)
	}
	return err
}

func (y *yamlReader) score(n *yaml.Node) (Score, error) {
	var s Score
	var multiply, round *float64
	err := y.fields(n, "a score", map[string]func(*yaml.Node) error{
		"id": y.strTo(&s.ID), "title": y.textTo(&s.Title), "method": y.strTo((*string)(&s.Method)),
		"items": y.each(func(v *yaml.Node) error {
			var i ScoreItem
			var weight *float64
			err := y.scoreItem(v, &i, &weight)
			if weight != nil {
				i.Weight = *weight
			}
			s.Items = append(s.Items, i)
			return err
		}),
		"of": y.strsTo(&s.Of), "needs": y.countTo(&s.MinAnswered), "prorate": y.flagTo(&s.Prorate),
		"multiply": y.numberTo(&multiply), "round": y.numberTo(&round),
		"table": y.each(func(v *yaml.Node) error {
			var from, to *float64
			err := y.fields(v, "a row of the table", map[string]func(*yaml.Node) error{"from": y.numberTo(&from), "to": y.numberTo(&to)}, nil)
			if err == nil && (from == nil || to == nil) {
				err = y.wrong(v, "a row of the table says from and to")
			}
			if err == nil {
				s.Lookup = append(s.Lookup, LookupRow{*from, *to})
			}
			return err
		}),
		"polarity": y.strTo((*string)(&s.Polarity)), "missing": y.strTo(&s.Missing), "source": y.strTo(&s.Source),
	}, nil)
	if multiply != nil {
		s.Multiply = *multiply
	}
	if round != nil {
		places := int(*round)
		s.Round = &places
	}
	return s, err
}

// scoreItem reads an item's part in a score: its link ID,
// or a mapping.
func (y *yamlReader) scoreItem(n *yaml.Node, i *ScoreItem, weight **float64) error {
	if n.Kind == yaml.ScalarNode {
		i.LinkID = n.Value
		return nil
	}
	return y.fields(n, "an item of a score", map[string]func(*yaml.Node) error{
		"item": y.strTo(&i.LinkID), "reversed": y.flagTo(&i.Reversed), "weight": y.numberTo(weight),
	}, nil)
}
