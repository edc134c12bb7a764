package questionnaires

import (
	"strings"

	"footbridge/internal/forms"
)

// Type is a kind of question in plain words.
type Type struct{ Code, Label, About string }

// Types are the kinds of question that the editor offers.
var Types = []Type{
	{"one", "One answer from a list", "People choose one."},
	{"several", "Several answers", "People tick all that apply."},
	{"own", "One answer, or their own words", "A list, with room to write something else."},
	{"yesno", "Yes or no", ""},
	{"number", "A number", ""},
	{"date", "A date", ""},
	{"words", "A few words", "One line."},
	{"more", "More words", "Several lines."},
	{"display", "Words between questions", "Nothing is asked."},
	{"group", "A group", "Questions that belong together, under a heading."},
}

// rare are kinds that come with imported forms only.
var rare = map[forms.Kind]string{
	forms.DateTime: "A date and a time", forms.Time: "A time of day", forms.URL: "A web address", forms.Quantity: "A number with a unit",
}

// TypeOf is the code of the type of an item, "" for one that the editor does not
// offer.
func TypeOf(i *forms.Item) string {
	switch i.Kind {
	case forms.Choice:
		if i.Repeats {
			return "several"
		}
		return "one"
	case forms.OpenChoice:
		return "own"
	case forms.Boolean:
		return "yesno"
	case forms.Integer, forms.Decimal:
		return "number"
	case forms.Date:
		return "date"
	case forms.String:
		return "words"
	case forms.LongText:
		return "more"
	case forms.Display:
		return "display"
	case forms.Group:
		return "group"
	}
	return ""
}

// TypeLabel is the type of an item in plain words.
func TypeLabel(i *forms.Item) string {
	code := TypeOf(i)
	for _, t := range Types {
		if t.Code == code {
			return t.Label
		}
	}
	return rare[i.Kind]
}

// brief is the words of an item, cut to what fits into a sentence.
func brief(i *forms.Item) string {
	words := strings.Join(strings.Fields(i.Text.Plain), " ")
	if r := []rune(words); len(r) > 80 {
		words = strings.TrimSpace(string(r[:78])) + "…"
	}
	if words == "" {
		words = i.LinkID
	}
	return "“" + words + "”"
}

var operators = []struct{ FHIR, Code, Words string }{
	{"=", "is", "is"}, {"!=", "not", "is not"}, {">", "more", "is more than"}, {"<", "less", "is less than"}, {">=", "least", "is at least"}, {"<=", "most", "is at most"},
}

// When says in words when an item is asked at all, "" for always.
func When(f *forms.Form, i *forms.Item) string {
	var parts []string
	for _, c := range i.EnableWhen {
		parts = append(parts, conditionWords(f, c))
	}
	joint := " and "
	if i.EnableAny {
		joint = " or "
	}
	words := strings.Join(parts, joint)
	if i.EnableExpr != nil {
		if words != "" {
			words += " and "
		}
		words += "a formula says so: " + i.EnableExpr.Text
	}
	return words
}

func conditionWords(f *forms.Form, c forms.Condition) string {
	asked := f.Find(c.Question)
	if asked == nil {
		return "“" + c.Question + "”, which is not in the form"
	}
	if c.Operator == "exists" {
		if c.Value.Text == "false" {
			return brief(asked) + " has no answer"
		}
		return brief(asked) + " has an answer"
	}
	for _, o := range operators {
		if o.FHIR == c.Operator {
			return brief(asked) + " " + o.Words + " " + valueWords(f, asked, c.Value)
		}
	}
	return brief(asked)
}

// valueWords is an answer to an item in words.
func valueWords(f *forms.Form, i *forms.Item, v forms.Value) string {
	for _, o := range f.OptionsOf(i) {
		if o.Value.Key() == v.Key() {
			return "“" + OptionWords(o) + "”"
		}
	}
	switch {
	case v.Kind == "boolean" && v.Text == "true":
		return "yes"
	case v.Kind == "boolean":
		return "no"
	case v.Display != "":
		return "“" + v.Display + "”"
	}
	return v.Text
}

// OptionWords are the words of an option.
func OptionWords(o forms.Option) string {
	switch {
	case o.Text.Plain != "":
		return o.Text.Plain
	case o.Value.Display != "":
		return o.Value.Display
	}
	return o.Value.Text
}

// countQuestions is how many questions a form asks, groups and words between
// them left out.
func countQuestions(f *forms.Form) int {
	n := 0
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind != forms.Group && i.Kind != forms.Display {
			n++
		}
	})
	return n
}

// blankForm is what a new questionnaire begins with.
var blankForm = forms.Form{Language: "en-GB"}
