package prospectus

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const addressColumns = `SELECT org_id, id, person_id, kind, token_hash, made_at, used_on FROM prospectus_calendar `

func addressesOf(ctx context.Context, d *db.DB, orgID, personID string) ([]Address, error) {
	return db.All[Address](ctx, d, addressColumns+`WHERE org_id = $1 AND person_id = $2 ORDER BY kind`, orgID, personID)
}

func addressByHash(ctx context.Context, d *db.DB, orgID, hash string) (Address, bool, error) {
	return db.Maybe[Address](ctx, d, addressColumns+`WHERE org_id = $1 AND token_hash = $2`, orgID, hash)
}

func insertAddress(ctx context.Context, tx *db.DB, a Address) error {
	_, err := tx.Exec(ctx, `INSERT INTO prospectus_calendar (org_id, id, person_id, kind, token_hash, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		a.OrgID, a.ID, a.PersonID, a.Kind, a.TokenHash, a.MadeAt)
	return err
}

func deleteAddress(ctx context.Context, tx *db.DB, orgID, personID, kind string) error {
	_, err := tx.Exec(ctx, `DELETE FROM prospectus_calendar WHERE org_id = $1 AND person_id = $2 AND kind = $3`, orgID, personID, kind)
	return err
}

func useAddress(ctx context.Context, d *db.DB, a Address, on when.Date) error {
	_, err := d.Exec(ctx, `UPDATE prospectus_calendar SET used_on = $3 WHERE org_id = $1 AND id = $2`, a.OrgID, a.ID, on)
	return err
}
