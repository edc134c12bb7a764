package forms

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// ReadResponse reads a FHIR QuestionnaireResponse in JSON or XML. The name is that
// of the file, for messages. Nothing is lost: what is not acted on is kept,
// written again, and noted.
func ReadResponse(name string, data []byte) (Response, []Note, error) {
	c := &reading{}
	var o object
	var err error
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("<")) {
		o, err = xmlTree(data)
	} else {
		o, err = parseTree(c, data)
	}
	if err == nil {
		var r Response
		if r, err = readResponse(c, o); err == nil {
			return r, c.notes, nil
		}
	}
	return Response{}, nil, fmt.Errorf("%s: %w", name, err)
}

// WriteResponse writes a response as FHIR JSON.
func WriteResponse(r *Response) ([]byte, error) {
	o := restored(r.Extra)
	o["resourceType"] = "QuestionnaireResponse"
	for name, s := range map[string]string{"id": r.ID, "questionnaire": r.Questionnaire, "status": r.Status, "language": r.Language, "authored": r.Authored} {
		put(o, name, s)
	}
	writeResponseItems(o, r.Items)
	out := append(appendTree(nil, o, "", "  "), '\n')
	if !json.Valid(out) {
		return nil, fmt.Errorf("the response cannot be written: something in it is not JSON")
	}
	return out, nil
}

func readResponse(c *reading, o object) (Response, error) {
	var r Response
	if kind, _ := o["resourceType"].(string); kind != "QuestionnaireResponse" {
		return r, fmt.Errorf("this is not a QuestionnaireResponse but %q", kind)
	}
	err := takeTexts("", o, map[string]*string{
		"id": &r.ID, "questionnaire": &r.Questionnaire, "status": &r.Status, "language": &r.Language, "authored": &r.Authored,
	})
	if err == nil {
		r.Items, err = readResponseItems(c, "", o)
	}
	r.Extra = rest(o, "resourceType", "id", "questionnaire", "status", "language", "authored", "item")
	return r, err
}

// takeTexts reads the fields that are text.
func takeTexts(path string, o object, fields map[string]*string) error {
	for name, field := range fields {
		s, ok := o[name].(string)
		if !ok && o[name] != nil {
			return spot{path: under(path, name)}.wrong("text")
		}
		*field = s
	}
	return nil
}

// rest is what o says beside the fields that were read.
func rest(o object, taken ...string) Extra {
	var out Extra
	for name, v := range o {
		if !oneOf(name, taken) {
			if out == nil {
				out = Extra{}
			}
			out[name] = raw(v)
		}
	}
	return out
}

// restored is the object of what was kept.
func restored(kept Extra) object {
	o := object{}
	for name, v := range kept {
		o[name] = tree(v)
	}
	return o
}

// listOfObjects reads a field that is a list of objects.
func listOfObjects(path, name string, o object) ([]object, error) {
	if o[name] == nil {
		return nil, nil
	}
	list, ok := o[name].([]any)
	if !ok {
		return nil, spot{path: under(path, name)}.wrong("a list")
	}
	out := make([]object, len(list))
	for i, v := range list {
		if out[i], ok = v.(object); !ok {
			return nil, spot{path: nth(under(path, name), i)}.wrong("an object")
		}
	}
	return out, nil
}

// readResponseItems reads the items in o. Path is made of link IDs, as that of a
// [Problem].
func readResponseItems(c *reading, path string, o object) ([]ResponseItem, error) {
	list, err := listOfObjects(path, "item", o)
	if err != nil || list == nil {
		return nil, err
	}
	out := make([]ResponseItem, len(list))
	for i, one := range list {
		item := &out[i]
		if err := takeTexts(path, one, map[string]*string{"linkId": &item.LinkID, "text": &item.Text}); err != nil {
			return nil, err
		}
		at := Under(path, item.LinkID)
		answers, err := listOfObjects(at, "answer", one)
		if err != nil {
			return nil, err
		}
		for n, a := range answers {
			here := at
			if len(answers) > 1 {
				here = Nth(at, n)
			}
			answer, err := readAnswer(c, here, a)
			if err != nil {
				return nil, err
			}
			item.Answers = append(item.Answers, answer)
		}
		if item.Items, err = readResponseItems(c, at, one); err != nil {
			return nil, err
		}
		item.Extra = rest(one, "linkId", "text", "answer", "item")
	}
	return out, nil
}

func readAnswer(c *reading, path string, o object) (Answer, error) {
	var a Answer
	taken := []string{"item"}
	for _, kind := range valueKinds {
		name := "value" + kind
		if o[name] == nil {
			continue
		}
		v, err := readValue(kind, spot{under(path, name), o[name], o})
		if err != nil {
			return a, err
		}
		if !a.Value.empty() {
			return a, fmt.Errorf("%s: an answer has one value; this has several", path)
		}
		a.Value = v
		if !v.empty() && equal(writeValue(v), o[name]) {
			taken = append(taken, name) // else there is more to it than we know
		}
	}
	a.Extra = rest(o, taken...)
	for name := range a.Extra {
		if a.Value.Kind == "" && strings.HasPrefix(name, "value") {
			c.note(under(path, name), "an answer of a type that is not known here; it is kept and written again", false)
		}
	}
	var err error
	a.Items, err = readResponseItems(c, path, o)
	return a, err
}

func writeResponseItems(o object, items []ResponseItem) {
	if len(items) == 0 {
		return
	}
	list := make([]any, len(items))
	for i := range items {
		item := &items[i]
		one := restored(item.Extra)
		one["linkId"] = item.LinkID
		put(one, "text", item.Text)
		if len(item.Answers) > 0 {
			answers := make([]any, len(item.Answers))
			for n := range item.Answers {
				answers[n] = writeAnswer(&item.Answers[n])
			}
			one["answer"] = answers
		}
		writeResponseItems(one, item.Items)
		list[i] = one
	}
	o["item"] = list
}

// writeAnswer writes an answer: what was kept of its value when that still says
// the same.
func writeAnswer(a *Answer) any {
	o := restored(a.Extra)
	if !a.Value.empty() {
		name := valueName("value", a.Value)
		for _, kind := range valueKinds {
			if "value"+kind != name {
				delete(o, "value"+kind)
			}
		}
		kept, err := readValue(strings.TrimPrefix(name, "value"), spot{v: o[name]})
		if o[name] == nil || err != nil || kept != a.Value {
			o[name] = writeValue(a.Value)
		}
	}
	writeResponseItems(o, a.Items)
	return o
}
