package indicators

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

const standIn = `indicator: settled
title: People in settled accommodation
question: Of the people we see, how many live somewhere they can stay?
`

// Adopt stands in.
func (x *Indicators) Adopt(ctx context.Context, by actor.Actor, slugs ...string) error {
	_, err := x.Define(ctx, by, standIn, "")
	return err
}

// Define stands in.
func (x *Indicators) Define(ctx context.Context, by actor.Actor, text, reason string) (Definition, error) {
	d, err := readDefinition(text)
	if err != nil {
		return d, err
	}
	versions, err := x.versions(ctx, x.db, by.OrgID, d.Indicator)
	if err != nil {
		return d, err
	}
	d.Version = len(versions) + 1
	return d, x.db.Tx(ctx, func(tx *db.DB) error {
		_, err := tx.Exec(ctx, `INSERT INTO indicators_definition (org_id, indicator, version, text, reason, since, created_by, created_at) VALUES ($1,$2,$3,$4,$5,0,$6,$7)`,
			by.OrgID, d.Indicator, d.Version, text, reason, by.AccountID, x.now())
		return err
	})
}

// Run stands in.
func (x *Indicators) Run(ctx context.Context, by actor.Actor) error {
	_, err := x.db.Exec(ctx, `INSERT INTO indicators_run (org_id, id, state, hash, first_month, last_month, began_at, ended_at) VALUES ($1,$2,'done','',$3,$4,$5,$5)`,
		by.OrgID, fmt.Sprint(time.Now().UnixNano()), 2024*12+10, 2027*12+3, x.now())
	return err
}
