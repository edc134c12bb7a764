package indicators

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/extracts"
)

func insertDefinition(ctx context.Context, tx *db.DB, orgID string, r definitionRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO indicators_definition (org_id, indicator, version, text, reason, since, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, orgID, r.Indicator, r.Version, r.Text, r.Reason, r.Since, r.CreatedBy, r.CreatedAt)
	return err
}

// allDefinitions is every version of every indicator.
func allDefinitions(ctx context.Context, d *db.DB, orgID string) ([]definitionRow, error) {
	return db.All[definitionRow](ctx, d, selectDefinitions+`ORDER BY indicator, version`, orgID)
}

// beginRun records that a run has begun. A running one that began before stale
// was cut off; another one is a duplicate.
func beginRun(ctx context.Context, d *db.DB, r Run, stale time.Time) error {
	return d.Tx(ctx, func(tx *db.DB) error {
		_, err := tx.Exec(ctx, `UPDATE indicators_run SET state = 'broken', why = 'It was cut off.', ended_at = $3
			WHERE org_id = $1 AND state = 'running' AND began_at < $2`, r.OrgID, stale, r.BeganAt)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO indicators_run (org_id, id, state, hash, began_at) VALUES ($1, $2, 'running', '', $3)`, r.OrgID, r.ID, r.BeganAt)
		return err
	})
}

func breakRun(ctx context.Context, d *db.DB, r Run, why string, at time.Time) error {
	_, err := d.Exec(ctx, `UPDATE indicators_run SET state = 'broken', hash = $3, why = $4, ended_at = $5 WHERE org_id = $1 AND id = $2 AND state = 'running'`,
		r.OrgID, r.ID, r.Hash, why, at)
	return err
}

// endRun says that a run is done. When it was taken to be cut off meanwhile, what
// it came to is dropped.
func endRun(ctx context.Context, tx *db.DB, r Run, at time.Time) error {
	var first, last int
	if !r.Last.IsZero() {
		first, last = int(extracts.Months(r.First)), int(extracts.Months(r.Last))
	}
	n, err := tx.Exec(ctx, `UPDATE indicators_run SET state = 'done', hash = $3, first_month = $4, last_month = $5, ended_at = $6
		WHERE org_id = $1 AND id = $2 AND state = 'running'`, r.OrgID, r.ID, r.Hash, first, last, at)
	if err == nil && n == 0 {
		err = errCutOff
	}
	return err
}

// resultKey names what one version came to in one month.
type resultKey struct {
	Indicator string
	Version   int
	Month     int
}

type printRow struct {
	Indicator string
	Version   int
	Month     int
	Print     string
}

// keptPrints say what the results that are kept were made from.
func keptPrints(ctx context.Context, d *db.DB, orgID string) (map[resultKey]string, error) {
	out := map[resultKey]string{}
	err := db.Each(ctx, d, func(r printRow) error {
		out[resultKey{r.Indicator, r.Version, r.Month}] = r.Print
		return nil
	}, `SELECT indicator, version, month, print FROM indicators_result WHERE org_id = $1`, orgID)
	return out, err
}

// dropResults removes what a version came to outside the months from first to
// last, or all of it.
func dropResults(ctx context.Context, tx *db.DB, orgID, indicator string, version int, first, last int32, any bool) error {
	if !any {
		first, last = 1, 0
	}
	_, err := tx.Exec(ctx, `DELETE FROM indicators_result WHERE org_id = $1 AND indicator = $2 AND version = $3 AND (month < $4 OR month > $5)`,
		orgID, indicator, version, first, last)
	return err
}

func putResult(ctx context.Context, tx *db.DB, r Run, d Definition, month int, print string, cells []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO indicators_result (org_id, indicator, version, month, run_id, hash, print, cells) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (org_id, indicator, version, month) DO UPDATE SET run_id = excluded.run_id, hash = excluded.hash, print = excluded.print, cells = excluded.cells`,
		r.OrgID, d.Indicator, d.Version, month, r.ID, r.Hash, print, cells)
	return err
}

// eachResult calls fn with every result that is kept.
func eachResult(ctx context.Context, d *db.DB, orgID string, fn func(resultRow) error) error {
	return db.Each(ctx, d, fn, `SELECT indicator, version, month, cells FROM indicators_result WHERE org_id = $1 ORDER BY indicator, version, month`, orgID)
}
