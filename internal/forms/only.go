package forms

import (
	"slices"
	"strings"
)

// onlyIf says in words when an item is asked: "Answer this only if you answered
// “Yes” to question 3." It is empty for an item that everybody is asked.
func (f *Form) onlyIf(it *Item, language string, numbers map[string]string) Phrase {
	if len(it.EnableWhen) == 0 {
		if it.EnableExpr == nil {
			return Phrase{}
		}
		if d := it.EnableExpr.Description; d != "" {
			return f.In(Text{Plain: d}, language)
		}
		return say(language, "applies")
	}
	var clauses []string
	for at := 0; at < len(it.EnableWhen); at++ {
		c := it.EnableWhen[at]
		values := []string{f.answerWords(c, language)}
		for it.EnableAny && c.Operator == "=" && at+1 < len(it.EnableWhen) && it.EnableWhen[at+1].Operator == "=" && it.EnableWhen[at+1].Question == c.Question {
			at++
			values = append(values, f.answerWords(it.EnableWhen[at], language))
		}
		clauses = append(clauses, f.clause(c, strings.Join(values, " or "), language, numbers))
	}
	joint := ", and "
	if it.EnableAny {
		joint = ", or "
	}
	p := say(language, "only")
	if it.Kind == Group {
		p = say(language, "onlypart")
	}
	p.Text += " " + strings.Join(clauses, joint) + "."
	return p
}

func (f *Form) clause(c Condition, values, language string, numbers map[string]string) string {
	q := f.questionWords(c.Question, language, numbers)
	switch c.Operator {
	case "exists":
		if c.Value.Text == "false" {
			return "you did not answer " + q
		}
		return "you answered " + q
	case "!=":
		return "you did not answer " + values + " to " + q
	case ">":
		return "your answer to " + q + " is more than " + values
	case "<":
		return "your answer to " + q + " is less than " + values
	case ">=":
		return "your answer to " + q + " is " + values + " or more"
	case "<=":
		return "your answer to " + q + " is " + values + " or less"
	}
	return "you answered " + values + " to " + q
}

func (f *Form) questionWords(linkID, language string, numbers map[string]string) string {
	if n := numbers[linkID]; n != "" {
		return "question " + n
	}
	if it := f.Find(linkID); it != nil && it.Text.Plain != "" {
		return "“" + short(f.In(it.Text, language).Text) + "”"
	}
	return "another question"
}

func (f *Form) answerWords(c Condition, language string) string {
	v := c.Value
	switch v.Kind {
	case "boolean":
		return "“" + say(language, map[bool]string{true: "yes", false: "no"}[v.Text == "true"]).Text + "”"
	case "integer", "decimal", "date", "dateTime", "time":
		return v.Text
	case "Quantity":
		return strings.TrimSpace(v.Text + " " + v.Display)
	}
	words := v.Display
	if it := f.Find(c.Question); it != nil {
		options := f.OptionsOf(it)
		if i := slices.IndexFunc(options, func(o Option) bool { return o.Key() == v.Key() }); i >= 0 {
			words = f.optionWords(options[i], language).Text
		}
	}
	if words == "" {
		words = v.Key()
	}
	return "“" + words + "”"
}

// optionWords are the words of an option: its text, else its display, else its code.
func (f *Form) optionWords(o Option, language string) Phrase {
	if p := f.In(o.Text, language); p.Text != "" {
		return p
	}
	if o.Value.Display != "" {
		return Phrase{Text: o.Value.Display}
	}
	return Phrase{Text: o.Key()}
}
