package courses

import (
	"context"

	"footbridge/internal/db"
)

// publishedStamp counts courses and versions and adds up their own versions,
// which every change counts up.
func publishedStamp(ctx context.Context, d *db.DB, orgID string) (string, error) {
	return db.One[string](ctx, d, `
		SELECT (SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) || '.' || CAST(count(published_id) AS TEXT) || '.' || CAST(count(retired_on) AS TEXT)
				FROM courses_course WHERE org_id = $1)
			|| '/' || (SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) || '.' || CAST(count(published_at) AS TEXT) FROM courses_version WHERE org_id = $1)`, orgID)
}
