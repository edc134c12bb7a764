package extracts

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"footbridge/internal/fault"
)

// What a mapping may have at most.
const (
	mappingBytes = 256 << 10
	mappingDeep  = 12
)

// LineError is what is wrong with one line of a mapping.
type LineError struct {
	Line int
	Text string
}

// ReadMapping reads a mapping. What is wrong is an Invalid fault that names the
// first line; [MappingErrors] are all of them.
func ReadMapping(text string) (Mapping, error) {
	m, wrong := MappingErrors(text)
	if len(wrong) > 0 {
		return Mapping{}, fault.Field("text", "Line %d: %s", wrong[0].Line, wrong[0].Text)
	}
	return m, nil
}

// MappingErrors reads a mapping and says everything that is wrong with it.
func MappingErrors(text string) (Mapping, []LineError) {
	r := &mappingReader{}
	m := r.read(text)
	slices.SortStableFunc(r.wrong, func(a, b LineError) int { return cmp.Compare(a.Line, b.Line) })
	return m, r.wrong
}

type mappingReader struct{ wrong []LineError }

func (r *mappingReader) fail(n *yaml.Node, format string, args ...any) {
	r.wrong = append(r.wrong, LineError{max(n.Line, 1), fmt.Sprintf(format, args...)})
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

func (r *mappingReader) read(text string) (m Mapping) {
	if len(text) > mappingBytes {
		r.fail(&yaml.Node{}, "The mapping is longer than %d kB.", mappingBytes>>10)
		return m
	}
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	err := d.Decode(&doc)
	switch found := yamlLine.FindStringSubmatch(fmt.Sprint(err)); {
	case errors.Is(err, io.EOF):
		r.fail(&yaml.Node{}, "The mapping is empty.")
		return m
	case err != nil && found != nil:
		line, _ := strconv.Atoi(found[1])
		r.fail(&yaml.Node{Line: line}, "This is not YAML: %s.", found[2])
		return m
	case err != nil:
		r.fail(&yaml.Node{}, "This is not YAML.")
		return m
	case len(doc.Content) == 0 || !r.tame(doc.Content[0], 0):
		if len(r.wrong) == 0 {
			r.fail(&yaml.Node{}, "The mapping is empty.")
		}
		return m
	}
	if d.Decode(&more) != io.EOF {
		r.fail(&more, "Something follows after the end of the mapping.")
	}
	return r.mapping(doc.Content[0])
}

// tame refuses what mappings do not need and what could be turned against us.
func (r *mappingReader) tame(n *yaml.Node, depth int) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.fail(n, "Anchors (& and *) are not understood. Write it out.")
		return false
	}
	if depth > mappingDeep {
		r.fail(n, "This is nested too deep.")
		return false
	}
	for _, inside := range n.Content {
		if !r.tame(inside, depth+1) {
			return false
		}
	}
	return true
}

// fields calls the function of each key that n has.
func (r *mappingReader) fields(n *yaml.Node, what string, known map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s should be names with a colon after each.", what)
		return
	}
	seen := map[string]bool{}
	for at := 0; at+1 < len(n.Content); at += 2 {
		key, value := n.Content[at], n.Content[at+1]
		read := known[key.Value]
		switch {
		case seen[key.Value]:
			r.fail(key, "“%s” stands here twice.", key.Value)
		case read == nil:
			r.fail(key, "%s has no “%s”. It may have %s.", what, key.Value, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		default:
			read(value)
		}
		seen[key.Value] = true
	}
}

func (r *mappingReader) words(to *string, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || len(n.Value) > most {
			r.fail(n, "This should be words, up to %d characters.", most)
			return
		}
		*to = strings.TrimSpace(n.Value)
	}
}

func (r *mappingReader) list(to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		nodes := n.Content
		if n.Kind == yaml.ScalarNode {
			nodes = []*yaml.Node{n}
		} else if n.Kind != yaml.SequenceNode {
			r.fail(n, "This should be words, or a list of them.")
			return
		}
		for _, one := range nodes {
			var s string
			if r.words(&s, 200)(one); s != "" {
				*to = append(*to, s)
			}
		}
	}
}

func (r *mappingReader) pairs(to *map[string]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = map[string]string{}
		if n.Kind != yaml.MappingNode {
			r.fail(n, "This should be pairs with a colon between.")
			return
		}
		for at := 0; at+1 < len(n.Content); at += 2 {
			var key, value string
			r.words(&key, 300)(n.Content[at])
			r.words(&value, 300)(n.Content[at+1])
			if _, twice := (*to)[folded(key)]; twice {
				r.fail(n.Content[at], "“%s” stands here twice.", key)
			}
			(*to)[folded(key)] = value
		}
	}
}

func (r *mappingReader) mapping(n *yaml.Node) (m Mapping) {
	r.fields(n, "The mapping", map[string]func(*yaml.Node){
		"source":     r.words(&m.Source, 60),
		"version-of": r.words(&m.VersionOf, 200),
		"teams":      r.pairs(&m.Teams),
		"files": func(list *yaml.Node) {
			if list.Kind != yaml.SequenceNode {
				r.fail(list, "“files” should be a list, each entry with a hyphen before it.")
				return
			}
			for _, one := range list.Content {
				m.Files = append(m.Files, r.file(one))
			}
		},
	})
	if m.Source == "" {
		r.fail(n, "The mapping needs “source”: what the record system is called.")
	}
	if len(m.Files) == 0 {
		r.fail(n, "The mapping needs “files”.")
	}
	return m
}

func (r *mappingReader) file(n *yaml.Node) FileMap {
	f := FileMap{Line: n.Line}
	var columns *yaml.Node
	at := map[string]*yaml.Node{}
	keep := func(name string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(v *yaml.Node) { at[name] = v; read(v) }
	}
	r.fields(n, "A file", map[string]func(*yaml.Node){
		"kind": keep("kind", r.words(&f.Kind, 60)), "match": keep("match", r.words(&f.Match, 200)), "totals": r.list(&f.Totals),
		"columns": func(v *yaml.Node) { columns = v },
	})
	if n.Kind != yaml.MappingNode {
		return f
	}
	if f.Match == "" {
		r.fail(n, "The file needs “match”: the name that such files have, with * for what changes.")
	} else if _, err := path.Match(f.Match, ""); err != nil {
		r.fail(at["match"], "“%s” cannot be compared with names.", f.Match)
	}
	kind, ok := kindOf(f.Kind)
	if !ok {
		where := n
		if at["kind"] != nil {
			where = at["kind"]
		}
		r.fail(where, "“%s” is no kind of file. The kinds are %s.", f.Kind, kindNames())
		return f
	}
	if columns == nil {
		r.fail(n, "The file needs “columns”.")
		return f
	}
	r.columns(columns, kind, &f)
	return f
}

func kindNames() string {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

func (r *mappingReader) columns(n *yaml.Node, kind Kind, f *FileMap) {
	known := map[string]func(*yaml.Node){}
	for _, field := range append(slices.Clone(kind.Fields), Field{Name: submittedField}) {
		field, _ := kind.field(field.Name)
		known[field.Name] = func(v *yaml.Node) { f.Columns = append(f.Columns, r.column(v, field)) }
	}
	r.fields(n, "A file of "+kind.Name, known)
	for _, field := range kind.Fields {
		if field.Required && !slices.ContainsFunc(f.Columns, func(c Column) bool { return c.Field == field.Name }) {
			r.fail(n, "A file of %s needs “%s”.", kind.Name, field.Name)
		}
	}
}

func (r *mappingReader) column(n *yaml.Node, field Field) Column {
	c := Column{Field: field.Name, Line: n.Line}
	if n.Kind == yaml.ScalarNode || n.Kind == yaml.SequenceNode { // the headings alone
		r.list(&c.From)(n)
	} else {
		nodes := map[string]*yaml.Node{}
		keep := func(name string, read func(*yaml.Node)) func(*yaml.Node) {
			return func(v *yaml.Node) { nodes[name] = v; read(v) }
		}
		var other, local string
		r.fields(n, "A column", map[string]func(*yaml.Node){
			"from": r.list(&c.From), "format": keep("format", r.words(&c.Format, 40)), "values": keep("values", r.pairs(&c.Values)),
			"other": keep("other", r.words(&other, 300)), "local": keep("local", r.words(&local, 5)), "always": keep("always", r.words(&c.Always, 300)),
		})
		if nodes["other"] != nil {
			c.Other = &other
		}
		c.Local = local == "true"
		r.agree(&c, field, nodes, local)
	}
	if len(c.From) == 0 && c.Always == "" {
		r.fail(n, "“%s” needs “from”: the heading of its column.", field.Name)
	}
	return c
}

// agree holds what a column says to the type of its field.
func (r *mappingReader) agree(c *Column, field Field, nodes map[string]*yaml.Node, local string) {
	c.Format = strings.ToLower(c.Format)
	dated := field.Type == Day || field.Type == Month
	if n := nodes["format"]; n != nil && !dated {
		r.fail(n, "“%s” is not a date, so it has no format.", field.Name)
	} else if n != nil && formats[c.Format] == nil {
		r.fail(n, "“%s” is no format of a date. The formats are %s.", c.Format, strings.Join(slices.Sorted(maps.Keys(formats)), ", "))
	}
	if n := nodes["local"]; n != nil && (field.Type != Person || local != "true" && local != "false") {
		r.fail(n, "“local” is true or false, for identifiers of people.")
	}
	if n := nodes["values"]; n != nil && (field.Type == Person || dated) {
		r.fail(n, "“%s” has no list of values.", field.Name)
	}
	if field.Type != Code {
		return
	}
	known := understood(field.Codes)
	check := func(n *yaml.Node, value string) {
		if _, ok := known[folded(value)]; !ok && value != "" {
			r.fail(n, "“%s” is no code of %s. The codes are %s.", value, field.Name, codeNames(field.Codes))
		}
	}
	if n := nodes["values"]; n != nil {
		for at := 0; at+1 < len(n.Content); at += 2 {
			check(n.Content[at+1], strings.TrimSpace(n.Content[at+1].Value))
		}
	}
	if c.Other != nil {
		check(nodes["other"], *c.Other)
	}
	if n := nodes["always"]; n != nil {
		check(n, c.Always)
	}
}

func codeNames(list string) string {
	var names []string
	for i, c := range CodeList(list) {
		if i == 12 {
			return strings.Join(names, ", ") + " …"
		}
		names = append(names, c.Code)
	}
	return strings.Join(names, ", ")
}
