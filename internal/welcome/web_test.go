package welcome

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"overview.html": overviewPage{}, "ward.html": wardPage{}, "stay_new.html": beginPage{}, "stay.html": stayPage{}, "said.html": stayPage{},
		"end.html": stayPage{}, "card_print.html": stayPage{}, "card.html": cardPage{}, "thanks.html": cardPage{},
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
