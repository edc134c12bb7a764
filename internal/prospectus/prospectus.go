// Package prospectus is what everybody sees of a college: its courses by term,
// strand, place and day, on the screen, on paper and as feeds; calendars; and
// "tell me when it runs".
//
// All editions are made from one [Edition], which is built from published terms
// and kept in memory until something changes. Only how full a run is, is read
// afresh for each page. An edition holds venues, and never a room or the address
// of a meeting on line: those are in the calendars of the people booked.
package prospectus

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
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

	shelf  shelf
	asking brakes
}

// New returns the module over d. Links in its messages begin with baseURL. It
// takes part when people are merged, exported and erased.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, cs *courses.Courses, t *trainers.Trainers, c *college.College, baseURL string) *Prospectus {
	x := &Prospectus{
		db: d, now: now, units: u, people: p, notify: n, courses: cs, trainers: t, college: c, baseURL: baseURL,
		shelf: shelf{recheck: recheck, kept: map[string]*kept{}}, asking: newBrakes(),
	}
	p.OnMerge(x.mergePerson)
	p.OnExport("prospectus", x.exportPerson)
	p.OnErase(x.erasePerson)
	return x
}

func (p *Prospectus) today() when.Date { return when.DateOf(p.now()) }

// moment is now, as the database keeps it.
func (p *Prospectus) moment() time.Time { return p.now().UTC().Truncate(time.Microsecond) }

// visitor stands in the audit trail for somebody who has not signed in.
func visitor(orgID string) actor.Actor { return actor.System(orgID, "A visitor to the prospectus") }

// record writes the audit entry of a change; it never holds an address.
func (p *Prospectus) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, target audit.Target, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: p.now(), By: by, Action: "prospectus." + action, Target: target, Changes: changes})
}
