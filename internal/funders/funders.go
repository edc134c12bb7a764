// Package funders answers what those who pay for a college ask: costs, figures by
// term and year with small numbers hidden, and fidelity.
package funders

import (
	"context"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/learning"
	"footbridge/internal/people"
	"footbridge/internal/units"
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
	college  *college.College
	learning *learning.Learning
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, cs *courses.Courses, c *college.College, l *learning.Learning) *Funders {
	return &Funders{db: d, now: now, units: u, people: p, courses: cs, college: c, learning: l}
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (f *Funders) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
