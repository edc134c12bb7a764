package surveys

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

const figuresColumns = `org_id, wave_id, number, data, hash, published_at, published_by, withdrawn_at, withdrawn_by, why`

func editionsOf(ctx context.Context, d *db.DB, orgID, waveID string) ([]Edition, error) {
	return db.All[Edition](ctx, d, `SELECT `+figuresColumns+` FROM surveys_figures WHERE org_id = $1 AND wave_id = $2 ORDER BY number DESC`, orgID, waveID)
}

func allEditions(ctx context.Context, d *db.DB, orgID string) ([]Edition, error) {
	return db.All[Edition](ctx, d, `SELECT `+figuresColumns+` FROM surveys_figures WHERE org_id = $1 ORDER BY wave_id, number`, orgID)
}

func insertEdition(ctx context.Context, tx *db.DB, e Edition) error {
	if _, err := tx.Exec(ctx, `UPDATE surveys_figures SET withdrawn_at = $3, withdrawn_by = $4, why = 'A new edition took its place' WHERE org_id = $1 AND wave_id = $2 AND withdrawn_at IS NULL`,
		e.OrgID, e.WaveID, e.PublishedAt, e.PublishedBy); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO surveys_figures (org_id, wave_id, number, data, hash, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.OrgID, e.WaveID, e.Number, e.Data, e.Hash, e.PublishedAt, e.PublishedBy)
	if db.Duplicate(err) {
		err = fault.New(fault.Conflict, "Somebody published this wave at the same moment. Look at theirs first.")
	}
	return err
}

func setPublished(ctx context.Context, tx *db.DB, w Wave, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE surveys_wave SET state = 'published', published_at = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, w.OrgID, w.ID, at)
	return err
}

func withdrawEditions(ctx context.Context, tx *db.DB, w Wave, at time.Time, by, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE surveys_figures SET withdrawn_at = $3, withdrawn_by = $4, why = $5 WHERE org_id = $1 AND wave_id = $2 AND withdrawn_at IS NULL`, w.OrgID, w.ID, at, by, why); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE surveys_wave SET state = 'closed', published_at = NULL, version = version + 1 WHERE org_id = $1 AND id = $2`, w.OrgID, w.ID)
	return err
}

func resultsOf(ctx context.Context, d *db.DB, orgID string) ([]Result, error) {
	return db.All[Result](ctx, d, `SELECT s.title AS survey, w.title AS wave, w.slug, w.published_at FROM surveys_wave w JOIN surveys_survey s ON s.org_id = w.org_id AND s.id = w.survey_id
		WHERE w.org_id = $1 AND w.state = 'published' ORDER BY w.published_at DESC, w.id`, orgID)
}

// publishedAt is the edition that is out at an address.
func publishedAt(ctx context.Context, d *db.DB, orgID, word string) (Edition, bool, error) {
	return db.Maybe[Edition](ctx, d, `SELECT f.org_id, f.wave_id, f.number, f.data, f.hash, f.published_at, f.published_by, f.withdrawn_at, f.withdrawn_by, f.why
		FROM surveys_figures f JOIN surveys_wave w ON w.org_id = f.org_id AND w.id = f.wave_id
		WHERE f.org_id = $1 AND w.slug = $2 AND w.state = 'published' AND f.withdrawn_at IS NULL ORDER BY f.number DESC LIMIT 1`, orgID, word)
}

// packsThatDisagree are the waves of which a pack holds another number of
// answers than are marked as being in it.
func packsThatDisagree(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT p.wave_id FROM surveys_pack p JOIN surveys_wave w ON w.org_id = p.org_id AND w.id = p.wave_id
		WHERE p.org_id = $1 AND p.changes = w.changes
		AND p.rows <> (SELECT count(*) FROM surveys_response r WHERE r.org_id = p.org_id AND r.wave_id = p.wave_id AND r.pack = p.number)`, orgID)
}

// waveTitle is a wave with the title of its survey.
type waveTitle struct{ ID, Title, Survey, Setting, Perspective string }

// closedWaves are those that take no answers any more, the newest first.
func closedWaves(ctx context.Context, d *db.DB, orgID string, today when.Date) ([]waveTitle, error) {
	return db.All[waveTitle](ctx, d, `SELECT w.id, w.title, s.title AS survey, w.setting, w.perspective FROM surveys_wave w JOIN surveys_survey s ON s.org_id = w.org_id AND s.id = w.survey_id
		WHERE w.org_id = $1 AND (w.state IN ('closed', 'published') OR w.state = 'open' AND w.closes_on < $2) ORDER BY w.closes_on DESC, w.id LIMIT 200`, orgID, today)
}
