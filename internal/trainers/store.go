package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

var errNoTrainer = fault.New(fault.NotFound, "We could not find that trainer.")

// The name is read with the row: a trainer is a person.
const trainerColumns = `t.org_id, t.id, t.person_id, t.unit_id, p.name, t.perspective, t.about, t.ready_on, t.ended_on, t.version, t.created_at`

const fromTrainer = ` FROM trainers_trainer t JOIN people_person p ON p.org_id = t.org_id AND p.id = t.person_id `

func teaching(ctx context.Context, d *db.DB, orgID, unitID string, now time.Time) ([]Trainer, error) {
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+`
		WHERE t.org_id = $1 AND t.unit_id = $2 AND t.ready_on <= $3 AND (t.ended_on IS NULL OR t.ended_on >= $3) ORDER BY p.fold, t.id`, orgID, unitID, when.DateOf(now))
}

func trainersByID(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Trainer, error) {
	var w db.Where
	w.And("t.org_id = ?", orgID)
	w.In("t.id", ids)
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+w.SQL(), w.Args()...)
}

func trainersOfPerson(ctx context.Context, d *db.DB, orgID, personID string) ([]Trainer, error) {
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+`WHERE t.org_id = $1 AND t.person_id = $2 ORDER BY t.id`, orgID, personID)
}

func lockTrainer(ctx context.Context, tx *db.DB, orgID, id string) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET turn = turn + 1 WHERE org_id = $1 AND id = $2`, orgID, id)
	return err
}
