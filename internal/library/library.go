// Package library keeps the books and handouts of a college, and who has borrowed
// what.
//
// Everybody with an account may look through the shelves. What somebody borrows
// tells something about them: only whoever lends sees it, and the student.
package library

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module. Looking through the shelves needs none.
const (
	Read = "library.read" // take the list of items away
	Lend = "library.lend" // items, loans and reminders
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

// New returns the module over d. Links in its messages begin with baseURL. It
// takes part when people are merged, exported and erased, after the college.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, c *college.College, baseURL string) *Library {
	l := &Library{db: d, now: now, units: u, people: p, notify: n, college: c, baseURL: baseURL}
	p.OnMerge(l.mergePerson)
	p.OnExport("library", l.exportPerson)
	p.OnErase(l.erasePerson)
	return l
}

func (l *Library) today() when.Date { return when.DateOf(l.now()) }

var (
	errNoItem  = fault.New(fault.NotFound, "We could not find that item.")
	errNoLoan  = fault.New(fault.NotFound, "We could not find that loan.")
	errReach   = fault.New(fault.Forbidden, "Your role does not cover this college.")
	errChanged = fault.New(fault.Conflict, "Somebody else changed this item while you were working on it. Open it again to see what they changed.")
)

// Colleges are the open colleges at which by lends.
func (l *Library) Colleges(ctx context.Context, by actor.Actor) ([]units.Unit, error) {
	tree, err := l.units.Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "college" && u.Open() && by.CanAt(Lend, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

// reach makes sure that by lends at a college.
func (l *Library) reach(ctx context.Context, tx *db.DB, by actor.Actor, unitID string) error {
	unit, err := l.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err == nil && !by.CanAt(Lend, unit.Path) {
		err = errReach
	}
	return err
}

// record writes the audit entry of a change to an item. Who borrows is never in
// it.
func (l *Library) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, item Item, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: l.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "library item", ID: item.ID, Words: item.Title},
	})
}
