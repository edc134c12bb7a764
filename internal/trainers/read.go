package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Teaching lists the trainers of a college with whom a session may be planned
// today, by name. Whoever has a needed training to renew first is left out:
// [Trainers.ByID] still returns them, with [Trainer.RenewBy].
func (t *Trainers) Teaching(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Trainer, error) {
	return teaching(ctx, tx, orgID, unitID, t.now())
}

// ByID returns the trainers with those ids, those who have stopped too.
func (t *Trainers) ByID(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]Trainer, error) {
	rows, err := trainersByID(ctx, tx, orgID, ids)
	out := make(map[string]Trainer, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, err
}

// OfPerson lists who somebody is as a trainer, at each college.
func (t *Trainers) OfPerson(ctx context.Context, tx *db.DB, orgID, personID string) ([]Trainer, error) {
	return trainersOfPerson(ctx, tx, orgID, personID)
}

// Lock makes whoever plans with a trainer wait for each other, and returns the
// trainer.
func (t *Trainers) Lock(ctx context.Context, tx *db.DB, orgID, trainerID string) (Trainer, error) {
	if err := lockTrainer(ctx, tx, orgID, trainerID); err != nil {
		return Trainer{}, err
	}
	rows, err := trainersByID(ctx, tx, orgID, []string{trainerID})
	if err == nil && len(rows) == 0 {
		err = errNoTrainer
	}
	if err != nil {
		return Trainer{}, err
	}
	return rows[0], nil
}

// Unavailable says in words why a trainer cannot teach between two instants, as
// they have told: "Ann Lee is away until 3 May 2027"; "" when nothing speaks
// against it. Sessions they teach already are the college's to know.
func (t *Trainers) Unavailable(ctx context.Context, tx *db.DB, orgID, trainerID string, from, to time.Time) (string, error) {
	rows, err := trainersByID(ctx, tx, orgID, []string{trainerID})
	if err != nil {
		return "", err
	}
	if len(rows) == 0 {
		return "", errNoTrainer
	}
	days, err := daysAway(ctx, tx, orgID, trainerID, when.DateOf(from))
	if err != nil {
		return "", err
	}
	week, err := weekOf(ctx, tx, orgID, trainerID)
	if err != nil {
		return "", err
	}
	return unavailable(rows[0], week, days, from, to), nil
}

// PayBandAt is what an hour of a trainer's work is worth on a day, in pence, and
// the band's label; 0 and "" when the college does not pay them.
func (t *Trainers) PayBandAt(ctx context.Context, tx *db.DB, orgID, trainerID string, on when.Date) (pence int, label string, err error) {
	row, _, err := rateAt(ctx, tx, orgID, trainerID, on)
	return row.Pence, row.Label, err
}
