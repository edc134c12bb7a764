package people

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"people.html": listPage{}, "person.html": personPage{}, "person_form.html": personFormPage{}, "needs.html": needsPage{}, "met.html": metPage{},
		"review.html": reviewPage{}, "reviews.html": reviewsPage{}, "equality.html": equalityPage{}, "duplicates.html": duplicatesPage{},
		"merge.html": mergePage{}, "erase.html": erasePage{},
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
