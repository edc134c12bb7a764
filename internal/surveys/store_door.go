package surveys

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

const linkColumns = `org_id, id, wave_id, unit_id, channel, word, label, closed_on, created_at`

func linkByWord(ctx context.Context, d *db.DB, orgID, word string) (Link, bool, error) {
	return db.Maybe[Link](ctx, d, `SELECT `+linkColumns+` FROM surveys_link WHERE org_id = $1 AND word = $2`, orgID, word)
}

func oneLink(ctx context.Context, d *db.DB, orgID, id string) (Link, error) {
	l, found, err := db.Maybe[Link](ctx, d, `SELECT `+linkColumns+` FROM surveys_link WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "We could not find that way in.")
	}
	return l, err
}

func linksOf(ctx context.Context, d *db.DB, orgID, waveID string) ([]Link, error) {
	return db.All[Link](ctx, d, `SELECT `+linkColumns+` FROM surveys_link WHERE org_id = $1 AND wave_id = $2 ORDER BY created_at, id`, orgID, waveID)
}

func insertLink(ctx context.Context, tx *db.DB, l Link) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_link (org_id, id, wave_id, unit_id, channel, word, label, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.OrgID, l.ID, l.WaveID, l.UnitID, l.Channel, l.Word, l.Label, l.CreatedAt)
	return err
}

func closeLink(ctx context.Context, tx *db.DB, l Link, on when.Date) error {
	n, err := tx.Exec(ctx, `UPDATE surveys_link SET closed_on = $3 WHERE org_id = $1 AND id = $2 AND closed_on IS NULL`, l.OrgID, l.ID, on)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "This way in was closed already.")
	}
	return err
}

// token is a one-time link that is still open.
type token struct {
	OrgID, Hash, WaveID, UnitID, Channel, Pair string
}

func tokenByHash(ctx context.Context, d *db.DB, orgID, hash string) (token, bool, error) {
	return db.Maybe[token](ctx, d, `SELECT org_id, hash, wave_id, unit_id, channel, pair FROM surveys_token WHERE org_id = $1 AND hash = $2`, orgID, hash)
}

func insertToken(ctx context.Context, tx *db.DB, t token) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_token (org_id, hash, wave_id, unit_id, channel, pair) VALUES ($1, $2, $3, $4, $5, $6)`, t.OrgID, t.Hash, t.WaveID, t.UnitID, t.Channel, t.Pair)
	return err
}

// useToken takes away the links of one invitation, and reports whether there
// were any.
func useToken(ctx context.Context, tx *db.DB, orgID, pair string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM surveys_token WHERE org_id = $1 AND pair = $2`, orgID, pair)
	return n > 0, err
}

func insertSent(ctx context.Context, tx *db.DB, orgID, hash string, until when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO surveys_sent (org_id, hash, expires_on) VALUES ($1, $2, $3) ON CONFLICT (org_id, hash) DO NOTHING`, orgID, hash, until)
	return n == 1, err
}

func putDraft(ctx context.Context, tx *db.DB, x draft) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_draft (org_id, hash, wave_id, language, data, expires_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, hash) DO UPDATE SET language = excluded.language, data = excluded.data`, x.OrgID, x.Hash, x.WaveID, x.Language, x.Data, x.ExpiresOn)
	return err
}

func findDraft(ctx context.Context, d *db.DB, orgID, hash string, today when.Date) (draft, bool, error) {
	return db.Maybe[draft](ctx, d, `SELECT org_id, hash, wave_id, language, data, expires_on FROM surveys_draft WHERE org_id = $1 AND hash = $2 AND expires_on >= $3`, orgID, hash, today)
}

func deleteDraft(ctx context.Context, tx *db.DB, orgID, hash string) error {
	_, err := tx.Exec(ctx, `DELETE FROM surveys_draft WHERE org_id = $1 AND hash = $2`, orgID, hash)
	return err
}

func deleteExpired(ctx context.Context, tx *db.DB, orgID string, today when.Date) error {
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_draft WHERE org_id = $1 AND expires_on < $2`, orgID, today); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM surveys_sent WHERE org_id = $1 AND expires_on < $2`, orgID, today)
	return err
}

func recentWaves(ctx context.Context, d *db.DB, orgID string, since time.Time) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT wave_id FROM surveys_response WHERE org_id = $1 AND hour >= $2 ORDER BY wave_id`, orgID, since)
}

// kept is an answer with the pack that it is in, as it is put back.
type kept struct {
	Response
	Pack int // 0 for none
}

// relayResponses deletes the answers since an hour and inserts them again in the
// order of their ids.
func relayResponses(ctx context.Context, tx *db.DB, orgID, waveID string, since time.Time) error {
	rows, err := db.All[kept](ctx, tx, `DELETE FROM surveys_response WHERE org_id = $1 AND wave_id = $2 AND hour >= $3
		RETURNING org_id, wave_id, id, unit_id, channel, language, peer, hour, data, coalesce(pack, 0) AS pack`, orgID, waveID, since)
	if err != nil {
		return err
	}
	sortByID(rows)
	for _, r := range rows {
		var pack any
		if r.Pack > 0 {
			pack = r.Pack
		}
		if _, err := tx.Exec(ctx, `INSERT INTO surveys_response (org_id, wave_id, id, unit_id, channel, language, peer, hour, data, pack) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			r.OrgID, r.WaveID, r.ID, r.UnitID, r.Channel, r.Language, r.Peer, r.Hour, r.Data, pack); err != nil {
			return err
		}
	}
	return nil
}

// saidAndDone are the changes that answer themes of a survey's published waves,
// newest first.
func saidAndDone(ctx context.Context, d *db.DB, orgID, surveyID string) ([]SaidAndDone, error) {
	return db.All[SaidAndDone](ctx, d, `SELECT CASE WHEN t.said = '' THEN t.title ELSE t.said END AS said, c.words AS done FROM surveys_change c
		JOIN surveys_theme t ON t.org_id = c.org_id AND t.id = c.theme_id JOIN surveys_wave w ON w.org_id = t.org_id AND w.id = t.wave_id
		WHERE c.org_id = $1 AND w.survey_id = $2 AND w.state = 'published' AND c.state = 'made' ORDER BY c.on_date DESC, c.id LIMIT 5`, orgID, surveyID)
}
