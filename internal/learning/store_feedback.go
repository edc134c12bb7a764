package learning

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// link is an address good for one answer about a run.
type link struct {
	OrgID, Hash, RunID string
	Paper              bool
	MadeOn, UsedOn     when.Date
}

func insertLink(ctx context.Context, tx *db.DB, k link) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_link (org_id, hash, run_id, paper, made_on) VALUES ($1, $2, $3, $4, $5)`, k.OrgID, k.Hash, k.RunID, k.Paper, k.MadeOn)
	return err
}

func linkByHash(ctx context.Context, d *db.DB, orgID, hash string) (link, bool, error) {
	return db.Maybe[link](ctx, d, `SELECT org_id, hash, run_id, paper, made_on, used_on FROM learning_link WHERE org_id = $1 AND hash = $2`, orgID, hash)
}

// useLink uses up a link; false when somebody was quicker.
func useLink(ctx context.Context, tx *db.DB, orgID, hash string, on when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE learning_link SET used_on = $1 WHERE org_id = $2 AND hash = $3 AND used_on IS NULL`, on, orgID, hash)
	return n > 0, err
}

func linksOf(ctx context.Context, d *db.DB, orgID, runID string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM learning_link WHERE org_id = $1 AND run_id = $2 AND NOT paper`, orgID, runID)
}

func insertFeedback(ctx context.Context, tx *db.DB, f Feedback) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_feedback (org_id, id, run_id, unit_id, version_id, how_was, data, how, on_date)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, f.OrgID, f.ID, f.RunID, f.UnitID, f.VersionID, f.HowWas, f.Data, f.How, f.OnDate)
	return err
}

func feedbackOf(ctx context.Context, d *db.DB, orgID, runID string) ([]Feedback, error) {
	return db.All[Feedback](ctx, d, `SELECT org_id, id, run_id, unit_id, version_id, how_was, data, how, on_date FROM learning_feedback WHERE org_id = $1 AND run_id = $2 ORDER BY id`, orgID, runID)
}

// figuresOf counts answers by run; a run without any has no row.
func figuresOf(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]RunFigures, error) {
	if len(runIDs) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("run_id", runIDs)
	return db.All[RunFigures](ctx, d, `SELECT run_id, count(*) AS n, count(*) FILTER (WHERE how_was > 0) AS rated, count(*) FILTER (WHERE how_was >= 4) AS satisfied FROM learning_feedback `+w.SQL()+` GROUP BY run_id`, w.Args()...)
}

// markAsked notes that the students of a run are being asked; false when they
// were before.
func markAsked(ctx context.Context, tx *db.DB, orgID, runID string, links int, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO learning_asked (org_id, run_id, links, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, orgID, runID, links, at)
	return n > 0, err
}

func askedRuns(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]string, error) {
	if len(runIDs) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("org_id = ?", orgID)
	w.In("run_id", runIDs)
	return db.All[string](ctx, d, `SELECT run_id FROM learning_asked `+w.SQL(), w.Args()...)
}
