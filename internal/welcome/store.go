package welcome

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const stayColumns = `org_id, id, unit_id, label, hash, came_on, ended_on, version, created_at`

func insertStay(ctx context.Context, tx *db.DB, s Stay) error {
	_, err := tx.Exec(ctx, `INSERT INTO welcome_stay (org_id, id, unit_id, label, hash, came_on, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.OrgID, s.ID, s.UnitID, s.Label, s.Hash, s.CameOn, s.Version, s.CreatedAt)
	return err
}

func oneStay(ctx context.Context, tx *db.DB, orgID, id string) (Stay, bool, error) {
	return db.Maybe[Stay](ctx, tx, `SELECT `+stayColumns+` FROM welcome_stay WHERE org_id = $1 AND id = $2`, orgID, id)
}

func stayByHash(ctx context.Context, tx *db.DB, orgID, hash string) (Stay, bool, error) {
	return db.Maybe[Stay](ctx, tx, `SELECT `+stayColumns+` FROM welcome_stay WHERE org_id = $1 AND hash = $2`, orgID, hash)
}

func staysOf(ctx context.Context, tx *db.DB, orgID, unitID string, ended bool, limit, offset int) ([]Stay, error) {
	return db.All[Stay](ctx, tx, `SELECT `+stayColumns+` FROM welcome_stay WHERE org_id = $1 AND unit_id = $2 AND (ended_on IS NOT NULL) = $3
		ORDER BY came_on DESC, id DESC LIMIT $4 OFFSET $5`, orgID, unitID, ended, limit, offset)
}

func countStays(ctx context.Context, tx *db.DB, orgID, unitID string, ended bool) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM welcome_stay WHERE org_id = $1 AND unit_id = $2 AND (ended_on IS NOT NULL) = $3`, orgID, unitID, ended)
}

func setHash(ctx context.Context, tx *db.DB, s Stay) error {
	_, err := tx.Exec(ctx, `UPDATE welcome_stay SET hash = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, s.OrgID, s.ID, s.Hash)
	return err
}

// touch reports whether nobody changed the stay since version was read.
func touch(ctx context.Context, tx *db.DB, s Stay, version int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE welcome_stay SET version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $3`, s.OrgID, s.ID, version)
	return n == 1, err
}

func endStay(ctx context.Context, tx *db.DB, s Stay, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE welcome_stay SET ended_on = $3, label = '' WHERE org_id = $1 AND id = $2`, s.OrgID, s.ID, on)
	return err
}

func marksOf(ctx context.Context, tx *db.DB, orgID, stayID string) ([]Mark, error) {
	return db.All[Mark](ctx, tx, `SELECT stay_id, item, done_on, happened, said_on, said_how FROM welcome_item WHERE org_id = $1 AND stay_id = $2`, orgID, stayID)
}

func setDone(ctx context.Context, tx *db.DB, s Stay, item string, on when.Date, account string) error {
	_, err := tx.Exec(ctx, `INSERT INTO welcome_item (org_id, stay_id, item, done_on, done_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (org_id, stay_id, item) DO UPDATE SET done_on = excluded.done_on, done_by = excluded.done_by`, s.OrgID, s.ID, item, on, account)
	return err
}

func setSaid(ctx context.Context, tx *db.DB, s Stay, item, happened string, on when.Date, how string) error {
	_, err := tx.Exec(ctx, `INSERT INTO welcome_item (org_id, stay_id, item, happened, said_on, said_how) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, stay_id, item) DO UPDATE SET happened = excluded.happened, said_on = excluded.said_on, said_how = excluded.said_how`, s.OrgID, s.ID, item, happened, on, how)
	return err
}

// tally is how many said that an item happened, of those who said anything, on a
// ward.
type tally struct {
	UnitID, Item string
	Yes, Said    int
}

func tallies(ctx context.Context, tx *db.DB, orgID string, from, to when.Date) ([]tally, error) {
	return db.All[tally](ctx, tx, `SELECT s.unit_id, i.item, count(*) FILTER (WHERE i.happened = 'yes') AS yes, count(*) AS said
		FROM welcome_stay s JOIN welcome_item i ON i.org_id = s.org_id AND i.stay_id = s.id
		WHERE s.org_id = $1 AND s.came_on BETWEEN $2 AND $3 AND i.happened <> '' GROUP BY s.unit_id, i.item`, orgID, from, to)
}

func firstStay(ctx context.Context, tx *db.DB, orgID string) (when.Date, error) {
	return db.One[when.Date](ctx, tx, `SELECT min(came_on) FROM welcome_stay WHERE org_id = $1`, orgID)
}
