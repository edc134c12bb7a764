package actions

import (
	"context"

	"footbridge/internal/db"
)

// usedAction reports whether the action has an update, evidence or a dependency.
func usedAction(ctx context.Context, tx *db.DB, orgID, actionID string) (bool, error) {
	_, used, err := db.Maybe[string](ctx, tx, `SELECT a.id FROM actions_action a WHERE a.org_id = $1 AND a.id = $2 AND (
		EXISTS (SELECT 1 FROM actions_update u WHERE u.org_id = a.org_id AND u.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_evidence e WHERE e.org_id = a.org_id AND e.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_dependency d WHERE d.org_id = a.org_id AND d.action_id = a.id)
		OR EXISTS (SELECT 1 FROM actions_dependency n WHERE n.org_id = a.org_id AND n.needs_id = a.id))`, orgID, actionID)
	return used, err
}

func deleteAction(ctx context.Context, tx *db.DB, orgID, actionID string) error {
	if err := replaceOwners(ctx, tx, orgID, actionID, nil); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM actions_action WHERE org_id = $1 AND id = $2`, orgID, actionID)
	return err
}
