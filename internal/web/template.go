package web

import (
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"text/template/parse"
)

// Template is the template of one page. It is parsed when it is first asked for,
// with as much of the shared parts as it uses: a program that shows ten pages
// neither waits for hundreds nor keeps them.
type Template struct {
	make func() *template.Template
}

// Lookup returns the page's template of that name, or nil.
func (t *Template) Lookup(name string) *template.Template { return t.make().Lookup(name) }

// ExecuteTemplate writes the page's template of that name.
func (t *Template) ExecuteTemplate(w io.Writer, name string, data any) error {
	return t.make().ExecuteTemplate(w, name, data)
}

// trees are parsed templates by name.
type trees map[string]*parse.Tree

// layout are the templates that every page has.
var layout = sync.OnceValue(func() trees {
	return parsed(layoutFiles, "templates/layout.html", "templates/components.html")
})

// parsed are the templates of files. What they call need not be among them.
func parsed(fsys fs.FS, files ...string) trees {
	out := trees{}
	for _, file := range files {
		for _, t := range template.Must(template.New(path.Base(file)).Funcs(functions).ParseFS(fsys, file)).Templates() {
			if t.Tree != nil && t.Tree.Root != nil {
				out[t.Name()] = t.Tree
			}
		}
	}
	return out
}

// Pages are the templates of one module, by the name of their file, each with
// the shared layout and components. Files whose name begins with "_" belong to
// every page; so do those of shared, in which an engine keeps the parts that it
// gives to pages of others. A file that cannot be parsed panics when its page is
// first asked for.
func Pages(fsys fs.FS, shared ...fs.FS) map[string]*Template {
	names, err := fs.Glob(fsys, "templates/*.html")
	if err != nil {
		panic(err)
	}
	isPart := func(name string) bool { return strings.HasPrefix(name, "templates/_") }
	given := sync.OnceValue(func() trees {
		out := maps.Clone(layout())
		for _, s := range shared {
			parts, err := fs.Glob(s, "templates/_*.html")
			if err != nil {
				panic(err)
			}
			maps.Copy(out, parsed(s, parts...))
		}
		return out
	})
	parts := sync.OnceValue(func() trees {
		return parsed(fsys, slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !isPart(n) })...)
	})
	pages := map[string]*Template{}
	for _, name := range names {
		if isPart(name) {
			continue
		}
		pages[path.Base(name)] = &Template{sync.OnceValue(func() *template.Template {
			own := maps.Clone(parts())
			maps.Copy(own, parsed(fsys, name))
			return whole(given(), own)
		})}
	}
	return pages
}

// whole is a page of its own templates with those of given that it calls.
func whole(given, own trees) *template.Template {
	t := template.New("layout").Funcs(functions)
	added := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		tree := own[name]
		if tree == nil {
			tree = given[name]
		}
		if added[name] || tree == nil { // a template that is not there is an error of its call
			return
		}
		added[name] = true
		template.Must(t.AddParseTree(name, tree.Copy())) // escaping changes a tree
		called(tree.Root, add)
	}
	add("layout")
	for _, name := range slices.Sorted(maps.Keys(own)) {
		add(name)
	}
	return t
}

// called tells of every template that is called under n.
func called(n parse.Node, tell func(name string)) {
	branch := func(b *parse.BranchNode) {
		called(b.List, tell)
		if b.ElseList != nil {
			called(b.ElseList, tell)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			called(child, tell)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		tell(n.Name)
	}
}
