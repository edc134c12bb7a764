package evaluation

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fault"
)

const entryColumns = `org_id, id, title, design, seed, created_at`

func entry(ctx context.Context, d *db.DB, orgID, evaluationID string) (Entry, error) {
	return db.One[Entry](ctx, d, `SELECT `+entryColumns+` FROM evaluation_evaluation WHERE org_id = $1 AND id = $2`, orgID, evaluationID)
}

// entries are the organisation's evaluations, the newest first.
func entries(ctx context.Context, d *db.DB, orgID string) ([]Entry, error) {
	return db.All[Entry](ctx, d, `SELECT `+entryColumns+` FROM evaluation_evaluation WHERE org_id = $1 ORDER BY created_at DESC, id DESC`, orgID)
}

func insertEntry(ctx context.Context, tx *db.DB, e Entry, account string) error {
	_, err := tx.Exec(ctx, `INSERT INTO evaluation_evaluation (org_id, id, title, design, seed, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.OrgID, e.ID, e.Title, e.Design, e.Seed, account, e.CreatedAt)
	return err
}

const runColumns = `org_id, evaluation_id, number, state, progress, hash, result, why, asked_at, ended_at`

// runsOf are the runs of an evaluation, the newest first.
func runsOf(ctx context.Context, d *db.DB, orgID, evaluationID string) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM evaluation_run WHERE org_id = $1 AND evaluation_id = $2 ORDER BY number DESC`, orgID, evaluationID)
}

// newestStates are the states of the newest run of every evaluation.
func newestStates(ctx context.Context, d *db.DB, orgID string) (map[string]string, error) {
	rows, err := db.All[Run](ctx, d, `SELECT evaluation_id, state FROM evaluation_run WHERE org_id = $1 ORDER BY evaluation_id, number`, orgID)
	out := map[string]string{}
	for _, r := range rows {
		out[r.EvaluationID] = r.State
	}
	return out, err
}

func insertRun(ctx context.Context, tx *db.DB, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO evaluation_run (org_id, evaluation_id, number, state, asked_at) VALUES ($1, $2, $3, 'waiting', $4)`,
		r.OrgID, r.EvaluationID, r.Number, r.AskedAt)
	if db.Duplicate(err) {
		return fault.New(fault.Conflict, "It is being worked out already.")
	}
	return err
}

// waits reports whether a run has not ended.
func waits(ctx context.Context, d *db.DB, orgID, evaluationID string, number int) (bool, error) {
	_, there, err := db.Maybe[int](ctx, d, `SELECT number FROM evaluation_run WHERE org_id = $1 AND evaluation_id = $2 AND number = $3 AND state = 'waiting'`, orgID, evaluationID, number)
	return there, err
}

// progress says how much of a run is done.
func progress(ctx context.Context, d *db.DB, r Run, percent int) error {
	_, err := d.Exec(ctx, `UPDATE evaluation_run SET progress = $4 WHERE org_id = $1 AND evaluation_id = $2 AND number = $3 AND state = 'waiting'`,
		r.OrgID, r.EvaluationID, r.Number, percent)
	return err
}

// endRun keeps what a run came to, unless another process has.
func endRun(ctx context.Context, d *db.DB, r Run) error {
	_, err := d.Exec(ctx, `UPDATE evaluation_run SET state = $4, progress = 100, hash = $5, result = $6, why = $7, ended_at = $8
		WHERE org_id = $1 AND evaluation_id = $2 AND number = $3 AND state = 'waiting'`,
		r.OrgID, r.EvaluationID, r.Number, r.State, r.Hash, r.Result, r.Why, r.EndedAt)
	return err
}

// member is somebody on a list.
type member struct {
	Person int64
	Day    int32
}

// members are the people of a list, by number.
func members(ctx context.Context, d *db.DB, orgID, evaluationID string) (map[int64]int32, error) {
	rows, err := db.All[member](ctx, d, `SELECT person, day FROM evaluation_member WHERE org_id = $1 AND evaluation_id = $2`, orgID, evaluationID)
	out := map[int64]int32{}
	for _, m := range rows {
		out[m.Person] = m.Day
	}
	return out, err
}

func insertMember(ctx context.Context, tx *db.DB, orgID, evaluationID string, m member) error {
	_, err := tx.Exec(ctx, `INSERT INTO evaluation_member (org_id, evaluation_id, person, day) VALUES ($1, $2, $3, $4)`, orgID, evaluationID, m.Person, m.Day)
	return err
}
