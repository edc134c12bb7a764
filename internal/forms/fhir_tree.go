package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// deepest is how far objects and lists may lie within one another.
const deepest = 200

// object is an object of FHIR JSON as it was read. In it are objects, []any,
// string, bool, nil, and json.Number, which keeps how a number is written.
type object = map[string]any

// parseTree reads one JSON object. It notes names that come twice.
func parseTree(c *reading, data []byte) (object, error) {
	if len(data) > biggest {
		return nil, fmt.Errorf("the file is larger than %d MB", biggest>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := parseValue(c, d, "", 0)
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = errors.New("something follows after the end of the form")
		}
	}
	if err != nil {
		line := 1 + bytes.Count(data[:min(int(d.InputOffset()), len(data))], []byte("\n"))
		return nil, fmt.Errorf("line %d: not readable as JSON: %w", line, err)
	}
	o, ok := v.(object)
	if !ok {
		return nil, errors.New("this is JSON, but not an object")
	}
	return o, nil
}

func parseValue(c *reading, d *json.Decoder, path string, depth int) (any, error) {
	if depth > deepest {
		return nil, fmt.Errorf("%s: nested more than %d deep", path, deepest)
	}
	token, err := d.Token()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := object{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string)
			inside := under(path, name)
			v, err := parseValue(c, d, inside, depth+1)
			if err != nil {
				return nil, err
			}
			if was, twice := o[name]; twice && !equal(was, v) {
				c.note(inside, "is there twice; the last one counts", false)
			}
			o[name] = v
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := parseValue(c, d, nth(path, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return token, nil
}

func under(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func nth(path string, n int) string { return fmt.Sprintf("%s[%d]", path, n) }

// equal compares parts of a tree; nil is an absent part.
func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// raw is a part of a tree as it is kept in an Extra.
func raw(v any) json.RawMessage { return appendTree(nil, v, "", "") }

// tree is a part of a tree that was kept in an Extra, nil when it is not JSON.
func tree(kept json.RawMessage) any {
	if len(kept) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(kept))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// appendTree writes v as JSON, fields in the order in which FHIR lists them; on
// lines of their own when step is not empty.
func appendTree(b []byte, v any, indent, step string) []byte {
	line := func(indent string) {
		if step != "" {
			b = append(append(b, '\n'), indent...)
		}
	}
	switch v := v.(type) {
	case object:
		b = append(b, '{')
		for n, name := range fieldOrder(v) {
			if n > 0 {
				b = append(b, ',')
			}
			line(indent + step)
			b = append(appendString(b, name), ':')
			if step != "" {
				b = append(b, ' ')
			}
			b = appendTree(b, v[name], indent+step, step)
		}
		if len(v) > 0 {
			line(indent)
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for n, one := range v {
			if n > 0 {
				b = append(b, ',')
			}
			line(indent + step)
			b = appendTree(b, one, indent+step, step)
		}
		if len(v) > 0 {
			line(indent)
		}
		return append(b, ']')
	case string:
		return appendString(b, v)
	case json.Number:
		return append(b, v...)
	case bool:
		return fmt.Append(b, v)
	}
	return append(b, "null"...)
}

func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return append(b, `""`...) // a string can always be encoded
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// order is that of fields in FHIR's definitions, as far as forms have them.
var order = strings.Fields(`resourceType id meta implicitRules language text contained extension modifierExtension
	linkId question operator definition url identifier version name title derivedFrom status experimental subjectType date publisher
	contact description useContext jurisdiction purpose copyright approvalDate lastReviewDate effectivePeriod
	system code display coding prefix type enableWhen enableBehavior disabledDisplay required repeats readOnly maxLength
	answerConstraint answerValueSet options answerOption option initial value compose expansion include item`)

var ranks = func() map[string]int {
	ranks := make(map[string]int, len(order))
	for n, name := range order {
		ranks[name] = n
	}
	return ranks
}()

func fieldOrder(o object) []string {
	rank := func(name string) int {
		// The narrative of a resource stands early, the words of an item after its code.
		if _, item := o["linkId"]; item && strings.TrimPrefix(name, "_") == "text" {
			return ranks["prefix"]
		}
		if n, ok := ranks[strings.TrimPrefix(name, "_")]; ok {
			return n
		}
		return ranks["initial"]
	}
	return slices.SortedFunc(maps.Keys(o), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		if d := strings.Compare(strings.TrimPrefix(a, "_"), strings.TrimPrefix(b, "_")); d != 0 {
			return d
		}
		return len(a) - len(b)
	})
}
