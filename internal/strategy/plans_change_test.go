package strategy

import (
	"testing"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// A local plan inherits every objective; a new one waits; dropping needs a
// reason, which outlives restoring.
func TestObjectivesOfALocalPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, p := t.Context(), l.start("Vale")
		late := l.addObjective("Added later")
		data, err := l.s.readPlan(ctx, l.by.OrgID, p.ID)
		l.must(err)
		if data.count(planTaken) != 3 || data.count(planNew) != 1 {
			t.Errorf("%d taken, %d new", data.count(planTaken), data.count(planNew))
		}
		l.signs(p, allGroups...)
		wantFault(t, l.s.SignOffPlan(ctx, l.by, p.ID, l.hash(p)), fault.Invalid, "nobody has considered")

		wantFault(t, l.s.DropObjective(ctx, l.by, p.ID, late.ID, " - "), fault.Invalid, "Say why")
		l.must(l.s.DropObjective(ctx, l.by, p.ID, late.ID, "The council does this already."))
		wantFault(t, l.s.DropObjective(ctx, l.by, p.ID, late.ID, "Once more, with reasons."), fault.Conflict, "already")
		_, drops, err := l.s.PlansAbout(ctx, l.by.OrgID, late)
		l.must(err)
		if len(drops) != 1 || drops[0].Why != "The council does this already." || drops[0].PlanID != p.ID {
			t.Errorf("shown above: %+v", drops)
		}
		wantFault(t, l.s.LocaliseObjective(ctx, l.by, p.ID, late.ID, 1, "Ours", ""), fault.Invalid, "Restore it first")
		if _, err := l.s.AddLocalAction(ctx, l.by, p.ID, late.ID, actions.Input{Title: "Something"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an action under a dropped objective: %v", err)
		}
		l.must(l.s.TakeObjective(ctx, l.by, p.ID, late.ID))
		history, err := planDecisionsOf(ctx, d, l.by.OrgID, p.ID, late.ID)
		l.must(err)
		if len(history) != 2 || history[0].Decision != "restored" || history[1].Why != "The council does this already." {
			t.Errorf("history: %+v", history)
		}
		l.must(l.s.LocaliseObjective(ctx, l.by, p.ID, late.ID, 2, "Ours", "In our words"))
		wantFault(t, l.s.LocaliseObjective(ctx, l.by, p.ID, late.ID, 2, "Theirs", ""), fault.Conflict, "Somebody else")
		l.sound()
	})
}

// A change after signing off begins a new draft; the signed edition stays.
func TestChangeBeginsANewEdition(t *testing.T) {
	changes := map[string]func(l *local, p LocalPlan, actionID string) error{
		"words of the plan": func(l *local, p LocalPlan, _ string) error {
			return l.s.ChangePlan(l.t.Context(), l.by, p.ID, l.plan(p).Was(), PlanInput{Title: p.Title, Statement: "New words"})
		},
		"words of an objective": func(l *local, p LocalPlan, _ string) error {
			return l.s.LocaliseObjective(l.t.Context(), l.by, p.ID, l.objectives[0].ID, 1, "Hope here", "")
		},
		"an objective dropped": func(l *local, p LocalPlan, _ string) error {
			return l.s.DropObjective(l.t.Context(), l.by, p.ID, l.objectives[1].ID, "No longer needed here.")
		},
		"a partner's part": func(l *local, p LocalPlan, _ string) error {
			return l.s.AddPart(l.t.Context(), l.by, p.ID, l.objectives[0].ID, l.partner["local authority"].ID, "Rooms")
		},
		"an action added": func(l *local, p LocalPlan, _ string) error {
			_, err := l.s.AddItem(l.t.Context(), l.by, ItemInput{ObjectiveID: l.objectives[0].ID, PlanID: p.ID, Input: actions.Input{Title: "Another"}})
			return err
		},
		"an action reworded": func(l *local, _ LocalPlan, actionID string) error {
			return l.s.ChangeItem(l.t.Context(), l.by, actionID, 1, ItemInput{Input: actions.Input{Title: "Reworded"}})
		},
		"an action withdrawn": func(l *local, _ LocalPlan, actionID string) error {
			return l.s.KeepAction(l.t.Context(), l.by, actionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
				return acts.Withdraw(l.t.Context(), tx, l.by, module, actionID, "Not needed")
			})
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, change := range changes {
			t.Run(name, func(t *testing.T) {
				fresh := dbtest.SQLite(t)
				if d.Postgres() {
					fresh = dbtest.Postgres(t)
				}
				l := newLocal(t, fresh)
				p := l.start("Vale")
				actionID, err := l.s.AddLocalAction(t.Context(), l.by, p.ID, l.objectives[0].ID, actions.Input{Title: "A café run by people"})
				l.must(err)
				l.signs(p, allGroups...)
				l.must(l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p)))
				// Progress is not a change of the plan.
				l.must(l.s.UpdateAction(t.Context(), l.by, actionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
					_, err := acts.AddUpdate(t.Context(), tx, l.by, module, actionID, l.s.today(), actions.ToPlan, "It goes well.")
					return err
				}))
				if got := l.plan(p); got.State != "signed off" {
					t.Fatalf("an update made the plan a %s", got.State)
				}
				l.sound()
				l.must(change(l, p, actionID))
				if got := l.plan(p); got.State != "draft" || got.Edition != 2 || !got.SignedOffOn.IsZero() {
					t.Errorf("plan is %s, edition %d", got.State, got.Edition)
				}
				editions, err := planEditionsOf(t.Context(), fresh, l.by.OrgID, p.ID)
				l.must(err)
				if len(editions) != 2 || !editions[0].Draft() || editions[1].Draft() {
					t.Fatalf("editions: %+v", editions)
				}
				old := editions[1].Content.V
				if old.Objectives[0].Actions[0].Title != "A café run by people" || len(old.Signatures) != 3 || old.Signatures[1].Changed != "Nothing changed" {
					t.Errorf("the signed edition: %+v", old)
				}
				wantFault(t, l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p)), fault.Invalid, "Record the sign-off of a partner.")
				l.sound()
			})
		}
	})
}

// A signature is for the words that were read: a change asks the group again.
func TestChangeAsksTheGroupAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		l.signs(p, allGroups...)
		l.must(l.s.ChangePlan(t.Context(), l.by, p.ID, l.plan(p).Was(), PlanInput{Title: p.Title, Gaps: "No café"}))
		wantFault(t, l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p)), fault.Invalid, "has changed since a user group signed it")
		l.must(l.s.ChangePlan(t.Context(), l.by, p.ID, l.plan(p).Was(), PlanInput{Title: p.Title}))
		l.must(l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p))) // the words they signed are back
	})
}

// Only somebody with a role at the unit changes its plan.
func TestPlanIsKeptAtItsUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, p := t.Context(), l.start("Vale")
		here, elsewhere := l.at("Vale", permPlan), l.at("Ashby", permPlan)
		l.must(l.s.LocaliseObjective(ctx, here, p.ID, l.objectives[0].ID, 1, "Ours", ""))
		wantFault(t, l.s.LocaliseObjective(ctx, elsewhere, p.ID, l.objectives[0].ID, 2, "Theirs", ""), fault.Forbidden, "Vale")
		wantFault(t, l.s.SignOffPlan(ctx, elsewhere, p.ID, l.hash(p)), fault.Forbidden, "Vale")
		_, err := l.s.StartPlan(ctx, here, l.strategy.ID, PlanInput{UnitID: l.unit["Ashby"].ID})
		wantFault(t, err, fault.Forbidden, "Ashby")
		_, err = l.s.StartPlan(ctx, l.by, l.strategy.ID, PlanInput{UnitID: l.unit["Vale"].ID})
		wantFault(t, err, fault.Invalid, "has a plan already")
		_, err = l.s.StartPlan(ctx, l.by, l.strategy.ID, PlanInput{UnitID: l.unit["trust"].ID})
		wantFault(t, err, fault.Invalid, "the strategy")
		stranger := actor.System("another", "Stranger")
		wantFault(t, l.s.TakeObjective(ctx, stranger, p.ID, l.objectives[0].ID), fault.NotFound, "")
	})
}
