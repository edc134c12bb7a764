package units

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Post is a position at a unit, with whoever holds it today.
type Post struct {
	OrgID, ID        string
	UnitID, UnitName string
	Title            string
	HolderID         string // "" when unfilled
	HolderName       string
	HeldFrom         when.Date
	ClosedOn         when.Date
	CreatedAt        time.Time
}

// Filled reports whether somebody holds the post today.
func (p Post) Filled() bool { return p.HolderID != "" }

// Open reports whether the post has not closed.
func (p Post) Open() bool { return p.ClosedOn.IsZero() }

// Words is the post with its holder, or that it is unfilled.
func (p Post) Words() string {
	if p.Filled() {
		return p.Title + " (" + p.HolderName + ")"
	}
	return p.Title + " (unfilled)"
}

// AddPost makes a post at a unit.
func (u *Units) AddPost(ctx context.Context, by actor.Actor, unitID, title string) (Post, error) {
	var post Post
	err := u.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := oneUnit(ctx, tx, by.OrgID, unitID)
		if err != nil {
			return err
		}
		if err := reach(by, unit); err != nil {
			return err
		}
		var created bool
		post, created, err = u.ensurePost(ctx, tx, by, unit, title)
		if err == nil && !created {
			err = errTitleTaken
		}
		return err
	})
	return post, err
}

var errTitleTaken = fault.Field("title", "There is already a post with this title at this unit.")

// EnsurePost returns the post with that title at a unit, in the caller's
// transaction, and makes it when there is none: titles that differ only in
// capitals, accents, signs and spaces are the same. The caller has made sure
// that by may name posts there; a post that has closed is returned as it is.
func (u *Units) EnsurePost(ctx context.Context, tx *db.DB, by actor.Actor, unitID, title string) (Post, bool, error) {
	unit, err := oneUnit(ctx, tx, by.OrgID, unitID)
	if err != nil {
		return Post{}, false, err
	}
	return u.ensurePost(ctx, tx, by, unit, title)
}

func (u *Units) ensurePost(ctx context.Context, tx *db.DB, by actor.Actor, unit Unit, title string) (Post, bool, error) {
	title, err := tidyName("title", "a title", title)
	if err != nil {
		return Post{}, false, err
	}
	post, found, err := u.postTitled(ctx, tx, unit, title)
	if err != nil || found {
		return post, false, err
	}
	if !unit.Open() {
		return Post{}, false, fault.Field("title", "%s is closed, so it can have no new posts.", unit.Name)
	}
	post = Post{OrgID: unit.OrgID, ID: id.New(), UnitID: unit.ID, UnitName: unit.Name, Title: title, CreatedAt: u.now().UTC().Truncate(time.Microsecond)}
	created, err := insertPost(ctx, tx, post)
	if err != nil {
		return Post{}, false, err
	}
	if !created { // somebody else has just made it
		post, _, err = u.postTitled(ctx, tx, unit, title)
		return post, false, err
	}
	return post, true, u.recordPost(ctx, tx, by, "units.post.added", post, []audit.Change{{Field: "at", To: unit.Name}})
}

func (u *Units) postTitled(ctx context.Context, tx *db.DB, unit Unit, title string) (Post, bool, error) {
	posts, err := selectPosts(ctx, tx, unit.OrgID, u.today(), `p.unit_id = ? AND p.fold = ?`, unit.ID, fold.Text(title))
	if err != nil || len(posts) == 0 {
		return Post{}, false, err
	}
	return posts[0], true, u.nameHolders(ctx, tx, unit.OrgID, posts[:1])
}

// nameHolders fills in the names of those who hold the posts.
func (u *Units) nameHolders(ctx context.Context, d *db.DB, orgID string, posts []Post) error {
	var ids []string
	for _, p := range posts {
		if p.Filled() {
			ids = append(ids, p.HolderID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	names, err := u.people.Names(ctx, d, orgID, ids)
	if err != nil {
		return err
	}
	for i := range posts {
		posts[i].HolderName = names[posts[i].HolderID]
	}
	return nil
}

// Post returns the post with that id.
func (u *Units) Post(ctx context.Context, orgID, id string) (Post, error) {
	return u.post(ctx, u.db, orgID, id)
}

func (u *Units) post(ctx context.Context, d *db.DB, orgID, id string) (Post, error) {
	posts, err := u.posts(ctx, d, orgID, `p.id = ?`, id)
	if err != nil {
		return Post{}, err
	}
	if len(posts) == 0 {
		return Post{}, fault.New(fault.NotFound, "We could not find that post.")
	}
	return posts[0], nil
}

func (u *Units) posts(ctx context.Context, d *db.DB, orgID, cond string, args ...any) ([]Post, error) {
	posts, err := selectPosts(ctx, d, orgID, u.today(), cond, args...)
	if err != nil {
		return nil, err
	}
	return posts, u.nameHolders(ctx, d, orgID, posts)
}

// Posts returns the posts with those ids, closed ones too.
func (u *Units) Posts(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]Post, error) {
	out := make(map[string]Post, len(ids))
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	for batch := range slices.Chunk(slices.Compact(sorted), 500) {
		posts, err := u.posts(ctx, tx, orgID, inIDs(len(batch)), anys(batch)...)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			out[p.ID] = p
		}
	}
	return out, nil
}

// AllPosts lists the open posts of an organisation by title.
func (u *Units) AllPosts(ctx context.Context, orgID string) ([]Post, error) {
	return u.posts(ctx, u.db, orgID, `p.closed_on IS NULL`)
}

// PostsAt lists the posts of one unit by title, closed ones too.
func (u *Units) PostsAt(ctx context.Context, orgID, unitID string) ([]Post, error) {
	return u.posts(ctx, u.db, orgID, `p.unit_id = ?`, unitID)
}

// PostsOf lists the posts that a person holds today.
func (u *Units) PostsOf(ctx context.Context, orgID, personID string) ([]Post, error) {
	return u.posts(ctx, u.db, orgID, `h.person_id = ?`, personID)
}

// recordPost writes the audit entry of a change to post.
func (u *Units) recordPost(ctx context.Context, tx *db.DB, by actor.Actor, action string, post Post, changes []audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: u.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "post", ID: post.ID, Words: post.Title + ", " + post.UnitName},
	})
}
