package prospectus

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"organisations.html": organisationsPage{}, "list.html": listPage{}, "course.html": coursePage{}, "interest.html": interestPage{}, "editions.html": editionsPage{},
		"print.html": bookletPage{}, "easy.html": bookletPage{}, "print_by_hand.html": bookletPage{}, "feed.html": feedPage{}, "calendar.html": calendarPage{},
		"manage.html": managePage{}, "words.html": wordsPage{},
	}
	for name, page := range pages {
		if data[name] == nil {
			t.Errorf("%s: no data to check it with", name)
			continue
		}
		if err := templatecheck.CheckHTML(page.Lookup("layout"), data[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, data := range map[string]any{"cardhead": headData{}, "cardrun": &Run{}, "cardstanding": Standing{}, "cardfoot": footData{}} {
		if err := templatecheck.CheckHTML(pages["list.html"].Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := templatecheck.CheckHTML(pages["print.html"].Lookup("bookletdocument"), bookletDocument{}); err != nil {
		t.Error(err)
	}
}
