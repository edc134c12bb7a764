// Package learning is what a student makes of a college: the learning plan they
// own and lend, what they thought of a course, certificates, and next steps.
package learning

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
	Read   = "learning.read" // certificates, feedback and next steps, never plans
	Manage = "learning.manage"
)

// Learning is the module's service.
type Learning struct {
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
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, cs *courses.Courses, t *trainers.Trainers, c *college.College, baseURL string) *Learning {
	return &Learning{db: d, now: now, units: u, people: p, notify: n, courses: cs, trainers: t, college: c, baseURL: baseURL}
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (l *Learning) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
