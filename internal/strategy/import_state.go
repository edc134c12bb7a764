package strategy

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/units"
)

// planState is the strategy as it stands, as far as an import can change it.
type planState struct {
	Edition    Edition // ID "" for a strategy that is to be made
	Objectives []Objective
	Aims       map[string][]string // objective or action → ids of its aims, in their order
	Items      []planRow
	AllAims    []Aim
	RootID     string
	Posts      map[string]units.Post
	labels     map[string]string // of posts whose usual label is another's too
}

// planRow is an action of the trust's own plan with its place in it.
type planRow struct {
	Item
	Action actions.Action
}

// label is how a sheet names a post: by its title, and by its unit too unless
// that is the organisation itself. Where that would name several posts, what
// tells them apart is added: see [planState.tellApart].
func (s planState) label(post units.Post) string {
	if label := s.labels[post.ID]; label != "" {
		return label
	}
	return s.usualLabel(post)
}

func (s planState) usualLabel(post units.Post) string {
	if post.UnitID == s.RootID {
		return post.Title
	}
	return post.Title + " (" + post.UnitName + ")"
}

// tellApart finds posts that a sheet would name alike, such as those of two
// teams called the same: the unit above is added to the label, and the post's id
// where that does not help. One open post among closed ones keeps its label.
func (s *planState) tellApart(tree []units.Unit) {
	above, names := map[string]string{}, map[string]string{}
	for _, u := range tree {
		names[u.ID], above[u.ID] = u.Name, names[u.ParentID]
	}
	s.labels = map[string]string{}
	clashes := func() [][]units.Post {
		alike := map[string][]units.Post{}
		for _, post := range s.Posts {
			alike[fold.Text(s.label(post))] = append(alike[fold.Text(s.label(post))], post)
		}
		var out [][]units.Post
		for _, posts := range alike {
			open := slices.DeleteFunc(slices.Clone(posts), func(p units.Post) bool { return !p.Open() })
			if len(open) == 1 {
				posts = slices.DeleteFunc(posts, units.Post.Open)
			} else if len(posts) == 1 {
				continue
			}
			out = append(out, posts)
		}
		return out
	}
	for _, posts := range clashes() {
		for _, post := range posts {
			if post.UnitID != s.RootID && above[post.UnitID] != "" {
				s.labels[post.ID] = post.Title + " (" + post.UnitName + ", " + above[post.UnitID] + ")"
			}
		}
	}
	for _, posts := range clashes() {
		for _, post := range posts {
			s.labels[post.ID] = s.label(post) + " [" + post.ID + "]"
		}
	}
}

// aimLabels are the aims of a thing, a line each: by label, or by slug where
// several have the same label.
func (st planState) aimLabels(thing string) string {
	var out []string
	for _, a := range st.AllAims {
		if !slices.Contains(st.Aims[thing], a.ID) {
			continue
		}
		label := spaced(a.Label)
		for _, other := range st.AllAims {
			if name := fold.Text(a.Label); other.ID != a.ID && (fold.Text(other.Label) == name || fold.Text(other.Slug) == name) {
				label = a.Slug
			}
		}
		out = append(out, label)
	}
	return strings.Join(out, "\n")
}

// ownerLabels are the posts with those ids, as a sheet labels them.
func (st planState) ownerLabels(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, st.label(st.Posts[id]))
	}
	return out
}

// planState reads what an import into the strategy can change.
func (s *Strategy) planState(ctx context.Context, d *db.DB, orgID, strategyID string) (planState, error) {
	root, err := s.units.In(d).Root(ctx, orgID)
	if err != nil {
		return planState{}, err
	}
	st := planState{RootID: root.ID, Posts: map[string]units.Post{}}
	if st.AllAims, err = listAims(ctx, d, orgID, true); err != nil {
		return planState{}, err
	}
	open, err := s.units.In(d).AllPosts(ctx, orgID)
	if err != nil {
		return planState{}, err
	}
	for _, post := range open {
		st.Posts[post.ID] = post
	}
	if strategyID == "" {
		return st, s.tellApart(ctx, d, orgID, &st)
	}
	if st.Edition, err = editionByID(ctx, d, orgID, strategyID); err != nil {
		return planState{}, err
	}
	if st.Objectives, err = listObjectives(ctx, d, orgID, strategyID, false); err != nil {
		return planState{}, err
	}
	if st.Aims, err = aimIDs(ctx, d, orgID, strategyID); err != nil {
		return planState{}, err
	}
	if err := s.planRows(ctx, d, orgID, &st); err != nil {
		return planState{}, err
	}
	return st, s.tellApart(ctx, d, orgID, &st)
}

// tellApart gives the posts labels that name one post each.
func (s *Strategy) tellApart(ctx context.Context, d *db.DB, orgID string, st *planState) error {
	tree, err := s.units.In(d).Tree(ctx, orgID)
	st.tellApart(tree)
	return err
}

// planRows adds the trust's own actions, and the posts that own them.
func (s *Strategy) planRows(ctx context.Context, d *db.DB, orgID string, st *planState) error {
	items, err := trustItems(ctx, d, orgID, st.Edition.ID)
	if err != nil {
		return err
	}
	var ids, owners []string
	for _, it := range items {
		ids = append(ids, it.ActionID)
	}
	acts, err := s.actions.ByID(ctx, d, orgID, module, ids)
	if err != nil {
		return err
	}
	for _, it := range items {
		if act := acts[it.ActionID]; act.WithdrawnOn.IsZero() {
			st.Items = append(st.Items, planRow{it, act})
			owners = append(owners, act.Owners...)
		}
	}
	owners = slices.DeleteFunc(distinct(owners), func(id string) bool { _, known := st.Posts[id]; return known })
	closed, err := s.units.Posts(ctx, d, orgID, owners)
	for id, post := range closed {
		st.Posts[id] = post
	}
	return err
}

// kept is what is kept of a thing, and its title; null when it is not there.
func (st planState) kept(kind, id string) (json.RawMessage, string, error) {
	var v any
	var title string
	switch kind {
	case "strategy":
		if st.Edition.ID == id && id != "" {
			v, title = []string{st.Edition.Title, st.Edition.Statement, st.Edition.Period(), st.Edition.State}, st.Edition.Title
		}
	case "objective":
		for _, o := range st.Objectives {
			if o.ID == id {
				v = keptObjective{o.Number, o.Title, o.About, st.Aims[id], !o.WithdrawnOn.IsZero(), shownAs(o.OverrideStatus, o.OverrideReason)}
				title = "Objective " + strconv.Itoa(o.Number) + ": " + o.Title
			}
		}
	case "action":
		for _, it := range st.Items {
			if it.ActionID == id {
				act := it.Action
				v = keptAction{it.ObjectiveID, it.Whole, actions.Input{Title: act.Title, Detail: act.Detail, Due: act.Due(), ReviewMonths: act.ReviewMonths,
					StartsOn: act.StartsOn, Owners: act.Owners}, st.Aims[id], !act.ClosedOn.IsZero(), !act.WithdrawnOn.IsZero(), shownAs(act.OverrideStatus, act.OverrideReason)}
				title = "Action: " + act.Title
			}
		}
	}
	text, err := json.Marshal(v)
	return text, title, err
}

// shownAs is an override as an import keeps it: nothing when there is none.
func shownAs(st actions.Status, reason string) string {
	if st == "" {
		return ""
	}
	return string(st) + ": " + reason
}
