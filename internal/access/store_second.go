package access

import (
	"context"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"footbridge/internal/db"
)

func setTOTP(ctx context.Context, tx *db.DB, orgID, accountID, secret string, step int64) error {
	_, err := tx.Exec(ctx, `UPDATE access_account SET totp_secret = $3, totp_step = $4 WHERE org_id = $1 AND id = $2`, orgID, accountID, secret, step)
	return err
}

// useStep notes the newest code used; 0 rows means that this one, or a later
// one, was used before.
func useStep(ctx context.Context, tx *db.DB, orgID, accountID string, step int64) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_account SET totp_step = $3 WHERE org_id = $1 AND id = $2 AND totp_step < $3`, orgID, accountID, step)
}

func insertRecovery(ctx context.Context, tx *db.DB, orgID, id, accountID, hash string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO access_recovery (org_id, id, account_id, hash, created_at) VALUES ($1, $2, $3, $4, $5)`, orgID, id, accountID, hash, at)
	return err
}

func deleteRecovery(ctx context.Context, tx *db.DB, orgID, accountID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM access_recovery WHERE org_id = $1 AND account_id = $2`, orgID, accountID)
	return err
}

func useRecovery(ctx context.Context, tx *db.DB, orgID, accountID, hash string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_recovery SET used_at = $4 WHERE org_id = $1 AND account_id = $2 AND hash = $3 AND used_at IS NULL`, orgID, accountID, hash, at)
}

func recoveryLeft(ctx context.Context, d *db.DB, orgID, accountID string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) AS n FROM access_recovery WHERE org_id = $1 AND account_id = $2 AND used_at IS NULL`, orgID, accountID)
}

// Passkey is a passkey of an account.
type Passkey struct {
	ID, Name     string
	CredentialID string
	Credential   db.JSON[webauthn.Credential]
	CreatedAt    time.Time
	UsedAt       time.Time
}

func insertPasskey(ctx context.Context, tx *db.DB, orgID, accountID string, p Passkey) error {
	_, err := tx.Exec(ctx, `INSERT INTO access_passkey (org_id, id, account_id, name, credential_id, credential, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		orgID, p.ID, accountID, p.Name, p.CredentialID, p.Credential, p.CreatedAt)
	return err
}

func passkeysOf(ctx context.Context, d *db.DB, orgID, accountID string) ([]Passkey, error) {
	return db.All[Passkey](ctx, d, `SELECT id, name, credential_id, credential, created_at, used_at FROM access_passkey
		WHERE org_id = $1 AND account_id = $2 ORDER BY created_at, id`, orgID, accountID)
}

func usePasskey(ctx context.Context, tx *db.DB, orgID, accountID, credentialID string, c db.JSON[webauthn.Credential], at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_passkey SET credential = $4, used_at = $5 WHERE org_id = $1 AND account_id = $2 AND credential_id = $3`,
		orgID, accountID, credentialID, c, at)
}

func deletePasskey(ctx context.Context, tx *db.DB, orgID, accountID, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM access_passkey WHERE org_id = $1 AND account_id = $2 AND id = $3`, orgID, accountID, id)
}

func deletePasskeys(ctx context.Context, tx *db.DB, orgID, accountID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM access_passkey WHERE org_id = $1 AND account_id = $2`, orgID, accountID)
	return err
}
