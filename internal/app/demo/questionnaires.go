package demo

import (
	"fmt"

	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
	"footbridge/internal/when"
)

// makeQuestionnaires puts into the bank what comes with Footbridge, a short
// questionnaire of a partner whose permission has ended, and a draft on which
// somebody is working.
func (m *maker) makeQuestionnaires() error {
	for _, r := range questionnaires.ReadyOnes() {
		if _, err := m.Questionnaires.AddReady(m.ctx, m.by, r.Name); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	if err := m.makeEndedLicence(); err != nil {
		return err
	}
	if err := m.makeImported(); err != nil {
		return err
	}
	return m.makeDraft()
}

// makeEndedLicence keeps an instrument that may not be shown any more.
func (m *maker) makeEndedLicence() error {
	form := forms.Form{Language: "en-GB"}
	for _, text := range []string{"Did the drop-in feel like a safe place?", "Did you meet somebody there to whom you would talk again?"} {
		if _, err := questionnaires.AddQuestion(&form, "", "", questionnaires.Question{Type: "yesno", Text: text, Polarity: forms.Positive}); err != nil {
			return err
		}
	}
	of, draft, err := m.Questionnaires.Add(m.ctx, m.by, questionnaires.Details{Title: "The drop-in, in two questions", About: "Lent to us for one winter."}, form)
	if err != nil {
		return err
	}
	start := m.today.AddDays(-300)
	if now := m.Clock.Now(); start.Start().After(now) {
		start = when.DateOf(now)
	}
	err = m.Questionnaires.AddLicence(m.ctx, m.by, questionnaires.Licence{
		QuestionnaireID: of.ID, Kind: "permission", Holder: "Harbour Drop-in", Terms: "For one winter, unchanged, and not to be passed on.", Reference: "Letter in the survey lead's folder",
		FromDate: start, ToDate: m.today.AddDays(-30),
	})
	if err != nil {
		return err
	}
	return m.Questionnaires.Publish(m.ctx, m.by, draft.ID, questionnaires.Publishing{Changed: "As Harbour Drop-in asks it.", Version: draft.Version})
}

// importedForm is a form as another system writes it. Footbridge cannot ask for a
// photograph, and keeps that part without acting on it.
const importedForm = `{
	"resourceType": "Questionnaire", "status": "active", "name": "GardenProject", "title": "After a day in the garden", "publisher": "Vale Garden Project",
	"item": [
		{"linkId": "came", "type": "boolean", "text": "Did you come today?"},
		{"linkId": "liked", "type": "text", "text": "What did you like?", "enableWhen": [{"question": "came", "operator": "=", "answerBoolean": true}]},
		{"linkId": "picture", "type": "attachment", "text": "Add a photograph of what you grew"}
	]
}`

// makeImported reads a partner's form.
func (m *maker) makeImported() error {
	form, _, err := forms.Read("garden.json", []byte(importedForm))
	if err != nil {
		return err
	}
	of, _, err := m.Questionnaires.Add(m.ctx, m.by, questionnaires.Details{Title: form.Title.Plain, About: "Read from the file of the Vale Garden Project."}, form)
	if err != nil {
		return err
	}
	return m.Questionnaires.AddLicence(m.ctx, m.by, questionnaires.Licence{
		QuestionnaireID: of.ID, Kind: "open", Holder: "Vale Garden Project", Terms: "Whoever likes it may use it, and should say whose it is.", FromDate: when.DateOf(m.Clock.Now()),
	})
}

// makeDraft begins the next version of a questionnaire that is in use.
func (m *maker) makeDraft() error {
	of, err := m.Questionnaires.ByName(m.ctx, m.DB, m.by.OrgID, "inpatient-experience")
	if err != nil {
		return err
	}
	current, err := m.Questionnaires.Current(m.ctx, m.DB, m.by.OrgID, of.ID)
	if err != nil {
		return err
	}
	draft, err := m.Questionnaires.NewDraft(m.ctx, m.by, current.ID)
	if err != nil {
		return err
	}
	err = m.Questionnaires.EditDraft(m.ctx, m.by, draft.ID, draft.Version, func(f *forms.Form) (string, error) {
		return questionnaires.AddQuestion(f, "involved", "", questionnaires.Question{
			Type: "more", Text: "What would have helped you to have more of a say?", Easy: "How could we help you to decide?", MaxLength: 1000,
			Conditions: []questionnaires.Need{{What: "involved|=no", Operator: "is"}, {What: "involved|=yes-some-extent", Operator: "is"}}, Any: true,
		})
	})
	if err != nil {
		return err
	}
	return m.Questionnaires.EditDraft(m.ctx, m.by, draft.ID, draft.Version+1, func(f *forms.Form) (string, error) {
		return questionnaires.Arrange(f, "treatments", "up")
	})
}
