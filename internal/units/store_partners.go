package units

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const partnerColumns = `org_id, id, name, kind, contact_name, contact_post, contact_email, contact_phone, unit_id, closed_on, version, created_at`

func selectPartners(ctx context.Context, d *db.DB, orgID, cond string) ([]Partner, error) {
	return db.All[Partner](ctx, d, `SELECT `+partnerColumns+` FROM units_partner WHERE org_id = $1 AND `+cond+` ORDER BY fold, id`, orgID)
}

func onePartner(ctx context.Context, d *db.DB, orgID, id string) (Partner, error) {
	return db.One[Partner](ctx, d, `SELECT `+partnerColumns+` FROM units_partner WHERE org_id = $1 AND id = $2`, orgID, id)
}

func insertPartner(ctx context.Context, tx *db.DB, p Partner) error {
	_, err := tx.Exec(ctx, `INSERT INTO units_partner (org_id, id, name, fold, kind, contact_name, contact_post, contact_email, contact_phone, unit_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.OrgID, p.ID, p.Name, fold.Text(p.Name), p.Kind, p.ContactName, p.ContactPost, p.ContactEmail, p.ContactPhone, db.Null(p.UnitID), p.CreatedAt)
	if db.Duplicate(err) {
		return errPartnerTaken
	}
	return err
}

// updatePartner writes p over the version that was read.
func updatePartner(ctx context.Context, tx *db.DB, p Partner) error {
	n, err := tx.Exec(ctx, `UPDATE units_partner SET name = $3, fold = $4, kind = $5, contact_name = $6, contact_post = $7, contact_email = $8,
			contact_phone = $9, unit_id = $10, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $11`,
		p.OrgID, p.ID, p.Name, fold.Text(p.Name), p.Kind, p.ContactName, p.ContactPost, p.ContactEmail, p.ContactPhone, db.Null(p.UnitID), p.Version)
	switch {
	case db.Duplicate(err):
		return errPartnerTaken
	case err == nil && n == 0:
		return errPartnerChanged
	}
	return err
}

func closePartner(ctx context.Context, tx *db.DB, p Partner, on when.Date) error {
	n, err := tx.Exec(ctx, `UPDATE units_partner SET closed_on = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $4`,
		p.OrgID, p.ID, on, p.Version)
	if err == nil && n == 0 {
		err = errPartnerChanged
	}
	return err
}
