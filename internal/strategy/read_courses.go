package strategy

import (
	"context"

	"footbridge/internal/db"
)

// AimsByID returns every thread of the organisation, retired ones too, by its id:
// for modules whose things carry aims.
func (s *Strategy) AimsByID(ctx context.Context, tx *db.DB, orgID string) (map[string]Aim, error) {
	rows, err := listAims(ctx, tx, orgID, true)
	out := make(map[string]Aim, len(rows))
	for _, a := range rows {
		out[a.ID] = a
	}
	return out, err
}
