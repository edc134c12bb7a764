package forms

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestXMLGivesTheSameFormAsJSON(t *testing.T) {
	fromXML, _, err := ReadXML([]byte(`<?xml version="1.0"?><Questionnaire xmlns="http://hl7.org/fhir">
  <!-- a comment --><meta><profile value="http://p"/></meta>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">A <b>form</b></div></text>
  <contained><ValueSet><id value="v"/><compose><include><system value="s"/><concept><code value="a"/><display value="A"/></concept></include></compose></ValueSet></contained>
  <title value="T"><extension url="http://hl7.org/fhir/StructureDefinition/translation"><extension url="lang"><valueCode value="cy"/></extension><extension url="content"><valueString value="Ti"/></extension></extension></title>
  <experimental value="true"/><subjectType value="Patient"/><subjectType id="x" value="Group"/><code><system value="l"/><code value="c"/></code>
  <item><extension url="http://hl7.org/fhir/StructureDefinition/maxValue"><valueDecimal value="4.50"/></extension><linkId value="q"/><code><code value="k"/></code><text value="Q?"/><type value="decimal"/>
    <required value="true"/><maxLength value="3"/><answerOption><valueInteger value="1"/></answerOption><initial><valueQuantity><value value="2.0"/><unit value="mg"/></valueQuantity></initial></item>
  <item><linkId value="w"/><type value="string"/><enableWhen><question value="q"/><operator value="exists"/><answerBoolean value="false"/></enableWhen></item>
</Questionnaire>`))
	if err != nil {
		t.Fatal(err)
	}
	fromJSON, _ := mustRead(t, []byte(`{"resourceType": "Questionnaire", "meta": {"profile": ["http://p"]},
  "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">A <b>form</b></div>"},
  "contained": [{"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"system": "s", "concept": [{"code": "a", "display": "A"}]}]}}],
  "title": "T", "_title": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [{"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Ti"}]}]},
  "experimental": true, "subjectType": ["Patient", "Group"], "_subjectType": [null, {"id": "x"}], "code": [{"system": "l", "code": "c"}],
  "item": [{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueDecimal": 4.50}], "linkId": "q", "code": [{"code": "k"}], "text": "Q?", "type": "decimal",
    "required": true, "maxLength": 3, "answerOption": [{"valueInteger": 1}], "initial": [{"valueQuantity": {"value": 2.0, "unit": "mg"}}]},
    {"linkId": "w", "type": "string", "enableWhen": [{"question": "q", "operator": "exists", "answerBoolean": false}]}]}`))
	if diff := cmp.Diff(fromJSON, fromXML); diff != "" {
		t.Error(diff)
	}
	again := throughYAML(t, &fromXML)
	if diff := cmp.Diff(string(mustWrite(t, &fromJSON)), string(mustWrite(t, &again))); diff != "" {
		t.Error("through YAML:", diff)
	}
}

func TestTheInpatientSurveyInXML(t *testing.T) {
	name := "testdata/fhir/UKCore-Questionnaire-InpatientSurvey-Example.xml"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	if f.Title.Plain != "Inpatient Survey (Mock up)" || len(f.Items) != 3 || f.Find("2.2").Kind != Date || f.Find("3.1").Kind != Boolean {
		t.Errorf("%+v", f)
	}
	if found := f.Check(); len(found) > 0 {
		t.Error(lines(found))
	}
}

func TestXMLThatIsRefused(t *testing.T) {
	form := func(inside string) string {
		return `<Questionnaire xmlns="http://hl7.org/fhir">` + inside + `</Questionnaire>`
	}
	tests := []struct{ name, xml, want string }{
		{"entities", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` + form(`<title value="&b;"/>`), "document type"},
		{"an unknown entity", form(`<title value="&b;"/>`), "not readable as XML"},
		{"an outside file", `<!DOCTYPE x SYSTEM "file:///etc/passwd">` + form(""), "document type"},
		{"depth", form(strings.Repeat("<item>", 5000)), "nested more than"},
		{"another resource", `<Patient xmlns="http://hl7.org/fhir"/>`, "is Patient"},
		{"not FHIR", `<html><body/></html>`, "<html> is not a FHIR resource"},
		{"cut off", `<Questionnaire xmlns="http://hl7.org/fhir"><item>`, "line 1"},
		{"words", form("hello"), "has words"},
		{"twice", form(`<title value="a"/><title value="b"/>`), "<title> is there twice"},
		{"a wrong type", form(`<item><required value="perhaps"/></item>`), "item[0].required: should be true or false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := ReadXML([]byte(tt.xml))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
