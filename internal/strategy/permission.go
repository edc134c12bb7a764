package strategy

import (
	"context"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Permissions of the module.
const (
	permRead   = "strategy.read"
	permEdit   = "strategy.edit"   // the trust's plan
	permPlan   = "strategy.plan"   // local plans, at a unit and below
	permUpdate = "strategy.update" // the actions one's posts own
)

// errNotYours answers somebody who may see an action but not change it.
var errNotYours = fault.New(fault.Forbidden, "Only the owners of this action, or the people who keep the plan it stands in, can do that.")

// editsTrust reports whether by keeps the trust's own plan.
func (s *Strategy) editsTrust(ctx context.Context, tx *db.DB, by actor.Actor) (bool, error) {
	if !by.Can(permEdit) {
		return false, nil
	}
	root, err := s.units.In(tx).Root(ctx, by.OrgID)
	return err == nil && by.CanAt(permEdit, root.Path), err
}

// plans reports whether by keeps the plan: the trust's own, or a local one.
func (s *Strategy) plans(ctx context.Context, tx *db.DB, by actor.Actor, planID string) (bool, error) {
	if ok, err := s.editsTrust(ctx, tx, by); ok || err != nil || planID == "" {
		return ok, err
	}
	if !by.Can(permPlan) {
		return false, nil
	}
	unitID, err := planUnit(ctx, tx, by.OrgID, planID)
	if err != nil {
		return false, err
	}
	paths, err := s.units.In(tx).Paths(ctx, by.OrgID, []string{unitID})
	return err == nil && paths[unitID] != "" && by.CanAt(permPlan, paths[unitID]), err
}

// mayPlan is nil when by keeps the plan.
func (s *Strategy) mayPlan(ctx context.Context, tx *db.DB, by actor.Actor, planID string) error {
	ok, err := s.plans(ctx, tx, by, planID)
	if err != nil || ok {
		return err
	}
	return errNotYours
}

// mayEdit is nil when by keeps the trust's own plan.
func (s *Strategy) mayEdit(ctx context.Context, tx *db.DB, by actor.Actor) error {
	return s.mayPlan(ctx, tx, by, "")
}

// mayChange returns the action when by keeps the plan it stands in.
func (s *Strategy) mayChange(ctx context.Context, tx *db.DB, by actor.Actor, actionID string) (Row, error) {
	r, err := s.row(ctx, tx, by.OrgID, actionID)
	if err != nil {
		return Row{}, err
	}
	return r, s.mayPlan(ctx, tx, by, r.PlanID)
}

// mayUpdate returns the action when by keeps its plan or holds one of the posts
// that own it.
func (s *Strategy) mayUpdate(ctx context.Context, tx *db.DB, by actor.Actor, actionID string) (Row, error) {
	r, err := s.row(ctx, tx, by.OrgID, actionID)
	if err != nil {
		return Row{}, err
	}
	if s.owns(by, r) {
		return r, nil
	}
	return r, s.mayPlan(ctx, tx, by, r.PlanID)
}

// owns reports whether by updates actions and holds a post that owns this one.
func (s *Strategy) owns(by actor.Actor, r Row) bool {
	if by.PersonID == "" || !by.Can(permUpdate) {
		return false
	}
	for _, p := range r.Posts {
		if p.HolderID == by.PersonID {
			return true
		}
	}
	return false
}

// UpdateAction does something that the owners of an action may do: updates and
// evidence, completing and reopening.
func (s *Strategy) UpdateAction(ctx context.Context, by actor.Actor, actionID string, do func(tx *db.DB, acts *actions.Actions, r Row) error) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, err := s.mayUpdate(ctx, tx, by, actionID)
		if err == nil {
			err = planOpen(ctx, tx, by.OrgID, r.PlanID)
		}
		if err != nil {
			return err
		}
		if err := do(tx, s.actions, r); err != nil {
			return err
		}
		return s.stillPlaced(ctx, tx, r)
	})
}

// stillPlaced refuses that an action is to be done again, restored or reopened,
// under an objective that has meanwhile been withdrawn, or dropped by its plan.
func (s *Strategy) stillPlaced(ctx context.Context, tx *db.DB, before Row) error {
	if before.Action.Open() {
		return nil
	}
	act, err := s.actions.Action(ctx, tx, before.OrgID, module, before.ActionID)
	if err != nil || !act.Open() {
		return err
	}
	_, err = s.placeFor(ctx, tx, before.OrgID, before.ObjectiveID, before.PlanID)
	if fault.KindOf(err) == fault.Invalid {
		return fault.New(fault.Conflict, "The objective it stands under has been withdrawn, or dropped by its plan. Put the objective back first.")
	}
	return err
}

// KeepAction does something that only those who keep the plan may do:
// withdrawing, overriding, owners and dependencies.
func (s *Strategy) KeepAction(ctx context.Context, by actor.Actor, actionID string, do func(tx *db.DB, acts *actions.Actions, r Row) error) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, err := s.mayChange(ctx, tx, by, actionID)
		if err != nil {
			return err
		}
		if err := do(tx, s.actions, r); err != nil {
			return err
		}
		if err := s.stillPlaced(ctx, tx, r); err != nil || r.PlanID == "" {
			return err
		}
		return s.keepEdition(ctx, tx, by, r.PlanID)
	})
}
