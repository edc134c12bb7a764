package prospectus

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/units"
)

// Words are what a college says around its list of courses.
type Words struct {
	OrgID, UnitID         string
	Foreword, Signed, How string
	ChangedAt             time.Time
	Version               int // pass back what was read; 0 before anything was written
}

// ForewordParagraphs are the paragraphs of the foreword.
func (w Words) ForewordParagraphs() []string { return paragraphs(w.Foreword) }

// mostWords is how long each of a college's texts may be.
const mostWords = 6000

// usualHow is how to enrol until the college says it in its own words.
func usualHow(s college.Setting) string {
	out := []string{
		"Everything here is free. You do not need anybody to send you, and nobody will ask you for a diagnosis.",
		"Choose a course and press “Enrol and book”. You enrol once; after that, booking takes a minute.",
	}
	var ways []string
	if s.Phone != "" {
		ways = append(ways, "phone us on "+s.Phone)
	}
	if s.Email != "" {
		ways = append(ways, "write to "+s.Email)
	}
	if s.Address != "" {
		ways = append(ways, "come and see us at "+strings.Join(strings.Fields(s.Address), " "))
	}
	if len(ways) > 0 {
		out = append(out, "Would you rather talk to somebody? You can "+strings.Join(ways, ", or ")+". We fill the form in with you.")
	}
	return strings.Join(append(out, "Tell us what would make it easier to come. We ask once, and tell only the people who teach you."), "\n\n")
}

// managed returns a college that by writes the prospectus of.
func (p *Prospectus) managed(ctx context.Context, tx *db.DB, by actor.Actor, unitID string) (units.Unit, error) {
	u, err := p.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err == nil && (u.Kind != "college" || !by.CanAt(Manage, u.Path)) {
		err = errNoCollege
	}
	return u, err
}

var (
	errNoCollege = fault.New(fault.NotFound, "We could not find that college.")
	errChanged   = fault.New(fault.Conflict, "Somebody changed these words while you were writing. Open them again to see what they changed.")
)

// Words returns a college's words as they are to be changed.
func (p *Prospectus) Words(ctx context.Context, by actor.Actor, unitID string) (Words, units.Unit, error) {
	u, err := p.managed(ctx, p.db, by, unitID)
	if err != nil {
		return Words{}, u, err
	}
	all, err := wordsOf(ctx, p.db, by.OrgID)
	w := all[unitID]
	if w.How == "" && err == nil {
		s, err := p.college.Setting(ctx, p.db, by.OrgID, unitID)
		if err != nil {
			return w, u, err
		}
		w.How = usualHow(s)
	}
	return w, u, err
}

// SaveWords writes a college's words over those that were read.
func (p *Prospectus) SaveWords(ctx context.Context, by actor.Actor, w Words) error {
	for field, v := range map[string]*string{"foreword": &w.Foreword, "how": &w.How, "signed": &w.Signed} {
		*v = strings.TrimSpace(*v)
		if utf8.RuneCountInString(*v) > mostWords {
			return fault.Field(field, "Use %d characters or fewer.", mostWords)
		}
	}
	if w.How == "" {
		return fault.Field("how", "Say how people can enrol.")
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		u, err := p.managed(ctx, tx, by, w.UnitID)
		if err != nil {
			return err
		}
		w.OrgID, w.ChangedAt = by.OrgID, p.moment()
		if w.Version == 0 {
			err = insertWords(ctx, tx, w)
		} else {
			err = updateWords(ctx, tx, w)
		}
		if err != nil {
			return err
		}
		return p.record(ctx, tx, by, "words.changed", audit.Target{Kind: "college", ID: u.ID, Words: u.Name})
	})
}
