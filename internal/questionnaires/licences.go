package questionnaires

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Licence is what allows an instrument to be used here, and until when.
type Licence struct {
	OrgID, ID, QuestionnaireID string
	Kind                       string // one of LicenceKinds
	Holder                     string // who owns the words
	Terms, Reference           string
	FromDate, ToDate, EndedOn  when.Date
	CreatedAt                  time.Time
}

// LicenceKinds are the ways in which an instrument may be allowed.
var LicenceKinds = []struct{ Code, Label, About string }{
	{"own", "Our own words", "The organisation, or Footbridge, wrote the questions."},
	{"open", "Open to everybody", "The owner lets everybody use it, by a licence that they published."},
	{"permission", "By permission", "The owner wrote to say that we may use it."},
	{"paid", "Paid for", "We pay the owner for its use."},
}

// KindLabel is the kind in words.
func (l Licence) KindLabel() string {
	for _, k := range LicenceKinds {
		if k.Code == l.Kind {
			return k.Label
		}
	}
	return l.Kind
}

// ValidOn reports whether the licence allows the use on a day. The day on which
// it ends is its last; one that was taken back ends the day before.
func (l Licence) ValidOn(day when.Date) bool {
	return !day.Before(l.FromDate) && (l.ToDate.IsZero() || !day.After(l.ToDate)) && (l.EndedOn.IsZero() || day.Before(l.EndedOn))
}

// warnDays is how long before the end of a licence the bank says so.
const warnDays = 60

// Standing is how an instrument stands with its licences on a day.
type Standing struct {
	Valid bool
	// Until is the last day on which it may be used, as far as is known now; zero
	// when there is no end.
	Until when.Date
	Soon  bool // Until is near
	// Why says in a plain sentence why it may not be used, or that it ends soon.
	Why string
}

// standing sums up the licences of one instrument.
func standing(licences []Licence, today when.Date) Standing {
	until, valid := lastDay(licences, today)
	if valid {
		s := Standing{Valid: true, Until: until}
		if !until.IsZero() && until.Days(today) <= warnDays {
			s.Soon, s.Why = true, "The licence ends on "+until.String()+"."
		}
		return s
	}
	if len(licences) == 0 {
		return Standing{Why: "No licence is recorded for this questionnaire, so it may not be shown to anybody who would answer."}
	}
	last, next := Licence{}, when.Date{}
	for _, l := range licences {
		if l.FromDate.After(today) && l.EndedOn.IsZero() && (next.IsZero() || l.FromDate.Before(next)) {
			next = l.FromDate
		}
		if !l.FromDate.After(today) && (last.ID == "" || endOf(l).After(endOf(last))) {
			last = l
		}
	}
	switch {
	case !next.IsZero():
		return Standing{Why: "The licence for this questionnaire begins on " + next.String() + ". Until then it may not be shown."}
	case last.ID != "" && !last.EndedOn.IsZero() && (last.ToDate.IsZero() || !last.EndedOn.After(last.ToDate)):
		return Standing{Why: "The licence for this questionnaire was taken back on " + last.EndedOn.String() + ", so it may not be shown."}
	case last.ID != "":
		return Standing{Why: "The licence for this questionnaire ended on " + last.ToDate.String() + ", so it may not be shown."}
	}
	return Standing{Why: "The licence for this questionnaire was taken back before it began, so it may not be shown."}
}

// endOf is the day with which a licence that is over was over.
func endOf(l Licence) when.Date {
	if !l.EndedOn.IsZero() && (l.ToDate.IsZero() || l.EndedOn.Before(l.ToDate)) {
		return l.EndedOn
	}
	return l.ToDate
}

// lastDay is the last day of the unbroken time from today in which one licence
// or another is valid; zero when it has no end.
func lastDay(licences []Licence, today when.Date) (until when.Date, valid bool) {
	day := today
	for range len(licences) + 1 {
		var reach when.Date
		for _, l := range licences {
			if !l.ValidOn(day) {
				continue
			}
			valid = true
			end := l.ToDate
			if !l.EndedOn.IsZero() && (end.IsZero() || !l.EndedOn.After(end)) {
				end = l.EndedOn.AddDays(-1)
			}
			if end.IsZero() {
				return when.Date{}, true
			}
			if reach.IsZero() || end.After(reach) {
				reach = end
			}
		}
		if reach.IsZero() {
			break
		}
		until, day = reach, reach.AddDays(1)
	}
	return until, valid
}

// Licensed is nil when the questionnaire may be shown today, and otherwise a
// fault that says why it may not. Whatever shows it to those who answer asks.
func (q *Questionnaires) Licensed(ctx context.Context, tx *db.DB, orgID, questionnaireID string) error {
	licences, err := licencesOf(ctx, tx, orgID, questionnaireID)
	if err != nil {
		return err
	}
	if s := standing(licences, q.today()); !s.Valid {
		return fault.New(fault.Conflict, "%s", s.Why)
	}
	return nil
}

// Licences are those of a questionnaire, the newest first.
func (q *Questionnaires) Licences(ctx context.Context, orgID, questionnaireID string) ([]Licence, error) {
	return licencesOf(ctx, q.db, orgID, questionnaireID)
}

func (l *Licence) tidy() error {
	l.Holder, l.Terms, l.Reference = strings.TrimSpace(l.Holder), strings.TrimSpace(l.Terms), strings.TrimSpace(l.Reference)
	for _, x := range []struct {
		name, label, text string
		most              int
	}{{"holder", "Who owns the words", l.Holder, 200}, {"terms", "The terms", l.Terms, 2000}, {"reference", "The reference", l.Reference, 300}} {
		if len([]rune(x.text)) > x.most {
			return fault.Field(x.name, "%s must have %d characters or fewer.", x.label, x.most)
		}
	}
	switch {
	case (Licence{Kind: l.Kind}).KindLabel() == l.Kind:
		return fault.Field("kind", "Choose what allows its use.")
	case l.Kind != "own" && l.Holder == "":
		return fault.Field("holder", "Enter who owns the words.")
	case l.FromDate.IsZero():
		return fault.Field("from", "Enter the day from which it may be used.")
	case !l.ToDate.IsZero() && l.ToDate.Before(l.FromDate):
		return fault.Field("to", "The last day must not be before the first.")
	}
	return nil
}

// AddLicence records what allows a questionnaire to be used.
func (q *Questionnaires) AddLicence(ctx context.Context, by actor.Actor, l Licence) error {
	return q.with(ctx, by, l.QuestionnaireID, func(tx *db.DB, of Questionnaire) error {
		return q.addLicence(ctx, tx, by, of, l)
	})
}

func (q *Questionnaires) addLicence(ctx context.Context, tx *db.DB, by actor.Actor, of Questionnaire, l Licence) error {
	if err := l.tidy(); err != nil {
		return err
	}
	l.OrgID, l.ID, l.QuestionnaireID, l.EndedOn, l.CreatedAt = by.OrgID, id.New(), of.ID, when.Date{}, q.now()
	if err := insertLicence(ctx, tx, l); err != nil {
		return err
	}
	changed := []audit.Change{{Field: "licence", To: l.KindLabel()}, {Field: "from", To: l.FromDate.String()}}
	if !l.ToDate.IsZero() {
		changed = append(changed, audit.Change{Field: "to", To: l.ToDate.String()})
	}
	return q.record(ctx, tx, by, "questionnaires.licence", of, changed...)
}

// EndLicence records that a licence is taken back from today.
func (q *Questionnaires) EndLicence(ctx context.Context, by actor.Actor, licenceID string) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	return q.db.Tx(ctx, func(tx *db.DB) error {
		l, err := oneLicence(ctx, tx, by.OrgID, licenceID)
		if err != nil {
			return err
		}
		of, err := oneQuestionnaire(ctx, tx, by.OrgID, l.QuestionnaireID)
		if err != nil {
			return err
		}
		if done, err := endLicence(ctx, tx, by.OrgID, l.ID, q.today()); err != nil || !done {
			if err == nil {
				err = fault.New(fault.Conflict, "This licence was taken back already.")
			}
			return err
		}
		return q.record(ctx, tx, by, "questionnaires.licenceend", of, audit.Change{Field: "licence", From: l.KindLabel()})
	})
}
