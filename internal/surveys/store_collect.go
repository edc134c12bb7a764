package surveys

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const surveyColumns = `org_id, id, title, about, kind, questionnaire_id, made_with, peer_led, closed_on, version, created_at`

func oneSurvey(ctx context.Context, d *db.DB, orgID, id string) (Survey, error) {
	x, found, err := db.Maybe[Survey](ctx, d, `SELECT `+surveyColumns+` FROM surveys_survey WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoSurvey
	}
	return x, err
}

func insertSurvey(ctx context.Context, tx *db.DB, x Survey) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_survey (org_id, id, title, fold, about, kind, questionnaire_id, made_with, peer_led, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, x.OrgID, x.ID, x.Title, fold.Text(x.Title), x.About, x.Kind, x.QuestionnaireID, x.MadeWith, x.PeerLed, x.CreatedAt)
	return err
}

func updateSurvey(ctx context.Context, tx *db.DB, x Survey) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_survey SET title = $3, fold = $4, about = $5, kind = $6, made_with = $7, peer_led = $8, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $9`, x.OrgID, x.ID, x.Title, fold.Text(x.Title), x.About, x.Kind, x.MadeWith, x.PeerLed, x.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

// surveysWhere gathers what f asks for.
func surveysWhere(orgID string, f SurveyFilter) *db.Where {
	w := &db.Where{}
	w.And("s.org_id = ?", orgID)
	for _, part := range strings.Fields(fold.Text(f.Q)) {
		w.And("s.fold LIKE ?", "%"+part+"%")
	}
	switch f.State {
	case "none":
		w.And("NOT EXISTS (SELECT 1 FROM surveys_wave w WHERE w.org_id = s.org_id AND w.survey_id = s.id)")
	case "draft", "open", "closed", "published":
		w.And("EXISTS (SELECT 1 FROM surveys_wave w WHERE w.org_id = s.org_id AND w.survey_id = s.id AND w.state = ?)", f.State)
	}
	return w
}

func countSurveys(ctx context.Context, d *db.DB, w *db.Where) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM surveys_survey s `+w.SQL(), w.Args()...) // org_id is in w
}

func listSurveys(ctx context.Context, d *db.DB, w *db.Where, limit, offset int) ([]Listed, error) {
	return db.All[Listed](ctx, d, `SELECT s.org_id, s.id, s.title, s.about, s.kind, s.questionnaire_id, s.made_with, s.peer_led, s.closed_on, s.version, s.created_at,
		(SELECT count(*) FROM surveys_wave w WHERE w.org_id = s.org_id AND w.survey_id = s.id) AS waves,
		(SELECT count(*) FROM surveys_wave w WHERE w.org_id = s.org_id AND w.survey_id = s.id AND w.state = 'open') AS open,
		coalesce(n.title, '') AS newest, coalesce(n.id, '') AS newest_id, coalesce(n.state, '') AS state, n.closes_on
		FROM surveys_survey s LEFT JOIN surveys_wave n ON n.org_id = s.org_id AND n.id =
			(SELECT w.id FROM surveys_wave w WHERE w.org_id = s.org_id AND w.survey_id = s.id ORDER BY w.opens_on DESC, w.id DESC LIMIT 1) `+
		w.SQL()+` ORDER BY s.fold, s.id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

func insertWave(ctx context.Context, tx *db.DB, w Wave) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_wave (org_id, id, survey_id, title, version_id, setting, perspective, audience, sample, opens_on, closes_on, state, minimum, double_share, profile, all_at_once, slug, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		w.OrgID, w.ID, w.SurveyID, w.Title, w.VersionID, w.Setting, w.Perspective, w.Audience, w.Sample, w.OpensOn, w.ClosesOn, w.State, w.Minimum, w.DoubleShare, w.Profile, w.AllAtOnce, w.Slug, w.CreatedAt)
	return err
}

func updateWave(ctx context.Context, tx *db.DB, w Wave) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_wave SET title = $3, version_id = $4, setting = $5, perspective = $6, audience = $7, sample = $8, opens_on = $9, closes_on = $10,
		minimum = $11, double_share = $12, profile = $13, all_at_once = $14, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $15`,
		w.OrgID, w.ID, w.Title, w.VersionID, w.Setting, w.Perspective, w.Audience, w.Sample, w.OpensOn, w.ClosesOn, w.Minimum, w.DoubleShare, w.Profile, w.AllAtOnce, w.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func wavesOf(ctx context.Context, d *db.DB, orgID, surveyID string) ([]Wave, error) {
	return db.All[Wave](ctx, d, `SELECT `+waveColumns+` FROM surveys_wave WHERE org_id = $1 AND survey_id = $2 ORDER BY opens_on DESC, id DESC`, orgID, surveyID)
}

// wavesAsking are the waves that ask a version of a questionnaire.
func wavesAsking(ctx context.Context, d *db.DB, orgID, versionID string) ([]Wave, error) {
	return db.All[Wave](ctx, d, `SELECT `+waveColumns+` FROM surveys_wave WHERE org_id = $1 AND version_id = $2 ORDER BY opens_on DESC, id DESC`, orgID, versionID)
}

func wavesDue(ctx context.Context, d *db.DB, orgID string, today when.Date) ([]Wave, error) {
	return db.All[Wave](ctx, d, `SELECT `+waveColumns+` FROM surveys_wave WHERE org_id = $1 AND state = 'open' AND closes_on < $2 ORDER BY id`, orgID, today)
}

// moveState moves the wave from the state in which it was read.
func moveState(ctx context.Context, tx *db.DB, w Wave, state string) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_wave SET state = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = $4`, w.OrgID, w.ID, state, w.State)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func reopenWave(ctx context.Context, tx *db.DB, w Wave, until when.Date) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_wave SET state = 'open', closes_on = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = $4`, w.OrgID, w.ID, until, w.State)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func waveUnits(ctx context.Context, d *db.DB, orgID, waveID string) ([]WaveUnit, error) {
	return db.All[WaveUnit](ctx, d, `SELECT org_id, wave_id, unit_id, coalesce(asked, -1) AS asked FROM surveys_wave_unit WHERE org_id = $1 AND wave_id = $2 ORDER BY unit_id`, orgID, waveID)
}

// putWaveUnits makes the wave ask those units and no others. A unit that has
// links or answers cannot go: the schema refuses.
func putWaveUnits(ctx context.Context, tx *db.DB, w Wave, asked []WaveUnit) error {
	gone := &db.Where{}
	gone.And("org_id = ?", w.OrgID)
	gone.And("wave_id = ?", w.ID)
	for _, u := range asked {
		gone.And("unit_id <> ?", u.UnitID)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_wave_unit `+gone.SQL(), gone.Args()...); err != nil {
		return err
	}
	for _, u := range asked {
		var n any
		if u.Asked >= 0 {
			n = u.Asked
		}
		if _, err := tx.Exec(ctx, `INSERT INTO surveys_wave_unit (org_id, wave_id, unit_id, asked) VALUES ($1, $2, $3, $4)
			ON CONFLICT (org_id, wave_id, unit_id) DO UPDATE SET asked = excluded.asked`, w.OrgID, w.ID, u.UnitID, n); err != nil {
			return err
		}
	}
	return nil
}

// insertResponse keeps an answer if its wave takes any that day.
func insertResponse(ctx context.Context, tx *db.DB, r Response, today when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO surveys_response (org_id, wave_id, id, unit_id, channel, language, peer, hour, data)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM surveys_wave WHERE org_id = $1 AND id = $2 AND state = 'open' AND opens_on <= $10 AND closes_on >= $10`,
		r.OrgID, r.WaveID, r.ID, r.UnitID, r.Channel, r.Language, r.Peer, r.Hour, r.Data, today)
	return n == 1, err
}

func insertComment(ctx context.Context, tx *db.DB, c Comment) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_comment (org_id, id, wave_id, unit_id, response_id, question, said, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'held')`,
		c.OrgID, c.ID, c.WaveID, c.UnitID, c.ResponseID, c.Question, c.Said)
	return err
}

func countByChannel(ctx context.Context, d *db.DB, orgID, waveID string, units []string) ([]ChannelCount, error) {
	w := &db.Where{}
	w.And("org_id = ?", orgID)
	w.And("wave_id = ?", waveID)
	w.In("unit_id", units)
	return db.All[ChannelCount](ctx, d, `SELECT channel, count(*) AS answers FROM surveys_response `+w.SQL()+` GROUP BY channel ORDER BY count(*) DESC, channel`, w.Args()...)
}
