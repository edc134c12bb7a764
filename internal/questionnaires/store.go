package questionnaires

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/forms"
	"footbridge/internal/when"
)

const (
	questionnaireColumns = `org_id, id, name, title, about, ready, retired_on, version, created_at`
	versionColumns       = `org_id, id, questionnaire_id, number, state, form, hash, changed, breaks, published_at, version, updated_at`
	licenceColumns       = `org_id, id, questionnaire_id, kind, holder, terms, reference, from_date, to_date, ended_on, created_at`
)

func oneQuestionnaire(ctx context.Context, tx *db.DB, orgID, id string) (Questionnaire, error) {
	q, found, err := db.Maybe[Questionnaire](ctx, tx, `SELECT `+questionnaireColumns+` FROM questionnaires_questionnaire WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoQuestionnaire
	}
	return q, err
}

func questionnaireNamed(ctx context.Context, tx *db.DB, orgID, name string) (Questionnaire, error) {
	q, found, err := db.Maybe[Questionnaire](ctx, tx, `SELECT `+questionnaireColumns+` FROM questionnaires_questionnaire WHERE org_id = $1 AND name = $2`, orgID, name)
	if err == nil && !found {
		err = errNoQuestionnaire
	}
	return q, err
}

func allQuestionnaires(ctx context.Context, tx *db.DB, orgID string) ([]Questionnaire, error) {
	return db.All[Questionnaire](ctx, tx, `SELECT `+questionnaireColumns+` FROM questionnaires_questionnaire WHERE org_id = $1 ORDER BY title, id`, orgID)
}

// insertQuestionnaire reports whether the name was free.
func insertQuestionnaire(ctx context.Context, tx *db.DB, q Questionnaire) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO questionnaires_questionnaire (org_id, id, name, title, about, ready, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, name) DO NOTHING`, q.OrgID, q.ID, q.Name, q.Title, q.About, q.Ready, q.CreatedAt)
	return n == 1, err
}

// updateQuestionnaire writes d over the version that was read.
func updateQuestionnaire(ctx context.Context, tx *db.DB, orgID, id string, d Details) error {
	n, err := tx.Exec(ctx, `UPDATE questionnaires_questionnaire SET name = $3, title = $4, about = $5, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $6`, orgID, id, d.Name, d.Title, d.About, d.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func setRetired(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE questionnaires_questionnaire SET retired_on = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, orgID, id, on)
	return err
}

// versionRow is a version as it is kept.
type versionRow struct {
	OrgID, ID, QuestionnaireID, State, Hash, Changed, Form string
	Number                                                 int
	Breaks                                                 bool
	PublishedAt                                            time.Time
	Version                                                int
	UpdatedAt                                              time.Time
}

func (r versionRow) read() (Version, error) {
	form, err := decode(r.Form)
	if err != nil {
		return Version{}, fmt.Errorf("read version %s of a questionnaire: %w", r.ID, err)
	}
	return Version{OrgID: r.OrgID, ID: r.ID, QuestionnaireID: r.QuestionnaireID, State: r.State, Hash: r.Hash, Changed: r.Changed, Number: r.Number,
		Breaks: r.Breaks, PublishedAt: r.PublishedAt, Version: r.Version, UpdatedAt: r.UpdatedAt, Form: form}, nil
}

func oneVersion(ctx context.Context, tx *db.DB, orgID, id string) (Version, error) {
	r, found, err := db.Maybe[versionRow](ctx, tx, `SELECT `+versionColumns+` FROM questionnaires_version WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoVersion
	}
	if err != nil {
		return Version{}, err
	}
	return r.read()
}

func draftOf(ctx context.Context, tx *db.DB, orgID, questionnaireID string) (Version, bool, error) {
	r, found, err := db.Maybe[versionRow](ctx, tx, `SELECT `+versionColumns+` FROM questionnaires_version WHERE org_id = $1 AND questionnaire_id = $2 AND state = 'draft'`, orgID, questionnaireID)
	if err != nil || !found {
		return Version{}, false, err
	}
	v, err := r.read()
	return v, true, err
}

func versionsOf(ctx context.Context, tx *db.DB, orgID, questionnaireID string) ([]Version, error) {
	rows, err := db.All[versionRow](ctx, tx, `SELECT `+versionColumns+` FROM questionnaires_version WHERE org_id = $1 AND questionnaire_id = $2 ORDER BY number DESC`, orgID, questionnaireID)
	var out []Version
	for _, r := range rows {
		v, err := r.read()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, err
}

// newestPublished is the id of the newest published version, "" when there is
// none.
func newestPublished(ctx context.Context, tx *db.DB, orgID, questionnaireID string) (string, error) {
	id, _, err := db.Maybe[string](ctx, tx, `SELECT id FROM questionnaires_version WHERE org_id = $1 AND questionnaire_id = $2 AND state = 'published' ORDER BY number DESC LIMIT 1`, orgID, questionnaireID)
	return id, err
}

// countVersions is the highest number of a version, and how many are drafts.
func countVersions(ctx context.Context, tx *db.DB, orgID, questionnaireID string) (number, drafts int, err error) {
	row, err := db.One[struct{ Number, Drafts int }](ctx, tx, `SELECT coalesce(max(number), 0) AS number, count(*) FILTER (WHERE state = 'draft') AS drafts
		FROM questionnaires_version WHERE org_id = $1 AND questionnaire_id = $2`, orgID, questionnaireID)
	return row.Number, row.Drafts, err
}

func insertVersion(ctx context.Context, tx *db.DB, v Version) error {
	text, err := encode(&v.Form)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO questionnaires_version (org_id, id, questionnaire_id, number, state, form, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'draft', $5, $6, $6)`, v.OrgID, v.ID, v.QuestionnaireID, v.Number, string(text), v.UpdatedAt)
	return err
}

// updateDraft writes a form over that of a draft that was read at version.
func updateDraft(ctx context.Context, tx *db.DB, orgID, id string, version int, form forms.Form, now time.Time) error {
	text, err := encode(&form)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE questionnaires_version SET form = $3, version = version + 1, updated_at = $4
		WHERE org_id = $1 AND id = $2 AND state = 'draft' AND version = $5`, orgID, id, string(text), now, version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func formText(ctx context.Context, tx *db.DB, orgID, id string) (string, error) {
	return db.One[string](ctx, tx, `SELECT form FROM questionnaires_version WHERE org_id = $1 AND id = $2`, orgID, id)
}

func setPublished(ctx context.Context, tx *db.DB, orgID, id, hash string, p Publishing, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE questionnaires_version SET state = 'published', hash = $3, changed = $4, breaks = $5, published_at = $6, version = version + 1, updated_at = $6
		WHERE org_id = $1 AND id = $2 AND state = 'draft'`, orgID, id, hash, p.Changed, p.Breaks, now)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func deleteDraft(ctx context.Context, tx *db.DB, orgID, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM questionnaires_version WHERE org_id = $1 AND id = $2 AND state = 'draft'`, orgID, id)
	return err
}

// publishedText is what is kept of a published version.
type publishedText struct {
	Name, Form, Hash string
	Number           int
}

func publishedTexts(ctx context.Context, tx *db.DB, orgID string) ([]publishedText, error) {
	return db.All[publishedText](ctx, tx, `SELECT q.name, v.form, v.hash, v.number FROM questionnaires_version v
		JOIN questionnaires_questionnaire q ON q.org_id = v.org_id AND q.id = v.questionnaire_id
		WHERE v.org_id = $1 AND v.state = 'published' ORDER BY q.name, v.number`, orgID)
}
