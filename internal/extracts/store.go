package extracts

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
)

const selectBatch = `SELECT b.org_id, b.id, b.source, s.name AS source_name, b.version, b.month, b.state, b.why, b.hash, b.revision, b.bytes_total, b.bytes_read,
	b.rows_read, b.rows_good, b.rows_waiting, b.created_by, b.created_at, b.beat_at, b.read_at, b.committed_by, b.committed_at, b.ended_by, b.ended_at, b.swept_at
	FROM extracts_batch b JOIN extracts_source s ON s.org_id = b.org_id AND s.id = b.source`

func batchOf(ctx context.Context, d *db.DB, orgID, id string) (Batch, error) {
	b, found, err := db.Maybe[Batch](ctx, d, selectBatch+` WHERE b.org_id = $1 AND b.id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoBatch
	}
	return b, err
}

func committedBatches(ctx context.Context, d *db.DB, orgID string) ([]Batch, error) {
	return db.All[Batch](ctx, d, selectBatch+` WHERE b.org_id = $1 AND b.state = 'committed' ORDER BY b.committed_at, b.id`, orgID)
}

func countBatches(ctx context.Context, d *db.DB, orgID, state string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM extracts_batch WHERE org_id = $1 AND ($2 = '' OR state = $2)`, orgID, state)
}

func listBatches(ctx context.Context, d *db.DB, orgID, state string, limit, offset int) ([]Batch, error) {
	return db.All[Batch](ctx, d, selectBatch+` WHERE b.org_id = $1 AND ($2 = '' OR b.state = $2) ORDER BY b.created_at DESC, b.id DESC LIMIT $3 OFFSET $4`,
		orgID, state, limit, offset)
}

func insertBatch(ctx context.Context, tx *db.DB, b Batch) error {
	_, err := tx.Exec(ctx, `INSERT INTO extracts_batch (org_id, id, source, version, month, state, hash, bytes_total, created_by, created_at, beat_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
		b.OrgID, b.ID, b.Source, b.Version, b.Month, b.State, b.Hash, b.BytesTotal, b.CreatedBy, b.CreatedAt)
	return err
}

// setReading takes a batch that waits, and reports whether it was still there.
func setReading(ctx context.Context, d *db.DB, orgID, id string, now time.Time) (bool, error) {
	n, err := d.Exec(ctx, `UPDATE extracts_batch SET state = 'reading', beat_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'waiting'`, orgID, id, now)
	return n == 1, err
}

// setProgress says how far the reader is, and reports whether it should go on.
func setProgress(ctx context.Context, d *db.DB, b Batch, now time.Time) (bool, error) {
	n, err := d.Exec(ctx, `UPDATE extracts_batch SET bytes_read = $3, rows_read = $4, rows_good = $5, rows_waiting = $6, beat_at = $7
		WHERE org_id = $1 AND id = $2 AND state = 'reading'`, b.OrgID, b.ID, b.BytesRead, b.RowsRead, b.RowsGood, b.RowsWaiting, now)
	return n == 1, err
}

func setReady(ctx context.Context, tx *db.DB, b Batch, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE extracts_batch SET state = 'ready', bytes_read = bytes_total, rows_read = $3, rows_good = $4, rows_waiting = $5, beat_at = $6, read_at = $6
		WHERE org_id = $1 AND id = $2 AND state = 'reading'`, b.OrgID, b.ID, b.RowsRead, b.RowsGood, b.RowsWaiting, now)
	return n == 1, err
}

func setCommitted(ctx context.Context, tx *db.DB, b Batch, name string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE extracts_batch SET state = 'committed', committed_by = $3, committed_at = $4
		WHERE org_id = $1 AND id = $2 AND state = 'ready'`, b.OrgID, b.ID, name, now)
	return n == 1, err
}

// setEnded takes a batch out of the state it was seen in, for one in which it
// does not count, and lets go of its files' content.
func setEnded(ctx context.Context, tx *db.DB, b Batch, state, why, name string, now time.Time) (bool, error) {
	if (b.State == Committed) != (state == Undone) || !b.Busy() && b.State != Ready && b.State != Committed {
		return false, nil
	}
	n, err := tx.Exec(ctx, `UPDATE extracts_batch SET state = $4, why = $5, ended_by = $6, ended_at = $7 WHERE org_id = $1 AND id = $2 AND state = $3`,
		b.OrgID, b.ID, b.State, state, why, name, now)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM extracts_content WHERE org_id = $1 AND batch_id = $2`, b.OrgID, b.ID)
	return true, err
}

// content is a file as it came.
type content struct {
	OrgID, Hash, BatchID, Name string
	Bytes                      int64
}

func insertContent(ctx context.Context, tx *db.DB, c content) error {
	_, err := tx.Exec(ctx, `INSERT INTO extracts_content (org_id, hash, batch_id, name, bytes) VALUES ($1, $2, $3, $4, $5)`, c.OrgID, c.Hash, c.BatchID, c.Name, c.Bytes)
	if db.Duplicate(err) {
		err = &fault.Error{Kind: fault.Conflict, Text: "This file is being brought in already.", Err: err}
	}
	return err
}

// holders are the batches that hold any content of those hashes.
func contentOf(ctx context.Context, d *db.DB, orgID, hash string) (content, bool, error) {
	return db.Maybe[content](ctx, d, `SELECT org_id, hash, batch_id, name, bytes FROM extracts_content WHERE org_id = $1 AND hash = $2`, orgID, hash)
}

func contentsOf(ctx context.Context, d *db.DB, orgID, batchID string) ([]content, error) {
	return db.All[content](ctx, d, `SELECT org_id, hash, batch_id, name, bytes FROM extracts_content WHERE org_id = $1 AND batch_id = $2 ORDER BY name, hash`, orgID, batchID)
}

// batchesSince are batches in a state whose reader has not been heard of since.
func batchesSince(ctx context.Context, d *db.DB, orgID string, before time.Time) ([]Batch, error) {
	return db.All[Batch](ctx, d, selectBatch+` WHERE b.org_id = $1 AND b.state IN ('waiting', 'reading') AND b.beat_at < $2 ORDER BY b.id`, orgID, before)
}

// unswept are batches that do not count and whose rows may still be there.
func unswept(ctx context.Context, d *db.DB, orgID string, before time.Time) ([]Batch, error) {
	return db.All[Batch](ctx, d, selectBatch+` WHERE b.org_id = $1 AND b.state IN ('undone', 'stopped', 'broken') AND b.swept_at IS NULL AND b.beat_at < $2 AND b.ended_at < $2
		ORDER BY b.id`, orgID, before)
}

func setSwept(ctx context.Context, d *db.DB, b Batch, now time.Time) error {
	_, err := d.Exec(ctx, `UPDATE extracts_batch SET swept_at = $3 WHERE org_id = $1 AND id = $2 AND state IN ('undone', 'stopped', 'broken')`, b.OrgID, b.ID, now)
	return err
}

// lastRow is the highest row number of a batch in a table, 0 when it has none.
func lastRow(ctx context.Context, d *db.DB, table string, b Batch) (int, error) {
	return db.One[int](ctx, d, `SELECT coalesce(max(row), 0) FROM `+table+` WHERE org_id = $1 AND batch_id = $2`, b.OrgID, b.ID)
}

func firstRow(ctx context.Context, d *db.DB, table string, b Batch) (int, error) {
	return db.One[int](ctx, d, `SELECT coalesce(min(row), 0) FROM `+table+` WHERE org_id = $1 AND batch_id = $2`, b.OrgID, b.ID)
}

func deleteRows(ctx context.Context, d *db.DB, table string, b Batch, upTo int) error {
	_, err := d.Exec(ctx, `DELETE FROM `+table+` WHERE org_id = $1 AND batch_id = $2 AND row <= $3`, b.OrgID, b.ID, upTo)
	return err
}
