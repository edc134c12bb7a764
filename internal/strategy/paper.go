package strategy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/when"
)

// Paper is a board paper about a strategy on a day.
type Paper struct {
	Organisation string
	Edition      Edition
	On           when.Date
	Purpose      string
	Summary      []string // sentences
	Objectives   []ObjectiveRow
	Total        actions.Spread
	Exceptions   []ExceptionGroup
	Asked        []Decision // by the steering group, of the board
	Ask          string     // in somebody's own words
}

// ExceptionGroup is what a board should know about, of one kind.
type ExceptionGroup struct {
	Heading, None string
	Lines         []Exception
	More          int // that are not listed
}

// Exception is one thing that a board should know about, and why.
type Exception struct {
	Title, Href, Status, Due string
	Owners                   []string
	Why                      []string
}

// exceptionsShown is how many of a kind a paper lists.
const exceptionsShown = 40

// usualPurpose is what a paper is for unless somebody says otherwise.
const usualPurpose = "To tell the board how the strategy is going, what is not going to plan and why, and which decisions are asked of it."

// Paper writes the board paper. Purpose and ask are in somebody's own words, and
// may be empty.
func (s *Strategy) Paper(ctx context.Context, by actor.Actor, e Edition, purpose, ask string) (Paper, error) {
	org, err := s.units.Organisation(ctx, by.OrgID)
	if err != nil {
		return Paper{}, err
	}
	p := Paper{Organisation: org.Name, Edition: e, On: s.today(), Purpose: purpose, Ask: ask}
	if p.Purpose == "" {
		p.Purpose = usualPurpose
	}
	if p.Objectives, err = s.ObjectiveRows(ctx, by.OrgID, e.ID, false); err != nil {
		return Paper{}, err
	}
	for _, o := range p.Objectives {
		p.Total = p.Total.Plus(o.Spread)
	}
	p.Summary = summary(p.Objectives, p.Total)
	if p.Asked, err = s.decisionsAsked(ctx, s.db, by.OrgID, e.ID); err != nil {
		return Paper{}, err
	}
	p.Exceptions, err = s.exceptions(ctx, by.OrgID, e.ID, p.Objectives)
	return p, err
}

// summary says in sentences how the objectives and actions stand.
func summary(objectives []ObjectiveRow, total actions.Spread) []string {
	if len(objectives) == 0 {
		return []string{"The strategy has no objectives yet."}
	}
	by := map[actions.Status]int{}
	for _, o := range objectives {
		by[o.Standing.Status]++
	}
	list := func(count func(actions.Status) int) string {
		var parts []string
		for _, st := range actions.Statuses {
			if n := count(st); n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, st))
			}
		}
		return strings.Join(parts, ", ")
	}
	out := []string{fmt.Sprintf("Objectives: %s, of %d.", list(func(st actions.Status) int { return by[st] }), len(objectives))}
	if total.Total() == 0 {
		return append(out, "There are no actions under them yet.")
	}
	out = append(out, fmt.Sprintf("Actions, those of local plans included: %s, of %d.", list(total.Count), total.Total()))
	return append(out, fmt.Sprintf("Overdue: %d. Without an owner: %d.", total.Overdue, total.Ownerless))
}

// exceptions gathers what is overdue, off track, without an owner, or shown
// otherwise than the rules say; each thing once, under the first that fits.
func (s *Strategy) exceptions(ctx context.Context, orgID, strategyID string, objectives []ObjectiveRow) ([]ExceptionGroup, error) {
	groups := []ExceptionGroup{
		{Heading: "Overdue", None: "Nothing is overdue."},
		{Heading: "Off track", None: "Nothing else is off track."},
		{Heading: "Without an owner", None: "Everything else has an owner."},
		{Heading: "Status set by hand", None: "No other status was set by hand."},
	}
	add := func(i int, x Exception) {
		if len(groups[i].Lines) < exceptionsShown {
			groups[i].Lines = append(groups[i].Lines, x)
		} else {
			groups[i].More++
		}
	}
	for _, o := range objectives {
		if o.Standing.Overridden {
			add(3, Exception{Title: fmt.Sprintf("Objective %d: %s", o.Number, o.Title), Href: "/strategy/objectives/" + o.ID, Status: standingWords(o.Standing), Why: o.Standing.Why})
		}
	}
	var rows []Row
	err := s.EachRow(ctx, orgID, Filter{StrategyID: strategyID, Filter: actions.Filter{Open: true}}, func(r Row) error {
		if r.kindOfException() >= 0 {
			rows = append(rows, r)
		}
		return nil
	})
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(a.Action.DueBy.Days(b.Action.DueBy), inPlanOrder(a, b))
	})
	for _, r := range rows {
		add(r.kindOfException(), r.exception())
	}
	return groups, err
}

// kindOfException is the group of [Strategy.exceptions] that the action stands
// in, or -1 when it goes as it should.
func (r Row) kindOfException() int {
	return slices.Index([]bool{r.Standing.Overdue, r.Standing.Status == actions.OffTrack, len(r.Posts) == 0, r.Standing.Overridden}, true)
}

// inPlanOrder compares by objective, then by place under it.
func inPlanOrder(a, b Row) int {
	return cmp.Or(a.Objective.Number-b.Objective.Number, a.Position-b.Position)
}

func (r Row) exception() Exception {
	x := Exception{Title: r.title(), Href: r.Href(), Status: standingWords(r.Standing), Due: r.Action.Due().String(), Owners: r.OwnerNames(), Why: slices.Clone(r.Standing.Why)}
	if len(r.Posts) == 0 {
		x.Why = append(x.Why, "No post owns it.")
	}
	return x
}

// Markdown is the paper as Markdown.
func (p Paper) Markdown() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	list := func(lines []string) {
		for _, l := range lines {
			line("- %s", mark(l))
		}
		line("")
	}
	line("# %s: board paper\n", mark(p.Edition.Title))
	line("%s, %s\n", mark(p.Organisation), p.On)
	line("## Purpose\n\n%s\n", mark(p.Purpose))
	line("## Summary\n")
	list(p.Summary)
	line("## Progress by objective\n")
	if len(p.Objectives) > 0 {
		line("| No | Objective | Status | Not started | On track | At risk | Off track | Complete | Overdue | No owner |")
		line("|---|---|---|---|---|---|---|---|---|---|")
		for _, o := range p.Objectives {
			n := o.Spread
			line("| %d | %s | %s | %d | %d | %d | %d | %d | %d | %d |", o.Number, mark(o.Title), standingWords(o.Standing), n.NotStarted, n.OnTrack, n.AtRisk, n.OffTrack, n.Complete, n.Overdue, n.Ownerless)
		}
		line("")
	}
	line("## Exceptions\n")
	for _, g := range p.Exceptions {
		line("### %s\n", g.Heading)
		list(g.words())
	}
	line("## Decisions asked of the board\n")
	list(p.asks())
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// words are the exceptions of a kind, a line each.
func (g ExceptionGroup) words() []string {
	if len(g.Lines) == 0 {
		return []string{g.None}
	}
	var out []string
	for _, x := range g.Lines {
		words := x.Title + " (" + x.Status
		if x.Due != "" {
			words += "; due: " + x.Due
		}
		if len(x.Owners) > 0 {
			words += "; owners: " + strings.Join(x.Owners, ", ")
		}
		out = append(out, words+"). "+strings.Join(x.Why, " "))
	}
	if g.More > 0 {
		out = append(out, fmt.Sprintf("And %d more.", g.More))
	}
	return out
}

// asks are the decisions asked, a line each.
func (p Paper) asks() []string {
	var out []string
	for _, d := range p.Asked {
		out = append(out, d.Words+" (asked by the steering group on "+d.OnDate.String()+")")
	}
	if p.Ask != "" {
		out = append(out, p.Ask)
	}
	if len(out) == 0 {
		out = append(out, "None: the board is asked to note the paper.")
	}
	return out
}

// mark is text for one line of Markdown: what would be a mark is a character.
func mark(s string) string {
	var b strings.Builder
	for _, r := range spaced(s) {
		if strings.ContainsRune("\\`*_[]<>#|~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// PlanRows are the trust's own actions, by objective and position: what the plan
// on a page and the timeline show.
func (s *Strategy) PlanRows(ctx context.Context, orgID, strategyID string) ([]Row, error) {
	var rows []Row
	err := s.EachRow(ctx, orgID, Filter{StrategyID: strategyID, TrustOnly: true}, func(r Row) error { rows = append(rows, r); return nil })
	slices.SortStableFunc(rows, inPlanOrder)
	return rows, err
}
