package actions

import (
	"strings"
	"testing"
	"time"

	"footbridge/internal/when"
)

var today = when.Date{Year: 2008, Month: 4, Day: 15}

func day(y int, m time.Month, d int) when.Date { return when.Date{Year: y, Month: m, Day: d} }

// act is an open action due in June 2008 that began yesterday and has no update.
func act(change ...func(*Action)) Action {
	a := Action{DueMonth: month(2008, 6), DueBy: day(2008, 6, 30), StartsOn: day(2008, 4, 14)}
	a.ReviewBy = reviewBy(a.StartsOn, a.UpdatedOn, a.ReviewMonths)
	for _, c := range change {
		c(&a)
	}
	return a
}

func says(o Outlook) func(*Action) {
	return func(a *Action) { a.Outlook, a.UpdatedOn, a.ReviewBy = o, day(2008, 4, 1), Never }
}

func due(y int, m time.Month) func(*Action) {
	return func(a *Action) { a.DueMonth, a.DueBy = month(y, m), month(y, m).Last() }
}

func ongoing(a *Action) { a.Ongoing, a.ReviewMonths = true, 3 }

func undated(a *Action) { a.DueMonth, a.DueBy = when.Month{}, Never }

func late(a *Action) { a.DueMonth, a.DueBy = month(2008, 3), day(2008, 3, 31) }

func silent(a *Action) { a.ReviewBy = day(2008, 4, 14) }

func blocked(a *Action) { a.NeedsOverdue = true }

func override(s Status) func(*Action) {
	return func(a *Action) {
		a.OverrideStatus, a.OverrideReason, a.OverrideBy, a.OverrideOn = s, "The partner pays from May.", "Ann", day(2008, 4, 2)
	}
}

func closed(a *Action) { a.ClosedOn = day(2008, 4, 10) }

func withdrawn(a *Action) { a.WithdrawnOn, a.WithdrawnWhy = day(2008, 4, 11), "Merged with another" }

func TestStanding(t *testing.T) {
	for _, c := range []struct {
		name    string
		action  Action
		status  Status
		overdue bool
	}{
		{"no update yet", act(), NotStarted, false},
		{"goes to plan", act(says(ToPlan)), OnTrack, false},
		{"some difficulty", act(says(Difficulty)), AtRisk, false},
		{"stuck", act(says(Stuck)), OffTrack, false},
		{"the last day of the month is in time", act(due(2008, 4), says(ToPlan)), OnTrack, false},
		{"overdue, though it goes to plan", act(late, says(ToPlan)), OffTrack, true},
		{"overdue and never updated", act(late), OffTrack, true},
		{"no update for too long", act(says(ToPlan), silent), AtRisk, false},
		{"never updated, two months after the start", act(silent), AtRisk, false},
		{"stuck and silent stays off track", act(says(Stuck), silent), OffTrack, false},
		{"waits for an overdue action", act(says(ToPlan), blocked), AtRisk, false},
		{"waits for an overdue action and not started", act(blocked), AtRisk, false},
		{"due, then ongoing: overdue until an update says it is in place", act(ongoing, late, says(Difficulty)), OffTrack, true},
		{"due, then ongoing, in place", act(ongoing, late, says(ToPlan)), OnTrack, false},
		{"due, then ongoing, in place, review overdue", act(ongoing, late, says(ToPlan), silent), AtRisk, false},
		{"ongoing is never overdue", act(ongoing, undated, says(ToPlan)), OnTrack, false},
		{"ongoing, review overdue", act(ongoing, undated, silent), AtRisk, false},
		{"override to better", act(says(Stuck), override(OnTrack)), OnTrack, false},
		{"override to worse", act(says(ToPlan), override(OffTrack)), OffTrack, false},
		{"override cannot hide overdue", act(late, says(ToPlan), override(OnTrack)), AtRisk, true},
		{"override of overdue to at risk", act(late, override(AtRisk)), AtRisk, true},
		{"override of overdue to not started", act(late, override(NotStarted)), AtRisk, true},
		{"closed", act(closed, late, says(Stuck)), Complete, false},
		{"withdrawn", act(withdrawn, late), Withdrawn, false},
		{"withdrawn after it was closed", act(closed, withdrawn), Withdrawn, false},
	} {
		got := c.action.Standing(today)
		if got.Status != c.status || got.Overdue != c.overdue {
			t.Errorf("%s: %s, overdue %t; want %s, overdue %t", c.name, got.Status, got.Overdue, c.status, c.overdue)
		}
		if len(got.Why) == 0 {
			t.Errorf("%s: no reason is given", c.name)
		}
	}
}

func TestOverridePrintsItsReason(t *testing.T) {
	got := strings.Join(act(late, override(OnTrack)).Standing(today).Why, " ")
	for _, want := range []string{"It was due by 31 March 2008.", "Shown as at risk by Ann on 2 April 2008 instead of off track: The partner pays from May."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestJudge(t *testing.T) {
	if got := Judge(act(says(ToPlan)), today, []Action{act(says(ToPlan))}); got.Blocked || got.Status != OnTrack {
		t.Errorf("waiting for an action in time: %+v", got)
	}
	if got := Judge(act(says(ToPlan)), today, []Action{act(says(ToPlan)), act(late)}); !got.Blocked || got.Status != AtRisk {
		t.Errorf("waiting for an overdue action: %+v", got)
	}
	if got := Judge(act(says(ToPlan)), today, []Action{act(late, closed)}); got.Blocked {
		t.Errorf("waiting for a complete action: %+v", got)
	}
}

func TestReviewBy(t *testing.T) {
	starts, updated := day(2008, 1, 31), day(2008, 2, 10)
	for _, c := range []struct {
		name    string
		updated when.Date
		months  int
		want    when.Date
	}{
		{"from the start", when.Date{}, 1, day(2008, 2, 29)},
		{"from the newest update", updated, 3, day(2008, 5, 10)},
		{"no interval, never updated: two months", when.Date{}, 0, day(2008, 3, 31)},
		{"no interval, updated once", updated, 0, Never},
	} {
		if got := reviewBy(starts, c.updated, c.months); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRollUp(t *testing.T) {
	good := Override{Status: OnTrack, Reason: "Agreed with the board", By: "Ann", On: today}
	for _, c := range []struct {
		name     string
		spread   Spread
		override Override
		want     Status
	}{
		{"nothing under it", Spread{}, Override{}, NotStarted},
		{"nothing begun", Spread{NotStarted: 3}, Override{}, NotStarted},
		{"something goes", Spread{NotStarted: 3, OnTrack: 1}, Override{}, OnTrack},
		{"one done, the rest not begun", Spread{NotStarted: 3, Complete: 1}, Override{}, OnTrack},
		{"everything done", Spread{Complete: 4}, Override{}, Complete},
		{"one at risk", Spread{OnTrack: 9, AtRisk: 1}, Override{}, AtRisk},
		{"one off track", Spread{OnTrack: 9, OffTrack: 1, Overdue: 1}, Override{}, OffTrack},
		{"override", Spread{OnTrack: 9, OffTrack: 1}, good, OnTrack},
		{"override while a child is overdue", Spread{OnTrack: 9, OffTrack: 1, Overdue: 1}, good, AtRisk},
		{"a child overridden to at risk is still overdue", Spread{OnTrack: 9, AtRisk: 1, Overdue: 1}, good, AtRisk},
		{"override of what is complete", Spread{Complete: 1}, good, Complete},
	} {
		if got := RollUp(c.spread, c.override); got.Status != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Status, c.want)
		}
	}
}

// However the actions stand, a parent is not shown on track, not started or
// complete while one of them is overdue, by the rules or by an override.
func TestParentNeverHidesOverdue(t *testing.T) {
	outlooks := []Outlook{"", ToPlan, Difficulty, Stuck}
	for _, o := range outlooks {
		for _, ov := range append([]Status{""}, Overrides...) {
			var s Spread
			child := act(late)
			if o != "" {
				says(o)(&child)
			}
			if ov != "" {
				override(ov)(&child)
			}
			s.Add(child.Standing(today), false)
			s.Add(act(says(ToPlan)).Standing(today), false)
			for _, parent := range append([]Status{""}, Overrides...) {
				po := Override{Status: parent, Reason: "x"}
				if got := RollUp(s, po).Status; got != AtRisk && got != OffTrack {
					t.Errorf("child %q overridden %q, parent overridden %q: shown as %s", o, ov, parent, got)
				}
			}
		}
	}
}
