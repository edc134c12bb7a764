package demo

import (
	"fmt"
	"math/rand/v2"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/surveys"
	"footbridge/internal/when"
)

// The wards and community teams that are asked.
var (
	askedWards = []string{"Larch Ward", "Rowan Ward", "Willow Ward"}
	askedTeams = []string{"Kingsmere Community Team", "Oldbridge Community Team", "Valeside Community Team"}
)

// saidInWords are what people wrote, names and all: somebody reads it first.
var saidInWords = []string{
	"Nurse Sally sat down with me and that made the difference.", "The bathroom door does not lock.", "Nobody told me when I could go out. I asked three times.",
	"Food was good, but supper is too early.", "I was frightened the first night and Mr Okafor from the next room talked to me.", "More to do at weekends, please.",
	"They listened.", "My mother could not find out where I was.", "Thank you to the man who brings the tea.",
}

// makeSurveys plans what is asked besides the figures of 2007: of people of
// community teams a while ago, and on the wards now.
func (m *maker) makeSurveys() error {
	r := rand.New(rand.NewPCG(21, 2007)) // its own chance, so that the rest of the trust does not change with it
	m.on(m.today.AddDays(-70), func() error {
		return m.askedBefore(r, "community-experience", "How your team is", "community", "people", "Spring", askedTeams, 34)
	})
	m.on(m.today.AddDays(-5), func() error { return m.askNow(r) })
	return nil
}

// surveyWave is the survey that asks a questionnaire, made when there is none, and
// an open wave of it at some units.
func (m *maker) surveyWave(questionnaire, title, setting, perspective, wave string, opens, closes when.Date, places []string, asked int) (surveys.Wave, *forms.Form, error) {
	q, err := m.Questionnaires.ByName(m.ctx, m.DB, m.by.OrgID, questionnaire)
	if err != nil {
		return surveys.Wave{}, nil, err
	}
	v, err := m.Questionnaires.Current(m.ctx, m.DB, m.by.OrgID, q.ID)
	if err != nil {
		return surveys.Wave{}, nil, err
	}
	list, _, err := m.Surveys.List(m.ctx, m.by, surveys.SurveyFilter{Q: title}, 1, 0)
	if err != nil {
		return surveys.Wave{}, nil, err
	}
	var of surveys.Survey
	if len(list) > 0 {
		of = list[0].Survey
	} else {
		of, err = m.Surveys.AddSurvey(m.ctx, m.by, surveys.Survey{Title: title, Kind: "experience", QuestionnaireID: q.ID, PeerLed: perspective == "people",
			About: "We would like to know how it was for you, so that we can do better.", MadeWith: "Six people who have used the services chose the questions, tried them out and put them into plain words."})
		if err != nil {
			return surveys.Wave{}, nil, err
		}
	}
	var there []surveys.WaveUnit
	for _, place := range places {
		there = append(there, surveys.WaveUnit{UnitID: m.units[place].ID, Asked: asked})
	}
	w, err := m.Surveys.AddWave(m.ctx, m.by, surveys.Wave{
		SurveyID: of.ID, Title: wave, VersionID: v.ID, Setting: setting, Perspective: perspective, Audience: "Everybody who was there in these weeks", Sample: "All were asked: by a poster, a tablet, a letter or a peer worker.",
		OpensOn: opens, ClosesOn: closes, Minimum: 10, DoubleShare: 100, Profile: "exact",
	}, there)
	if err != nil {
		return w, nil, err
	}
	return w, &v.Form, m.Surveys.OpenWave(m.ctx, m.by, w.ID)
}

// chosen is the answer that chooses the option with that code.
func chosen(form *forms.Form, item *forms.Item, code string) forms.ResponseItem {
	out := forms.ResponseItem{LinkID: item.LinkID}
	for _, o := range form.OptionsOf(item) {
		if o.Key() == code {
			out.Answers = []forms.Answer{{Value: o.Value}}
		}
	}
	return out
}

// someAnswers answers every choice of a form, more often with one of the first
// options, and leaves some out.
func someAnswers(r *rand.Rand, form *forms.Form, items []forms.Item, said bool) []forms.ResponseItem {
	var out []forms.ResponseItem
	for i := range items {
		item := &items[i]
		switch {
		case item.Kind == forms.Group:
			if below := someAnswers(r, form, item.Items, said); len(below) > 0 {
				out = append(out, forms.ResponseItem{LinkID: item.LinkID, Items: below})
			}
		case item.Kind == forms.LongText && said:
			out = append(out, forms.ResponseItem{LinkID: item.LinkID, Answers: []forms.Answer{{Value: forms.Value{Kind: "string", Text: saidInWords[r.IntN(len(saidInWords))]}}}})
			said = false
		case item.Kind == forms.Choice && r.IntN(12) > 0:
			options := form.OptionsOf(item)
			out = append(out, chosen(form, item, options[min(r.IntN(len(options)), r.IntN(len(options)))].Key()))
		}
	}
	return out
}

// many are so many answers from each place.
func (m *maker) many(r *rand.Rand, form *forms.Form, places []string, each int) []surveys.Given {
	var out []surveys.Given
	for _, place := range places {
		for i := range each {
			out = append(out, surveys.Given{UnitID: m.units[place].ID, Channel: []string{"link", "poster", "kiosk", "interview"}[r.IntN(4)],
				Answers: forms.Response{Status: "completed", Items: someAnswers(r, form, form.Items, i%9 == 4)}})
		}
	}
	return out
}

// askedBefore is a wave that is over.
func (m *maker) askedBefore(r *rand.Rand, questionnaire, title, setting, perspective, wave string, places []string, each int) error {
	today := when.DateOf(m.Clock.Now())
	w, form, err := m.surveyWave(questionnaire, title, setting, perspective, wave, today, today.AddDays(21), places, each*2)
	if err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	if err := m.Surveys.Bring(m.ctx, m.by, w.ID, m.many(r, form, places, each)); err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	return m.Surveys.CloseWave(m.ctx, m.by, w.ID)
}

// askNow is a wave on the wards that takes answers: by all the ways there are.
func (m *maker) askNow(r *rand.Rand) error {
	today := when.DateOf(m.Clock.Now())
	w, form, err := m.surveyWave("inpatient-experience", "Your stay on the ward", "inpatient", "people", "This season", today, m.today.AddDays(40), askedWards, 60)
	if err != nil {
		return err
	}
	for _, place := range askedWards {
		for _, channel := range []string{"link", "poster", "kiosk", "interview"} {
			if _, err := m.Surveys.AddLink(m.ctx, m.by, w.ID, m.units[place].ID, channel, ""); err != nil {
				return err
			}
		}
	}
	if err := m.Surveys.Bring(m.ctx, m.by, w.ID, m.many(r, form, askedWards, 15)); err != nil {
		return err
	}
	var list []surveys.Invitee
	for i := range 8 {
		list = append(list, surveys.Invitee{Address: fmt.Sprintf("left-the-ward-%d@example.org", i+1)})
	}
	if _, _, err := m.Surveys.Invite(m.ctx, m.by, w.ID, m.units[askedWards[0]].ID, "mail", list); err != nil {
		return err
	}
	return m.paperNow(r, w, form)
}

// paperNow is paper on its way: one sheet whose two entries differ, and two that
// wait for the second.
func (m *maker) paperNow(r *rand.Rand, w surveys.Wave, form *forms.Form) error {
	first, second := m.typist("first"), m.typist("second")
	ward := m.units[askedWards[1]].ID
	for i := range 3 {
		answers := forms.Response{Status: "completed", Items: someAnswers(r, form, form.Items, false)}
		sheet, err := m.Surveys.EnterPaper(m.ctx, first, w.ID, ward, "", fmt.Sprintf("Box 4, sheet %d", i+1), answers)
		if err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		again := forms.Response{Status: "completed", Items: someAnswers(r, form, form.Items, false)}
		if _, err := m.Surveys.EnterAgain(m.ctx, second, sheet.ID, again); err != nil {
			return err
		}
	}
	return nil
}

// typist is somebody who types in paper.
func (m *maker) typist(which string) actor.Actor {
	by := m.by
	by.AccountID, by.Name = "typist-"+which, "Survey office"
	return by
}
