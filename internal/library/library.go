// Package library keeps the books and handouts of a college, and who has borrowed
// what.
package library

import (
	"context"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Read = "library.read"
	Lend = "library.lend"
)

// Library is the module's service.
type Library struct {
	db      *db.DB
	now     func() time.Time
	units   *units.Units
	people  *people.People
	notify  *notify.Notifier
	college *college.College
	baseURL string
}

// New returns the module over d. Links in its messages begin with baseURL.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, c *college.College, baseURL string) *Library {
	return &Library{db: d, now: now, units: u, people: p, notify: n, college: c, baseURL: baseURL}
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (l *Library) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
