package strategy

import (
	"testing"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/units"
)

// A closed plan stays to be read and changes no more, until it is reopened with
// a reason; it is then what it was.
func TestClosedPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx := t.Context()
		p := l.start("Vale")
		actionID, err := l.s.AddLocalAction(ctx, l.by, p.ID, l.objectives[0].ID, actions.Input{Title: "A café run by people"})
		l.must(err)
		l.signs(p, allGroups...)
		l.must(l.s.SignOffPlan(ctx, l.by, p.ID, l.hash(p)))

		wantFault(t, l.s.ClosePlan(ctx, l.by, p.ID, " - "), fault.Invalid, "Say why in a sentence.")
		wantFault(t, l.s.ClosePlan(ctx, l.by, p.ID, "The borough was merged."), fault.Invalid, "There are actions of this plan that are still to be done. Complete or withdraw them first.")
		wantFault(t, l.s.ClosePlan(ctx, l.at("Ashby", permPlan), p.ID, "Not mine to close."), fault.Forbidden, "You can read this plan. Changing it needs a role at Vale.")
		evidence := func(tx *db.DB, acts *actions.Actions, r Row) error {
			_, err := acts.AddEvidence(ctx, tx, l.by, module, actionID, actions.EvidenceInput{Kind: "note", Words: "It is open."})
			return err
		}
		l.must(l.s.UpdateAction(ctx, l.by, actionID, evidence))
		l.must(l.s.UpdateAction(ctx, l.by, actionID, func(tx *db.DB, acts *actions.Actions, _ Row) error {
			return acts.Close(ctx, tx, l.by, module, actionID)
		}))
		l.must(l.s.ClosePlan(ctx, l.by, p.ID, "The borough was merged."))
		l.sound()
		if got := l.plan(p); got.State != planClosed || got.ClosedOn != l.s.today() || got.ClosedWhy != "The borough was merged." {
			t.Errorf("closed: %+v", got)
		}
		_, addErr := l.s.AddItem(ctx, l.by, ItemInput{PlanID: p.ID, ObjectiveID: l.objectives[0].ID, Input: actions.Input{Title: "One more"}})
		for name, err := range map[string]error{
			"close twice": l.s.ClosePlan(ctx, l.by, p.ID, "Once more, please."),
			"add":         addErr,
			"reopen an action": l.s.UpdateAction(ctx, l.by, actionID, func(tx *db.DB, acts *actions.Actions, _ Row) error {
				return acts.Reopen(ctx, tx, l.by, module, actionID, "Not done")
			}),
			"reword":   l.s.ChangePlan(ctx, l.by, p.ID, l.plan(p).Was(), PlanInput{Title: "Other"}),
			"meet":     l.s.AddJointMeeting(ctx, l.by, JointMeeting{PlanID: p.ID, OnDate: l.s.today(), Said: "Hello", Present: []GroupPresent{{Who: "Two"}}}),
			"sign":     l.s.SignPlan(ctx, l.by, p.ID, SignInput{Hash: l.hash(p), PartnerID: l.partner["user group"].ID, SignedOn: l.s.today(), Changed: "Nothing changed"}),
			"sign off": l.s.SignOffPlan(ctx, l.by, p.ID, l.hash(p)),
		} {
			if fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s in a closed plan: %v", name, err)
			}
		}
		l.must(l.s.ReopenPlan(ctx, l.by, p.ID, "It was not merged after all."))
		if got := l.plan(p); got.State != planSigned || !got.ClosedOn.IsZero() || got.SignedOffOn.IsZero() {
			t.Errorf("reopened: %+v", got)
		}
		wantFault(t, l.s.ReopenPlan(ctx, l.by, p.ID, "Twice is too much."), fault.Conflict, "This plan is not closed.")
		l.sound()
	})
}

// A plan cannot lose an objective while its own actions under it go on, nor gain
// an action under one that it dropped or that is another strategy's.
func TestActionsStandUnderWhatThePlanTookUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx := t.Context()
		p := l.start("Vale")
		actionID, err := l.s.AddLocalAction(ctx, l.by, p.ID, l.objectives[0].ID, actions.Input{Title: "A café"})
		l.must(err)
		wantFault(t, l.s.DropObjective(ctx, l.by, p.ID, l.objectives[0].ID, "No longer needed here."), fault.Invalid,
			"There are actions of this plan under the objective that are still to be done. Complete or withdraw them first.")
		l.must(l.s.DropObjective(ctx, l.by, p.ID, l.objectives[1].ID, "No longer needed here."))
		next, err := l.s.AddEdition(ctx, l.by, EditionInput{Title: "The next one", FromMonth: l.strategy.FromMonth, ToMonth: l.strategy.ToMonth})
		l.must(err)
		other, err := l.s.AddObjective(ctx, l.by, ObjectiveInput{StrategyID: next.ID, Title: "Of the next one"})
		l.must(err)
		for objective, words := range map[string]string{
			l.objectives[1].ID: "The local plan has not taken up this objective. Take it up there first.",
			other.ID:           "Choose an objective of the strategy that the local plan is under.",
			"nosuch":           "Choose the objective it belongs to.",
		} {
			_, err := l.s.AddItem(ctx, l.by, ItemInput{PlanID: p.ID, ObjectiveID: objective, Input: actions.Input{Title: "Elsewhere"}})
			wantFault(t, err, fault.Invalid, words)
			wantFault(t, l.s.ChangeItem(ctx, l.by, actionID, 1, ItemInput{ObjectiveID: objective, Input: actions.Input{Title: "A café"}}), fault.Invalid, words)
		}
		_, err = l.s.AddItem(ctx, l.by, ItemInput{PlanID: "nosuch", ObjectiveID: l.objectives[0].ID, Input: actions.Input{Title: "Nowhere"}})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a plan that is not there: %v", err)
		}
		l.sound()
	})
}

// A group of another borough cannot sign; one of the trust, of the borough or of
// a team in it can.
func TestWhoseGroupSigns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx := t.Context()
		p := l.start("Vale")
		team, err := l.units.Add(ctx, l.by, units.Unit{ParentID: l.unit["Vale"].ID, Kind: "team", Name: "North team"})
		l.must(err)
		for unitID, may := range map[string]bool{l.unit["Vale"].ID: true, l.unit["Ashby"].ID: false, team.ID: true} {
			group, err := l.units.AddPartner(ctx, l.by, units.Partner{Name: "Voices of " + unitID, Kind: "user group", UnitID: unitID})
			l.must(err)
			err = l.s.SignPlan(ctx, l.by, p.ID, SignInput{Hash: l.hash(p), PartnerID: group.ID, SignedOn: l.s.today(), Changed: "Nothing changed"})
			if may {
				l.must(err)
			} else {
				wantFault(t, err, fault.Invalid, group.Name+" belongs to another part of the trust, so it cannot sign this plan.")
			}
		}
	})
}

// A correction stands beside the record and is kept with what is signed off.
func TestCorrections(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx := t.Context()
		p := l.start("Vale")
		l.must(l.s.AddJointMeeting(ctx, l.by, JointMeeting{PlanID: p.ID, OnDate: l.s.today(), Said: "Ten people came.", Present: []GroupPresent{{Who: "Two"}}}))
		meetings, err := jointMeetingsOf(ctx, d, l.by.OrgID, p.ID)
		l.must(err)
		wantFault(t, l.s.CorrectMeeting(ctx, l.by, p.ID, meetings[0].ID, ""), fault.Invalid, "Say what was wrong and how it should read.")
		if err := l.s.CorrectMeeting(ctx, l.at("Ashby", permPlan), p.ID, meetings[0].ID, "It was eleven."); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("somebody of another borough: %v", err)
		}
		if err := l.s.CorrectMeeting(ctx, l.by, l.start("Ashby").ID, meetings[0].ID, "It was eleven."); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a meeting of another plan: %v", err)
		}
		l.must(l.s.CorrectMeeting(ctx, l.by, p.ID, meetings[0].ID, "It was eleven people."))
		l.signs(p, allGroups...)
		l.must(l.s.SignOffPlan(ctx, l.by, p.ID, l.hash(p)))
		editions, err := planEditionsOf(ctx, d, l.by.OrgID, p.ID)
		l.must(err)
		kept := editions[0].Content.V.Meetings[0]
		if kept.Said != "Ten people came." || len(kept.Corrections) != 1 || kept.Corrections[0] != "It was eleven people." {
			t.Errorf("kept: %+v", kept)
		}

		m, err := l.s.AddMeeting(ctx, l.by, SteeringMeeting{StrategyID: l.strategy.ID, OnDate: l.s.today()})
		l.must(err)
		decision, err := l.s.Decide(ctx, l.by, Decision{MeetingID: m.ID, Words: "Ten trainers."})
		l.must(err)
		l.must(l.s.CorrectDecision(ctx, l.by, decision.ID, "It was twelve trainers."))
		if err := l.s.CorrectDecision(ctx, l.at("Vale", permSteer), decision.ID, "It was nine trainers."); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a role at a borough: %v", err)
		}
		got, err := decisionByID(ctx, d, l.by.OrgID, decision.ID)
		if err != nil || got.Words != "Ten trainers." || len(got.Corrections) != 1 || got.Corrections[0].Words != "It was twelve trainers." {
			t.Errorf("the decision: %+v, %v", got, err)
		}
		l.sound()
	})
}
