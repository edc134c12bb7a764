package college

import (
	"context"

	"footbridge/internal/db"
)

// PeopleOf says which person each of some students is, by the student's id.
func (c *College) PeopleOf(ctx context.Context, tx *db.DB, orgID string, studentIDs []string) (map[string]string, error) {
	rows, err := peopleOfStudents(ctx, tx, orgID, studentIDs)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.PersonID
	}
	return out, err
}
