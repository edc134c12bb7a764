package strategy

import (
	"context"
	"slices"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/units"
)

// Item is where an action stands: under an objective, in the trust's own plan
// or in a local one.
type Item struct {
	OrgID, ActionID, ObjectiveID string
	PlanID                       string // "" for the trust's own
	Position                     int
	Whole                        bool // the action is the objective itself
}

// Row is an action as it is shown: with its place, its owners and its standing.
type Row struct {
	Item
	Action    actions.Action
	Standing  actions.Standing
	Objective Objective
	PlanTitle string
	Posts     []units.Post // the owners
}

// Href is the action's own page.
func (r Row) Href() string { return "/strategy/actions/" + r.ActionID }

// ItemInput is what people decide about an action in a plan.
type ItemInput struct {
	actions.Input
	ObjectiveID string
	PlanID      string   // only for a new one; "" for the trust's own
	Whole       bool     // only for a new one
	Aims        []string // ids
}

// Filter chooses actions of the plan. The zero Filter chooses all.
type Filter struct {
	actions.Filter
	StrategyID  string // "": of every strategy
	ObjectiveID string
	PlanID      string
	TrustOnly   bool // only the trust's own, none of the local plans
	UnitID      string
	AimID       string
}

// selected adds the module's own conditions to the engine's filter.
func (f Filter) selected(orgID string) actions.Filter {
	out := f.Filter
	out.Within = slices.Clone(out.Within)
	add := func(value string, make func(orgID, id string) actions.Selection) {
		if value != "" {
			out.Within = append(out.Within, make(orgID, value))
		}
	}
	add(f.StrategyID, underStrategy)
	add(f.ObjectiveID, underObjective)
	add(f.PlanID, inPlan)
	add(f.UnitID, atUnit)
	add(f.AimID, onAim)
	if f.TrustOnly {
		out.Within = append(out.Within, trustOwn(orgID))
	}
	return out
}

// Rows lists actions, those due first at the head, with how many there are;
// more says that there are more than total.
func (s *Strategy) Rows(ctx context.Context, orgID string, f Filter, p actions.Page) (rows []Row, total int, more bool, err error) {
	acts, total, more, err := s.actions.List(ctx, s.db, orgID, module, f.selected(orgID), p)
	if err != nil {
		return nil, 0, false, err
	}
	rows, err = s.place(ctx, s.db, orgID, acts)
	return rows, total, more, err
}

// EachRow calls fn with every action the filter chooses, for exports.
func (s *Strategy) EachRow(ctx context.Context, orgID string, f Filter, fn func(Row) error) error {
	return s.actions.Each(ctx, s.db, orgID, module, f.selected(orgID), func(acts []actions.Action) error {
		rows, err := s.place(ctx, s.db, orgID, acts)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// RowsUnder lists every action under the objectives of a strategy, by objective
// and position: the whole plan, for papers and for the plan on a page.
func (s *Strategy) RowsUnder(ctx context.Context, orgID, strategyID string) ([]Row, error) {
	var rows []Row
	if err := s.EachRow(ctx, orgID, Filter{StrategyID: strategyID}, func(r Row) error { rows = append(rows, r); return nil }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		if d := a.Objective.Number - b.Objective.Number; d != 0 {
			return d
		}
		return a.Position - b.Position
	})
	return rows, nil
}

// Row returns one action with its place, withdrawn or not.
func (s *Strategy) Row(ctx context.Context, orgID, actionID string) (Row, error) {
	return s.row(ctx, s.db, orgID, actionID)
}

func (s *Strategy) row(ctx context.Context, tx *db.DB, orgID, actionID string) (Row, error) {
	act, err := s.actions.Action(ctx, tx, orgID, module, actionID)
	if err != nil {
		return Row{}, err
	}
	rows, err := s.place(ctx, tx, orgID, []actions.Action{act})
	if err != nil {
		return Row{}, err
	}
	if rows[0].ObjectiveID == "" {
		return Row{}, fault.New(fault.NotFound, "We could not find that action.")
	}
	return rows[0], nil
}

// place adds to the actions their place, objective, plan and owners: one query
// each, however many there are.
func (s *Strategy) place(ctx context.Context, tx *db.DB, orgID string, acts []actions.Action) ([]Row, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	var ids, posts []string
	for _, a := range acts {
		ids = append(ids, a.ID)
		posts = append(posts, a.Owners...)
	}
	items, err := itemsByID(ctx, tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	objectives, err := objectivesOfItems(ctx, tx, orgID, items)
	if err != nil {
		return nil, err
	}
	titles, err := planTitles(ctx, tx, orgID, items)
	if err != nil {
		return nil, err
	}
	owners, err := s.units.Posts(ctx, tx, orgID, distinct(posts))
	if err != nil {
		return nil, err
	}
	today, rows := s.today(), make([]Row, 0, len(acts))
	for _, a := range acts {
		item := items[a.ID]
		r := Row{Item: item, Action: a, Standing: a.Standing(today), Objective: objectives[item.ObjectiveID], PlanTitle: titles[item.PlanID]}
		for _, p := range a.Owners {
			if post, ok := owners[p]; ok {
				r.Posts = append(r.Posts, post)
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// distinct sorts ids and drops the repeated ones.
func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// AddItem adds an action to a plan.
func (s *Strategy) AddItem(ctx context.Context, by actor.Actor, in ItemInput) (Row, error) {
	var r Row
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayPlan(ctx, tx, by, in.PlanID); err != nil {
			return err
		}
		actionID, err := s.addItem(ctx, tx, by, in)
		if err != nil {
			return err
		}
		r, err = s.row(ctx, tx, by.OrgID, actionID)
		return err
	})
	return r, err
}

// addItem adds the action and its place and returns its id. Who may do so is
// for the caller to check.
func (s *Strategy) addItem(ctx context.Context, tx *db.DB, by actor.Actor, in ItemInput) (string, error) {
	if _, err := s.placeFor(ctx, tx, by.OrgID, in.ObjectiveID, in.PlanID); err != nil {
		return "", err
	}
	act, err := s.actions.Create(ctx, tx, by, module, in.Input)
	if err != nil {
		return "", err
	}
	if err := insertItem(ctx, tx, Item{OrgID: by.OrgID, ActionID: act.ID, ObjectiveID: in.ObjectiveID, PlanID: in.PlanID, Whole: in.Whole}); err != nil {
		return "", err
	}
	if err := replaceActionAims(ctx, tx, by.OrgID, act.ID, in.Aims); err != nil || in.PlanID == "" {
		return act.ID, err
	}
	return act.ID, s.keepEdition(ctx, tx, by, in.PlanID)
}

// ChangeItem rewrites an action that is still as it was at version.
func (s *Strategy) ChangeItem(ctx context.Context, by actor.Actor, actionID string, version int, in ItemInput) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, err := s.mayChange(ctx, tx, by, actionID)
		if err != nil {
			return err
		}
		if err := s.changeItem(ctx, tx, by, r, version, in); err != nil || r.PlanID == "" {
			return err
		}
		return s.keepEdition(ctx, tx, by, r.PlanID)
	})
}

func (s *Strategy) changeItem(ctx context.Context, tx *db.DB, by actor.Actor, r Row, version int, in ItemInput) error {
	if _, err := s.actions.Change(ctx, tx, by, module, r.ActionID, version, in.Input); err != nil {
		return err
	}
	if in.ObjectiveID != "" && in.ObjectiveID != r.ObjectiveID {
		o, err := s.placeFor(ctx, tx, by.OrgID, in.ObjectiveID, r.PlanID)
		if err != nil {
			return err
		}
		if err := moveItem(ctx, tx, by.OrgID, r.ActionID, in.ObjectiveID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, "action.moved", "action", r.ActionID, in.Title, audit.Change{Field: "Objective", From: r.Objective.Title, To: o.Title}); err != nil {
			return err
		}
	}
	return s.changeAims(ctx, tx, by, r, in)
}

// changeAims replaces the aims that an action carries, and records it.
func (s *Strategy) changeAims(ctx context.Context, tx *db.DB, by actor.Actor, r Row, in ItemInput) error {
	old, err := aimsOfAction(ctx, tx, by.OrgID, r.ActionID)
	if err != nil {
		return err
	}
	if err := replaceActionAims(ctx, tx, by.OrgID, r.ActionID, in.Aims); err != nil {
		return err
	}
	now, err := aimsOfAction(ctx, tx, by.OrgID, r.ActionID)
	if err != nil || aimNames(old) == aimNames(now) {
		return err
	}
	return s.record(ctx, tx, by, "action.aims", "action", r.ActionID, in.Title, audit.Change{Field: "Aims", From: aimNames(old), To: aimNames(now)})
}

// placeFor is the objective that an action is to stand under. In a local plan
// that is one of the plan's strategy, and one that the plan has taken up.
func (s *Strategy) placeFor(ctx context.Context, tx *db.DB, orgID, objectiveID, planID string) (Objective, error) {
	o, err := objectiveByID(ctx, tx, orgID, objectiveID)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return o, fault.Field("objective", "Choose the objective it belongs to.")
	case err != nil:
		return o, err
	case !o.WithdrawnOn.IsZero():
		return o, fault.Field("objective", "That objective has been withdrawn. Choose another one.")
	case planID == "":
		return o, nil
	}
	p, err := localPlanByID(ctx, tx, orgID, planID)
	if err != nil {
		return o, err
	}
	if p.StrategyID != o.StrategyID {
		return o, fault.Field("objective", "Choose an objective of the strategy that the local plan is under.")
	}
	choices, err := planChoicesOf(ctx, tx, orgID, planID)
	if err == nil && choices[objectiveID].Decision != planTaken {
		return o, fault.Field("objective", "The local plan has not taken up this objective. Take it up there first.")
	}
	return o, err
}
