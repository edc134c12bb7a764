package surveys

import (
	"context"

	"footbridge/internal/db"
)

const waveColumns = `org_id, id, survey_id, title, version_id, setting, perspective, audience, sample, opens_on, closes_on, state, minimum, double_share, profile, slug, changes, published_at, version, created_at`

func oneWave(ctx context.Context, tx *db.DB, orgID, id string) (Wave, error) {
	return db.One[Wave](ctx, tx, `SELECT `+waveColumns+` FROM surveys_wave WHERE org_id = $1 AND id = $2`, orgID, id)
}

func allSurveys(ctx context.Context, tx *db.DB, orgID string) ([]Survey, error) {
	return db.All[Survey](ctx, tx, `SELECT org_id, id, title, about, kind, questionnaire_id, made_with, peer_led, closed_on, version, created_at FROM surveys_survey WHERE org_id = $1 ORDER BY title, id`, orgID)
}
