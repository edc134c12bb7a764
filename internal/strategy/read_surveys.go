package strategy

import (
	"context"

	"footbridge/internal/db"
)

// ActionIn returns an action with its place, in the caller's transaction: for
// modules that link what they keep to one.
func (s *Strategy) ActionIn(ctx context.Context, tx *db.DB, orgID, actionID string) (Row, error) {
	return s.row(ctx, tx, orgID, actionID)
}

// OnAction adds a finder: a module that links what it keeps to actions tells the
// page of each action about it.
func (s *Strategy) OnAction(fn ThreadFunc) { s.onActions = append(s.onActions, fn) }

// linked is what other modules link to an action, by kind.
func (s *Strategy) linked(ctx context.Context, orgID, actionID string) ([]ThreadGroup, error) {
	var out []ThreadGroup
	for _, fn := range s.onActions {
		threads, err := fn(ctx, orgID, actionID)
		if err != nil {
			return nil, err
		}
		for _, t := range threads {
			if len(out) == 0 || out[len(out)-1].Kind != t.Kind {
				out = append(out, ThreadGroup{Kind: t.Kind})
			}
			last := &out[len(out)-1]
			last.Threads = append(last.Threads, t)
		}
	}
	return out, nil
}
