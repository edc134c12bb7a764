package questionnaires

import (
	"context"

	"footbridge/internal/db"
)

func oneQuestionnaire(ctx context.Context, tx *db.DB, orgID, id string) (Questionnaire, error) {
	return db.One[Questionnaire](ctx, tx, `SELECT org_id, id, name, title, about, ready, retired_on, version, created_at FROM questionnaires_questionnaire WHERE org_id = $1 AND id = $2`, orgID, id)
}
