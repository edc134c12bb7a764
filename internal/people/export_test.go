package people

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/id"
)

// Fill adds many people at once, without a trail, for benchmarks.
func Fill(ctx context.Context, d *db.DB, orgID string, now time.Time, list []Person) error {
	return d.Tx(ctx, func(tx *db.DB) error {
		for _, p := range list {
			p.OrgID, p.ID, p.Version, p.PreferredChannel, p.CreatedAt, p.UpdatedAt = orgID, id.New(), 1, "none", now, now
			if err := insertPerson(ctx, tx, p); err != nil {
				return err
			}
			if err := insertWords(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}
