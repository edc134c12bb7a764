package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// The name is read with the row: a trainer is a person.
const trainerColumns = `t.org_id, t.id, t.person_id, t.unit_id, p.name, t.perspective, t.about, t.ready_on, t.ended_on, t.renew_by,
	t.supervision_weeks, t.supervisor_id, t.supervision_from, t.supervision_due, t.version, t.created_at`

const fromTrainer = ` FROM trainers_trainer t JOIN people_person p ON p.org_id = t.org_id AND p.id = t.person_id `

func teaching(ctx context.Context, d *db.DB, orgID, unitID string, now time.Time) ([]Trainer, error) {
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+`
		WHERE t.org_id = $1 AND t.unit_id = $2 AND t.ready_on <= $3 AND (t.ended_on IS NULL OR t.ended_on >= $3)
			AND (t.renew_by IS NULL OR t.renew_by >= $3) ORDER BY p.fold, t.id`, orgID, unitID, when.DateOf(now))
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

// allTrainers are the trainers of an organisation by name, those who have
// stopped too.
func allTrainers(ctx context.Context, d *db.DB, orgID string) ([]Trainer, error) {
	return db.All[Trainer](ctx, d, `SELECT `+trainerColumns+fromTrainer+`WHERE t.org_id = $1 ORDER BY p.fold, t.id`, orgID)
}

func lockTrainer(ctx context.Context, tx *db.DB, orgID, id string) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET turn = turn + 1 WHERE org_id = $1 AND id = $2`, orgID, id)
	return err
}

func insertTrainer(ctx context.Context, tx *db.DB, t Trainer) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, about, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.OrgID, t.ID, t.PersonID, t.UnitID, t.Perspective, t.About, t.CreatedAt)
	if db.Duplicate(err) {
		return errAlready
	}
	return err
}

// updateTrainer writes what forms change, over the version that was read.
func updateTrainer(ctx context.Context, tx *db.DB, t Trainer) error {
	n, err := tx.Exec(ctx, `UPDATE trainers_trainer SET perspective = $3, about = $4, ended_on = $5, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $6`, t.OrgID, t.ID, t.Perspective, t.About, t.EndedOn, t.Version)
	switch {
	case db.Duplicate(err):
		return errAlready
	case err == nil && n == 0:
		return errChanged
	}
	return err
}

func setReady(ctx context.Context, tx *db.DB, t Trainer) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET ready_on = $3, renew_by = $4 WHERE org_id = $1 AND id = $2`, t.OrgID, t.ID, t.ReadyOn, t.RenewBy)
	return err
}

func setSupervision(ctx context.Context, tx *db.DB, t Trainer) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_trainer SET supervision_weeks = $3, supervisor_id = $4, supervision_from = $5, supervision_due = $6 WHERE org_id = $1 AND id = $2`,
		t.OrgID, t.ID, t.SupervisionWeeks, db.Null(t.SupervisorID), t.SupervisionFrom, t.SupervisionDue)
	return err
}

func weekOf(ctx context.Context, d *db.DB, orgID, trainerID string) ([]Hours, error) {
	return db.All[Hours](ctx, d, `SELECT weekday, from_minute, to_minute FROM trainers_weekly WHERE org_id = $1 AND trainer_id = $2 ORDER BY weekday`, orgID, trainerID)
}

func replaceWeek(ctx context.Context, tx *db.DB, orgID, trainerID string, week []Hours) error {
	if _, err := tx.Exec(ctx, `DELETE FROM trainers_weekly WHERE org_id = $1 AND trainer_id = $2`, orgID, trainerID); err != nil {
		return err
	}
	for _, h := range week {
		_, err := tx.Exec(ctx, `INSERT INTO trainers_weekly (org_id, trainer_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5)`,
			orgID, trainerID, h.Weekday, h.FromMinute, h.ToMinute)
		if err != nil {
			return err
		}
	}
	return nil
}

// daysAway are the stretches that end on a day or later, in order.
func daysAway(ctx context.Context, d *db.DB, orgID, trainerID string, from when.Date) ([]Away, error) {
	return db.All[Away](ctx, d, `SELECT id, from_on, until_on FROM trainers_away WHERE org_id = $1 AND trainer_id = $2 AND until_on >= $3 ORDER BY from_on, id`, orgID, trainerID, from)
}

func insertAway(ctx context.Context, tx *db.DB, orgID, trainerID string, a Away, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_away (org_id, id, trainer_id, from_on, until_on, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, a.ID, trainerID, a.FromOn, a.UntilOn, now)
	return err
}

func deleteAway(ctx context.Context, tx *db.DB, orgID, trainerID, awayID string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM trainers_away WHERE org_id = $1 AND trainer_id = $2 AND id = $3`, orgID, trainerID, awayID)
}
