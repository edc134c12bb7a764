package questionnaires_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
)

func text(words string) forms.Text { return forms.Text{Plain: words} }

// small is a form with a question, a group of two, and a question that depends
// on the first.
func small() forms.Form {
	return forms.Form{
		Items: []forms.Item{
			{LinkID: "a", Kind: forms.Boolean, Text: text("A?")},
			{LinkID: "g", Kind: forms.Group, Text: text("G"), Items: []forms.Item{
				{LinkID: "b", Kind: forms.Integer, Text: text("B?")},
				{LinkID: "c", Kind: forms.String, Text: text("C?"), EnableWhen: []forms.Condition{{Question: "b", Operator: ">", Value: forms.Value{Kind: "integer", Text: "2"}}}},
			}},
			{LinkID: "d", Kind: forms.String, Text: text("D?"), EnableWhen: []forms.Condition{{Question: "a", Operator: "=", Value: forms.Value{Kind: "boolean", Text: "true"}}}},
		},
		Scores: []forms.Score{{ID: "s", Title: text("S"), Method: forms.Sum, Items: []forms.ScoreItem{{LinkID: "b"}}}},
	}
}

// shape is the link IDs of a form, groups in brackets.
func shape(items []forms.Item) string {
	var out []string
	for _, i := range items {
		if i.Kind == forms.Group {
			out = append(out, i.LinkID+"("+shape(i.Items)+")")
		} else {
			out = append(out, i.LinkID)
		}
	}
	return strings.Join(out, " ")
}

func TestArrange(t *testing.T) {
	for _, test := range []struct{ link, move, want, refusal string }{
		{"a", "down", "g(b c) a d", ""},
		{"d", "up", "a d g(b c)", ""},
		{"a", "up", "", "end of its list"},
		{"c", "up", "a g(c b) d", ""},
		{"a", "in", "g(a b c) d", ""},
		{"d", "in", "a g(b c d)", ""},
		{"b", "in", "", "no group next to it"},
		{"b", "out", "a g(c) b d", ""},
		{"a", "out", "", "in no group"},
		{"g", "copy", "a g(b c) g-2(b-2 c-2) d", ""},
		{"d", "remove", "a g(b c)", ""},
		{"a", "remove", "", "“D?” needs “A?”"},
		{"b", "remove", "", "“C?” needs “B?”"},
		{"g", "remove", "", "“S” needs “G”"},
		{"nothing", "up", "", "not in this draft"},
		{"a", "sideways", "", "Choose what to do"},
	} {
		t.Run(test.link+" "+test.move, func(t *testing.T) {
			f := small()
			_, err := questionnaires.Arrange(&f, test.link, test.move)
			if test.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), test.refusal) {
					t.Fatalf("got %v, want %q", err, test.refusal)
				}
				return
			}
			ok(t, err)
			if got := shape(f.Items); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	f := small()
	_, err := questionnaires.Arrange(&f, "g", "copy")
	ok(t, err)
	if got := f.Find("c-2").EnableWhen[0].Question; got != "b-2" {
		t.Errorf("the copy asks %s", got)
	}
}

// Saving what the editor shows changes nothing.
func TestQuestionThereAndBack(t *testing.T) {
	all := []forms.Form{small()}
	for _, r := range questionnaires.ReadyOnes() {
		all = append(all, r.Form)
	}
	for _, f := range all {
		before := f
		f.Walk(func(_ []*forms.Item, i *forms.Item) {
			was := *i
			_, err := questionnaires.ChangeQuestion(&f, i.LinkID, questionnaires.QuestionOf(&f, i))
			ok(t, err)
			if diff := cmp.Diff(was, *i); diff != "" {
				t.Errorf("%s %s:\n%s", before.Name, i.LinkID, diff)
			}
		})
	}
}

func TestQuestion(t *testing.T) {
	f := small()
	_, err := questionnaires.AddQuestion(&f, "a", "", questionnaires.Question{
		Type: "several", Text: "Which of these helped?", Easy: "What helped?", MaxAnswers: 2,
		Options:    []questionnaires.Choice{{Words: "A walk", Number: "1"}, {Words: "Tea", Welsh: "Te"}, {Words: ""}, {Words: "None of these", Exclusive: true}},
		Conditions: []questionnaires.Need{{What: "a|=true", Operator: "is"}, {What: "b|#", Operator: "least", Value: "3"}, {}}, Any: true,
	})
	ok(t, err)
	i := f.Find("which-of-these-helped")
	if i == nil || shape(f.Items) != "a which-of-these-helped g(b c) d" {
		t.Fatalf("the form is %s", shape(f.Items))
	}
	if !i.Repeats || i.Text.For("en-x-easy") != "What helped?" || len(i.Options) != 3 || i.Options[1].Text.For("cy") != "Te" || !i.Options[2].Exclusive || *i.Options[0].Ordinal != 1 {
		t.Errorf("got %+v", *i)
	}
	if got := questionnaires.When(&f, i); got != "“A?” is yes or “B?” is at least 3" {
		t.Errorf("asked if %s", got)
	}
	q := questionnaires.QuestionOf(&f, i)
	q.Options[1].Words = "A cup of tea"
	_, err = questionnaires.ChangeQuestion(&f, i.LinkID, q)
	ok(t, err)
	if got := f.Find("which-of-these-helped").Options[1]; got.Value.Text != "tea" || got.Text.Plain != "A cup of tea" || got.Value.Display != "A cup of tea" {
		t.Errorf("the answer is %+v", got)
	}
}

func TestQuestionRefused(t *testing.T) {
	two := []questionnaires.Choice{{Words: "Yes"}, {Words: "No"}}
	for field, q := range map[string]questionnaires.Question{
		"text":        {Type: "words"},
		"type":        {Text: "What?"},
		"option-0":    {Type: "one", Text: "Which?", Options: two[:1]},
		"option-1":    {Type: "one", Text: "Which?", Options: []questionnaires.Choice{{Words: "Yes"}, {Words: "yes"}}},
		"option-2":    {Type: "one", Text: "Which?", Options: append(two[:2:2], questionnaires.Choice{Words: "Perhaps", Number: "many"})},
		"min_value":   {Type: "number", Text: "How many?", MinValue: "3", MaxValue: "2"},
		"max_value":   {Type: "number", Text: "How many?", MaxValue: "NaN"},
		"min_answers": {Type: "several", Text: "Which?", Options: two, MinAnswers: 3, MaxAnswers: 2},
		"need-0":      {Type: "words", Text: "Why?", Conditions: []questionnaires.Need{{What: "a|=true", Operator: "more"}}},
		"need-1":      {Type: "words", Text: "Why?", Conditions: []questionnaires.Need{{}, {What: "b|#", Operator: "is", Value: "two"}}},
	} {
		t.Run(field, func(t *testing.T) {
			f := small()
			_, err := questionnaires.AddQuestion(&f, "", "", q)
			if fault.Fields(err)[field] == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestScore(t *testing.T) {
	f := small()
	in := questionnaires.ScoreInput{Title: "How it went", Method: "mean", Items: []string{"b"}, Reversed: []string{"b"}, MinAnswered: 1, Multiply: "2.5", Decimal: "1", Lookup: "1 = 10\n2 = 20.5\n", Missing: "None."}
	_, err := questionnaires.SetScore(&f, "", in)
	ok(t, err)
	if diff := cmp.Diff(in, questionnaires.ScoreOf(f.Scores[1])); diff != "" {
		t.Error(diff)
	}
	for field, wrong := range map[string]questionnaires.ScoreInput{
		"title":        {Items: []string{"b"}},
		"items":        {Title: "None"},
		"min_answered": {Title: "Few", Items: []string{"b"}, MinAnswered: 2},
		"lookup":       {Title: "Table", Items: []string{"b"}, Lookup: "1 is 2"},
		"decimal":      {Title: "Places", Items: []string{"b"}, Decimal: "9"},
	} {
		if _, err := questionnaires.SetScore(&f, "", wrong); fault.Fields(err)[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = questionnaires.RemoveScore(&f, "s")
	ok(t, err)
	if len(f.Scores) != 1 || f.Scores[0].ID != "how-it-went" {
		t.Errorf("the scores are %+v", f.Scores)
	}
}

func TestFigure(t *testing.T) {
	f := questionnaires.ReadyOnes()[0].Form
	in := questionnaires.FigureInput{Label: "Not told", Count: []string{"no"}, Of: []string{"yes", "no"}, Set: "3", Domain: "hope"}
	_, err := questionnaires.SetFigure(&f, "nurse", in)
	ok(t, err)
	if got := f.Find("nurse").Figure; got.Label.Plain != "Not told" || got.Count[0] != "no" || got.Domain != "hope" {
		t.Errorf("the figure is %+v", got)
	}
	in.Of = []string{"yes"}
	_, err = questionnaires.SetFigure(&f, "nurse", in)
	if fault.Fields(err)["of"] == "" {
		t.Errorf("a figure that counts what it is not a share of: %v", err)
	}
	_, err = questionnaires.SetFigure(&f, "nurse", questionnaires.FigureInput{})
	ok(t, err)
	if f.Find("nurse").Figure != nil {
		t.Error("the figure is still there")
	}
}
