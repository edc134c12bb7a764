package indicators

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
)

type markRow struct {
	OrgID, ID, Indicator string
	Version              int
	UnitID, Kind         string
	Month                int
	Words, ActionID      string
	CreatedBy            string
	CreatedAt, RemovedAt time.Time
}

func (r markRow) mark() Mark {
	return Mark{OrgID: r.OrgID, ID: r.ID, Indicator: r.Indicator, Version: r.Version, UnitID: r.UnitID, Kind: r.Kind, Month: extracts.MonthOf(int32(r.Month)),
		Words: r.Words, ActionID: r.ActionID, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, RemovedAt: r.RemovedAt}
}

const selectMarks = `SELECT org_id, id, indicator, version, unit_id, kind, month, words, action_id, created_by, created_at, removed_at FROM indicators_mark WHERE org_id = $1 `

// marksOf are the decisions about one chart by month: those that hold, or those
// that were taken back.
func marksOf(ctx context.Context, tx *db.DB, orgID, indicator, unitID string, removed bool) ([]Mark, error) {
	query := selectMarks + `AND indicator = $2 AND unit_id = $3 AND removed_at IS NULL ORDER BY month, created_at, id`
	if removed {
		query = selectMarks + `AND indicator = $2 AND unit_id = $3 AND removed_at IS NOT NULL ORDER BY removed_at DESC, id LIMIT 50`
	}
	return readMarks(db.All[markRow](ctx, tx, query, orgID, indicator, unitID))
}

// marksOnAction are the notes that lead to an action.
func marksOnAction(ctx context.Context, tx *db.DB, orgID, actionID string) ([]Mark, error) {
	return readMarks(db.All[markRow](ctx, tx, selectMarks+`AND action_id = $2 AND removed_at IS NULL ORDER BY month, id`, orgID, actionID))
}

// allMarks are the decisions that hold in every chart, by indicator and unit.
func allMarks(ctx context.Context, tx *db.DB, orgID string) ([]Mark, error) {
	return readMarks(db.All[markRow](ctx, tx, selectMarks+`AND removed_at IS NULL ORDER BY indicator, unit_id, month, created_at, id`, orgID))
}

func readMarks(rows []markRow, err error) ([]Mark, error) {
	var out []Mark
	for _, r := range rows {
		out = append(out, r.mark())
	}
	return out, err
}

func markByID(ctx context.Context, tx *db.DB, orgID, indicator, markID string) (Mark, error) {
	r, ok, err := db.Maybe[markRow](ctx, tx, selectMarks+`AND indicator = $2 AND id = $3`, orgID, indicator, markID)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "We could not find that on the chart.")
	}
	return r.mark(), err
}

func insertMark(ctx context.Context, tx *db.DB, m Mark) error {
	var action any
	if m.ActionID != "" {
		action = m.ActionID
	}
	_, err := tx.Exec(ctx, `INSERT INTO indicators_mark (org_id, id, indicator, version, unit_id, kind, month, words, action_id, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.OrgID, m.ID, m.Indicator, m.Version, m.UnitID, m.Kind, int(extracts.Months(m.Month)), m.Words, action, m.CreatedBy, m.CreatedAt)
	return err
}

// removeMark takes a mark off or puts it back, and reports whether it was on, or
// off.
func removeMark(ctx context.Context, tx *db.DB, orgID, markID string, now time.Time, back bool) (bool, error) {
	if back {
		n, err := tx.Exec(ctx, `UPDATE indicators_mark SET removed_at = NULL WHERE org_id = $1 AND id = $2 AND removed_at IS NOT NULL`, orgID, markID)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, `UPDATE indicators_mark SET removed_at = $3 WHERE org_id = $1 AND id = $2 AND removed_at IS NULL`, orgID, markID, now)
	return n == 1, err
}
