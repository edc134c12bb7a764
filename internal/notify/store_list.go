package notify

import (
	"context"
	"time"

	"footbridge/internal/db"
)

func listMessages(ctx context.Context, d *db.DB, orgID string, states []State, limit, offset int) ([]Row, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	if len(states) > 0 {
		names := make([]string, len(states))
		for i, s := range states {
			names[i] = string(s)
		}
		w.In("state", names)
	}
	return db.All[Row](ctx, d, `SELECT `+columns+` FROM notify_message `+w.SQL()+
		` ORDER BY created_at DESC, id DESC LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

func countStates(ctx context.Context, d *db.DB, orgID string) ([]Count, error) {
	return db.All[Count](ctx, d, `SELECT state, count(*) AS messages FROM notify_message
		WHERE org_id = $1 GROUP BY state ORDER BY state`, orgID)
}

// moveMessage writes a change of state made by a person, unless the message has
// changed meanwhile. The words of an urgent message end with it.
func moveMessage(ctx context.Context, tx *db.DB, was, r Row, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE notify_message SET state = $1, attempts = $2, not_before = $3, sent_at = $4, words = $5, handled_by = $6, updated_at = $7,
			body = CASE WHEN urgent AND $1 IN ('done', 'cancelled') THEN '' ELSE body END
		WHERE org_id = $8 AND id = $9 AND state = $10 AND attempts = $11`,
		string(r.State), r.Attempts, r.NotBefore, db.NullTime(r.SentAt), r.Words, r.HandledBy, now,
		was.OrgID, was.ID, string(was.State), was.Attempts)
	return n == 1, err
}

func countStuck(ctx context.Context, d *db.DB, orgID string, before time.Time) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM notify_message
		WHERE org_id = $1 AND state IN ('queued', 'held', 'sending') AND not_before < $2`, orgID, before)
}

func countUndated(ctx context.Context, d *db.DB, orgID string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM notify_message
		WHERE org_id = $1 AND state IN ('sent', 'done') AND sent_at IS NULL`, orgID)
}

func messagesTo(ctx context.Context, d *db.DB, orgID, personID string) ([]Row, error) {
	if personID == "" {
		return nil, nil
	}
	return db.All[Row](ctx, d, `SELECT `+columns+` FROM notify_message
		WHERE org_id = $1 AND person_id = $2 AND person_id <> '' ORDER BY created_at, id`, orgID, personID)
}

func eraseMessages(ctx context.Context, tx *db.DB, orgID, personID string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE notify_message SET to_name = 'Erased', to_email = '', to_phone = '', to_address = '', format = '', body = '', updated_at = $1,
			state = CASE WHEN state IN ('queued', 'held', 'sending', 'by hand', 'to post') THEN 'cancelled' ELSE state END
		WHERE org_id = $2 AND person_id = $3 AND person_id <> ''`, now, orgID, personID)
	return err
}

func mergeMessages(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE notify_message SET person_id = $1 WHERE org_id = $2 AND person_id = $3 AND person_id <> ''`, keepID, orgID, dropID)
	return err
}
