package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// rate is the rate of the band b on the day $3: the newest that has begun.
const rate = `(SELECT r.pence FROM trainers_rate r WHERE r.org_id = b.org_id AND r.band_id = b.id AND r.from_on <= $3 ORDER BY r.from_on DESC LIMIT 1) AS pence`

func bandsOf(ctx context.Context, d *db.DB, orgID, unitID string, on when.Date) ([]Band, error) {
	return db.All[Band](ctx, d, `SELECT b.id, b.unit_id, b.code, b.label, `+rate+`,
			(SELECT max(r.from_on) FROM trainers_rate r WHERE r.org_id = b.org_id AND r.band_id = b.id AND r.from_on <= $3) AS from_on
		FROM trainers_band b WHERE b.org_id = $1 AND b.unit_id = $2 ORDER BY b.fold`, orgID, unitID, on)
}

func oneBand(ctx context.Context, d *db.DB, orgID, id string) (Band, error) {
	return db.One[Band](ctx, d, `SELECT id, unit_id, code, label FROM trainers_band WHERE org_id = $1 AND id = $2`, orgID, id)
}

func insertBand(ctx context.Context, tx *db.DB, orgID string, b Band, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_band (org_id, id, unit_id, code, label, fold, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		orgID, b.ID, b.UnitID, b.Code, b.Label, fold.Text(b.Code), now)
	if db.Duplicate(err) {
		return fault.Field("code", "There is already a band with this code.")
	}
	return err
}

func putRate(ctx context.Context, tx *db.DB, orgID string, b Band) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_rate (org_id, band_id, from_on, pence) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org_id, band_id, from_on) DO UPDATE SET pence = excluded.pence`, orgID, b.ID, b.FromOn, b.Pence)
	return err
}

func putPay(ctx context.Context, tx *db.DB, orgID, trainerID, bandID string, from when.Date) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_pay (org_id, trainer_id, from_on, band_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org_id, trainer_id, from_on) DO UPDATE SET band_id = excluded.band_id`, orgID, trainerID, from, db.Null(bandID))
	return err
}

const fromPay = ` FROM trainers_pay y LEFT JOIN trainers_band b ON b.org_id = y.org_id AND b.id = y.band_id WHERE y.org_id = $1 AND y.trainer_id = $2 `

// payOf is which band a trainer was in from when, newest first, each with its
// rate on the day.
func payOf(ctx context.Context, d *db.DB, orgID, trainerID string, on when.Date) ([]Pay, error) {
	return db.All[Pay](ctx, d, `SELECT y.from_on, y.band_id, b.code, b.label, `+rate+fromPay+`ORDER BY y.from_on DESC`, orgID, trainerID, on)
}

func rateAt(ctx context.Context, d *db.DB, orgID, trainerID string, on when.Date) (Pay, bool, error) {
	return db.Maybe[Pay](ctx, d, `SELECT y.from_on, y.band_id, b.code, b.label, `+rate+fromPay+`AND y.from_on <= $3 ORDER BY y.from_on DESC LIMIT 1`, orgID, trainerID, on)
}
