package strategy

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func seatsOf(ctx context.Context, tx *db.DB, orgID, personID string) ([]SteeringMember, error) {
	return db.All[SteeringMember](ctx, tx, memberColumns+`WHERE org_id = $1 AND person_id = $2 ORDER BY from_on, id`, orgID, personID)
}

func eraseSeats(ctx context.Context, tx *db.DB, orgID, personID, name string, today when.Date) error {
	_, err := tx.Exec(ctx, `
		UPDATE strategy_member SET name = $3, version = version + 1,
			until_on = CASE WHEN until_on IS NOT NULL THEN until_on WHEN from_on > $4 THEN from_on ELSE $4 END
		WHERE org_id = $1 AND person_id = $2`, orgID, personID, name, today)
	return err
}

func mergeSeats(ctx context.Context, tx *db.DB, orgID, keepID, dropID string, today when.Date) error {
	_, err := tx.Exec(ctx, `
		UPDATE strategy_member SET until_on = CASE WHEN from_on > $4 THEN from_on ELSE $4 END, version = version + 1
		WHERE org_id = $1 AND person_id = $3 AND until_on IS NULL AND EXISTS (
			SELECT 1 FROM strategy_member k WHERE k.org_id = $1 AND k.strategy_id = strategy_member.strategy_id AND k.person_id = $2 AND k.until_on IS NULL)`,
		orgID, keepID, dropID, today)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE strategy_member SET person_id = $2 WHERE org_id = $1 AND person_id = $3`, orgID, keepID, dropID)
	return err
}
