package surveys

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/forms"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// trust is an organisation with a tree of wards and teams, and a survey whose
// answers are made up by chance.
type trust struct {
	t     testing.TB
	db    *db.DB
	at    *time.Time
	s     *Surveys
	bank  *questionnaires.Questionnaires
	strat *strategy.Strategy
	by    actor.Actor
	root  units.Unit
	units []units.Unit // that are asked
	form  forms.Form
	wave  Wave
	r     *rand.Rand
	rows  []row
}

type row struct {
	unit, channel string
	said          map[string][]string // by link ID
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newTrust(t testing.TB, d *db.DB, form forms.Form) *trust {
	t.Helper()
	at := time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	p := people.New(d, now)
	u := units.New(d, now, p)
	n := notify.New(d, now, jobs.New(d, slog.New(slog.DiscardHandler), now), &notify.Folder{})
	w := &trust{t: t, db: d, at: &at, bank: questionnaires.New(d, now, u), form: form, r: rand.New(rand.NewPCG(7, 11))}
	w.strat = strategy.New(d, now, u, p, n, actions.New(d, now))
	w.s = New(d, now, u, p, n, w.bank, w.strat, "https://footbridge.example.org")
	org, root, err := u.Found(t.Context(), "Bridgewater", "bridgewater")
	must(t, err)
	w.root, w.by = root, actor.System(org.OrgID, "a test")
	for _, borough := range []string{"Vale", "Kingsmere"} {
		b, err := u.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "borough", Name: borough})
		must(t, err)
		for _, ward := range []string{"Ash", "Birch", "Cedar"} {
			if borough == "Kingsmere" && ward == "Cedar" {
				continue
			}
			x, err := u.Add(t.Context(), w.by, units.Unit{ParentID: b.ID, Kind: "ward", Name: ward + " Ward, " + borough})
			must(t, err)
			w.units = append(w.units, x)
		}
	}
	q, v, err := w.bank.Add(t.Context(), w.by, questionnaires.Details{Title: "How it was"}, form)
	must(t, err)
	must(t, w.bank.AddLicence(t.Context(), w.by, questionnaires.Licence{QuestionnaireID: q.ID, Kind: "own", FromDate: when.DateOf(at)}))
	must(t, w.bank.Publish(t.Context(), w.by, v.ID, questionnaires.Publishing{Changed: "The first", Version: v.Version}))
	survey := Survey{OrgID: org.OrgID, ID: "survey", Title: "Ward experience", Kind: "experience", QuestionnaireID: q.ID}
	w.wave = Wave{
		OrgID: org.OrgID, ID: "wave", SurveyID: survey.ID, Title: "Spring 2027", VersionID: v.ID, Setting: "inpatient", Perspective: "people",
		OpensOn: when.Date{Year: 2027, Month: 3, Day: 1}, ClosesOn: when.Date{Year: 2027, Month: 3, Day: 31}, State: "closed", Minimum: 10, Profile: "exact", Slug: "word",
	}
	w.exec(`INSERT INTO surveys_survey (org_id, id, title, kind, questionnaire_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, org.OrgID, survey.ID, survey.Title, survey.Kind, q.ID, at)
	w.exec(`INSERT INTO surveys_wave (org_id, id, survey_id, title, version_id, setting, perspective, opens_on, closes_on, state, slug, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		org.OrgID, w.wave.ID, survey.ID, w.wave.Title, v.ID, w.wave.Setting, w.wave.Perspective, w.wave.OpensOn, w.wave.ClosesOn, w.wave.State, w.wave.Slug, at)
	for _, x := range w.units {
		w.exec(`INSERT INTO surveys_wave_unit (org_id, wave_id, unit_id, asked) VALUES ($1, $2, $3, $4)`, org.OrgID, w.wave.ID, x.ID, 400)
	}
	w.wave = w.read()
	return w
}

func (w *trust) exec(query string, args ...any) {
	w.t.Helper()
	_, err := w.db.Exec(w.t.Context(), query, args...)
	must(w.t, err)
}

func (w *trust) read() Wave {
	w.t.Helper()
	x, err := oneWave(w.t.Context(), w.db, w.by.OrgID, w.wave.ID)
	must(w.t, err)
	return x
}

// chance makes up one person's answers.
func (w *trust) chance(unit, channel string) row {
	out := row{unit, channel, map[string][]string{}}
	w.form.Walk(func(_ []*forms.Item, i *forms.Item) {
		if w.r.IntN(12) == 0 {
			return
		}
		switch i.Kind {
		case forms.Choice:
			for n := range 1 + w.r.IntN(2) {
				if n == 0 || i.Repeats {
					o := w.form.OptionsOf(i)
					out.said[i.LinkID] = append(out.said[i.LinkID], o[min(w.r.IntN(len(o)), w.r.IntN(len(o)))].Key())
				}
			}
		case forms.Integer:
			out.said[i.LinkID] = []string{strconv.Itoa(w.r.IntN(11))}
		}
	})
	return out
}

// data is the answers of a row as they are kept.
func (r row) data(f *forms.Form) string {
	type value = map[string]any
	var items []value
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		var answers []value
		for _, s := range r.said[i.LinkID] {
			if i.Kind == forms.Integer {
				n, _ := strconv.Atoi(s)
				answers = append(answers, value{"valueInteger": n})
			} else {
				answers = append(answers, value{"valueCoding": value{"system": "https://footbridge.example.org/answers", "code": s, "display": "The words of " + s}})
			}
		}
		if answers != nil {
			items = append(items, value{"linkId": i.LinkID, "answer": answers})
		}
	})
	content, _ := json.Marshal(value{"resourceType": "QuestionnaireResponse", "status": "completed", "item": []value{{"linkId": "whole", "item": items}}})
	return string(content)
}

// answers adds so many answers.
func (w *trust) answers(n int, ways ...string) {
	w.t.Helper()
	err := w.db.Tx(w.t.Context(), func(tx *db.DB) error {
		for range n {
			u := w.units[min(w.r.IntN(len(w.units)), w.r.IntN(len(w.units)))]
			x := w.chance(u.ID, ways[w.r.IntN(len(ways))])
			w.rows = append(w.rows, x)
			if _, err := tx.Exec(w.t.Context(), `INSERT INTO surveys_response (org_id, wave_id, id, unit_id, channel, hour, data) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				w.by.OrgID, w.wave.ID, fmt.Sprintf("r%07d-%d", w.r.IntN(10_000_000), len(w.rows)), x.unit, x.channel, *w.at, x.data(&w.form)); err != nil {
				return err
			}
		}
		return nil
	})
	must(w.t, err)
}

// asked is a form with every kind of question that has a figure.
func figureForm() forms.Form {
	coded := func(words ...string) []forms.Option {
		var out []forms.Option
		for _, w := range words {
			out = append(out, forms.Option{Value: forms.Value{Kind: "Coding", System: "https://footbridge.example.org/answers", Text: w, Display: "The words of " + w}, Text: forms.Text{Plain: "The words of " + w}})
		}
		return out
	}
	extent := coded("yes-definitely", "yes-some-extent", "no", "not-applicable", "cannot-remember")
	say := func(s string) forms.Text { return forms.Text{Plain: s} }
	return forms.Form{
		Title: say("How it was"), Name: "how-it-was", Status: "active", Language: "en-GB",
		Items: []forms.Item{
			{LinkID: "welcome", Kind: forms.Choice, Text: say("Were you made welcome?"), Options: extent, Polarity: forms.Positive,
				Figure: &forms.Figure{Label: say("Not made welcome"), Count: []string{"yes-some-extent", "no"}, Of: []string{"yes-definitely", "yes-some-extent", "no"}, Set: "3"}},
			{LinkID: "housing", Kind: forms.Choice, Text: say("Did you get help with housing?"), Options: extent,
				Figure: &forms.Figure{Label: say("No help with housing"), Count: []string{"no"}, Of: []string{"yes-definitely", "yes-some-extent", "no"}, Set: "10"}},
			{LinkID: "offered", Kind: forms.Choice, Repeats: true, Text: say("What were you offered?"), Options: coded("medication", "talking", "art")},
			{LinkID: "age", Kind: forms.Choice, Text: say("How old are you?"), Options: coded("under-30", "30-60", "over-60")},
			{LinkID: "stars", Kind: forms.Integer, Text: say("Out of 10?")},
		},
	}
}
