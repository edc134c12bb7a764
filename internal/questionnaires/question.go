package questionnaires

import (
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// Question is an item as the editor shows it and reads it back.
type Question struct {
	Type                              string
	Text, Help                        string
	Easy, EasyHelp, Welsh, WelshHelp  string
	Required                          bool
	MaxLength, MinAnswers, MaxAnswers int
	MinValue, MaxValue                string // numbers, "" for none
	Whole                             bool   // of numbers
	Unit                              string
	Polarity                          forms.Polarity
	Options                           []Choice
	Any                               bool
	Conditions                        []Need
}

// Choice is an option as the editor shows it.
type Choice struct {
	Key                string // of the option that it was, "" for a new one
	Words, Easy, Welsh string
	Number             string // for scores, "" for none
	Exclusive          bool
}

// mostText is the most characters of a question.
const mostText = 1000

// easyTag is the language tag of a form's easy read words.
func easyTag(f *forms.Form) string {
	if f.Language == "" {
		return "en-" + forms.Easy
	}
	lang, _, _ := strings.Cut(f.Language, "-")
	return lang + "-" + forms.Easy
}

const welshTag = "cy"

// in is what a text says in exactly that language.
func in(t forms.Text, tag string) string {
	for have, words := range t.In {
		if strings.EqualFold(have, tag) {
			return words
		}
	}
	return ""
}

// say puts words in a language into a text; none takes them out.
func say(t *forms.Text, tag, words string) {
	next := map[string]string{}
	for have, old := range t.In {
		if !strings.EqualFold(have, tag) {
			next[have] = old
		}
	}
	if words != "" {
		next[tag] = words
	}
	if t.In = next; len(next) == 0 {
		t.In = nil
	}
}

func speak(f *forms.Form, t *forms.Text, plain, easy, welsh string) {
	t.Plain = plain
	say(t, easyTag(f), easy)
	say(t, welshTag, welsh)
}

// QuestionOf is an item as the editor shows it.
func QuestionOf(f *forms.Form, i *forms.Item) Question {
	easy := easyTag(f)
	q := Question{
		Type: TypeOf(i), Text: i.Text.Plain, Help: i.Help.Plain, Easy: in(i.Text, easy), EasyHelp: in(i.Help, easy),
		Welsh: in(i.Text, welshTag), WelshHelp: in(i.Help, welshTag), Required: i.Required, MaxLength: i.MaxLength,
		MinAnswers: i.Min, MaxAnswers: i.Max, MinValue: numberText(i.MinValue), MaxValue: numberText(i.MaxValue),
		Whole: i.Kind == forms.Integer, Unit: i.Unit, Polarity: i.Polarity, Any: i.EnableAny,
	}
	for _, o := range f.OptionsOf(i) {
		q.Options = append(q.Options, Choice{o.Key(), OptionWords(o), in(o.Text, easy), in(o.Text, welshTag), numberText(o.Ordinal), o.Exclusive})
	}
	for _, c := range i.EnableWhen {
		q.Conditions = append(q.Conditions, needOf(f, c))
	}
	return q
}

func numberText(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// AddQuestion puts a new question after another, or at the end of a group, or of
// the form when both are empty.
func AddQuestion(f *forms.Form, after, group string, q Question) (string, error) {
	base := nameOf(q.Text)
	if len(base) > 32 {
		base = strings.Trim(base[:32], "-")
	}
	item := forms.Item{LinkID: free(base, linkIDs(f))}
	if err := apply(f, &item, q); err != nil {
		return "", err
	}
	switch {
	case group != "":
		s := spotOf(&f.Items, group, nil)
		if s == nil || s.item().Kind != forms.Group {
			return "", errNoItem
		}
		s.item().Items = append(s.item().Items, item)
	case after != "":
		s := spotOf(&f.Items, after, nil)
		if s == nil {
			return "", errNoItem
		}
		*s.in = slices.Insert(*s.in, s.at+1, item)
	default:
		f.Items = append(f.Items, item)
	}
	return "Added " + brief(&item), nil
}

// ChangeQuestion writes a question over an item. What the editor does not show
// stays as it was.
func ChangeQuestion(f *forms.Form, linkID string, q Question) (string, error) {
	item := f.Find(linkID)
	if item == nil {
		return "", errNoItem
	}
	if err := apply(f, item, q); err != nil {
		return "", err
	}
	return "Changed " + brief(item), nil
}

var kinds = map[string]forms.Kind{
	"one": forms.Choice, "several": forms.Choice, "own": forms.OpenChoice, "yesno": forms.Boolean, "date": forms.Date,
	"words": forms.String, "more": forms.LongText, "display": forms.Display, "group": forms.Group, "number": forms.Decimal,
}

// apply writes q over an item.
func apply(f *forms.Form, i *forms.Item, q Question) error {
	if strings.TrimSpace(q.Text) == "" {
		return fault.Field("text", "Enter the words of the question.")
	}
	if kind, ok := kinds[q.Type]; ok {
		if q.Type == "number" && q.Whole {
			kind = forms.Integer
		}
		if i.Kind == forms.Group && kind != forms.Group && len(i.Items) > 0 {
			return fault.Field("type", "Move the questions out of the group before you make it something else.")
		}
		i.Kind = kind
		if kind == forms.Choice {
			i.Repeats = q.Type == "several"
		}
	} else if q.Type != "" || i.Kind == "" {
		return fault.Field("type", "Choose the kind of question.")
	}
	speak(f, &i.Text, q.Text, q.Easy, q.Welsh)
	speak(f, &i.Help, q.Help, q.EasyHelp, q.WelshHelp)
	if err := applyLimits(i, q); err != nil {
		return err
	}
	if i.Kind == forms.Choice || i.Kind == forms.OpenChoice {
		if err := applyOptions(f, i, q.Options); err != nil {
			return err
		}
	} else {
		i.Options, i.ValueSet, i.Figure = nil, "", nil
	}
	return applyNeeds(f, i, q)
}

// applyLimits writes what is asked of an answer.
func applyLimits(i *forms.Item, q Question) error {
	asks := i.Kind != forms.Display && i.Kind != forms.Group
	i.Required = q.Required && asks
	i.Polarity = q.Polarity
	if i.Kind == forms.String || i.Kind == forms.LongText || i.Kind == forms.OpenChoice {
		i.MaxLength = q.MaxLength
	}
	if i.Repeats {
		i.Min, i.Max = q.MinAnswers, q.MaxAnswers
		if i.Max > 0 && i.Min > i.Max {
			return fault.Field("min_answers", "The fewest answers must not be more than the most.")
		}
	}
	if i.Kind != forms.Integer && i.Kind != forms.Decimal && i.Kind != forms.Quantity {
		return nil
	}
	var err error
	if i.MinValue, err = readNumber("min_value", q.MinValue); err != nil {
		return err
	}
	if i.MaxValue, err = readNumber("max_value", q.MaxValue); err != nil {
		return err
	}
	if i.MinValue != nil && i.MaxValue != nil && *i.MinValue > *i.MaxValue {
		return fault.Field("min_value", "The lowest number must not be above the highest.")
	}
	i.Unit = q.Unit
	return nil
}

func readNumber(field, text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n > 1e12 || n < -1e12 || n != n {
		return nil, fault.Field(field, "Enter a number like 3 or 2.5.")
	}
	return &n, nil
}

// applyOptions writes the options of an item. One that was there keeps its code,
// whatever its words are now; a new one gets a code from its words.
func applyOptions(f *forms.Form, i *forms.Item, choices []Choice) error {
	var out []forms.Option
	before, taken := f.OptionsOf(i), map[string]bool{}
	for _, o := range before {
		taken[o.Key()] = true
	}
	seen := map[string]bool{}
	for n, c := range choices {
		if c.Words == "" {
			continue
		}
		field := "option-" + strconv.Itoa(n)
		if seen[strings.ToLower(c.Words)] {
			return fault.Field(field, "“%s” stands there twice.", c.Words)
		}
		seen[strings.ToLower(c.Words)] = true
		o := forms.Option{Value: forms.Value{Kind: "Coding"}}
		if at := slices.IndexFunc(before, func(o forms.Option) bool { return c.Key != "" && o.Key() == c.Key }); at >= 0 {
			o = before[at]
		} else {
			o.Value.Text = free(nameOf(c.Words), taken)
			taken[o.Value.Text] = true
		}
		if o.Value.Kind == "Coding" {
			o.Value.Display = c.Words
		}
		speak(f, &o.Text, c.Words, c.Easy, c.Welsh)
		number, err := readNumber(field, c.Number)
		if err != nil {
			return err
		}
		o.Ordinal, o.Exclusive = number, c.Exclusive && i.Repeats
		out = append(out, o)
	}
	if len(out) < 2 {
		return fault.Field("option-0", "Enter at least two answers to choose from.")
	}
	i.Options, i.ValueSet = out, ""
	return nil
}
