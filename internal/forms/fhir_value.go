package forms

import (
	"encoding/json"
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// valueKinds are the types of answers that are understood, as FHIR writes them
// in a name: "valueDecimal".
var valueKinds = []string{"Boolean", "Decimal", "Integer", "Date", "DateTime", "Time", "String", "Uri", "Coding", "Quantity"}

// kindOf is the Value.Kind of a type in a name: "decimal", but "Coding".
func kindOf(name string) string {
	if name == "Coding" || name == "Quantity" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

var integer = regexp.MustCompile(`^-?[0-9]+$`)

// readValue reads a value of a type.
func readValue(kind string, p spot) (Value, error) {
	v := Value{Kind: kindOf(kind)}
	switch kind {
	case "Boolean":
		b, ok := p.v.(bool)
		if !ok {
			return v, p.wrong("true or false")
		}
		v.Text = strconv.FormatBool(b)
	case "Decimal", "Integer":
		n, ok := p.v.(json.Number)
		if !ok || kind == "Integer" && !integer.MatchString(n.String()) {
			return v, p.wrong(map[string]string{"Decimal": "a number", "Integer": "a whole number"}[kind])
		}
		v.Text = n.String()
	case "Coding":
		o, ok := p.v.(object)
		if !ok {
			return v, p.wrong("a coding")
		}
		c, err := readCoding(spot{p.path, o, o})
		v.System, v.Text, v.Display = c.System, c.Code, c.Display
		return v, err
	case "Quantity":
		o, ok := p.v.(object)
		if !ok {
			return v, p.wrong("a quantity")
		}
		if n, ok := o["value"].(json.Number); ok {
			v.Text = n.String()
		} else if o["value"] != nil {
			return v, spot{path: under(p.path, "value")}.wrong("a number")
		}
		v.System, _ = o["system"].(string)
		v.Display, _ = o["unit"].(string)
	default:
		s, ok := p.v.(string)
		if !ok {
			return v, p.wrong("text")
		}
		v.Text = s
	}
	return v, nil
}

// writeValue is v as FHIR writes its type.
func writeValue(v Value) any {
	switch v.Kind {
	case "boolean":
		return v.Text == "true"
	case "decimal", "integer":
		return numeral(v.Text)
	case "Coding":
		return writeCoding(Coding{v.System, v.Text, v.Display})
	case "Quantity":
		o := object{}
		if v.Text != "" {
			o["value"] = numeral(v.Text)
		}
		put(o, "unit", v.Display)
		put(o, "system", v.System)
		return o
	}
	return v.Text
}

// numeral is a number as it was written; the text itself when it is none.
func numeral(text string) any {
	if json.Valid([]byte(text)) && strings.Trim(text, "-+.eE0123456789") == "" {
		return json.Number(text)
	}
	return text
}

// valueName is the name in FHIR of the field with a value: "valueCoding".
func valueName(before string, v Value) string {
	if v.Kind == "" {
		return before + "String"
	}
	return before + strings.ToUpper(v.Kind[:1]) + v.Kind[1:]
}

func put(o object, name, s string) {
	if s != "" {
		o[name] = s
	}
}

func readCoding(p spot) (Coding, error) {
	var c Coding
	o, _ := p.v.(object)
	for name, field := range map[string]*string{"system": &c.System, "code": &c.Code, "display": &c.Display} {
		s, ok := o[name].(string)
		if !ok && o[name] != nil {
			return c, spot{path: under(p.path, name)}.wrong("text")
		}
		*field = s
	}
	return c, nil
}

func writeCoding(c Coding) any {
	o := object{}
	put(o, "system", c.System)
	put(o, "code", c.Code)
	put(o, "display", c.Display)
	return o
}

func codesPart[T any](field func(x *T) *[]Coding) fieldOf[T] {
	return listPart("code", field, func(_ *reading, p spot) (Coding, bool, error) {
		c, err := readCoding(p)
		return c, true, err
	}, writeCoding)
}

// valueIn finds the value among the fields of o: that of the first type there is.
func valueIn(c *reading, before string, p spot) (Value, bool, error) {
	o, _ := p.v.(object)
	for _, kind := range valueKinds {
		if v := o[before+kind]; v != nil {
			here := spot{under(p.path, before+kind), v, o}
			value, err := readValue(kind, here)
			if text, ok := v.(string); ok && err != nil && kind != "Boolean" && kind != "Coding" {
				value, err = Value{Kind: looksLike(text), Text: text}, nil
				c.note(here.path, "is not of the type that its name says; it is read as a "+value.Kind, true)
			}
			return value, err == nil, err
		}
	}
	return Value{}, false, nil
}

var (
	likeDate = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}){0,2}$`)
	likeTime = regexp.MustCompile(`^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$`)
)

// looksLike is the type of a text that stands where another type should.
func looksLike(text string) string {
	switch {
	case integer.MatchString(text) && len(text) != 4:
		return "integer"
	case likeDate.MatchString(text):
		return "date"
	case likeTime.MatchString(text):
		return "time"
	}
	return "string"
}

func initialPart() fieldOf[Item] {
	return listPart("initial", func(i *Item) *[]Value { return &i.Initial }, func(c *reading, p spot) (Value, bool, error) {
		v, ok, err := valueIn(c, "value", p)
		if !ok && err == nil {
			c.note(p.path, "an answer filled in in advance is of a type that is not known here; it is kept and written again", false)
		}
		return v, ok, err
	}, func(v Value) any { return object{valueName("value", v): writeValue(v)} })
}

func conditionsPart() fieldOf[Item] {
	return listPart("enableWhen", func(i *Item) *[]Condition { return &i.EnableWhen }, func(c *reading, p spot) (Condition, bool, error) {
		o, _ := p.v.(object)
		var w Condition
		for name, field := range map[string]*string{"question": &w.Question, "operator": &w.Operator} {
			s, ok := o[name].(string)
			if !ok && o[name] != nil {
				return w, false, spot{path: under(p.path, name)}.wrong("text")
			}
			*field = s
		}
		v, ok, err := valueIn(c, "answer", p)
		if !ok && err == nil {
			c.note(p.path, "compares with nothing that is known here; it is kept and written again", false)
		}
		w.Value = v
		return w, true, err
	}, func(w Condition) any {
		o := object{}
		put(o, "question", w.Question)
		put(o, "operator", w.Operator)
		if w.Value.Kind != "" {
			o[valueName("answer", w.Value)] = writeValue(w.Value)
		}
		return o
	})
}

// decimal is a number of FHIR, when a float holds it.
func decimal(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// numberTree is how a number of our own is written.
func numberTree(f float64) json.Number {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "0"
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}

// clone copies an object that is about to be changed.
func clone(v any) object {
	o, _ := v.(object)
	if o == nil {
		return object{}
	}
	return maps.Clone(o)
}
