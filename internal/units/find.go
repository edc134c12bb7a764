package units

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
)

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: units, posts and partners
// with every word of q in their name.
func (u *Units) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	parts := strings.Fields(fold.Text(q))
	if !by.Can(Read) || len(parts) == 0 {
		return nil, nil
	}
	parts = parts[:min(len(parts), 6)]
	units, err := unitsLike(ctx, u.db, by.OrgID, parts, limit)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, unit := range units {
		hit := Hit{Label: unit.Name, Kind: unit.KindLabel(), Href: "/units/" + unit.ID}
		if !unit.Open() {
			hit.Note = "Closed " + unit.ClosedOn.String()
		}
		out = append(out, hit)
	}
	posts, err := postsLike(ctx, u.db, by.OrgID, u.today(), parts, limit)
	if err != nil {
		return nil, err
	}
	if err := u.nameHolders(ctx, u.db, by.OrgID, posts); err != nil {
		return nil, err
	}
	for _, post := range posts {
		hit := Hit{Label: post.Title, Kind: "Post", Href: "/posts/" + post.ID, Note: post.UnitName + ", unfilled"}
		if post.Filled() {
			hit.Note = post.UnitName + ", " + post.HolderName
		}
		out = append(out, hit)
	}
	partners, err := partnersLike(ctx, u.db, by.OrgID, parts, limit)
	for _, p := range partners {
		out = append(out, Hit{Label: p.Name, Kind: "Partner", Href: "/partners/" + p.ID, Note: p.KindLabel()})
	}
	return out[:min(len(out), limit)], err
}
