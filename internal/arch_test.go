// Package internal_test holds the house to its plan: who may import whom, which
// layer is in which file, and which libraries are in use.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// platform packages know no word of the domain and import only each other.
var platform = []string{"access", "actor", "audit", "config", "db", "export", "fault", "fold", "id", "jobs", "notify", "web", "when"}

// engines are rules that several modules share; they import the platform.
var engines = []string{"actions", "charts", "disclosure", "forms", "stats"}

// modules maps each domain module to the modules it may import. All may import
// people and units.
var modules = map[string][]string{
	"people":         {},
	"units":          {"people"},
	"strategy":       {"people", "units"},             // owners are posts, held by people
	"courses":        {"people", "units", "strategy"}, // what is learnt carries the strategy's aims
	"trainers":       {"people", "units"},
	"college":        {"people", "units", "courses", "trainers"},                              // runs are of courses, taught by trainers
	"prospectus":     {"people", "units", "courses", "trainers", "college"},                   // shows what the college runs
	"learning":       {"people", "units", "courses", "trainers", "college", "questionnaires"}, // follows the college's students
	"library":        {"people", "units", "college"},                                          // lends to the college's students
	"funders":        {"people", "units", "courses", "trainers", "college", "learning"},       // counts what the college did
	"questionnaires": {"people", "units"},
	"surveys":        {"people", "units", "questionnaires", "strategy"}, // asks a questionnaire; what was said leads to an action of the strategy
	"welcome":        {"people", "units"},
	"extracts":       {"people", "units"},
	"indicators":     {"people", "units", "extracts", "strategy"}, // works out what extracts say; notes lead to the strategy's actions
	"evaluation":     {"people", "units", "extracts"},             // follows people of the extracts before and after
}

// drivers may be imported by internal/db alone.
var drivers = []string{"modernc.org/sqlite", "github.com/jackc/pgx", "github.com/riverqueue/river/riverdriver", "github.com/pressly/goose"}

const root = "footbridge/internal/"

type source struct {
	name    string // "college/store.go"
	pkg     string // "college"
	layer   string // "store"
	imports []string
	file    *ast.File
}

// sources parses every Go file of the program, tests left out.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{name: name, file: f}
		s.pkg, _, _ = strings.Cut(name, "/")
		s.layer, _, _ = strings.Cut(strings.TrimSuffix(path.Base(name), ".go"), "_")
		for _, spec := range f.Imports {
			s.imports = append(s.imports, strings.Trim(spec.Path.Value, `"`))
		}
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rank orders the house: a package imports only what stands to its right.
func rank(pkg string) int {
	_, module := modules[pkg]
	switch {
	case pkg == "app":
		return 4
	case module:
		return 3
	case slices.Contains(engines, pkg):
		return 2
	case slices.Contains(platform, pkg):
		return 1
	}
	return 0
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if rank(s.pkg) == 0 {
			t.Errorf("%s: the plan of the house has no room %q", s.name, s.pkg)
		}
		for _, imp := range s.imports {
			for _, driver := range drivers {
				if strings.HasPrefix(imp, driver) && s.pkg != "db" {
					t.Errorf("%s: only internal/db may import %s", s.name, imp)
				}
			}
			to, ours := strings.CutPrefix(imp, root)
			if !ours {
				continue
			}
			to, _, _ = strings.Cut(to, "/")
			switch {
			case to == s.pkg:
			case rank(to) > rank(s.pkg):
				t.Errorf("%s: %s may not import %s, which stands above it", s.name, s.pkg, to)
			case rank(to) == 3 && rank(s.pkg) == 3 && !slices.Contains(modules[s.pkg], to):
				t.Errorf("%s: module %s may not import module %s", s.name, s.pkg, to)
			case rank(to) == 2 && rank(s.pkg) == 2:
				t.Errorf("%s: engine %s may not import engine %s", s.name, s.pkg, to)
			}
		}
	}
}

// withPages are the packages, modules apart, that serve pages of their own.
var withPages = []string{"access", "audit", "notify"}

var statement = regexp.MustCompile(`(?s)^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|WITH\s.+\sAS\s*\()\s`)

// A file is a layer: only web files speak HTTP and HTML, only store files hold
// SQL, and nobody but internal/db talks to database/sql itself.
func TestLayers(t *testing.T) {
	for _, s := range sources(t) {
		r := rank(s.pkg)
		layered := r == 2 || r == 3 || slices.Contains(withPages, s.pkg)
		if !layered {
			continue
		}
		for _, imp := range s.imports {
			switch {
			case s.layer != "web" && (imp == "net/http" || imp == root+"web" || imp == "html/template"):
				t.Errorf("%s: only web*.go may import %s", s.name, imp)
			case r == 2 && imp == root+"web":
				t.Errorf("%s: an engine has no page of its own", s.name)
			case imp == "database/sql":
				t.Errorf("%s: use internal/db, not database/sql", s.name)
			}
		}
		if s.layer == "store" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && statement.MatchString(strings.Trim(lit.Value, "`\"")) {
				t.Errorf("%s: SQL belongs in store*.go: %.60s", s.name, lit.Value)
			}
			return true
		})
	}
}

// What one engine alone can say, or says differently, is not written in SQL.
var foreignSQL = regexp.MustCompile(`(?i)\bFOR UPDATE\b|\bILIKE\b|\w::[a-z]|\bnow\(\)|\bgreatest\(|\bdate_trunc\(|= ?ANY ?\(|\bjson_extract\b|\bCURRENT_TIMESTAMP\b`)

func TestPortableSQL(t *testing.T) {
	for _, s := range sources(t) {
		if s.layer != "store" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if found := foreignSQL.FindString(lit.Value); found != "" {
					t.Errorf("%s: %q is not in the SQL that both engines run", s.name, found)
				}
			}
			return true
		})
	}
}

// Every query names the tenant: in its text, or where its conditions are
// gathered.
func TestQueriesNameTheTenant(t *testing.T) {
	table := regexp.MustCompile(`\b(?:FROM|JOIN|UPDATE|INTO)\s+((?:access|actions|audit|college|courses|evaluation|extracts|funders|indicators|learning|library|notify|people|prospectus|questionnaires|strategy|surveys|trainers|units|welcome)_\w+)`)
	for _, s := range sources(t) {
		if s.layer != "store" {
			continue
		}
		text, err := os.ReadFile(s.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			body := string(text[f.Pos()-s.file.FileStart : f.End()-s.file.FileStart])
			gathers := strings.Contains(body, "db.Where{") || strings.Contains(body, "var w db.Where")
			if gathers && !strings.Contains(body, "org_id") {
				t.Errorf("%s: %s gathers conditions without org_id", s.name, f.Name.Name)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING || !statement.MatchString(strings.Trim(lit.Value, "`\"")) {
					return true
				}
				if m := table.FindStringSubmatch(lit.Value); m != nil && !strings.Contains(lit.Value, "org_id") && !strings.Contains(body, ".SQL()") && !slices.Contains(tenantless, m[1]) {
					t.Errorf("%s: a query of %s does not name org_id: %.80s", s.name, m[1], lit.Value)
				}
				return true
			})
		}
	}
}

// tenantless tables are reached by a key that names no organisation.
var tenantless = []string{"access_session", "units_organisation"}

// No package is a drawer for odds and ends, and no file starts by itself.
func TestNames(t *testing.T) {
	for _, s := range sources(t) {
		switch path.Base(path.Dir(s.name)) {
		case "util", "utils", "common", "helper", "helpers", "model", "models", "service", "repository", "controller":
			t.Errorf("%s: name the folder after what it is about", s.name)
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: no init functions: pass what is needed", s.name)
			}
		}
	}
}

// Every exported name has a comment that begins with it.
func TestDocComments(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "Error" || d.Name.Name == "Unwrap" {
					continue // what they do is the language's own convention
				}
				if d.Name.IsExported() && exportedReceiver(d) && !strings.HasPrefix(d.Doc.Text(), d.Name.Name) {
					t.Errorf("%s: %s has no comment that begins with its name", s.name, d.Name.Name)
				}
			case *ast.GenDecl:
				if d.Tok != token.TYPE {
					continue
				}
				for _, spec := range d.Specs {
					ts := spec.(*ast.TypeSpec)
					doc := ts.Doc.Text()
					if doc == "" {
						doc = d.Doc.Text()
					}
					if ts.Name.IsExported() && doc == "" {
						t.Errorf("%s: type %s has no comment", s.name, ts.Name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if ix, ok := typ.(*ast.IndexExpr); ok {
		typ = ix.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

// Every direct dependency has its reason written down, and nothing else has.
func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("../docs/decisions/0010-dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		direct[m[1]] = true
		if !strings.Contains(string(reasons), "`"+m[1]+"`") {
			t.Errorf("docs/decisions/0010-dependencies.md gives no reason for %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`([a-z]+\\.[a-z]+/[^` ]+)`").FindAllStringSubmatch(string(reasons), -1) {
		if !direct[m[1]] {
			t.Errorf("docs/decisions/0010-dependencies.md gives a reason for %s, which is not in use", m[1])
		}
	}
}

// Every package that does something has a test beside it.
func TestEveryPackageHasTests(t *testing.T) {
	for _, pkg := range append(append(append([]string{"app"}, platform...), engines...), slices.Sorted(maps.Keys(modules))...) {
		found, err := fs.Glob(os.DirFS(pkg), "*_test.go")
		if err != nil || len(found) == 0 {
			t.Errorf("internal/%s has no test (%v)", pkg, err)
		}
	}
}
