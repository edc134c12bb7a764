package funders

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fault"
)

const editionColumns = `org_id, id, unit_id, year_id, term_id, period_id, number, title, note, content, hash, frozen_at, frozen_by`

func insertEdition(ctx context.Context, tx *db.DB, e Edition) error {
	_, err := tx.Exec(ctx, `INSERT INTO funders_edition (org_id, id, unit_id, year_id, term_id, period_id, number, title, note, content, hash, frozen_at, frozen_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		e.OrgID, e.ID, e.UnitID, e.YearID, db.Null(e.TermID), e.PeriodID, e.Number, e.Title, e.Note, e.Content, e.Hash, e.FrozenAt, e.FrozenBy)
	if db.Duplicate(err) {
		err = fault.New(fault.Conflict, "Somebody froze this report at the same moment. Look at theirs first.")
	}
	return err
}

func oneEdition(ctx context.Context, d *db.DB, orgID, id string) (Edition, error) {
	e, found, err := db.Maybe[Edition](ctx, d, `SELECT `+editionColumns+` FROM funders_edition WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoReport
	}
	return e, err
}

// editionsOf are the frozen reports of a period, the newest first.
func editionsOf(ctx context.Context, d *db.DB, orgID, periodID string) ([]Edition, error) {
	return db.All[Edition](ctx, d, `SELECT `+editionColumns+` FROM funders_edition WHERE org_id = $1 AND period_id = $2 ORDER BY number DESC`, orgID, periodID)
}

// editionsOfYear are those of a year and of its terms.
func editionsOfYear(ctx context.Context, d *db.DB, orgID, yearID string) ([]Edition, error) {
	return db.All[Edition](ctx, d, `SELECT `+editionColumns+` FROM funders_edition WHERE org_id = $1 AND year_id = $2 ORDER BY frozen_at, id`, orgID, yearID)
}

// allEditions are those of the organisation.
func allEditions(ctx context.Context, d *db.DB, orgID string) ([]Edition, error) {
	return db.All[Edition](ctx, d, `SELECT `+editionColumns+` FROM funders_edition WHERE org_id = $1 ORDER BY frozen_at DESC, id`, orgID)
}
