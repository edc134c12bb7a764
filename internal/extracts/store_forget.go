package extracts

import (
	"context"

	"footbridge/internal/db"
)

// strayPart is one row about somebody.
type strayPart struct {
	Table, BatchID string
	File, Row      int // File only of rows that wait
}

// rowsAbout are the rows of a table about any of the numbers.
func rowsAbout(ctx context.Context, d *db.DB, orgID, table string, numbers []int64) ([]strayPart, error) {
	file := "0"
	if table == "extracts_reject" {
		file = "file"
	}
	var out []strayPart
	columns := []string{"person"}
	switch table {
	case "extracts_alias":
		columns = append(columns, "alias")
	case "extracts_carer":
		columns = append(columns, "carer")
	}
	for _, n := range numbers {
		for _, column := range columns {
			some, err := db.All[strayPart](ctx, d, `SELECT batch_id, `+file+` AS file, row FROM `+table+` WHERE org_id = $1 AND `+column+` = $2 ORDER BY batch_id, row`, orgID, n)
			if err != nil {
				return nil, err
			}
			for i := range some {
				some[i].Table = table
			}
			out = append(out, some...)
		}
	}
	return out, nil
}

// aliasesAbout are the numbers that a file says are one person with this one.
func aliasesAbout(ctx context.Context, d *db.DB, orgID string, person int64) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT alias FROM extracts_alias WHERE org_id = $1 AND person = $2 UNION SELECT person FROM extracts_alias WHERE org_id = $1 AND alias = $2`, orgID, person)
}

func deleteRow(ctx context.Context, tx *db.DB, orgID string, r strayPart) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM `+r.Table+` WHERE org_id = $1 AND batch_id = $2 AND row = $3`, orgID, r.BatchID, r.Row)
	return n == 1, err
}

// deleteReject removes a row that could not be read, and returns 1 when it
// waited.
func deleteReject(ctx context.Context, tx *db.DB, orgID string, r strayPart) (int, error) {
	waited, err := tx.Exec(ctx, `DELETE FROM extracts_reject WHERE org_id = $1 AND batch_id = $2 AND file = $3 AND row = $4 AND state = 'waiting'`, orgID, r.BatchID, r.File, r.Row)
	if err != nil || waited == 1 {
		return int(waited), err
	}
	_, err = tx.Exec(ctx, `DELETE FROM extracts_reject WHERE org_id = $1 AND batch_id = $2 AND file = $3 AND row = $4`, orgID, r.BatchID, r.File, r.Row)
	return 0, err
}

// takeOff counts rows less in a load and its file.
func takeOff(ctx context.Context, tx *db.DB, orgID, batchID string, file, good, waiting int) error {
	if _, err := tx.Exec(ctx, `UPDATE extracts_batch SET rows_read = rows_read - $3 - $4, rows_good = rows_good - $3, rows_waiting = rows_waiting - $4, revision = revision + 1
		WHERE org_id = $1 AND id = $2`, orgID, batchID, good, waiting); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE extracts_file SET rows_read = rows_read - $4 - $5, rows_good = rows_good - $4, rejected = rejected - $5
		WHERE org_id = $1 AND batch_id = $2 AND number = $3`, orgID, batchID, file, good, waiting)
	return err
}
