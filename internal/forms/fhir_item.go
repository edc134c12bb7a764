package forms

import (
	"encoding/json"
	"slices"
	"strings"
)

var itemCodec = newItemCodec()

// newItemCodec makes the codec of items, which lie within items.
func newItemCodec() *codec[Item] {
	k := &codec[Item]{exts: itemExtensions(), extra: func(i *Item) *Extra { return &i.Extra }}
	k.parts = append(itemParts(), fieldOf[Item]{
		name: "item", exact: true,
		read:  func(c *reading, i *Item, p spot) error { return readItemsOf(k, c, i, p) },
		write: func(i *Item) any { return writeItemsOf(k, i) },
	})
	return k
}

func itemParts() []fieldOf[Item] {
	return slices.Concat([]fieldOf[Item]{
		textPart("linkId", func(i *Item) *string { return &i.LinkID }),
		textPart("prefix", func(i *Item) *string { return &i.Prefix }),
		kindPart,
		flagPart("required", func(i *Item) *bool { return &i.Required }),
		flagPart("repeats", func(i *Item) *bool { return &i.Repeats }),
		flagPart("readOnly", func(i *Item) *bool { return &i.ReadOnly }),
		countPart("maxLength", func(i *Item) *int { return &i.MaxLength }),
		codesPart(func(i *Item) *[]Coding { return &i.Codes }),
		conditionsPart(),
		behaviourPart,
		listAtPart,
		optionsPart,
		initialPart(),
	},
		textParts("text", func(i *Item) *Text { return &i.Text }),
	)
}

// kindPart reads R5's "coding" as the choice that it is.
var kindPart = fieldOf[Item]{
	name: "type",
	read: func(c *reading, i *Item, p spot) error {
		s, ok := p.v.(string)
		if !ok {
			return p.wrong("text")
		}
		i.Kind = Kind(s)
		switch {
		case s == "coding" && p.in["answerConstraint"] == "optionsOrString":
			i.Kind = OpenChoice
		case s == "coding":
			i.Kind = Choice
		case !i.Kind.Known():
			c.note(p.path, "an answer of the kind “"+s+"” cannot be given here; the item is kept and written again", false)
		}
		return nil
	},
	write: func(i *Item) any { return orNil(string(i.Kind)) },
}

// Known says whether items of the kind are understood.
func (k Kind) Known() bool {
	switch k {
	case Group, Display, Boolean, Decimal, Integer, Date, DateTime, Time, String, LongText, URL, Choice, OpenChoice, Quantity:
		return true
	}
	return false
}

var behaviourPart = fieldOf[Item]{
	name: "enableBehavior",
	read: func(_ *reading, i *Item, p spot) error {
		s, ok := p.v.(string)
		if !ok {
			return p.wrong("text")
		}
		i.EnableAny = s == "any"
		return nil
	},
	write: func(i *Item) any {
		switch {
		case i.EnableAny:
			return "any"
		case len(i.EnableWhen) > 1:
			return "all"
		}
		return nil
	},
}

// listAtPart is the address of a list of answers.
var listAtPart = fieldOf[Item]{
	name: "answerValueSet",
	read: func(c *reading, i *Item, p spot) error {
		s, ok := p.v.(string)
		if !ok {
			return p.wrong("text")
		}
		i.ValueSet = s
		address, _, _ := strings.Cut(s, "|")
		if !strings.HasPrefix(s, "#") && known[address] == nil && !c.has(s) {
			c.note(p.path, "the list of answers at “"+s+"” is kept elsewhere; its answers cannot be offered until they are put into the form", false)
		}
		return nil
	},
	write: func(i *Item) any { return orNil(i.ValueSet) },
}

// helpKept is the name in Extra of the item with the help to its parent, when it
// says more than we would write.
const helpKept = "item.help"

// readItems reads a list of items.
func readItems(k *codec[Item], c *reading, p spot) ([]Item, error) {
	list, ok := p.v.([]any)
	if !ok {
		return nil, p.wrong("a list")
	}
	var items []Item
	for n, v := range list {
		o, ok := v.(object)
		if !ok {
			return nil, spot{path: nth(p.path, n)}.wrong("an object")
		}
		var i Item
		if err := k.read(c, nth(p.path, n), o, &i); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, nil
}

// readItemsOf reads what is within an item. A first one that only holds help
// becomes the help of the item itself.
func readItemsOf(k *codec[Item], c *reading, i *Item, p spot) error {
	items, err := readItems(k, c, p)
	if err != nil {
		return err
	}
	if len(items) > 0 && isHelp(&items[0]) {
		i.Help = items[0].Text
		v := listOf(p.v)[0]
		if !equal(helpItem(k, i), v) {
			if i.Extra == nil {
				i.Extra = Extra{}
			}
			i.Extra[helpKept] = raw(v)
		}
		if items = items[1:]; len(items) == 0 {
			items = nil
		}
	}
	i.Items = items
	return nil
}

func isHelp(i *Item) bool {
	return i.Kind == Display && i.Control == "help" && i.Text.Plain != "" && len(i.Items) == 0 && len(i.EnableWhen) == 0 && i.EnableExpr == nil && !i.Hidden
}

// helpItem is the help of an item as FHIR has it.
func helpItem(k *codec[Item], i *Item) any {
	var help Item
	if was, ok := tree(i.Extra[helpKept]).(object); ok {
		if k.read(nil, "", was, &help) != nil || !isHelp(&help) {
			help = Item{}
		}
	}
	if help.LinkID == "" && i.Extra[helpKept] == nil {
		help.LinkID = i.LinkID + "-help"
	}
	help.Kind, help.Control, help.Text = Display, "help", i.Help
	return k.write(&help)
}

func writeItemsOf(k *codec[Item], i *Item) any {
	var list []any
	if i.Help.Plain != "" {
		list = append(list, helpItem(k, i))
	}
	for n := range i.Items {
		list = append(list, k.write(&i.Items[n]))
	}
	if list == nil {
		return nil
	}
	return list
}

func itemExtensions() []extension[Item] {
	return []extension[Item]{
		controlExtension,
		flagExtension(hl7+"questionnaire-hidden", func(i *Item) *bool { return &i.Hidden }),
		occursExtension("questionnaire-minOccurs", func(i *Item) *int { return &i.Min }),
		occursExtension("questionnaire-maxOccurs", func(i *Item) *int { return &i.Max }),
		limitExtension("minValue", func(i *Item) **float64 { return &i.MinValue }),
		limitExtension("maxValue", func(i *Item) **float64 { return &i.MaxValue }),
		unitExtension,
		textExtension(hl7+"entryFormat", "String", func(i *Item) *string { return &i.Format }),
		expressionExtension(hl7+"variable", func(i *Item) []Expression { return i.Variables },
			func(i *Item, e Expression) { i.Variables = append(i.Variables[:len(i.Variables):len(i.Variables)], e) }),
		ruleExtension("calculatedExpression", func(i *Item) **Expression { return &i.Calculated }),
		ruleExtension("enableWhenExpression", func(i *Item) **Expression { return &i.EnableExpr }),
		textExtension(ours+"polarity", "Code", func(i *Item) *string { return (*string)(&i.Polarity) }),
		figureExtension,
	}
}

var controlExtension = extension[Item]{
	url: hl7 + "questionnaire-itemControl",
	read: func(i *Item, e object) bool {
		concept, _ := e["valueCodeableConcept"].(object)
		for _, v := range listOf(concept["coding"]) {
			o, _ := v.(object)
			if i.Control, _ = o["code"].(string); i.Control != "" {
				return true
			}
		}
		return false
	},
	write: func(i *Item) []object {
		if i.Control == "" {
			return nil
		}
		return []object{{"valueCodeableConcept": object{"coding": []any{object{
			"system": "http://hl7.org/fhir/questionnaire-item-control", "code": i.Control,
		}}}}}
	},
}

func occursExtension(name string, field func(i *Item) *int) extension[Item] {
	return extension[Item]{
		url: hl7 + name,
		read: func(i *Item, e object) bool {
			n, ok := whole(e["valueInteger"])
			*field(i) = n
			return ok
		},
		write: func(i *Item) []object {
			if n := *field(i); n != 0 {
				return []object{{"valueInteger": numberTree(float64(n))}}
			}
			return nil
		},
	}
}

func limitExtension(name string, field func(i *Item) **float64) extension[Item] {
	h := numberExtension(hl7+name, nil, field)
	decimals := h.write
	h.write = func(i *Item) []object {
		list := decimals(i)
		for _, e := range list {
			if n, _ := e["valueDecimal"].(json.Number); integer.MatchString(n.String()) && len(n) < 10 {
				e["valueInteger"] = n
				delete(e, "valueDecimal")
			}
		}
		return list
	}
	return h
}

var unitExtension = extension[Item]{
	url: hl7 + "questionnaire-unit", also: []string{hl7 + "questionnaire-unitOption"},
	read: func(i *Item, e object) bool {
		o, _ := e["valueCoding"].(object)
		for _, name := range []string{"display", "code"} {
			if s, _ := o[name].(string); s != "" {
				i.Unit = s
				return true
			}
		}
		return false
	},
	write: func(i *Item) []object {
		if i.Unit == "" {
			return nil
		}
		return []object{{"valueCoding": object{"display": i.Unit}}}
	},
}

func ruleExtension(name string, field func(i *Item) **Expression) extension[Item] {
	return expressionExtension(sdc+name, func(i *Item) []Expression {
		if e := *field(i); e != nil {
			return []Expression{*e}
		}
		return nil
	}, func(i *Item, e Expression) { *field(i) = &e })
}
