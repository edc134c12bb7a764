package forms

import (
	"slices"
	"strconv"
	"strings"
)

// Part is one item as a page shows it.
type Part struct {
	// As says how: group, table, words, text, area, number, date, datetime, time,
	// radios, scale, checkboxes, select or worked (read, not asked).
	As       string
	Name     string // of the field
	ID       string // of its first control
	Number   string
	Label    Phrase
	Help     []Phrase
	Required bool
	Heading  bool   // its label is the page's heading
	Page     Phrase // of the paper, where one begins here
	Level    int    // of a group's heading
	Error    string
	Problem  Phrase // "Error:"

	Value                 string
	Day, Month, Year, At  string
	Options               []Picked
	Numeric               bool   // the options are numbers
	Own                   *Own   // own words beside the options
	Mode                  string // of the keyboard
	Type                  string
	Unit                  string
	Most                  int
	Limit, Bounds, Needed Phrase
	Parts                 []Part // of a group; items under a question
	Columns               []Phrase

	When   string // JSON for the script: when the part is shown
	OnlyIf Phrase // the same in words
	Count  int    // how many of what repeats are shown; 0 where nothing repeats
	Many   string // the name of the field that says so
	More   string // the button's value for one more
	Adding Phrase
	sheet  *builder
	path   string
}

// Picked is an option and whether it was chosen.
type Picked struct {
	ID, Key   string
	Words     Phrase
	Chosen    bool
	Exclusive bool
}

// Own is the box for an answer that is not among the options; the option beside
// it posts nothing.
type Own struct {
	Name, ID string
	Label    Phrase
	Chosen   bool
	Value    string
}

// Say is one of the page's own words.
func (p Part) Say(key string) Phrase { return say(p.sheet.lang, key) }

// Wrong is what is wrong with the answer.
func (p Part) Wrong() Phrase {
	w := Phrase{Text: p.Error}
	if !sameLanguage(p.sheet.lang, English) {
		w.Lang = English
	}
	return w
}

// DescribedBy lists the ids of what explains the part's control.
func (p Part) DescribedBy() string {
	var ids []string
	for _, d := range []struct {
		suffix string
		there  bool
	}{
		{"-only", p.OnlyIf.Text != ""}, {"-help", len(p.Help) > 0 || p.As == "checkboxes"}, {"-bounds", p.Bounds.Text != ""}, {"-error", p.Error != ""}, {"-limit", p.Most > 0},
	} {
		if d.there {
			ids = append(ids, p.ID+d.suffix)
		}
	}
	return strings.Join(ids, " ")
}

// controlID is the id of the first control for what is at path. It needs no
// escaping in an address; no suffix of another's makes it.
func controlID(path string) string {
	return strings.NewReplacer("/", "~", "[", "~~", "]", "", "%", "~_").Replace(FieldName(path))
}

// builder makes the parts of a sheet.
type builder struct {
	form     *Form
	values   map[string][]string
	numbers  map[string]string
	wrong    map[string]string // by path
	lang     string
	numbered bool
	paper    bool
	parents  map[string][]*Item // by link ID
	place    map[string]string  // the paths of the items that the builder is inside, by link ID
	under    []*Item            // those items, outermost first
	step     *Step              // nil: everything is shown, with its condition
	enabled  func(path string) bool
	results  map[string][]string // see workedOut
	pages    map[string]int      // of the paper, by link ID
	page, of int                 // the page that the builder has come to
}

func (s Sheet) builder() *builder {
	if s.Response == nil && s.Values == nil {
		start := s.Form.Start(s.lang())
		s.Response = &start
	}
	b := &builder{form: s.Form, values: s.Values, lang: s.lang(), numbered: s.Numbered || s.Paper, paper: s.Paper, wrong: map[string]string{}, numbers: s.Form.Numbers(), parents: map[string][]*Item{}, place: map[string]string{}}
	s.Form.Walk(func(parents []*Item, i *Item) { b.parents[i.LinkID] = slices.Clone(parents) })
	r := s.Response
	if r == nil {
		r = &Response{}
	}
	if b.values == nil {
		b.values = s.Form.ToFields(r)
	}
	b.enabled = s.Form.Enabled(r)
	if s.Paper {
		pages := s.Form.Pages(s.Edition)
		b.pages, b.of = pagesOf(pages), len(pages)
	}
	for _, p := range s.Problems {
		path := p.Path
		if item := s.Form.Find(lastLink(path)); item != nil {
			path = s.Form.controlPath(item, path)
		}
		if b.wrong[path] == "" {
			b.wrong[path] = p.Message
		}
	}
	return b
}

// Parts are the items of the sheet in order.
func (s Sheet) Parts() []Part {
	if s.Form == nil {
		return nil
	}
	b := s.builder()
	if s.Step == "" {
		return b.parts(s.Form.Items, "", 2)
	}
	step, ok := s.Form.Step(s.Response, s.Step)
	if !ok {
		return nil
	}
	b.step = &step
	var out []Part
	for i, it := range step.items {
		out = append(out, b.item(it, step.Paths[i], 2)...)
	}
	for i := range out {
		if out[i].As != "words" && out[i].Label.Text != "" {
			out[i].Heading = true
			break
		}
	}
	return out
}

// Headed reports whether a part of the step is the page's heading; if not, the
// name of the form is.
func (s Sheet) Headed() bool {
	return s.Step == "" || slices.ContainsFunc(s.Parts(), func(p Part) bool { return p.Heading })
}

// Above are the headings of the groups that the step is in.
func (s Sheet) Above() []Phrase {
	if s.Step == "" || s.Form == nil {
		return nil
	}
	step, _ := s.Form.Step(s.Response, s.Step)
	var out []Phrase
	for _, g := range step.Groups {
		if p := s.Form.In(g.Text, s.lang()); p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

func (b *builder) parts(items []Item, above string, level int) []Part {
	var out []Part
	for i := range items {
		out = append(out, b.item(&items[i], Under(above, items[i].LinkID), level)...)
	}
	return out
}

// item makes the parts of one item: one for each time that it repeats.
func (b *builder) item(it *Item, path string, level int) []Part {
	if !it.shown() || b.step != nil && !b.onPage(it) && !b.enabled(path) {
		return nil
	}
	if !b.form.many(it) {
		return []Part{b.part(it, path, level)}
	}
	shown, may := b.times(it, path)
	out := make([]Part, 0, shown)
	for n := range shown {
		p := b.part(it, Nth(path, n), level)
		if n > 0 {
			p.Label = say(b.lang, "nth", short(p.Label.Text), n+1)
			p.Help, p.Number = nil, ""
		}
		out = append(out, p)
	}
	last := &out[shown-1]
	last.Count, last.Many = shown, manyName(path)
	if may {
		last.More, last.Adding = Add+" "+path, say(b.lang, "addto", short(b.form.In(it.Text, b.lang).Text))
	}
	if b.wrong[path] != "" && out[0].Error == "" {
		out[0].Error = b.wrong[path]
	}
	return out
}

// mostTimes is how often anything repeats where the form sets no limit.
const mostTimes = 30

func manyName(path string) string { return "_n " + FieldName(path) }

// times says how many occurrences of a repeating item are shown, and whether
// there may be one more: those that were there, those that have answers, those
// that must be given, and one more where the button was pressed.
func (b *builder) times(it *Item, path string) (shown int, may bool) {
	most := mostTimes
	if it.Max > 0 {
		most = it.Max
	}
	shown = max(1, it.Min)
	if v := b.values[manyName(path)]; len(v) > 0 {
		n, _ := strconv.Atoi(v[0])
		shown = max(shown, n)
	}
	for n := shown; n < most && b.has(Nth(path, n)); n++ {
		shown = n + 1
	}
	if press := Pressed(b.values); press.Do == Add && press.Path == path {
		shown++
	}
	shown = min(shown, most)
	return shown, shown < most
}

// has reports whether a field at or under the path has a value.
func (b *builder) has(path string) bool {
	prefix := FieldName(path)
	for name, v := range b.values {
		if strings.HasPrefix(name, prefix) && slices.ContainsFunc(v, func(s string) bool { return s != "" }) {
			return true
		}
	}
	return false
}

func (b *builder) value(name string) string {
	if v := b.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// part makes what is the same for every kind, and leaves the rest to kind.
func (b *builder) part(it *Item, path string, level int) Part {
	p := Part{path: path, Name: FieldName(path), ID: controlID(path), Label: b.form.In(it.Text, b.lang), Help: paragraphs(b.form.In(it.Help, b.lang)), Required: it.Required, Level: level, Error: b.wrong[path], sheet: b}
	if b.numbered {
		p.Number = b.numbers[it.LinkID]
	} else {
		p.Number = strings.TrimRight(it.Prefix, ".:) ")
	}
	if p.Label.Text == "" && it.Kind != Group {
		p.Label = Phrase{Text: short(it.LinkID)}
	}
	if b.step == nil || b.onPage(it) {
		p.When, p.OnlyIf = b.when(it)
	}
	if b.paper {
		p.When = ""
		if at := b.pages[it.LinkID]; at > b.page {
			b.page, p.Page = at, say(b.lang, "page", at, b.of)
		}
	}
	b.place[it.LinkID], b.under = path, append(b.under, it)
	b.kind(&p, it, path, level)
	if it.Kind != Group && len(it.Items) > 0 {
		p.Parts = b.parts(it.Items, path, level)
	}
	delete(b.place, it.LinkID)
	b.under = b.under[:len(b.under)-1]
	return p
}

// onPage reports whether what decides if the item is asked is on the same page,
// where it may still change.
func (b *builder) onPage(it *Item) bool {
	if b.inQuestion() != nil && it.Kind != Display {
		return true
	}
	here := func(linkID string) bool {
		return slices.ContainsFunc(b.step.items, func(top *Item) bool {
			return top.LinkID == linkID || slices.Contains(b.parents[linkID], top)
		})
	}
	if slices.ContainsFunc(it.EnableWhen, func(c Condition) bool { return here(c.Question) }) {
		return true
	}
	found := false
	if it.EnableExpr != nil {
		b.form.Walk(func(_ []*Item, i *Item) {
			found = found || here(i.LinkID) && strings.Contains(it.EnableExpr.Text, i.LinkID)
		})
	}
	return found
}

// inQuestion is the question that the builder is right under, or nil.
func (b *builder) inQuestion() *Item {
	if n := len(b.under); n > 0 && b.under[n-1].Kind != Group {
		return b.under[n-1]
	}
	return nil
}
