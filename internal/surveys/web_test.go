package surveys

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	data := map[string]any{
		"said_words.html": wordsPage{}, "groups.html": groupsPage{}, "said_remark.html": remarkPage{}, "said_themes.html": themesPage{}, "said_theme_edit.html": themePage{}, "said_theme_merge.html": themePage{}, "said_answer.html": themePage{},
		"figures.html": figuresPage{}, "units.html": unitsPage{}, "beside.html": besidePage{}, "overtime.html": timePage{}, "publish.html": publishPage{}, "api.html": apiPage{}, "results.html": resultsPage{}, "result.html": resultPage{},
		"surveys.html": listPage{}, "survey_form.html": surveyForm{}, "survey.html": surveyPage{}, "wave.html": wavePage{}, "wave_form.html": waveForm{}, "wave_again.html": againPage{},
		"answer.html": answerPage{}, "answer_code.html": codePage{}, "answer_return.html": codePage{}, "thanks.html": thanksPage{}, "kiosk.html": kioskPage{}, "kiosk_thanks.html": kioskThanksPage{},
		"ways.html": waysPage{}, "poster.html": posterPage{}, "invite.html": invitePage{}, "sheets.html": sheetsPage{}, "paper.html": printPage{}, "entry.html": entryPage{}, "compare.html": comparePage{}, "interview.html": interviewPage{},
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
