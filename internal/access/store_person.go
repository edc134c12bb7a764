package access

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// eraseAccount closes the account under another name and address, and removes
// what signed it in.
func eraseAccount(ctx context.Context, tx *db.DB, orgID, accountID, name, email string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE access_account SET name = $3, email = $4, email_fold = $5, search = $6, person_id = NULL,
			password_hash = '', totp_secret = '', state = 'closed', closed_at = coalesce(closed_at, $7)
		WHERE org_id = $1 AND id = $2`, orgID, accountID, name, email, fold(email), fold(name+" "+email), at)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`UPDATE access_role SET given_by_name = $3 WHERE org_id = $1 AND given_by_id = $2`,
		`UPDATE access_role SET ended_by_name = $3 WHERE org_id = $1 AND ended_by_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, orgID, accountID, name); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`DELETE FROM access_passkey WHERE org_id = $1 AND account_id = $2`,
		`DELETE FROM access_recovery WHERE org_id = $1 AND account_id = $2`,
		`DELETE FROM access_identity WHERE org_id = $1 AND account_id = $2`,
		`DELETE FROM access_link WHERE org_id = $1 AND account_id = $2`,
		`DELETE FROM access_session WHERE org_id = $1 AND account_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, orgID, accountID); err != nil {
			return err
		}
	}
	return nil
}
