package strategy

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// NewHighlight begins the report of a period. With correctsID it puts right a
// frozen report of the same period, and correction says what was wrong.
func (s *Strategy) NewHighlight(ctx context.Context, by actor.Actor, in HighlightReport) (HighlightReport, error) {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return in, err
	}
	in.Correction, in.Summary = strings.TrimSpace(in.Correction), strings.TrimSpace(in.Summary)
	r := HighlightReport{OrgID: by.OrgID, ID: id.New(), StrategyID: in.StrategyID, FromOn: in.FromOn, ToOn: in.ToOn, Summary: in.Summary,
		CorrectsID: in.CorrectsID, Correction: in.Correction, Version: 1, CreatedAt: s.now()}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := correcting(ctx, tx, &r); err != nil {
			return err
		}
		if err := checkPeriod(r, s.today()); err != nil {
			return err
		}
		if err := insertHighlight(ctx, tx, r); err != nil {
			return err
		}
		return s.recordHighlight(ctx, tx, by, r, "added")
	})
	if db.Duplicate(err) && r.CorrectsID != "" {
		return r, fault.New(fault.Conflict, "That report has been put right already. Correct the newer one.")
	}
	if db.Duplicate(err) {
		return r, fault.Field("from", "There is a report for this period already.")
	}
	return r, err
}

// correcting copies the period of the report that r puts right.
func correcting(ctx context.Context, tx *db.DB, r *HighlightReport) error {
	if r.CorrectsID == "" {
		r.Correction = ""
		return nil
	}
	old, err := highlightByID(ctx, tx, r.OrgID, r.CorrectsID)
	switch {
	case err != nil:
		return err
	case !old.Frozen():
		return fault.New(fault.Invalid, "That report is still a draft: change it instead.")
	case nothingSaid(r.Correction):
		return fault.Field("correction", "Say what was wrong in the report that this one puts right.")
	}
	r.StrategyID, r.FromOn, r.ToOn = old.StrategyID, old.FromOn, old.ToOn
	return nil
}

func checkPeriod(r HighlightReport, today when.Date) error {
	switch {
	case r.FromOn.IsZero():
		return fault.Field("from", "Enter the first day of the period.")
	case r.ToOn.IsZero():
		return fault.Field("to", "Enter the last day of the period.")
	case r.ToOn.Before(r.FromOn):
		return fault.Field("to", "The last day cannot come before the first.")
	case r.FromOn.After(today):
		return fault.Field("from", "The period has not begun yet.")
	case utf8.RuneCountInString(r.Summary) > 10_000:
		return fault.Field("summary", "The summary must have 10,000 characters or fewer.")
	}
	return nil
}

// SummariseHighlight rewrites the summary of a draft as it was read at version.
func (s *Strategy) SummariseHighlight(ctx context.Context, by actor.Actor, reportID string, version int, summary string) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, err := highlightByID(ctx, tx, by.OrgID, reportID)
		if err != nil {
			return err
		}
		if r.Frozen() {
			return errFrozen
		}
		old := r.Summary
		r.Summary, r.Version = strings.TrimSpace(summary), version
		if err := checkPeriod(r, s.today()); err != nil {
			return err
		}
		if err := updateHighlight(ctx, tx, r); err != nil {
			return err
		}
		return s.recordHighlight(ctx, tx, by, r, "changed", changes("Summary", old, r.Summary)...)
	})
}

var errFrozen = fault.New(fault.Conflict, "This report is frozen and cannot change any more. To put something right, begin a report that corrects it.")

// FreezeHighlight keeps the report as it is now, for good.
func (s *Strategy) FreezeHighlight(ctx context.Context, by actor.Actor, reportID string) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, err := highlightByID(ctx, tx, by.OrgID, reportID)
		if err != nil {
			return err
		}
		if r.Frozen() {
			return errFrozen
		}
		if r.ToOn.After(s.today()) {
			return fault.New(fault.Invalid, "The period ends on %s. Freeze the report when it is over.", r.ToOn)
		}
		content, err := s.highlight(ctx, tx, r)
		if err != nil {
			return err
		}
		r.Content, r.Words = db.JSON[HighlightContent]{V: content}, content.words()
		r.Hash, r.FrozenAt, r.FrozenBy = contentHash(content, r.Words), s.now(), cmp.Or(by.Name, "somebody")
		if err := freezeHighlight(ctx, tx, r); err != nil {
			return err
		}
		return s.recordHighlight(ctx, tx, by, r, "frozen", audit.Change{Field: "Fingerprint", To: r.Hash})
	})
}

func (s *Strategy) recordHighlight(ctx context.Context, tx *db.DB, by actor.Actor, r HighlightReport, verb string, list ...audit.Change) error {
	return s.record(ctx, tx, by, "highlight."+verb, "highlight", r.ID, fmt.Sprintf("Highlight report, %s to %s", r.FromOn, r.ToOn), list...)
}

// highlight is what the report of a period says now.
func (s *Strategy) highlight(ctx context.Context, tx *db.DB, r HighlightReport) (HighlightContent, error) {
	e, err := editionByID(ctx, tx, r.OrgID, r.StrategyID)
	if err != nil {
		return HighlightContent{}, err
	}
	c := HighlightContent{Strategy: e.Title, From: r.FromOn.String(), To: r.ToOn.String(), Summary: r.Summary}
	if r.CorrectsID != "" {
		old, err := highlightByID(ctx, tx, r.OrgID, r.CorrectsID)
		if err != nil {
			return c, err
		}
		c.Corrects = fmt.Sprintf("This report puts right the one frozen on %s by %s. What was wrong: %s", when.Stamp(old.FrozenAt), old.FrozenBy, r.Correction)
	}
	for _, add := range []func(context.Context, *db.DB, HighlightReport, *HighlightContent) error{
		s.highlightObjectives, s.highlightActions, s.highlightMeetings, s.highlightPlans, s.highlightSignup,
	} {
		if err := add(ctx, tx, r, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (s *Strategy) highlightObjectives(ctx context.Context, tx *db.DB, r HighlightReport, c *HighlightContent) error {
	list, err := listObjectives(ctx, tx, r.OrgID, r.StrategyID, false)
	if err != nil || len(list) == 0 {
		return err
	}
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	spreads, err := s.actions.Spreads(ctx, tx, r.OrgID, module, byObjective(r.OrgID, ids))
	for _, o := range list {
		n := spreads[o.ID]
		st := o.Standing(n)
		c.Objectives = append(c.Objectives, HighlightObjective{
			Number: o.Number, Title: o.Title, Status: string(st.Status), Why: strings.Join(st.Why, " "),
			NotStarted: n.NotStarted, OnTrack: n.OnTrack, AtRisk: n.AtRisk, OffTrack: n.OffTrack, Complete: n.Complete, Overdue: n.Overdue, Ownerless: n.Ownerless,
		})
	}
	return err
}

// highlightActions lists what was finished and said in the period, what is not
// as it should be, and what comes next.
func (s *Strategy) highlightActions(ctx context.Context, tx *db.DB, r HighlightReport, c *HighlightContent) error {
	within := func(d when.Date) bool { return !d.IsZero() && !d.Before(r.FromOn) && !d.After(r.ToOn) }
	titles := map[string]string{}
	next := r.ToOn.MonthOf().Add(3).Last()
	add := func(rows []Row) {
		for _, row := range rows {
			a, st := row.Action, row.Standing
			line := HighlightLine{Title: row.title(), Status: standingWords(st), Words: strings.Join(st.Why, " ")}
			titles[a.ID] = line.Title
			if within(a.ClosedOn) {
				c.Finished = append(c.Finished, HighlightLine{On: a.ClosedOn.String(), Title: line.Title})
			}
			if !a.Open() {
				continue
			}
			due := HighlightLine{On: a.Due().String(), Title: line.Title, Status: line.Status}
			switch {
			case st.Overdue || st.Status == actions.OffTrack:
				c.Exceptions = append(c.Exceptions, line)
			case a.DueBy.After(r.ToOn) && !a.DueBy.After(next):
				c.Next = append(c.Next, due)
			}
			if len(a.Owners) == 0 {
				c.Ownerless = append(c.Ownerless, due)
			}
		}
	}
	sel := Filter{StrategyID: r.StrategyID}.selected(r.OrgID)
	err := s.actions.Each(ctx, tx, r.OrgID, module, sel, func(acts []actions.Action) error {
		rows, err := s.place(ctx, tx, r.OrgID, acts)
		add(rows)
		return err
	})
	if err != nil {
		return err
	}
	of := underStrategy(r.OrgID, r.StrategyID)
	updates, err := s.actions.UpdatesSince(ctx, tx, r.OrgID, module, r.FromOn.Start(), &of, 1000)
	for _, u := range updates {
		if within(u.OnDate) && titles[u.ActionID] != "" {
			c.Updates = append(c.Updates, HighlightLine{On: u.OnDate.String(), Title: titles[u.ActionID], Status: string(u.Outlook), Words: u.Words + " (" + u.ByName + ")"})
		}
	}
	return err
}

// title is the action as a report names it: with its objective's number, and
// its plan when it is a local one.
func (r Row) title() string {
	words := fmt.Sprintf("Objective %d: %s", r.Objective.Number, r.Action.Title)
	if r.PlanTitle != "" {
		words += " (" + r.PlanTitle + ")"
	}
	return words
}

// standingWords is the status with "overdue" beside it.
func standingWords(st actions.Standing) string {
	if st.Overdue {
		return string(st.Status) + ", overdue"
	}
	return string(st.Status)
}

func (s *Strategy) highlightMeetings(ctx context.Context, tx *db.DB, r HighlightReport, c *HighlightContent) error {
	meetings, err := meetingsBetween(ctx, tx, r.OrgID, r.StrategyID, r.FromOn, r.ToOn)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		c.Meetings = append(c.Meetings, HighlightLine{On: m.OnDate.String(), Title: cmp.Or(m.Place, "Steering group"), Words: fmt.Sprintf("%d came, %d not able to come", m.Came, m.NotAble)})
	}
	decisions, err := decisionsBetween(ctx, tx, r.OrgID, r.StrategyID, r.FromOn, r.ToOn)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		c.Decisions = append(c.Decisions, HighlightLine{On: d.OnDate.String(), Words: d.Words})
	}
	asked, err := s.decisionsAsked(ctx, tx, r.OrgID, r.StrategyID)
	for _, d := range asked {
		if !d.OnDate.After(r.ToOn) {
			c.Asked = append(c.Asked, HighlightLine{On: d.OnDate.String(), Words: d.Words})
		}
	}
	return err
}

func (s *Strategy) highlightPlans(ctx context.Context, tx *db.DB, r HighlightReport, c *HighlightContent) error {
	plans, err := localPlansOf(ctx, tx, r.OrgID, r.StrategyID)
	for _, p := range plans {
		line := HighlightLine{Title: p.Title, Status: p.State}
		if p.State == planSigned {
			line.Words = "on " + p.SignedOffOn.String()
		}
		c.Plans = append(c.Plans, line)
	}
	return err
}

func (s *Strategy) highlightSignup(ctx context.Context, tx *db.DB, r HighlightReport, c *HighlightContent) error {
	partners, places, err := s.signupPlaces(ctx, tx, r.OrgID)
	if err != nil || len(partners) == 0 {
		return err
	}
	now, err := signupsNow(ctx, tx, r.OrgID, r.StrategyID)
	for _, n := range countSignups(partners, places, now, s.today()) {
		c.Signup = append(c.Signup, HighlightLine{Title: n.Place, Words: fmt.Sprintf("%d signed, %d of them due for renewal, %d not signed yet", n.Signed, n.Due, n.Unsigned)})
	}
	return err
}
