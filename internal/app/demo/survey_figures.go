package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"footbridge/internal/forms"
	"footbridge/internal/surveys"
	"footbridge/internal/when"
)

// asked2007 are the questions of figure 3, and the percentages that were
// published. In the wave of last winter as many of two hundred answer so.
var asked2007 = []struct {
	id      string
	percent int
	count   []string // answers that are counted
	rest    string
}{
	{"treatment", 62, []string{"yes-some-extent", "no"}, "yes-definitely"}, {"welcome", 35, []string{"yes-some-extent", "no"}, "yes-definitely"},
	{"information", 52, []string{"yes-some-extent", "no"}, "yes-definitely"}, {"nurse", 45, []string{"no"}, "yes"}, {"food", 72, []string{"no"}, "yes"}, {"faith", 79, []string{"no"}, "yes"},
}

// makeSurveyFigures asks people on the wards twice how arriving was, and people
// and staff of three teams about hope, all of it some time ago: what was said is
// read, answered, and published once. It has its own chance, so that the rest of
// the trust does not change with it.
func (m *maker) makeSurveyFigures() error {
	r := rand.New(rand.NewPCG(62, 35))
	wards, err := m.makeSurvey("Arriving on the ward", "admission-2007", "experience", "Eight people who have been on these wards chose the questions, and tried them out on two of them.")
	if err != nil {
		return err
	}
	m.wave(wave{survey: wards, title: "Last autumn", setting: "inpatient", perspective: "people", units: wardNames, asked: 160, from: m.today.AddDays(-155), answers: func() []surveys.Given { return m.arrivals(r, 150, 6) }})
	m.wave(wave{
		survey: wards, title: "Last winter", setting: "inpatient", perspective: "people", units: wardNames, asked: 140, from: m.today.AddDays(-110),
		answers: func() []surveys.Given { return m.arrivals(r, 200, 0) }, after: m.answerThemes,
	})
	teams := []string{"Kingsmere Home Treatment Team", "Oldbridge Home Treatment Team", "Valeside Home Treatment Team"}
	for _, side := range []struct{ name, perspective, title string }{
		{"hope-pulse-people", "people", "Hope in the team: people"}, {"hope-pulse-staff", "staff", "Hope in the team: staff"},
	} {
		pulse, err := m.makeSurvey(side.title, side.name, "pulse", "People and staff of the teams agreed on what inspires hope.")
		if err != nil {
			return err
		}
		more := map[string]int{"people": 0, "staff": 14}[side.perspective]
		m.wave(wave{survey: pulse, title: "Early spring", setting: "community", perspective: side.perspective, units: teams, asked: 60, from: m.today.AddDays(-80), answers: func() []surveys.Given { return m.hopes(r, teams, 34, 54+more) }})
	}
	return nil
}

func (m *maker) makeSurvey(title, name, kind, madeWith string) (surveys.Survey, error) {
	q, err := m.Questionnaires.ByName(m.ctx, m.DB, m.by.OrgID, name)
	if err != nil {
		return surveys.Survey{}, err
	}
	return m.Surveys.AddSurvey(m.ctx, m.by, surveys.Survey{Title: title, Kind: kind, QuestionnaireID: q.ID, MadeWith: madeWith, PeerLed: true})
}

// wave is one time of asking in the demonstration: it takes forty days.
type wave struct {
	survey                      surveys.Survey
	title, setting, perspective string
	units                       []string
	asked                       int // in each unit
	from                        when.Date
	answers                     func() []surveys.Given
	after                       func(surveys.Wave) error
}

// wave plans a wave: it opens, people answer, it closes, and what follows.
func (m *maker) wave(x wave) {
	var made surveys.Wave
	m.on(x.from, func() error {
		v, err := m.Questionnaires.Current(m.ctx, m.DB, m.by.OrgID, x.survey.QuestionnaireID)
		if err != nil {
			return err
		}
		var units []surveys.WaveUnit
		for _, name := range x.units {
			units = append(units, surveys.WaveUnit{UnitID: m.units[name].ID, Asked: x.asked})
		}
		made, err = m.Surveys.AddWave(m.ctx, m.by, surveys.Wave{
			SurveyID: x.survey.ID, Title: x.title, VersionID: v.ID, Setting: x.setting, Perspective: x.perspective, OpensOn: x.from, ClosesOn: x.from.AddDays(40), Minimum: 10, DoubleShare: 10, Profile: "exact",
			Audience: "Everybody who was there in these weeks", Sample: "Peer workers asked people in person, with a tablet or on paper. Posters and a link were there for everybody else.",
		}, units)
		if err != nil {
			return err
		}
		return m.Surveys.OpenWave(m.ctx, m.by, made.ID)
	})
	m.on(x.from.AddDays(30), func() error {
		if err := m.Surveys.Bring(m.ctx, m.by, made.ID, x.answers()); err != nil {
			return fmt.Errorf("%s: %w", x.title, err)
		}
		return m.Surveys.SetGroups(m.ctx, m.by, made.ID, []surveys.Asked{
			{Question: "age", Answer: "under-25", N: 70}, {Question: "age", Answer: "25-44", N: 160}, {Question: "age", Answer: "45-64", N: 140}, {Question: "age", Answer: "65-over", N: 50},
		})
	})
	m.on(x.from.AddDays(41), func() error {
		if err := m.Surveys.CloseWave(m.ctx, m.by, made.ID); err != nil || x.after == nil {
			return err
		}
		return x.after(made)
	})
}

func coded(id, code string) forms.ResponseItem {
	return forms.ResponseItem{LinkID: id, Answers: []forms.Answer{{Value: forms.Value{Kind: "Coding", Text: code}}}}
}

// arrivals are the answers of so many people to the questions of figure 3: the
// published percentages, and so many points more.
func (m *maker) arrivals(r *rand.Rand, n, more int) []surveys.Given {
	out := make([]surveys.Given, n)
	for i := range out {
		out[i] = surveys.Given{UnitID: m.units[wardNames[i%3]].ID, Channel: []string{"kiosk", "paper", "interview", "link"}[i/3%4], Peer: i/3%4 == 2}
	}
	items := make([][]forms.ResponseItem, n)
	for _, q := range asked2007 {
		counted := (n*(q.percent+more) + 50) / 100
		for place, i := range r.Perm(n) {
			code := q.rest
			if place < counted {
				code = q.count[place%len(q.count)]
			}
			items[i] = append(items[i], coded(q.id, code))
		}
	}
	words := strings.Split(saidOnArrival, "\n")
	for i := range out {
		if i < len(words) && more == 0 {
			items[i] = append(items[i], forms.ResponseItem{LinkID: "more", Answers: []forms.Answer{{Value: forms.Value{Kind: "string", Text: words[i]}}}})
		}
		age := []string{"25-44", "45-64", "25-44", "under-25", "65-over", "45-64"}[r.IntN(6)]
		items[i] = append(items[i], forms.ResponseItem{LinkID: "about-you", Items: []forms.ResponseItem{coded("age", age)}})
		out[i].Answers = forms.Response{Status: "completed", Items: items[i]}
	}
	return out
}

// hopes are the answers of so many of each team to the pulse: of a hundred so many
// say often or always.
func (m *maker) hopes(r *rand.Rand, teams []string, each, often int) []surveys.Given {
	var out []surveys.Given
	for t, name := range teams {
		for range each {
			var said []forms.ResponseItem
			for b := range 9 {
				code := []string{"rarely", "sometimes", "sometimes"}[r.IntN(3)]
				if r.IntN(100) < often+4*t-3*(b%4) {
					code = []string{"often", "often", "always"}[r.IntN(3)]
				}
				said = append(said, coded(fmt.Sprintf("b%d", b+1), code))
			}
			out = append(out, surveys.Given{UnitID: m.units[name].ID, Channel: "link", Answers: forms.Response{Status: "completed", Items: []forms.ResponseItem{{LinkID: "behaviours", Items: said}}}})
		}
	}
	return out
}

// saidOnArrival is what people added in their own words, a line each.
const saidOnArrival = `Nobody asked me what I eat, so I had the wrong meals for three days.
Nurse Adeyemi sat down with me on the first evening. That made all the difference.
I did not know who to ask for. A board with names and faces would help.
My husband waited for an hour and nobody spoke to him.
I would have liked somewhere quiet to pray.
Please tell people when the doctor comes round. I sat and waited.
They asked for my details four times and never once how I was.
The leaflet had the wrong visiting hours on it.
Halal food came, but only after my sister rang and complained.
It was night and everything was locked. A cup of tea was the nicest thing.
I was given a card with the name of my nurse. I kept it.
Ring me on 07700 900123 if you want to know more.`

// answerThemes reads the comments of a wave, sorts them, says what is done, and
// publishes the figures.
func (m *maker) answerThemes(w surveys.Wave) error {
	food, err := m.Surveys.AddTheme(m.ctx, m.by, surveys.Theme{WaveID: w.ID, Title: "Food that people can eat", Said: "Ask on the first day what I eat, and bring it."})
	if err != nil {
		return err
	}
	names, err := m.Surveys.AddTheme(m.ctx, m.by, surveys.Theme{WaveID: w.ID, Title: "Knowing who is who", Said: "Tell me the name of my nurse, and whom to ask."})
	if err != nil {
		return err
	}
	_, held, _, err := m.Surveys.Remarks(m.ctx, m.by, w.ID, "held", 50, 0)
	if err != nil {
		return err
	}
	for i, remark := range held {
		switch {
		case i < 2: // somebody will read them
			continue
		case strings.Contains(remark.Said, "07700"):
			err = m.Surveys.KeepBack(m.ctx, m.by, remark.ID, "It says how to reach the person, and nothing else", remark.Version)
		default:
			err = m.Surveys.Show(m.ctx, m.by, remark.ID, surveys.MaskWords(remark.Said, []string{"Nurse Adeyemi"}), remark.Version)
		}
		if err != nil {
			return err
		}
		about := ""
		if strings.Contains(remark.Said, "eat") || strings.Contains(remark.Said, "ood ") {
			about = food.ID
		} else if strings.Contains(remark.Said, "urse") || strings.Contains(remark.Said, "names") {
			about = names.ID
		}
		if about != "" {
			if err := m.Surveys.Assign(m.ctx, m.by, remark.ID, []string{about}); err != nil {
				return err
			}
		}
	}
	if err := m.answer(food, names); err != nil {
		return err
	}
	_, err = m.Surveys.Publish(m.ctx, m.by, w.ID, w.Sample)
	return err
}

// answer says what is done about the themes, by actions of the strategy.
func (m *maker) answer(food, names surveys.Theme) error {
	rows, err := m.Strategy.RowsUnder(m.ctx, m.by.OrgID, m.now.ID)
	if err != nil || len(rows) < 2 {
		return err
	}
	today := when.DateOf(m.Clock.Now())
	for _, c := range []surveys.Change{
		{ThemeID: names.ID, ActionID: rows[0].ActionID, Words: "Every bed has a card with the name of the person’s own nurse, and the board by the door shows who is on the ward today.", State: "made", OnDate: today.AddDays(-1)},
		{ThemeID: food.ID, ActionID: rows[1].ActionID, Words: "What you eat is asked on the first day, and the kitchen hears it the same evening.", State: "planned", OnDate: today.AddDays(90)},
	} {
		if _, err := m.Surveys.AddChange(m.ctx, m.by, c); err != nil {
			return err
		}
	}
	return nil
}
