package strategy

import (
	"context"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// ClosePlan ends a local plan, with the reason. What it says stays to be read,
// and nothing in it changes any more. It refuses while actions of the plan are
// still to be done: they would go on without one.
func (s *Strategy) ClosePlan(ctx context.Context, by actor.Actor, planID, why string) error {
	return s.endPlan(ctx, by, planID, why, "closed", func(tx *db.DB, p *LocalPlan, why string) error {
		if p.State == planClosed {
			return fault.New(fault.Conflict, "This plan is closed already.")
		}
		if open, err := s.openUnder(ctx, tx, by.OrgID, inPlan(by.OrgID, planID)); err != nil || open {
			return or(err, fault.Field("reason", "There are actions of this plan that are still to be done. Complete or withdraw them first."))
		}
		p.State, p.ClosedOn, p.ClosedWhy = planClosed, s.today(), why
		return nil
	})
}

// ReopenPlan takes up a closed plan where it was left, with the reason: signed
// off when it was, and a draft otherwise.
func (s *Strategy) ReopenPlan(ctx context.Context, by actor.Actor, planID, why string) error {
	return s.endPlan(ctx, by, planID, why, "taken up again", func(_ *db.DB, p *LocalPlan, _ string) error {
		if p.State != planClosed {
			return fault.New(fault.Conflict, "This plan is not closed.")
		}
		p.State, p.ClosedOn, p.ClosedWhy = planDraft, when.Date{}, ""
		if !p.SignedOffOn.IsZero() {
			p.State = planSigned
		}
		return nil
	})
}

// planOpen is a Conflict when the local plan is closed; "" is the trust's own.
func planOpen(ctx context.Context, tx *db.DB, orgID, planID string) error {
	if planID == "" {
		return nil
	}
	p, err := localPlanByID(ctx, tx, orgID, planID)
	if err == nil && p.State == planClosed {
		return errPlanClosed
	}
	return err
}

// endPlan moves a plan into or out of being closed.
func (s *Strategy) endPlan(ctx context.Context, by actor.Actor, planID, why, verb string, do func(tx *db.DB, p *LocalPlan, why string) error) error {
	why = strings.TrimSpace(why)
	switch {
	case nothingSaid(why):
		return fault.Field("reason", "Say why in a sentence.")
	case utf8.RuneCountInString(why) > 2000:
		return fault.Field("reason", "The reason must have 2,000 characters or fewer.")
	}
	if _, _, err := s.planAt(ctx, by, planID); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, err := takePlan(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		if err := do(tx, &p, why); err != nil {
			return err
		}
		if err := setLocalPlanState(ctx, tx, p); err != nil {
			return err
		}
		if err := s.recordPlan(ctx, tx, by, p, verb, audit.Change{Field: "Reason", To: why}); err != nil || p.State == planClosed {
			return err
		}
		return s.keepEdition(ctx, tx, by, planID)
	})
}
