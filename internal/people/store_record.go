package people

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

// mergedIDs are the records that became part of a person's.
func mergedIDs(ctx context.Context, d *db.DB, orgID, keepID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT id FROM people_person WHERE org_id = $1 AND merged_into = $2 ORDER BY id`, orgID, keepID)
}

// eraseRows removes what this module holds about a person but the bare row.
func eraseRows(ctx context.Context, tx *db.DB, orgID, personID string, at time.Time) error {
	for _, query := range []string{
		`DELETE FROM people_word WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_need_met WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_need_review WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_need WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_needs WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_equality WHERE org_id = $1 AND person_id = $2`,
		`DELETE FROM people_merge WHERE org_id = $1 AND (keep_id = $2 OR drop_id = $2)`,
		`DELETE FROM people_distinct WHERE org_id = $1 AND (one_id = $2 OR other_id = $2)`,
	} {
		if _, err := tx.Exec(ctx, query, orgID, personID); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `UPDATE people_person SET name = $3, preferred_name = '', pronouns = '', email = '', phone = '', address = '', language = '',
			preferred_channel = 'none', quiet_from = 0, quiet_to = 0, fold = $4, search = $4, email_fold = '', erased_at = $5, updated_at = $5, version = version + 1
		WHERE org_id = $1 AND id = $2 AND erased_at IS NULL`, orgID, personID, ErasedName, fold.Text(ErasedName), at)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}
