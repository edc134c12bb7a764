package forms

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func readAnswers(t testing.TB, name string) Response {
	t.Helper()
	data, err := os.ReadFile("testdata/fhir/" + name)
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := ReadResponse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What is written is what was read, also what is not understood.
func TestResponseRoundTrip(t *testing.T) {
	file, err := os.ReadFile("testdata/fhir/qr-with-answerValueSet-matrix.json")
	if err != nil {
		t.Fatal(err)
	}
	odd := `{"resourceType":"QuestionnaireResponse","id":"7","meta":{"versionId":"2"},"contained":[{"resourceType":"Patient","id":"p"}],
		"questionnaire":"https://example.org/q|1","_questionnaire":{"extension":[{"url":"title","valueString":"Q"}]},"status":"completed","subject":{"reference":"#p"},
		"authored":"2027-05-03T10:00:00+01:00","language":"cy","item":[
		{"id":"i","linkId":"a","definition":"d","text":"A?","answer":[{"id":"x","valueDecimal":4.50,"extension":[{"url":"u","valueBoolean":true}],"item":[{"linkId":"b","answer":[{"valueBoolean":false}]}]}]},
		{"linkId":"c","answer":[{"valueCoding":{"system":"s","version":"3","code":"k","userSelected":true}},{"valueCoding":{"code":"l"}}]},
		{"linkId":"q","answer":[{"valueQuantity":{"value":3.10,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}]},
		{"linkId":"f","answer":[{"valueAttachment":{"url":"x"}}]},{"linkId":"s","answer":[{"_valueString":{"extension":[]},"valueString":""},{"valueTime":"10:00:00"},{"valueUri":"u:v"}]},
		{"linkId":"g","item":[{"linkId":"h"}]}]}`
	for _, data := range []string{string(file), odd} {
		r, notes, err := ReadResponse("r.json", []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		again, err := WriteResponse(&r)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(decoded(t, []byte(data)), decoded(t, again)); d != "" {
			t.Error(d)
		}
		if data == odd && (len(notes) != 1 || !strings.HasPrefix(notes[0].Path, "f.valueAttachment")) {
			t.Error(notes)
		}
	}
}

// Answers in XML are those that their JSON would give.
func TestResponseInXML(t *testing.T) {
	f, r := read(t, "UKCore-Questionnaire-InpatientSurvey-Example.xml"), readAnswers(t, "UKCore-QuestionnaireResponse-InpatientSurvey-Example.xml")
	if p := f.Validate(&r); len(p) > 0 {
		t.Error(p)
	}
	if got := r.Items[2].Items[0].Answers[0].Value; r.Status != "completed" || got != val("boolean", "true") || r.Items[1].Items[1].Answers[0].Value != val("date", "1970-09-11") {
		t.Error(r)
	}
	data, err := WriteResponse(&r)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := ReadResponse("r.json", data)
	if d := cmp.Diff(r, again); err != nil || d != "" {
		t.Error(err, d)
	}
	r.Items[1].Items[1].Answers[0].Value.Text = "1970-02-30"
	if p := f.Validate(&r); len(p) != 1 || p[0].Path != "2/2.2" {
		t.Error(p)
	}
}

// An answer that is changed is written as it now is.
func TestResponseChanged(t *testing.T) {
	r, _, err := ReadResponse("r.json", []byte(`{"resourceType":"QuestionnaireResponse","item":[{"linkId":"c","answer":[{"valueCoding":{"code":"k","userSelected":true}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Items[0].Answers[0].Value = text("own words")
	got, err := WriteResponse(&r)
	if err != nil || strings.Contains(string(got), "valueCoding") || !strings.Contains(string(got), `"valueString": "own words"`) {
		t.Error(string(got), err)
	}
}

func TestReadResponseErrors(t *testing.T) {
	for data, want := range map[string]string{
		`{`: "r.json: line 1: not readable as JSON", `[]`: "not an object", `{"resourceType":"Patient"}`: `this is not a QuestionnaireResponse but "Patient"`,
		`{"resourceType":"QuestionnaireResponse","item":{}}`:                                                                       "item: should be a list",
		`{"resourceType":"QuestionnaireResponse","item":[1]}`:                                                                      "item[0]: should be an object",
		`{"resourceType":"QuestionnaireResponse","item":[{"linkId":5}]}`:                                                           "linkId: should be text",
		`{"resourceType":"QuestionnaireResponse","item":[{"linkId":"g","item":[{"linkId":"a","answer":[{"valueInteger":1.5}]}]}]}`: "g/a.valueInteger: should be a whole number",
		`{"resourceType":"QuestionnaireResponse","item":[{"linkId":"a","answer":[{"valueBoolean":"true"}]}]}`:                      "a.valueBoolean: should be true or false",
		`{"resourceType":"QuestionnaireResponse","item":[{"linkId":"a","answer":[{"valueDate":"2027","valueString":"x"}]}]}`:       "a: an answer has one value; this has several",
		`{"resourceType":"QuestionnaireResponse","status":1}`:                                                                      "status: should be text",
	} {
		_, _, err := ReadResponse("r.json", []byte(data))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", data, err, want)
		}
	}
}

// The answers of the files fit their questionnaires, and breaking them is named.
func TestResponsesOfFiles(t *testing.T) {
	f, r := read(t, "q-with-answerValueSet-matrix.json"), readAnswers(t, "qr-with-answerValueSet-matrix.json")
	if p := f.Validate(&r); len(p) > 0 {
		t.Error(p)
	}
	r.Items[0].Items[0].Answers[0].Value = val("string", "off the list")
	r.Items[1].Items[1].Answers[1].Value.Text = "MAYBE"
	if p := f.Validate(&r); len(p) != 2 || p[0].Path != "g1//g1m1" || p[1].Path != "g2//g2m2[1]" {
		t.Error(p)
	}

	f = read(t, "q-with-minOccurs-maxOccurs.json")
	fruit := func(linkID string, n int) ResponseItem {
		return answered(linkID, []Value{text("Apple"), text("Orange"), text("Banana"), text("Pear")}[:n]...)
	}
	whole := group("1", fruit("1.1", 2), fruit("1.3", 3))
	for want, items := range map[string][]ResponseItem{
		"": {whole, whole},
		"1 This must be given at least 2 times; it is there once.":       {whole},
		"1 This must be given at least 2 times; it is there not at all.": {},
		"1 This can be given at most 3 times; it is there 4 times.":      {whole, whole, whole, whole},
		"1[1]/1.1 At most 3 answers can be given; there are 4.":          {whole, group("1", fruit("1.1", 4), fruit("1.3", 2))},
		"1[1]/1.3 At least 2 answers are needed; there is 1.":            {whole, group("1", fruit("1.1", 2), fruit("1.3", 1))},
		"1[0]/1.1 Give at least 2 answers.":                              {group("1", fruit("1.3", 2)), whole},
		"1[0]/1.1[1] “Kiwi” is not one of the answers to choose from.":   {group("1", answered("1.1", text("Apple"), text("Kiwi")), fruit("1.3", 2)), whole},
		"1[0]/1.1[1] “Apple” is there twice.":                            {group("1", answered("1.1", text("Apple"), text("Apple")), fruit("1.3", 2)), whole},
	} {
		got := ""
		for _, p := range f.Validate(respond(items...)) {
			got += p.Path + " " + p.Message
		}
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// The conditions of the files, as their names say.
func TestConditionsOfFiles(t *testing.T) {
	f := read(t, "enableWhen-test.R4.json")
	on := f.Enabled(respond(
		group("g1", answered("Q1", val("boolean", "false"))), group("g2", answered("Q2", val("decimal", "5.60"))),
		group("g7", answered("Q7", text("test"))), group("g8", answered("Q8", Value{Kind: "Coding", System: "test-coding", Text: "B"}, Value{Kind: "Coding", System: "test-coding", Text: "C"})),
		group("g9c", answered("Q9c", val("date", "2022-09"))), group("g10", answered("Q10", text("chi")), answered("Q10b", text("cken"))),
	))
	for path, want := range map[string]bool{
		"g1/Q1-exists": true, "g1/Q1-not-exists": false, "g1/Q1-true": false, "g1/Q1-false": true, "g1/Q1-not-true": true,
		"g2/Q2-equal": true, "g2/Q2-ge": true, "g3/Q3-exists": false, "g3/Q3-not-exists": true, "g3/Q3-ge": false, "g7/Q7-gt": true, "g7/Q7-notequals": false,
		"g7/Q7-le": false, "g8/Q8-eq-B-and-C": true, "g9/Q9-noteq-B": true, "g9c/Q9c-eq-B": true, "g10/Q10-ewe": true,
	} {
		if on(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
	f = read(t, "q-with-nested-enableWhen.json")
	c := func(s string) Value { return Value{Kind: "Coding", Text: s} }
	for answer, want := range map[string]bool{"A": false, "B": true} {
		on := f.Enabled(respond(answered("p1", c("YES")), group("g1", answered("c1", c(answer)), group("g2", answered("cc1", c(answer))))))
		if on("g1/d1") != want || on("g1/g2/dd1") != want || !on("g1/g2/cc1") {
			t.Error(answer)
		}
		if on := f.Enabled(respond(answered("p1", c("NO")), group("g1", answered("c1", c(answer))))); on("g1/d1") || on("g1/g2/dd1") || on("g1") {
			t.Error(answer, "though the group is not asked")
		}
	}
}

// Whatever answers are written, they are read again.
func TestResponsesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyForm(t)
		r := Response{Status: "completed", Items: anyItems(t, f.Items)}
		data, err := WriteResponse(&r)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := ReadResponse("r.json", data)
		if d := cmp.Diff(r, again); err != nil || d != "" {
			t.Fatal(err, d)
		}
	})
}
