package forms

import (
	"slices"
	"strconv"
	"strings"
)

// kind makes what each kind of item has of its own.
func (b *builder) kind(p *Part, it *Item, path string, level int) {
	if it.Kind != Group && it.Kind != Display && (it.ReadOnly || it.Calculated != nil) {
		b.worked(p, it, path)
		return
	}
	p.Value = b.value(p.Name)
	if b.form.Picks(it) {
		b.choice(p, it)
		return
	}
	switch it.Kind {
	case Group:
		b.group(p, it, path, level)
	case Display:
		p.As, p.Help = "words", paragraphs(p.Label)
	case Boolean:
		p.As = "radios"
		p.Options = b.pick(p, []Picked{{Key: "true", Words: say(b.lang, "yes")}, {Key: "false", Words: say(b.lang, "no")}})
	case Integer, Decimal, Quantity:
		b.number(p, it)
	case Date:
		b.date(p, "date")
	case DateTime:
		b.date(p, "datetime")
	case Time:
		p.As, p.Type = "text", "time"
	case LongText:
		p.As = "area"
		b.limit(p, it)
	default:
		p.As, p.Type, p.Mode = "text", "text", ""
		if it.Kind == URL {
			p.Mode = "url"
		}
		b.limit(p, it)
	}
}

func (b *builder) limit(p *Part, it *Item) {
	if p.Most = it.MaxLength; p.Most > 0 {
		p.Limit = say(b.lang, "limit", p.Most)
	}
}

func (b *builder) date(p *Part, as string) {
	p.As = as
	p.Day, p.Month, p.Year, p.At = b.value(p.Name+"-day"), b.value(p.Name+"-month"), b.value(p.Name+"-year"), b.value(p.Name+"-time")
}

// group shows questions that share their answers as a table.
func (b *builder) group(p *Part, it *Item, path string, level int) {
	p.As, p.Parts = "group", b.parts(it.Items, path, min(level+1, 6))
	if shared := b.form.tableOf(it); shared != nil {
		p.As = "table"
		for _, o := range shared {
			p.Columns = append(p.Columns, b.words(o))
		}
	}
}

// mostRadios is how many answers are shown as radios before a list is shorter.
const mostRadios = 12

func (b *builder) choice(p *Part, it *Item) {
	options := b.form.OptionsOf(it)
	var list []Picked
	for _, o := range options {
		list = append(list, Picked{Key: o.Key(), Words: b.words(o), Exclusive: o.Exclusive})
	}
	p.As = "radios"
	switch {
	case it.Repeats:
		p.As = "checkboxes"
		if len(p.Help) == 0 {
			p.Help = []Phrase{say(b.lang, "several")}
		}
	case it.Kind != OpenChoice && (it.Control == "drop-down" || it.Control == "autocomplete" || len(options) > mostRadios):
		p.As = "select"
	case it.Kind != OpenChoice && isScale(options):
		p.As = "scale"
	}
	p.Options = b.pick(p, list)
	if it.Kind == OpenChoice {
		p.Own = b.own(p)
	}
}

// isScale reports whether the options are steps of a scale: five or more that
// each count for a number.
func isScale(options []Option) bool {
	return len(options) >= 5 && !slices.ContainsFunc(options, func(o Option) bool { return o.Ordinal == nil || len([]rune(o.Text.Plain)) > 24 })
}

func (b *builder) words(o Option) Phrase { return b.form.optionWords(o, b.lang) }

func (b *builder) pick(p *Part, list []Picked) []Picked {
	for i := range list {
		list[i].ID = p.ID
		if i > 0 {
			list[i].ID += "-" + strconv.Itoa(i+1)
		}
		list[i].Chosen = slices.Contains(b.values[p.Name], list[i].Key)
	}
	return list
}

// number is a box, or a scale to choose from where it is a slider of a few steps.
func (b *builder) number(p *Part, it *Item) {
	p.As, p.Type, p.Mode, p.Unit = "text", "number", "decimal", it.Unit
	if it.Kind == Integer {
		p.Mode = "numeric"
	}
	lo, hi := it.MinValue, it.MaxValue
	if it.slides() {
		p.As, p.Numeric = "scale", true
		var list []Picked
		for n := int(*lo); n <= int(*hi); n++ {
			list = append(list, Picked{Key: strconv.Itoa(n), Words: Phrase{Text: strconv.Itoa(n)}})
		}
		p.Options = b.pick(p, list)
		return
	}
	show := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) }
	switch {
	case lo != nil && hi != nil:
		p.Bounds = say(b.lang, "from", show(lo), show(hi))
	case lo != nil:
		p.Bounds = say(b.lang, "least", show(lo))
	case hi != nil:
		p.Bounds = say(b.lang, "most", show(hi))
	}
}

// worked shows what is worked out, or filled in by somebody else.
func (b *builder) worked(p *Part, it *Item, path string) {
	p.As, p.Required = "worked", false
	fields := b.values
	if it.Calculated != nil {
		fields = b.workedOut()
	}
	values := fields[p.Name]
	for n := 0; it.Repeats && len(fields[FieldName(Nth(path, n))]) > 0; n++ {
		values = append(values, fields[FieldName(Nth(path, n))]...)
	}
	if day := fields[p.Name+"-day"]; len(day) > 0 {
		values = []string{strings.Join([]string{day[0], fields[p.Name+"-month"][0], fields[p.Name+"-year"][0]}, " ")}
	}
	var shown []string
	for _, v := range values {
		if i := slices.IndexFunc(b.form.OptionsOf(it), func(o Option) bool { return o.Key() == v }); i >= 0 {
			v = b.words(b.form.OptionsOf(it)[i]).Text
		} else if it.Kind == Boolean {
			v = say(b.lang, map[bool]string{true: "yes", false: "no"}[v == "true"]).Text
		}
		shown = append(shown, v)
	}
	p.Value, p.Unit = strings.Join(shown, ", "), it.Unit
	if p.Value == "" {
		p.Needed = say(b.lang, "nothing")
		if it.Calculated != nil {
			p.Needed = say(b.lang, "worked")
		}
	}
}

// workedOut are the answers with what is calculated from them, worked out once.
func (b *builder) workedOut() map[string][]string {
	if b.results == nil {
		r, _ := b.form.FromFields(b.values, b.lang)
		r = b.form.Tidy(r)
		b.results = b.form.ToFields(&r)
	}
	return b.results
}

func (b *builder) own(p *Part) *Own {
	o := &Own{Name: p.Name + "-other", ID: p.ID + "-other", Label: say(b.lang, "other"), Value: b.value(p.Name + "-other")}
	o.Chosen = o.Value != "" || slices.Contains(b.values[p.Name], "")
	return o
}
