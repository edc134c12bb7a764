package strategy

import (
	"net/http"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/units"
)

func TestPagesThatPutRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		as, p, ctx := l.admin(), l.start("Vale"), t.Context()
		base := "/strategy/plans/" + p.ID

		l.sends(as, base+"/meetings", "on-day", "1", "on-month", "5", "on-year", "2027", "who-1", "Two", "said", "Ten came.")
		link, _ := l.sees(as, base, "Ten came.").Find(`a[href$="/correct"]`).Attr("href")
		l.sees(as, link, "Joint meeting of 1 May 2027", "What was wrong, and how it should read")
		l.refused(as, 422, "Say what was wrong", link, "reason", "")
		l.sends(as, link, "reason", "It was eleven people.")
		l.sees(as, base, "Ten came.", "Correction of", "It was eleven people.")

		l.sees(as, base+"/close", "Close this plan")
		l.refused(as, 422, "Say why in a sentence.", base+"/close", "reason", "")
		l.sends(as, base+"/close", "reason", "The borough was merged.")
		l.sees(as, base, "Closed", "The borough was merged.", "Reopen this plan")
		l.sees(as, base+"/close", "Reopen this plan", "The borough was merged.")
		l.sends(as, base+"/close", "reason", "It was not merged after all.")
		l.sees(as, base, "Draft", "Close this plan")

		objective := "/strategy/objectives/" + l.objectives[2].ID
		l.sends(as, objective+"/withdraw", "reason", "Not now")
		l.sees(as, objective, "Put it back into the strategy")
		l.sends(as, objective+"/restore")
		l.sees(as, objective, "Withdraw it, with a reason", "Local plans that took it up")

		m, err := l.s.AddMeeting(ctx, l.by, SteeringMeeting{StrategyID: l.strategy.ID, OnDate: l.s.today()})
		l.must(err)
		decision, err := l.s.Decide(ctx, l.by, Decision{MeetingID: m.ID, Words: "Ten trainers.", Objectives: []string{l.objectives[2].ID}})
		l.must(err)
		at := "/strategy/steering/decisions/" + decision.ID
		l.sees(as, at+"/correct", "Decision of")
		l.refused(as, 422, "Say what was wrong", at+"/correct", "reason", "-")
		l.sends(as, at+"/correct", "reason", "It was twelve trainers.")
		l.sees(as, at, "Ten trainers.", "It was twelve trainers.")
		l.sees(as, objective, "Decisions of the steering group", "Ten trainers.")

		to := l.sends(as, at+"/actions", "objective", l.objectives[2].ID, "action", "Train them")
		action, _ := l.sees(as, to, "Train them").Find(`a[href^="/strategy/actions/"]`).First().Attr("href")
		l.sees(as, action, "The decision it came out of", "Ten trainers.")
	})
}

// Only those who keep the steering group's records see a report that is not
// frozen; then everybody does who reads the strategy.
func TestDraftReportsAreNotShownAround(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		as, reader := l.admin(), l.at("trust", permUpdate)
		at := l.sends(as, "/strategy/steering/reports", "from-day", "1", "from-month", "4", "from-year", "2027", "to-day", "30", "to-month", "4", "to-year", "2027")
		for _, path := range []string{at, at + "/markdown"} {
			if code, _, _ := l.send(reader, http.MethodGet, path); code != http.StatusNotFound {
				t.Errorf("GET %s before it is frozen: %d", path, code)
			}
		}
		if doc := l.sees(reader, "/strategy/steering/reports"); doc.Find(`a[href="`+at+`"]`).Length() != 0 {
			t.Error("the list names a draft")
		}
		l.sees(as, "/strategy/steering/reports", "1 April 2027")
		l.sends(as, at+"/freeze")
		l.sees(reader, at, "Highlight report")
		l.sees(reader, "/strategy/steering/reports", "1 April 2027")
	})
}

// The form of a signature offers the groups that may sign.
func TestGroupsOnOfferAreThoseWhoMaySign(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		_, err := l.units.AddPartner(t.Context(), l.by, units.Partner{Name: "Ashby Voices", Kind: "user group", UnitID: l.unit["Ashby"].ID})
		l.must(err)
		text := l.sees(l.admin(), "/strategy/plans/"+p.ID+"/sign", "Vale Voices").Find("select").Text()
		if strings.Contains(text, "Ashby Voices") {
			t.Error("a group of another borough is offered")
		}
	})
}
