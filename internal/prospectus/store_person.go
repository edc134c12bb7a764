package prospectus

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func interestsOfPerson(ctx context.Context, d *db.DB, orgID, personID string) ([]Interest, error) {
	return db.All[Interest](ctx, d, interestColumns+`WHERE org_id = $1 AND person_id = $2 ORDER BY id`, orgID, personID)
}

func interestsUntil(ctx context.Context, d *db.DB, orgID string, before when.Date) ([]string, error) {
	return db.All[string](ctx, d, `SELECT id FROM prospectus_interest WHERE org_id = $1 AND until_on < $2 ORDER BY id`, orgID, before)
}

func moveInterest(ctx context.Context, tx *db.DB, orgID, id, personID string) error {
	_, err := tx.Exec(ctx, `UPDATE prospectus_interest SET person_id = $3 WHERE org_id = $1 AND id = $2`, orgID, id, personID)
	return err
}

func deleteAddresses(ctx context.Context, tx *db.DB, orgID, personID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM prospectus_calendar WHERE org_id = $1 AND person_id = $2`, orgID, personID)
	return err
}

// mergeAddresses moves the calendars that the kept record does not have.
func mergeAddresses(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	if _, err := tx.Exec(ctx, `UPDATE prospectus_calendar SET person_id = $2 WHERE org_id = $1 AND person_id = $3
		AND NOT EXISTS (SELECT 1 FROM prospectus_calendar k WHERE k.org_id = $1 AND k.person_id = $2 AND k.kind = prospectus_calendar.kind)`, orgID, keepID, dropID); err != nil {
		return err
	}
	return deleteAddresses(ctx, tx, orgID, dropID)
}
