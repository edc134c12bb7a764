package forms

import (
	"html/template"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
)

func sheetTemplates(t *testing.T) *template.Template {
	t.Helper()
	return template.Must(template.New("").Funcs(template.FuncMap{"asset": func(name string) string { return "/assets/" + name }}).ParseFS(Templates, "templates/_*.html"))
}

func TestTemplates(t *testing.T) {
	pages := sheetTemplates(t)
	for _, name := range []string{"forms.sheet", "forms.buttons", "forms.languages"} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), Sheet{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func draw(t *testing.T, s Sheet) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"forms.languages", "forms.sheet", "forms.buttons"} {
		if err := sheetTemplates(t).ExecuteTemplate(&b, name, s); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestDraw(t *testing.T) {
	f := &Form{Items: []Item{{LinkID: "a", Kind: Boolean, Text: Text{Plain: "Are you well?"}}}}
	t.Log(draw(t, Sheet{Form: f}))
}
