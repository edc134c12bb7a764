package strategy

import (
	"context"

	"footbridge/internal/actions"
	"footbridge/internal/db"
)

const itemColumns = `i.org_id, i.action_id, i.objective_id, i.plan_id, i.position, i.whole`

// insertItem puts the action at the end of its objective.
func insertItem(ctx context.Context, tx *db.DB, it Item) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_item (org_id, action_id, objective_id, plan_id, position, whole)
		VALUES ($1, $2, $3, $4, (SELECT coalesce(max(position), 0) + 1 FROM strategy_item WHERE org_id = $1 AND objective_id = $3), $5)`,
		it.OrgID, it.ActionID, it.ObjectiveID, db.Null(it.PlanID), it.Whole)
	return err
}

func moveItem(ctx context.Context, tx *db.DB, orgID, actionID, objectiveID string) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_item SET objective_id = $1,
			position = (SELECT coalesce(max(position), 0) + 1 FROM strategy_item WHERE org_id = $2 AND objective_id = $1)
		WHERE org_id = $2 AND action_id = $3`, objectiveID, orgID, actionID)
	return err
}

func itemsByID(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]Item, error) {
	var w db.Where
	w.And("i.org_id = ?", orgID)
	w.In("i.action_id", ids)
	all, err := db.All[Item](ctx, tx, `SELECT `+itemColumns+` FROM strategy_item i `+w.SQL(), w.Args()...)
	out := make(map[string]Item, len(all))
	for _, it := range all {
		out[it.ActionID] = it
	}
	return out, err
}

// planTitles are the titles of the local plans that the items stand in, by id.
func planTitles(ctx context.Context, tx *db.DB, orgID string, items map[string]Item) (map[string]string, error) {
	var ids []string
	for _, it := range items {
		if it.PlanID != "" {
			ids = append(ids, it.PlanID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("id", distinct(ids))
	type row struct{ ID, Title string }
	all, err := db.All[row](ctx, tx, `SELECT id, title FROM strategy_plan `+w.SQL(), w.Args()...)
	out := make(map[string]string, len(all))
	for _, r := range all {
		out[r.ID] = r.Title
	}
	return out, err
}

// planUnit is the unit whose plan it is.
func planUnit(ctx context.Context, tx *db.DB, orgID, planID string) (string, error) {
	return db.One[string](ctx, tx, `SELECT unit_id FROM strategy_plan WHERE org_id = $1 AND id = $2`, orgID, planID)
}

// planRef is a local plan to choose.
type planRef struct{ ID, Title string }

func planRefs(ctx context.Context, tx *db.DB, orgID, strategyID string) ([]planRef, error) {
	return db.All[planRef](ctx, tx, `SELECT id, title FROM strategy_plan WHERE org_id = $1 AND ($2 = '' OR strategy_id = $2) ORDER BY title, id`, orgID, strategyID)
}

// The selections that name a part of the plan to the engine.

func underStrategy(orgID, strategyID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id FROM strategy_item i JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
		WHERE i.org_id = ? AND o.strategy_id = ?`, Args: []any{orgID, strategyID}}
}

func underObjective(orgID, objectiveID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id FROM strategy_item i WHERE i.org_id = ? AND i.objective_id = ?`, Args: []any{orgID, objectiveID}}
}

func inPlan(orgID, planID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id FROM strategy_item i WHERE i.org_id = ? AND i.plan_id = ?`, Args: []any{orgID, planID}}
}

func atUnit(orgID, unitID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id FROM strategy_item i JOIN strategy_plan p ON p.org_id = i.org_id AND p.id = i.plan_id
		WHERE i.org_id = ? AND p.unit_id = ?`, Args: []any{orgID, unitID}}
}

func trustOwn(orgID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id FROM strategy_item i WHERE i.org_id = ? AND i.plan_id IS NULL`, Args: []any{orgID}}
}

// onAim are the actions that carry the aim or one of its strands, themselves or
// through their objective.
func onAim(orgID, aimID string) actions.Selection {
	return actions.Selection{SQL: `SELECT x.action_id FROM strategy_action_aim x JOIN strategy_aim m ON m.org_id = x.org_id AND m.id = x.aim_id
			WHERE x.org_id = ? AND (m.id = ? OR m.parent_id = ?)
		UNION SELECT i.action_id FROM strategy_item i JOIN strategy_objective_aim y ON y.org_id = i.org_id AND y.objective_id = i.objective_id
			JOIN strategy_aim m ON m.org_id = y.org_id AND m.id = y.aim_id
			WHERE i.org_id = ? AND (m.id = ? OR m.parent_id = ?)`, Args: []any{orgID, aimID, aimID, orgID, aimID, aimID}}
}

// byAim groups those actions under the aim.
func byAim(orgID, aimID string) actions.Selection {
	sel := onAim(orgID, aimID)
	return actions.Selection{SQL: `SELECT z.action_id AS action_id, m.id AS grp FROM (` + sel.SQL + `) z, strategy_aim m WHERE m.org_id = ? AND m.id = ?`, Args: append(sel.Args, orgID, aimID)}
}

// byObjective groups the actions under the objectives.
func byObjective(orgID string, ids []string) actions.Selection {
	args := []any{orgID}
	marks := ""
	for _, id := range ids {
		args, marks = append(args, id), marks+", ?"
	}
	return actions.Selection{SQL: `SELECT i.action_id AS action_id, i.objective_id AS grp FROM strategy_item i WHERE i.org_id = ? AND i.objective_id IN (` + marks[2:] + `)`, Args: args}
}

// inconsistent looks for what the rules of the plan forbid.
func inconsistent(ctx context.Context, tx *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT 'the place of action ' || i.action_id || ' is under a withdrawn objective, and the objective has no reason' AS problem
			FROM strategy_item i JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
			WHERE i.org_id = $1 AND o.withdrawn_on IS NOT NULL AND o.withdrawn_why = ''
		UNION ALL SELECT 'objective ' || o.id || ' (' || o.title || ') is overridden without a reason' FROM strategy_objective o
			WHERE o.org_id = $1 AND (o.override_status = '') <> (o.override_reason = '')
		UNION ALL SELECT 'two objectives of strategy ' || o.strategy_id || ' have number ' || o.number FROM strategy_objective o
			WHERE o.org_id = $1 AND o.withdrawn_on IS NULL GROUP BY o.strategy_id, o.number HAVING count(*) > 1
		UNION ALL SELECT 'strand ' || m.id || ' (' || m.label || ') does not belong to an aim' FROM strategy_aim m
			LEFT JOIN strategy_aim p ON p.org_id = m.org_id AND p.id = m.parent_id WHERE m.org_id = $1 AND m.kind = 'strand' AND (p.kind IS NULL OR p.kind <> 'aim')
		UNION ALL SELECT 'strategy ' || e.id || ' (' || e.title || ') is live, and so is another' FROM strategy_strategy e WHERE e.org_id = $1 AND e.state = 'live'
			AND EXISTS (SELECT 1 FROM strategy_strategy f WHERE f.org_id = e.org_id AND f.state = 'live' AND f.id > e.id)
		UNION ALL SELECT 'action ' || i.action_id || ' stands in a local plan of another strategy' FROM strategy_item i
			JOIN strategy_plan p ON p.org_id = i.org_id AND p.id = i.plan_id JOIN strategy_objective o ON o.org_id = i.org_id AND o.id = i.objective_id
			WHERE i.org_id = $1 AND o.strategy_id <> p.strategy_id`, orgID)
}

func itemIDs(ctx context.Context, tx *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT action_id FROM strategy_item WHERE org_id = $1 ORDER BY action_id`, orgID)
}
