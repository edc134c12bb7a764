package people

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func insertMet(ctx context.Context, tx *db.DB, orgID string, m Met) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_need_met (org_id, id, person_id, need_id, on_date, met, how, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		orgID, m.ID, m.PersonID, m.NeedID, m.OnDate, m.Met, m.How, m.ByName, m.CreatedAt)
	return err
}

func metOf(ctx context.Context, d *db.DB, orgID, personID string) ([]Met, error) {
	return db.All[Met](ctx, d, `SELECT m.id, m.person_id, m.need_id, i.code, m.on_date, m.met, m.how, m.by_name, m.created_at
		FROM people_need_met m JOIN people_need i ON i.org_id = m.org_id AND i.id = m.need_id
		WHERE m.org_id = $1 AND m.person_id = $2 ORDER BY m.on_date DESC, m.id DESC`, orgID, personID)
}

func insertReview(ctx context.Context, tx *db.DB, orgID string, r Review) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_need_review (org_id, id, person_id, on_date, words, next_due, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		orgID, r.ID, r.PersonID, r.OnDate, r.Words, r.NextDue, r.ByName, r.CreatedAt)
	return err
}

func reviewsOf(ctx context.Context, d *db.DB, orgID, personID string) ([]Review, error) {
	return db.All[Review](ctx, d, `SELECT id, person_id, on_date, words, next_due, by_name, created_at FROM people_need_review
		WHERE org_id = $1 AND person_id = $2 ORDER BY on_date DESC, id DESC`, orgID, personID)
}

// setReviewDue reports whether the person's needs were recorded at all.
func setReviewDue(ctx context.Context, tx *db.DB, orgID, personID string, due when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE people_needs SET review_due = $3, version = version + 1 WHERE org_id = $1 AND person_id = $2`, orgID, personID, due)
	return n == 1, err
}

func dueReviews(ctx context.Context, d *db.DB, orgID string, by when.Date, limit, offset int) ([]DueReview, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM people_needs n WHERE n.org_id = $1 AND n.review_due <= $2`, orgID, by)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.All[DueReview](ctx, d, `SELECT n.person_id, p.name, n.review_due FROM people_needs n
		JOIN people_person p ON p.org_id = n.org_id AND p.id = n.person_id
		WHERE n.org_id = $1 AND n.review_due <= $2 ORDER BY n.review_due, p.fold, p.id LIMIT $3 OFFSET $4`, orgID, by, limit, offset)
	return rows, total, err
}

// allNeeds are a person's needs, those that ended too.
func allNeeds(ctx context.Context, d *db.DB, orgID, personID string) ([]Need, error) {
	return db.All[Need](ctx, d, `SELECT `+needColumns+` FROM people_need i WHERE i.org_id = $1 AND i.person_id = $2 ORDER BY i.recorded_on, i.id`, orgID, personID)
}
