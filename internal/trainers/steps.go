package trainers

import (
	"time"

	"footbridge/internal/when"
)

// The steps on the way from a first talk to teaching.
const (
	Talk            = "talk"
	Reference       = "reference"
	SecondReference = "second reference"
	Checks          = "checks"
	TrainTheTrainer = "train the trainer"
	Introduction    = "introduction"
	Safeguarding    = "safeguarding"
	FirstCourse     = "course"
	Mentored        = "mentored"
)

// Rule says of whom a college asks a step, and after how many years it is
// renewed; 0 is never.
type Rule struct {
	Step                                string
	Lived, Practitioner, Carer, Partner bool
	Years                               int
}

// steps are the steps in their order, with what is usual: practitioners and
// partners have an employer who has taken up references.
var steps = []struct {
	Label, About string
	usual        Rule
}{
	{"First conversation", "A talk about what teaching here is like, on both sides.", Rule{Talk, true, true, true, true, 0}},
	{"Reference", "Somebody who knows them has been heard.", Rule{Reference, true, false, true, false, 0}},
	{"Second reference", "A second person has been heard.", Rule{SecondReference, true, false, true, false, 0}},
	{"Checks", "Only that they were seen, and on which day. What they say is not kept.", Rule{Checks, true, true, true, true, 3}},
	{"Train the trainer", "How adults learn, and how to teach in pairs.", Rule{TrainTheTrainer, true, true, true, true, 3}},
	{"Introduction to the college", "How the college works, and what co-production means here.", Rule{Introduction, true, true, true, true, 0}},
	{"Safeguarding", "What to do when somebody may come to harm.", Rule{Safeguarding, true, true, true, true, 2}},
	{"First course written with somebody", "A course, or a new version of one, designed in a pair.", Rule{FirstCourse, true, true, true, true, 0}},
	{"Mentored session", "A session taught beside an experienced trainer.", Rule{Mentored, true, true, true, true, 0}},
}

// of reports whether the rule asks the step of that perspective.
func (r Rule) of(perspective string) bool {
	switch perspective {
	case Lived:
		return r.Lived
	case Practitioner:
		return r.Practitioner
	case Carer:
		return r.Carer
	}
	return r.Partner
}

// Label is the step as people read it.
func (r Rule) Label() string { return stepLabel(r.Step) }

// About says what the step is.
func (r Rule) About() string {
	for _, s := range steps {
		if s.usual.Step == r.Step {
			return s.About
		}
	}
	return ""
}

func stepLabel(step string) string {
	for _, s := range steps {
		if s.usual.Step == step {
			return s.Label
		}
	}
	return ""
}

func knownStep(step string) bool { return stepLabel(step) != "" }

// complete puts the rules a college has of its own in the place of the usual
// ones.
func complete(own []Rule) []Rule {
	out := make([]Rule, len(steps))
	for i, s := range steps {
		out[i] = s.usual
		for _, r := range own {
			if r.Step == s.usual.Step {
				out[i] = r
			}
		}
	}
	return out
}

// Step is a step that was done, or waived, on a day.
type Step struct {
	ID, TrainerID, Step string
	DoneOn              when.Date
	SeenBy, Note        string
	RenewBy             when.Date // the last day it counts
	Waived              bool
	Reason              string // why it was waived
	StruckAt            time.Time
	StruckBy            string // it was entered by mistake, said who
	CreatedAt           time.Time
}

// Label is the step as people read it.
func (s Step) Label() string { return stepLabel(s.Step) }

// Standing is one step of a trainer's way as it stands.
type Standing struct {
	Rule
	Needed  bool // of this trainer
	Done    bool
	Lapsed  bool // it was done, and is to be renewed
	Current Step // the newest that counts; none yet when not Done
	Past    []Step
}

// Soon reports whether the step is to be renewed within two months.
func (s Standing) Soon(today when.Date) bool {
	return s.Done && !s.Lapsed && !s.Current.RenewBy.IsZero() && s.Current.RenewBy.Days(today) <= soonDays
}

// soonDays is how long before it runs out a training is said to be lapsing.
const soonDays = 60

// standings are the steps of a trainer's way, from everything that was recorded.
func standings(rules []Rule, perspective string, recorded []Step, today when.Date) []Standing {
	var out []Standing
	for _, r := range rules {
		s := Standing{Rule: r, Needed: r.of(perspective)}
		for _, step := range recorded {
			switch {
			case step.Step != r.Step:
				continue
			case step.StruckAt.IsZero() && (!s.Done || !step.DoneOn.Before(s.Current.DoneOn)):
				if s.Done {
					s.Past = append(s.Past, s.Current)
				}
				s.Current, s.Done = step, true
			default:
				s.Past = append(s.Past, step)
			}
		}
		s.Lapsed = s.Done && !s.Current.RenewBy.IsZero() && s.Current.RenewBy.Before(today)
		out = append(out, s)
	}
	return out
}

// readiness is since when every needed step has been done, none when one is
// missing, and the last day on which all of them count.
func readiness(way []Standing) (readyOn, renewBy when.Date) {
	for _, s := range way {
		switch {
		case !s.Needed:
			continue
		case !s.Done:
			return when.Date{}, when.Date{}
		}
		if s.Current.DoneOn.After(readyOn) {
			readyOn = s.Current.DoneOn
		}
		if by := s.Current.RenewBy; !by.IsZero() && (renewBy.IsZero() || by.Before(renewBy)) {
			renewBy = by
		}
	}
	return readyOn, renewBy
}

// yearsLater is the same day some years on, the last of February for the 29th.
func yearsLater(d when.Date, years int) when.Date {
	later, err := when.NewDate(d.Year+years, d.Month, d.Day)
	if err != nil {
		return d.MonthOf().Add(12 * years).Last()
	}
	return later
}
