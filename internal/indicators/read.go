package indicators

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// biggest is how long a definition's file may be, in bytes.
const biggest = 32 << 10

// deepest is how deep a definition's file may be nested.
const deepest = 8

// readDefinition reads the YAML file of a definition. It is strict: a field, a
// value or a type that it does not know is a mistake, which names its line.
func readDefinition(text string) (Definition, error) {
	d, err := readText(text)
	if err != nil {
		return Definition{}, fault.Field("text", "%s", fold.Capital(err.Error())+".")
	}
	return d, nil
}

func readText(text string) (Definition, error) {
	if len(text) > biggest {
		return Definition{}, fmt.Errorf("the definition is longer than %d kB", biggest>>10)
	}
	if !utf8.ValidString(text) {
		return Definition{}, errors.New("the definition is not text in UTF-8")
	}
	dec := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if err == io.EOF {
			return Definition{}, errors.New("the definition is empty")
		}
		return Definition{}, fmt.Errorf("not readable: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if dec.Decode(&more) != io.EOF {
		return Definition{}, errors.New("something follows after the end of the definition")
	}
	if err := bare(doc.Content[0], 0); err != nil {
		return Definition{}, err
	}
	r := &definitionReader{d: Definition{text: text, Shape: Share, Period: "month", Direction: Neutral, Chart: "xmr"}}
	if err := r.fields(doc.Content[0], "a definition", r.known()); err != nil {
		return Definition{}, err
	}
	if err := r.complete(doc.Content[0]); err != nil {
		return Definition{}, err
	}
	r.d.Numerator, r.d.Denominator, r.d.Exclusions = r.d.words()
	return r.d, nil
}

// bare refuses what a definition does not need and could be turned against us.
func bare(n *yaml.Node, depth int) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return wrong(n, "anchors (& and *) are not understood; write it out")
	case depth > deepest:
		return wrong(n, "nested more than %d deep", deepest)
	}
	for _, inside := range n.Content {
		if err := bare(inside, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func wrong(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", max(n.Line, 1), fmt.Sprintf(format, args...))
}

// definitionReader reads one file.
type definitionReader struct {
	d    Definition
	late []func() error // what can be read once it is known what is counted
}

type readers = map[string]func(*yaml.Node) error

// fields reads each field of a mapping with its reader.
func (r *definitionReader) fields(n *yaml.Node, what string, known readers) error {
	if n.Kind != yaml.MappingNode {
		return wrong(n, "%s should be fields with a colon", what)
	}
	seen := map[string]bool{}
	for at := 0; at+1 < len(n.Content); at += 2 {
		key, v := n.Content[at], n.Content[at+1]
		if seen[key.Value] {
			return wrong(key, "%s says “%s” twice", what, key.Value)
		}
		seen[key.Value] = true
		read := known[key.Value]
		if read == nil {
			return wrong(key, "%s has no “%s”; it may have %s", what, key.Value, strings.Join(names(known), ", "))
		}
		if err := read(v); err != nil {
			return err
		}
	}
	return nil
}

var indicatorSlug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// reserved are words that addresses of pages have for themselves.
var reserved = []string{"units", "compare", "board", "quality", "definitions", "runs"}

func (r *definitionReader) known() readers {
	d := &r.d
	late := func(to *[]clause) func(*yaml.Node) error {
		return func(n *yaml.Node) error {
			r.late = append(r.late, func() error { return r.clauses(n, d.rule.with, to) })
			return nil
		}
	}
	out := r.described()
	maps.Copy(out, readers{
		"count": r.count(&d.rule.subject),
		"with":  r.basis(&d.rule.subject),
		"only":  late(&d.rule.only), "except": late(&d.rule.except), "having": late(&d.rule.having),
		"recorded": func(n *yaml.Node) error {
			return r.fields(n, "recorded", readers{"words": line(&d.Recorded, 120), "having": late(&d.rule.recorded), "floor": r.floor})
		},
		"for-each": func(n *yaml.Node) error {
			p := &subject{}
			d.rule.forEach = p
			inner := func(to *[]clause) func(*yaml.Node) error {
				return func(n *yaml.Node) error {
					r.late = append(r.late, func() error { return r.clauses(n, p.with, to) })
					return nil
				}
			}
			err := r.fields(n, "for-each", readers{"count": r.count(p), "with": r.basis(p), "only": inner(&p.only), "except": inner(&p.except)})
			if err == nil {
				err = settle(n, "for-each", p)
			}
			return err
		},
	})
	return out
}

// described are the fields that say what it is for.
func (r *definitionReader) described() readers {
	d := &r.d
	return readers{
		"indicator": func(n *yaml.Node) error {
			if err := line(&d.Indicator, 60)(n); err != nil {
				return err
			}
			if !indicatorSlug.MatchString(d.Indicator) {
				return wrong(n, "“%s” may have small letters, numbers and hyphens only", d.Indicator)
			}
			if slices.Contains(reserved, d.Indicator) {
				return wrong(n, "“%s” is the address of a page; choose another name", d.Indicator)
			}
			return nil
		},
		"title": line(&d.Title, 120), "question": line(&d.Question, 300), "why": line(&d.Why, 2000), "group": line(&d.Group, 60),
		"unit": line(&d.Unit, 60), "aspiration": line(&d.Aspiration, 300), "baseline": line(&d.Baseline, 300),
		"owner": line(&d.Owner, 120), "source": line(&d.Source, 600),
		"aim":       oneOf(&d.Aim, "hope", "control", "opportunity"),
		"shape":     oneOf(&d.Shape, Share, Count, Rate, Mean),
		"period":    oneOf(&d.Period, "month", "quarter", "rolling-12"),
		"direction": oneOf(&d.Direction, Increase, Decrease, Neutral),
		"chart":     oneOf(&d.Chart, "xmr", "run", "p", "u", "c", "t", "g"),
		"per": func(n *yaml.Node) (err error) {
			d.Per, err = whole(n, 1, 100_000)
			return err
		},
		"review": func(n *yaml.Node) (err error) {
			if d.Review, err = when.ParseDate(n.Value); err != nil {
				return wrong(n, "“%s” is not a day such as 2027-04-30", n.Value)
			}
			return nil
		},
		"since": func(n *yaml.Node) (err error) {
			if d.Since, err = when.ParseMonth(n.Value); err != nil {
				return wrong(n, "“%s” is not a month such as 2027-04", n.Value)
			}
			return nil
		},
		"dimensions": func(n *yaml.Node) error {
			var known []string
			for _, d := range Dimensions {
				known = append(known, d.Slug)
			}
			return list(n, &d.Dimensions, known)
		},
		"targets": r.targets,
	}
}

// complete says what is missing, and reads what waited.
func (r *definitionReader) complete(n *yaml.Node) error {
	d := &r.d
	for _, must := range []struct{ name, value string }{
		{"indicator", d.Indicator}, {"title", d.Title}, {"question", d.Question}, {"why", d.Why}, {"group", d.Group}, {"aim", d.Aim}, {"count", d.rule.count},
	} {
		if must.value == "" {
			return wrong(n, "%s is missing", must.name)
		}
	}
	if err := settle(n, "the definition", &d.rule.subject); err != nil {
		return err
	}
	for _, read := range r.late {
		if err := read(); err != nil {
			return err
		}
	}
	if d.Unit == "" {
		d.Unit = things(d.rule.subject)
	}
	return r.fitting(n)
}

// fitting says when the parts do not go together.
func (r *definitionReader) fitting(n *yaml.Node) error {
	d := &r.d
	switch {
	case d.Shape == Share && len(d.rule.having) == 0:
		return wrong(n, "a share needs “having”: which of those counted are in the numerator")
	case d.Shape != Share && len(d.rule.having) > 0:
		return wrong(n, "only a share has “having”; put the conditions into “only”")
	case d.Shape == Rate && (d.rule.forEach == nil || d.Per == 0):
		return wrong(n, "a rate needs “for-each”, what it is a rate of, and “per”")
	case d.Shape != Rate && (d.rule.forEach != nil || d.Per != 0):
		return wrong(n, "only a rate has “for-each” and “per”")
	case d.Shape == Mean && d.rule.count != countMinutes && d.rule.count != string(bedDays):
		return wrong(n, "a mean is of contact-minutes or of bed-days")
	case d.Shape == Share && (d.rule.count == countMinutes || d.rule.count == string(bedDays)):
		return wrong(n, "a share counts people or things, not minutes or nights")
	case len(d.rule.recorded) > 0 && d.Recorded == "":
		return wrong(n, "recorded needs “words”: what was recorded, such as “with their employment recorded”")
	case d.Recorded != "" && len(d.rule.recorded) == 0:
		return wrong(n, "recorded needs “having”: when something counts as recorded")
	case d.Shape != Share && d.Recorded != "":
		return wrong(n, "only a share has “recorded”")
	case len(d.Targets) > 0 && d.Direction == Neutral:
		return wrong(n, "a target needs a direction, increase or decrease")
	}
	return nil
}

// settle finds the basis of a subject.
func settle(n *yaml.Node, what string, p *subject) error {
	switch {
	case p.count == "":
		return wrong(n, "%s does not say what to count", what)
	case p.count == countPeople && p.with == "":
		return wrong(n, "%s counts people: say “with” what, such as open-referrals", what)
	case p.count != countPeople && p.with != "":
		return wrong(n, "%s counts %s: only people are counted “with” something", what, p.count)
	case p.with == "":
		p.with = countable()[p.count]
	}
	return nil
}

func (r *definitionReader) count(p *subject) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		all := countable()
		if _, ok := all[n.Value]; n.Kind != yaml.ScalarNode || !ok {
			return wrong(n, "“%s” cannot be counted; %s can", n.Value, strings.Join(names(all), ", "))
		}
		p.count = n.Value
		return nil
	}
}

func (r *definitionReader) basis(p *subject) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if _, ok := basisWords[basis(n.Value)]; n.Kind != yaml.ScalarNode || !ok {
			return wrong(n, "people cannot be counted with “%s”; they can with %s", n.Value, strings.Join(names(aboutNames()), ", "))
		}
		p.with = basis(n.Value)
		return nil
	}
}

func aboutNames() map[string]parts {
	out := map[string]parts{}
	for b, p := range aboutThings {
		out[string(b)] = p
	}
	return out
}

// parsed is the definition of a kept version. A version never changes, so each
// is read once.
func (x *Indicators) parsed(_ string, r definitionRow) (Definition, error) {
	kept, ok := x.texts.Load(r.Text)
	if !ok {
		d, err := readDefinition(r.Text)
		if err != nil {
			return d, fmt.Errorf("version %d of %s: %w", r.Version, r.Indicator, err)
		}
		kept, _ = x.texts.LoadOrStore(r.Text, d)
	}
	d := kept.(Definition)
	d.Version = r.Version
	return d, nil
}
