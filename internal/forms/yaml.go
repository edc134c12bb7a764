package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"
)

// ReadYAML reads a form that was written by hand: see docs/guides/forms-by-hand.md.
// Errors name the line.
func ReadYAML(data []byte) (Form, []Note, error) {
	if len(data) > biggest {
		return Form{}, nil, fmt.Errorf("the file is larger than %d MB", biggest>>20)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		if err == io.EOF {
			err = errors.New("the file is empty")
		}
		return Form{}, nil, fmt.Errorf("not readable as YAML: %w", err)
	}
	if d.Decode(&more) != io.EOF {
		return Form{}, nil, errors.New("something follows after the end of the form")
	}
	y := &yamlReader{}
	if err := y.whole(doc.Content[0], 0); err != nil {
		return Form{}, nil, err
	}
	f, err := y.form(doc.Content[0])
	if err != nil {
		return Form{}, nil, err
	}
	for _, w := range y.when {
		v, ok := f.meant(*w.condition, w.value)
		if !ok {
			return Form{}, nil, y.wrong(w.value, "“%s” cannot be compared with the answers to “%s”", w.value.Value, w.condition.Question)
		}
		w.condition.Value = v
	}
	return f, y.notes, nil
}

// yamlReader reads one file.
type yamlReader struct {
	notes []Note
	when  []pending
}

// pending is a condition whose value is understood once all questions are known.
type pending struct {
	condition *Condition
	value     *yaml.Node
}

func (y *yamlReader) wrong(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", n.Line, fmt.Sprintf(format, args...))
}

// whole refuses what forms do not need and what could be turned against us.
func (y *yamlReader) whole(n *yaml.Node, depth int) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return y.wrong(n, "anchors (& and *) are not understood; write it out")
	case depth > deepest:
		return y.wrong(n, "nested more than %d deep", deepest)
	}
	for _, inside := range n.Content {
		if err := y.whole(inside, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// fields calls the function of each field of a mapping. Fields named after a
// language go into words, when there are any.
func (y *yamlReader) fields(n *yaml.Node, what string, known map[string]func(*yaml.Node) error, words *Text) error {
	if n.Kind != yaml.MappingNode {
		return y.wrong(n, "%s should be fields with a colon", what)
	}
	seen := map[string]bool{}
	for at := 0; at+1 < len(n.Content); at += 2 {
		key, v := n.Content[at], n.Content[at+1]
		if key.Kind != yaml.ScalarNode || seen[key.Value] {
			return y.wrong(key, "%s says “%s” twice", what, key.Value)
		}
		seen[key.Value] = true
		read := known[key.Value]
		if read == nil && words != nil && (key.Value == easyKey || languageTag.MatchString(key.Value)) {
			read = y.language(key.Value, words)
		}
		if read == nil {
			return y.wrong(key, "%s has no “%s”; it may have %s", what, key.Value, alternatives(known))
		}
		if err := read(v); err != nil {
			return err
		}
	}
	return nil
}

func alternatives(known map[string]func(*yaml.Node) error) string {
	var names []string
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return fmt.Sprint(names)
}

func (y *yamlReader) language(tag string, t *Text) func(*yaml.Node) error {
	if tag == easyKey {
		tag = easyTag
	}
	return func(n *yaml.Node) error {
		var s string
		if err := y.str(n, &s); err != nil {
			return err
		}
		if _, twice := t.In[tag]; twice {
			return y.wrong(n, "there are words for “%s” twice", tag)
		}
		if t.In == nil {
			t.In = map[string]string{}
		}
		t.In[tag] = s
		return nil
	}
}

func (y *yamlReader) str(n *yaml.Node, s *string) error {
	if n.Kind != yaml.ScalarNode {
		return y.wrong(n, "should be words")
	}
	if *s = n.Value; n.ShortTag() == "!!null" && n.Value != "" {
		*s = ""
	}
	return nil
}

func (y *yamlReader) strTo(s *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error { return y.str(n, s) }
}

func (y *yamlReader) each(fn func(*yaml.Node) error) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.SequenceNode {
			return y.wrong(n, "should be a list")
		}
		for _, one := range n.Content {
			if err := fn(one); err != nil {
				return err
			}
		}
		return nil
	}
}

func (y *yamlReader) strsTo(list *[]string) func(*yaml.Node) error {
	return y.each(func(n *yaml.Node) error {
		var s string
		err := y.str(n, &s)
		*list = append(*list, s)
		return err
	})
}

func (y *yamlReader) flagTo(b *bool) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		switch n.Value {
		case "true", "yes":
			*b = true
		case "false", "no":
			*b = false
		default:
			return y.wrong(n, "should be true or false")
		}
		return nil
	}
}

func (y *yamlReader) countTo(count *int) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		i, ok := whole(y.number(n))
		if !ok {
			return y.wrong(n, "“%s” should be a whole number", n.Value)
		}
		*count = i
		return nil
	}
}

func (y *yamlReader) numberTo(f **float64) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		number, ok := decimal(y.number(n))
		if !ok {
			return y.wrong(n, "“%s” should be a number", n.Value)
		}
		*f = &number
		return nil
	}
}

// number is the number a scalar is, as in JSON.
func (y *yamlReader) number(n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" && n.ShortTag() != "!!float" {
		return nil
	}
	return numeral(n.Value)
}

func (y *yamlReader) textTo(t *Text) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind == yaml.ScalarNode {
			return y.str(n, &t.Plain)
		}
		return y.fields(n, "the words", map[string]func(*yaml.Node) error{"words": y.strTo(&t.Plain)}, t)
	}
}

func (y *yamlReader) extraTo(e *Extra) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		v, err := y.tree(n)
		o, ok := v.(object)
		if err == nil && !ok {
			err = y.wrong(n, "what is kept of FHIR should be fields with a colon")
		}
		if err != nil || len(o) == 0 {
			return err
		}
		*e = Extra{}
		for name, v := range o {
			(*e)[name] = raw(v)
		}
		return nil
	}
}

// tree is what is kept of FHIR, as JSON has it.
func (y *yamlReader) tree(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		o := object{}
		for at := 0; at+1 < len(n.Content); at += 2 {
			key := n.Content[at]
			if _, twice := o[key.Value]; twice || key.Kind != yaml.ScalarNode {
				return nil, y.wrong(key, "“%s” is there twice", key.Value)
			}
			v, err := y.tree(n.Content[at+1])
			if err != nil {
				return nil, err
			}
			o[key.Value] = v
		}
		return o, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, one := range n.Content {
			v, err := y.tree(one)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	switch n.ShortTag() {
	case "!!null":
		return nil, nil
	case "!!bool":
		return n.Value == "true", nil
	case "!!int", "!!float":
		if v := numeral(n.Value); v != n.Value {
			return v, nil
		}
		return nil, y.wrong(n, "“%s” is not a number as FHIR writes it", n.Value)
	case "!!binary":
		return nil, y.wrong(n, "binary data is not understood")
	}
	return n.Value, nil
}
