package surveys

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 17, 21, 0, time.UTC)

// world is an organisation with two wards and a team, a questionnaire, a survey
// and a clock that the test moves.
type world struct {
	db            *db.DB
	at            *time.Time
	units         *units.Units
	people        *people.People
	surveys       *Surveys
	by            actor.Actor
	root          units.Unit
	ward, ward2   units.Unit
	questionnaire string
	version       string
	survey        Survey
}

// testBank is a bank of one questionnaire that is asked in these tests.
type testBank struct {
	version questionnaires.Version
	no      error // why it may not be shown
}

func (b *testBank) Published(_ context.Context, _ *db.DB, orgID, versionID string) (questionnaires.Version, error) {
	if versionID != b.version.ID || orgID != b.version.OrgID {
		return questionnaires.Version{}, fault.New(fault.NotFound, "No version.")
	}
	return b.version, nil
}

func (b *testBank) Licensed(context.Context, *db.DB, string, string) error { return b.no }

// asked is a form with a choice of each kind and a box for words.
func asked() forms.Form {
	yes := func(code, words string) forms.Option {
		return forms.Option{Value: forms.Value{Kind: "Coding", System: "https://example.org/a", Text: code, Display: words}, Text: forms.Text{Plain: words}}
	}
	return forms.Form{
		URL: "https://example.org/Questionnaire/ward", Version: "1", Title: forms.Text{Plain: "How it was"}, Status: "active", Language: "en-GB",
		Items: []forms.Item{
			{LinkID: "welcome", Kind: forms.Choice, Text: forms.Text{Plain: "Were you made welcome?"}, Required: true, Options: []forms.Option{yes("yes", "Yes"), yes("no", "No")}},
			{LinkID: "age", Kind: forms.Integer, Text: forms.Text{Plain: "How old are you?"}},
			{LinkID: "words", Kind: forms.LongText, Text: forms.Text{Plain: "Is there anything else?"}},
		},
	}
}

// answer is an answer to asked.
func answer(welcome, words string) forms.Response {
	r := forms.Response{Status: "completed", Items: []forms.ResponseItem{
		{LinkID: "welcome", Answers: []forms.Answer{{Value: forms.Value{Kind: "Coding", System: "https://example.org/a", Text: welcome}}}},
	}}
	if words != "" {
		r.Items = append(r.Items, forms.ResponseItem{LinkID: "words", Answers: []forms.Answer{{Value: forms.Value{Kind: "string", Text: words}}}})
	}
	return r
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func services(d *db.DB, now func() time.Time) (*people.People, *units.Units, *Surveys) {
	p := people.New(d, now)
	u := units.New(d, now, p)
	n := notify.New(d, now, jobs.New(d, slog.New(slog.DiscardHandler), now), &notify.Folder{}, Templates()...)
	str := strategy.New(d, now, u, p, n, actions.New(d, now))
	return p, u, New(d, now, u, p, n, questionnaires.New(d, now, u), str, "https://footbridge.example.org")
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	at := noon
	w := &world{db: d, at: &at}
	w.people, w.units, w.surveys = services(d, func() time.Time { return *w.at })
	org, root, err := w.units.Found(t.Context(), "Bridgewater", "bridgewater")
	ok(t, err)
	w.root, w.by = root, actor.System(org.OrgID, "a test")
	borough, err := w.units.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "borough", Name: "Vale"})
	ok(t, err)
	w.ward, err = w.units.Add(t.Context(), w.by, units.Unit{ParentID: borough.ID, Kind: "ward", Name: "Ash Ward"})
	ok(t, err)
	w.ward2, err = w.units.Add(t.Context(), w.by, units.Unit{ParentID: borough.ID, Kind: "ward", Name: "Birch Ward"})
	ok(t, err)
	w.questionnaire, w.version = "questionnaire", "version"
	_, err = d.Exec(t.Context(), `INSERT INTO questionnaires_questionnaire (org_id, id, name, title, created_at) VALUES ($1, 'questionnaire', 'ward', 'How it was', $2)`, org.OrgID, noon)
	ok(t, err)
	_, err = d.Exec(t.Context(), `INSERT INTO questionnaires_version (org_id, id, questionnaire_id, number, state, form, hash, published_at, created_at, updated_at) VALUES ($1, 'version', 'questionnaire', 1, 'published', '{}', 'h', $2, $2, $2)`, org.OrgID, noon)
	ok(t, err)
	w.surveys.bank = &testBank{version: questionnaires.Version{OrgID: org.OrgID, ID: "version", QuestionnaireID: "questionnaire", State: "published", Form: asked()}}
	w.survey, err = w.surveys.AddSurvey(t.Context(), w.by, Survey{Title: "Ward experience", Kind: "experience", QuestionnaireID: "questionnaire"})
	ok(t, err)
	return w
}

// plan is a wave of both wards, as it is prepared.
func (w *world) plan() (Wave, []WaveUnit) {
	return Wave{
		SurveyID: w.survey.ID, Title: "Spring", VersionID: w.version, Setting: "inpatient", Perspective: "people", OpensOn: when.DateOf(noon), ClosesOn: when.DateOf(noon).AddDays(30),
		Minimum: 10, DoubleShare: 10, Profile: "exact",
	}, []WaveUnit{{UnitID: w.ward.ID, Asked: 40}, {UnitID: w.ward2.ID, Asked: -1}}
}

// open is a wave of both wards that takes answers.
func (w *world) open(t testing.TB) Wave {
	t.Helper()
	plan, asked := w.plan()
	wave, err := w.surveys.AddWave(t.Context(), w.by, plan, asked)
	ok(t, err)
	ok(t, w.surveys.OpenWave(t.Context(), w.by, wave.ID))
	wave.State = "open"
	return wave
}
