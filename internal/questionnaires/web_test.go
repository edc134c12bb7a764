package questionnaires

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"questionnaires.html": listPage{}, "details.html": detailsPage{}, "ready.html": readyPage{}, "questionnaire.html": onePage{}, "licence.html": licencePage{},
		"version.html": versionPage{}, "editor.html": editorPage{}, "question_type.html": questionPage{}, "question.html": questionPage{}, "words.html": wordsPage{},
		"score.html": scorePage{}, "figure.html": figurePage{}, "history.html": historyPage{}, "publish.html": publishPage{}, "discard.html": draftPage{}, "try.html": tryPage{}, "paper.html": paperPage{}, "import.html": importPage{}, "import_preview.html": importPage{Preview: &importPreview{}},
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
