package actions

import (
	"context"

	"footbridge/internal/db"
)

// usedActions are those of the actions that have an update, evidence or a
// dependency.
func usedActions(ctx context.Context, tx *db.DB, orgID string, ids []string) ([]string, error) {
	var w db.Where
	w.And("a.org_id = ?", orgID)
	w.In("a.id", ids)
	w.And(`EXISTS (SELECT 1 FROM actions_update u WHERE u.org_id = a.org_id AND u.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_evidence e WHERE e.org_id = a.org_id AND e.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_dependency d WHERE d.org_id = a.org_id AND d.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_dependency n WHERE n.org_id = a.org_id AND n.needs_id = a.id)`)
	return db.All[string](ctx, tx, `SELECT a.id FROM actions_action a `+w.SQL()+` ORDER BY a.id`, w.Args()...)
}

func deleteAction(ctx context.Context, tx *db.DB, orgID, actionID string) error {
	if err := replaceOwners(ctx, tx, orgID, actionID, nil); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM actions_action WHERE org_id = $1 AND id = $2`, orgID, actionID)
	return err
}
