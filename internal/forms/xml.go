package forms

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ReadXML reads a FHIR Questionnaire in XML: it gives the form that the same
// questionnaire in JSON would.
func ReadXML(data []byte) (Form, []Note, error) {
	c := &reading{}
	o, err := xmlTree(data)
	if err != nil {
		return Form{}, nil, err
	}
	return readForm(c, o)
}

const fhirSpace = "http://hl7.org/fhir"

// xmlTree reads a FHIR resource in XML into the tree that its JSON would give.
func xmlTree(data []byte) (object, error) {
	if len(data) > biggest {
		return nil, fmt.Errorf("the file is larger than %d MB", biggest>>20)
	}
	x := &xmlReader{data: data, d: xml.NewDecoder(bytes.NewReader(data))}
	x.d.Strict = true
	o, err := x.document()
	if err != nil {
		line, _ := x.d.InputPos()
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	return o, nil
}

type xmlReader struct {
	data []byte
	d    *xml.Decoder
}

func (x *xmlReader) document() (object, error) {
	var o object
	for {
		token, err := x.d.Token()
		switch {
		case err == io.EOF && o != nil:
			return o, nil
		case err == io.EOF:
			return nil, errors.New("there is no form in the file")
		case err != nil:
			return nil, fmt.Errorf("not readable as XML: %w", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, errors.New("a document type (<!…>) is not accepted")
		case xml.StartElement:
			if o != nil || t.Name.Space != fhirSpace {
				return nil, fmt.Errorf("<%s> is not a FHIR resource", t.Name.Local)
			}
			if o, err = x.resource(t, 0); err != nil {
				return nil, err
			}
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return nil, errors.New("there are words outside the form")
			}
		}
	}
}

func (x *xmlReader) resource(start xml.StartElement, depth int) (object, error) {
	v, err := x.element(start, start.Name.Local, depth)
	if err != nil {
		return nil, err
	}
	o, ok := v.value.(object)
	if !ok || v.has {
		return nil, fmt.Errorf("<%s> is not a FHIR resource", start.Name.Local)
	}
	o["resourceType"] = start.Name.Local
	return o, nil
}

// xmlValue is an element: an object, or a primitive with what goes with it.
type xmlValue struct {
	value any
	has   bool   // it is a primitive
	twin  object // id and extensions of a primitive
}

// element reads what is in an element up to its end.
func (x *xmlReader) element(start xml.StartElement, name string, depth int) (xmlValue, error) {
	if depth > deepest {
		return xmlValue{}, fmt.Errorf("nested more than %d deep", deepest)
	}
	o := object{}
	var v xmlValue
	for _, a := range start.Attr {
		switch {
		case a.Name.Local == "value" && a.Name.Space == "":
			v.value, v.has = a.Value, true
		case (a.Name.Local == "id" || a.Name.Local == "url") && a.Name.Space == "":
			o[a.Name.Local] = a.Value
		case a.Name.Local == "xmlns" || a.Name.Space == "xmlns" || strings.Contains(a.Name.Space, "XMLSchema-instance"):
		default:
			return v, fmt.Errorf("<%s> has %s, which FHIR does not", name, a.Name.Local)
		}
	}
	if err := x.children(o, name, depth); err != nil {
		return v, err
	}
	switch {
	case !v.has:
		v.value = o
	case len(o) > 0:
		v.twin = o
	}
	return v, nil
}

func (x *xmlReader) children(o object, parent string, depth int) error {
	for {
		before := x.d.InputOffset()
		token, err := x.d.Token()
		if err != nil {
			return fmt.Errorf("not readable as XML: %w", err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.Directive:
			return errors.New("a document type (<!…>) is not accepted")
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("<%s> has words where FHIR has value=\"…\"", parent)
			}
		case xml.StartElement:
			name := t.Name.Local
			if name == "div" && t.Name.Space == "http://www.w3.org/1999/xhtml" {
				if err := x.d.Skip(); err != nil {
					return fmt.Errorf("not readable as XML: %w", err)
				}
				o[name] = string(x.data[before:x.d.InputOffset()])
				continue
			}
			if t.Name.Space != fhirSpace {
				return fmt.Errorf("<%s> is not of FHIR", name)
			}
			v, err := x.child(t, parent, depth)
			if err != nil {
				return err
			}
			if err := putXML(o, name, v, slices.Contains(lists[parent], name) || slices.Contains(lists[""], name)); err != nil {
				return err
			}
		}
	}
}

// child reads one element inside another, in the type that FHIR gives it.
func (x *xmlReader) child(t xml.StartElement, parent string, depth int) (xmlValue, error) {
	name := t.Name.Local
	v, err := x.element(t, name, depth+1)
	if err != nil {
		return v, err
	}
	if name == "contained" {
		o, _ := v.value.(object)
		for kind, inside := range o {
			if resource, ok := inside.(object); ok && len(o) == 1 {
				resource["resourceType"] = kind
				v.value = resource
				return v, nil
			}
		}
		return v, errors.New("<contained> should hold one resource")
	}
	if s, ok := v.value.(string); ok && v.has {
		v.value = primitive(parent, name, s)
	}
	return v, nil
}

// putXML adds a child to an object; several of a name are a list.
func putXML(o object, name string, v xmlValue, list bool) error {
	if !list {
		if _, twice := o[name]; twice {
			return fmt.Errorf("<%s> is there twice", name)
		}
		o[name] = v.value
		if v.twin != nil {
			o["_"+name] = v.twin
		}
		return nil
	}
	before := listOf(o[name])
	o[name] = append(before, v.value)
	twins := listOf(o["_"+name])
	if v.twin == nil && twins == nil {
		return nil
	}
	for len(twins) < len(before) {
		twins = append(twins, nil)
	}
	if v.twin != nil {
		twins = append(twins, v.twin)
	} else {
		twins = append(twins, nil)
	}
	o["_"+name] = twins
	return nil
}

// lists are the fields that may be there several times, by what they are in; ""
// is in whatever they are.
var lists = map[string][]string{
	"":                      {"extension", "modifierExtension", "contained", "item", "coding", "telecom", "useContext", "jurisdiction"},
	"Questionnaire":         {"identifier", "derivedFrom", "subjectType", "contact", "code", "instantiatesCanonical"},
	"QuestionnaireResponse": {"basedOn", "partOf"},
	"item":                  {"code", "enableWhen", "answerOption", "initial", "answer", "option"},
	"meta":                  {"profile", "security", "tag"},
	"ValueSet":              {"identifier", "contact"},
	"CodeSystem":            {"identifier", "contact", "filter", "property", "concept"},
	"compose":               {"include", "exclude"},
	"include":               {"concept", "filter", "valueSet"},
	"exclude":               {"concept", "filter", "valueSet"},
	"concept":               {"designation", "property", "concept"},
	"expansion":             {"parameter", "contains"},
	"contains":              {"designation", "contains"},
}

var (
	truths = []string{"experimental", "required", "repeats", "readOnly", "initialSelected", "immutable", "abstract", "inactive", "userSelected",
		"caseSensitive", "compositional", "versionNeeded"}
	counts = []string{"maxLength", "total", "offset", "rank", "count"}
)

// primitive is a value="…" in the type that FHIR gives it; text where it is not
// of that type, which the reader then says.
func primitive(parent, name, s string) any {
	polymorphic := strings.TrimPrefix(strings.TrimPrefix(name, "value"), "answer")
	inside := strings.TrimPrefix(strings.TrimPrefix(parent, "value"), "answer")
	quantity := slices.Contains([]string{"Quantity", "Duration", "Age", "Count", "Distance", "Money", "low", "high"}, inside) && name == "value"
	switch {
	case slices.Contains(truths, name) || name != polymorphic && polymorphic == "Boolean":
		if s == "true" || s == "false" {
			return s == "true"
		}
	case quantity || slices.Contains(counts, name),
		name != polymorphic && slices.Contains([]string{"Integer", "Decimal", "PositiveInt", "UnsignedInt"}, polymorphic):
		if json.Valid([]byte(s)) {
			return numeral(s)
		}
	}
	return s
}
