package strategy

import (
	"context"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// PlanInput is what people write about a local plan.
type PlanInput struct {
	UnitID                          string // when it is started; it never moves
	Title, Statement, Profile, Gaps string
	ReviewOn                        when.Date
}

// StartPlan starts a unit's plan under a strategy. It takes up every objective
// the strategy has now; those added later wait to be considered.
func (s *Strategy) StartPlan(ctx context.Context, by actor.Actor, strategyID string, in PlanInput) (LocalPlan, error) {
	unit, err := s.units.Unit(ctx, by.OrgID, in.UnitID)
	if fault.KindOf(err) == fault.NotFound {
		return LocalPlan{}, fault.Field("unit", "Choose a unit.")
	} else if err != nil {
		return LocalPlan{}, err
	}
	if !unit.Open() {
		return LocalPlan{}, fault.Field("unit", "%s is closed. Choose another unit.", unit.Name)
	}
	if planKind(unit.Kind) == "" {
		return LocalPlan{}, fault.Field("unit", "The organisation's own plan is the strategy. Choose a borough, a specialist area or a team.")
	}
	if !by.CanAt("strategy.plan", unit.Path) {
		return LocalPlan{}, fault.New(fault.Forbidden, "You cannot start a plan for %s: that needs a role there.", unit.Name)
	}
	p := LocalPlan{
		OrgID: by.OrgID, ID: id.New(), StrategyID: strategyID, UnitID: unit.ID, Title: in.Title, Statement: in.Statement,
		Profile: in.Profile, Gaps: in.Gaps, State: planDraft, ReviewOn: in.ReviewOn, Edition: 1, Version: 1, CreatedAt: s.now(),
	}
	if p.Title == "" {
		p.Title = unit.Name + " plan"
	}
	err = s.db.Tx(ctx, func(tx *db.DB) error { return s.startPlan(ctx, tx, by, p, unit.Name) })
	if db.Duplicate(err) {
		return LocalPlan{}, fault.Field("unit", "%s has a plan already.", unit.Name)
	}
	return p, err
}

func (s *Strategy) startPlan(ctx context.Context, tx *db.DB, by actor.Actor, p LocalPlan, unitName string) error {
	if err := insertLocalPlan(ctx, tx, p); err != nil {
		return err
	}
	if err := insertPlanEdition(ctx, tx, planEdition{OrgID: p.OrgID, ID: id.New(), PlanID: p.ID, Number: 1, CreatedAt: s.now()}); err != nil {
		return err
	}
	objectives, err := listObjectives(ctx, tx, p.OrgID, p.StrategyID, false)
	if err != nil {
		return err
	}
	for _, o := range objectives {
		c := planChoice{OrgID: p.OrgID, PlanID: p.ID, ObjectiveID: o.ID, Decision: planTaken, DecidedOn: s.today(), DecidedBy: by.Name}
		if err := saveChoice(ctx, tx, c); err != nil {
			return err
		}
	}
	return s.recordPlan(ctx, tx, by, p, "started", audit.Change{Field: "Unit", To: unitName})
}

// planAt returns the plan and its unit if by may change it.
func (s *Strategy) planAt(ctx context.Context, by actor.Actor, planID string) (LocalPlan, units.Unit, error) {
	p, err := localPlanByID(ctx, s.db, by.OrgID, planID)
	if err != nil {
		return LocalPlan{}, units.Unit{}, err
	}
	unit, err := s.units.Unit(ctx, by.OrgID, p.UnitID)
	if err != nil {
		return LocalPlan{}, units.Unit{}, err
	}
	if !by.CanAt("strategy.plan", unit.Path) {
		return LocalPlan{}, units.Unit{}, fault.New(fault.Forbidden, "You can read this plan. Changing it needs a role at %s.", unit.Name)
	}
	return p, unit, nil
}

// errPlanClosed answers whoever would change a plan that is closed.
var errPlanClosed = fault.New(fault.Conflict, "This plan is closed. Reopen it first.")

// changePlan runs do on the plan while nobody else changes it. A plan whose
// words have changed by then is a draft again: see [Strategy.keepEdition].
func (s *Strategy) changePlan(ctx context.Context, by actor.Actor, planID, verb string, do func(tx *db.DB, p LocalPlan) ([]audit.Change, error)) error {
	if _, _, err := s.planAt(ctx, by, planID); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, err := takePlan(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		if p.State == planClosed {
			return errPlanClosed
		}
		out, err := do(tx, p)
		if err != nil {
			return err
		}
		if err := s.recordPlan(ctx, tx, by, p, verb, out...); err != nil {
			return err
		}
		return s.keepEdition(ctx, tx, by, planID)
	})
}

// keepEdition comes after any change to a plan's words or actions. When the
// plan is signed off and does not say what was signed any more, it becomes a
// draft of its next edition; the signed one stays as it was.
func (s *Strategy) keepEdition(ctx context.Context, tx *db.DB, by actor.Actor, planID string) error {
	p, err := takePlan(ctx, tx, by.OrgID, planID)
	switch {
	case err != nil || p.State == planDraft:
		return err
	case p.State == planClosed:
		return errPlanClosed
	}
	editions, err := planEditionsOf(ctx, tx, by.OrgID, planID)
	if err != nil {
		return err
	}
	now, err := s.loadPlan(ctx, tx, p, units.Unit{}, nil)
	if err != nil || planWords(now.content()) == planWords(editions[0].Content.V) {
		return err
	}
	p.State, p.SignedOffOn, p.Edition = planDraft, when.Date{}, p.Edition+1
	if err := setLocalPlanState(ctx, tx, p); err != nil {
		return err
	}
	if err := insertPlanEdition(ctx, tx, planEdition{OrgID: p.OrgID, ID: id.New(), PlanID: p.ID, Number: p.Edition, CreatedAt: s.now()}); err != nil {
		return err
	}
	return s.recordPlan(ctx, tx, by, p, "reopened", audit.Change{Field: "Edition", To: "a new draft, because the plan has changed"})
}

// Was is the hash of the plan's own words, by which a form knows whether
// somebody else has changed them meanwhile.
func (p LocalPlan) Was() string {
	return contentHash([]string{p.Title, p.Statement, p.Profile, p.Gaps, p.ReviewOn.ISO()}, "")
}

// ChangePlan rewrites the plan's own words, which were was when they were read.
func (s *Strategy) ChangePlan(ctx context.Context, by actor.Actor, planID, was string, in PlanInput) error {
	return s.changePlan(ctx, by, planID, "changed", func(tx *db.DB, p LocalPlan) ([]audit.Change, error) {
		if p.Was() != was {
			return nil, errChanged
		}
		out := changes("Title", p.Title, in.Title, "What recovery means here", p.Statement, in.Statement,
			"Profile", p.Profile, in.Profile, "Gaps", p.Gaps, in.Gaps, "Review on", p.ReviewOn.String(), in.ReviewOn.String())
		p.Title, p.Statement, p.Profile, p.Gaps, p.ReviewOn = in.Title, in.Statement, in.Profile, in.Gaps, in.ReviewOn
		return out, updateLocalPlan(ctx, tx, p)
	})
}

// choose changes what a plan makes of one of the strategy's objectives.
func (s *Strategy) choose(ctx context.Context, by actor.Actor, planID, objectiveID, verb string, do func(tx *db.DB, c *planChoice) (why string, err error)) error {
	return s.changePlan(ctx, by, planID, verb, func(tx *db.DB, p LocalPlan) ([]audit.Change, error) {
		o, err := s.objectiveOfPlan(ctx, tx, p, objectiveID)
		if err != nil {
			return nil, err
		}
		choices, err := planChoicesOf(ctx, tx, by.OrgID, planID)
		if err != nil {
			return nil, err
		}
		c, known := choices[objectiveID]
		if !known {
			c = planChoice{OrgID: by.OrgID, PlanID: planID, ObjectiveID: objectiveID, Decision: planNew}
		}
		before := c
		why, err := do(tx, &c)
		if err != nil {
			return nil, err
		}
		out := append(changes("Words", before.Title, c.Title, "About", before.About, c.About, "Decision", before.Decision, c.Decision),
			audit.Change{Field: "Objective", To: o.Title})
		if c.Decision != before.Decision {
			c.DecidedOn, c.DecidedBy = s.today(), by.Name
		}
		if err := saveChoice(ctx, tx, c); err != nil || c.Decision == before.Decision {
			return out, err
		}
		word := c.Decision
		if before.Decision == planDropped {
			word = "restored"
		}
		if why != "" {
			out = append(out, audit.Change{Field: "Reason", To: why})
		}
		return out, insertPlanDecision(ctx, tx, planDecision{
			OrgID: by.OrgID, ID: id.New(), PlanID: planID, ObjectiveID: objectiveID, Decision: word, Why: why,
			ByID: by.AccountID, ByName: by.Name, CreatedAt: s.now(),
		})
	})
}

// LocaliseObjective says an objective in the plan's own words, as it was read
// at version. Empty words keep the trust's own.
func (s *Strategy) LocaliseObjective(ctx context.Context, by actor.Actor, planID, objectiveID string, version int, title, about string) error {
	return s.choose(ctx, by, planID, objectiveID, "objective localised", func(_ *db.DB, c *planChoice) (string, error) {
		switch {
		case c.Version != version:
			return "", errChanged
		case c.Decision == planDropped:
			return "", fault.New(fault.Invalid, "This objective has been dropped from the plan. Restore it first.")
		}
		c.Title, c.About, c.Decision = strings.TrimSpace(title), strings.TrimSpace(about), planTaken
		return "", nil
	})
}

// DropObjective takes an objective out of the plan. The reason is kept, and
// shown here and on the trust's own pages.
func (s *Strategy) DropObjective(ctx context.Context, by actor.Actor, planID, objectiveID, why string) error {
	why = strings.TrimSpace(why)
	if nothingSaid(why) {
		return fault.Field("why", "Say why this objective is dropped. The reason is shown on this plan and to the whole trust.")
	}
	return s.choose(ctx, by, planID, objectiveID, "objective dropped", func(tx *db.DB, c *planChoice) (string, error) {
		if c.Decision == planDropped {
			return "", fault.New(fault.Conflict, "This objective has been dropped already.")
		}
		if open, err := s.openUnder(ctx, tx, by.OrgID, inPlan(by.OrgID, planID), underObjective(by.OrgID, objectiveID)); err != nil || open {
			return "", or(err, fault.Field("why", "There are actions of this plan under the objective that are still to be done. Complete or withdraw them first."))
		}
		c.Decision, c.DroppedWhy = planDropped, why
		return why, nil
	})
}

// TakeObjective takes up an objective that was new or had been dropped.
func (s *Strategy) TakeObjective(ctx context.Context, by actor.Actor, planID, objectiveID string) error {
	return s.choose(ctx, by, planID, objectiveID, "objective taken up", func(_ *db.DB, c *planChoice) (string, error) {
		if c.Decision == planTaken {
			return "", fault.New(fault.Conflict, "This objective is in the plan already.")
		}
		c.Decision, c.DroppedWhy = planTaken, ""
		return "", nil
	})
}

// objectiveOfPlan is an objective of the plan's strategy that is still in it.
func (s *Strategy) objectiveOfPlan(ctx context.Context, tx *db.DB, p LocalPlan, objectiveID string) (Objective, error) {
	all, err := listObjectives(ctx, tx, p.OrgID, p.StrategyID, false)
	if err != nil {
		return Objective{}, err
	}
	for _, o := range all {
		if o.ID == objectiveID {
			return o, nil
		}
	}
	return Objective{}, fault.New(fault.NotFound, "There is no such objective in this plan.")
}

// takenUp is an error unless the plan has taken up the objective.
func takenUp(ctx context.Context, tx *db.DB, p LocalPlan, objectiveID string) error {
	choices, err := planChoicesOf(ctx, tx, p.OrgID, p.ID)
	if err == nil && choices[objectiveID].Decision != planTaken {
		return fault.New(fault.Invalid, "Take up this objective first.")
	}
	return err
}

// AddPart says what a partner does for an objective of the plan.
func (s *Strategy) AddPart(ctx context.Context, by actor.Actor, planID, objectiveID, partnerID, part string) error {
	partner, err := s.partner(ctx, by.OrgID, partnerID)
	if err != nil {
		return err
	}
	err = s.changePlan(ctx, by, planID, "partner added", func(tx *db.DB, p LocalPlan) ([]audit.Change, error) {
		if _, err := s.objectiveOfPlan(ctx, tx, p, objectiveID); err != nil {
			return nil, err
		}
		if err := takenUp(ctx, tx, p, objectiveID); err != nil {
			return nil, err
		}
		in := PlanPart{OrgID: by.OrgID, ID: id.New(), PlanID: planID, ObjectiveID: objectiveID, PartnerID: partnerID, Part: strings.TrimSpace(part), CreatedAt: s.now()}
		return []audit.Change{{Field: partner.Name, To: in.Part}}, insertPart(ctx, tx, in)
	})
	if db.Duplicate(err) {
		return fault.Field("partner", "%s takes part in this objective already. Remove its part first to write another.", partner.Name)
	}
	return err
}

// RemovePart takes a partner out of an objective of the plan.
func (s *Strategy) RemovePart(ctx context.Context, by actor.Actor, planID, partID string) error {
	return s.changePlan(ctx, by, planID, "partner removed", func(tx *db.DB, p LocalPlan) ([]audit.Change, error) {
		part, err := deletePart(ctx, tx, by.OrgID, planID, partID)
		return []audit.Change{{Field: "Part", From: part}}, err
	})
}

// AddLocalAction adds an action of the plan's own under an objective.
func (s *Strategy) AddLocalAction(ctx context.Context, by actor.Actor, planID, objectiveID string, in actions.Input) (string, error) {
	var actionID string
	err := s.changePlan(ctx, by, planID, "action added", func(tx *db.DB, p LocalPlan) ([]audit.Change, error) {
		if _, err := s.objectiveOfPlan(ctx, tx, p, objectiveID); err != nil {
			return nil, err
		}
		if err := takenUp(ctx, tx, p, objectiveID); err != nil {
			return nil, err
		}
		var err error
		actionID, err = s.addItem(ctx, tx, by, ItemInput{ObjectiveID: objectiveID, PlanID: planID, Input: in})
		return []audit.Change{{Field: "Action", To: in.Title}}, err
	})
	return actionID, err
}

// AddJointMeeting records a meeting about the plan. It changes no word of it.
func (s *Strategy) AddJointMeeting(ctx context.Context, by actor.Actor, m JointMeeting) error {
	if _, _, err := s.planAt(ctx, by, m.PlanID); err != nil {
		return err
	}
	switch {
	case m.OnDate.After(s.today()):
		return fault.Field("on", "The meeting cannot be in the future: record it when it has been held.")
	case len(m.Present) == 0:
		return fault.Field("who-1", "Say who came, for at least one group.")
	}
	names, err := s.partnersByID(ctx, by.OrgID)
	if err != nil {
		return err
	}
	for i, g := range m.Present {
		partner, ok := names[g.PartnerID]
		switch {
		case g.PartnerID == "":
			m.Present[i].GroupName = "The trust"
		case !ok:
			return fault.New(fault.NotFound, "We could not find one of those groups.")
		default:
			m.Present[i].GroupName = partner.Name
		}
	}
	m.OrgID, m.ID, m.CreatedAt = by.OrgID, id.New(), s.now()
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, err := localPlanByID(ctx, tx, by.OrgID, m.PlanID)
		if err != nil {
			return err
		}
		if p.State == planClosed {
			return errPlanClosed
		}
		if err := insertJointMeeting(ctx, tx, m); err != nil {
			return err
		}
		return s.recordPlan(ctx, tx, by, p, "met", audit.Change{Field: "Joint meeting", To: m.OnDate.String()})
	})
}

func (s *Strategy) recordPlan(ctx context.Context, tx *db.DB, by actor.Actor, p LocalPlan, verb string, list ...audit.Change) error {
	return s.record(ctx, tx, by, "plan."+verb, "plan", p.ID, p.Title, list...)
}
