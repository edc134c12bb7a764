package courses

import (
	"context"

	"footbridge/internal/db"
)

// PublishedStamp changes with everything that a reader of the prospectus may see
// of an organisation's courses.
func (c *Courses) PublishedStamp(ctx context.Context, tx *db.DB, orgID string) (string, error) {
	return publishedStamp(ctx, tx, orgID)
}

// DesignersOf lists who made versions, by the id of the version.
func (c *Courses) DesignersOf(ctx context.Context, tx *db.DB, orgID string, versionIDs []string) (map[string][]Designer, error) {
	rows, err := designersOfMany(ctx, tx, orgID, versionIDs)
	out := map[string][]Designer{}
	for _, d := range rows {
		out[d.VersionID] = append(out[d.VersionID], d)
	}
	return out, err
}
