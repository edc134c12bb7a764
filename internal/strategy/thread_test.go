package strategy

import (
	"slices"
	"testing"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// The golden thread is walked both ways: from an action to its objective, aims
// and the decision it came out of, and from an aim to everything under it.
func TestTheThreadIsWalkedBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx := t.Context()
		aims, err := l.s.Aims(ctx, l.by.OrgID, false)
		l.must(err)
		strand := aims[slices.IndexFunc(aims, func(a Aim) bool { return a.Kind == KindStrand })]
		o := l.objectives[0]
		l.must(l.s.ChangeObjective(ctx, l.by, o.ID, 1, ObjectiveInput{Title: o.Title, Aims: []string{strand.ID}}))
		p := l.start("Vale")
		_, err = l.s.AddLocalAction(ctx, l.by, p.ID, o.ID, actions.Input{Title: "A café run by people"})
		l.must(err)
		m, err := l.s.AddMeeting(ctx, l.by, SteeringMeeting{StrategyID: l.strategy.ID, OnDate: l.s.today()})
		l.must(err)
		decision, err := l.s.Decide(ctx, l.by, Decision{MeetingID: m.ID, Words: "Train all leaders.", Objectives: []string{o.ID}})
		l.must(err)
		actionID, err := l.s.DecisionAction(ctx, l.by, decision.ID, o.ID, actions.Input{Title: "Train the leaders"})
		l.must(err)

		for _, aim := range []string{strand.ID, strand.ParentID} {
			h, err := l.s.Hanging(ctx, l.by.OrgID, aim)
			l.must(err)
			if len(h.Objectives) != 1 || h.Total != 2 || len(h.Groups) != 2 {
				t.Fatalf("on the aim: %d objectives, %d actions, %+v", len(h.Objectives), h.Total, h.Groups)
			}
			if h.Groups[0].Threads[0].Href != "/strategy/plans/"+p.ID || h.Groups[1].Threads[0].Href != "/strategy/steering/decisions/"+decision.ID {
				t.Errorf("on the aim: %+v", h.Groups)
			}
		}
		from, err := decisionsFor(ctx, d, l.by.OrgID, actionID)
		if err != nil || len(from) != 1 || from[0].ID != decision.ID {
			t.Errorf("the action came out of %+v, %v", from, err)
		}
		about, err := decisionsAbout(ctx, d, l.by.OrgID, o.ID)
		if err != nil || len(about) != 1 {
			t.Errorf("about the objective: %+v, %v", about, err)
		}
		taken, dropped, err := l.s.PlansAbout(ctx, l.by.OrgID, o)
		if err != nil || len(taken) != 1 || taken[0].PlanID != p.ID || len(dropped) != 0 {
			t.Errorf("local plans: %+v, %+v, %v", taken, dropped, err)
		}
	})
}
