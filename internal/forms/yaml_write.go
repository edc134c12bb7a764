package forms

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// WriteYAML writes f in the way that a person can read and change by hand. What
// FHIR says and our way has no word for stands under "fhir".
func WriteYAML(f *Form) ([]byte, error) {
	w := &yamlWriter{f: f}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(w.form()); err != nil {
		return nil, err
	}
	return out.Bytes(), e.Close()
}

type yamlWriter struct{ f *Form }

// yamlMap is a mapping that is being written.
type yamlMap struct{ *yaml.Node }

func newMap() yamlMap { return yamlMap{&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}} }

// put adds a field, unless there is nothing to say.
func (m yamlMap) put(key string, v *yaml.Node) {
	if v != nil {
		m.Content = append(m.Content, words(key), v)
	}
}

func (m yamlMap) text(key, s string) {
	if s != "" {
		m.put(key, words(s))
	}
}

func (m yamlMap) flag(key string, b bool) {
	if b {
		m.put(key, plain("true"))
	}
}

func (m yamlMap) count(key string, n int) {
	if n != 0 {
		m.put(key, plain(strconv.Itoa(n)))
	}
}

func (m yamlMap) number(key string, n *float64) {
	if n != nil {
		m.put(key, plain(numberTree(*n).String()))
	}
}

func (m yamlMap) list(key string, list []*yaml.Node) {
	if len(list) > 0 {
		m.put(key, &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: list})
	}
}

func (m yamlMap) texts(key string, list []string) {
	var nodes []*yaml.Node
	for _, s := range list {
		nodes = append(nodes, words(s))
	}
	m.list(key, nodes)
	if len(nodes) > 0 {
		m.Content[len(m.Content)-1].Style = yaml.FlowStyle
	}
}

func (m yamlMap) extra(e Extra) {
	if len(e) > 0 {
		all := newMap()
		for _, name := range slices.Sorted(maps.Keys(e)) {
			all.put(name, treeNode(tree(e[name])))
		}
		m.put("fhir", all.Node)
	}
}

func plain(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// words is a scalar that is always text when it is read again.
func words(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	lines := strings.Split(s, "\n")
	odd := strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) || r == unicode.ReplacementChar })
	for _, line := range lines {
		odd = odd || len(lines) > 1 && (line == "" || strings.TrimSpace(line) != line)
	}
	if odd || s == "" {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// treeNode is FHIR JSON as YAML.
func treeNode(v any) *yaml.Node {
	switch v := v.(type) {
	case object:
		m := newMap()
		for _, name := range fieldOrder(v) {
			m.put(name, treeNode(v[name]))
		}
		return m.Node
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, one := range v {
			n.Content = append(n.Content, treeNode(one))
		}
		return n
	case string:
		return words(v)
	case json.Number:
		return plain(v.String())
	case bool:
		return plain(strconv.FormatBool(v))
	}
	return plain("null")
}

// easyKey is how easy read words are called by hand.
const easyKey, easyTag = "easy", "en-" + Easy

// textNode is words, or words with their translations.
func textNode(t Text) *yaml.Node {
	m := newMap()
	m.text("words", t.Plain)
	translated(m, t)
	switch {
	case len(m.Content) == 0:
		return nil
	case len(m.Content) == 2 && t.Plain != "":
		return m.Content[1]
	}
	return m.Node
}

func translated(m yamlMap, t Text) {
	for _, tag := range slices.Sorted(maps.Keys(t.In)) {
		key := tag
		if tag == easyTag {
			key = easyKey
		}
		m.text(key, t.In[tag])
	}
}

// valueNode is a value: by itself where it would be read as the same again, else
// with the name of its type.
func valueNode(v Value) *yaml.Node {
	var short *yaml.Node
	switch v.Kind {
	case "string":
		short = words(v.Text)
	case "boolean", "integer":
		short = plain(v.Text)
	case "decimal":
		if strings.Contains(v.Text, ".") {
			short = plain(v.Text)
		}
	}
	if short != nil {
		if again, ok := plainValue(short); ok && again == v {
			return short
		}
	}
	m := newMap()
	m.put(v.Kind, words(v.Text))
	m.text("system", v.System)
	m.text("words", v.Display)
	return m.Node
}

func codeNodes(codes []Coding) (list []*yaml.Node) {
	for _, c := range codes {
		m := newMap()
		m.text("code", c.Code)
		m.text("system", c.System)
		m.text("words", c.Display)
		list = append(list, m.Node)
	}
	return list
}

func ruleNode(e *Expression) *yaml.Node {
	if e == nil {
		return nil
	}
	if e.Name == "" && e.Description == "" && e.Language == fhirPath && e.Text != "" {
		return words(e.Text)
	}
	m := newMap()
	m.text("name", e.Name)
	m.put("rule", words(e.Text))
	m.text("about", e.Description)
	if e.Language != fhirPath {
		m.put("language", words(e.Language))
	}
	return m.Node
}

const fhirPath = "text/fhirpath"

func ruleNodes(list []Expression) (nodes []*yaml.Node) {
	for n := range list {
		nodes = append(nodes, ruleNode(&list[n]))
	}
	return nodes
}

func (w *yamlWriter) form() *yaml.Node {
	f, m := w.f, newMap()
	m.text("name", f.Name)
	m.put("title", textNode(f.Title))
	m.put("about", textNode(f.Description))
	for _, one := range f.labels() {
		m.text(one.key, *one.field)
	}
	m.texts("for", f.SubjectType)
	m.list("codes", codeNodes(f.Codes))
	m.list("variables", ruleNodes(f.Variables))
	m.list("items", w.items(f.Items))
	var sets, scores []*yaml.Node
	for n := range f.ValueSets {
		s, set := &f.ValueSets[n], newMap()
		set.text("id", s.ID)
		set.text("url", s.URL)
		set.text("title", s.Title)
		set.put("options", optionsNode(s.Options))
		set.extra(s.Extra)
		sets = append(sets, set.Node)
	}
	for n := range f.Scores {
		scores = append(scores, scoreNode(&f.Scores[n]))
	}
	m.list("lists", sets)
	m.list("scores", scores)
	m.extra(f.Extra)
	return m.Node
}

// label is a text of the form and what it is called by hand.
type label struct {
	key   string
	field *string
}

func (f *Form) labels() []label {
	return []label{
		{"id", &f.ID}, {"url", &f.URL}, {"version", &f.Version}, {"status", &f.Status}, {"date", &f.Date},
		{"language", &f.Language}, {"publisher", &f.Publisher}, {"purpose", &f.Purpose}, {"copyright", &f.Copyright},
	}
}

func (w *yamlWriter) items(items []Item) (list []*yaml.Node) {
	for n := range items {
		list = append(list, w.item(&items[n]))
	}
	return list
}

func (w *yamlWriter) item(i *Item) *yaml.Node {
	m := newMap()
	m.put("id", words(i.LinkID))
	m.text("prefix", i.Prefix)
	m.put("ask", textNode(i.Text))
	m.put("help", textNode(i.Help))
	m.put("type", words(string(i.Kind)))
	m.flag("required", i.Required)
	m.flag("several", i.Repeats)
	m.count("at-least", i.Min)
	m.count("at-most", i.Max)
	m.flag("read-only", i.ReadOnly)
	m.flag("hidden", i.Hidden)
	m.count("longest", i.MaxLength)
	m.number("from", i.MinValue)
	m.number("to", i.MaxValue)
	m.text("unit", i.Unit)
	m.text("format", i.Format)
	m.text("control", i.Control)
	m.text("list", i.ValueSet)
	m.put("options", optionsNode(i.Options))
	var initial []*yaml.Node
	for _, v := range i.Initial {
		initial = append(initial, valueNode(v))
	}
	m.list("initial", initial)
	w.when(m, i)
	m.put("when-rule", ruleNode(i.EnableExpr))
	m.put("worked-out", ruleNode(i.Calculated))
	m.list("variables", ruleNodes(i.Variables))
	m.text("polarity", string(i.Polarity))
	m.put("figure", figureNode(i.Figure))
	m.list("codes", codeNodes(i.Codes))
	m.list("items", w.items(i.Items))
	m.extra(i.Extra)
	return m.Node
}

func figureNode(g *Figure) *yaml.Node {
	if g == nil {
		return nil
	}
	m := newMap()
	m.put("label", textNode(g.Label))
	m.texts("count", g.Count)
	m.texts("of", g.Of)
	m.text("set", g.Set)
	m.text("domain", g.Domain)
	return m.Node
}

// operatorKeys are the ways to compare, as they are called by hand.
var operatorKeys = map[string]string{"=": "is", "!=": "is-not", ">": "above", "<": "below", ">=": "at-least", "<=": "at-most", "exists": "answered"}

func (w *yamlWriter) when(m yamlMap, i *Item) {
	key := "when"
	if i.EnableAny {
		key = "when-any"
	}
	short := newMap()
	var long []*yaml.Node
	seen := map[string]bool{}
	for _, c := range i.EnableWhen {
		value := w.compared(c)
		one := newMap()
		one.put("question", words(c.Question))
		if op := operatorKeys[c.Operator]; op != "" && value != nil {
			one.put(op, value)
		} else {
			one.put("operator", words(c.Operator))
			one.put("value", value)
		}
		long = append(long, one.Node)
		if c.Operator == "=" && value != nil && value.Kind == yaml.ScalarNode && !seen[c.Question] {
			seen[c.Question] = true
			short.put(c.Question, value)
		}
	}
	switch {
	case len(long) > 0 && len(seen) == len(long):
		m.put(key, short.Node)
	case len(long) > 0 || i.EnableAny:
		m.put(key, &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: long})
	}
}

// compared is what a condition compares with: a bare word where it can only mean
// that, by the kind of the question.
func (w *yamlWriter) compared(c Condition) *yaml.Node {
	if c.Value.Kind == "" {
		return nil
	}
	for _, short := range []*yaml.Node{plain(c.Value.Text), words(c.Value.Text)} {
		if v, ok := w.f.meant(c, short); ok && v == c.Value && (short.Tag != "" || plainEnough(c.Value.Text)) {
			return short
		}
	}
	return valueNode(c.Value)
}
