package surveys

import (
	"context"

	"footbridge/internal/db"
)

func surveyOf(ctx context.Context, tx *db.DB, w Wave) (Survey, error) {
	return db.One[Survey](ctx, tx, `SELECT org_id, id, title, about, kind, questionnaire_id, made_with, peer_led, closed_on, version, created_at FROM surveys_survey WHERE org_id = $1 AND id = $2`, w.OrgID, w.SurveyID)
}

// putGroups replaces how many of each group there were to ask.
func putGroups(ctx context.Context, tx *db.DB, w Wave, groups []Asked) error {
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_wave_group WHERE org_id = $1 AND wave_id = $2`, w.OrgID, w.ID); err != nil {
		return err
	}
	for _, g := range groups {
		if _, err := tx.Exec(ctx, `INSERT INTO surveys_wave_group (org_id, wave_id, question, answer, asked) VALUES ($1, $2, $3, $4, $5)`, w.OrgID, w.ID, g.Question, g.Answer, g.N); err != nil {
			return err
		}
	}
	return nil
}
