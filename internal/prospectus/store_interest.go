package prospectus

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const interestColumns = `SELECT org_id, id, course_id, person_id, email, token, asked_at, confirmed_at, until_on FROM prospectus_interest `

// insertInterest reports whether it is new: false when they had asked already.
func insertInterest(ctx context.Context, tx *db.DB, i Interest) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO prospectus_interest (org_id, id, course_id, person_id, email, token, asked_at, confirmed_at, until_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		i.OrgID, i.ID, i.CourseID, db.Null(i.PersonID), i.Email, i.Token, i.AskedAt, db.NullTime(i.ConfirmedAt), i.UntilOn)
	return n == 1, err
}

func interestOfPerson(ctx context.Context, d *db.DB, orgID, courseID, personID string) (Interest, bool, error) {
	return db.Maybe[Interest](ctx, d, interestColumns+`WHERE org_id = $1 AND course_id = $2 AND person_id = $3`, orgID, courseID, personID)
}

func interestOfEmail(ctx context.Context, d *db.DB, orgID, courseID, email string) (Interest, bool, error) {
	return db.Maybe[Interest](ctx, d, interestColumns+`WHERE org_id = $1 AND course_id = $2 AND email = $3`, orgID, courseID, email)
}

func interestByToken(ctx context.Context, d *db.DB, orgID, token string) (Interest, bool, error) {
	return db.Maybe[Interest](ctx, d, interestColumns+`WHERE org_id = $1 AND token = $2`, orgID, token)
}

func confirmedInterests(ctx context.Context, d *db.DB, orgID string) ([]Interest, error) {
	return db.All[Interest](ctx, d, interestColumns+`WHERE org_id = $1 AND confirmed_at IS NOT NULL ORDER BY id`, orgID)
}

func askAgain(ctx context.Context, tx *db.DB, i Interest) error {
	_, err := tx.Exec(ctx, `UPDATE prospectus_interest SET asked_at = $3, until_on = $4 WHERE org_id = $1 AND id = $2`, i.OrgID, i.ID, i.AskedAt, i.UntilOn)
	return err
}

func confirmInterest(ctx context.Context, tx *db.DB, orgID, id string, at time.Time, until when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE prospectus_interest SET confirmed_at = $3, until_on = $4 WHERE org_id = $1 AND id = $2 AND confirmed_at IS NULL`, orgID, id, at, until)
	return err
}

// deleteInterest forgets a request, with what was told about it.
func deleteInterest(ctx context.Context, d *db.DB, orgID, id string) error {
	return d.Tx(ctx, func(tx *db.DB) error {
		if _, err := tx.Exec(ctx, `DELETE FROM prospectus_told WHERE org_id = $1 AND interest_id = $2`, orgID, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM prospectus_interest WHERE org_id = $1 AND id = $2`, orgID, id)
		return err
	})
}

// forgetInterests deletes the requests whose last day has passed, and those that
// nobody confirmed.
func forgetInterests(ctx context.Context, d *db.DB, orgID string, today when.Date, askedBefore time.Time) error {
	ids, err := db.All[string](ctx, d, `SELECT id FROM prospectus_interest WHERE org_id = $1 AND (until_on < $2 OR confirmed_at IS NULL AND asked_at < $3)`, orgID, today, askedBefore)
	for _, id := range ids {
		if err := deleteInterest(ctx, d, orgID, id); err != nil {
			return err
		}
	}
	return err
}

type toldRun struct{ InterestID, RunID string }

func toldRuns(ctx context.Context, d *db.DB, orgID string) (map[string][]string, error) {
	rows, err := db.All[toldRun](ctx, d, `SELECT interest_id, run_id FROM prospectus_told WHERE org_id = $1`, orgID)
	out := map[string][]string{}
	for _, r := range rows {
		out[r.InterestID] = append(out[r.InterestID], r.RunID)
	}
	return out, err
}

func insertTold(ctx context.Context, tx *db.DB, i Interest, runID string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO prospectus_told (org_id, interest_id, run_id, told_at) VALUES ($1, $2, $3, $4)`, i.OrgID, i.ID, runID, at)
	return err
}

func demands(ctx context.Context, d *db.DB, orgID string) ([]Demand, error) {
	return db.All[Demand](ctx, d, `SELECT course_id, count(confirmed_at) AS asking, count(*) - count(confirmed_at) AS unsure FROM prospectus_interest
		WHERE org_id = $1 GROUP BY course_id ORDER BY course_id`, orgID)
}
