package strategy

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

const aimColumns = `m.org_id, m.id, m.slug, m.kind, m.parent_id, m.label, m.about, m.position, m.retired_on, m.version, m.created_at`

func countAims(ctx context.Context, tx *db.DB, orgID string) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM strategy_aim WHERE org_id = $1`, orgID)
}

func insertAim(ctx context.Context, tx *db.DB, a Aim) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_aim (org_id, id, slug, kind, parent_id, label, about, position, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, a.OrgID, a.ID, a.Slug, a.Kind, db.Null(a.ParentID), a.Label, a.About, a.Position, a.CreatedAt)
	return err
}

// listAims returns aims with their strands after them, then challenges.
func listAims(ctx context.Context, tx *db.DB, orgID string, all bool) ([]Aim, error) {
	return db.All[Aim](ctx, tx, `SELECT `+aimColumns+` FROM strategy_aim m
		LEFT JOIN strategy_aim p ON p.org_id = m.org_id AND p.id = m.parent_id
		WHERE m.org_id = $1 AND ($2 OR m.retired_on IS NULL AND p.retired_on IS NULL)
		ORDER BY CASE WHEN m.kind = 'challenge' THEN 1 ELSE 0 END, coalesce(p.position, m.position), CASE WHEN m.kind = 'strand' THEN 1 ELSE 0 END, m.position`, orgID, all)
}

func aimByID(ctx context.Context, tx *db.DB, orgID, id string) (Aim, error) {
	return db.One[Aim](ctx, tx, `SELECT `+aimColumns+` FROM strategy_aim m WHERE m.org_id = $1 AND m.id = $2`, orgID, id)
}

func strandsOf(ctx context.Context, tx *db.DB, orgID, aimID string) ([]Aim, error) {
	return db.All[Aim](ctx, tx, `SELECT `+aimColumns+` FROM strategy_aim m WHERE m.org_id = $1 AND m.parent_id = $2 ORDER BY m.position`, orgID, aimID)
}

func updateAim(ctx context.Context, tx *db.DB, orgID, id string, version int, label, about string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_aim SET label = $1, about = $2, version = version + 1 WHERE org_id = $3 AND id = $4 AND version = $5`, label, about, orgID, id, version)
	return n == 1, err
}

func setRetired(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_aim SET retired_on = $1, version = version + 1 WHERE org_id = $2 AND id = $3`, on, orgID, id)
	return err
}

// objectivesOnAim are the objectives that carry the aim or, of an aim, one of
// its strands.
func objectivesOnAim(ctx context.Context, tx *db.DB, orgID, aimID string) ([]Objective, error) {
	return db.All[Objective](ctx, tx, `SELECT `+objectiveColumns+` FROM strategy_objective o
		WHERE o.org_id = $1 AND o.withdrawn_on IS NULL AND o.id IN (
			SELECT x.objective_id FROM strategy_objective_aim x JOIN strategy_aim m ON m.org_id = x.org_id AND m.id = x.aim_id
			WHERE x.org_id = $1 AND (m.id = $2 OR m.parent_id = $2))
		ORDER BY o.strategy_id DESC, o.number`, orgID, aimID)
}

// aimsOfObjectives are the aims that the objectives carry, by objective.
func aimsOfObjectives(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string][]Aim, error) {
	var w db.Where
	w.And("x.org_id = ?", orgID)
	w.In("x.objective_id", ids)
	type row struct {
		Aim
		ObjectiveID string
	}
	all, err := db.All[row](ctx, tx, `SELECT x.objective_id, `+aimColumns+` FROM strategy_objective_aim x
		JOIN strategy_aim m ON m.org_id = x.org_id AND m.id = x.aim_id `+w.SQL()+` ORDER BY m.position`, w.Args()...)
	out := map[string][]Aim{}
	for _, r := range all {
		out[r.ObjectiveID] = append(out[r.ObjectiveID], r.Aim)
	}
	return out, err
}

func aimsOfAction(ctx context.Context, tx *db.DB, orgID, actionID string) ([]Aim, error) {
	return db.All[Aim](ctx, tx, `SELECT `+aimColumns+` FROM strategy_action_aim x JOIN strategy_aim m ON m.org_id = x.org_id AND m.id = x.aim_id
		WHERE x.org_id = $1 AND x.action_id = $2 ORDER BY m.position`, orgID, actionID)
}

// errAims says that an aim was chosen that is not there.
var errAims = fault.Field("aims", "Choose aims from the list.")

func replaceObjectiveAims(ctx context.Context, tx *db.DB, orgID, objectiveID string, aims []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM strategy_objective_aim WHERE org_id = $1 AND objective_id = $2`, orgID, objectiveID); err != nil {
		return err
	}
	for _, aim := range aims {
		_, err := tx.Exec(ctx, `INSERT INTO strategy_objective_aim (org_id, objective_id, aim_id) VALUES ($1, $2, $3)
			ON CONFLICT (org_id, objective_id, aim_id) DO NOTHING`, orgID, objectiveID, aim)
		if db.Dangling(err) {
			return errAims
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func replaceActionAims(ctx context.Context, tx *db.DB, orgID, actionID string, aims []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM strategy_action_aim WHERE org_id = $1 AND action_id = $2`, orgID, actionID); err != nil {
		return err
	}
	for _, aim := range aims {
		_, err := tx.Exec(ctx, `INSERT INTO strategy_action_aim (org_id, action_id, aim_id) VALUES ($1, $2, $3)
			ON CONFLICT (org_id, action_id, aim_id) DO NOTHING`, orgID, actionID, aim)
		if db.Dangling(err) {
			return errAims
		}
		if err != nil {
			return err
		}
	}
	return nil
}
