package actions

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

func insertAction(ctx context.Context, tx *db.DB, a Action) error {
	_, err := tx.Exec(ctx, `INSERT INTO actions_action (org_id, id, module, title, detail, search, due_month, due_day, ongoing, ongoing_from,
			review_months, due_words, starts_on, due_by, review_by, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		a.OrgID, a.ID, a.Module, a.Title, a.Detail, fold.Text(a.Title+" "+a.Detail), a.DueMonth, a.DueDay, a.Ongoing, a.OngoingFrom,
		a.ReviewMonths, a.DueWords, a.StartsOn, a.DueBy, a.ReviewBy, a.CreatedAt, a.ChangedAt)
	return err
}

func updateAction(ctx context.Context, tx *db.DB, a Action, version int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET title = $1, detail = $2, search = $3, due_month = $4, due_day = $5, ongoing = $6,
			ongoing_from = $7, review_months = $8, due_words = $9, starts_on = $10, due_by = $11, review_by = $12, changed_at = $13, version = version + 1
		WHERE org_id = $14 AND id = $15 AND version = $16`,
		a.Title, a.Detail, fold.Text(a.Title+" "+a.Detail), a.DueMonth, a.DueDay, a.Ongoing, a.OngoingFrom, a.ReviewMonths, a.DueWords,
		a.StartsOn, a.DueBy, a.ReviewBy, a.ChangedAt, a.OrgID, a.ID, version)
	return n == 1, err
}

func touch(ctx context.Context, tx *db.DB, orgID, actionID string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE actions_action SET changed_at = $1, version = version + 1 WHERE org_id = $2 AND id = $3`, at, orgID, actionID)
	return err
}

func setWithdrawn(ctx context.Context, tx *db.DB, orgID, actionID string, on when.Date, why string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET withdrawn_on = $1, withdrawn_why = $2, changed_at = $3, version = version + 1
		WHERE org_id = $4 AND id = $5 AND withdrawn_on IS NULL`, on, why, at, orgID, actionID)
	return n == 1, err
}

func setRestored(ctx context.Context, tx *db.DB, orgID, actionID string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET withdrawn_on = NULL, withdrawn_why = '', changed_at = $1, version = version + 1
		WHERE org_id = $2 AND id = $3 AND withdrawn_on IS NOT NULL`, at, orgID, actionID)
	return n == 1, err
}

func setOverride(ctx context.Context, tx *db.DB, orgID, actionID string, o Override, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET override_status = $1, override_reason = $2, override_by = $3, override_on = $4, changed_at = $5, version = version + 1
		WHERE org_id = $6 AND id = $7 AND closed_on IS NULL AND withdrawn_on IS NULL`, o.Status, o.Reason, o.By, o.On, at, orgID, actionID)
	return n == 1, err
}

func clearOverride(ctx context.Context, tx *db.DB, orgID, actionID string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET override_status = '', override_reason = '', override_by = '', override_on = NULL, changed_at = $1, version = version + 1
		WHERE org_id = $2 AND id = $3 AND override_status <> ''`, at, orgID, actionID)
	return n == 1, err
}

// setClosed needs evidence on the row itself, so that a piece removed at the
// same moment cannot slip through.
func setClosed(ctx context.Context, tx *db.DB, orgID, actionID string, on when.Date, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET closed_on = $1, override_status = '', override_reason = '', override_by = '', override_on = NULL, changed_at = $2, version = version + 1
		WHERE org_id = $3 AND id = $4 AND closed_on IS NULL AND withdrawn_on IS NULL AND evidence > 0`, on, at, orgID, actionID)
	return n == 1, err
}

func setReopened(ctx context.Context, tx *db.DB, orgID, actionID string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET closed_on = NULL, changed_at = $1, version = version + 1
		WHERE org_id = $2 AND id = $3 AND closed_on IS NOT NULL AND withdrawn_on IS NULL`, at, orgID, actionID)
	return n == 1, err
}

// applyUpdate takes over the outlook of u unless a newer update is there. It
// does nothing when the action is not open or its reviews have just changed.
func applyUpdate(ctx context.Context, tx *db.DB, u Update, review when.Date, months int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE actions_action SET
			outlook = CASE WHEN updated_on IS NULL OR updated_on <= $1 THEN $2 ELSE outlook END,
			review_by = CASE WHEN updated_on IS NULL OR updated_on <= $1 THEN $3 ELSE review_by END,
			updated_on = CASE WHEN updated_on IS NULL OR updated_on <= $1 THEN $1 ELSE updated_on END,
			changed_at = $4
		WHERE org_id = $5 AND id = $6 AND closed_on IS NULL AND withdrawn_on IS NULL AND review_months = $7`,
		u.OnDate, u.Outlook, review, u.CreatedAt, u.OrgID, u.ActionID, months)
	return n == 1, err
}

func insertUpdate(ctx context.Context, tx *db.DB, u Update) error {
	_, err := tx.Exec(ctx, `INSERT INTO actions_update (org_id, id, action_id, on_date, outlook, words, by_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, u.OrgID, u.ID, u.ActionID, u.OnDate, u.Outlook, u.Words, u.ByID, u.ByName, u.CreatedAt)
	return err
}

const updateColumns = `u.org_id, u.id, u.action_id, u.on_date, u.outlook, u.words, u.by_id, u.by_name, u.created_at`

func updatesOf(ctx context.Context, tx *db.DB, orgID, actionID string, limit int) ([]Update, error) {
	return db.All[Update](ctx, tx, `SELECT `+updateColumns+` FROM actions_update u
		WHERE u.org_id = $1 AND u.action_id = $2 ORDER BY u.on_date DESC, u.id DESC LIMIT $3`, orgID, actionID, limit)
}

func updatesSince(ctx context.Context, tx *db.DB, orgID, module string, t time.Time, within *Selection, limit int) ([]Update, error) {
	var w db.Where
	w.And("u.org_id = ? AND u.created_at >= ? AND a.org_id = ? AND a.module = ?", orgID, t, orgID, module)
	if within != nil {
		w.And("u.action_id IN ("+within.SQL+")", within.Args...)
	}
	return db.All[Update](ctx, tx, `SELECT `+updateColumns+` FROM actions_update u
		JOIN actions_action a ON a.org_id = u.org_id AND a.id = u.action_id `+w.SQL()+`
		ORDER BY u.created_at DESC, u.id DESC LIMIT `+w.Arg(limit), w.Args()...)
}

// replaceOwners writes the posts in their order, each once.
func replaceOwners(ctx context.Context, tx *db.DB, orgID, actionID string, posts []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM actions_owner WHERE org_id = $1 AND action_id = $2`, orgID, actionID); err != nil {
		return err
	}
	for i, post := range posts {
		_, err := tx.Exec(ctx, `INSERT INTO actions_owner (org_id, action_id, post_id, position) VALUES ($1, $2, $3, $4)
			ON CONFLICT (org_id, action_id, post_id) DO NOTHING`, orgID, actionID, post, i)
		if db.Dangling(err) {
			return fault.Field("owners", "Choose owners from the list of posts.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func ownersOf(ctx context.Context, tx *db.DB, orgID, actionID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT post_id FROM actions_owner WHERE org_id = $1 AND action_id = $2 ORDER BY position, post_id`, orgID, actionID)
}

// fillOwners reads the owners of all rows in one query.
func fillOwners(ctx context.Context, tx *db.DB, orgID string, rows []Action) error {
	if len(rows) == 0 {
		return nil
	}
	index, ids := make(map[string]int, len(rows)), make([]string, len(rows))
	for i, a := range rows {
		index[a.ID], ids[i] = i, a.ID
	}
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("action_id", ids)
	type owner struct{ ActionID, PostID string }
	all, err := db.All[owner](ctx, tx, `SELECT action_id, post_id FROM actions_owner `+w.SQL()+` ORDER BY action_id, position, post_id`, w.Args()...)
	for _, o := range all {
		i := index[o.ActionID]
		rows[i].Owners = append(rows[i].Owners, o.PostID)
	}
	return err
}

// everyAction calls fn with every action of the organisation, as stored.
func everyAction(ctx context.Context, d *db.DB, orgID string, fn func(Action) error) error {
	return db.Each(ctx, d, fn, `SELECT `+actionColumns+` FROM actions_action a WHERE a.org_id = $1 ORDER BY a.id`, orgID)
}
