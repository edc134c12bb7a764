package people

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// markMerged leads the dropped record, and those that led to it, to the kept
// one, so that no chain is longer than one step.
func markMerged(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	n, err := tx.Exec(ctx, `UPDATE people_person SET merged_into = $2, version = version + 1
		WHERE org_id = $1 AND id = $3 AND merged_into IS NULL AND erased_at IS NULL`, orgID, keepID, dropID)
	if err != nil {
		return err
	}
	if n == 0 {
		return errChanged
	}
	if _, err := tx.Exec(ctx, `UPDATE people_person SET merged_into = $2 WHERE org_id = $1 AND merged_into = $3`, orgID, keepID, dropID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM people_distinct WHERE org_id = $1 AND (one_id = $2 OR other_id = $2)`, orgID, dropID); err != nil {
		return err
	}
	return deleteWords(ctx, tx, orgID, dropID)
}

type mergeRow struct {
	OrgID, ID, KeepID, DropID string
	Kept, Dropped             db.JSON[Person]
	ByName                    string
	MergedAt                  time.Time
}

func insertMerge(ctx context.Context, tx *db.DB, m mergeRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_merge (org_id, id, keep_id, drop_id, kept, dropped, by_name, merged_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.OrgID, m.ID, m.KeepID, m.DropID, m.Kept, m.Dropped, m.ByName, m.MergedAt)
	return err
}

// mergesInto lists what was merged into a person, newest first.
func mergesInto(ctx context.Context, d *db.DB, orgID, keepID string) ([]mergeRow, error) {
	return db.All[mergeRow](ctx, d, `SELECT m.org_id, m.id, m.keep_id, m.drop_id, m.kept, m.dropped, m.by_name, m.merged_at
		FROM people_merge m JOIN people_person p ON p.org_id = m.org_id AND p.id = m.drop_id
		WHERE m.org_id = $1 AND p.merged_into = $2 ORDER BY m.merged_at DESC, m.id DESC`, orgID, keepID)
}

// moveNeeds moves the needs of a dropped record, which the kept one has a place
// for, with their history.
func moveNeeds(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	for _, query := range []string{
		`UPDATE people_need SET person_id = $2 WHERE org_id = $1 AND person_id = $3`,
		`UPDATE people_need_met SET person_id = $2 WHERE org_id = $1 AND person_id = $3`,
		`UPDATE people_need_review SET person_id = $2 WHERE org_id = $1 AND person_id = $3`,
	} {
		if _, err := tx.Exec(ctx, query, orgID, keepID, dropID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `DELETE FROM people_needs WHERE org_id = $1 AND person_id = $2`, orgID, dropID)
	return err
}

// moveEquality gives the kept record the answers it lacks and removes the rest.
func moveEquality(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE people_equality SET person_id = $2 WHERE org_id = $1 AND person_id = $3
		AND characteristic NOT IN (SELECT k.characteristic FROM people_equality k WHERE k.org_id = $1 AND k.person_id = $2)`, orgID, keepID, dropID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM people_equality WHERE org_id = $1 AND person_id = $2`, orgID, dropID)
	return err
}

type pairRow struct{ OneID, OtherID string }

func duplicatePairs(ctx context.Context, d *db.DB, orgID string, limit, offset int) ([]pairRow, error) {
	const standing = `a.merged_into IS NULL AND a.erased_at IS NULL AND b.merged_into IS NULL AND b.erased_at IS NULL`
	return db.All[pairRow](ctx, d, `SELECT one_id, other_id FROM (
			SELECT a.id AS one_id, b.id AS other_id FROM people_person a
				JOIN people_person b ON b.org_id = a.org_id AND b.fold = a.fold AND b.id > a.id
				WHERE a.org_id = $1 AND `+standing+`
			UNION SELECT a.id, b.id FROM people_person a
				JOIN people_person b ON b.org_id = a.org_id AND b.email_fold = a.email_fold AND b.id > a.id
				WHERE a.org_id = $1 AND a.email_fold <> '' AND b.email_fold <> '' AND `+standing+`
		) AS pairs
		WHERE NOT EXISTS (SELECT 1 FROM people_distinct x WHERE x.org_id = $1 AND x.one_id = pairs.one_id AND x.other_id = pairs.other_id)
		ORDER BY one_id, other_id LIMIT $2 OFFSET $3`, orgID, limit, offset)
}

func peopleByID(ctx context.Context, d *db.DB, orgID string, ids []string) (map[string]Person, error) {
	var w db.Where
	w.And("p.org_id = ?", orgID)
	w.In("p.id", ids)
	rows, err := db.All[Person](ctx, d, `SELECT `+personColumns+` FROM people_person p `+w.SQL(), w.Args()...)
	out := make(map[string]Person, len(rows))
	for _, p := range rows {
		out[p.ID] = p
	}
	return out, err
}

func insertDistinct(ctx context.Context, tx *db.DB, orgID, oneID, otherID string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_distinct (org_id, one_id, other_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		orgID, oneID, otherID, at)
	return err
}
