package surveys

import (
	"context"

	"footbridge/internal/db"
)

func surveyOf(ctx context.Context, tx *db.DB, w Wave) (Survey, error) {
	return db.One[Survey](ctx, tx, `SELECT org_id, id, title, about, kind, questionnaire_id, made_with, peer_led, closed_on, version, created_at FROM surveys_survey WHERE org_id = $1 AND id = $2`, w.OrgID, w.SurveyID)
}
