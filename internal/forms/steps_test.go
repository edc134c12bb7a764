package forms

import (
	"slices"
	"strings"
	"testing"
)

func ids(steps []Step) string {
	var out []string
	for _, s := range steps {
		out = append(out, s.ID)
	}
	return strings.Join(out, " ")
}

// branching is a form whose questions depend on each other, in groups.
func branching() *Form {
	yes := Value{Kind: "boolean", Text: "true"}
	ask := func(id string, when ...Condition) Item {
		return Item{LinkID: id, Kind: Boolean, Text: Text{Plain: id + "?"}, EnableWhen: when, Required: true}
	}
	group := func(id, control string, items ...Item) Item {
		return Item{LinkID: id, Kind: Group, Control: control, Text: Text{Plain: "About " + id}, Items: items}
	}
	return &Form{URL: "urn:branching", Title: Text{Plain: "Branching"}, Items: []Item{
		{LinkID: "hello", Kind: Display, Text: Text{Plain: "Hello."}},
		ask("a"),
		ask("b", Condition{"a", "=", yes}),
		group("small", "", ask("c"), ask("d", Condition{"c", "=", yes})),
		group("large", "", ask("e"), ask("f"), ask("g"), ask("h")),
		group("paged", "page", ask("i"), ask("j"), ask("k"), ask("l")),
		group("empty", ""),
		{LinkID: "hidden", Kind: String, Hidden: true},
		ask("m"),
		{LinkID: "bye", Kind: Display, Text: Text{Plain: "Goodbye."}},
	}}
}

func TestStepsLeaveOutWhatIsNotAsked(t *testing.T) {
	f := branching()
	r := f.Start("")
	if got, want := ids(f.Steps(&r)), "hello small large/e large/f large/g large/h paged m bye"; got != want {
		t.Errorf("at first: %s, want %s", got, want)
	}
	first, ok := f.Step(&r, "")
	if !ok || first.ID != "hello" || !slices.Equal(first.Paths, []string{"hello", "a"}) {
		t.Fatalf("the first step is %+v, %v", first, ok)
	}
	r, problems := f.ReadStep(&r, first, map[string][]string{FieldName("a"): {"true"}}, "cy")
	if len(problems) > 0 || r.Language != "cy" || r.Status != "in-progress" {
		t.Fatalf("%v, %+v", problems, r)
	}
	next, more := f.Next(&r, first.ID)
	if !more || next.ID != "b" {
		t.Errorf("after yes comes %s", next.ID)
	}
	back, ok := f.Before(&r, "b")
	if !ok || back.ID != "hello" {
		t.Errorf("before b is %s", back.ID)
	}
	if _, more := f.Next(&r, "bye"); more {
		t.Error("there is a step after the last")
	}
	if _, ok := f.Before(&r, "hello"); ok {
		t.Error("there is a step before the first")
	}
	if _, ok := f.Step(&r, "nowhere"); ok {
		t.Error("there is a step that there is not")
	}
	if got := f.progress(&r, "b", "en-GB").Text; got != "Question 2 of about 10" {
		t.Errorf("progress: %s", got)
	}
	if got := f.progress(&r, "b", "cy"); got.Text != "Cwestiwn 2 (tua 10 i gyd)" || got.Lang != "" {
		t.Errorf("progress: %+v", got)
	}
}

func TestAPageReadsItsOwnItemsAndKeepsTheOthers(t *testing.T) {
	f := branching()
	r := f.Start("")
	large, _ := f.Step(&r, "large/f")
	_, problems := f.ReadStep(&r, large, map[string][]string{}, "")
	if len(problems) != 1 || problems[0].Path != "large/f" {
		t.Fatalf("a page of one question that needs an answer: %v", problems)
	}
	r, problems = f.ReadStep(&r, large, map[string][]string{FieldName("large/f"): {"true"}}, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	one, _ := f.Step(&r, "large/e")
	r, _ = f.ReadStep(&r, one, map[string][]string{FieldName("large/e"): {"false"}}, "")
	again, _ := f.Step(&r, "large/f")
	r, _ = f.ReadStep(&r, again, map[string][]string{FieldName("large/f"): {"false"}}, "")
	fields := f.ToFields(&r)
	if fields[FieldName("large/e")][0] != "false" || len(fields[FieldName("large/f")]) != 1 || fields[FieldName("large/f")][0] != "false" {
		t.Errorf("the answers are %v", fields)
	}
	if _, problems = f.ReadStep(&r, again, map[string][]string{FieldName("large/f"): {"perhaps"}}, ""); len(problems) != 1 {
		t.Errorf("an answer that cannot be: %v", problems)
	}
}

func TestAStepShowsWhatDependsOnItself(t *testing.T) {
	f := branching()
	r := f.Start("")
	doc := draw(t, Sheet{Form: f, Response: &r, Step: "small", Buttons: []string{Continue, Back, Save}})
	sound(t, doc)
	if n := doc.Find("fieldset").Length(); n != 2 {
		t.Errorf("%d questions, want c and d: what decides about d is on the page", n)
	}
	if h := doc.Find("h1"); h.Length() != 1 || h.Text() != "About small" {
		t.Errorf("heading %q", h.Text())
	}
	if only := doc.Find("[data-when] [data-only]").Text(); only != "Answer this only if you answered “Yes” to “c?”." {
		t.Errorf("in words: %q", only)
	}
	doc = draw(t, Sheet{Form: f, Response: &r, Step: "large/g"})
	if h, above := doc.Find("h1").Text(), doc.Find(".fb-form__above").Text(); !strings.HasPrefix(h, "g?") || above != "About large" {
		t.Errorf("heading %q, above it %q", h, above)
	}
	doc = draw(t, Sheet{Form: f, Response: &r, Step: "bye"})
	if doc.Find("h1").Text() != "Branching" || doc.Find("input").Length() != 0 {
		t.Error("a page of words has the form's name as its heading")
	}
}
