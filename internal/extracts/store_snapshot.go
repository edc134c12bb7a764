package extracts

import (
	"context"

	"footbridge/internal/db"
)

// part is a run of rows of one batch.
type part struct {
	batch    string
	source   string
	ordinal  int // of the batch, in order of commit
	from, to int64
}

// longestPart is how many rows one reader takes at a time.
const longestPart = 50_000

type extent struct{ First, Last int64 }

// partsOf are the rows of a table that count, in runs.
func partsOf(ctx context.Context, d *db.DB, orgID, table string, batches []Batch) ([]part, error) {
	var out []part
	for i, b := range batches {
		e, err := db.One[extent](ctx, d, `SELECT coalesce(min(row), 0) AS first, coalesce(max(row), -1) AS last FROM `+table+`
			WHERE org_id = $1 AND batch_id = $2`, orgID, b.ID)
		if err != nil {
			return nil, err
		}
		for from := e.First; from <= e.Last; from += longestPart {
			out = append(out, part{batch: b.ID, source: b.Source, ordinal: i, from: from, to: min(from+longestPart-1, e.Last)})
		}
	}
	return out, nil
}

// eachRow calls fn with number, month of submission, person and then columns of
// the rows of a part, in no order.
func eachRow(ctx context.Context, d *db.DB, orgID, table, columns string, p part, fn func(db.Row) error) error {
	return d.Bulk(ctx, fn, `SELECT row, submitted, person, `+columns+` FROM `+table+`
		WHERE org_id = $1 AND batch_id = $2 AND row BETWEEN $3 AND $4`, orgID, p.batch, p.from, p.to)
}

type aliasRow struct{ Person, Alias int64 }

// aliasesOf are the pairs of numbers that are one person in a batch.
func aliasesOf(ctx context.Context, d *db.DB, orgID, batch string, fn func(aliasRow) error) error {
	return db.Each(ctx, d, fn, `SELECT person, alias FROM extracts_alias WHERE org_id = $1 AND batch_id = $2`, orgID, batch)
}

// piece is a megabyte of the snapshot that is kept.
type piece struct {
	Hash    string
	Sum     string
	Number  int
	Content []byte
}

// keptPieces is the snapshot that is kept, in pieces.
func keptPieces(ctx context.Context, d *db.DB, orgID string) ([]piece, error) {
	return db.All[piece](ctx, d, `SELECT hash, sum, number, content FROM extracts_snapshot WHERE org_id = $1 ORDER BY number`, orgID)
}

// keptHash says from which rows the snapshot was made that is kept.
func keptHash(ctx context.Context, d *db.DB, orgID string) (string, error) {
	hash, _, err := db.Maybe[string](ctx, d, `SELECT hash FROM extracts_snapshot WHERE org_id = $1 AND number = 0`, orgID)
	return hash, err
}

// keepPieces puts the pieces of a snapshot in the place of those kept before.
func keepPieces(ctx context.Context, d *db.DB, orgID string, pieces []piece) error {
	return d.Tx(ctx, func(tx *db.DB) error {
		if _, err := tx.Exec(ctx, `DELETE FROM extracts_snapshot WHERE org_id = $1`, orgID); err != nil {
			return err
		}
		for _, p := range pieces {
			if _, err := tx.Exec(ctx, `INSERT INTO extracts_snapshot (org_id, number, hash, sum, content) VALUES ($1, $2, $3, $4, $5)`,
				orgID, p.Number, p.Hash, p.Sum, p.Content); err != nil {
				return err
			}
		}
		return nil
	})
}
