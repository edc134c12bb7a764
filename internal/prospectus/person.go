package prospectus

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/db"
)

// PersonRecord is what the module keeps about a person, as it is given to them.
type PersonRecord struct {
	ToldAbout []AskedRecord    `json:"to be told when it runs"`
	Calendars []CalendarRecord `json:"calendars"`
}

// AskedRecord is a course that a person asked to be told of.
type AskedRecord struct {
	Course string `json:"course"`
	Asked  string `json:"asked"`
	Until  string `json:"until"`
}

// CalendarRecord is that a person has a calendar at a secret address.
type CalendarRecord struct {
	Kind     string `json:"kind"`
	Made     string `json:"made"`
	LastUsed string `json:"last used,omitempty"`
}

func (p *Prospectus) exportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	out := PersonRecord{ToldAbout: []AskedRecord{}, Calendars: []CalendarRecord{}}
	asked, err := interestsOfPerson(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	for _, i := range asked {
		c, err := p.courses.Course(ctx, tx, orgID, i.CourseID)
		if err != nil {
			return nil, err
		}
		out.ToldAbout = append(out.ToldAbout, AskedRecord{c.Code, i.AskedAt.Format(time.RFC3339), i.UntilOn.ISO()})
	}
	own, err := addressesOf(ctx, tx, orgID, personID)
	for _, a := range own {
		out.Calendars = append(out.Calendars, CalendarRecord{a.Kind, a.MadeAt.Format(time.RFC3339), a.UsedOn.ISO()})
	}
	return out, err
}

func (p *Prospectus) erasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	asked, err := interestsOfPerson(ctx, tx, orgID, personID)
	if err != nil {
		return err
	}
	for _, i := range asked {
		if err := deleteInterest(ctx, tx, orgID, i.ID); err != nil {
			return err
		}
	}
	return deleteAddresses(ctx, tx, orgID, personID)
}

// mergePerson moves what the record dropID had to keepID; what both have, the
// kept one keeps.
func (p *Prospectus) mergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	asked, err := interestsOfPerson(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	for _, i := range asked {
		_, both, err := interestOfPerson(ctx, tx, orgID, i.CourseID, keepID)
		if err != nil {
			return err
		}
		if both {
			err = deleteInterest(ctx, tx, orgID, i.ID)
		} else {
			err = moveInterest(ctx, tx, orgID, i.ID, keepID)
		}
		if err != nil {
			return err
		}
	}
	return mergeAddresses(ctx, tx, orgID, keepID, dropID)
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (p *Prospectus) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	late, err := interestsUntil(ctx, p.db, orgID, p.today().AddDays(-7))
	if err != nil {
		return nil, err
	}
	for _, id := range late {
		out = append(out, fmt.Sprintf("prospectus: request %s ran out more than a week ago and has not been forgotten", id))
	}
	words, err := wordsOf(ctx, p.db, orgID)
	if err != nil {
		return nil, err
	}
	for unitID := range words {
		u, err := p.units.Unit(ctx, orgID, unitID)
		if err != nil {
			return nil, err
		}
		if u.Kind != "college" {
			out = append(out, fmt.Sprintf("prospectus: there are words of unit %s, which is no college", unitID))
		}
	}
	return out, nil
}
