package surveys

import (
	"context"

	"footbridge/internal/db"
)

type packRow struct {
	Number, Changes, Rows int
	Data                  []byte
}

func packsOf(ctx context.Context, tx *db.DB, orgID, waveID string) ([]packRow, error) {
	return db.All[packRow](ctx, tx, `SELECT number, changes, rows, data FROM surveys_pack WHERE org_id = $1 AND wave_id = $2 ORDER BY number`, orgID, waveID)
}

// packState is how far the packs of a wave go, without reading them.
type packState struct{ Changes, Last, Rows, Fresh int }

func packStateOf(ctx context.Context, tx *db.DB, orgID, waveID string) (packState, error) {
	return db.One[packState](ctx, tx, `SELECT w.changes,
		coalesce((SELECT max(p.number) FROM surveys_pack p WHERE p.org_id = $1 AND p.wave_id = $2), 0) AS last,
		coalesce((SELECT sum(p.rows) FROM surveys_pack p WHERE p.org_id = $1 AND p.wave_id = $2), 0) AS rows,
		(SELECT count(*) FROM surveys_response r WHERE r.org_id = $1 AND r.wave_id = $2 AND r.pack IS NULL) AS fresh
		FROM surveys_wave w WHERE w.org_id = $1 AND w.id = $2`, orgID, waveID)
}

type answerRow struct {
	ID, UnitID, Channel string
	Data                []byte
}

// eachFresh calls fn with the answers that are in no pack; eachAnswer with all.
func eachFresh(ctx context.Context, tx *db.DB, orgID, waveID string, fn func(answerRow) error) error {
	return db.Each(ctx, tx, fn, `SELECT id, unit_id, channel, data FROM surveys_response WHERE org_id = $1 AND wave_id = $2 AND pack IS NULL`, orgID, waveID)
}

func eachAnswer(ctx context.Context, tx *db.DB, orgID, waveID string, fn func(answerRow) error) error {
	return db.Each(ctx, tx, fn, `SELECT id, unit_id, channel, data FROM surveys_response WHERE org_id = $1 AND wave_id = $2`, orgID, waveID)
}

func someFresh(ctx context.Context, tx *db.DB, orgID, waveID string, limit int) ([]answerRow, error) {
	return db.All[answerRow](ctx, tx, `SELECT id, unit_id, channel, data FROM surveys_response WHERE org_id = $1 AND wave_id = $2 AND pack IS NULL LIMIT $3`, orgID, waveID, limit)
}

// holdWave keeps the wave's answers from being changed, and others from packing
// it, until the end of the transaction. It returns how often they were changed.
func holdWave(ctx context.Context, tx *db.DB, orgID, waveID string) (int, error) {
	if _, err := tx.Exec(ctx, `UPDATE surveys_wave SET changes = changes WHERE org_id = $1 AND id = $2`, orgID, waveID); err != nil {
		return 0, err
	}
	return db.One[int](ctx, tx, `SELECT changes FROM surveys_wave WHERE org_id = $1 AND id = $2`, orgID, waveID)
}

func insertPack(ctx context.Context, tx *db.DB, orgID, waveID string, p packRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO surveys_pack (org_id, wave_id, number, changes, rows, data) VALUES ($1, $2, $3, $4, $5, $6)`, orgID, waveID, p.Number, p.Changes, p.Rows, p.Data)
	return err
}

// markPacked notes that answers are in a pack.
func markPacked(ctx context.Context, tx *db.DB, orgID, waveID string, number int, ids []string) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), 500)]
		ids = ids[len(some):]
		var w db.Where
		set := w.Arg(number)
		w.And("org_id = ?", orgID)
		w.And("wave_id = ?", waveID)
		w.In("id", some)
		if _, err := tx.Exec(ctx, `UPDATE surveys_response SET pack = `+set+` `+w.SQL(), w.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// dropPacks throws the packs of a wave away.
func dropPacks(ctx context.Context, tx *db.DB, orgID, waveID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM surveys_pack WHERE org_id = $1 AND wave_id = $2`, orgID, waveID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE surveys_response SET pack = NULL WHERE org_id = $1 AND wave_id = $2 AND pack IS NOT NULL`, orgID, waveID)
	return err
}

// fullWaves are the waves with at least so many answers in no pack.
func fullWaves(ctx context.Context, tx *db.DB, orgID string, least int) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT wave_id FROM surveys_response WHERE org_id = $1 AND pack IS NULL GROUP BY wave_id HAVING count(*) >= $2`, orgID, least)
}

// figureUnit is a unit of a wave with how many there were to ask.
type figureUnit struct {
	UnitID string
	Asked  *int64
}

func unitsToCount(ctx context.Context, tx *db.DB, orgID, waveID string) ([]figureUnit, error) {
	return db.All[figureUnit](ctx, tx, `SELECT unit_id, asked FROM surveys_wave_unit WHERE org_id = $1 AND wave_id = $2 ORDER BY unit_id`, orgID, waveID)
}

// askedGroup is how many of a group there were to ask.
type askedGroup struct {
	Question, Answer string
	Asked            int
}

func groupsAsked(ctx context.Context, tx *db.DB, orgID, waveID string) ([]askedGroup, error) {
	return db.All[askedGroup](ctx, tx, `SELECT question, answer, asked FROM surveys_wave_group WHERE org_id = $1 AND wave_id = $2 ORDER BY question, answer`, orgID, waveID)
}
