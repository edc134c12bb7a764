package trainers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Way is a trainer's way to teaching, step by step.
func (t *Trainers) Way(ctx context.Context, tx *db.DB, trainer Trainer) ([]Standing, error) {
	rules, err := t.Rules(ctx, tx, trainer.OrgID, trainer.UnitID)
	if err != nil {
		return nil, err
	}
	recorded, err := stepsOf(ctx, tx, trainer.OrgID, trainer.ID)
	return standings(rules, trainer.Perspective, recorded, t.today()), err
}

// Rules are the steps of a college in their order: of whom it asks each, and
// when it is renewed.
func (t *Trainers) Rules(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Rule, error) {
	own, err := rulesOf(ctx, tx, orgID, unitID)
	return complete(own), err
}

// StepInput is a step as somebody records it.
type StepInput struct {
	Step         string
	DoneOn       when.Date
	SeenBy, Note string
}

// RecordStep says that a trainer has done a step on a day, and who saw it. A
// step that is renewed counts until its day some years on.
func (t *Trainers) RecordStep(ctx context.Context, by actor.Actor, trainerID string, in StepInput) error {
	in.SeenBy, in.Note = strings.TrimSpace(in.SeenBy), strings.TrimSpace(in.Note)
	switch {
	case !knownStep(in.Step):
		return fault.Field("step", "Choose a step.")
	case in.DoneOn.IsZero() || in.DoneOn.After(t.today()):
		return fault.Field("done_on", "Enter the day it was done, today or before.")
	case in.SeenBy == "" || utf8.RuneCountInString(in.SeenBy) > 200:
		return fault.Field("seen_by", "Enter who saw it, in 200 characters or fewer.")
	case utf8.RuneCountInString(in.Note) > 500:
		return fault.Field("note", "Use 500 characters or fewer.")
	case in.Step == Checks && in.Note != "":
		return fault.Field("note", "Leave this empty: of checks only the day is kept, never what they say.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		rules, err := t.Rules(ctx, tx, by.OrgID, trainer.UnitID)
		if err != nil {
			return err
		}
		s := Step{ID: id.New(), TrainerID: trainerID, Step: in.Step, DoneOn: in.DoneOn, SeenBy: in.SeenBy, Note: in.Note, CreatedAt: t.now()}
		for _, r := range rules {
			if r.Step == in.Step && r.Years > 0 {
				s.RenewBy = yearsLater(in.DoneOn, r.Years)
			}
		}
		return t.addStep(ctx, tx, by, trainer, s, "trainers.step.recorded")
	})
}

// Waive says that a trainer need not do a step, and why.
func (t *Trainers) Waive(ctx context.Context, by actor.Actor, trainerID, step, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case !knownStep(step):
		return fault.Field("step", "Choose a step.")
	case reason == "" || utf8.RuneCountInString(reason) > 500:
		return fault.Field("reason", "Enter why it is not needed, in 500 characters or fewer.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		s := Step{ID: id.New(), TrainerID: trainerID, Step: step, DoneOn: t.today(), SeenBy: by.Name, Waived: true, Reason: reason, CreatedAt: t.now()}
		return t.addStep(ctx, tx, by, trainer, s, "trainers.step.waived")
	})
}

func (t *Trainers) addStep(ctx context.Context, tx *db.DB, by actor.Actor, trainer Trainer, s Step, action string) error {
	if err := insertStep(ctx, tx, by.OrgID, s); err != nil {
		return err
	}
	if err := t.settle(ctx, tx, trainer); err != nil {
		return err
	}
	return t.record(ctx, tx, by, action, trainer, audit.Change{Field: "step", To: s.Label()}, audit.Change{Field: "on", To: s.DoneOn.String()})
}

// Strike takes back a step that was entered by mistake. It stays in the history.
func (t *Trainers) Strike(ctx context.Context, by actor.Actor, trainerID, stepID string) error {
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		s, err := oneStep(ctx, tx, by.OrgID, trainerID, stepID)
		if err != nil {
			return err
		}
		if !s.StruckAt.IsZero() {
			return fault.New(fault.Conflict, "This was taken back already.")
		}
		if err := strikeStep(ctx, tx, by.OrgID, stepID, by.Name, t.now()); err != nil {
			return err
		}
		if err := t.settle(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.step.struck", trainer, audit.Change{Field: "step", From: s.Label()})
	})
}

// settle writes whether a trainer is ready, from the steps as they are now. Who
// is ready stays so since the first day on which nothing was missing.
func (t *Trainers) settle(ctx context.Context, tx *db.DB, trainer Trainer) error {
	way, err := t.Way(ctx, tx, trainer)
	if err != nil {
		return err
	}
	readyOn, renewBy := readiness(way)
	if !readyOn.IsZero() && !trainer.ReadyOn.IsZero() && trainer.ReadyOn.Before(readyOn) {
		readyOn = trainer.ReadyOn
	}
	trainer.ReadyOn, trainer.RenewBy = readyOn, renewBy
	return setReady(ctx, tx, trainer)
}

// SetRules says which steps a college asks of whom. Who is ready follows at
// once; the day by which something is to be renewed changes for what is
// recorded from now on.
func (t *Trainers) SetRules(ctx context.Context, by actor.Actor, unitID string, rules []Rule) error {
	for _, r := range rules {
		switch {
		case !knownStep(r.Step):
			return fault.New(fault.Invalid, "There is no such step.")
		case r.Years < 0 || r.Years > 10:
			return fault.New(fault.Invalid, "Enter 0 to 10 years for each step.")
		}
	}
	for _, p := range Perspectives {
		if !slices.ContainsFunc(complete(rules), func(r Rule) bool { return r.of(p.Code) }) {
			return fault.New(fault.Invalid, "Ask at least one step of everybody: there is none for %s.", strings.ToLower(p.Label))
		}
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := t.units.In(tx).Unit(ctx, by.OrgID, unitID)
		if err != nil {
			return err
		}
		if !by.CanAt(Manage, unit.Path) {
			return errReach
		}
		for _, r := range rules {
			if err := putRule(ctx, tx, by.OrgID, unitID, r); err != nil {
				return err
			}
		}
		all, err := allTrainers(ctx, tx, by.OrgID)
		if err != nil {
			return err
		}
		for _, trainer := range all {
			if trainer.UnitID != unitID {
				continue
			}
			if err := t.settle(ctx, tx, trainer); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{
			At: t.now(), By: by, Action: "trainers.pathway.changed",
			Target: audit.Target{Kind: "unit", ID: unit.ID, Words: unit.Name},
		})
	})
}
