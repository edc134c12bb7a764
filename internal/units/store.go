package units

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

func insertOrganisation(ctx context.Context, tx *db.DB, o Organisation) error {
	_, err := tx.Exec(ctx, `INSERT INTO units_organisation (org_id, name, slug, created_at) VALUES ($1, $2, $3, $4)`,
		o.OrgID, o.Name, o.Slug, o.CreatedAt)
	if db.Duplicate(err) {
		return errSlugTaken
	}
	return err
}

func renameOrganisation(ctx context.Context, tx *db.DB, orgID, name string) error {
	_, err := tx.Exec(ctx, `UPDATE units_organisation SET name = $2 WHERE org_id = $1`, orgID, name)
	return err
}

func allOrganisations(ctx context.Context, d *db.DB) ([]Organisation, error) {
	return db.All[Organisation](ctx, d, `SELECT org_id, name, slug, created_at FROM units_organisation ORDER BY name, org_id`)
}

func oneOrganisation(ctx context.Context, d *db.DB, orgID string) (Organisation, error) {
	return db.One[Organisation](ctx, d, `SELECT org_id, name, slug, created_at FROM units_organisation WHERE org_id = $1`, orgID)
}

func organisationBySlug(ctx context.Context, d *db.DB, slug string) (Organisation, error) {
	return db.One[Organisation](ctx, d, `SELECT org_id, name, slug, created_at FROM units_organisation WHERE slug = $1`, slug)
}

const unitColumns = `org_id, id, parent_id, kind, name, path, closed_on, created_at`

func allUnits(ctx context.Context, d *db.DB, orgID string) ([]Unit, error) {
	return db.All[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit WHERE org_id = $1 ORDER BY fold, id`, orgID)
}

func oneUnit(ctx context.Context, d *db.DB, orgID, id string) (Unit, error) {
	return db.One[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit WHERE org_id = $1 AND id = $2`, orgID, id)
}

func rootUnit(ctx context.Context, d *db.DB, orgID string) (Unit, error) {
	return db.One[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit WHERE org_id = $1 AND parent_id IS NULL`, orgID)
}

func unitsByID(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Unit, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("id", ids)
	return db.All[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit `+w.SQL(), w.Args()...)
}

// lockTree makes changes of one organisation's tree wait for each other.
func lockTree(ctx context.Context, tx *db.DB, orgID string) error {
	_, err := tx.Exec(ctx, `UPDATE units_unit SET version = version + 1 WHERE org_id = $1 AND parent_id IS NULL`, orgID)
	return err
}

func insertUnit(ctx context.Context, tx *db.DB, u Unit) error {
	_, err := tx.Exec(ctx, `INSERT INTO units_unit (org_id, id, parent_id, kind, name, fold, path, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		u.OrgID, u.ID, db.Null(u.ParentID), u.Kind, u.Name, fold.Text(u.Name), u.Path, u.CreatedAt)
	return err
}

// namedUnder finds another unit under parentID with u's name.
func namedUnder(ctx context.Context, tx *db.DB, u Unit, parentID string) (Unit, bool, error) {
	return db.Maybe[Unit](ctx, tx, `SELECT `+unitColumns+` FROM units_unit WHERE org_id = $1 AND parent_id = $2 AND fold = $3 AND id <> $4`,
		u.OrgID, parentID, fold.Text(u.Name), u.ID)
}

func renameUnit(ctx context.Context, tx *db.DB, u Unit) error {
	_, err := tx.Exec(ctx, `UPDATE units_unit SET name = $3, fold = $4, version = version + 1 WHERE org_id = $1 AND id = $2`,
		u.OrgID, u.ID, u.Name, fold.Text(u.Name))
	return err
}

// moveUnit rewrites the path of u and of everything below it.
func moveUnit(ctx context.Context, tx *db.DB, u, parent Unit) error {
	if _, err := tx.Exec(ctx, `UPDATE units_unit SET parent_id = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, u.OrgID, u.ID, parent.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE units_unit SET path = $2 || substr(path, $3) WHERE org_id = $1 AND path LIKE $4`,
		u.OrgID, parent.Path+u.ID+"/", len(u.Path)+1, u.Path+"%")
	return err
}

func openBelow(ctx context.Context, tx *db.DB, u Unit) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM units_unit WHERE org_id = $1 AND path LIKE $2 AND id <> $3 AND closed_on IS NULL`,
		u.OrgID, u.Path+"%", u.ID)
}

func setUnitClosed(ctx context.Context, tx *db.DB, u Unit, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE units_unit SET closed_on = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, u.OrgID, u.ID, on)
	return err
}

// childrenOf lists the units right below one, open ones first.
func childrenOf(ctx context.Context, d *db.DB, orgID, id string) ([]Unit, error) {
	return db.All[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit WHERE org_id = $1 AND parent_id = $2
		ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, fold, id`, orgID, id)
}
