package indicators

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"overview.html": overviewPage{}, "icons.html": overviewPage{}, "unit.html": unitPage{}, "equality.html": equalityPage{}, "compare.html": comparePage{},
		"board.html": boardPage{}, "board_print.html": boardPage{}, "quality.html": qualityPage{}, "definitions.html": definitionsPage{},
		"definition.html": definitionPage{}, "define.html": definePage{}, "runs.html": runsPage{}, "indicator.html": indicatorPage{}, "decide.html": decidePage{},
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
