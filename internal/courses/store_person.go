package courses

import (
	"context"

	"footbridge/internal/db"
)

func eraseParts(ctx context.Context, tx *db.DB, orgID, personID, name, folded string) error {
	const theirs = `(SELECT d.id FROM courses_designer d WHERE d.org_id = $1 AND d.person_id = $2)`
	for _, query := range []string{
		`UPDATE courses_agreement SET how = 'Not kept' WHERE org_id = $1 AND NOT own AND designer_id IN ` + theirs,
		`UPDATE courses_log SET words = 'Not kept: the record of who said it was erased.' WHERE org_id = $1 AND designer_id IN ` + theirs,
	} {
		if _, err := tx.Exec(ctx, query, orgID, personID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE courses_designer SET name = $3, fold = $4 WHERE org_id = $1 AND person_id = $2`, orgID, personID, name, folded)
	return err
}

func moveParts(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE courses_designer SET person_id = $2 WHERE org_id = $1 AND person_id = $3`, orgID, keepID, dropID)
	return err
}

// restOnOverride says that a published version stands without both perspectives.
func restOnOverride(ctx context.Context, tx *db.DB, v Version, by, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE courses_version SET override_by = $3, override_reason = $4, version = version + 1 WHERE org_id = $1 AND id = $2`, v.OrgID, v.ID, by, reason)
	return err
}
