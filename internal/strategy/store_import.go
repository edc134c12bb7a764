package strategy

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const uploadColumns = `org_id, id, strategy_id, new_title, file_name, sha256, content, mapping, by_id, by_name, created_at, expires_at`

func insertUpload(ctx context.Context, tx *db.DB, u upload) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_upload
			(org_id, id, strategy_id, new_title, file_name, sha256, content, mapping, by_id, by_name, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		u.OrgID, u.ID, db.Null(u.StrategyID), u.NewTitle, u.FileName, u.Sha256, u.Content, u.Mapping, u.ByID, u.ByName, u.CreatedAt, u.ExpiresAt)
	return err
}

func uploadByID(ctx context.Context, d *db.DB, orgID, id string, now time.Time) (upload, bool, error) {
	return db.Maybe[upload](ctx, d, `SELECT `+uploadColumns+` FROM strategy_upload WHERE org_id = $1 AND id = $2 AND expires_at > $3`, orgID, id, now)
}

func setMapping(ctx context.Context, tx *db.DB, orgID, id string, m Mapping) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_upload SET mapping = $1 WHERE org_id = $2 AND id = $3`, db.JSON[Mapping]{V: m}, orgID, id)
	return n == 1, err
}

// takeUpload removes the upload. Only one of two who import it at once does.
func takeUpload(ctx context.Context, tx *db.DB, orgID, id string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM strategy_upload WHERE org_id = $1 AND id = $2`, orgID, id)
	return n == 1, err
}

func dropExpired(ctx context.Context, tx *db.DB, orgID string, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM strategy_upload WHERE org_id = $1 AND expires_at <= $2`, orgID, now)
	return err
}

func insertBatch(ctx context.Context, tx *db.DB, b Batch) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_import (org_id, id, strategy_id, strategy_title, file_name, sha256, hash, counts, rows, before, by_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		b.OrgID, b.ID, b.StrategyID, b.StrategyTitle, b.FileName, b.Sha256, b.Hash, b.Counts, b.Rows, b.Before, b.ByID, b.ByName, b.CreatedAt)
	return err
}

const batchColumns = `org_id, id, strategy_id, strategy_title, file_name, sha256, hash, counts, by_id, by_name, created_at, undone_at, undone_by`

// listBatches is one page of the imports, newest first, and how many there are.
func listBatches(ctx context.Context, d *db.DB, orgID string, limit, offset int) ([]Batch, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM strategy_import WHERE org_id = $1`, orgID)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.All[Batch](ctx, d, `SELECT `+batchColumns+` FROM strategy_import WHERE org_id = $1
		ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3`, orgID, limit, offset)
	return rows, total, err
}

func batchByID(ctx context.Context, d *db.DB, orgID, id string) (Batch, error) {
	return db.One[Batch](ctx, d, `SELECT `+batchColumns+`, rows, before FROM strategy_import WHERE org_id = $1 AND id = $2`, orgID, id)
}

// batchOfPreview is the import that committed the preview with that hash.
func batchOfPreview(ctx context.Context, d *db.DB, orgID, hash string) (Batch, bool, error) {
	return db.Maybe[Batch](ctx, d, `SELECT `+batchColumns+` FROM strategy_import WHERE org_id = $1 AND hash = $2 ORDER BY created_at DESC, id DESC LIMIT 1`, orgID, hash)
}

// setUndone marks the import as undone, once.
func setUndone(ctx context.Context, tx *db.DB, orgID, id string, at time.Time, by string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_import SET undone_at = $1, undone_by = $2 WHERE org_id = $3 AND id = $4 AND undone_at IS NULL`, at, by, orgID, id)
	return n == 1, err
}

// trustItems are the places of the trust's own actions under a strategy's
// objectives, withdrawn ones too.
func trustItems(ctx context.Context, d *db.DB, orgID, strategyID string) ([]Item, error) {
	return db.All[Item](ctx, d, `SELECT `+itemColumns+` FROM strategy_item i
		JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
		WHERE i.org_id = $1 AND o.strategy_id = $2 AND i.plan_id IS NULL ORDER BY o.number, i.position, i.action_id`, orgID, strategyID)
}

// itemsUnder are the ids of all actions under an objective, in any plan.
func itemsUnder(ctx context.Context, d *db.DB, orgID, objectiveID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT i.action_id FROM strategy_item i WHERE i.org_id = $1 AND i.objective_id = $2 ORDER BY i.action_id`, orgID, objectiveID)
}

// aimIDs are the ids of the aims of a strategy's objectives and actions, by the
// id of the objective or action, in the order of the aims.
func aimIDs(ctx context.Context, d *db.DB, orgID, strategyID string) (map[string][]string, error) {
	out := map[string][]string{}
	type link struct {
		ID, AimID string
		Position  int
	}
	err := db.Each(ctx, d, func(l link) error { out[l.ID] = append(out[l.ID], l.AimID); return nil }, `
		SELECT x.objective_id AS id, x.aim_id, m.position FROM strategy_objective_aim x
			JOIN strategy_objective o ON o.org_id = x.org_id AND o.id = x.objective_id
			JOIN strategy_aim m ON m.org_id = x.org_id AND m.id = x.aim_id
			WHERE x.org_id = $1 AND o.strategy_id = $2
		UNION ALL SELECT y.action_id AS id, y.aim_id, m.position FROM strategy_action_aim y
			JOIN strategy_item i ON i.org_id = y.org_id AND i.action_id = y.action_id
			JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
			JOIN strategy_aim m ON m.org_id = y.org_id AND m.id = y.aim_id
			WHERE y.org_id = $1 AND o.strategy_id = $2
		ORDER BY 1, 3, 2`, orgID, strategyID)
	return out, err
}

func setWhole(ctx context.Context, tx *db.DB, orgID, actionID string, whole bool) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_item SET whole = $1 WHERE org_id = $2 AND action_id = $3`, whole, orgID, actionID)
	return err
}

// setNumber moves an objective out of the way of others' new numbers.
func setNumber(ctx context.Context, tx *db.DB, orgID, objectiveID string, number int) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_objective SET number = $1 WHERE org_id = $2 AND id = $3`, number, orgID, objectiveID)
	return err
}

// deleteItem removes the place of an action and its aims.
func deleteItem(ctx context.Context, tx *db.DB, orgID, actionID string) error {
	if err := replaceActionAims(ctx, tx, orgID, actionID, nil); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM strategy_item WHERE org_id = $1 AND action_id = $2`, orgID, actionID)
	return err
}

func deleteObjective(ctx context.Context, tx *db.DB, orgID, objectiveID string) error {
	if err := replaceObjectiveAims(ctx, tx, orgID, objectiveID, nil); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM strategy_objective WHERE org_id = $1 AND id = $2`, orgID, objectiveID)
	return err
}

func deleteEdition(ctx context.Context, tx *db.DB, orgID, editionID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM strategy_strategy WHERE org_id = $1 AND id = $2`, orgID, editionID)
	return err
}
