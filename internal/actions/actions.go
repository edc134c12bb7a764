// Package actions is one row of any plan: what is to be done, which posts own
// it, by when, how it goes, and the evidence that it was done.
//
// It is an engine: it has no pages. A module links its own records to an action
// and never copies it; it names a part of its plan by a [Selection], so neither
// queries the other's tables. The functions take the caller's transaction, so a
// module changes its own records and the action together. Each change writes
// its audit entry, named after the module: "strategy.action.updated".
package actions

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Action is one row of a plan. Its status is not a field: see [Action.Standing].
type Action struct {
	OrgID, ID      string
	Module         string // whose plan it belongs to: "strategy"
	Title, Detail  string
	DueMonth       when.Month
	DueDay         int // 0 for the whole month
	Ongoing        bool
	OngoingFrom    when.Month
	ReviewMonths   int    // 0: no reviews are asked for
	DueWords       string // the date as it was written
	StartsOn       when.Date
	DueBy          when.Date // the last day that is in time, or Never
	ReviewBy       when.Date // the last day for the next update, or Never
	Outlook        Outlook   // of the newest update
	UpdatedOn      when.Date // of the newest update
	Evidence       int       // how many pieces have not been removed
	ClosedOn       when.Date
	OverrideStatus Status
	OverrideReason string
	OverrideBy     string
	OverrideOn     when.Date
	WithdrawnOn    when.Date
	WithdrawnWhy   string
	Version        int
	CreatedAt      time.Time
	ChangedAt      time.Time

	// NeedsOverdue says that an action this one waits for is overdue. Reading
	// an action fills it for the day it is read.
	NeedsOverdue bool
	// Owners are ids of posts, in order. Reading an action fills it.
	Owners []string
}

// Never is the day by which nothing is due.
var Never = when.Date{Year: 9999, Month: time.December, Day: 31}

// Due is when the action is due, as it was given.
func (a Action) Due() Due {
	return Due{Month: a.DueMonth, Day: a.DueDay, Ongoing: a.Ongoing, From: a.OngoingFrom, Words: a.DueWords}
}

// Open reports whether the action is still to be done.
func (a Action) Open() bool { return a.ClosedOn.IsZero() && a.WithdrawnOn.IsZero() }

// Input is what people decide about an action.
type Input struct {
	Title, Detail string
	Due           Due
	ReviewMonths  int // 0: every [UsualReview] months where it is ongoing, otherwise not asked for
	StartsOn      when.Date
	Owners        []string // ids of posts; none is allowed, and flagged
}

// UsualReview is how many months lie between reviews when nobody says.
const UsualReview = 3

// Outlook is what an update says about the way ahead.
type Outlook string

// The outlooks of an update.
const (
	ToPlan     Outlook = "to plan"
	Difficulty Outlook = "some difficulty"
	Stuck      Outlook = "stuck"
)

// Outlooks lists every outlook, best first.
var Outlooks = []Outlook{ToPlan, Difficulty, Stuck}

// Update is what somebody said about an action, with its date.
type Update struct {
	OrgID, ID, ActionID string
	OnDate              when.Date
	Outlook             Outlook
	Words               string
	ByID, ByName        string
	CreatedAt           time.Time
}

// Evidence shows that something was done: a link, a file or a note.
type Evidence struct {
	OrgID, ID, ActionID string
	Kind                string // "link", "file", "note"
	Title, URL, Words   string
	FileName, FileKind  string
	FileSize            int
	ByID, ByName        string
	CreatedAt           time.Time
	RemovedAt           time.Time
	RemovedBy           string
}

// Actions keeps the actions of every organisation.
type Actions struct {
	db  *db.DB
	now func() time.Time
}

// New returns the actions kept in d.
func New(d *db.DB, now func() time.Time) *Actions { return &Actions{db: d, now: now} }

// Today is the day it is now, in London.
func (a *Actions) Today() when.Date { return when.DateOf(a.now()) }

// Action returns one action of a module with its owners.
func (a *Actions) Action(ctx context.Context, tx *db.DB, orgID, module, id string) (Action, error) {
	act, err := actionByID(ctx, tx, orgID, module, id, a.Today())
	if err != nil {
		return Action{}, err
	}
	act.Owners, err = ownersOf(ctx, tx, orgID, id)
	return act, err
}

// record writes the audit entry of a change to an action.
func (a *Actions) record(ctx context.Context, tx *db.DB, by actor.Actor, act Action, verb string, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: a.now(), By: by, Action: act.Module + ".action." + verb,
		Target: audit.Target{Kind: "action", ID: act.ID, Words: act.Title}, Changes: changes,
	})
}
