// Package strategy runs a trust's strategy for recovery and inclusion: its
// aims, objectives and actions, the local plans under it, who signed up to it,
// and what its steering group decides.
//
// A strategy ([Edition]) has objectives; under an objective stand actions, each
// a row of the engine [actions] with its place in the plan ([Item]). Aims, their
// strands and the organisational challenges are the golden thread: objectives
// and actions carry them, other modules hang their own things on them
// ([Strategy.OnThread]), and the page of an aim shows everything that does.
package strategy

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// module is whose actions these are, and how the audit trail names changes.
const module = "strategy"

// Strategy is the module's service.
type Strategy struct {
	db      *db.DB
	now     func() time.Time
	units   *units.Units
	people  *people.People
	notify  *notify.Notifier // nil: no messages
	actions *actions.Actions
	log     *audit.Log
	threads []ThreadFunc
	// onActions find what other modules link to an action.
	onActions []ThreadFunc
}

// New returns the module. Without a notifier it sends no messages.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, acts *actions.Actions) *Strategy {
	return &Strategy{db: d, now: now, units: u, people: p, notify: n, actions: acts, log: audit.New(d, now)}
}

func (s *Strategy) today() when.Date { return when.DateOf(s.now()) }

// States of a strategy.
const (
	Draft  = "draft"
	Live   = "live"
	Closed = "closed"
)

// Edition is one strategy of an organisation: a statement for some years. One
// of them is live.
type Edition struct {
	OrgID, ID, Title, Statement string
	FromMonth, ToMonth          when.Month
	State                       string
	Version                     int
	CreatedAt                   time.Time
}

// Period is "June 2007 to March 2010".
func (e Edition) Period() string { return e.FromMonth.String() + " to " + e.ToMonth.String() }

// EditionInput is what people decide about a strategy.
type EditionInput struct {
	Title, Statement   string
	FromMonth, ToMonth when.Month
}

func (in *EditionInput) check() error {
	in.Title, in.Statement = strings.TrimSpace(in.Title), strings.TrimSpace(in.Statement)
	switch {
	case in.Title == "" || utf8.RuneCountInString(in.Title) > 200:
		return fault.Field("title", "Enter a title of 200 characters or fewer.")
	case utf8.RuneCountInString(in.Statement) > 10_000:
		return fault.Field("statement", "The statement must have 10,000 characters or fewer.")
	case in.FromMonth.IsZero():
		return fault.Field("from", "Enter the month it begins.")
	case in.ToMonth.IsZero():
		return fault.Field("to", "Enter the month it ends.")
	case in.ToMonth.Before(in.FromMonth):
		return fault.Field("to", "A strategy ends after it begins.")
	}
	return nil
}

// Editions lists every strategy of the organisation, the live one first, then
// the newest.
func (s *Strategy) Editions(ctx context.Context, orgID string) ([]Edition, error) {
	return listEditions(ctx, s.db, orgID)
}

// Edition returns one strategy.
func (s *Strategy) Edition(ctx context.Context, orgID, editionID string) (Edition, error) {
	return editionByID(ctx, s.db, orgID, editionID)
}

// Current is the strategy shown first: the live one, or the newest. found is
// false while the organisation has none.
func (s *Strategy) Current(ctx context.Context, orgID string) (e Edition, found bool, err error) {
	all, err := listEditions(ctx, s.db, orgID)
	if err != nil || len(all) == 0 {
		return Edition{}, false, err
	}
	return all[0], true, nil
}

// AddEdition makes a strategy, a draft at first. With an organisation's first
// one come the aims to begin with.
func (s *Strategy) AddEdition(ctx context.Context, by actor.Actor, in EditionInput) (Edition, error) {
	if err := in.check(); err != nil {
		return Edition{}, err
	}
	e := Edition{OrgID: by.OrgID, ID: id.New(), Title: in.Title, Statement: in.Statement, FromMonth: in.FromMonth, ToMonth: in.ToMonth, State: Draft, Version: 1, CreatedAt: s.now()}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		if err := s.startAims(ctx, tx, by); err != nil {
			return err
		}
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "strategy.added", "strategy", e.ID, e.Title)
	})
	return e, err
}

// ChangeEdition rewrites a strategy that is still as it was at version.
func (s *Strategy) ChangeEdition(ctx context.Context, by actor.Actor, editionID string, version int, in EditionInput) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		old, err := editionByID(ctx, tx, by.OrgID, editionID)
		if err != nil {
			return err
		}
		if ok, err := updateEdition(ctx, tx, by.OrgID, editionID, version, in); err != nil || !ok {
			return or(err, errChanged)
		}
		return s.record(ctx, tx, by, "strategy.changed", "strategy", editionID, in.Title, changes(
			"Title", old.Title, in.Title, "Statement", old.Statement, in.Statement,
			"Begins", old.FromMonth.String(), in.FromMonth.String(), "Ends", old.ToMonth.String(), in.ToMonth.String())...)
	})
}

// SetState makes a strategy live, closes it, or makes it a draft again. Only one
// is live at a time.
func (s *Strategy) SetState(ctx context.Context, by actor.Actor, editionID, state string) error {
	if !slices.Contains([]string{Draft, Live, Closed}, state) {
		return fault.Field("state", "Choose draft, live or closed.")
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		all, err := listEditions(ctx, tx, by.OrgID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(e Edition) bool { return e.ID == editionID })
		if i < 0 {
			return fault.New(fault.NotFound, "We could not find that strategy.")
		}
		if state == Live && all[0].State == Live && all[0].ID != editionID {
			return fault.New(fault.Conflict, "“%s” is live. Close it before you make another strategy live.", all[0].Title)
		}
		if all[i].State == state {
			return nil
		}
		if err := setEditionState(ctx, tx, by.OrgID, editionID, state); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "strategy."+state, "strategy", editionID, all[i].Title, audit.Change{Field: "State", From: all[i].State, To: state})
	})
}

// errChanged tells the second of two people that they were not the first.
var errChanged = fault.New(fault.Conflict, "Somebody else changed this while you had it open. What you typed is kept below: compare it with the page as it is now, then save again.")

// record writes an audit entry of this module.
func (s *Strategy) record(ctx context.Context, tx *db.DB, by actor.Actor, action, kind, targetID, words string, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: s.now(), By: by, Action: module + "." + action, Target: audit.Target{Kind: kind, ID: targetID, Words: words}, Changes: changes})
}

// changes lists, from triples of field, from and to, those that differ.
func changes(triples ...string) []audit.Change {
	var out []audit.Change
	for i := 0; i+2 < len(triples); i += 3 {
		if triples[i+1] != triples[i+2] {
			out = append(out, audit.Change{Field: triples[i], From: triples[i+1], To: triples[i+2]})
		}
	}
	return out
}

// or is err, or other when nothing went wrong but the condition did not hold.
func or(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
