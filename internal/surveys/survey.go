package surveys

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/questionnaires"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Choice is one of a fixed list, with the words people read.
type Choice struct{ Code, Label string }

// The choices of a survey and its waves, in the order in which people choose.
var (
	Kinds        = []Choice{{"experience", "Experience of a service"}, {"pulse", "Pulse: a few questions, often"}, {"feedback", "Feedback"}}
	Settings     = []Choice{{"inpatient", "Inpatient ward"}, {"community", "Community team"}, {"college", "College"}, {"other", "Other"}}
	Perspectives = []Choice{{"people", "People who use the service"}, {"carers", "Families and carers"}, {"staff", "Staff"}, {"students", "Students of the college"}}
	Profiles     = []Choice{{"exact", "Exact counts, small numbers hidden"}, {"round5", "Counts rounded to 5"}}
	States       = []Choice{{"draft", "Being prepared"}, {"open", "Open"}, {"closed", "Closed"}, {"published", "Published"}}
)

// label is the words for a code of a list, or "".
func label(list []Choice, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.Label
		}
	}
	return ""
}

var (
	errNoSurvey = fault.New(fault.NotFound, "We could not find that survey.")
	errNoWave   = fault.New(fault.NotFound, "We could not find that wave of a survey.")
	errReach    = fault.New(fault.Forbidden, "Your role does not cover every unit that this wave asks.")
	errChanged  = fault.New(fault.Conflict, "Somebody changed this while you were working on it. Open it again to see what they changed.")
)

func (s *Surveys) today() when.Date { return when.DateOf(s.now()) }

// KindLabel is the kind as people read it.
func (x Survey) KindLabel() string { return label(Kinds, x.Kind) }

// SurveyFilter says which surveys are asked for.
type SurveyFilter struct {
	Q, State string // State: of a wave; "none" has no wave yet
}

// Listed is a survey in the list, with its newest wave.
type Listed struct {
	Survey
	Waves     int
	Open      int
	Newest    string // title of the newest wave
	NewestID  string // none where it is of units that the reader does not see
	State     string // of the newest wave
	ClosesOn  when.Date
	Questions string // title of the questionnaire
}

// StateLabel is the state of the newest wave as people read it.
func (l Listed) StateLabel() string {
	if l.Waves == 0 {
		return "No wave yet"
	}
	return label(States, l.State)
}

// List returns the surveys of by's organisation, by title, and how many there
// are.
func (s *Surveys) List(ctx context.Context, by actor.Actor, f SurveyFilter, limit, offset int) ([]Listed, int, error) {
	w := surveysWhere(by.OrgID, f)
	total, err := countSurveys(ctx, s.db, w)
	if err != nil {
		return nil, 0, err
	}
	list, err := listSurveys(ctx, s.db, w, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	for i := range list {
		if list[i].NewestID == "" {
			continue
		}
		if _, _, err := s.waveAt(ctx, s.db, by, Read, list[i].NewestID); fault.KindOf(err) == fault.NotFound {
			list[i].NewestID = "" // it asks units that by does not see
		} else if err != nil {
			return nil, 0, err
		}
	}
	return list, total, nil
}

// Survey returns one survey of by's organisation.
func (s *Surveys) Survey(ctx context.Context, by actor.Actor, id string) (Survey, error) {
	return oneSurvey(ctx, s.db, by.OrgID, id)
}

func tidySurvey(x *Survey) error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{{"title", &x.Title, 200}, {"about", &x.About, 2000}, {"made_with", &x.MadeWith, 2000}} {
		*f.text = strings.TrimSpace(*f.text)
		if utf8.RuneCountInString(*f.text) > f.most {
			return fault.Field(f.name, "Use %d characters or fewer.", f.most)
		}
	}
	switch {
	case x.Title == "":
		return fault.Field("title", "Enter a title.")
	case label(Kinds, x.Kind) == "":
		return fault.Field("kind", "Choose what kind of survey it is.")
	case x.QuestionnaireID == "":
		return fault.Field("questionnaire", "Choose a questionnaire.")
	}
	return nil
}

// AddSurvey makes a survey that asks a questionnaire of the bank.
func (s *Surveys) AddSurvey(ctx context.Context, by actor.Actor, x Survey) (Survey, error) {
	if err := tidySurvey(&x); err != nil {
		return Survey{}, err
	}
	x.OrgID, x.ID, x.Version = by.OrgID, id.New(), 1
	x.CreatedAt = s.now().UTC().Truncate(time.Microsecond)
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := s.questionnaires.One(ctx, tx, by.OrgID, x.QuestionnaireID); err != nil {
			return fault.Field("questionnaire", "Choose a questionnaire.")
		}
		if err := insertSurvey(ctx, tx, x); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.survey.added", surveyTarget(x))
	})
	return x, err
}

// ChangeSurvey saves what a survey is. Its questionnaire stays: another one is
// another survey.
func (s *Surveys) ChangeSurvey(ctx context.Context, by actor.Actor, x Survey) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		old, err := oneSurvey(ctx, tx, by.OrgID, x.ID)
		if err != nil {
			return err
		}
		x.OrgID, x.QuestionnaireID, x.ClosedOn = by.OrgID, old.QuestionnaireID, old.ClosedOn
		if err := tidySurvey(&x); err != nil {
			return err
		}
		if err := s.managesAll(ctx, tx, by, x.ID); err != nil {
			return err
		}
		if err := updateSurvey(ctx, tx, x); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.survey.changed", surveyTarget(x))
	})
}

// managesAll makes sure that by manages every wave of a survey.
func (s *Surveys) managesAll(ctx context.Context, tx *db.DB, by actor.Actor, surveyID string) error {
	waves, err := wavesOf(ctx, tx, by.OrgID, surveyID)
	for _, w := range waves {
		if err == nil {
			_, err = s.managed(ctx, tx, by, w.ID)
		}
	}
	return err
}

func surveyTarget(x Survey) audit.Target {
	return audit.Target{Kind: "survey", ID: x.ID, Words: x.Title}
}

func waveTarget(w Wave) audit.Target {
	return audit.Target{Kind: "survey wave", ID: w.ID, Words: w.Title}
}

// record writes the audit entry of what staff did. An answer that comes has
// none: the trail has times and an order, and an answer must have neither.
func (s *Surveys) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, target audit.Target, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: s.now(), By: by, Action: action, Target: target, Changes: changes})
}

// Reach are the open units at and below which by holds a permission.
func (s *Surveys) Reach(ctx context.Context, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := s.units.Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Open() && by.CanAt(permission, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

// Colour is that of the state's tag.
func (l Listed) Colour() string { return stateColour(l.State) }

func stateColour(state string) string {
	switch state {
	case "open":
		return "green"
	case "closed":
		return "grey"
	case "published":
		return "blue"
	}
	return "yellow"
}

// peopleWords is a number of people in words.
func peopleWords(n int) string {
	if n == 1 {
		return "1 person"
	}
	return strconv.Itoa(n) + " people"
}

// UsesOf are the waves that ask a version of a questionnaire, for its page.
func (s *Surveys) UsesOf(ctx context.Context, tx *db.DB, orgID, versionID string) ([]questionnaires.Use, error) {
	waves, err := wavesAsking(ctx, tx, orgID, versionID)
	var out []questionnaires.Use
	for _, w := range waves {
		out = append(out, questionnaires.Use{Label: w.Title + ", " + w.StateLabel(), Href: "/surveys/waves/" + w.ID})
	}
	return out, err
}
