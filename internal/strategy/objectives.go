package strategy

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Objective is one numbered objective of a strategy.
type Objective struct {
	OrgID, ID, StrategyID string
	Number                int
	Title, About          string
	OverrideStatus        actions.Status
	OverrideReason        string
	OverrideBy            string
	OverrideOn            when.Date
	WithdrawnOn           when.Date
	WithdrawnWhy          string
	Version               int
	CreatedAt             time.Time
}

// Override is the objective's own word for how it stands, if it has one.
func (o Objective) Override() actions.Override {
	return actions.Override{Status: o.OverrideStatus, Reason: o.OverrideReason, By: o.OverrideBy, On: o.OverrideOn}
}

// Standing is how the objective stands, given the spread of its actions.
func (o Objective) Standing(spread actions.Spread) actions.Standing {
	if !o.WithdrawnOn.IsZero() {
		return actions.Standing{Status: actions.Withdrawn, Derived: actions.Withdrawn, Why: []string{"Withdrawn on " + o.WithdrawnOn.String() + ": " + o.WithdrawnWhy}}
	}
	return actions.RollUp(spread, o.Override())
}

// ObjectiveInput is what people decide about an objective. Number 0 is the next
// free one.
type ObjectiveInput struct {
	StrategyID   string // only for a new one
	Number       int
	Title, About string
	Aims         []string // ids
}

func (in *ObjectiveInput) check() error {
	in.Title, in.About = strings.TrimSpace(in.Title), strings.TrimSpace(in.About)
	switch {
	case in.Title == "":
		return fault.Field("title", "Enter the objective.")
	case utf8.RuneCountInString(in.Title) > 500:
		return fault.Field("title", "The objective must have 500 characters or fewer. Put the rest into the description.")
	case utf8.RuneCountInString(in.About) > 10_000:
		return fault.Field("about", "The description must have 10,000 characters or fewer.")
	case in.Number < 0 || in.Number > 10_000:
		return fault.Field("number", "The number must be from 1 to 10,000.")
	}
	return nil
}

// Objectives lists the objectives of a strategy by number, withdrawn ones last
// and only when all is true.
func (s *Strategy) Objectives(ctx context.Context, orgID, strategyID string, all bool) ([]Objective, error) {
	return listObjectives(ctx, s.db, orgID, strategyID, all)
}

// Objective returns one objective.
func (s *Strategy) Objective(ctx context.Context, orgID, objectiveID string) (Objective, error) {
	return objectiveByID(ctx, s.db, orgID, objectiveID)
}

// AddObjective adds an objective to a strategy.
func (s *Strategy) AddObjective(ctx context.Context, by actor.Actor, in ObjectiveInput) (Objective, error) {
	var o Objective
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		var err error
		o, err = s.addObjective(ctx, tx, by, in)
		return err
	})
	return o, err
}

func (s *Strategy) addObjective(ctx context.Context, tx *db.DB, by actor.Actor, in ObjectiveInput) (Objective, error) {
	if err := in.check(); err != nil {
		return Objective{}, err
	}
	if _, err := editionByID(ctx, tx, by.OrgID, in.StrategyID); err != nil {
		return Objective{}, err
	}
	o := Objective{OrgID: by.OrgID, ID: id.New(), StrategyID: in.StrategyID, Number: in.Number, Title: in.Title, About: in.About, Version: 1, CreatedAt: s.now()}
	if err := s.freeNumber(ctx, tx, &o); err != nil {
		return Objective{}, err
	}
	if err := insertObjective(ctx, tx, o); err != nil {
		return Objective{}, err
	}
	if err := replaceObjectiveAims(ctx, tx, by.OrgID, o.ID, in.Aims); err != nil {
		return Objective{}, err
	}
	return o, s.record(ctx, tx, by, "objective.added", "objective", o.ID, o.Title, audit.Change{Field: "Number", To: strconv.Itoa(o.Number)})
}

// freeNumber gives o the next number, or refuses one that another objective of
// the strategy has.
func (s *Strategy) freeNumber(ctx context.Context, tx *db.DB, o *Objective) error {
	all, err := listObjectives(ctx, tx, o.OrgID, o.StrategyID, false)
	if err != nil {
		return err
	}
	if o.Number == 0 {
		o.Number = 1
		for _, other := range all {
			o.Number = max(o.Number, other.Number+1)
		}
		return nil
	}
	for _, other := range all {
		if other.Number == o.Number && other.ID != o.ID {
			return fault.Field("number", "Objective %d is “%s”. Choose another number.", o.Number, other.Title)
		}
	}
	return nil
}

// ChangeObjective rewrites an objective that is still as it was at version.
func (s *Strategy) ChangeObjective(ctx context.Context, by actor.Actor, objectiveID string, version int, in ObjectiveInput) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		return s.changeObjective(ctx, tx, by, objectiveID, version, in)
	})
}

func (s *Strategy) changeObjective(ctx context.Context, tx *db.DB, by actor.Actor, objectiveID string, version int, in ObjectiveInput) error {
	if err := in.check(); err != nil {
		return err
	}
	old, err := objectiveByID(ctx, tx, by.OrgID, objectiveID)
	if err != nil {
		return err
	}
	o := old
	o.Title, o.About = in.Title, in.About
	if in.Number > 0 {
		o.Number = in.Number
	}
	if err := s.freeNumber(ctx, tx, &o); err != nil {
		return err
	}
	if ok, err := updateObjective(ctx, tx, o, version); err != nil || !ok {
		return or(err, errChanged)
	}
	before, err := aimsOfObjectives(ctx, tx, by.OrgID, []string{o.ID})
	if err != nil {
		return err
	}
	if err := replaceObjectiveAims(ctx, tx, by.OrgID, o.ID, in.Aims); err != nil {
		return err
	}
	after, err := aimsOfObjectives(ctx, tx, by.OrgID, []string{o.ID})
	if err != nil {
		return err
	}
	return s.record(ctx, tx, by, "objective.changed", "objective", o.ID, o.Title, changes(
		"Number", strconv.Itoa(old.Number), strconv.Itoa(o.Number), "Title", old.Title, o.Title, "About", old.About, o.About,
		"Aims", aimNames(before[o.ID]), aimNames(after[o.ID]))...)
}

// MoveObjective exchanges the number with the objective before it, or after it
// when down is true.
func (s *Strategy) MoveObjective(ctx context.Context, by actor.Actor, objectiveID string, down bool) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		o, err := objectiveByID(ctx, tx, by.OrgID, objectiveID)
		if err != nil {
			return err
		}
		all, err := listObjectives(ctx, tx, by.OrgID, o.StrategyID, false)
		if err != nil {
			return err
		}
		for i := range all {
			j := i - 1
			if down {
				j = i + 1
			}
			if all[i].ID != o.ID || j < 0 || j >= len(all) {
				continue
			}
			if err := swapNumbers(ctx, tx, all[i], all[j], all[len(all)-1].Number+1); err != nil {
				return err
			}
			return s.record(ctx, tx, by, "objective.moved", "objective", o.ID, o.Title, audit.Change{Field: "Number", From: strconv.Itoa(o.Number), To: strconv.Itoa(all[j].Number)})
		}
		return nil
	})
}

// WithdrawObjective takes an objective out of the strategy, with the reason. It
// refuses while actions under it are still to be done.
func (s *Strategy) WithdrawObjective(ctx context.Context, by actor.Actor, objectiveID, reason string) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		return s.withdrawObjective(ctx, tx, by, objectiveID, reason)
	})
}

func (s *Strategy) withdrawObjective(ctx context.Context, tx *db.DB, by actor.Actor, objectiveID, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.Field("reason", "Say why this objective is taken out of the strategy.")
	}
	o, err := objectiveByID(ctx, tx, by.OrgID, objectiveID)
	if err != nil {
		return err
	}
	if open, err := s.openUnder(ctx, tx, by.OrgID, underObjective(by.OrgID, objectiveID)); err != nil || open {
		return or(err, fault.Field("reason", "There are actions under this objective that are still to be done. Withdraw them, or move them to another objective, first."))
	}
	if ok, err := setObjectiveWithdrawn(ctx, tx, by.OrgID, objectiveID, s.today(), reason); err != nil || !ok {
		return or(err, fault.New(fault.Conflict, "This objective has been withdrawn already."))
	}
	return s.record(ctx, tx, by, "objective.withdrawn", "objective", o.ID, o.Title, audit.Change{Field: "Reason", To: reason})
}

// openUnder reports whether any action that all the selections hold is still to
// be done.
func (s *Strategy) openUnder(ctx context.Context, tx *db.DB, orgID string, within ...actions.Selection) (bool, error) {
	rows, _, _, err := s.actions.List(ctx, tx, orgID, module, actions.Filter{Open: true, Within: within}, actions.Page{Limit: 1})
	return len(rows) > 0, err
}

// RestoreObjective puts a withdrawn objective back into the strategy. When its
// number is another's by now, it gets the next free one.
func (s *Strategy) RestoreObjective(ctx context.Context, by actor.Actor, objectiveID string) (Objective, error) {
	var o Objective
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		var err error
		if o, err = objectiveByID(ctx, tx, by.OrgID, objectiveID); err != nil {
			return err
		}
		all, err := listObjectives(ctx, tx, by.OrgID, o.StrategyID, false)
		if err != nil {
			return err
		}
		was := o.Number
		if slices.ContainsFunc(all, func(other Objective) bool { return other.Number == was }) {
			o.Number = all[len(all)-1].Number + 1
		}
		if ok, err := setObjectiveRestored(ctx, tx, by.OrgID, objectiveID, o.Number); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "This objective is in the strategy already."))
		}
		return s.record(ctx, tx, by, "objective.restored", "objective", o.ID, o.Title, append(changes("Number", strconv.Itoa(was), strconv.Itoa(o.Number)),
			audit.Change{Field: "It had been withdrawn because", From: o.WithdrawnWhy})...)
	})
	return o, err
}

// OverrideObjective shows the objective under another status than its actions
// give. It never shows it on track while an action under it is overdue.
func (s *Strategy) OverrideObjective(ctx context.Context, by actor.Actor, objectiveID string, st actions.Status, reason string) error {
	o, err := actions.NewOverride(by, st, reason, s.today())
	if err != nil {
		return err
	}
	return s.setOverride(ctx, by, objectiveID, o, audit.Change{Field: "Shown as", To: string(st) + ": " + o.Reason})
}

// ClearObjectiveOverride shows the objective as its actions give it again.
func (s *Strategy) ClearObjectiveOverride(ctx context.Context, by actor.Actor, objectiveID string) error {
	return s.setOverride(ctx, by, objectiveID, actions.Override{}, audit.Change{Field: "Shown as", To: "what its actions say"})
}

func (s *Strategy) setOverride(ctx context.Context, by actor.Actor, objectiveID string, ov actions.Override, change audit.Change) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		o, err := objectiveByID(ctx, tx, by.OrgID, objectiveID)
		if err != nil {
			return err
		}
		if ok, err := setObjectiveOverride(ctx, tx, by.OrgID, objectiveID, ov); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "This objective has been withdrawn."))
		}
		return s.record(ctx, tx, by, "objective.overridden", "objective", o.ID, o.Title, change)
	})
}
