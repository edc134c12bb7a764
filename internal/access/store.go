package access

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const accountColumns = `a.org_id, a.id, a.name, a.email, a.person_id, a.password_hash, a.totp_secret, a.totp_step, a.state, a.closed_at, a.signed_in_at, a.created_at,
	EXISTS (SELECT 1 FROM access_passkey p WHERE p.org_id = a.org_id AND p.account_id = a.id) AS has_passkey`

func insertAccount(ctx context.Context, tx *db.DB, a Account) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO access_account (org_id, id, name, email, email_fold, search, person_id, password_hash, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)`,
		a.OrgID, a.ID, a.Name, a.Email, fold(a.Email), fold(a.Name+" "+a.Email), db.Null(a.PersonID), a.PasswordHash, a.CreatedAt)
	return err
}

func accountByID(ctx context.Context, d *db.DB, orgID, id string) (Account, error) {
	return db.One[Account](ctx, d, `SELECT `+accountColumns+` FROM access_account a WHERE a.org_id = $1 AND a.id = $2`, orgID, id)
}

func accountByEmail(ctx context.Context, d *db.DB, orgID, email string) (Account, bool, error) {
	return db.Maybe[Account](ctx, d, `SELECT `+accountColumns+` FROM access_account a WHERE a.org_id = $1 AND a.email_fold = $2`, orgID, fold(email))
}

func accountByIdentity(ctx context.Context, d *db.DB, orgID, issuer, subject string) (Account, bool, error) {
	return db.Maybe[Account](ctx, d, `SELECT `+accountColumns+` FROM access_account a
		JOIN access_identity i ON i.org_id = a.org_id AND i.account_id = a.id
		WHERE a.org_id = $1 AND i.issuer = $2 AND i.subject = $3`, orgID, issuer, subject)
}

func insertIdentity(ctx context.Context, tx *db.DB, orgID, id, accountID, issuer, subject string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO access_identity (org_id, id, account_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, id, accountID, issuer, subject, at)
	return err
}

func identityOf(ctx context.Context, tx *db.DB, orgID, accountID, issuer string) (string, bool, error) {
	return db.Maybe[string](ctx, tx, `SELECT subject FROM access_identity WHERE org_id = $1 AND account_id = $2 AND issuer = $3`, orgID, accountID, issuer)
}

// anyAccount reports whether any organisation has an account.
func anyAccount(ctx context.Context, d *db.DB) (bool, error) {
	_, found, err := db.Maybe[string](ctx, d, `SELECT org_id FROM access_account LIMIT 1`)
	return found, err
}

// present is an account with one of its roles: what every request reads.
type present struct {
	Name, Email, PersonID, State string
	HasFactor                    bool
	ID, Role, UnitID             string
	FromOn, UntilOn              when.Date
}

func presentAccount(ctx context.Context, d *db.DB, orgID, accountID string) ([]present, error) {
	return db.All[present](ctx, d, `
		SELECT a.name, a.email, a.person_id, a.state,
			a.totp_secret <> '' OR EXISTS (SELECT 1 FROM access_passkey p WHERE p.org_id = a.org_id AND p.account_id = a.id) AS has_factor,
			r.id, r.role, r.unit_id, r.from_on, r.until_on
		FROM access_account a
		LEFT JOIN access_role r ON r.org_id = a.org_id AND r.account_id = a.id AND r.ended_on IS NULL
		WHERE a.org_id = $1 AND a.id = $2`, orgID, accountID)
}

func searchAccounts(ctx context.Context, d *db.DB, w *db.Where, limit, offset int) ([]Account, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(a.org_id) AS n FROM access_account a `+w.SQL(), w.Args()...)
	if err != nil {
		return nil, 0, err
	}
	query := `SELECT ` + accountColumns + ` FROM access_account a ` + w.SQL() + ` ORDER BY a.search, a.id LIMIT ` + w.Arg(limit) + ` OFFSET ` + w.Arg(offset)
	rows, err := db.All[Account](ctx, d, query, w.Args()...)
	return rows, total, err
}

// renameAccount writes over the name and address of acc; 0 rows means that they
// are others by now.
func renameAccount(ctx context.Context, tx *db.DB, acc Account, name, email string) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_account SET name = $3, email = $4, email_fold = $5, search = $6
		WHERE org_id = $1 AND id = $2 AND name = $7 AND email = $8`,
		acc.OrgID, acc.ID, name, email, fold(email), fold(name+" "+email), acc.Name, acc.Email)
}

func setPersonOf(ctx context.Context, tx *db.DB, orgID, accountID, personID string) error {
	_, err := tx.Exec(ctx, `UPDATE access_account SET person_id = $3 WHERE org_id = $1 AND id = $2`, orgID, accountID, db.Null(personID))
	return err
}

func accountOfPerson(ctx context.Context, d *db.DB, orgID, personID string) (Account, bool, error) {
	return db.Maybe[Account](ctx, d, `SELECT `+accountColumns+` FROM access_account a WHERE a.org_id = $1 AND a.person_id = $2`, orgID, personID)
}

func setPassword(ctx context.Context, tx *db.DB, orgID, accountID, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE access_account SET password_hash = $3 WHERE org_id = $1 AND id = $2`, orgID, accountID, hash)
	return err
}

func setSignedIn(ctx context.Context, tx *db.DB, orgID, accountID string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE access_account SET signed_in_at = $3 WHERE org_id = $1 AND id = $2`, orgID, accountID, at)
	return err
}

// setState closes or reopens; 0 rows means that it already was.
func setState(ctx context.Context, tx *db.DB, orgID, accountID, state string, closedAt time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_account SET state = $3, closed_at = $4 WHERE org_id = $1 AND id = $2 AND state <> $3`,
		orgID, accountID, state, db.NullTime(closedAt))
}

const roleColumns = `r.org_id, r.id, r.account_id, r.role, r.unit_id, r.from_on, r.until_on, r.given_by_name, r.given_at, r.ended_on, r.ended_by_name`

func insertRole(ctx context.Context, tx *db.DB, h Held, byID, byName string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO access_role (org_id, id, account_id, role, unit_id, from_on, until_on, given_by_id, given_by_name, given_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		h.OrgID, h.ID, h.AccountID, h.Role, h.UnitID, h.FromOn, h.UntilOn, byID, byName, h.GivenAt)
	return err
}

func roleByID(ctx context.Context, tx *db.DB, orgID, accountID, id string) (Held, error) {
	return db.One[Held](ctx, tx, `SELECT `+roleColumns+` FROM access_role r WHERE r.org_id = $1 AND r.account_id = $2 AND r.id = $3`, orgID, accountID, id)
}

// rolesOf lists every role the account holds, will hold or has held.
func rolesOf(ctx context.Context, d *db.DB, orgID, accountID string) ([]Held, error) {
	return db.All[Held](ctx, d, `SELECT `+roleColumns+` FROM access_role r
		WHERE r.org_id = $1 AND r.account_id = $2 ORDER BY r.given_at DESC, r.id DESC`, orgID, accountID)
}

// openRoles lists the roles not ended of all active accounts but one.
func openRoles(ctx context.Context, d *db.DB, orgID string) ([]Held, error) {
	return db.All[Held](ctx, d, `SELECT `+roleColumns+` FROM access_role r
		JOIN access_account a ON a.org_id = r.org_id AND a.id = r.account_id
		WHERE r.org_id = $1 AND r.ended_on IS NULL AND a.state = 'active'`, orgID)
}

func rolesOfMany(ctx context.Context, d *db.DB, orgID string, accountIDs []string) ([]Held, error) {
	var w db.Where
	w.And("r.org_id = ?", orgID)
	w.And("r.ended_on IS NULL")
	w.In("r.account_id", accountIDs)
	return db.All[Held](ctx, d, `SELECT `+roleColumns+` FROM access_role r `+w.SQL()+` ORDER BY r.account_id, r.given_at, r.id`, w.Args()...)
}

func endRole(ctx context.Context, tx *db.DB, orgID, id string, on when.Date, byID, byName string) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_role SET ended_on = $3, ended_by_id = $4, ended_by_name = $5 WHERE org_id = $1 AND id = $2 AND ended_on IS NULL`,
		orgID, id, on, byID, byName)
}

// takeTurn makes the organisation's changes to roles and states wait for each
// other until the transaction ends.
func takeTurn(ctx context.Context, tx *db.DB, orgID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO access_turn (org_id, turn) VALUES ($1, 1) ON CONFLICT (org_id) DO UPDATE SET turn = access_turn.turn + 1`, orgID)
	return err
}

func insertLink(ctx context.Context, tx *db.DB, l link) error {
	_, err := tx.Exec(ctx, `INSERT INTO access_link (org_id, id, account_id, kind, hash, created_at, expires_at, email) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.OrgID, l.ID, l.AccountID, l.Kind, l.Hash, l.CreatedAt, l.ExpiresAt, l.Email)
	return err
}

func linkByHash(ctx context.Context, d *db.DB, orgID, kind, hash string) (link, bool, error) {
	return db.Maybe[link](ctx, d, `SELECT org_id, id, account_id, kind, hash, email, created_at, expires_at, used_at FROM access_link
		WHERE org_id = $1 AND kind = $2 AND hash = $3`, orgID, kind, hash)
}

// useLink uses the link up; 0 rows means that somebody was faster.
func useLink(ctx context.Context, tx *db.DB, orgID, id string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE access_link SET used_at = $3 WHERE org_id = $1 AND id = $2 AND used_at IS NULL`, orgID, id, at)
}

// dropLinks ends every open link of the account.
func dropLinks(ctx context.Context, tx *db.DB, orgID, accountID string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE access_link SET used_at = $3 WHERE org_id = $1 AND account_id = $2 AND used_at IS NULL`, orgID, accountID, at)
	return err
}

// holdersAt keeps the accounts that hold a role at one of the units.
func holdersAt(w *db.Where, orgID string, unitIDs []string) {
	if len(unitIDs) == 0 {
		w.And("1 = 0")
		return
	}
	args := []any{orgID}
	for _, u := range unitIDs {
		args = append(args, u)
	}
	w.And(`EXISTS (SELECT 1 FROM access_role r WHERE r.org_id = ? AND r.account_id = a.id AND r.ended_on IS NULL AND r.unit_id IN (?`+strings.Repeat(", ?", len(unitIDs)-1)+`))`, args...)
}

// storedAccount is an account with what is made from it.
type storedAccount struct {
	ID, Name, Email, EmailFold, Search, PersonID, PasswordHash, State string
}

func allAccounts(ctx context.Context, d *db.DB, orgID string) ([]storedAccount, error) {
	return db.All[storedAccount](ctx, d, `SELECT id, name, email, email_fold, search, person_id, password_hash, state
		FROM access_account WHERE org_id = $1 ORDER BY id`, orgID)
}

func allRoles(ctx context.Context, d *db.DB, orgID string) ([]Held, error) {
	return db.All[Held](ctx, d, `SELECT `+roleColumns+` FROM access_role r WHERE r.org_id = $1 ORDER BY r.account_id, r.id`, orgID)
}
