package trainers

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Band is a pay band of a college, with what an hour is worth today.
type Band struct {
	ID, UnitID, Code, Label string
	Pence                   int       // an hour; 0 before the first day
	FromOn                  when.Date // since when an hour is worth that
}

// Pounds are the pence of an hour as people read them.
func (b Band) Pounds() string { return pounds(b.Pence) }

// Pay is a band that a trainer is in from a day on.
type Pay struct {
	FromOn              when.Date
	BandID, Code, Label string // none: the college does not pay them
	Pence               int    // an hour, on the day that was asked about
}

// Pounds are the pence of an hour as people read them.
func (p Pay) Pounds() string { return pounds(p.Pence) }

// Words are the band as people read it.
func (p Pay) Words() string {
	if p.BandID == "" {
		return "Not paid by the college"
	}
	return p.Code + ", " + p.Label
}

// Bands lists the pay bands of a college by code, to those who manage its
// trainers.
func (t *Trainers) Bands(ctx context.Context, by actor.Actor, unitID string) ([]Band, error) {
	if err := t.reach(ctx, t.db, by, unitID); err != nil {
		return nil, err
	}
	return bandsOf(ctx, t.db, by.OrgID, unitID, t.today())
}

// AddBand adds a pay band to a college, with what an hour is worth from a day.
func (t *Trainers) AddBand(ctx context.Context, by actor.Actor, unitID, code, label string, pence int, from when.Date) (Band, error) {
	b := Band{ID: id.New(), UnitID: unitID, Code: strings.Join(strings.Fields(code), " "), Label: strings.Join(strings.Fields(label), " "), Pence: pence, FromOn: from}
	switch {
	case fold.Text(b.Code) == "" || utf8.RuneCountInString(b.Code) > 20:
		return Band{}, fault.Field("code", "Enter a short code, of 20 characters or fewer.")
	case b.Label == "" || utf8.RuneCountInString(b.Label) > 100:
		return Band{}, fault.Field("label", "Enter what it is called, in 100 characters or fewer.")
	}
	if err := checkRate(pence, from); err != nil {
		return Band{}, err
	}
	err := t.db.Tx(ctx, func(tx *db.DB) error {
		if err := t.reach(ctx, tx, by, unitID); err != nil {
			return err
		}
		if err := insertBand(ctx, tx, by.OrgID, b, t.now()); err != nil {
			return err
		}
		if err := putRate(ctx, tx, by.OrgID, b); err != nil {
			return err
		}
		return t.recordBand(ctx, tx, by, "trainers.band.added", b)
	})
	return b, err
}

func checkRate(pence int, from when.Date) error {
	switch {
	case pence < 0 || pence > 100_000:
		return fault.Field("pounds", "Enter what an hour is worth, from 0 to 1000 pounds.")
	case from.IsZero():
		return fault.Field("from", "Enter the first day.")
	}
	return nil
}

// SetRate says what an hour in a band is worth from a day on. What was worked
// before keeps the old rate.
func (t *Trainers) SetRate(ctx context.Context, by actor.Actor, bandID string, pence int, from when.Date) error {
	if err := checkRate(pence, from); err != nil {
		return err
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		b, err := oneBand(ctx, tx, by.OrgID, bandID)
		if fault.KindOf(err) == fault.NotFound {
			return fault.Field("band", "Choose a band.")
		}
		if err != nil {
			return err
		}
		if err := t.reach(ctx, tx, by, b.UnitID); err != nil {
			return err
		}
		b.Pence, b.FromOn = pence, from
		if err := putRate(ctx, tx, by.OrgID, b); err != nil {
			return err
		}
		return t.recordBand(ctx, tx, by, "trainers.band.rate", b)
	})
}

func (t *Trainers) recordBand(ctx context.Context, tx *db.DB, by actor.Actor, action string, b Band) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: t.now(), By: by, Action: action, Target: audit.Target{Kind: "pay band", ID: b.ID, Words: b.Code},
		Changes: []audit.Change{{Field: "an hour", To: b.Pounds()}, {Field: "from", To: b.FromOn.String()}},
	})
}

// SetPay puts a trainer into a band from a day on; no band says that the college
// does not pay them from then.
func (t *Trainers) SetPay(ctx context.Context, by actor.Actor, trainerID, bandID string, from when.Date) error {
	if from.IsZero() {
		return fault.Field("from", "Enter the first day.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if bandID != "" {
			b, err := oneBand(ctx, tx, by.OrgID, bandID)
			if fault.KindOf(err) == fault.NotFound || err == nil && b.UnitID != trainer.UnitID {
				return fault.Field("band", "Choose a band of their college.")
			}
			if err != nil {
				return err
			}
		}
		if err := putPay(ctx, tx, by.OrgID, trainerID, bandID, from); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.pay.changed", trainer, audit.Change{Field: "pay band", To: "changed from " + from.String()})
	})
}

// pounds writes pence as people read money: "£14.50".
func pounds(pence int) string { return fmt.Sprintf("£%d.%02d", pence/100, pence%100) }
