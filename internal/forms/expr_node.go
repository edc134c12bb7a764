package forms

import (
	"strconv"
	"strings"
)

// answer is one answer in a slot.
type answer struct {
	slot *slot
	n    int
}

func (a answer) value() Value { return a.slot.answers[a.n].Value }

// picked is a coding or a quantity, with the item whose options say what it
// counts for.
type picked struct {
	Value
	item *Item
}

// expansion is the list in a value set.
type expansion struct{ set *ValueSet }

// fromValue is how a value is looked at by an expression.
func fromValue(v Value, i *Item) []any {
	switch v.Kind {
	case "Coding", "Quantity":
		return []any{picked{v, i}}
	case "boolean":
		return []any{v.Text == "true"}
	case "integer":
		if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			return []any{n}
		}
		return nil
	case "decimal":
		if f, ok := v.float(); ok {
			return []any{f}
		}
		return nil
	case "date", "dateTime", "time":
		return []any{v}
	}
	return text1(v.Text)
}

// valueOf makes a value of a result.
func valueOf(x any) Value {
	switch x := x.(type) {
	case bool:
		return Value{Kind: "boolean", Text: strconv.FormatBool(x)}
	case int64:
		return Value{Kind: "integer", Text: strconv.FormatInt(x, 10)}
	case float64:
		return Value{Kind: "decimal", Text: plainNumber(x)}
	case string:
		return Value{Kind: "string", Text: x}
	case Value:
		return x
	case picked:
		return x.Value
	}
	return Value{}
}

func textOfAny(x any) string { return valueOf(x).Text }

func text1(s string) []any {
	if s == "" {
		return nil
	}
	return []any{s}
}

// typeName is what a path may begin with to mean the thing itself.
func typeName(x any) string {
	switch x := x.(type) {
	case *place:
		if x.slot == nil {
			return "QuestionnaireResponse"
		}
	case *Form:
		return "Questionnaire"
	}
	return ""
}

// child is a member of x by its name in FHIR. Items that are not asked have no
// answers.
func (ev *evaluation) child(x any, name string) []any {
	switch x := x.(type) {
	case *place:
		return ev.placeChild(x, name)
	case *slot:
		return ev.slotChild(x, name)
	case answer:
		return ev.answerChild(x, name)
	case picked:
		return codedChild(x, name)
	case *Form:
		return formChild(x, name)
	case *Item:
		return ev.itemChild(x, name)
	case optionOf:
		return optionChild(x, name)
	case *ValueSet:
		return setChild(x, name)
	case expansion:
		return x.child(name)
	case object:
		if name == "value" && x[name] == nil {
			for have := range x {
				if strings.HasPrefix(have, "value") {
					name = have
				}
			}
		}
		return jsonChild(x[name])
	}
	return nil
}

// placeChild is a member of the response, or of one occurrence of a group.
func (ev *evaluation) placeChild(p *place, name string) []any {
	switch {
	case name == "item":
		if p.slot != nil && !ev.asked(p.slot) {
			return nil
		}
		return items(p)
	case p.slot != nil:
		return ev.entryChild(p.slot, p.group, name)
	}
	r := ev.response
	switch name {
	case "resourceType":
		return []any{"QuestionnaireResponse"}
	case "id":
		return text1(r.ID)
	case "questionnaire":
		return text1(r.Questionnaire)
	case "status":
		return text1(r.Status)
	case "language":
		return text1(r.Language)
	case "authored":
		return authored(r)
	}
	return jsonChild(tree(r.Extra[name]))
}

// items are the items that were given in a place.
func items(p *place) []any {
	var out []any
	for i := range p.slots {
		s := &p.slots[i]
		if s.item.Kind != Group {
			if len(s.items) > 0 || len(s.answers) > 0 {
				out = append(out, s)
			}
			continue
		}
		for _, inner := range s.places {
			if inner.group != nil {
				out = append(out, inner)
			}
		}
	}
	return out
}

func (ev *evaluation) slotChild(s *slot, name string) []any {
	switch name {
	case "answer":
		if s == ev.of || !ev.asked(s) {
			return nil
		}
		out := make([]any, 0, len(s.answers))
		for n := range s.answers {
			out = append(out, answer{s, n})
		}
		return out
	case "item": // of a group that has an expression of its own
		var out []any
		if s.item.Kind == Group {
			for _, p := range s.places {
				out = append(out, ev.placeChild(p, name)...)
			}
		}
		return out
	}
	var given *ResponseItem
	if len(s.items) > 0 {
		given = s.items[0]
	}
	return ev.entryChild(s, given, name)
}

// entryChild is what an item of the response says about itself.
func (ev *evaluation) entryChild(s *slot, given *ResponseItem, name string) []any {
	switch {
	case name == "linkId":
		return text1(s.item.LinkID)
	case given == nil:
		return nil
	case name == "text":
		return text1(given.Text)
	}
	return jsonChild(tree(given.Extra[name]))
}

func (ev *evaluation) answerChild(a answer, name string) []any {
	if name == "item" {
		if a.n < len(a.slot.places) {
			return ev.placeChild(a.slot.places[a.n], name)
		}
		return nil
	}
	v := a.value()
	if !v.empty() && (name == "value" || name == valueName("value", v)) {
		return fromValue(v, a.slot.item)
	}
	return jsonChild(tree(a.slot.answers[a.n].Extra[name]))
}

func codedChild(c picked, name string) []any {
	switch {
	case name == "system":
		return text1(c.System)
	case name == "code" && c.Kind == "Coding":
		return text1(c.Text)
	case name == "display" && c.Kind == "Coding", name == "unit" && c.Kind == "Quantity":
		return text1(c.Display)
	case name == "value" && c.Kind == "Quantity":
		return fromValue(Value{Kind: "decimal", Text: c.Text}, nil)
	}
	return nil
}

func authored(r *Response) []any {
	if v := (Value{Kind: "dateTime", Text: r.Authored}); r.Authored != "" && v.wellFormed() {
		return []any{v}
	}
	return nil
}

// asked1 leaves out the items of the response that are not asked.
func (ev *evaluation) asked1(values []any) []any {
	for i, x := range values {
		if ev.isAsked(x) {
			continue
		}
		out := append([]any{}, values[:i]...)
		for _, x := range values[i+1:] {
			if ev.isAsked(x) {
				out = append(out, x)
			}
		}
		return out
	}
	return values
}

func (ev *evaluation) isAsked(x any) bool {
	switch x := x.(type) {
	case *slot:
		return ev.asked(x)
	case *place:
		return x.slot == nil || ev.asked(x.slot)
	}
	return true
}
