package questionnaires

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/when"
)

// Need is a condition as the editor shows it: of which question, and which
// answer.
type Need struct {
	What     string // names a question and, where one is chosen from a list, its answer
	Operator string // code of an operator
	Value    string // what was typed, where the answer is not from a list
	// Kept is a condition that the editor cannot show. It stays as it is.
	Kept *forms.Condition
}

// NeedChoice is something that a condition may ask.
type NeedChoice struct{ What, Label string }

const (
	anyAnswer = "?" // there is an answer at all
	typed     = "#" // compared with what is typed
)

func what(linkID, kind, key string) string {
	return url.QueryEscape(linkID) + "|" + kind + url.QueryEscape(key)
}

// NeedChoices are what a condition of an item may ask: every other question that
// is not under it.
func NeedChoices(f *forms.Form, linkID string) []NeedChoice {
	under := map[string]bool{}
	if i := f.Find(linkID); i != nil {
		within(i, func(i *forms.Item) { under[i.LinkID] = true })
	}
	var out []NeedChoice
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		if under[i.LinkID] || i.Kind == forms.Group || i.Kind == forms.Display {
			return
		}
		words := brief(i)
		switch i.Kind {
		case forms.Choice, forms.OpenChoice:
			for _, o := range f.OptionsOf(i) {
				out = append(out, NeedChoice{what(i.LinkID, "=", o.Key()), words + ": " + OptionWords(o)})
			}
		case forms.Boolean:
			out = append(out, NeedChoice{what(i.LinkID, "=", "true"), words + ": yes"}, NeedChoice{what(i.LinkID, "=", "false"), words + ": no"})
		case forms.Integer, forms.Decimal, forms.Date, forms.String, forms.LongText:
			out = append(out, NeedChoice{what(i.LinkID, typed, ""), words + ": the answer below"})
		}
		out = append(out, NeedChoice{what(i.LinkID, anyAnswer, ""), words + ": any answer"})
	})
	return out
}

// needOf is a condition as the editor shows it.
func needOf(f *forms.Form, c forms.Condition) Need {
	asked := f.Find(c.Question)
	kept := Need{Kept: &c}
	if asked == nil {
		return kept
	}
	if c.Operator == "exists" {
		n := Need{What: what(c.Question, anyAnswer, ""), Operator: "is"}
		if c.Value.Text == "false" {
			n.Operator = "not"
		}
		return n
	}
	n := Need{}
	for _, o := range operators {
		if o.FHIR == c.Operator {
			n.Operator = o.Code
		}
	}
	switch asked.Kind {
	case forms.Choice, forms.OpenChoice:
		for _, o := range f.OptionsOf(asked) {
			if o.Value.Kind == c.Value.Kind && o.Value.Key() == c.Value.Key() {
				n.What = what(c.Question, "=", o.Key())
			}
		}
	case forms.Boolean:
		n.What = what(c.Question, "=", c.Value.Text)
	case forms.Integer, forms.Decimal, forms.Date, forms.String, forms.LongText:
		n.What, n.Value = what(c.Question, typed, ""), c.Value.Text
	}
	if n.What == "" || n.Operator == "" {
		return kept
	}
	return n
}

// applyNeeds writes the conditions of an item.
func applyNeeds(f *forms.Form, i *forms.Item, q Question) error {
	var out []forms.Condition
	for n, need := range q.Conditions {
		switch {
		case need.Kept != nil:
			out = append(out, *need.Kept)
		case need.What != "":
			c, err := conditionOf(f, need, "need-"+strconv.Itoa(n))
			if err != nil {
				return err
			}
			out = append(out, c)
		}
	}
	i.EnableWhen, i.EnableAny = out, q.Any && len(out) > 1
	return nil
}

// conditionOf reads a condition; field is the name of its row.
func conditionOf(f *forms.Form, n Need, field string) (forms.Condition, error) {
	left, right, _ := strings.Cut(n.What, "|")
	linkID, err := url.QueryUnescape(left)
	asked := f.Find(linkID)
	if err != nil || asked == nil || right == "" {
		return forms.Condition{}, fault.Field(field, "Choose a question that is in the form.")
	}
	key, err := url.QueryUnescape(right[1:])
	if err != nil {
		return forms.Condition{}, fault.Field(field, "Choose a question that is in the form.")
	}
	c := forms.Condition{Question: linkID}
	for _, o := range operators {
		if o.Code == n.Operator {
			c.Operator = o.FHIR
		}
	}
	ordered := c.Operator != "=" && c.Operator != "!="
	switch kind := right[:1]; {
	case c.Operator == "" || ordered && (kind != typed || asked.Kind == forms.String || asked.Kind == forms.LongText):
		return c, fault.Field(field, "This answer can only be compared with “is” or “is not”.")
	case kind == anyAnswer:
		c.Value = forms.Value{Kind: "boolean", Text: strconv.FormatBool(c.Operator == "=")}
		c.Operator = "exists"
		return c, nil
	case kind == typed:
		c.Value, err = typedValue(asked.Kind, n.Value, field)
		return c, err
	case asked.Kind == forms.Boolean:
		c.Value = forms.Value{Kind: "boolean", Text: key}
		return c, nil
	}
	for _, o := range f.OptionsOf(asked) {
		if o.Key() == key {
			c.Value = o.Value
			return c, nil
		}
	}
	return c, fault.Field(field, "Choose an answer that the question has.")
}

// typedValue reads what was typed beside a question of that kind.
func typedValue(kind forms.Kind, text, field string) (forms.Value, error) {
	switch kind {
	case forms.Integer:
		if _, err := strconv.Atoi(text); err != nil {
			return forms.Value{}, fault.Field(field, "Enter the whole number to compare with.")
		}
		return forms.Value{Kind: "integer", Text: text}, nil
	case forms.Decimal:
		if n, err := readNumber(field, text); err != nil || n == nil {
			return forms.Value{}, fault.Field(field, "Enter the number to compare with.")
		}
		return forms.Value{Kind: "decimal", Text: text}, nil
	case forms.Date:
		for _, layout := range []string{"2006-01-02", "2/1/2006", "2 January 2006", "2 1 2006"} {
			if day, err := time.Parse(layout, text); err == nil {
				return forms.Value{Kind: "date", Text: when.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}.ISO()}, nil
			}
		}
		return forms.Value{}, fault.Field(field, "Enter the date to compare with, like 27 March 2027.")
	}
	if text == "" || len([]rune(text)) > 200 {
		return forms.Value{}, fault.Field(field, "Enter the words to compare with, up to 200 characters.")
	}
	return forms.Value{Kind: "string", Text: text}, nil
}
