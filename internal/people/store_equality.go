package people

import (
	"context"

	"footbridge/internal/db"
)

func equalityOf(ctx context.Context, d *db.DB, orgID, personID string) ([]EqualityAnswer, error) {
	return db.All[EqualityAnswer](ctx, d, `SELECT characteristic, answer, words, recorded_on FROM people_equality WHERE org_id = $1 AND person_id = $2 ORDER BY characteristic`,
		orgID, personID)
}

func insertEquality(ctx context.Context, tx *db.DB, orgID, personID string, a EqualityAnswer) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_equality (org_id, person_id, characteristic, answer, words, recorded_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, personID, a.Characteristic, a.Answer, a.Words, a.RecordedOn)
	return err
}

func deleteEquality(ctx context.Context, tx *db.DB, orgID, personID, characteristic string) error {
	_, err := tx.Exec(ctx, `DELETE FROM people_equality WHERE org_id = $1 AND person_id = $2 AND characteristic = $3`, orgID, personID, characteristic)
	return err
}

// counted is one answer, for counting.
type counted struct{ Characteristic, PersonID, Answer string }

func equalityOfAll(ctx context.Context, d *db.DB, orgID string, personIDs []string) ([]counted, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("person_id", personIDs)
	return db.All[counted](ctx, d, `SELECT characteristic, person_id, answer FROM people_equality `+w.SQL(), w.Args()...)
}
