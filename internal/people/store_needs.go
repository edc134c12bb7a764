package people

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const needsColumns = `n.person_id, n.identified_on, n.identified_by, n.words, n.flag, n.share, n.share_with, n.review_due, n.version, n.updated_at`

func oneNeeds(ctx context.Context, d *db.DB, orgID, personID string) (Needs, bool, error) {
	return db.Maybe[Needs](ctx, d, `SELECT `+needsColumns+` FROM people_needs n WHERE n.org_id = $1 AND n.person_id = $2`, orgID, personID)
}

// saveNeeds writes n over version n.Version, or as the first when that is 0.
func saveNeeds(ctx context.Context, tx *db.DB, orgID string, n Needs) error {
	if n.Version == 0 {
		_, err := tx.Exec(ctx, `INSERT INTO people_needs (org_id, person_id, identified_on, identified_by, words, flag, share, share_with, review_due, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			orgID, n.PersonID, n.IdentifiedOn, n.IdentifiedBy, n.Words, n.Flag, n.Share, n.ShareWith, n.ReviewDue, n.UpdatedAt)
		if db.Duplicate(err) {
			return errChanged
		}
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE people_needs SET identified_on = $3, identified_by = $4, words = $5, flag = $6, share = $7,
			share_with = $8, review_due = $9, updated_at = $10, version = version + 1
		WHERE org_id = $1 AND person_id = $2 AND version = $11`,
		orgID, n.PersonID, n.IdentifiedOn, n.IdentifiedBy, n.Words, n.Flag, n.Share, n.ShareWith, n.ReviewDue, n.UpdatedAt, n.Version)
	if err == nil && changed == 0 {
		err = errChanged
	}
	return err
}

const needColumns = `i.id, i.person_id, i.code, i.words, i.recorded_on, i.ended_on`

func standingNeeds(ctx context.Context, d *db.DB, orgID string, personIDs []string) ([]Need, error) {
	var w db.Where
	w.And("i.org_id = ?", orgID)
	w.And("i.ended_on IS NULL")
	w.In("i.person_id", personIDs)
	return db.All[Need](ctx, d, `SELECT `+needColumns+` FROM people_need i `+w.SQL()+` ORDER BY i.person_id, i.id`, w.Args()...)
}

func flaggedNeeds(ctx context.Context, d *db.DB, orgID string, personIDs []string) ([]Need, error) {
	var w db.Where
	w.And("i.org_id = ?", orgID)
	w.And("i.ended_on IS NULL AND n.flag")
	w.In("i.person_id", personIDs)
	return db.All[Need](ctx, d, `SELECT `+needColumns+` FROM people_need i
		JOIN people_needs n ON n.org_id = i.org_id AND n.person_id = i.person_id `+w.SQL()+` ORDER BY i.person_id, i.id`, w.Args()...)
}

func insertNeed(ctx context.Context, tx *db.DB, orgID string, n Need) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_need (org_id, id, person_id, code, words, recorded_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, n.ID, n.PersonID, n.Code, n.Words, n.RecordedOn)
	return err
}

func rewordNeed(ctx context.Context, tx *db.DB, orgID, id, words string) error {
	_, err := tx.Exec(ctx, `UPDATE people_need SET words = $3 WHERE org_id = $1 AND id = $2`, orgID, id, words)
	return err
}

func endNeed(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE people_need SET ended_on = $3 WHERE org_id = $1 AND id = $2 AND ended_on IS NULL`, orgID, id, on)
	return err
}
