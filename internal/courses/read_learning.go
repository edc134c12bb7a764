package courses

import (
	"context"

	"footbridge/internal/db"
)

// Titled is a course by the title that people know it by.
type Titled struct{ CourseID, UnitID, Title string }

// PublishedTitles lists what is in a college's prospectus, by title.
func (c *Courses) PublishedTitles(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Titled, error) {
	return publishedTitles(ctx, tx, orgID, unitID)
}

// TitlesOf lists courses by title: that of the published version, or else of the
// newest.
func (c *Courses) TitlesOf(ctx context.Context, tx *db.DB, orgID string, courseIDs []string) ([]Titled, error) {
	if len(courseIDs) == 0 {
		return nil, nil
	}
	return titlesOf(ctx, tx, orgID, courseIDs)
}
