package units

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// selectPosts lists the posts for which cond holds, with whoever holds them on
// the day.
func selectPosts(ctx context.Context, d *db.DB, orgID string, day when.Date, cond string, args ...any) ([]Post, error) {
	var w db.Where
	on := w.Arg(day)
	w.And("p.org_id = ?", orgID)
	w.And(cond, args...)
	return db.All[Post](ctx, d, `SELECT p.org_id, p.id, p.unit_id, u.name AS unit_name, p.title, h.person_id AS holder_id, h.from_on AS held_from, p.closed_on, p.created_at
		FROM units_post p
		JOIN units_unit u ON u.org_id = p.org_id AND u.id = p.unit_id
		LEFT JOIN units_holder h ON h.org_id = p.org_id AND h.post_id = p.id AND h.from_on <= `+on+` AND (h.until_on IS NULL OR h.until_on >= `+on+`)
		`+w.SQL()+` ORDER BY p.fold, p.id`, w.Args()...)
}

// inIDs is the condition that a post is one of n.
func inIDs(n int) string { return `p.id IN (?` + strings.Repeat(", ?", n-1) + `)` }

func anys(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// insertPost reports whether the post was made: false when there is one with its
// title.
func insertPost(ctx context.Context, tx *db.DB, p Post) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO units_post (org_id, id, unit_id, title, fold, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, unit_id, fold) DO NOTHING`, p.OrgID, p.ID, p.UnitID, p.Title, fold.Text(p.Title), p.CreatedAt)
	return n == 1, err
}

// lockPost makes changes of one post wait for each other.
func lockPost(ctx context.Context, tx *db.DB, orgID, postID string) error {
	_, err := tx.Exec(ctx, `UPDATE units_post SET version = version + 1 WHERE org_id = $1 AND id = $2`, orgID, postID)
	return err
}

func titleTaken(ctx context.Context, tx *db.DB, p Post, title string) (bool, error) {
	n, err := db.One[int](ctx, tx, `SELECT count(*) FROM units_post WHERE org_id = $1 AND unit_id = $2 AND fold = $3 AND id <> $4`,
		p.OrgID, p.UnitID, fold.Text(title), p.ID)
	return n > 0, err
}

func renamePost(ctx context.Context, tx *db.DB, p Post, title string) error {
	_, err := tx.Exec(ctx, `UPDATE units_post SET title = $3, fold = $4 WHERE org_id = $1 AND id = $2`, p.OrgID, p.ID, title, fold.Text(title))
	return err
}

func setPostClosed(ctx context.Context, tx *db.DB, p Post, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE units_post SET closed_on = $3 WHERE org_id = $1 AND id = $2`, p.OrgID, p.ID, on)
	return err
}

func holdersOf(ctx context.Context, d *db.DB, orgID, postID string) ([]Holder, error) {
	return db.All[Holder](ctx, d, `SELECT org_id, id, post_id, person_id, from_on, until_on, created_at FROM units_holder
		WHERE org_id = $1 AND post_id = $2 ORDER BY from_on DESC`, orgID, postID)
}

func insertHolder(ctx context.Context, tx *db.DB, h Holder) error {
	_, err := tx.Exec(ctx, `INSERT INTO units_holder (org_id, id, post_id, person_id, from_on, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		h.OrgID, h.ID, h.PostID, h.PersonID, h.FromOn, h.CreatedAt)
	return err
}

func endHolder(ctx context.Context, tx *db.DB, orgID, id string, until when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE units_holder SET until_on = $3 WHERE org_id = $1 AND id = $2`, orgID, id, until)
	return err
}

// moveHolder follows a person whose record became part of another.
func moveHolder(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE units_holder SET person_id = $2 WHERE org_id = $1 AND person_id = $3`, orgID, keepID, dropID)
	return err
}

// endHolding ends on the day what a person holds, and takes back appointments
// that have not begun.
func endHolding(ctx context.Context, tx *db.DB, orgID, personID string, on when.Date) error {
	if _, err := tx.Exec(ctx, `DELETE FROM units_holder WHERE org_id = $1 AND person_id = $2 AND from_on > $3`, orgID, personID, on); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE units_holder SET until_on = $3 WHERE org_id = $1 AND person_id = $2 AND (until_on IS NULL OR until_on > $3)`, orgID, personID, on)
	return err
}

type heldPost struct {
	Title, Unit     string
	FromOn, UntilOn when.Date
}

func postsHeldBy(ctx context.Context, d *db.DB, orgID, personID string) ([]heldPost, error) {
	return db.All[heldPost](ctx, d, `SELECT p.title, u.name AS unit, h.from_on, h.until_on FROM units_holder h
		JOIN units_post p ON p.org_id = h.org_id AND p.id = h.post_id
		JOIN units_unit u ON u.org_id = p.org_id AND u.id = p.unit_id
		WHERE h.org_id = $1 AND h.person_id = $2 ORDER BY h.from_on`, orgID, personID)
}
