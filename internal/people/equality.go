package people

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Characteristic is one question for equality monitoring. Every question is
// optional, may be answered with "prefer not to say", and in one's own words.
type Characteristic struct {
	Code, Label, Question string
	Answers               []EqualityChoice
}

// EqualityChoice is one answer that may be chosen.
type EqualityChoice struct{ Code, Label string }

// OwnWords and NotSaid are choices that every question has.
const (
	OwnWords = "own-words"
	NotSaid  = "not-said"
)

// Characteristics are the nine questions, in the order in which they are asked.
var Characteristics = []Characteristic{
	{"age", "Age", "How old are you?", choices("under-18", "Under 18", "18-24", "18 to 24", "25-34", "25 to 34", "35-44", "35 to 44", "45-54", "45 to 54", "55-64", "55 to 64", "65-74", "65 to 74", "75-over", "75 or over")},
	{"disability", "Disability", "Does a condition, illness or impairment that lasts a year or more make day-to-day life harder?", choices("a-lot", "Yes, a lot", "a-little", "Yes, a little", "no", "No")},
	{"gender", "Gender identity", "Is your gender the same as the one you were registered with at birth?", choices("same", "Yes", "different", "No")},
	{"partnership", "Marriage or civil partnership", "Are you married or in a civil partnership?", choices("married", "Married", "civil", "In a civil partnership", "neither", "Neither", "ended", "Separated, divorced or widowed")},
	{"maternity", "Pregnancy and maternity", "Are you pregnant, or have you given birth in the last 26 weeks?", choices("yes", "Yes", "no", "No")},
	{"ethnicity", "Ethnic group", "Which group do you feel you belong to?", choices(
		"asian-bangladeshi", "Asian: Bangladeshi", "asian-chinese", "Asian: Chinese", "asian-indian", "Asian: Indian", "asian-pakistani", "Asian: Pakistani", "asian-other", "Asian: another background",
		"black-african", "Black: African", "black-caribbean", "Black: Caribbean", "black-other", "Black: another background",
		"mixed-asian", "Mixed: White and Asian", "mixed-african", "Mixed: White and Black African", "mixed-caribbean", "Mixed: White and Black Caribbean", "mixed-other", "Mixed: another background",
		"white-british", "White: British", "white-irish", "White: Irish", "white-traveller", "White: Gypsy, Roma or Irish Traveller", "white-other", "White: another background",
		"arab", "Arab", "other", "Another group")},
	{"belief", "Religion or belief", "What is your religion or belief, if any?", choices("none", "No religion", "buddhist", "Buddhist", "christian", "Christian", "hindu", "Hindu", "jewish", "Jewish", "muslim", "Muslim", "sikh", "Sikh", "other", "Another religion or belief")},
	{"sex", "Sex", "What is your sex?", choices("female", "Female", "male", "Male", "intersex", "Intersex")},
	{"orientation", "Sexual orientation", "Which of these describes you?", choices("straight", "Straight or heterosexual", "gay", "Gay or lesbian", "bi", "Bi", "other", "Another orientation")},
}

// choices pairs codes and labels and adds the two that every question has.
func choices(list ...string) []EqualityChoice {
	var out []EqualityChoice
	for pair := range slices.Chunk(list, 2) {
		out = append(out, EqualityChoice{pair[0], pair[1]})
	}
	return append(out, EqualityChoice{OwnWords, "In my own words"}, EqualityChoice{NotSaid, "Prefer not to say"})
}

// EqualityAnswer is what a person chose to say to one question.
type EqualityAnswer struct {
	Characteristic string
	Answer         string
	Words          string
	RecordedOn     when.Date
}

// Label is the answer in words.
func (a EqualityAnswer) Label() string {
	for _, c := range Characteristics {
		for _, choice := range c.Answers {
			if c.Code == a.Characteristic && choice.Code == a.Answer {
				if a.Words != "" {
					return choice.Label + ": " + a.Words
				}
				return choice.Label
			}
		}
	}
	return a.Answer
}

var errNoEquality = fault.New(fault.Forbidden, "Your role does not include equality data.")

// mayAnswer reports whether by may see and change what the person said: the
// person themselves always may.
func mayAnswer(by actor.Actor, personID string) bool {
	return by.CanEverywhere(Equality) || by.PersonID != "" && by.PersonID == personID
}

// Equality returns what a person chose to say, by characteristic; questions
// without an answer are left out.
func (p *People) Equality(ctx context.Context, by actor.Actor, personID string) (map[string]EqualityAnswer, error) {
	if !mayAnswer(by, personID) {
		return nil, errNoEquality
	}
	if _, err := current(ctx, p.db, by.OrgID, personID); err != nil {
		return nil, err
	}
	rows, err := equalityOf(ctx, p.db, by.OrgID, personID)
	out := make(map[string]EqualityAnswer, len(rows))
	for _, r := range rows {
		out[r.Characteristic] = r
	}
	return out, err
}

// SetEquality replaces what a person chose to say: a question that is not among
// answers has none afterwards. The trail tells which were answered or removed,
// never what was said.
func (p *People) SetEquality(ctx context.Context, by actor.Actor, personID string, answers []EqualityAnswer) error {
	if !mayAnswer(by, personID) {
		return errNoEquality
	}
	for i := range answers {
		if err := tidyAnswer(&answers[i]); err != nil {
			return err
		}
		answers[i].RecordedOn = p.today()
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		old, err := equalityOf(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		var changes []audit.Change
		for _, c := range Characteristics {
			change, err := p.setAnswer(ctx, tx, by.OrgID, personID, c, answerTo(old, c.Code), answerTo(answers, c.Code))
			if err != nil {
				return err
			}
			changes = append(changes, change...)
		}
		if len(changes) == 0 {
			return nil
		}
		return p.record(ctx, tx, by, "people.equality.changed", person, changes)
	})
}

func answerTo(answers []EqualityAnswer, code string) EqualityAnswer {
	for _, a := range answers {
		if a.Characteristic == code {
			return a
		}
	}
	return EqualityAnswer{}
}

// setAnswer writes, rewrites or removes one answer.
func (p *People) setAnswer(ctx context.Context, tx *db.DB, orgID, personID string, c Characteristic, old, answer EqualityAnswer) ([]audit.Change, error) {
	if old.Answer == answer.Answer && old.Words == answer.Words {
		return nil, nil
	}
	if err := deleteEquality(ctx, tx, orgID, personID, c.Code); err != nil {
		return nil, err
	}
	if answer.Answer == "" {
		return []audit.Change{{Field: c.Label, To: "removed"}}, nil
	}
	return []audit.Change{{Field: c.Label, To: "answered"}}, insertEquality(ctx, tx, orgID, personID, answer)
}

func tidyAnswer(a *EqualityAnswer) error {
	at := slices.IndexFunc(Characteristics, func(c Characteristic) bool { return c.Code == a.Characteristic })
	if at < 0 {
		return fault.New(fault.Invalid, "There is no such question.")
	}
	if !slices.ContainsFunc(Characteristics[at].Answers, func(c EqualityChoice) bool { return c.Code == a.Answer }) {
		return fault.Field(a.Characteristic, "Choose an answer from the list.")
	}
	a.Words = strings.TrimSpace(a.Words)
	switch {
	case a.Answer != OwnWords:
		a.Words = ""
	case a.Words == "":
		return fault.Field(a.Characteristic+"-words", "Enter your own words, or choose another answer.")
	case utf8.RuneCountInString(a.Words) > 200:
		return fault.Field(a.Characteristic+"-words", "Use 200 characters or fewer.")
	}
	return nil
}
