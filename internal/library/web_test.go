package library

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"library.html": listPage{}, "item.html": itemPage{}, "item_form.html": itemForm{}, "lend.html": lendPage{}, "loans.html": loansPage{},
		"mine.html": minePage{}, "import.html": importPage{}, "import_preview.html": importPage{},
	}
	for name := range pages {
		if data[name] == nil {
			t.Errorf("%s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
