package surveys

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const remarkColumns = `org_id, id, wave_id, unit_id, question, said, masked, state, why, moderated_on, version`

func remarksWhere(orgID, waveID, state string, units []string) *db.Where {
	w := &db.Where{}
	w.And("org_id = ?", orgID)
	w.And("wave_id = ?", waveID)
	w.And("state = ?", state)
	w.In("unit_id", units)
	return w
}

func countRemarks(ctx context.Context, d *db.DB, orgID, waveID, state string, units []string) (int, error) {
	w := remarksWhere(orgID, waveID, state, units)
	return db.One[int](ctx, d, `SELECT count(*) FROM surveys_comment `+w.SQL(), w.Args()...) // org_id is in w
}

func listRemarks(ctx context.Context, d *db.DB, orgID, waveID, state string, units []string, limit, offset int) ([]Remark, error) {
	w := remarksWhere(orgID, waveID, state, units)
	return db.All[Remark](ctx, d, `SELECT `+remarkColumns+` FROM surveys_comment `+w.SQL()+` ORDER BY id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...) // org_id is in w
}

func maybeRemark(ctx context.Context, tx *db.DB, orgID, id string) (Remark, bool, error) {
	return db.Maybe[Remark](ctx, tx, `SELECT `+remarkColumns+` FROM surveys_comment WHERE org_id = $1 AND id = $2`, orgID, id)
}

// updateRemark saves what was decided. A comment that is shown has no way back
// to its answer.
func updateRemark(ctx context.Context, tx *db.DB, r Remark, account string, on when.Date) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_comment SET said = $3, masked = $4, state = $5, why = $6, moderated_by = $7, moderated_on = $8, version = version + 1,
		response_id = CASE WHEN $5 = 'shown' THEN NULL ELSE response_id END WHERE org_id = $1 AND id = $2 AND version = $9`,
		r.OrgID, r.ID, r.Said, r.Masked, r.State, r.Why, account, on, r.Version)
	if err == nil && n == 0 {
		err = errRemark
	}
	return err
}

// sealRemarks empties the words of what is kept back, when a wave is published.
func sealRemarks(ctx context.Context, tx *db.DB, orgID, waveID string) error {
	_, err := tx.Exec(ctx, `UPDATE surveys_comment SET said = '', response_id = NULL WHERE org_id = $1 AND wave_id = $2 AND state = 'kept back'`, orgID, waveID)
	return err
}

func themesOf(ctx context.Context, tx *db.DB, orgID, waveID string) ([]Theme, error) {
	return db.All[Theme](ctx, tx, `SELECT t.org_id, t.id, t.wave_id, t.title, t.said, t.version, t.created_at,
		(SELECT count(*) FROM surveys_comment_theme x JOIN surveys_comment c ON c.org_id = x.org_id AND c.id = x.comment_id WHERE x.org_id = t.org_id AND x.theme_id = t.id AND c.state = 'shown') AS comments
		FROM surveys_theme t WHERE t.org_id = $1 AND t.wave_id = $2 ORDER BY t.created_at, t.id`, orgID, waveID)
}

func maybeTheme(ctx context.Context, tx *db.DB, orgID, id string) (Theme, bool, error) {
	return db.Maybe[Theme](ctx, tx, `SELECT org_id, id, wave_id, title, said, version, created_at FROM surveys_theme WHERE org_id = $1 AND id = $2`, orgID, id)
}

func insertTheme(ctx context.Context, tx *db.DB, t Theme) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_theme (org_id, id, wave_id, title, said, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, t.OrgID, t.ID, t.WaveID, t.Title, t.Said, t.CreatedAt)
	return err
}

func updateTheme(ctx context.Context, tx *db.DB, t Theme) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_theme SET title = $3, said = $4, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $5`, t.OrgID, t.ID, t.Title, t.Said, t.Version)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

func mergeThemes(ctx context.Context, tx *db.DB, from, into Theme) error {
	for _, query := range []string{
		`INSERT INTO surveys_comment_theme (org_id, comment_id, theme_id) SELECT org_id, comment_id, $3 FROM surveys_comment_theme WHERE org_id = $1 AND theme_id = $2
			AND comment_id NOT IN (SELECT x.comment_id FROM surveys_comment_theme x WHERE x.org_id = $1 AND x.theme_id = $3)`,
		`UPDATE surveys_change SET theme_id = $3 WHERE org_id = $1 AND theme_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, from.OrgID, from.ID, into.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_comment_theme WHERE org_id = $1 AND theme_id = $2`, from.OrgID, from.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM surveys_theme WHERE org_id = $1 AND id = $2`, from.OrgID, from.ID)
	return err
}

func putThemes(ctx context.Context, tx *db.DB, r Remark, themeIDs []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_comment_theme WHERE org_id = $1 AND comment_id = $2`, r.OrgID, r.ID); err != nil {
		return err
	}
	for _, t := range themeIDs {
		if _, err := tx.Exec(ctx, `INSERT INTO surveys_comment_theme (org_id, comment_id, theme_id) VALUES ($1, $2, $3)`, r.OrgID, r.ID, t); err != nil {
			return err
		}
	}
	return nil
}

func themesOfRemark(ctx context.Context, tx *db.DB, orgID, commentID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT theme_id FROM surveys_comment_theme WHERE org_id = $1 AND comment_id = $2`, orgID, commentID)
}

// shownIn are the comments of a theme that are shown.
func shownIn(ctx context.Context, tx *db.DB, orgID, themeID string, limit int) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT c.masked FROM surveys_comment c JOIN surveys_comment_theme x ON x.org_id = c.org_id AND x.comment_id = c.id
		WHERE c.org_id = $1 AND x.theme_id = $2 AND c.state = 'shown' ORDER BY c.id LIMIT $3`, orgID, themeID, limit)
}

const changeColumns = `org_id, id, theme_id, action_id, words, state, on_date, version`

func changesOf(ctx context.Context, tx *db.DB, orgID, waveID string) ([]Change, error) {
	return db.All[Change](ctx, tx, `SELECT `+changeColumns+` FROM surveys_change WHERE org_id = $1 AND theme_id IN (SELECT t.id FROM surveys_theme t WHERE t.org_id = $1 AND t.wave_id = $2) ORDER BY on_date, id`, orgID, waveID)
}

func maybeChange(ctx context.Context, tx *db.DB, orgID, id string) (Change, bool, error) {
	return db.Maybe[Change](ctx, tx, `SELECT `+changeColumns+` FROM surveys_change WHERE org_id = $1 AND id = $2`, orgID, id)
}

func insertChange(ctx context.Context, tx *db.DB, c Change) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_change (org_id, id, theme_id, action_id, words, state, on_date) VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.OrgID, c.ID, c.ThemeID, c.ActionID, c.Words, c.State, c.OnDate)
	return err
}

func setChangeMade(ctx context.Context, tx *db.DB, c Change, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE surveys_change SET state = 'made', on_date = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, c.OrgID, c.ID, on)
	return err
}

func deleteChange(ctx context.Context, tx *db.DB, c Change) error {
	_, err := tx.Exec(ctx, `DELETE FROM surveys_change WHERE org_id = $1 AND id = $2`, c.OrgID, c.ID)
	return err
}

// answering is a theme that an action answers.
type answering struct {
	WaveID, Title, State string
	OnDate               when.Date
}

// When is by when, or since when.
func (a answering) When() string { return Change{State: a.State, OnDate: a.OnDate}.When() }

func answeredBy(ctx context.Context, tx *db.DB, orgID, actionID string) ([]answering, error) {
	return db.All[answering](ctx, tx, `SELECT t.wave_id, t.title, c.state, c.on_date FROM surveys_change c JOIN surveys_theme t ON t.org_id = c.org_id AND t.id = c.theme_id
		WHERE c.org_id = $1 AND c.action_id = $2 ORDER BY c.on_date, c.id`, orgID, actionID)
}
