package indicators

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"footbridge/internal/extracts"
	"footbridge/internal/when"
)

// clauses reads conditions about people and about things of a basis.
func (r *definitionReader) clauses(n *yaml.Node, with basis, to *[]clause) error {
	known := readers{}
	for _, all := range []parts{aboutPeople, aboutThings[with]} {
		for name, arg := range all {
			known[name] = func(n *yaml.Node) error {
				c, err := r.clause(n, name, arg)
				*to = append(*to, c)
				return err
			}
		}
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		return wrong(n, "there is no condition here; leave it out")
	}
	return r.fields(n, "a condition on "+things(subject{count: string(with), with: with}), known)
}

func (r *definitionReader) clause(n *yaml.Node, name string, arg argument) (clause, error) {
	c := clause{name: name, to: -1}
	var err error
	switch arg.kind {
	case "yes":
		if c.yes = n.Value == "true"; n.Kind != yaml.ScalarNode || !c.yes && n.Value != "false" {
			err = wrong(n, "%s is true or false", name)
		}
	case "number":
		c.number, err = whole(n, 1, arg.most)
	case "codes":
		err = list(n, &c.codes, codesKnown(arg.codes))
	case "span":
		err = r.fields(n, name, readers{
			"from": func(n *yaml.Node) (err error) { c.from, err = whole(n, 0, 150); return err },
			"to":   func(n *yaml.Node) (err error) { c.to, err = whole(n, 0, 150); return err },
		})
		if err == nil && c.to >= 0 && c.to < c.from {
			err = wrong(n, "%s ends before it begins", name)
		}
	case "parts":
		c.parts = map[string]clause{}
		known := readers{}
		for part, arg := range arg.parts {
			known[part] = func(n *yaml.Node) error {
				p, err := r.clause(n, part, arg)
				c.parts[part] = p
				return err
			}
		}
		err = r.fields(n, name, known)
		for _, must := range arg.need {
			if _, ok := c.parts[must]; err == nil && !ok {
				err = wrong(n, "%s needs “%s”, in months", name, must)
			}
		}
	}
	return c, err
}

// codesKnown are the codes of a list, and those of before that are still about.
func codesKnown(name string) []string {
	var out []string
	for _, c := range extracts.CodeList(name) {
		out = append(out, c.Code)
	}
	return append(out, historic[name]...)
}

func (r *definitionReader) floor(n *yaml.Node) error {
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return wrong(n, "floor is from 0 to 1, such as 0.6")
	}
	r.d.Floor = v
	return nil
}

func (r *definitionReader) targets(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return wrong(n, "targets are a list with a dash before each")
	}
	for _, one := range n.Content {
		var t Target
		err := r.fields(one, "a target", readers{
			"from": func(n *yaml.Node) (err error) {
				if t.From, err = when.ParseMonth(n.Value); err != nil {
					return wrong(n, "“%s” is not a month such as 2027-04", n.Value)
				}
				return nil
			},
			"value": func(n *yaml.Node) (err error) {
				if t.Value, err = strconv.ParseFloat(n.Value, 64); err != nil || math.IsNaN(t.Value) || math.IsInf(t.Value, 0) {
					return wrong(n, "“%s” is not a number", n.Value)
				}
				return nil
			},
			"agreed": line(&t.Agreed, 120),
		})
		switch {
		case err != nil:
			return err
		case t.From.IsZero():
			return wrong(one, "a target needs “from”, the month it holds from")
		case t.Agreed == "":
			return wrong(one, "a target needs “agreed”: with whom")
		}
		r.d.Targets = append(r.d.Targets, t)
	}
	slices.SortStableFunc(r.d.Targets, func(a, b Target) int { return a.From.Sub(b.From) })
	return nil
}

// line reads words of at most that many letters.
func line(to *string, most int) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return wrong(n, "there should be words here")
		}
		*to = strings.Join(strings.Fields(n.Value), " ")
		if utf8.RuneCountInString(*to) > most {
			return wrong(n, "more than %d letters", most)
		}
		return nil
	}
}

func oneOf[S ~string](to *S, all ...S) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || !slices.Contains(all, S(n.Value)) {
			var words []string
			for _, s := range all {
				words = append(words, string(s))
			}
			return wrong(n, "“%s” is not known here; it may be %s", n.Value, strings.Join(words, ", "))
		}
		*to = S(n.Value)
		return nil
	}
}

// list reads one word or several, each of them known and none twice.
func list(n *yaml.Node, to *[]string, known []string) error {
	all := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		all = n.Content
	}
	for _, one := range all {
		switch {
		case one.Kind != yaml.ScalarNode || !slices.Contains(known, one.Value):
			return wrong(one, "“%s” is not known here; it may be %s", one.Value, strings.Join(known, ", "))
		case slices.Contains(*to, one.Value):
			return wrong(one, "“%s” stands there twice", one.Value)
		}
		*to = append(*to, one.Value)
	}
	if len(*to) == 0 {
		return wrong(n, "there is nothing in the list")
	}
	return nil
}

func whole(n *yaml.Node, least, most int) (int, error) {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
		return 0, wrong(n, "“%s” is not a whole number from %d to %d", n.Value, least, most)
	}
	return v, nil
}
