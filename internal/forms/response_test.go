package forms

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func code(c string) Value {
	return Value{Kind: "Coding", System: "s", Text: c, Display: strings.ToUpper(c)}
}
func text(s string) Value      { return Value{Kind: "string", Text: s} }
func val(kind, s string) Value { return Value{Kind: kind, Text: s} }
func ptr[T any](v T) *T        { return &v }
func answered(id string, vs ...Value) ResponseItem {
	item := ResponseItem{LinkID: id}
	for _, v := range vs {
		item.Answers = append(item.Answers, Answer{Value: v})
	}
	return item
}
func group(id string, items ...ResponseItem) ResponseItem {
	return ResponseItem{LinkID: id, Items: items}
}
func respond(items ...ResponseItem) *Response { return &Response{Items: items} }

func options(codes ...string) []Option {
	var out []Option
	for i, c := range codes {
		out = append(out, Option{Value: code(c), Ordinal: ptr(float64(i))})
	}
	return out
}

func when1(question, operator string, v Value) []Condition {
	return []Condition{{Question: question, Operator: operator, Value: v}}
}

// visit is a form with something of everything.
func visit() *Form {
	return &Form{
		URL: "https://example.org/visit", Version: "2",
		Items: []Item{
			{LinkID: "words", Kind: Display},
			{LinkID: "came", Kind: Choice, Required: true, Options: options("yes", "no", "unsure")},
			{LinkID: "why", Kind: OpenChoice, Repeats: true, Max: 2, Options: options("bus", "rain", "none"), EnableWhen: when1("came", "=", code("no"))},
			{LinkID: "about", Kind: Group, EnableWhen: when1("came", "!=", code("no")), Items: []Item{
				{LinkID: "age", Kind: Integer, MinValue: ptr(16.0), MaxValue: ptr(120.0)},
				{LinkID: "born", Kind: Date},
				{LinkID: "grown", Kind: String, MaxLength: 5, Required: true, EnableWhen: when1("age", ">=", val("integer", "18"))},
			}},
			{LinkID: "visitor", Kind: Group, Repeats: true, Max: 3, Items: []Item{
				{LinkID: "name", Kind: String, Required: true},
				{LinkID: "eats", Kind: Boolean, Items: []Item{{LinkID: "food", Kind: String, Repeats: true, EnableWhen: when1("eats", "=", val("boolean", "true"))}}},
				{LinkID: "thanks", Kind: String, EnableWhen: when1("name", "exists", val("boolean", "true"))},
			}},
			{LinkID: "note/1", Kind: LongText},
		},
	}
}

func TestEnabled(t *testing.T) {
	r := respond(
		answered("came", code("yes")),
		group("about", answered("age", val("integer", "18"))),
		group("visitor", answered("name", text("Ann")), answered("eats", val("boolean", "true"))),
		group("visitor", answered("eats", val("boolean", "false"))),
	)
	for path, want := range map[string]bool{
		"words": true, "came": true, "why": false, "why[1]": false, "about": true, "about/age": true, "about/grown": true,
		"visitor": true, "visitor[0]/thanks": true, "visitor[1]/thanks": false, "visitor[7]/thanks": false, "visitor[7]/name": true,
		"visitor[0]/eats/food": true, "visitor[0]/eats/food[2]": true, "visitor[1]/eats/food": false, "visitor[5]/eats/food": false,
		"note%2F1": true, "nothing": false, "about/came": false, "": false,
	} {
		if got := visit().Enabled(r)(path); got != want {
			t.Errorf("%q: %v, want %v", path, got, want)
		}
	}
}

// Each operator against each kind of answer.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		operator string
		value    Value
		answers  []Value
		want     bool
	}{
		{"exists", val("boolean", "true"), nil, false},
		{"exists", val("boolean", "false"), nil, true},
		{"exists", val("boolean", "true"), []Value{text("x")}, true},
		{"=", text("x"), nil, false},
		{"!=", text("x"), nil, true},
		{"!=", text("x"), []Value{text("y"), text("x")}, false},
		{"!=", text("x"), []Value{text("y")}, true},
		{"=", text("x"), []Value{text("y"), text("x")}, true},
		{">", text("tes"), []Value{text("test")}, true},
		{"<", text("test"), []Value{text("test")}, false},
		{"<=", text("test"), []Value{text("test")}, true},
		{"=", val("decimal", "5.6"), []Value{val("decimal", "5.60")}, true},
		{">=", val("decimal", "4.8"), []Value{val("integer", "10")}, true},
		{">", val("integer", "9"), []Value{val("integer", "10")}, true},
		{"=", val("date", "2020-05-01"), []Value{val("date", "2020-05-01")}, true},
		{"=", val("integer", "2022-09"), []Value{val("date", "2022-09")}, true},
		{">", val("date", "2020"), []Value{val("date", "2020-05-01")}, false},
		{">", val("date", "2019"), []Value{val("date", "2020-05-01")}, true},
		{"=", val("dateTime", "2027-05-03T12:00:00Z"), []Value{val("dateTime", "2027-05-03T13:00:00+01:00")}, true},
		{">", val("time", "09:00:00"), []Value{val("time", "13:30:00")}, true},
		{"=", Value{Kind: "Coding", Text: "b"}, []Value{code("b")}, true},
		{"=", Value{Kind: "Coding", Text: "b", System: "other"}, []Value{code("b")}, false},
		{"=", Value{Kind: "Coding", Display: "B"}, []Value{{Kind: "Coding", Display: "B"}}, true},
		{">", code("a"), []Value{code("b")}, true},
		{"<", code("a"), []Value{code("b")}, false},
		{"like", text("x"), []Value{text("x")}, false},
	} {
		f := &Form{Items: []Item{
			{LinkID: "q", Kind: Choice, Options: options("a", "b")},
			{LinkID: "then", Kind: String, EnableWhen: when1("q", c.operator, c.value)},
		}}
		if got := f.Enabled(respond(answered("q", c.answers...)))("then"); got != c.want {
			t.Errorf("%v %s %v: %v, want %v", c.answers, c.operator, c.value, got, c.want)
		}
	}
}

func TestAllAnyAndNesting(t *testing.T) {
	both := append(when1("a", "=", text("1")), when1("b", "=", text("1"))...)
	f := &Form{Items: []Item{
		{LinkID: "a", Kind: String}, {LinkID: "b", Kind: String},
		{LinkID: "all", Kind: Group, EnableWhen: both, Items: []Item{{LinkID: "inner", Kind: String}}},
		{LinkID: "any", Kind: String, EnableWhen: both, EnableAny: true},
		{LinkID: "after", Kind: String, EnableWhen: when1("inner", "exists", val("boolean", "true"))},
	}}
	for a, want := range map[string][3]bool{"11": {true, true, true}, "10": {false, true, false}, "00": {false, false, false}} {
		r := respond(answered("a", text(a[:1])), answered("b", text(a[1:])), group("all", answered("inner", text("x"))))
		on := f.Enabled(r)
		if got := [3]bool{on("all"), on("any"), on("after")}; got != want {
			t.Errorf("%s: %v, want %v", a, got, want)
		}
	}
}

// Conditions in a loop end, and do not hold.
func TestLoops(t *testing.T) {
	yes := val("boolean", "true")
	f := &Form{Items: []Item{
		{LinkID: "self", Kind: String, EnableWhen: when1("self", "exists", yes)},
		{LinkID: "a", Kind: String, EnableWhen: when1("b", "exists", yes)},
		{LinkID: "b", Kind: String, EnableWhen: when1("a", "exists", yes)},
		{LinkID: "g", Kind: Group, EnableWhen: when1("in", "exists", yes), Items: []Item{{LinkID: "in", Kind: String}}},
	}}
	r := respond(answered("self", text("x")), answered("a", text("x")), answered("b", text("x")), group("g", answered("in", text("x"))))
	for _, path := range []string{"self", "a", "b", "g", "g/in"} {
		if f.Enabled(r)(path) {
			t.Error(path)
		}
	}
}

// Of several occurrences the nearest counts.
func TestNearest(t *testing.T) {
	f := &Form{Items: []Item{
		{LinkID: "before", Kind: String, EnableWhen: when1("q", "=", text("first"))},
		{LinkID: "g", Kind: Group, Repeats: true, Items: []Item{
			{LinkID: "q", Kind: String},
			{LinkID: "s", Kind: Group, Items: []Item{{LinkID: "deep", Kind: String, EnableWhen: when1("q", "=", text("first"))}}},
		}},
		{LinkID: "after", Kind: String, EnableWhen: when1("q", "=", text("last"))},
	}}
	on := f.Enabled(respond(group("g", answered("q", text("first"))), group("g", answered("q", text("last"))), group("g")))
	for path, want := range map[string]bool{"before": true, "after": true, "g[0]/s/deep": true, "g[1]/s/deep": false, "g[2]/s/deep": false} {
		if on(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}

func TestTidy(t *testing.T) {
	before := Response{Status: "completed", Items: []ResponseItem{
		answered("note/1", text("n")),
		group("visitor", answered("name", text("Ann"))),
		answered("why", code("bus")),
		group("about"),
		group("visitor"),
		answered("odd", text("kept")),
		answered("came", code("yes")),
		answered("words"),
	}}
	copied := cmp.Diff(before, before)
	got := visit().Tidy(before)
	want := []ResponseItem{
		answered("came", code("yes")),
		group("visitor", answered("name", text("Ann"))),
		answered("note/1", text("n")),
		answered("odd", text("kept")),
	}
	if d := cmp.Diff(want, got.Items); d != "" {
		t.Error(d)
	}
	if copied != "" || before.Items[2].LinkID != "why" || got.Status != "completed" {
		t.Error("the response was changed")
	}
}

func TestValidate(t *testing.T) {
	yes := answered("came", code("yes"))
	for name, c := range map[string]struct {
		items []ResponseItem
		want  string // path and the beginning of the message
	}{
		"good":            {[]ResponseItem{yes}, ""},
		"required":        {nil, "came: Choose an answer."},
		"no option":       {[]ResponseItem{answered("came", code("maybe"))}, "came: “MAYBE” is not one of the answers"},
		"wrong type":      {[]ResponseItem{answered("came", text("yes"))}, "came: This asks for one of a list of choices (Coding), but what is there is text (string)."},
		"two":             {[]ResponseItem{answered("came", code("yes"), code("unsure"))}, "came: Only one answer can be given; there are 2."},
		"not asked":       {[]ResponseItem{yes, answered("why", code("bus"))}, "why: This is not asked"},
		"own words":       {[]ResponseItem{answered("came", code("no")), answered("why", code("bus"), text("I was tired"))}, ""},
		"too many":        {[]ResponseItem{answered("came", code("no")), answered("why", code("bus"), code("rain"), text("x"))}, "why: At most 2 answers"},
		"twice":           {[]ResponseItem{answered("came", code("no")), answered("why", code("bus"), code("bus"))}, "why[1]: “BUS” is there twice."},
		"too young":       {[]ResponseItem{yes, group("about", answered("age", val("integer", "15")))}, "about/age: Enter a number that is 16 or more; this is 15."},
		"too old":         {[]ResponseItem{yes, group("about", answered("age", val("integer", "121")), answered("grown", text("x")))}, "about/age: Enter a number that is 120 or less"},
		"half":            {[]ResponseItem{yes, group("about", answered("age", val("integer", "1.5")))}, "about/age: Enter a whole number"},
		"nested required": {[]ResponseItem{yes, group("about", answered("age", val("integer", "20")))}, "about/grown: Enter an answer."},
		"too long":        {[]ResponseItem{yes, group("about", answered("age", val("integer", "20")), answered("grown", text("éééééé")))}, "about/grown: This has 6 characters; at most 5 fit."},
		"fits":            {[]ResponseItem{yes, group("about", answered("age", val("integer", "20")), answered("grown", text("ééééé")))}, ""},
		"no such day":     {[]ResponseItem{yes, group("about", answered("born", val("date", "2027-02-30")))}, "about/born: Enter a date that the calendar has"},
		"unknown":         {[]ResponseItem{yes, answered("what", text("x"))}, "what: The questionnaire has no item “what”."},
		"elsewhere":       {[]ResponseItem{yes, answered("age", val("integer", "20"))}, "age: “age” does not belong here: it is inside “about”."},
		"too deep":        {[]ResponseItem{group("about", yes), yes}, "about/came: “came” does not belong here"},
		"on a group":      {[]ResponseItem{yes, answered("about", text("x"))}, "about: A group of questions cannot have an answer"},
		"on words":        {[]ResponseItem{yes, answered("words", text("x"))}, "words: These are words to read"},
		"beside":          {[]ResponseItem{yes, group("visitor", answered("name", text("A")), ResponseItem{LinkID: "eats", Items: []ResponseItem{answered("food", text("x"))}})}, "visitor[0]/eats: What is asked under"},
		"group too often": {[]ResponseItem{yes, group("visitor", answered("name", text("A"))), group("visitor", answered("name", text("A"))), group("visitor", answered("name", text("A"))), group("visitor", answered("name", text("A")))}, "visitor: This can be given at most 3 times; it is there 4 times."},
		"group twice":     {[]ResponseItem{yes, group("about", answered("born", val("date", "2000"))), group("about")}, "about: This can be given once; it is there 2 times."},
		"in second":       {[]ResponseItem{yes, group("visitor", answered("name", text("A"))), group("visitor", answered("eats", val("boolean", "false")))}, "visitor[1]/name: Enter an answer."},
		"no link ID":      {[]ResponseItem{yes, answered("", text("x"))}, ": An item has no link ID."},
	} {
		problems := visit().Validate(respond(c.items...))
		got := ""
		for _, p := range problems {
			got += p.Path + ": " + p.Message + "\n"
		}
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) || strings.Count(got, "\n") > 1 {
			t.Errorf("%s:\n%swant %s", name, got, c.want)
		}
	}
}

func TestValidateWhole(t *testing.T) {
	for questionnaire, want := range map[string]string{
		"": "", "https://example.org/visit": "", "https://example.org/visit|2": "", "#1": "",
		"https://example.org/visit|1": "version 1", "https://example.org/other": "another questionnaire", "Questionnaire/7": "",
		"Questionnaire/8": "another questionnaire",
	} {
		f := visit()
		f.ID = "7"
		problems := f.Validate(&Response{Questionnaire: questionnaire, Items: []ResponseItem{answered("came", code("yes"))}})
		if got := fmt.Sprint(problems); (want == "") != (len(problems) == 0) || !strings.Contains(got, want) {
			t.Errorf("%s: %s", questionnaire, got)
		}
	}
	if p := visit().Validate(&Response{Status: "in-progress"}); len(p) > 0 {
		t.Error("what is in progress need not be whole:", p)
	}
	if p := visit().Validate(&Response{Status: "finished", Items: []ResponseItem{answered("came", code("yes"))}}); len(p) != 1 {
		t.Error(p)
	}
}

func TestExclusiveAndMin(t *testing.T) {
	f := &Form{Items: []Item{{LinkID: "q", Kind: Choice, Repeats: true, Min: 2, Options: options("a", "b", "none")}}}
	f.Items[0].Options[2].Exclusive = true
	for want, codes := range map[string][]string{"": {"a", "b"}, "cannot go with": {"a", "none"}, "At least 2 answers": {"a"}} {
		item := ResponseItem{LinkID: "q"}
		for _, c := range codes {
			item.Answers = append(item.Answers, Answer{Value: code(c)})
		}
		if got := fmt.Sprint(f.Validate(respond(item))); (want == "") != (got == "[]") || !strings.Contains(got, want) {
			t.Errorf("%v: %s", codes, got)
		}
	}
	if p := f.Validate(respond()); len(p) != 0 {
		t.Error("not required:", p)
	}
}
