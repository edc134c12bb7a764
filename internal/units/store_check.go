package units

import (
	"context"

	"footbridge/internal/db"
)

func allHolders(ctx context.Context, d *db.DB, orgID string) ([]Holder, error) {
	return db.All[Holder](ctx, d, `SELECT org_id, id, post_id, person_id, from_on, until_on, created_at FROM units_holder
		WHERE org_id = $1 ORDER BY post_id, from_on`, orgID)
}

type folded struct{ Kind, ID, Name, Fold string }

func foldedNames(ctx context.Context, d *db.DB, orgID string) ([]folded, error) {
	return db.All[folded](ctx, d, `SELECT 'unit' AS kind, id, name, fold FROM units_unit WHERE org_id = $1
		UNION ALL SELECT 'post', id, title, fold FROM units_post WHERE org_id = $1
		UNION ALL SELECT 'partner', id, name, fold FROM units_partner WHERE org_id = $1`, orgID)
}
