package indicators

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/db"
)

type comparisonRow struct {
	OrgID, ID, Name   string
	Indicators, Units string
	CreatedBy         string
	CreatedAt         time.Time
}

func insertComparison(ctx context.Context, tx *db.DB, c Comparison) error {
	_, err := tx.Exec(ctx, `INSERT INTO indicators_comparison (org_id, id, name, indicators, units, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.OrgID, c.ID, c.Name, strings.Join(c.Indicators, " "), strings.Join(c.Units, " "), c.CreatedBy, c.CreatedAt)
	return err
}

func comparisonsOf(ctx context.Context, tx *db.DB, orgID, account string) ([]Comparison, error) {
	rows, err := db.All[comparisonRow](ctx, tx, `SELECT org_id, id, name, indicators, units, created_by, created_at FROM indicators_comparison
		WHERE org_id = $1 AND created_by = $2 AND removed_at IS NULL ORDER BY name, id LIMIT 200`, orgID, account)
	out := make([]Comparison, len(rows))
	for i, r := range rows {
		out[i] = Comparison{r.OrgID, r.ID, r.Name, strings.Fields(r.Indicators), strings.Fields(r.Units), r.CreatedBy, r.CreatedAt}
	}
	return out, err
}

// removeComparison takes a comparison away or brings it back, and reports
// whether there was one to.
func removeComparison(ctx context.Context, tx *db.DB, orgID, account, id string, now time.Time, back bool) (bool, error) {
	if back {
		n, err := tx.Exec(ctx, `UPDATE indicators_comparison SET removed_at = NULL WHERE org_id = $1 AND created_by = $2 AND id = $3 AND removed_at IS NOT NULL`, orgID, account, id)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, `UPDATE indicators_comparison SET removed_at = $4 WHERE org_id = $1 AND created_by = $2 AND id = $3 AND removed_at IS NULL`, orgID, account, id, now)
	return n == 1, err
}

// history are all versions of one indicator as they are kept, the newest first.
func history(ctx context.Context, tx *db.DB, orgID, indicator string) ([]definitionRow, error) {
	return db.All[definitionRow](ctx, tx, selectDefinitions+`AND indicator = $2 ORDER BY version DESC`, orgID, indicator)
}

// retired are the newest versions of what is no longer in use, by indicator.
func retired(ctx context.Context, tx *db.DB, orgID string) ([]definitionRow, error) {
	return db.All[definitionRow](ctx, tx, selectDefinitions+`AND retired_at IS NOT NULL
		AND version = (SELECT max(version) FROM indicators_definition AS n WHERE n.org_id = d.org_id AND n.indicator = d.indicator) ORDER BY indicator`, orgID)
}

// retire takes an indicator out of use, or back into it, and reports whether
// there was one to.
func retire(ctx context.Context, tx *db.DB, orgID, indicator string, now time.Time, back bool) (bool, error) {
	if back {
		n, err := tx.Exec(ctx, `UPDATE indicators_definition SET retired_at = NULL WHERE org_id = $1 AND indicator = $2 AND retired_at IS NOT NULL`, orgID, indicator)
		return n > 0, err
	}
	n, err := tx.Exec(ctx, `UPDATE indicators_definition SET retired_at = $3 WHERE org_id = $1 AND indicator = $2 AND retired_at IS NULL`, orgID, indicator, now)
	return n > 0, err
}
