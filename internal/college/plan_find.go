package college

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
)

// Hit is one thing that a search found.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: runs with every word of q in
// their title, at the colleges that by may read, the newest first.
func (c *College) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if !by.Can(Read) || fold.Text(q) == "" {
		return nil, nil
	}
	colleges, err := c.collegesOf(ctx, c.db, by, Read)
	if err != nil {
		return nil, err
	}
	rows, err := newestRuns(ctx, c.db, by.OrgID, unitIDs(colleges), RunFilter{Q: q}, c.now(), limit)
	var out []Hit
	for _, r := range rows {
		out = append(out, Hit{Label: r.Title, Kind: "Run", Note: runTimes(r) + ", " + r.StateWords(), Href: "/college/runs/" + r.ID})
	}
	return out, err
}
