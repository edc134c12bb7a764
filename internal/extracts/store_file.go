package extracts

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// FilePart is one table of a batch: a CSV file, or a sheet of a workbook.
type FilePart struct {
	OrgID, BatchID string
	Number         int
	Name, Sheet    string
	Kind           string
	Part           int // which entry of the mapping's files reads it
	Header         db.JSON[[]string]
	HeaderRow      int
	FirstRow       int // row n of the file is row FirstRow + n of the batch
	RowsRead       int64
	RowsGood       int64
	Rejected       int64
	Duplicates     int64 // equal to a row before
	Headings       int64 // repeated, left out
	Totals         int64 // left out
	Recorded       db.JSON[map[string]int64]
}

// Title is the file's name, with the sheet's.
func (f FilePart) Title() string {
	if f.Sheet == "" {
		return f.Name
	}
	return f.Name + ", " + f.Sheet
}

// KindLabel is what the file holds, in words.
func (f FilePart) KindLabel() string {
	k, _ := kindOf(f.Kind)
	return k.Label
}

func insertFile(ctx context.Context, d *db.DB, f FilePart) error {
	_, err := d.Exec(ctx, `INSERT INTO extracts_file (org_id, batch_id, number, name, sheet, kind, part, header, header_row, first_row, recorded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.OrgID, f.BatchID, f.Number, f.Name, f.Sheet, f.Kind, f.Part, f.Header, f.HeaderRow, f.FirstRow, f.Recorded)
	return err
}

func updateFile(ctx context.Context, d *db.DB, f FilePart) error {
	_, err := d.Exec(ctx, `UPDATE extracts_file SET rows_read = $4, rows_good = $5, rejected = $6, duplicates = $7, headings = $8, totals = $9, recorded = $10
		WHERE org_id = $1 AND batch_id = $2 AND number = $3`,
		f.OrgID, f.BatchID, f.Number, f.RowsRead, f.RowsGood, f.Rejected, f.Duplicates, f.Headings, f.Totals, f.Recorded)
	return err
}

const selectFile = `SELECT org_id, batch_id, number, name, sheet, kind, part, header, header_row, first_row, rows_read, rows_good, rejected, duplicates, headings, totals, recorded
	FROM extracts_file`

func filesOf(ctx context.Context, d *db.DB, orgID, batchID string) ([]FilePart, error) {
	return db.All[FilePart](ctx, d, selectFile+` WHERE org_id = $1 AND batch_id = $2 ORDER BY number`, orgID, batchID)
}

// countingFiles are the tables of batches that count.
func countingFiles(ctx context.Context, d *db.DB, orgID string) ([]FilePart, error) {
	return db.All[FilePart](ctx, d, selectFile+` WHERE org_id = $1 AND batch_id IN (SELECT id FROM extracts_batch WHERE org_id = $1 AND state = 'committed') ORDER BY batch_id, number`, orgID)
}

// rejected is a row that could not be read.
type rejected struct {
	file, row     int
	person        int64
	field, reason string
	plain         []byte // to be sealed
}

func rejectBatch(b Batch, rows [][]any) db.Batch {
	return db.Batch{Table: "extracts_reject", Columns: []string{"org_id", "batch_id", "file", "row", "person", "field", "reason", "sealed"}, Same: []string{b.OrgID, b.ID}, Rows: rows}
}

// keptReject is a rejected row as it is kept.
type keptReject struct {
	File, Row     int
	Person        int64
	Field, Reason string
	Sealed        []byte
	State         string
	DoneBy        string
	DoneAt        time.Time
}

const selectReject = `SELECT file, row, person, field, reason, sealed, state, done_by, done_at FROM extracts_reject`

func rejectsOf(ctx context.Context, d *db.DB, orgID, batchID, state string, limit, offset int) ([]keptReject, error) {
	return db.All[keptReject](ctx, d, selectReject+` WHERE org_id = $1 AND batch_id = $2 AND ($3 = '' OR state = $3) ORDER BY file, row LIMIT $4 OFFSET $5`, orgID, batchID, state, limit, offset)
}

func countRejects(ctx context.Context, d *db.DB, orgID, batchID, state string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM extracts_reject WHERE org_id = $1 AND batch_id = $2 AND ($3 = '' OR state = $3)`, orgID, batchID, state)
}

func rejectOf(ctx context.Context, d *db.DB, orgID, batchID string, file, row int) (keptReject, bool, error) {
	return db.Maybe[keptReject](ctx, d, selectReject+` WHERE org_id = $1 AND batch_id = $2 AND file = $3 AND row = $4`, orgID, batchID, file, row)
}

// eachReject calls fn with the rejected rows of a file that are in the state.
func eachReject(ctx context.Context, d *db.DB, orgID, batchID string, file int, state string, fn func(keptReject) error) error {
	return db.Each(ctx, d, fn, selectReject+` WHERE org_id = $1 AND batch_id = $2 AND file = $3 AND state = $4 ORDER BY row`, orgID, batchID, file, state)
}

// setRejectDone ends a rejected row's waiting, and reports whether it waited.
func setRejectDone(ctx context.Context, tx *db.DB, b Batch, file, row int, state, name string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE extracts_reject SET state = $5, done_by = $6, done_at = $7 WHERE org_id = $1 AND batch_id = $2 AND file = $3 AND row = $4 AND state = 'waiting'`,
		b.OrgID, b.ID, file, row, state, name, now)
	return n == 1, err
}

// correctedRow counts a row that was put right, while the batch is looked at or
// counts, and reports whether it is.
func correctedRow(ctx context.Context, tx *db.DB, b Batch, good int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE extracts_batch SET rows_good = rows_good + $3, rows_waiting = rows_waiting - 1, revision = revision + 1
		WHERE org_id = $1 AND id = $2 AND state IN ('ready', 'committed')`, b.OrgID, b.ID, good)
	return n == 1, err
}

func correctedFile(ctx context.Context, tx *db.DB, b Batch, file int, recorded db.JSON[map[string]int64]) error {
	_, err := tx.Exec(ctx, `UPDATE extracts_file SET rows_good = rows_good + 1, rejected = rejected - 1, recorded = $4 WHERE org_id = $1 AND batch_id = $2 AND number = $3`,
		b.OrgID, b.ID, file, recorded)
	return err
}

// insertRow adds one row to a kind's table.
func insertRow(ctx context.Context, tx *db.DB, table string, columns []string, b Batch, values []any) error {
	marks, names := "$1, $2", columns[0]+", "+columns[1]
	args := []any{b.OrgID, b.ID}
	for i, v := range values {
		args = append(args, v)
		names += ", " + columns[i+2]
		marks += ", " + placeholder(len(args))
	}
	_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+names+`) VALUES (`+marks+`)`, args...)
	return err
}

const selectReasons = `SELECT f.kind, r.field, r.reason, count(*) AS rows FROM extracts_reject r
	JOIN extracts_file f ON f.org_id = r.org_id AND f.batch_id = r.batch_id AND f.number = r.file`

// reasonsOf counts why rows of a batch wait, the commonest first.
func reasonsOf(ctx context.Context, d *db.DB, orgID, batchID string) ([]ReasonCount, error) {
	return db.All[ReasonCount](ctx, d, selectReasons+` WHERE r.org_id = $1 AND r.batch_id = $2 AND r.state = 'waiting'
		GROUP BY f.kind, r.field, r.reason ORDER BY rows DESC, f.kind, r.field, r.reason`, orgID, batchID)
}

// reasonsNow counts why rows of loads that count, or are looked at, wait.
func reasonsNow(ctx context.Context, d *db.DB, orgID string) ([]ReasonCount, error) {
	return db.All[ReasonCount](ctx, d, selectReasons+` JOIN extracts_batch b ON b.org_id = r.org_id AND b.id = r.batch_id
		WHERE r.org_id = $1 AND b.state IN ('ready', 'committed') AND r.state = 'waiting'
		GROUP BY f.kind, r.field, r.reason ORDER BY rows DESC, f.kind, r.field, r.reason`, orgID)
}

// sealedCodes are the newest of the rows that wait, among which are those with
// a code that nobody knows.
func sealedCodes(ctx context.Context, d *db.DB, orgID string, limit int) ([]sealedCode, error) {
	return db.All[sealedCode](ctx, d, `SELECT r.batch_id, r.file, r.row, r.sealed FROM extracts_reject r JOIN extracts_batch b ON b.org_id = r.org_id AND b.id = r.batch_id
		WHERE r.org_id = $1 AND b.state IN ('ready', 'committed') AND r.state = 'waiting' ORDER BY r.batch_id DESC, r.file, r.row LIMIT $2`, orgID, limit)
}

type sealedCode struct {
	BatchID   string
	File, Row int
	Sealed    []byte
}
