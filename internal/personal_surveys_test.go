package internal_test

import (
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/questionnaires"
	"footbridge/internal/surveys"
	"footbridge/internal/when"
)

// markInvited invites the person to a survey.
func markInvited(t *testing.T, a *app.App, orgID, unitID, personID string) {
	t.Helper()
	ctx, by, day := t.Context(), actor.System(orgID, "the test"), when.DateOf(today)
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := a.Questionnaires.List(ctx, a.DB, orgID)
	no(err)
	var q questionnaires.Questionnaire
	for _, x := range all {
		if x.Name == "admission-2007" {
			q = x
		}
	}
	if q.ID == "" {
		q, err = a.Questionnaires.AddReady(ctx, by, "admission-2007")
		no(err)
	}
	v, err := a.Questionnaires.Current(ctx, a.DB, orgID, q.ID)
	no(err)
	s, err := a.Surveys.AddSurvey(ctx, by, surveys.Survey{Title: "Survey of Oddities", Kind: "experience", QuestionnaireID: q.ID})
	no(err)
	wave, err := a.Surveys.AddWave(ctx, by, surveys.Wave{SurveyID: s.ID, Title: "First", VersionID: v.ID, Setting: "other", Perspective: "people", OpensOn: day, ClosesOn: day.AddDays(9), Minimum: 10, Profile: "exact"},
		[]surveys.WaveUnit{{UnitID: unitID, Asked: -1}})
	no(err)
	no(a.Surveys.OpenWave(ctx, by, wave.ID))
	_, _, err = a.Surveys.Invite(ctx, by, wave.ID, unitID, "mail", []surveys.Invitee{{PersonID: personID}})
	no(err)
}
