package actions

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Selection is a module's own choice of actions: a query with ? for its
// arguments that returns their ids, and for [Actions.Spreads] what they are
// grouped by. The engine puts it into its own queries.
type Selection struct {
	SQL  string
	Args []any
}

// Filter chooses actions of one module. The zero Filter chooses all in the plan.
type Filter struct {
	IDs          []string // nil: any
	Posts        []string // owned by one of them; nil: any
	Status       Status   // "": any that is in the plan
	Overdue      bool
	Ownerless    bool
	Undated      bool
	Open         bool // neither complete nor withdrawn
	Withdrawn    bool // those that are not in the plan any more, instead
	DueFrom      when.Month
	DueTo        when.Month
	ChangedSince time.Time
	Text         string // part of the title or the detail
	Within       []Selection
}

// Page says which rows of a list to return.
type Page struct {
	Limit, Offset int
	NewestFirst   bool // by when they were last changed, instead of by when they are due
}

// countAhead is how far beyond the page rows are counted. A list of a hundred
// thousand must not cost more than one of a thousand.
const countAhead = 1000

// List returns a page of actions with their owners, those due first at the
// head, and how many there are. more says that there are more than total.
func (a *Actions) List(ctx context.Context, tx *db.DB, orgID, module string, f Filter, p Page) (rows []Action, total int, more bool, err error) {
	w := where(orgID, module, f, a.Today())
	if rows, err = listActions(ctx, tx, w, p, a.Today()); err != nil {
		return nil, 0, false, err
	}
	total = p.Offset + len(rows)
	if len(rows) == p.Limit || len(rows) == 0 && p.Offset > 0 {
		if total, err = countActions(ctx, tx, where(orgID, module, f, a.Today()), p.Offset+countAhead+1); err != nil {
			return nil, 0, false, err
		}
		if more = total > p.Offset+countAhead; more {
			total--
		}
	}
	return rows, total, more, fillOwners(ctx, tx, orgID, rows)
}

// Each calls fn with every action the filter chooses, those due first at the
// head, for exports. It reads them in pages, so fn may query.
func (a *Actions) Each(ctx context.Context, tx *db.DB, orgID, module string, f Filter, fn func([]Action) error) error {
	const size = 500
	for offset := 0; ; offset += size {
		rows, err := listActions(ctx, tx, where(orgID, module, f, a.Today()), Page{Limit: size, Offset: offset}, a.Today())
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := fillOwners(ctx, tx, orgID, rows); err != nil {
			return err
		}
		if err := fn(rows); err != nil || len(rows) < size {
			return err
		}
	}
}

// ByID returns the actions with those ids, withdrawn ones included, by id.
func (a *Actions) ByID(ctx context.Context, tx *db.DB, orgID, module string, ids []string) (map[string]Action, error) {
	out := make(map[string]Action, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), 500)
		rows, err := actionsByID(ctx, tx, orgID, module, ids[:n], a.Today())
		if err == nil {
			err = fillOwners(ctx, tx, orgID, rows)
		}
		if err != nil {
			return nil, err
		}
		for _, act := range rows {
			out[act.ID] = act
		}
		ids = ids[n:]
	}
	return out, nil
}

// Spreads counts by status, for each group of a selection that returns two
// columns: the action's id as action_id, and the group as grp. Withdrawn
// actions are not counted.
func (a *Actions) Spreads(ctx context.Context, tx *db.DB, orgID, module string, groups Selection) (map[string]Spread, error) {
	return spreads(ctx, tx, orgID, module, groups, a.Today())
}

// Needs returns the actions that the action waits for, and those that wait for it.
func (a *Actions) Needs(ctx context.Context, tx *db.DB, orgID, module, actionID string) (needs, neededBy []Action, err error) {
	if needs, err = needsOf(ctx, tx, orgID, module, actionID, a.Today()); err != nil {
		return nil, nil, err
	}
	neededBy, err = neededByOf(ctx, tx, orgID, module, actionID, a.Today())
	return needs, neededBy, err
}

// AddDependency says that the action cannot be done before another one is. It
// refuses a circle, also when two people close it from both ends at once.
func (a *Actions) AddDependency(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, needsID string) error {
	if actionID == needsID {
		return fault.Field("needs", "An action cannot wait for itself.")
	}
	return tx.Tx(ctx, func(tx *db.DB) error {
		if err := takeTurn(ctx, tx, by.OrgID); err != nil {
			return err
		}
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		needs, err := a.Action(ctx, tx, by.OrgID, module, needsID)
		if err != nil {
			return err
		}
		circle, err := reaches(ctx, tx, by.OrgID, needsID, actionID)
		if err != nil {
			return err
		}
		if circle {
			return fault.Field("needs", "“%s” already waits for this action, so this one cannot wait for it.", needs.Title)
		}
		if added, err := insertDependency(ctx, tx, by.OrgID, actionID, needsID); err != nil || !added {
			return err
		}
		return a.record(ctx, tx, by, act, "dependency added", audit.Change{Field: "Waits for", To: needs.Title})
	})
}

// RemoveDependency says that the action need not wait for the other one.
func (a *Actions) RemoveDependency(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, needsID string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		needs, err := a.Action(ctx, tx, by.OrgID, module, needsID)
		if err != nil {
			return err
		}
		if removed, err := deleteDependency(ctx, tx, by.OrgID, actionID, needsID); err != nil || !removed {
			return err
		}
		return a.record(ctx, tx, by, act, "dependency removed", audit.Change{Field: "Waits for", From: needs.Title})
	})
}

// Check returns what is wrong in the organisation's actions, in sentences:
// nothing, unless somebody has changed the database by hand.
func (a *Actions) Check(ctx context.Context, orgID string) ([]string, error) {
	out, err := problems(ctx, a.db, orgID)
	if err != nil {
		return nil, err
	}
	err = everyAction(ctx, a.db, orgID, func(act Action) error {
		if act.DueBy != act.Due().By() {
			out = append(out, fmt.Sprintf("action %s (%s) is due %s, but its last day is kept as %s", act.ID, act.Title, act.Due(), act.DueBy))
		}
		if want := reviewBy(act.StartsOn, act.UpdatedOn, act.ReviewMonths); act.ReviewBy != want {
			out = append(out, fmt.Sprintf("action %s (%s) keeps %s as the day of its next update instead of %s", act.ID, act.Title, act.ReviewBy, want))
		}
		return nil
	})
	return out, err
}
