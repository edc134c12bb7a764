package access

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// sessionRow is a session as it is kept.
type sessionRow struct {
	Token, ID, OrgID, AccountID, Agent    string
	Data                                  []byte
	CreatedAt, SeenAt, ExpiresAt, EndedAt time.Time
}

func sessionByToken(ctx context.Context, d *db.DB, token string) (sessionRow, bool, error) {
	return db.Maybe[sessionRow](ctx, d, `SELECT token, data, seen_at, expires_at, ended_at FROM access_session WHERE token = $1`, token)
}

// saveSession keeps a session, unless it was ended meanwhile.
func saveSession(ctx context.Context, d *db.DB, s sessionRow) error {
	_, err := d.Exec(ctx, `
		INSERT INTO access_session (token, id, org_id, account_id, agent, data, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
		ON CONFLICT (token) DO UPDATE SET org_id = $3, account_id = $4, agent = $5, data = $6, seen_at = $7
		WHERE access_session.ended_at IS NULL`,
		s.Token, s.ID, s.OrgID, s.AccountID, s.Agent, s.Data, s.SeenAt, s.ExpiresAt)
	return err
}

func seeSession(ctx context.Context, d *db.DB, token string, at time.Time) error {
	_, err := d.Exec(ctx, `UPDATE access_session SET seen_at = $2 WHERE token = $1`, token, at)
	return err
}

func endSession(ctx context.Context, d *db.DB, token string, at time.Time) error {
	_, err := d.Exec(ctx, `UPDATE access_session SET ended_at = $2 WHERE token = $1 AND ended_at IS NULL`, token, at)
	return err
}

// endSessionByID ends one session of the account.
func endSessionByID(ctx context.Context, tx *db.DB, orgID, accountID, id string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_session SET ended_at = $4 WHERE org_id = $1 AND account_id = $2 AND id = $3 AND ended_at IS NULL`,
		orgID, accountID, id, at)
}

// endSessionsBut ends every session of the account but the one with that id.
func endSessionsBut(ctx context.Context, tx *db.DB, orgID, accountID, id string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_session SET ended_at = $4 WHERE org_id = $1 AND account_id = $2 AND id <> $3 AND ended_at IS NULL`,
		orgID, accountID, id, at)
}

func sessionsOf(ctx context.Context, d *db.DB, orgID, accountID string, now, seenSince time.Time) ([]sessionRow, error) {
	return db.All[sessionRow](ctx, d, `SELECT id, agent, created_at, seen_at FROM access_session
		WHERE org_id = $1 AND account_id = $2 AND ended_at IS NULL AND expires_at > $3 AND seen_at > $4
		ORDER BY seen_at DESC, id LIMIT 50`, orgID, accountID, now, seenSince)
}

// sweepSessions removes what has expired.
func sweepSessions(ctx context.Context, d *db.DB, now time.Time) error {
	_, err := d.Exec(ctx, `DELETE FROM access_session WHERE expires_at <= $1`, now)
	return err
}

// claim takes the place of a name in the table of sessions, for one process at a
// time; false means that another has it. An expired claim can be taken over.
func claim(ctx context.Context, d *db.DB, name string, now, until time.Time) (bool, error) {
	n, err := d.Exec(ctx, `
		INSERT INTO access_session (token, id, org_id, account_id, agent, data, created_at, seen_at, expires_at)
		VALUES ($1, $1, '', '', '', $2, $3, $3, $4)
		ON CONFLICT (token) DO UPDATE SET expires_at = $4 WHERE access_session.expires_at <= $3`,
		name, []byte{}, now, until)
	return n == 1, err
}

func unclaim(ctx context.Context, d *db.DB, name string) error {
	_, err := d.Exec(ctx, `DELETE FROM access_session WHERE token = $1`, name)
	return err
}
