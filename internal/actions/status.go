package actions

import (
	"fmt"

	"footbridge/internal/when"
)

// Status is one word for how an action or an objective goes. Overdue is not a
// status: it is worked out from the date and always shown beside it.
type Status string

// The statuses, and Withdrawn for what is not in the plan any more.
const (
	NotStarted Status = "not started"
	OnTrack    Status = "on track"
	AtRisk     Status = "at risk"
	OffTrack   Status = "off track"
	Complete   Status = "complete"
	Withdrawn  Status = "withdrawn"
)

// Statuses lists what an action in the plan can be, in the order of a spread.
var Statuses = []Status{NotStarted, OnTrack, AtRisk, OffTrack, Complete}

// Overrides lists what an override can say. Complete needs evidence, not words.
var Overrides = []Status{NotStarted, OnTrack, AtRisk, OffTrack}

// rank orders the statuses of open actions, worst last.
var rank = map[Status]int{NotStarted: 0, OnTrack: 1, AtRisk: 2, OffTrack: 3}

// atLeast is the worse of two statuses of open actions.
func atLeast(s, floor Status) Status {
	if rank[floor] > rank[s] {
		return floor
	}
	return s
}

// Standing is how an action stands on a day, and why.
type Standing struct {
	Status        Status
	Derived       Status // what the rules say, without the override
	Overdue       bool
	ReviewOverdue bool // no update for too long
	Blocked       bool // an action it waits for is overdue
	Overridden    bool
	Why           []string // sentences, the override's reason among them
}

// Standing works out how the action stands. The rules, from the top:
//
//	withdrawn                                        withdrawn
//	closed (which needs evidence)                    complete
//	base: the newest update's outlook
//	    no update yet                                not started
//	    to plan                                      on track
//	    some difficulty                              at risk
//	    stuck                                        off track
//	no update within the review interval             at least at risk
//	    (counted from the newest update, else the start)
//	no interval, no update two months after start    at least at risk
//	an action it waits for is overdue                at least at risk
//	overdue                                          at least off track
//	override, with its reason                        replaces all of the above,
//	                                                 but at least at risk while overdue
//
// An action is overdue when it is open and today is after its last day. One
// that is due by a month and then goes on stops being overdue once its newest
// update says that it goes to plan: from then on its reviews count. An action
// without a due month is never overdue; its reviews can be.
//
// The list of actions computes the same in SQL, and a test holds the two equal.
func (a Action) Standing(today when.Date) Standing {
	switch {
	case !a.WithdrawnOn.IsZero():
		return Standing{Status: Withdrawn, Derived: Withdrawn, Why: []string{fmt.Sprintf("Withdrawn on %s: %s", a.WithdrawnOn, a.WithdrawnWhy)}}
	case !a.ClosedOn.IsZero():
		return Standing{Status: Complete, Derived: Complete, Why: []string{fmt.Sprintf("Completed on %s.", a.ClosedOn)}}
	}
	st := Standing{
		Overdue:       a.DueBy.Before(today) && !(a.Ongoing && a.Outlook == ToPlan),
		ReviewOverdue: a.ReviewBy.Before(today),
		Blocked:       a.NeedsOverdue,
	}
	st.Derived = a.base(&st)
	if st.ReviewOverdue {
		st.Derived = atLeast(st.Derived, AtRisk)
		st.Why = append(st.Why, a.silence())
	}
	if st.Blocked {
		st.Derived = atLeast(st.Derived, AtRisk)
		st.Why = append(st.Why, "It waits for an action that is overdue.")
	}
	if st.Overdue {
		st.Derived = atLeast(st.Derived, OffTrack)
		st.Why = append(st.Why, fmt.Sprintf("It was due by %s.", a.DueBy))
	}
	st.Status = st.Derived
	if a.OverrideStatus != "" {
		st.override(a)
	}
	return st
}

// base is the status that the newest update alone would give.
func (a Action) base(st *Standing) Status {
	switch a.Outlook {
	case ToPlan:
		st.Why = append(st.Why, fmt.Sprintf("The update of %s says it is going to plan.", a.UpdatedOn))
		return OnTrack
	case Difficulty:
		st.Why = append(st.Why, fmt.Sprintf("The update of %s says there is some difficulty.", a.UpdatedOn))
		return AtRisk
	case Stuck:
		st.Why = append(st.Why, fmt.Sprintf("The update of %s says it is stuck.", a.UpdatedOn))
		return OffTrack
	}
	st.Why = append(st.Why, "There is no update yet.")
	return NotStarted
}

// silence is the sentence about an update that did not come.
func (a Action) silence() string {
	if a.UpdatedOn.IsZero() {
		return fmt.Sprintf("An update was due by %s.", a.ReviewBy)
	}
	return fmt.Sprintf("Its next update was due by %s.", a.ReviewBy)
}

func (st *Standing) override(a Action) {
	st.Overridden = true
	st.Status = a.OverrideStatus
	if st.Overdue {
		st.Status = atLeast(st.Status, AtRisk)
	}
	st.Why = append(st.Why, st.overridden(Override{Reason: a.OverrideReason, By: a.OverrideBy, On: a.OverrideOn}))
}

// overridden is the sentence about an override. By now the rules may have come
// to say the same.
func (st Standing) overridden(o Override) string {
	instead := ""
	if st.Status != st.Derived {
		instead = fmt.Sprintf(" instead of %s", st.Derived)
	}
	return fmt.Sprintf("Shown as %s by %s on %s%s: %s", st.Status, o.By, o.On, instead, o.Reason)
}

// Judge is [Action.Standing] with the actions that a waits for given in full.
func Judge(a Action, today when.Date, needs []Action) Standing {
	a.NeedsOverdue = false
	for _, n := range needs {
		a.NeedsOverdue = a.NeedsOverdue || n.Standing(today).Overdue
	}
	return a.Standing(today)
}

// reviewBy is the last day for the next update.
func reviewBy(starts, updated when.Date, months int) when.Date {
	switch {
	case months > 0 && !updated.IsZero():
		return addMonths(updated, months)
	case months > 0:
		return addMonths(starts, months)
	case updated.IsZero():
		return addMonths(starts, 2)
	}
	return Never
}

// addMonths is the same day n months later, or the last day of a shorter month.
func addMonths(d when.Date, n int) when.Date {
	m := d.MonthOf().Add(n)
	return when.Date{Year: m.Year, Month: m.Month, Day: min(d.Day, m.Last().Day)}
}

// Spread is how many actions stand how: what a parent shows besides one word.
type Spread struct {
	NotStarted, OnTrack, AtRisk, OffTrack, Complete int
	Overdue                                         int // of those not complete
	Ownerless                                       int // of those not complete
}

// Total is how many actions there are.
func (s Spread) Total() int { return s.NotStarted + s.OnTrack + s.AtRisk + s.OffTrack + s.Complete }

// Count is how many stand so.
func (s Spread) Count(st Status) int {
	switch st {
	case NotStarted:
		return s.NotStarted
	case OnTrack:
		return s.OnTrack
	case AtRisk:
		return s.AtRisk
	case OffTrack:
		return s.OffTrack
	case Complete:
		return s.Complete
	}
	return 0
}

// Plus is both spreads together.
func (s Spread) Plus(o Spread) Spread {
	return Spread{s.NotStarted + o.NotStarted, s.OnTrack + o.OnTrack, s.AtRisk + o.AtRisk, s.OffTrack + o.OffTrack,
		s.Complete + o.Complete, s.Overdue + o.Overdue, s.Ownerless + o.Ownerless}
}

// Add counts one action.
func (s *Spread) Add(st Standing, ownerless bool) {
	switch st.Status {
	case NotStarted:
		s.NotStarted++
	case OnTrack:
		s.OnTrack++
	case AtRisk:
		s.AtRisk++
	case OffTrack:
		s.OffTrack++
	case Complete:
		s.Complete++
	default:
		return
	}
	if st.Overdue {
		s.Overdue++
	}
	if ownerless && st.Status != Complete {
		s.Ownerless++
	}
}

// Override is somebody's own word for how something stands, with the reason.
type Override struct {
	Status Status
	Reason string
	By     string
	On     when.Date
}

// RollUp is how a parent stands, from the spread of what is under it:
//
//	nothing under it             not started
//	everything complete          complete
//	something off track          off track
//	something at risk            at risk
//	something on track/complete  on track
//	otherwise                    not started
//	override, with its reason    replaces it, but at least at risk while a child is overdue
//
// So a parent is never shown on track while a child is overdue.
func RollUp(s Spread, o Override) Standing {
	st := Standing{Overdue: s.Overdue > 0}
	switch {
	case s.Total() == 0:
		st.Derived, st.Why = NotStarted, []string{"There is no action under it yet."}
	case s.Complete == s.Total():
		st.Derived = Complete
	case s.OffTrack > 0:
		st.Derived = OffTrack
	case s.AtRisk > 0:
		st.Derived = AtRisk
	case s.OnTrack+s.Complete > 0:
		st.Derived = OnTrack
	default:
		st.Derived = NotStarted
	}
	if st.Overdue {
		st.Derived = atLeast(st.Derived, AtRisk)
	}
	st.Status = st.Derived
	if o.Status != "" && st.Derived != Complete {
		st.Overridden, st.Status = true, o.Status
		if st.Overdue {
			st.Status = atLeast(st.Status, AtRisk)
		}
		st.Why = append(st.Why, st.overridden(o))
	}
	return st
}
