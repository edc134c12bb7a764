package stats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// document is JSON whose members stay in order and whose numbers stay as they
// were written.
type document struct {
	scalar  json.RawMessage // when neither of the others
	items   []*document     // of a list
	members []member        // of an object
	kind    byte            // '[' or '{', else 0
}

type member struct {
	name  string
	value *document
}

// parse reads one JSON value and nothing after it.
func parse(text []byte) (*document, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	out, err := parseNext(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the end of the document, at byte %d", d.InputOffset())
	}
	return out, nil
}

func parseNext(d *json.Decoder) (*document, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("not JSON, at byte %d: %w", d.InputOffset(), err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		raw, err := json.Marshal(token)
		return &document{scalar: raw}, err
	}
	out := &document{kind: byte(delim)}
	for d.More() {
		m := member{}
		if out.kind == '{' {
			token, err := d.Token()
			if err != nil {
				return nil, fmt.Errorf("not JSON, at byte %d: %w", d.InputOffset(), err)
			}
			m.name, _ = token.(string)
		}
		if m.value, err = parseNext(d); err != nil {
			return nil, err
		}
		if out.kind == '{' {
			out.members = append(out.members, m)
		} else {
			out.items = append(out.items, m.value)
		}
	}
	if _, err = d.Token(); err != nil {
		return nil, fmt.Errorf("not JSON, at byte %d: %w", d.InputOffset(), err)
	}
	return out, nil
}

// print writes the document, a member to a line and lists of numbers on one.
func (d *document) print(b *bytes.Buffer, indent string) {
	inner := indent + " "
	switch {
	case d.kind == 0:
		b.Write(d.scalar)
	case d.kind == '{' && len(d.members) > 0:
		for i, m := range d.members {
			b.WriteString(sign(i, "{", ",") + "\n" + inner)
			name, _ := json.Marshal(m.name)
			b.Write(name)
			b.WriteString(": ")
			m.value.print(b, inner)
		}
		b.WriteString("\n" + indent + "}")
	case d.kind == '{':
		b.WriteString("{}")
	case slices.ContainsFunc(d.items, func(v *document) bool { return v.kind != 0 }):
		for i, v := range d.items {
			b.WriteString(sign(i, "[", ",") + "\n" + inner)
			v.print(b, inner)
		}
		b.WriteString("\n" + indent + "]")
	default:
		for i, v := range d.items {
			b.WriteString(sign(i, "", ", "))
			if i == 0 {
				b.WriteString("[")
			}
			b.Write(v.scalar)
		}
		if len(d.items) == 0 {
			b.WriteString("[")
		}
		b.WriteString("]")
	}
}

func sign(i int, first, later string) string {
	if i == 0 {
		return first
	}
	return later
}

// plainName is a name without what people write differently: "OR lower" and
// "or_lower" are one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
}

// find is the first member with one of some names; nil when there is none, or
// it is null.
func (d *document) find(names ...string) *document {
	for _, name := range names {
		for _, m := range d.members {
			if plainName(m.name) == plainName(name) && !m.value.null() {
				return m.value
			}
		}
	}
	return nil
}

func (d *document) null() bool { return d.kind == 0 && string(d.scalar) == "null" }

// number is the value as a number.
func (d *document) number() (float64, bool) {
	if d == nil || d.kind != 0 {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(d.scalar), 64)
	return v, err == nil
}

// numbers is the value as a list of numbers.
func (d *document) numbers() ([]float64, bool) {
	if d == nil || d.kind != '[' {
		return nil, false
	}
	out := make([]float64, len(d.items))
	for i, item := range d.items {
		v, ok := item.number()
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

// value is a number as JSON, with a word for those that JSON has no number for.
func value(v float64) *document {
	text := strconv.FormatFloat(v, 'g', -1, 64)
	switch {
	case math.IsNaN(v):
		text = "null"
	case math.IsInf(v, 1):
		text = `"Inf"`
	case math.IsInf(v, -1):
		text = `"-Inf"`
	case strings.Contains(text, "e"):
		text = strings.Replace(text, "e+", "e", 1)
	}
	return &document{scalar: json.RawMessage(text)}
}

// set fills in a result that is missing or null, under the first of its names or
// the one that is there.
func (d *document) set(v *document, names ...string) {
	for _, name := range names {
		for i, m := range d.members {
			if plainName(m.name) == plainName(name) {
				if m.value.null() {
					d.members[i].value = v
				}
				return
			}
		}
	}
	d.members = append(d.members, member{names[0], v})
}

// result fills in a number.
func (d *document) result(v float64, names ...string) { d.set(value(v), names...) }
