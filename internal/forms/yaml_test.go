package forms

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// throughYAML takes a form there and back.
func throughYAML(t failing, f *Form) Form {
	t.Helper()
	data, err := WriteYAML(f)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := ReadYAML(data)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, data)
	}
	return again
}

func TestYAMLComesAndGoesWithoutLoss(t *testing.T) {
	for name, data := range files(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, _ := mustRead(t, data)
			again := throughYAML(t, &f)
			if diff := cmp.Diff(decoded(t, data), decoded(t, mustWrite(t, &again))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const byHand = `
name: hope
title: {words: Hope, cy: Gobaith, easy: Feeling hope}
about: Ten minutes, without your name.
version: "2"
items:
  - id: told
    ask: Were you told about your rights?
    cy: A gawsoch wybod am eich hawliau?
    easy: Did someone tell you your rights?
    help: Rights are what you may ask for.
    required: true
    options:
      yes-definitely: {words: "Yes, definitely", cy: Do, score: 2}
      yes-some-extent: {words: "Yes, to some extent", score: 1}
      no: {words: No, score: 0}
      cannot-remember: {words: I cannot remember, exclusive: true}
    figure: {label: Not fully told, count: [yes-some-extent, no], of: [yes-definitely, yes-some-extent, no], set: "3", domain: control}
  - id: more
    ask: What would have helped?
    type: text
    longest: 500
    when: {told: no}
  - id: age
    ask: How old are you?
    type: integer
    from: 16
    unit: years
  - id: older
    ask: Anything about being older?
    type: string
    when-any:
      - {question: age, at-least: 65}
      - {question: told, answered: false}
scores:
  - {id: told, method: sum, items: [told, {item: age, weight: 0.5}], table: [{from: 1, to: 7.5}]}
`

func TestAFormWrittenByHand(t *testing.T) {
	f, notes, err := ReadYAML([]byte(byHand))
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	if found := f.Check(); len(found) > 0 {
		t.Error(lines(found))
	}
	told, more, older := f.Find("told"), f.Find("more"), f.Find("older")
	if told.Kind != Choice || len(told.Options) != 4 || *told.Options[0].Ordinal != 2 || !told.Options[3].Exclusive || told.Text.For("en-x-easy") != "Did someone tell you your rights?" {
		t.Errorf("%+v", told)
	}
	if told.Figure.Set != "3" || len(told.Figure.Count) != 2 {
		t.Errorf("%+v", told.Figure)
	}
	if want := []Condition{{"told", "=", Value{Kind: "Coding", Text: "no"}}}; !cmp.Equal(more.EnableWhen, want) {
		t.Error(cmp.Diff(more.EnableWhen, want))
	}
	if want := []Condition{{"age", ">=", Value{Kind: "integer", Text: "65"}}, {"told", "exists", Value{Kind: "boolean", Text: "false"}}}; !older.EnableAny || !cmp.Equal(older.EnableWhen, want) {
		t.Error(cmp.Diff(older.EnableWhen, want))
	}
	json, _ := mustRead(t, mustWrite(t, &f))
	if diff := cmp.Diff(f, json); diff != "" {
		t.Error("through FHIR:", diff)
	}
	if diff := cmp.Diff(f, throughYAML(t, &f)); diff != "" {
		t.Error("through YAML:", diff)
	}
}

func TestMistakesByHandNameTheLine(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"no field of that name", "title: Hope\nitmes: []", "line 2: a form has no “itmes”"},
		{"twice", "title: a\ntitle: b", "line 2: a form says “title” twice"},
		{"no type", "items:\n  - id: a\n    ask: What?", "line 2: “a” needs a type"},
		{"no number", "items:\n  - id: a\n    type: integer\n    from: low", "line 4: “low” should be a number"},
		{"no truth", "items:\n  - {id: a, type: string, required: maybe}", "line 2: should be true or false"},
		{"no list", "items: a", "line 1: should be a list"},
		{"anchors", "title: &a Hope\nabout: *a", "line 1: anchors"},
		{"code twice", "items:\n  - id: a\n    options:\n      yes: Yes\n      yes: No", "line 5: the answer “yes”"},
		{"not YAML", "title: [", "line 1"},
		{"empty", "", "the file is empty"},
		{"two documents", "title: a\n---\ntitle: b", "something follows"},
		{"only words", "Hope", "line 1: a form should be fields"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := ReadYAML([]byte(tt.yaml))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
