package units

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// Holder is one time that a person held a post.
type Holder struct {
	OrgID, ID, PostID    string
	PersonID, PersonName string
	FromOn, UntilOn      when.Date // UntilOn is the last day; none while it goes on
	CreatedAt            time.Time
}

// Holders is the history of a post, newest first.
func (u *Units) Holders(ctx context.Context, orgID, postID string) ([]Holder, error) {
	history, err := holdersOf(ctx, u.db, orgID, postID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(history))
	for i, h := range history {
		ids[i] = h.PersonID
	}
	names, err := u.people.Names(ctx, u.db, orgID, ids)
	for i := range history {
		history[i].PersonName = names[history[i].PersonID]
	}
	return history, err
}

// Appoint lets a person hold a post from a day on. Whoever holds it until then
// stops the day before: a post never has two holders at once.
func (u *Units) Appoint(ctx context.Context, by actor.Actor, postID, personID string, from when.Date) error {
	if from.IsZero() {
		return fault.Field("from", "Enter the first day.")
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		post, last, err := u.lockedPost(ctx, tx, by, postID)
		if err != nil {
			return err
		}
		if !post.Open() {
			return fault.New(fault.Conflict, "This post has closed.")
		}
		names, err := u.people.Names(ctx, tx, by.OrgID, []string{personID, last.PersonID})
		if err != nil {
			return err
		}
		if personID == "" || names[personID] == "" {
			return fault.Field("person", "Choose a person.")
		}
		if err := u.endFormer(ctx, tx, last, personID, names[last.PersonID], from); err != nil {
			return err
		}
		if err := insertHolder(ctx, tx, Holder{OrgID: by.OrgID, ID: id.New(), PostID: postID, PersonID: personID, FromOn: from, CreatedAt: u.now()}); err != nil {
			return err
		}
		return u.recordPost(ctx, tx, by, "units.post.appointed", post, []audit.Change{
			{Field: "holder", From: names[last.PersonID], To: names[personID]}, {Field: "from", To: from.String()}})
	})
}

// endFormer ends what last held on the day before from.
func (u *Units) endFormer(ctx context.Context, tx *db.DB, last Holder, personID, lastName string, from when.Date) error {
	switch {
	case last.ID == "":
		return nil
	case !from.After(last.FromOn):
		return fault.Field("from", "%s has held this post since %s: enter a later day.", lastName, last.FromOn)
	case !last.UntilOn.IsZero() && last.UntilOn.Before(from):
		return nil
	case last.PersonID == personID:
		return fault.Field("person", "%s holds this post already.", lastName)
	}
	return endHolder(ctx, tx, last.OrgID, last.ID, from.AddDays(-1))
}

// lockedPost returns a post within by's reach and its newest holder, with other
// changes of holder waiting until the end of the transaction.
func (u *Units) lockedPost(ctx context.Context, tx *db.DB, by actor.Actor, postID string) (Post, Holder, error) {
	if err := lockPost(ctx, tx, by.OrgID, postID); err != nil {
		return Post{}, Holder{}, err
	}
	post, err := u.post(ctx, tx, by.OrgID, postID)
	if err != nil {
		return Post{}, Holder{}, err
	}
	unit, err := oneUnit(ctx, tx, by.OrgID, post.UnitID)
	if err != nil {
		return Post{}, Holder{}, err
	}
	if err := reach(by, unit); err != nil {
		return Post{}, Holder{}, err
	}
	history, err := holdersOf(ctx, tx, by.OrgID, postID)
	if err != nil || len(history) == 0 {
		return post, Holder{}, err
	}
	return post, history[0], nil
}

// Vacate ends the holding of a post; on is the last day.
func (u *Units) Vacate(ctx context.Context, by actor.Actor, postID string, on when.Date) error {
	if on.IsZero() {
		return fault.Field("on", "Enter the last day.")
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		post, last, err := u.lockedPost(ctx, tx, by, postID)
		if err != nil {
			return err
		}
		if last.ID == "" || !last.UntilOn.IsZero() {
			return fault.New(fault.Conflict, "Nobody holds this post, or the last day is already known.")
		}
		if on.Before(last.FromOn) {
			return fault.Field("on", "The last day cannot be before the first, %s.", last.FromOn)
		}
		if err := endHolder(ctx, tx, by.OrgID, last.ID, on); err != nil {
			return err
		}
		names, err := u.people.Names(ctx, tx, by.OrgID, []string{last.PersonID})
		if err != nil {
			return err
		}
		return u.recordPost(ctx, tx, by, "units.post.vacated", post, []audit.Change{
			{Field: "holder", From: names[last.PersonID]}, {Field: "last day", To: on.String()}})
	})
}

// RenamePost gives a post another title.
func (u *Units) RenamePost(ctx context.Context, by actor.Actor, postID, title string) error {
	title, err := tidyName("title", "a title", title)
	if err != nil {
		return err
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		post, _, err := u.lockedPost(ctx, tx, by, postID)
		if err != nil || post.Title == title {
			return err
		}
		taken, err := titleTaken(ctx, tx, post, title)
		if err != nil {
			return err
		}
		if taken {
			return errTitleTaken
		}
		if err := renamePost(ctx, tx, post, title); err != nil {
			return err
		}
		return u.recordPost(ctx, tx, by, "units.post.renamed", post, []audit.Change{{Field: "title", From: post.Title, To: title}})
	})
}

// ClosePost closes a post that nobody holds.
func (u *Units) ClosePost(ctx context.Context, by actor.Actor, postID string, on when.Date) error {
	if on.IsZero() || on.After(u.today()) {
		return fault.Field("closed_on", "Enter the day it closed, today or before.")
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		post, last, err := u.lockedPost(ctx, tx, by, postID)
		if err != nil {
			return err
		}
		switch {
		case !post.Open():
			return fault.New(fault.Conflict, "This post has already closed.")
		case last.ID != "" && (last.UntilOn.IsZero() || !last.UntilOn.Before(on)):
			return fault.New(fault.Conflict, "Somebody holds this post on that day. Say when they leave it first.")
		}
		if err := setPostClosed(ctx, tx, post, on); err != nil {
			return err
		}
		return u.recordPost(ctx, tx, by, "units.post.closed", post, []audit.Change{{Field: "closed on", To: on.String()}})
	})
}

// ReopenPost opens a closed post again; its unit must be open.
func (u *Units) ReopenPost(ctx context.Context, by actor.Actor, postID string) error {
	return u.db.Tx(ctx, func(tx *db.DB) error {
		post, _, err := u.lockedPost(ctx, tx, by, postID)
		if err != nil {
			return err
		}
		unit, err := oneUnit(ctx, tx, by.OrgID, post.UnitID)
		switch {
		case err != nil:
			return err
		case post.Open():
			return fault.New(fault.Conflict, "This post is open.")
		case !unit.Open():
			return fault.New(fault.Conflict, "%s is closed. Reopen it first.", unit.Name)
		}
		if err := setPostClosed(ctx, tx, post, when.Date{}); err != nil {
			return err
		}
		return u.recordPost(ctx, tx, by, "units.post.reopened", post, []audit.Change{{Field: "closed on", From: post.ClosedOn.String()}})
	})
}

// HeldRecord is a post that a person held, in the export of their record.
type HeldRecord struct {
	Post  string `json:"post"`
	Unit  string `json:"unit"`
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
}

// exportPosts is what the export of a person's record says about posts.
func (u *Units) exportPosts(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	held, err := postsHeldBy(ctx, tx, orgID, personID)
	out := make([]HeldRecord, len(held))
	for i, h := range held {
		out[i] = HeldRecord{h.Title, h.Unit, h.FromOn.ISO(), h.UntilOn.ISO()}
	}
	return out, err
}

// showPosts is what a person's page shows about posts.
func (u *Units) showPosts(ctx context.Context, orgID, personID string) ([]people.Hit, error) {
	posts, err := u.PostsOf(ctx, orgID, personID)
	var out []people.Hit
	for _, p := range posts {
		out = append(out, people.Hit{Label: p.Title, Kind: "Post", Href: "/posts/" + p.ID, Note: p.UnitName + ", since " + p.HeldFrom.String()})
	}
	return out, err
}
