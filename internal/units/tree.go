package units

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Add makes a unit under unit.ParentID of unit.Kind and unit.Name.
func (u *Units) Add(ctx context.Context, by actor.Actor, unit Unit) (Unit, error) {
	name, err := tidyName("name", "a name", unit.Name)
	if err != nil {
		return Unit{}, err
	}
	err = u.db.Tx(ctx, func(tx *db.DB) error {
		parent, err := u.lockedUnit(ctx, tx, by, unit.ParentID)
		if err != nil {
			return err
		}
		if !parent.Open() {
			return fault.Field("name", "%s is closed. Reopen it first.", parent.Name)
		}
		if err := mayStandUnder(unit.Kind, parent.Kind); err != nil {
			return err
		}
		unit.OrgID, unit.ID, unit.Name, unit.ClosedOn = by.OrgID, id.New(), name, when.Date{}
		unit.CreatedAt, unit.Path = u.now().UTC().Truncate(time.Microsecond), parent.Path+unit.ID+"/"
		if err := freeName(ctx, tx, unit, unit.ParentID); err != nil {
			return err
		}
		if err := insertUnit(ctx, tx, unit); err != nil {
			return err
		}
		return u.record(ctx, tx, by, "units.unit.added", unit, []audit.Change{{Field: "under", To: parent.Name}, {Field: "kind", To: unit.Kind}})
	})
	return unit, err
}

// lockedUnit returns a unit within by's reach, with the tree held still until the
// end of the transaction.
func (u *Units) lockedUnit(ctx context.Context, tx *db.DB, by actor.Actor, id string) (Unit, error) {
	if err := lockTree(ctx, tx, by.OrgID); err != nil {
		return Unit{}, err
	}
	unit, err := oneUnit(ctx, tx, by.OrgID, id)
	if err != nil {
		return Unit{}, err
	}
	return unit, reach(by, unit)
}

// freeName says when a sibling under parentID already has the unit's name.
func freeName(ctx context.Context, tx *db.DB, unit Unit, parentID string) error {
	other, found, err := namedUnder(ctx, tx, unit, parentID)
	if err != nil || !found {
		return err
	}
	if !other.Open() {
		return fault.Field("name", "There was already a unit of this name here, which closed on %s. Reopen it, or choose another name.", other.ClosedOn)
	}
	return fault.Field("name", "There is already a unit of this name here.")
}

// Rename gives a unit another name. The root's name is the organisation's.
func (u *Units) Rename(ctx context.Context, by actor.Actor, id, name string) error {
	name, err := tidyName("name", "a name", name)
	if err != nil {
		return err
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := u.lockedUnit(ctx, tx, by, id)
		if err != nil || unit.Name == name {
			return err
		}
		old := unit.Name
		unit.Name = name
		if err := freeName(ctx, tx, unit, unit.ParentID); err != nil {
			return err
		}
		if err := renameUnit(ctx, tx, unit); err != nil {
			return err
		}
		if unit.ParentID == "" {
			if err := renameOrganisation(ctx, tx, unit.OrgID, name); err != nil {
				return err
			}
		}
		return u.record(ctx, tx, by, "units.unit.renamed", unit, []audit.Change{{Field: "name", From: old, To: name}})
	})
}

// Move puts a unit, with all below it, under another parent: never itself or one
// below itself. by must reach both.
func (u *Units) Move(ctx context.Context, by actor.Actor, id, parentID string) error {
	return u.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := u.lockedUnit(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if unit.ParentID == "" {
			return fault.Field("parent", "The organisation itself cannot be moved.")
		}
		parent, err := oneUnit(ctx, tx, by.OrgID, parentID)
		if fault.KindOf(err) == fault.NotFound {
			return fault.Field("parent", "Choose where to move it.")
		}
		if err != nil {
			return err
		}
		if err := mayMove(by, unit, parent); err != nil || unit.ParentID == parentID {
			return err
		}
		if err := freeName(ctx, tx, unit, parentID); err != nil {
			return fault.Field("parent", "%s", fault.Text(err))
		}
		from, err := oneUnit(ctx, tx, by.OrgID, unit.ParentID)
		if err != nil {
			return err
		}
		if err := moveUnit(ctx, tx, unit, parent); err != nil {
			return err
		}
		return u.record(ctx, tx, by, "units.unit.moved", unit, []audit.Change{{Field: "under", From: from.Name, To: parent.Name}})
	})
}

func mayMove(by actor.Actor, unit, parent Unit) error {
	switch {
	case reach(by, parent) != nil:
		return fault.Field("parent", "Your role does not cover %s.", parent.Name)
	case strings.HasPrefix(parent.Path, unit.Path):
		return fault.Field("parent", "A unit cannot be moved below itself.")
	case !parent.Open():
		return fault.Field("parent", "%s is closed.", parent.Name)
	}
	if err := mayStandUnder(unit.Kind, parent.Kind); err != nil {
		return fault.Field("parent", "%s", fault.Text(err))
	}
	return nil
}

// Close closes a unit on a day that is not in the future; nothing open may stand
// below it.
func (u *Units) Close(ctx context.Context, by actor.Actor, id string, on when.Date) error {
	if on.IsZero() || on.After(u.today()) {
		return fault.Field("closed_on", "Enter the day it closed, today or before.")
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := u.lockedUnit(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if unit.ParentID == "" {
			return fault.New(fault.Invalid, "The organisation itself cannot be closed.")
		}
		if !unit.Open() {
			return fault.New(fault.Conflict, "%s has already closed.", unit.Name)
		}
		open, err := openBelow(ctx, tx, unit)
		if err != nil {
			return err
		}
		if open > 0 {
			return fault.New(fault.Conflict, "There are open units below %s. Close or move them first.", unit.Name)
		}
		if err := setUnitClosed(ctx, tx, unit, on); err != nil {
			return err
		}
		return u.record(ctx, tx, by, "units.unit.closed", unit, []audit.Change{{Field: "closed on", To: on.String()}})
	})
}

// Reopen opens a closed unit again; the one above it must be open.
func (u *Units) Reopen(ctx context.Context, by actor.Actor, id string) error {
	return u.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := u.lockedUnit(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if unit.Open() {
			return fault.New(fault.Conflict, "%s is open.", unit.Name)
		}
		parent, err := oneUnit(ctx, tx, by.OrgID, unit.ParentID)
		if err != nil {
			return err
		}
		if !parent.Open() {
			return fault.New(fault.Conflict, "%s is closed. Reopen it first.", parent.Name)
		}
		if err := setUnitClosed(ctx, tx, unit, when.Date{}); err != nil {
			return err
		}
		return u.record(ctx, tx, by, "units.unit.reopened", unit, []audit.Change{{Field: "closed on", From: unit.ClosedOn.String()}})
	})
}

var errSlugTaken = fault.Field("slug", "There is already an organisation with this short name.")
