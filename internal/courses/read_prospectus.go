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
