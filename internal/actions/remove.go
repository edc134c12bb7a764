package actions

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Used returns those of the actions that something has happened to since they
// were added: an update, evidence, or a dependency.
func (a *Actions) Used(ctx context.Context, tx *db.DB, orgID string, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		used, err := usedAction(ctx, tx, orgID, id)
		if err != nil {
			return nil, err
		}
		if used {
			out = append(out, id)
		}
	}
	return out, nil
}

// Remove takes back the adding of an action that nothing has happened to since:
// for undoing an import only. Everything else is withdrawn, and stays. The
// module has removed its own record of it.
func (a *Actions) Remove(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		if used, err := usedAction(ctx, tx, by.OrgID, actionID); err != nil || used {
			return or(err, fault.New(fault.Conflict, "“%s” is in use, so it cannot be taken back.", act.Title))
		}
		if err := deleteAction(ctx, tx, by.OrgID, actionID); err != nil {
			return err
		}
		return a.record(ctx, tx, by, act, "taken back")
	})
}
