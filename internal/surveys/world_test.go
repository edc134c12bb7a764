package surveys

import (
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
	bank          *questionnaires.Questionnaires
	by            actor.Actor
	root          units.Unit
	ward, ward2   units.Unit
	questionnaire string
	version       string
	survey        Survey
}

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
	w.bank = w.surveys.questionnaires
	q, draft, err := w.bank.Add(t.Context(), w.by, questionnaires.Details{Title: "How it was"}, asked())
	ok(t, err)
	ok(t, w.bank.AddLicence(t.Context(), w.by, questionnaires.Licence{QuestionnaireID: q.ID, Kind: "own", FromDate: when.DateOf(noon)}))
	ok(t, w.bank.Publish(t.Context(), w.by, draft.ID, questionnaires.Publishing{Changed: "The first", Version: draft.Version}))
	w.questionnaire, w.version = q.ID, draft.ID
	w.survey, err = w.surveys.AddSurvey(t.Context(), w.by, Survey{Title: "Ward experience", Kind: "experience", QuestionnaireID: q.ID})
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
