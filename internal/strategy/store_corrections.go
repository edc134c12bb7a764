package strategy

import (
	"context"

	"footbridge/internal/db"
)

const correctionColumns = `SELECT c.org_id, c.id, c.decision_id, c.meeting_id, c.words, c.by_id, c.by_name, c.created_at FROM strategy_correction c `

func insertCorrection(ctx context.Context, tx *db.DB, c Correction) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_correction (org_id, id, decision_id, meeting_id, words, by_id, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.OrgID, c.ID, db.Null(c.DecisionID), db.Null(c.MeetingID), c.Words, c.ByID, c.ByName, c.CreatedAt)
	return err
}

// correctionsOfDecisions are the corrections of those decisions, oldest first.
func correctionsOfDecisions(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Correction, error) {
	var w db.Where
	w.And("c.org_id = ?", orgID)
	w.In("c.decision_id", ids)
	return db.All[Correction](ctx, d, correctionColumns+w.SQL()+` ORDER BY c.created_at, c.id`, w.Args()...)
}

// correctionsOfMeetings are the corrections of a plan's joint meetings, oldest first.
func correctionsOfMeetings(ctx context.Context, d *db.DB, orgID, planID string) ([]Correction, error) {
	return db.All[Correction](ctx, d, correctionColumns+`JOIN strategy_plan_meeting m ON m.org_id = c.org_id AND m.id = c.meeting_id
		WHERE c.org_id = $1 AND m.plan_id = $2 ORDER BY c.created_at, c.id`, orgID, planID)
}

func jointMeetingByID(ctx context.Context, d *db.DB, orgID, planID, id string) (JointMeeting, error) {
	return db.One[JointMeeting](ctx, d, `SELECT org_id, id, plan_id, on_date, said, created_at FROM strategy_plan_meeting
		WHERE org_id = $1 AND plan_id = $2 AND id = $3`, orgID, planID, id)
}
