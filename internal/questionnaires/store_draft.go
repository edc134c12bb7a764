package questionnaires

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/when"
)

func insertStep(ctx context.Context, tx *db.DB, was Version, what, by string, now time.Time) error {
	text, err := encode(&was.Form)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO questionnaires_step (org_id, version_id, number, what, by_name, form, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, was.OrgID, was.ID, was.Version, what, by, string(text), now)
	return err
}

func stepsOf(ctx context.Context, tx *db.DB, orgID, versionID string) ([]Step, error) {
	return db.All[Step](ctx, tx, `SELECT number, what, by_name, created_at FROM questionnaires_step WHERE org_id = $1 AND version_id = $2 ORDER BY number DESC`, orgID, versionID)
}

func stepForm(ctx context.Context, tx *db.DB, orgID, versionID string, number int) (form forms.Form, what string, found bool, err error) {
	row, found, err := db.Maybe[struct{ Form, What string }](ctx, tx, `SELECT form, what FROM questionnaires_step WHERE org_id = $1 AND version_id = $2 AND number = $3`, orgID, versionID, number)
	if err == nil && found {
		form, err = decode(row.Form)
	}
	return form, row.What, found, err
}

func deleteSteps(ctx context.Context, tx *db.DB, orgID, versionID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM questionnaires_step WHERE org_id = $1 AND version_id = $2`, orgID, versionID)
	return err
}

func deleteStepsBefore(ctx context.Context, tx *db.DB, orgID, versionID string, number int) error {
	_, err := tx.Exec(ctx, `DELETE FROM questionnaires_step WHERE org_id = $1 AND version_id = $2 AND number <= $3`, orgID, versionID, number)
	return err
}

func licencesOf(ctx context.Context, tx *db.DB, orgID, questionnaireID string) ([]Licence, error) {
	return db.All[Licence](ctx, tx, `SELECT `+licenceColumns+` FROM questionnaires_licence WHERE org_id = $1 AND questionnaire_id = $2 ORDER BY from_date DESC, id DESC`, orgID, questionnaireID)
}

func allLicences(ctx context.Context, tx *db.DB, orgID string) ([]Licence, error) {
	return db.All[Licence](ctx, tx, `SELECT `+licenceColumns+` FROM questionnaires_licence WHERE org_id = $1 ORDER BY questionnaire_id, from_date DESC`, orgID)
}

func oneLicence(ctx context.Context, tx *db.DB, orgID, id string) (Licence, error) {
	l, found, err := db.Maybe[Licence](ctx, tx, `SELECT `+licenceColumns+` FROM questionnaires_licence WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "We could not find that licence.")
	}
	return l, err
}

func insertLicence(ctx context.Context, tx *db.DB, l Licence) error {
	_, err := tx.Exec(ctx, `INSERT INTO questionnaires_licence (org_id, id, questionnaire_id, kind, holder, terms, reference, from_date, to_date, ended_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		l.OrgID, l.ID, l.QuestionnaireID, l.Kind, l.Holder, l.Terms, l.Reference, l.FromDate, l.ToDate, l.EndedOn, l.CreatedAt)
	return err
}

// endLicence reports whether the licence had not been taken back before.
func endLicence(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE questionnaires_licence SET ended_on = $3 WHERE org_id = $1 AND id = $2 AND ended_on IS NULL`, orgID, id, on)
	return n == 1, err
}

// overview is how a questionnaire's versions stand.
type overview struct {
	QuestionnaireID   string
	Published, Drafts int
	DraftID           string
}

func overviews(ctx context.Context, tx *db.DB, orgID string) ([]overview, error) {
	return db.All[overview](ctx, tx, `SELECT questionnaire_id, coalesce(max(number) FILTER (WHERE state = 'published'), 0) AS published,
		count(*) FILTER (WHERE state = 'draft') AS drafts, coalesce(max(id) FILTER (WHERE state = 'draft'), '') AS draft_id
		FROM questionnaires_version WHERE org_id = $1 GROUP BY questionnaire_id`, orgID)
}
