package surveys

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// invitationsOf are the rows of the ledger with the pair of the link while it is
// open.
func invitationsOf(ctx context.Context, d *db.DB, orgID, waveID string) ([]Invitation, error) {
	return db.All[Invitation](ctx, d, `SELECT i.org_id, i.id, i.wave_id, i.unit_id, coalesce(i.person_id, '') AS person_id, i.channel, i.address, i.hash, i.invited_on, i.reminded_on, coalesce(t.pair, '') AS pair
		FROM surveys_invitation i LEFT JOIN surveys_token t ON t.org_id = i.org_id AND t.hash = i.hash WHERE i.org_id = $1 AND i.wave_id = $2 ORDER BY i.id`, orgID, waveID)
}

func insertInvitation(ctx context.Context, tx *db.DB, x Invitation) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_invitation (org_id, id, wave_id, unit_id, person_id, channel, address, hash, invited_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		x.OrgID, x.ID, x.WaveID, x.UnitID, db.Null(x.PersonID), x.Channel, x.Address, x.Hash, x.InvitedOn)
	return err
}

func markReminded(ctx context.Context, tx *db.DB, orgID, waveID string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE surveys_invitation SET reminded_on = $3 WHERE org_id = $1 AND wave_id = $2 AND reminded_on IS NULL`, orgID, waveID, on)
	return err
}

// invitedTo is an invitation with the title of its survey.
type invitedTo struct {
	Survey, Channel string
	InvitedOn       when.Date
}

func invitationsOfPerson(ctx context.Context, d *db.DB, orgID, personID string) ([]invitedTo, error) {
	return db.All[invitedTo](ctx, d, `SELECT s.title AS survey, i.channel, i.invited_on FROM surveys_invitation i
		JOIN surveys_wave w ON w.org_id = i.org_id AND w.id = i.wave_id JOIN surveys_survey s ON s.org_id = w.org_id AND s.id = w.survey_id
		WHERE i.org_id = $1 AND i.person_id = $2 ORDER BY i.invited_on, i.id`, orgID, personID)
}

func moveInvitations(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE surveys_invitation SET person_id = $2 WHERE org_id = $1 AND person_id = $3`, orgID, keepID, dropID)
	return err
}

func deleteInvitations(ctx context.Context, tx *db.DB, orgID, personID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_token WHERE org_id = $1 AND pair IN
		(SELECT t.pair FROM surveys_token t JOIN surveys_invitation i ON i.org_id = t.org_id AND i.hash = t.hash WHERE t.org_id = $1 AND i.person_id = $2)`, orgID, personID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM surveys_invitation WHERE org_id = $1 AND person_id = $2`, orgID, personID)
	return err
}
