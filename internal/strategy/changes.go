package strategy

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// Changed is what changed in a strategy since a day.
type Changed struct {
	Since   when.Date
	Meeting bool // that was the day of the last steering group meeting
	Groups  []ChangeGroup
	More    bool // there were more changes than are listed
}

// Any reports whether anything changed.
func (c Changed) Any() bool {
	return slices.ContainsFunc(c.Groups, func(g ChangeGroup) bool { return len(g.Lines) > 0 })
}

// ChangeGroup is the changes of one kind, newest first.
type ChangeGroup struct {
	Heading string
	Lines   []ChangeLine
}

// ChangeLine is one change.
type ChangeLine struct {
	At                     time.Time
	Title, Href, Words, By string
}

// The kinds of change, in the order of the page.
const (
	changedUpdates = iota
	changedCompleted
	changedNew
	changedDue
	changedStatus
	changedWithdrawn
	changedOther
)

var changeHeadings = [...]string{
	changedUpdates: "Updates", changedCompleted: "Completed and reopened", changedNew: "New", changedDue: "Dates moved",
	changedStatus: "Status set by hand", changedWithdrawn: "Withdrawn and restored", changedOther: "Other changes",
}

// mostChanges is how many changes of a source the page goes through.
const mostChanges = 500

// SinceDefault is the day since which changes are shown when nobody says: that
// of the steering group's last meeting, or a month ago.
func (s *Strategy) SinceDefault(ctx context.Context, orgID string) (when.Date, bool, error) {
	day, met, err := s.lastMeeting(ctx, s.db, orgID)
	if err != nil || met {
		return day, met, err
	}
	return s.today().AddDays(-30), false, nil
}

// Changes gathers what changed in a strategy since a day, that day included:
// what was said of its actions, and what was changed, from the audit trail.
func (s *Strategy) Changes(ctx context.Context, by actor.Actor, strategyID string, since when.Date) (Changed, error) {
	c := Changed{Since: since}
	for _, h := range changeHeadings {
		c.Groups = append(c.Groups, ChangeGroup{Heading: h})
	}
	titles, err := s.titlesOf(ctx, by.OrgID, strategyID, since)
	if err != nil {
		return c, err
	}
	of := underStrategy(by.OrgID, strategyID)
	updates, err := s.actions.UpdatesSince(ctx, s.db, by.OrgID, module, since.Start(), &of, mostChanges)
	if err != nil {
		return c, err
	}
	c.More = len(updates) == mostChanges
	for _, u := range updates {
		c.Groups[changedUpdates].Lines = append(c.Groups[changedUpdates].Lines,
			ChangeLine{At: u.CreatedAt, Title: titles[u.ActionID], Href: "/strategy/actions/" + u.ActionID, Words: fold.Capital(string(u.Outlook)) + ": " + u.Words, By: u.ByName})
	}
	for _, kind := range []string{"action", "objective"} {
		rows, total, err := s.log.List(ctx, by, audit.Filter{Action: module + "." + kind + ".", From: since}, mostChanges, 0)
		if err != nil {
			return c, err
		}
		c.More = c.More || total > len(rows)
		for _, r := range rows {
			if title := titles[r.TargetID]; title != "" {
				c.add(r, title, "/strategy/"+kind+"s/"+r.TargetID)
			}
		}
	}
	for _, g := range c.Groups {
		slices.SortStableFunc(g.Lines, func(a, b ChangeLine) int { return b.At.Compare(a.At) })
	}
	return c, nil
}

// add puts an entry of the audit trail into its group.
func (c *Changed) add(r audit.Row, title, href string) {
	verb := r.Action[strings.LastIndexByte(r.Action, '.')+1:]
	group := changedOther
	switch verb {
	case "updated":
		return // the updates themselves are shown
	case "completed", "reopened":
		group = changedCompleted
	case "added":
		group = changedNew
	case "overridden", "override ended":
		group = changedStatus
	case "withdrawn", "restored":
		group = changedWithdrawn
	}
	diff := r.Diff()
	if verb == "changed" && slices.ContainsFunc(diff, func(d audit.Change) bool { return d.Field == "Due" }) {
		group = changedDue
	}
	words := []string{fold.Capital(verb)}
	for _, d := range diff {
		if d.From+d.To != "" {
			words = append(words, changeWords(d))
		}
	}
	c.Groups[group].Lines = append(c.Groups[group].Lines, ChangeLine{At: r.At, Title: title, Href: href, Words: strings.Join(words, ". "), By: r.Actor})
}

// titlesOf are the titles of the strategy's objectives and of its actions that
// changed since a day, by id.
func (s *Strategy) titlesOf(ctx context.Context, orgID, strategyID string, since when.Date) (map[string]string, error) {
	out := map[string]string{}
	objectives, err := listObjectives(ctx, s.db, orgID, strategyID, true)
	if err != nil {
		return nil, err
	}
	for _, o := range objectives {
		out[o.ID] = o.Title
	}
	for _, withdrawn := range []bool{false, true} {
		f := Filter{StrategyID: strategyID, Filter: actions.Filter{ChangedSince: since.Start(), Withdrawn: withdrawn}}
		if err := s.EachRow(ctx, orgID, f, func(r Row) error { out[r.ActionID] = r.title(); return nil }); err != nil {
			return nil, err
		}
	}
	return out, nil
}
