// Package prospectus is what everybody sees of a college: its courses by term,
// strand, place and day, on the screen, on paper and as feeds; calendars; and
// "tell me when it runs".
package prospectus

import (
	"context"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Manage = "prospectus.manage" // who wants to know, and the words of the editions
)

// Prospectus is the module's service.
type Prospectus struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	people   *people.People
	notify   *notify.Notifier
	courses  *courses.Courses
	trainers *trainers.Trainers
	college  *college.College
	baseURL  string
}

// New returns the module over d. Links in its messages begin with baseURL.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, cs *courses.Courses, t *trainers.Trainers, c *college.College, baseURL string) *Prospectus {
	return &Prospectus{db: d, now: now, units: u, people: p, notify: n, courses: cs, trainers: t, college: c, baseURL: baseURL}
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (p *Prospectus) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
