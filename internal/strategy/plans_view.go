package strategy

import (
	"context"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/units"
)

// planData is everything a local plan is made of, as it is now.
type planData struct {
	Plan       LocalPlan
	Unit       units.Unit
	Objectives []Objective
	Choices    map[string]planChoice
	Parts      []PlanPart
	Items      []planItem
	Actions    map[string]actions.Action
	Posts      map[string]units.Post
	Partners   map[string]units.Partner
}

// loadPlan reads a plan through tx. Its unit and the partners are passed in,
// because their module reads them for itself.
func (s *Strategy) loadPlan(ctx context.Context, tx *db.DB, p LocalPlan, unit units.Unit, partners map[string]units.Partner) (planData, error) {
	out := planData{Plan: p, Unit: unit, Partners: partners}
	var err error
	if out.Objectives, err = listObjectives(ctx, tx, p.OrgID, p.StrategyID, false); err != nil {
		return out, err
	}
	if out.Choices, err = planChoicesOf(ctx, tx, p.OrgID, p.ID); err != nil {
		return out, err
	}
	if out.Parts, err = partsOf(ctx, tx, p.OrgID, p.ID); err != nil {
		return out, err
	}
	if out.Items, err = planItemsOf(ctx, tx, p.OrgID, p.ID); err != nil {
		return out, err
	}
	ids := make([]string, len(out.Items))
	for i, item := range out.Items {
		ids[i] = item.ActionID
	}
	if out.Actions, err = s.actions.ByID(ctx, tx, p.OrgID, module, ids); err != nil {
		return out, err
	}
	var posts []string
	for _, a := range out.Actions {
		posts = append(posts, a.Owners...)
	}
	out.Posts, err = s.units.Posts(ctx, tx, p.OrgID, posts)
	return out, err
}

// choice is what the plan makes of an objective.
func (d planData) choice(objectiveID string) planChoice {
	if c, ok := d.Choices[objectiveID]; ok {
		return c
	}
	return planChoice{OrgID: d.Plan.OrgID, PlanID: d.Plan.ID, ObjectiveID: objectiveID, Decision: planNew}
}

// actionsUnder are the plan's own actions for an objective that are in the plan.
func (d planData) actionsUnder(objectiveID string) []actions.Action {
	var out []actions.Action
	for _, item := range d.Items {
		if a := d.Actions[item.ActionID]; item.ObjectiveID == objectiveID && a.ID != "" && a.WithdrawnOn.IsZero() {
			out = append(out, a)
		}
	}
	return out
}

// content is what the plan says now.
func (d planData) content() PlanContent {
	p := d.Plan
	c := PlanContent{Title: p.Title, Unit: d.Unit.Name, Kind: planKind(d.Unit.Kind), Statement: p.Statement, Profile: p.Profile, Gaps: p.Gaps, Edition: p.Edition}
	for _, o := range d.Objectives {
		choice := d.choice(o.ID)
		out := PlanContentObjective{ID: o.ID, Number: o.Number, TrustTitle: o.Title, TrustAbout: o.About, Title: choice.Title, About: choice.About, Decision: choice.Decision, Why: choice.DroppedWhy}
		if choice.Decision == planTaken {
			for _, part := range d.Parts {
				if part.ObjectiveID == o.ID {
					out.Parts = append(out.Parts, PlanContentPart{part.PartnerID, d.Partners[part.PartnerID].Name, part.Part})
				}
			}
			for _, a := range d.actionsUnder(o.ID) {
				line := PlanContentAction{ID: a.ID, Title: a.Title, Detail: a.Detail, Due: a.Due().String(), OwnerIDs: a.Owners}
				for _, post := range a.Owners {
					line.Owners = append(line.Owners, d.Posts[post].Title)
				}
				out.Actions = append(out.Actions, line)
			}
		}
		c.Objectives = append(c.Objectives, out)
	}
	return c
}

// count is how many objectives the plan decided so about.
func (d planData) count(decision string) int {
	n := 0
	for _, o := range d.Objectives {
		if d.choice(o.ID).Decision == decision {
			n++
		}
	}
	return n
}

// ready is what still stands between the plan and its being signed off.
func (d planData) ready(signatures []PlanSignature, hash string) readiness {
	return ready(planKind(d.Unit.Kind), d.Plan.Statement, d.count(planNew), d.count(planTaken), signatures, hash)
}

// readPlan reads a plan as it is now.
func (s *Strategy) readPlan(ctx context.Context, orgID, planID string) (planData, error) {
	p, err := localPlanByID(ctx, s.db, orgID, planID)
	if err != nil {
		return planData{}, err
	}
	unit, err := s.units.Unit(ctx, orgID, p.UnitID)
	if err != nil {
		return planData{}, err
	}
	partners, err := s.partnersByID(ctx, orgID)
	if err != nil {
		return planData{}, err
	}
	return s.loadPlan(ctx, s.db, p, unit, partners)
}

// partnersByID are the partners of the organisation, closed ones included.
func (s *Strategy) partnersByID(ctx context.Context, orgID string) (map[string]units.Partner, error) {
	all, err := s.units.AllPartners(ctx, orgID)
	out := make(map[string]units.Partner, len(all))
	for _, p := range all {
		out[p.ID] = p
	}
	return out, err
}

// PlanStance is what a local plan makes of an objective, and why it dropped it.
type PlanStance struct{ PlanID, Plan, Why, On, By string }

// PlansAbout are the local plans that took up an objective and those that
// dropped it, by name of plan: what the trust's own page about it must show.
func (s *Strategy) PlansAbout(ctx context.Context, orgID string, o Objective) (taken, dropped []PlanStance, err error) {
	plans, err := localPlansOf(ctx, s.db, orgID, o.StrategyID)
	if err != nil {
		return nil, nil, err
	}
	choices, err := choicesAbout(ctx, s.db, orgID, o.StrategyID)
	if err != nil {
		return nil, nil, err
	}
	of := map[string]planChoice{}
	for _, c := range choices {
		if c.ObjectiveID == o.ID {
			of[c.PlanID] = c
		}
	}
	for _, p := range plans {
		c := of[p.ID]
		stance := PlanStance{p.ID, p.Title, c.DroppedWhy, c.DecidedOn.String(), c.DecidedBy}
		switch c.Decision {
		case planTaken:
			taken = append(taken, stance)
		case planDropped:
			dropped = append(dropped, stance)
		}
	}
	return taken, dropped, nil
}

// Words is the title that the plan gives an objective.
func (o PlanContentObjective) Words() string {
	if strings.TrimSpace(o.Title) != "" {
		return o.Title
	}
	return o.TrustTitle
}
