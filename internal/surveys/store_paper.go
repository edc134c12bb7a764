package surveys

import (
	"context"

	"footbridge/internal/db"
)

const sheetColumns = `org_id, id, wave_id, unit_id, batch, twice, first_by, first, second_by, second, asked, differ, state, version`

func oneSheet(ctx context.Context, d *db.DB, orgID, id string) (PaperSheet, error) {
	p, found, err := db.Maybe[PaperSheet](ctx, d, `SELECT `+sheetColumns+` FROM surveys_sheet WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoSheet
	}
	return p, err
}

func openSheets(ctx context.Context, d *db.DB, orgID, waveID string) ([]PaperSheet, error) {
	return db.All[PaperSheet](ctx, d, `SELECT `+sheetColumns+` FROM surveys_sheet WHERE org_id = $1 AND wave_id = $2 AND state <> 'kept' ORDER BY batch, id`, orgID, waveID)
}

func standingOf(ctx context.Context, d *db.DB, orgID, waveID string) (PaperStanding, error) {
	return db.One[PaperStanding](ctx, d, `SELECT count(*) AS sheets, count(*) FILTER (WHERE state = 'once') AS waiting, count(*) FILTER (WHERE state = 'differs') AS differing,
		coalesce(sum(asked), 0) AS asked, coalesce(sum(differ), 0) AS differ FROM surveys_sheet WHERE org_id = $1 AND wave_id = $2`, orgID, waveID)
}

func insertSheet(ctx context.Context, tx *db.DB, p PaperSheet) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_sheet (org_id, id, wave_id, unit_id, batch, twice, first_by, first, second_by, second, asked, differ, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.OrgID, p.ID, p.WaveID, p.UnitID, p.Batch, p.Twice, p.FirstBy, db.Null(p.First), p.SecondBy, db.Null(p.Second), p.Asked, p.Differ, p.State)
	return err
}

func updateSheet(ctx context.Context, tx *db.DB, p PaperSheet) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_sheet SET batch = $3, first = $4, second_by = $5, second = $6, asked = $7, differ = $8, state = $9, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $10`,
		p.OrgID, p.ID, p.Batch, db.Null(p.First), p.SecondBy, db.Null(p.Second), p.Asked, p.Differ, p.State, p.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}
