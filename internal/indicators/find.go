package indicators

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/strategy"
)

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: indicators in use with every
// word of q in their title, question, group or name.
func (x *Indicators) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	words := strings.Fields(fold.Text(q))
	if !by.Can(Read) || len(words) == 0 {
		return nil, nil
	}
	definitions, err := x.definitions(ctx, x.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, d := range definitions {
		if len(out) < limit && d.has(words) {
			out = append(out, Hit{Label: d.Title, Kind: "Indicator", Href: "/indicators/" + d.Indicator, Note: d.Group})
		}
	}
	return out, nil
}

// has reports whether a definition has every one of some folded words.
func (d Definition) has(words []string) bool {
	text := fold.Text(strings.Join([]string{d.Title, d.Question, d.Group, d.Indicator, d.Owner}, " "))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Threads are the indicators of an aim, for the strategy's page of it.
func (x *Indicators) Threads(ctx context.Context, orgID, aimID string) ([]strategy.Thread, error) {
	aims, err := x.strategy.AimsByID(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	definitions, err := x.definitions(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	var out []strategy.Thread
	for _, d := range definitions {
		if a, ok := aims[aimID]; ok && d.Aim == a.Slug {
			out = append(out, strategy.Thread{Kind: "Indicators", Label: d.Title, Href: "/indicators/" + d.Indicator, Note: d.Better()})
		}
	}
	return out, nil
}

// thread is the aim that an indicator serves and the objectives of the live
// strategy that carry it.
type thread struct {
	Aim        strategy.Aim
	Objectives []strategy.Objective
}

// threadOf finds them; without the aim in the strategy it is empty.
func (x *Indicators) threadOf(ctx context.Context, orgID string, d Definition) (thread, error) {
	var t thread
	aims, err := x.strategy.Aims(ctx, orgID, false)
	if err != nil {
		return t, err
	}
	for _, a := range aims {
		if d.Aim != "" && a.Slug == d.Aim {
			t.Aim = a
		}
	}
	if t.Aim.ID == "" {
		return t, nil
	}
	hanging, err := x.strategy.Hanging(ctx, orgID, t.Aim.ID)
	for _, o := range hanging.Objectives {
		t.Objectives = append(t.Objectives, o.Objective)
	}
	return t, err
}

// Glance is how it is going in a few words, for the front page.
type Glance struct {
	Unit  string // whose figures they are
	Href  string
	All   int    // indicators with figures
	Looks []Line // the first few that need a look, by group and title
	More  int    // how many more do
}

// shownLooks is how many indicators the front page names.
const shownLooks = 3

// Glance looks at the unit where the visitor holds [Read]: the organisation for
// those who hold it there. Without figures All is zero.
func (x *Indicators) Glance(ctx context.Context, by actor.Actor) (Glance, error) {
	unitID := ""
	if scope := by.Scope(Read); len(scope) > 0 && !by.CanEverywhere(Read) {
		parts := strings.Split(strings.Trim(scope[0], "/"), "/")
		unitID = parts[len(parts)-1]
	}
	o, err := x.Overview(ctx, by, Filter{UnitID: unitID})
	g := Glance{Unit: o.Unit.Name, Href: "/indicators?unit=" + o.Unit.ID}
	for _, l := range o.Lines {
		if l.Any() {
			g.All++
		}
		switch {
		case len(l.Looks) == 0:
		case len(g.Looks) < shownLooks:
			g.Looks = append(g.Looks, l)
		default:
			g.More++
		}
	}
	return g, err
}
