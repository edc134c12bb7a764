package courses

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"courses.html": listPage{}, "course.html": coursePage{}, "print.html": coursePage{}, "version.html": coursePage{}, "mine.html": minePage{},
		"compare.html": comparePage{}, "words.html": wordsPage{}, "outcome.html": outcomePage{}, "material.html": materialPage{}, "designer.html": designerPage{},
		"agree.html": designerPage{}, "entry.html": entryPage{}, "publish.html": publishPage{}, "review.html": publishPage{}, "retire.html": publishPage{},
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
