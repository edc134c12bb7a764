package trainers

import (
	"context"

	"footbridge/internal/db"
)

// Introduced returns those of some people who have written a line about
// themselves for the prospectus, by the id of the person.
func (t *Trainers) Introduced(ctx context.Context, tx *db.DB, orgID string, personIDs []string) (map[string]Trainer, error) {
	rows, err := introduced(ctx, tx, orgID, personIDs)
	out := make(map[string]Trainer, len(rows))
	for _, r := range rows {
		out[r.PersonID] = r
	}
	return out, err
}

// PublishedStamp changes with what trainers say about themselves.
func (t *Trainers) PublishedStamp(ctx context.Context, tx *db.DB, orgID string) (string, error) {
	return introducedStamp(ctx, tx, orgID)
}
