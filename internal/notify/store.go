package notify

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const columns = `org_id, id, key, person_id, to_name, to_email, to_phone, to_address, channel, format, template, subject, body,
	urgent, quiet_from, quiet_to, state, attempts, not_before, claimed_at, sent_at, words, handled_by, created_at, updated_at`

// insertMessage reports whether the key was new.
func insertMessage(ctx context.Context, tx *db.DB, r Row) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_message (org_id, id, key, person_id, to_name, to_email, to_phone, to_address, channel, format, template,
			subject, body, urgent, quiet_from, quiet_to, state, not_before, words, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		ON CONFLICT (org_id, key) DO NOTHING`,
		r.OrgID, r.ID, r.Key, r.PersonID, r.ToName, r.ToEmail, r.ToPhone, r.ToAddress, r.Channel, r.Format, r.Template,
		r.Subject, r.Body, r.Urgent, r.QuietFrom, r.QuietTo, string(r.State), r.NotBefore, r.Words, r.CreatedAt, r.UpdatedAt)
	return n == 1, err
}

func findMessage(ctx context.Context, d *db.DB, orgID, id string) (Row, bool, error) {
	return db.Maybe[Row](ctx, d, `SELECT `+columns+` FROM notify_message WHERE org_id = $1 AND id = $2`, orgID, id)
}

// claimMessage marks a message as being sent, unless somebody else just did.
func claimMessage(ctx context.Context, tx *db.DB, was Row, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE notify_message SET state = 'sending', attempts = attempts + 1, claimed_at = $1, updated_at = $1
		WHERE org_id = $2 AND id = $3 AND state = $4 AND attempts = $5`,
		now, was.OrgID, was.ID, string(was.State), was.Attempts)
	return n == 1, err
}

func holdMessage(ctx context.Context, tx *db.DB, was Row, until, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE notify_message SET state = 'held', not_before = $1, updated_at = $2
		WHERE org_id = $3 AND id = $4 AND state = $5 AND attempts = $6`,
		until, now, was.OrgID, was.ID, string(was.State), was.Attempts)
	return n == 1, err
}

// settleMessage notes what came of the try that claimed the message. The words of
// an urgent message end with it.
func settleMessage(ctx context.Context, d *db.DB, r Row, s State, words string, now time.Time) error {
	sent := time.Time{}
	if s == Sent {
		sent = now
	}
	_, err := d.Exec(ctx, `
		UPDATE notify_message SET state = $1, words = $2, sent_at = $3, updated_at = $4,
			body = CASE WHEN urgent AND $1 IN ('sent', 'failed') THEN '' ELSE body END
		WHERE org_id = $5 AND id = $6 AND state = 'sending' AND attempts = $7`,
		string(s), words, db.NullTime(sent), now, r.OrgID, r.ID, r.Attempts)
	return err
}

// forgotten are waiting messages that nothing has happened to since before,
// though their time has come: of every organisation, since any job may be lost.
func forgotten(ctx context.Context, tx *db.DB, before time.Time, limit int) ([]Row, error) {
	return db.All[Row](ctx, tx, `SELECT `+columns+` FROM notify_message
		WHERE state IN ('queued', 'held', 'sending') AND updated_at < $1 AND not_before < $1
		ORDER BY org_id, id LIMIT $2`, before, limit)
}

func touchMessage(ctx context.Context, tx *db.DB, r Row, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE notify_message SET updated_at = $1 WHERE org_id = $2 AND id = $3`, now, r.OrgID, r.ID)
	return err
}
