package forms

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keepsAll reports how a form that was read differs after it was written and
// read again, as JSON and as YAML.
func keepsAll(t failing, f *Form, want any) {
	t.Helper()
	data := mustWrite(t, f)
	if want != nil {
		if diff := cmp.Diff(want, decoded(t, data)); diff != "" {
			t.Fatalf("as JSON: %s", diff)
		}
	}
	again, _, err := ReadJSON(data)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, data)
	}
	if diff := cmp.Diff(string(data), string(mustWrite(t, &again))); diff != "" {
		t.Fatalf("JSON, the second time: %s", diff)
	}
	yaml := throughYAML(t, f)
	if diff := cmp.Diff(string(data), string(mustWrite(t, &yaml))); diff != "" {
		t.Fatalf("through YAML: %s", diff)
	}
}

// Whatever is done to the files of others, they are refused with a message or
// kept whole.
func TestChangedFilesAreKeptWholeOrRefused(t *testing.T) {
	all := files(t)
	names := slices.Sorted(maps.Keys(all))
	read, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		v := tree(all[rapid.SampledFrom(names).Draw(t, "file")])
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			change(t, v)
		}
		data := appendTree(nil, v, "", "")
		f, _, err := ReadJSON(data)
		if err != nil {
			if refused++; strings.TrimSpace(err.Error()) == "" {
				t.Fatal("refused without a word")
			}
			return
		}
		read++
		keepsAll(t, &f, decoded(t, data))
		f.Check()
		f.Changes(&Form{})
	})
	if read < refused/4 {
		t.Errorf("%d read, %d refused: the changes are too rough to show much", read, refused)
	}
}

var pieces = []string{
	`true`, `false`, `0`, `1`, `4.50`, `-0`, `1e3`, `""`, `"yes"`, `"no"`, `"2027-05-03"`, `"12"`, `" a\n\nb "`, `"a\tb: - #"`, `"\u0000\u2028"`, `null`, `[]`, `{}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs", "valueInteger": 2}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": false}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 1.0}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 2}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption", "valueCoding": {"code": "mg"}}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/variable", "valueExpression": {"name": "x", "expression": "1"}}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [{"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Beth?"}]}`,
	`{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [{"url": "lang", "valueCode": "en-x-easy"}, {"url": "content", "valueMarkdown": "What?"}]}`,
	`{"url": "urn:footbridge:figure", "extension": [{"url": "label", "valueString": "Told"}, {"url": "count", "valueCode": "no"}]}`,
	`{"url": "urn:footbridge:score", "extension": [{"url": "id", "valueString": "s"}, {"url": "item", "extension": [{"url": "linkId", "valueString": "a"}]}]}`,
	`{"url": "urn:footbridge:words", "valueString": "In words"}`,
	`{"linkId": "h", "type": "display", "text": "Help", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "help"}]}}]}`,
	`{"valueInteger": 3}`, `{"valueCoding": {"code": "c", "display": "C", "version": "1", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 1.50}]}}`,
	`{"valueQuantity": {"value": 1.0, "unit": "mg", "code": "mg"}}`, `{"question": "a", "operator": "=", "answerReference": {"reference": "x"}}`,
	`{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/rendering-xhtml", "valueString": "<b>"}]}`,
	`{"resourceType": "CodeSystem", "id": "x"}`, `{"resourceType": "ValueSet", "id": "y", "compose": {"include": [{"system": "s"}]}}`,
}

var fieldNames = []string{"text", "_text", "type", "required", "repeats", "extension", "item", "linkId", "code", "initial", "answerOption", "answerValueSet", "enableWhen",
	"enableBehavior", "maxLength", "_title", "contained", "valueString", "_valueString", "_display", "display", "answerConstraint", "option", "status", "language", "description", "new"}

// change does one thing to some place of a tree.
func change(t *rapid.T, v any) {
	piece := func() any { return tree(json.RawMessage(rapid.SampledFrom(pieces).Draw(t, "piece"))) }
	for {
		switch at := v.(type) {
		case object:
			names := fieldOrder(at)
			if len(names) == 0 || rapid.IntRange(0, 5).Draw(t, "here") == 0 {
				name := rapid.SampledFrom(fieldNames).Draw(t, "name")
				one := piece()
				if _, single := one.(object); single && slices.Contains([]string{"extension", "item", "code", "initial", "answerOption", "enableWhen", "contained"}, name) {
					one = append(slices.Clone(listOf(at[name])), one)
				}
				at[name] = one
				return
			}
			name := rapid.SampledFrom(names).Draw(t, "into")
			switch at[name].(type) {
			case object, []any:
				v = at[name]
			default:
				if rapid.Bool().Draw(t, "gone") {
					delete(at, name)
				} else {
					at[name] = piece()
				}
				return
			}
		case []any:
			if len(at) == 0 {
				return
			}
			n := rapid.IntRange(0, len(at)-1).Draw(t, "at")
			if rapid.IntRange(0, 5).Draw(t, "twice") == 0 {
				at[n] = at[rapid.IntRange(0, len(at)-1).Draw(t, "from")]
				return
			}
			v = at[n]
		default:
			return
		}
	}
}

func FuzzReadJSON(f *testing.F) {
	for _, data := range files(f) {
		f.Add(data)
	}
	f.Add([]byte(`{"resourceType":"Questionnaire","title":null,"item":[{"linkId":"a","_text":{"extension":[]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if form, _, err := ReadJSON(data); err == nil {
			keepsAll(t, &form, nil)
			form.Check()
		}
	})
}

func FuzzReadYAML(f *testing.F) {
	f.Add([]byte(byHand))
	f.Fuzz(func(t *testing.T, data []byte) {
		if form, _, err := ReadYAML(data); err == nil {
			again := throughYAML(t, &form)
			if diff := cmp.Diff(string(mustWrite(t, &form)), string(mustWrite(t, &again))); diff != "" {
				t.Fatal(diff)
			}
			form.Check()
		}
	})
}

func FuzzReadXML(f *testing.F) {
	f.Add([]byte(`<Questionnaire xmlns="http://hl7.org/fhir"><title value="T"/><item><linkId value="a"/><required value="true"/></item></Questionnaire>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if form, _, err := ReadXML(data); err == nil {
			keepsAll(t, &form, nil)
		}
	})
}
