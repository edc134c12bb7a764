package evaluation

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
)

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: evaluations with every word of
// q in their title or question, the newest first.
func (x *Evaluation) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	words := strings.Fields(fold.Text(q))
	if !by.Can(Read) || len(words) == 0 {
		return nil, nil
	}
	all, err := entries(ctx, x.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, e := range all {
		if len(out) < limit && e.has(words) {
			out = append(out, Hit{Label: e.Title, Kind: "Did it help?", Href: "/evaluation/" + e.ID, Note: e.Design.V.Begin.Label()})
		}
	}
	return out, nil
}

// has reports whether an evaluation has every one of some folded words.
func (e Entry) has(words []string) bool {
	text := fold.Text(e.Title + " " + e.Design.V.Question)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
