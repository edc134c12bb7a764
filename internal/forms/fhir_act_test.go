package forms

import (
	"slices"
	"strings"
	"testing"
)

func TestOtherEditionsAreReadOrNamed(t *testing.T) {
	data := []byte(`{"resourceType": "Questionnaire", "item": [
  {"linkId": "r5", "type": "coding", "answerOption": [{"valueCoding": {"code": "a", "display": "A", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 1.50}]}}]},
  {"linkId": "own", "type": "coding", "answerConstraint": "optionsOrString", "disabledDisplay": "protected"},
  {"linkId": "stu3", "type": "choice", "option": [{"valueCoding": {"code": "a"}}], "options": {"reference": "#x"}},
  {"linkId": "file", "type": "attachment"},
  {"linkId": "texts", "type": "integer", "required": "true", "maxLength": "4", "_text": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/rendering-xhtml", "valueString": "<b>x</b>"}]}},
  {"linkId": "help", "type": "string", "text": "Q", "item": [{"linkId": "h/1", "type": "display", "text": "Help", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "help"}]}}]}]}]}`)
	f, notes := mustRead(t, data)
	keepsAll(t, &f, decoded(t, data))
	if f.Find("r5").Kind != Choice || *f.Find("r5").Options[0].Ordinal != 1.5 || f.Find("own").Kind != OpenChoice {
		t.Errorf("%+v", f.Items[:2])
	}
	if i := f.Find("texts"); !i.Required || i.MaxLength != 4 {
		t.Errorf("%+v", i)
	}
	if i := f.Find("help"); i.Help.Plain != "Help" || len(i.Items) != 0 {
		t.Errorf("%+v", i)
	}
	for _, path := range []string{"item[1].disabledDisplay", "item[2].option", "item[2].options", "item[3].type", "item[4].required", "item[4]._text.extension[0]"} {
		if !slices.ContainsFunc(notes, func(n Note) bool { return n.Path == path && n.What != "" }) {
			t.Errorf("no note on %s: %v", path, notes)
		}
	}
}

// What changes is written anew, in its place; what does not stays as it came.
func TestWhatIsChangedIsWrittenAnew(t *testing.T) {
	f, _ := mustRead(t, files(t)["testdata/fhir/phq9.json"])
	i := &f.Items[0]
	i.Control, i.Min = "radio-button", 0
	i.Text.In = map[string]string{"cy": "Beth?"}
	i.Options[0].Ordinal = nil
	again, _ := mustRead(t, mustWrite(t, &f))
	j := &again.Items[0]
	if j.Control != "radio-button" || j.Min != 0 || j.Text.In["cy"] != "Beth?" || j.Options[0].Ordinal != nil || *j.Options[1].Ordinal != 1 {
		t.Errorf("%+v", j)
	}
	if s := string(mustWrite(t, &again)); strings.Count(s, "observationLinkPeriod") != 11 || !strings.Contains(s, `"Drop down"`) {
		t.Error("what was not changed is gone")
	}
}

func TestWhatCannotBeReadNamesItsPlace(t *testing.T) {
	tests := []struct{ json, want string }{
		{`{"resourceType": "Patient"}`, "resourceType: is Patient"},
		{`{}`, "resourceType: is missing"},
		{`[]`, "not an object"},
		{"{\n\"a\": }", "line 2"},
		{`{"resourceType": "Questionnaire"} x`, "not readable as JSON"},
		{`{"resourceType": "Questionnaire", "item": {}}`, "item: should be a list"},
		{`{"resourceType": "Questionnaire", "item": [{"item": ["x"]}]}`, "item[0].item[0]: should be an object"},
		{`{"resourceType": "Questionnaire", "item": [{"required": 1}]}`, "item[0].required: should be true or false"},
		{`{"resourceType": "Questionnaire", "item": [{"extension": 1}]}`, "item[0].extension: should be a list"},
		{`{"resourceType": "Questionnaire", "item": [{"answerOption": [{"valueCoding": {"code": 1}}]}]}`, "item[0].answerOption[0].valueCoding.code: should be text"},
		{strings.Repeat(`{"item":[`, 300), "nested more than"},
	}
	for _, tt := range tests {
		if _, _, err := ReadJSON([]byte(tt.json)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60s: got %v, want %q", tt.json, err, tt.want)
		}
	}
}
