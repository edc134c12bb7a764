package funders

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const costColumns = `c.org_id, c.id, c.unit_id, c.year_id, c.term_id, c.run_id, c.kind, c.pence, c.on_date, c.note, c.corrects_id, c.by_name, c.created_at,
	c.ended_at, c.ended_by, c.ended_reason`

func insertCost(ctx context.Context, tx *db.DB, c Cost) error {
	_, err := tx.Exec(ctx, `INSERT INTO funders_cost (org_id, id, unit_id, year_id, term_id, run_id, kind, pence, on_date, note, corrects_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.OrgID, c.ID, c.UnitID, c.YearID, db.Null(c.TermID), db.Null(c.RunID), c.Kind, c.Pence, c.OnDate, c.Note, db.Null(c.CorrectsID), c.ByName, c.CreatedAt)
	return err
}

// endCost ends a line that nobody has ended before.
func endCost(ctx context.Context, tx *db.DB, c Cost, at time.Time, by, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE funders_cost SET ended_at = $3, ended_by = $4, ended_reason = $5 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL`,
		c.OrgID, c.ID, at, by, reason)
	if err == nil && n == 0 {
		err = errCostEnded
	}
	return err
}

// oneCost is a line, with the line in its place.
func oneCost(ctx context.Context, d *db.DB, orgID, id string) (Cost, error) {
	c, found, err := db.Maybe[Cost](ctx, d, `SELECT `+costColumns+`, n.id AS next_id
		FROM funders_cost c LEFT JOIN funders_cost n ON n.org_id = c.org_id AND n.corrects_id = c.id WHERE c.org_id = $1 AND c.id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoCost
	}
	return c, err
}

func (f CostFilter) where(orgID string) *db.Where {
	var w db.Where
	w.And("c.org_id = ?", orgID)
	w.And("c.year_id = ?", f.YearID)
	if f.TermID != "" {
		w.And("c.term_id = ?", f.TermID)
	}
	if f.RunID != "" {
		w.And("c.run_id = ?", f.RunID)
	}
	if f.Kind != "" {
		w.And("c.kind = ?", f.Kind)
	}
	if !f.Ended {
		w.And("c.ended_at IS NULL")
	}
	return &w
}

func costLines(ctx context.Context, d *db.DB, orgID string, f CostFilter, limit, offset int) ([]Cost, error) {
	w := f.where(orgID)
	return db.All[Cost](ctx, d, `SELECT `+costColumns+` FROM funders_cost c `+w.SQL()+` ORDER BY c.on_date DESC, c.id DESC LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

// costSum counts lines, and adds up those that count.
func costSum(ctx context.Context, d *db.DB, orgID string, f CostFilter) (lines, pence int, err error) {
	w := f.where(orgID)
	row, err := db.One[struct{ Lines, Pence int }](ctx, d, `SELECT count(*) AS lines, coalesce(sum(CASE WHEN c.ended_at IS NULL THEN c.pence END), 0) AS pence FROM funders_cost c `+w.SQL(), w.Args()...)
	return row.Lines, row.Pence, err
}

// spent is what was spent on a kind in a term, or on the whole year.
type spent struct {
	TermID, Kind string
	Pence        int
}

func spentIn(ctx context.Context, d *db.DB, orgID, yearID string) ([]spent, error) {
	return db.All[spent](ctx, d, `SELECT term_id, kind, sum(pence) AS pence FROM funders_cost
		WHERE org_id = $1 AND year_id = $2 AND ended_at IS NULL GROUP BY term_id, kind ORDER BY kind`, orgID, yearID)
}

// costPlaces is one line of each place that lines belong to.
func costPlaces(ctx context.Context, d *db.DB, orgID string) ([]Cost, error) {
	return db.All[Cost](ctx, d, `SELECT min(id) AS id, unit_id, year_id, term_id, run_id FROM funders_cost WHERE org_id = $1
		GROUP BY unit_id, year_id, term_id, run_id ORDER BY 1`, orgID)
}
