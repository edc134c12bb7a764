package funders

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"funders.html": homePage{}, "report.html": reportPage{}, "frozen.html": reportPage{}, "costs.html": costsPage{}, "costs_of.html": costsPage{},
		"cost.html": costPage{}, "cost_form.html": costPage{}, "cost_remove.html": costPage{}, "fidelity.html": fidelityPage{}, "fidelity_score.html": scorePage{},
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
