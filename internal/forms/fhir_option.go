package forms

import "slices"

var optionCodec = codec[Option]{
	extra: func(o *Option) *Extra { return &o.Extra },
	parts: slices.Concat([]fieldOf[Option]{
		flagPart("initialSelected", func(o *Option) *bool { return &o.Initial }),
		codingPart,
	}, plainOptionParts()),
	exts: []extension[Option]{
		weightExtension(func(o *Option) bool { return !weighsInside(o) }),
		flagExtension(hl7+"questionnaire-optionExclusive", func(o *Option) *bool { return &o.Exclusive }),
		textExtension(hl7+"questionnaire-optionPrefix", "String", func(o *Option) *string { return &o.Prefix }),
		wordsExtension,
	},
}

var optionsPart = fieldOf[Item]{
	name: "answerOption", exact: true,
	read: func(c *reading, i *Item, p spot) error {
		list, ok := p.v.([]any)
		if !ok {
			return p.wrong("a list")
		}
		for n, v := range list {
			o, ok := v.(object)
			if !ok {
				return spot{path: nth(p.path, n)}.wrong("an object")
			}
			var one Option
			if err := optionCodec.read(c, nth(p.path, n), o, &one); err != nil {
				return err
			}
			i.Options = append(i.Options, one)
		}
		return nil
	},
	write: func(i *Item) any {
		var list []any
		for n := range i.Options {
			list = append(list, optionCodec.write(&i.Options[n]))
		}
		if list == nil {
			return nil
		}
		return list
	},
}

// weightExtension is the number an option counts for: on the option or, where a
// file has it there, in its coding.
func weightExtension(here func(o *Option) bool) extension[Option] {
	h := numberExtension(hl7+"ordinalValue", []string{hl7 + "itemWeight"}, func(o *Option) **float64 { return &o.Ordinal })
	write := h.write
	h.write = func(o *Option) []object {
		if !here(o) {
			return nil
		}
		return write(o)
	}
	return h
}

var insideWeight = []extension[Option]{weightExtension(func(*Option) bool { return true })}

// weighsInside says whether the file has the option's number in its coding.
func weighsInside(o *Option) bool {
	kept, _ := tree(o.Extra["valueCoding"]).(object)
	for _, v := range listOf(kept["extension"]) {
		var alone Option
		if e, ok := v.(object); ok && insideWeight[0].is(textOf(e["url"])) && insideWeight[0].take(&alone, e) {
			return true
		}
	}
	return false
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// codingPart is an option that is a coding: its words may be translated, and its
// number may be in it.
var codingPart = fieldOf[Option]{
	name: "valueCoding",
	read: func(c *reading, x *Option, p spot) error {
		v, err := readValue("Coding", p)
		if err != nil {
			return err
		}
		if x.Value.Kind != "" {
			return p.wrong("the only value of the option")
		}
		o, _ := p.v.(object)
		x.Value, x.Text.Plain = v, v.Display
		if twin := o["_display"]; twin != nil {
			if err := optionWords.read(c, x, spot{under(p.path, "_display"), twin, o}); err != nil {
				return err
			}
		}
		if list, ok := o["extension"]; ok {
			_, err = readExtensions(c, insideWeight, x, spot{under(p.path, "extension"), list, o})
		}
		return err
	},
	write: func(x *Option) any {
		if x.Value.Kind != "Coding" {
			return nil
		}
		o, _ := writeCoding(Coding{x.Value.System, x.Value.Text, x.display()}).(object)
		if words := optionWords.write(x); words != nil {
			o["_display"] = words
		}
		return o
	},
	over: func(x *Option, kept any) any {
		was, ok := kept.(object)
		if x.Value.Kind != "Coding" || !ok {
			return nil
		}
		o := clone(was)
		for name, s := range map[string]string{"system": x.Value.System, "code": x.Value.Text, "display": x.display()} {
			if textOf(o[name]) != s {
				delete(o, name)
				put(o, name, s)
			}
		}
		if words := twin(&x.Text, o["_display"]); words != nil {
			o["_display"] = words
		} else if o["_display"] != nil {
			delete(o, "_display")
		}
		if list := listOf(o["extension"]); len(list) > 0 && weighsInside(x) {
			o["extension"] = writeExtensions(insideWeight, x, list)
		}
		return o
	},
}

var optionWords = translatedPart("display", func(o *Option) *Text { return &o.Text })

// display is the words of a coding.
func (o *Option) display() string {
	if o.Text.Plain != "" {
		return o.Text.Plain
	}
	return o.Value.Display
}

// plainOptionParts are the options that are not codings.
func plainOptionParts() []fieldOf[Option] {
	var parts []fieldOf[Option]
	for _, kind := range valueKinds {
		if kind == "Coding" {
			continue
		}
		name := "value" + kind
		is := func(x *Option) bool { return valueName("value", x.Value) == name && x.Value.Kind != "" }
		parts = append(parts, fieldOf[Option]{
			name: name,
			read: func(_ *reading, x *Option, p spot) error {
				v, err := readValue(kind, p)
				if err == nil && x.Value.Kind != "" {
					err = p.wrong("the only value of the option")
				}
				x.Value, x.Text.Plain = v, plainWords(v)
				return err
			},
			write: func(x *Option) any {
				if !is(x) {
					return nil
				}
				return writeValue(x.Value)
			},
		})
	}
	words := translatedPart("valueString", func(o *Option) *Text { return &o.Text })
	read, write, over := words.read, words.write, words.over
	is := func(x *Option) bool { return x.Value.Kind == "string" }
	words.read = func(c *reading, x *Option, p spot) error {
		if !is(x) {
			return nil
		}
		return read(c, x, p)
	}
	words.write = func(x *Option) any {
		if !is(x) {
			return nil
		}
		return write(x)
	}
	words.over = func(x *Option, kept any) any {
		if !is(x) {
			return kept
		}
		return over(x, kept)
	}
	return append(parts, words)
}

// plainWords are the words for a value that is not a coding.
func plainWords(v Value) string {
	if v.Kind == "Quantity" && v.Display != "" {
		return v.Text + " " + v.Display
	}
	return v.Text
}

// wordsExtension says in words what an option is that is not a coding.
var wordsExtension = extension[Option]{
	url: ours + "words",
	read: func(o *Option, e object) bool {
		words, ok := e["valueString"].(string)
		if !ok {
			return false
		}
		text := Text{Plain: words}
		if _, err := readSubText(e, &text); err != nil {
			return false
		}
		o.Text = text
		return true
	},
	write: func(o *Option) []object {
		translated := o.Value.Kind != "string" && len(o.Text.In) > 0
		if o.Value.Kind == "Coding" || o.Text.Plain == "" || o.Text.Plain == plainWords(o.Value) && !translated {
			return nil
		}
		return []object{subText("", o.Text)}
	},
}
