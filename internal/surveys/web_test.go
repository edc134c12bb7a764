package surveys

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"surveys.html": listPage{},
		"figures.html": figuresPage{}, "units.html": unitsPage{}, "beside.html": besidePage{}, "overtime.html": timePage{}, "publish.html": publishPage{}, "results.html": resultsPage{}, "result.html": resultPage{},
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
