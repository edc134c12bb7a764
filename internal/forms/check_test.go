package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ask builds items for tests.
func ask(id string, kind Kind, change ...func(i *Item)) Item {
	i := Item{LinkID: id, Kind: kind, Text: Text{Plain: "What about " + id + "?"}}
	if kind == Choice {
		i.Options = []Option{coded("", "yes", "Yes"), coded("", "no", "No")}
		i.Options[0].Ordinal, i.Options[1].Ordinal = new(float64), new(float64)
		*i.Options[0].Ordinal = 1
	}
	for _, fn := range change {
		fn(&i)
	}
	return i
}

func askedWhen(question, operator, code string) func(i *Item) {
	return func(i *Item) {
		v := Value{Kind: "Coding", Text: code}
		if operator == "exists" {
			v = Value{Kind: "boolean", Text: code}
		}
		i.EnableWhen = append(i.EnableWhen, Condition{question, operator, v})
	}
}

func within(items ...Item) func(i *Item) { return func(i *Item) { i.Items = items } }

func TestCheckSaysWhatStandsInTheWay(t *testing.T) {
	three, one := 3.0, 1.0
	tests := []struct {
		name  string
		form  Form
		wants []string // parts of the messages, in order; none when it may be published
	}{
		{"nothing", Form{}, []string{"asks nothing"}},
		{"sound", Form{Items: []Item{ask("a", Choice), ask("b", String, askedWhen("a", "=", "yes"))}}, nil},
		{"link IDs", Form{Items: []Item{ask("a", String), ask("a", String), ask("", String)}}, []string{"“a” is used twice", "no link ID"}},
		{"kinds", Form{Items: []Item{ask("a", ""), ask("b", "attachment"), ask("c", Group), ask("d", Choice, func(i *Item) { i.Options = nil })}},
			[]string{"what kind", "“attachment”", "nothing in it", "no answers to choose"}},
		{"words", Form{Items: []Item{ask("a", String, func(i *Item) { i.Text = Text{} }), ask("b", Display, func(i *Item) { i.Required = true }), ask("c", Display, within(ask("d", String)))}},
			[]string{"has no words", "cannot be answered", "Make it a group"}},
		{"answers", Form{Items: []Item{
			ask("a", Choice, func(i *Item) { i.Options[1].Value.Text = "yes" }),
			ask("b", Choice, func(i *Item) { i.Options[0] = Option{} }),
			ask("c", Choice, func(i *Item) { i.ValueSet = "#gone" }),
			ask("d", Choice, func(i *Item) { i.ValueSet = "http://elsewhere" }),
		}}, []string{"“yes” twice", "neither a code nor words", "“#gone”", "kept elsewhere"}},
		{"how many", Form{Items: []Item{
			ask("a", String, func(i *Item) { i.Repeats, i.Min, i.Max = true, 3, 2 }),
			ask("b", String, func(i *Item) { i.Min = 2 }),
			ask("c", Integer, func(i *Item) { i.MinValue, i.MaxValue = &three, &one }),
			ask("d", String, func(i *Item) { i.Required, i.ReadOnly = true, true }),
			ask("e", String, func(i *Item) { i.Required, i.Min, i.Max = true, 1, 1 }),
		}}, []string{"at least 3", "takes one answer", "so none", "nobody can answer"}},
		{"conditions", Form{Items: []Item{
			ask("g", Group, within(ask("x", String))),
			ask("a", Choice, askedWhen("z", "=", "yes")),
			ask("b", Choice, askedWhen("b", "=", "yes")),
			ask("c", String, askedWhen("g", "exists", "true")),
			ask("d", String, askedWhen("a", "=", "perhaps")),
			ask("e", String, askedWhen("a", "~", "yes")),
			ask("f", String, askedWhen("h", "=", "yes")),
			ask("h", Choice),
		}}, []string{"“z”, which is not in the form", "its own answer", "not a question", "“perhaps”", "“~”", "comes after"}},
		{"loop", Form{Items: []Item{
			ask("a", Choice, askedWhen("b", "=", "yes")),
			ask("b", Choice, askedWhen("a", "=", "yes")),
		}}, []string{"comes after", "a → b → a"}},
		{"loop through a group", Form{Items: []Item{
			ask("g", Group, askedWhen("in", "=", "yes"), within(ask("mid", Group, within(ask("in", Choice))))),
		}}, []string{"is part of “What about g?”. (g → in → mid → g)"}},
		{"nested conditions are no loop", Form{Items: []Item{
			ask("p", Choice),
			ask("g", Group, askedWhen("p", "=", "yes"), within(ask("c", Choice), ask("d", String, askedWhen("c", "!=", "yes"), askedWhen("p", "=", "yes")))),
		}}, nil},
		{"scores", Form{Items: []Item{ask("a", Choice), ask("n", Integer), ask("t", String)}, Scores: []Score{
			{ID: "s", Method: Sum, Items: []ScoreItem{{LinkID: "a", Reversed: true}, {LinkID: "a"}, {LinkID: "t"}, {LinkID: "n", Reversed: true}, {LinkID: "z"}}},
			{ID: "s", Method: "median", Items: []ScoreItem{{LinkID: "a"}}, MinAnswered: 2, Lookup: []LookupRow{{1, 2}, {1, 3}}},
			{ID: "e", Method: Sum},
			{ID: "x", Method: Sum, Of: []string{"y", "nil"}},
			{ID: "y", Method: Sum, Of: []string{"x"}},
		}}, []string{"two scores", "counts “a” twice", "not numbers", "from the other end", "“z”", "sum, mean or count", "needs 2", "two rows for 1", "made of nothing", "“nil”", "x → y → x"}},
		{"figures", Form{Items: []Item{ask("a", Choice, func(i *Item) { i.Figure = &Figure{Count: []string{"no", "perhaps"}, Of: []string{"yes", "no"}} })}},
			[]string{"counts “perhaps”, which is not", "but not among"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := tt.form.Check()
			if len(found) != len(tt.wants) {
				t.Errorf("%d problems, want %d:\n%s", len(found), len(tt.wants), lines(found))
			}
			for _, want := range tt.wants {
				if !slices.ContainsFunc(found, func(p Problem) bool { return strings.Contains(p.Message, want) }) {
					t.Errorf("nothing says %q:\n%s", want, lines(found))
				}
			}
		})
	}
}

func lines(found []Problem) string {
	var b strings.Builder
	for _, p := range found {
		fmt.Fprintf(&b, "%s: %s\n", p.Path, p.Message)
	}
	return b.String()
}

func TestGapsNameTheWordsThatAreMissing(t *testing.T) {
	f := Form{
		Title: Text{Plain: "Hope", In: map[string]string{"cy": "Gobaith"}},
		Items: []Item{ask("a", Choice, func(i *Item) { i.Text.In = map[string]string{"cy": "Beth?"} })},
	}
	if got := f.Gaps("CY"); len(got) != 2 || got[0].Path != "a" || !strings.Contains(got[0].Message, "“yes”") {
		t.Errorf("gaps:\n%s", lines(got))
	}
	if got := f.Languages(); !slices.Equal(got, []string{"en-GB", "cy"}) {
		t.Error(got)
	}
}

func TestFilesOfOthersCheck(t *testing.T) {
	for name, data := range files(t) {
		f, _ := mustRead(t, data)
		for _, p := range f.Check() {
			t.Logf("%s %s: %s", name, p.Path, p.Message)
		}
	}
}
