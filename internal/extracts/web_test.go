package extracts

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"list.html": listPage{}, "new.html": newPage{}, "load.html": loadPage{}, "undo.html": loadPage{}, "rows.html": rowsPage{}, "row.html": rowPage{},
		"resend.html": resendPage{}, "mappings.html": mappingsPage{}, "mapping.html": sourcePage{}, "mapping_edit.html": editPage{}, "teams.html": teamsPage{},
		"quality.html": qualityPage{}, "forget.html": forgetPage{},
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
