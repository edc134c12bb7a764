package people

import (
	"context"

	"footbridge/internal/db"
)

// forgetNeeds removes a person's needs with their history.
func forgetNeeds(ctx context.Context, tx *db.DB, orgID, personID string) (bool, error) {
	removed := int64(0)
	for _, query := range []string{
		`DELETE FROM people_need_met WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_need_review WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_need WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_needs WHERE org_id = $1 AND person_id = $2`,
	} {
		n, err := tx.Exec(ctx, query, orgID, personID)
		if err != nil {
			return false, err
		}
		removed += n
	}
	return removed > 0, nil
}

func forgetEquality(ctx context.Context, tx *db.DB, orgID, personID string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM people_equality WHERE org_id = $1 AND person_id = $2`, orgID, personID)
	return n > 0, err
}
