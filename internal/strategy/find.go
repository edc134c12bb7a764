package strategy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/fold"
)

// Hit is one thing that a search found.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: objectives, actions and aims
// with every word of q in their words.
func (s *Strategy) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	words := strings.Fields(fold.Text(q))
	if !by.Can(permRead) || len(words) == 0 {
		return nil, nil
	}
	words = words[:min(len(words), 6)]
	var out []Hit
	objectives, err := findObjectives(ctx, s.db, by.OrgID, words, limit)
	if err != nil {
		return nil, err
	}
	for _, o := range objectives {
		out = append(out, Hit{Label: o.Title, Kind: "Objective", Href: "/strategy/objectives/" + o.ID, Note: fmt.Sprintf("Objective %d", o.Number)})
	}
	aims, err := s.Aims(ctx, by.OrgID, true)
	if err != nil {
		return nil, err
	}
	for _, a := range aims {
		label := fold.Text(a.Label)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(label, w) }) {
			out = append(out, Hit{Label: a.Label, Kind: a.KindLabel(), Href: "/strategy/aims/" + a.ID})
		}
	}
	var f Filter
	f.Text = strings.Join(words, " ")
	rows, _, _, err := s.Rows(ctx, by.OrgID, f, actions.Page{Limit: limit})
	for _, r := range rows {
		out = append(out, Hit{Label: r.Action.Title, Kind: "Action", Href: r.Href(), Note: r.Action.Due().String() + ", " + string(r.Standing.Status)})
	}
	return out[:min(len(out), limit)], err
}

// Check returns what is wrong in the organisation's strategy, in sentences:
// nothing, unless somebody has changed the database by hand.
func (s *Strategy) Check(ctx context.Context, orgID string) ([]string, error) {
	out, err := inconsistent(ctx, s.db, orgID)
	if err != nil {
		return nil, err
	}
	local, err := s.checkLocal(ctx, s.db, orgID)
	if err != nil {
		return nil, err
	}
	out = append(out, local...)
	items, err := itemIDs(ctx, s.db, orgID)
	if err != nil {
		return nil, err
	}
	placed := make(map[string]bool, len(items))
	for _, id := range items {
		placed[id] = true
	}
	for _, withdrawn := range []bool{false, true} {
		err := s.actions.Each(ctx, s.db, orgID, module, actions.Filter{Withdrawn: withdrawn}, func(acts []actions.Action) error {
			for _, a := range acts {
				if !placed[a.ID] {
					out = append(out, fmt.Sprintf("action %s (%s) stands under no objective", a.ID, a.Title))
				}
				delete(placed, a.ID)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, id := range items {
		if placed[id] {
			out = append(out, fmt.Sprintf("the place of action %s has no action of the strategy", id))
		}
	}
	return out, nil
}
