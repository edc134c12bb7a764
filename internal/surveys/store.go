package surveys

import (
	"context"

	"footbridge/internal/db"
)

const waveColumns = `org_id, id, survey_id, title, version_id, setting, perspective, audience, sample, opens_on, closes_on, state, minimum, double_share, profile, all_at_once, slug, changes, published_at, version, created_at`

func oneWave(ctx context.Context, tx *db.DB, orgID, id string) (Wave, error) {
	return db.One[Wave](ctx, tx, `SELECT `+waveColumns+` FROM surveys_wave WHERE org_id = $1 AND id = $2`, orgID, id)
}
