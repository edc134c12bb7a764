package strategy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

func date(y, m, d int) when.Date {
	return when.Date{Year: y, Month: when.Month{Month: 1}.Add(m - 1).Month, Day: d}
}

func TestSignupStanding(t *testing.T) {
	today := date(2027, 5, 3)
	for _, test := range []struct {
		renew, ended when.Date
		want         string
	}{
		{date(2028, 5, 3), when.Date{}, "signed"},
		{date(2027, 8, 4), when.Date{}, "signed"},
		{date(2027, 8, 3), when.Date{}, "renewal due"},
		{date(2027, 5, 3), when.Date{}, "renewal due"},
		{date(2027, 5, 2), when.Date{}, "renewal overdue"},
		{date(2027, 5, 2), date(2027, 5, 1), "ended"},
	} {
		if got := (Signup{RenewOn: test.renew, EndedOn: test.ended}).Standing(today); got != test.want {
			t.Errorf("renewal %s, ended %s: %s, want %s", test.renew, test.ended, got, test.want)
		}
	}
}

// Partners of the whole trust are asked everywhere; a borough's own partner
// only there.
func TestWhoHasNotSigned(t *testing.T) {
	partners := []named{{ID: "c", Name: "Council"}, {ID: "a", Name: "Ashby Friends", At: "ashby"}}
	places := []named{{ID: "vale", Name: "Vale"}, {ID: "ashby", Name: "Ashby"}}
	var got []string
	for _, u := range whoHasNot(partners, places, []Signup{{PartnerID: "c"}, {PartnerID: "c", UnitID: "vale"}}) {
		got = append(got, u.Partner.Name+": "+u.Unit.Name)
	}
	if diff := cmp.Diff([]string{"Ashby Friends: Ashby", "Council: Ashby"}, got); diff != "" {
		t.Error(diff)
	}
	counts := countSignups(partners, places, []Signup{{PartnerID: "c", RenewOn: date(2027, 6, 1)}}, date(2027, 5, 3))
	want := []signupCount{{"Trust-wide", "", 1, 1, 0}, {"Ashby", "ashby", 0, 0, 2}, {"Vale", "vale", 0, 0, 1}}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
}

// A new version of the pledge never changes what was signed; renewing signs the
// newest one.
func TestPledgeVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, today := t.Context(), l.s.today()
		in := SignupInput{PartnerID: l.partner["local authority"].ID, Level: levelTrust, Signatory: "Director", SignedOn: today, RenewOn: today.AddDays(365)}
		_, err := l.s.SignUp(ctx, l.by, l.strategy.ID, in)
		wantFault(t, err, fault.Invalid, "Write the pledge first")
		_, err = l.s.NewPledge(ctx, l.by, l.strategy.ID, "First words")
		l.must(err)
		signed, err := l.s.SignUp(ctx, l.by, l.strategy.ID, in)
		l.must(err)
		_, err = l.s.NewPledge(ctx, l.by, l.strategy.ID, "First words")
		wantFault(t, err, fault.Invalid, "version 1 already")
		_, err = l.s.NewPledge(ctx, l.by, l.strategy.ID, "Second words")
		l.must(err)
		got, err := signupByID(ctx, d, l.by.OrgID, signed.ID)
		l.must(err)
		if got.PledgeNumber != 1 || got.PledgeWords != "First words" {
			t.Errorf("what was signed is version %d: %s", got.PledgeNumber, got.PledgeWords)
		}
		errs := atOnce(3, func() error { _, err := l.s.Renew(ctx, l.by, signed.ID, 1, in); return err })
		oneWins(t, errs)
		now, err := signupsNow(ctx, d, l.by.OrgID, l.strategy.ID)
		l.must(err)
		if len(now) != 1 || now[0].PledgeNumber != 2 || now[0].RenewsID != signed.ID {
			t.Errorf("after the renewal: %+v", now)
		}
		local := in
		local.Level = levelLocal
		_, err = l.s.SignUp(ctx, l.by, l.strategy.ID, local)
		wantFault(t, err, fault.Invalid, "Choose the borough")
		local.UnitID = l.unit["Vale"].ID
		_, err = l.s.SignUp(ctx, l.at("Ashby", permSignup), l.strategy.ID, local)
		wantFault(t, err, fault.Forbidden, "Vale")
		_, err = l.s.SignUp(ctx, l.at("Vale", permSignup), l.strategy.ID, local)
		l.must(err)
		_, err = l.s.NewPledge(ctx, l.at("Vale", permSignup), l.strategy.ID, "Words of one borough")
		wantFault(t, err, fault.Forbidden, "whole trust")
		l.sound()
	})
}

func TestMembersOfTheSteeringGroup(t *testing.T) {
	all := []SteeringMember{
		{Name: "Bea", Role: "member", Perspective: "carer", FromOn: date(2027, 1, 1)},
		{Name: "Ann", Role: "member", Perspective: "carer", FromOn: date(2027, 1, 1), UntilOn: date(2027, 4, 30)},
		{Name: "Zoe", Role: "chair", Perspective: "executive", FromOn: date(2027, 1, 1)},
		{Name: "Late", Role: "member", Perspective: "clinical", FromOn: date(2027, 6, 1)},
	}
	for _, test := range []struct {
		day  when.Date
		want []string
	}{
		{date(2027, 4, 30), []string{"Zoe", "Ann", "Bea"}},
		{date(2027, 5, 1), []string{"Zoe", "Bea"}},
		{date(2027, 6, 1), []string{"Zoe", "Bea", "Late"}},
		{date(2026, 12, 31), nil},
	} {
		var got []string
		for _, m := range membersOn(all, test.day) {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.day, got, test.want)
		}
	}
	if got := perspectiveCounts(all[:2])[1]; got != (wordCount{"carer", 2}) {
		t.Errorf("carers: %v", got)
	}
}

// A seat is one person's, post's or partner's, once at a time.
func TestSeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		seat := SteeringMember{StrategyID: l.strategy.ID, PartnerID: l.partner["user group"].ID, Role: "member", Perspective: "lived experience", FromOn: l.s.today()}
		m, err := l.s.AddMember(t.Context(), l.by, seat)
		l.must(err)
		_, err = l.s.AddMember(t.Context(), l.by, seat)
		wantFault(t, err, fault.Invalid, "has a seat already")
		for name, change := range map[string]func(*SteeringMember){
			"Choose one person": func(m *SteeringMember) { m.PartnerID = "" },
			"Choose a role":     func(m *SteeringMember) { m.Role = "boss" },
			"Choose a perspect": func(m *SteeringMember) { m.Perspective = "" },
			"Enter the day":     func(m *SteeringMember) { m.FromOn = when.Date{} },
			"cannot come befor": func(m *SteeringMember) { m.UntilOn = m.FromOn.AddDays(-1) },
		} {
			bad := seat
			change(&bad)
			_, err := l.s.AddMember(t.Context(), l.by, bad)
			wantFault(t, err, fault.Invalid, name)
		}
		in := seat
		in.UntilOn = l.s.today()
		l.must(l.s.ChangeMember(t.Context(), l.by, m.ID, 1, in))
		wantFault(t, l.s.ChangeMember(t.Context(), l.by, m.ID, 1, in), fault.Conflict, "Somebody else")
		wantFault(t, l.s.ChangeMember(t.Context(), l.at("Vale", permSteer), m.ID, 2, in), fault.Forbidden, "whole trust")
	})
}

func TestLastMeetingAndDecisionsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, today := t.Context(), l.s.today()
		if _, found, err := l.s.lastMeeting(ctx, d, l.by.OrgID); err != nil || found {
			t.Errorf("before any meeting: %v, %v", found, err)
		}
		var meetings []SteeringMeeting
		for _, on := range []when.Date{today.AddDays(-30), today.AddDays(-2), today.AddDays(20)} {
			m, err := l.s.AddMeeting(ctx, l.by, SteeringMeeting{StrategyID: l.strategy.ID, OnDate: on})
			l.must(err)
			meetings = append(meetings, m)
		}
		last, found, err := l.s.lastMeeting(ctx, d, l.by.OrgID)
		if l.must(err); !found || last != today.AddDays(-2) {
			t.Errorf("last meeting: %s, %v", last, found)
		}
		_, err = l.s.AddMeeting(ctx, l.by, SteeringMeeting{StrategyID: l.strategy.ID, OnDate: today.AddDays(20)})
		wantFault(t, err, fault.Invalid, "on that day already")
		asked, err := l.s.Decide(ctx, l.by, Decision{MeetingID: meetings[1].ID, Words: "Fund it", AsksBoard: true, Objectives: []string{l.objectives[1].ID, l.objectives[1].ID}})
		l.must(err)
		plain, err := l.s.Decide(ctx, l.by, Decision{MeetingID: meetings[1].ID, Words: "Tell people"})
		l.must(err)
		_, err = l.s.Decide(ctx, l.by, Decision{MeetingID: meetings[1].ID, Words: "About what", Objectives: []string{"x"}})
		wantFault(t, err, fault.Invalid, "Choose objectives")
		wantFault(t, l.s.AnswerDecision(ctx, l.by, plain.ID, today, "Yes"), fault.Invalid, "was not asked")
		list, err := l.s.decisionsAsked(ctx, d, l.by.OrgID, l.strategy.ID)
		if l.must(err); len(list) != 1 || list[0].ID != asked.ID || len(list[0].Objectives) != 1 {
			t.Errorf("asked: %+v", list)
		}
		oneWins(t, atOnce(2, func() error { return l.s.AnswerDecision(ctx, l.by, asked.ID, today, "Yes") }))
		if list, _ = l.s.decisionsAsked(ctx, d, l.by.OrgID, l.strategy.ID); len(list) != 0 {
			t.Errorf("still asked: %+v", list)
		}
		// An action that comes out is one of the plan's, with its link.
		actionID, err := l.s.DecisionAction(ctx, l.by, asked.ID, l.objectives[1].ID, actions.Input{Title: "Write the bid"})
		l.must(err)
		row, err := l.s.Row(ctx, l.by.OrgID, actionID)
		if l.must(err); row.ObjectiveID != l.objectives[1].ID || row.PlanID != "" {
			t.Errorf("the action: %+v", row)
		}
		l.sound()
	})
}

// A report follows the plan until it is frozen; then nothing changes it, and
// tampering is found.
func TestHighlightReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, today := t.Context(), l.s.today()
		late, err := l.s.AddItem(ctx, l.by, ItemInput{ObjectiveID: l.objectives[0].ID, Input: actions.Input{Title: "Train *every* team", Due: actions.DueMonth(when.Month{Year: 2027, Month: 2})}})
		l.must(err)
		for period, words := range map[[2]when.Date]string{
			{{}, today}: "first day", {today, {}}: "last day", {today, today.AddDays(-1)}: "cannot come before", {today.AddDays(1), today.AddDays(2)}: "not begun",
		} {
			_, err := l.s.NewHighlight(ctx, l.by, HighlightReport{StrategyID: l.strategy.ID, FromOn: period[0], ToOn: period[1]})
			wantFault(t, err, fault.Invalid, words)
		}
		coming, err := l.s.NewHighlight(ctx, l.by, HighlightReport{StrategyID: l.strategy.ID, FromOn: today, ToOn: today.AddDays(1)})
		l.must(err)
		wantFault(t, l.s.FreezeHighlight(ctx, l.by, coming.ID), fault.Invalid, "The period ends")
		r, err := l.s.NewHighlight(ctx, l.by, HighlightReport{StrategyID: l.strategy.ID, FromOn: today.AddDays(-30), ToOn: today})
		l.must(err)
		l.must(l.s.SummariseHighlight(ctx, l.by, r.ID, 1, "A hard month."))
		wantFault(t, l.s.SummariseHighlight(ctx, l.by, r.ID, 1, "Another"), fault.Conflict, "Somebody else")
		oneWins(t, atOnce(3, func() error { return l.s.FreezeHighlight(ctx, l.by, r.ID) }))
		frozen, err := highlightByID(ctx, d, l.by.OrgID, r.ID)
		l.must(err)
		if !frozen.Frozen() || !frozen.Intact() || len(frozen.Content.V.Exceptions) != 1 || frozen.Content.V.Summary != "A hard month." {
			t.Errorf("frozen: %+v", frozen)
		}
		for _, part := range []string{"# Highlight report", "A hard month.", `Train \*every\* team`, "off track, overdue", "Actions without an owner"} {
			if !strings.Contains(frozen.Words, part) {
				t.Errorf("no %q in:\n%s", part, frozen.Words)
			}
		}
		wantFault(t, l.s.SummariseHighlight(ctx, l.by, r.ID, 3, "Better"), fault.Conflict, "frozen and cannot change")
		l.must(l.s.KeepAction(ctx, l.by, late.ActionID, func(tx *db.DB, acts *actions.Actions, _ Row) error {
			return acts.Withdraw(ctx, tx, l.by, module, late.ActionID, "Done elsewhere")
		}))
		again, err := highlightByID(ctx, d, l.by.OrgID, r.ID)
		l.must(err)
		if diff := cmp.Diff(frozen, again); diff != "" {
			t.Errorf("the frozen report changed:\n%s", diff)
		}
		_, err = l.s.NewHighlight(ctx, l.by, HighlightReport{CorrectsID: coming.ID, Correction: "Something was wrong"})
		wantFault(t, err, fault.Invalid, "still a draft")
		put, err := l.s.NewHighlight(ctx, l.by, HighlightReport{CorrectsID: r.ID, Correction: "An action was done elsewhere."})
		l.must(err)
		_, err = l.s.NewHighlight(ctx, l.by, HighlightReport{CorrectsID: r.ID, Correction: "And once more so."})
		wantFault(t, err, fault.Conflict, "put right already")
		l.must(l.s.FreezeHighlight(ctx, l.by, put.ID))
		l.sound()
		if _, err := d.Exec(ctx, `UPDATE strategy_highlight SET words = 'All is well' WHERE org_id = $1 AND id = $2`, l.by.OrgID, r.ID); err != nil {
			t.Fatal(err)
		}
		problems, err := l.s.Check(ctx, l.by.OrgID)
		if l.must(err); len(problems) != 1 || !strings.Contains(problems[0], "is not what was frozen") {
			t.Errorf("problems: %q", problems)
		}
	})
}

// People's words cannot become Markdown.
func TestMarkdownOfPeoplesWords(t *testing.T) {
	for in, want := range map[string]string{
		"plain words": "plain words", "# not a title": `\# not a title`, "a | b": `a \| b`, "1. one": `1\. one`, "<b>": `\<b\>`,
		"- item": `\- item`, "two\nlines": "two\nlines", "[a](b)": `\[a\](b)`, "end.": "end.",
	} {
		if got := markText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
