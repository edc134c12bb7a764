// Package funders answers what those who pay for a college ask: costs, figures by
// term and year with small numbers hidden, and fidelity.
package funders

import (
	"context"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/disclosure"
	"footbridge/internal/learning"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read  = "funders.read"
	Costs = "funders.costs"
)

// Funders is the module's service.
type Funders struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	people   *people.People
	courses  *courses.Courses
	trainers *trainers.Trainers
	college  *college.College
	learning *learning.Learning
	hiding   disclosure.Memory
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, cs *courses.Courses, t *trainers.Trainers, c *college.College, l *learning.Learning) *Funders {
	return &Funders{db: d, now: now, units: u, people: p, courses: cs, trainers: t, college: c, learning: l}
}

func (f *Funders) today() when.Date { return when.DateOf(f.now()) }

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (f *Funders) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	places, err := costPlaces(ctx, f.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, c := range places {
		is := c
		is.OrgID = orgID
		if err := f.place(ctx, f.db, &is); err != nil {
			return nil, err
		}
		if is.TermID != c.TermID || is.YearID != c.YearID || is.UnitID != c.UnitID {
			out = append(out, "The line of costs "+c.ID+" belongs to a run, a term and a year that do not belong together.")
		}
	}
	editions, err := allEditions(ctx, f.db, orgID)
	for _, e := range editions {
		if !e.Intact() {
			out = append(out, "The frozen report "+e.ID+" is not what was frozen.")
		}
	}
	return out, err
}
