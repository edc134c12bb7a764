package audit

import (
	"context"
	"strings"

	"footbridge/internal/db"
)

// where is the condition of the list; names stand before the line break in search,
// what was changed after it.
func (f Filter) where(orgID string) *db.Where {
	var w db.Where
	w.And("org_id = ?", orgID)
	if f.Actor != "" {
		w.And("search LIKE ? ESCAPE '!'", "%"+escape(strings.ToLower(f.Actor))+"%\n%")
	}
	if f.Target != "" {
		w.And("search LIKE ? ESCAPE '!'", "%\n%"+escape(strings.ToLower(f.Target))+"%")
	}
	if f.Action != "" {
		w.And("action LIKE ? ESCAPE '!'", escape(f.Action)+"%")
	}
	if !f.From.IsZero() {
		w.And("at >= ?", f.From.Start())
	}
	if !f.Until.IsZero() {
		w.And("at < ?", f.Until.AddDays(1).Start())
	}
	return &w
}

// escape makes the characters that LIKE knows ordinary ones.
func escape(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func listEntries(ctx context.Context, d *db.DB, orgID string, f Filter, limit, offset int) ([]Row, error) {
	w := f.where(orgID)
	return db.All[Row](ctx, d, `SELECT `+columns+` FROM audit_entry `+w.SQL()+
		` ORDER BY at DESC, id DESC LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

func eachEntry(ctx context.Context, d *db.DB, orgID string, f Filter, fn func(Row) error) error {
	w := f.where(orgID)
	return db.Each(ctx, d, fn, `SELECT `+columns+` FROM audit_entry `+w.SQL()+` ORDER BY at DESC, id DESC`, w.Args()...)
}

func countEntries(ctx context.Context, d *db.DB, orgID string, f Filter) (int, error) {
	w := f.where(orgID)
	return db.One[int](ctx, d, `SELECT count(org_id) FROM audit_entry `+w.SQL(), w.Args()...)
}

// actionNames are the actions that occur, for the filter. It steps from one to
// the next in the index: there are few actions and many entries.
func actionNames(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, d, `
		WITH RECURSIVE step (action) AS (
			SELECT min(action) FROM audit_entry WHERE org_id = $1
			UNION ALL
			SELECT (SELECT min(e.action) FROM audit_entry e WHERE e.org_id = $1 AND e.action > step.action)
			FROM step WHERE step.action IS NOT NULL
		)
		SELECT action FROM step WHERE action IS NOT NULL ORDER BY action`, orgID)
}

func sealState(ctx context.Context, d *db.DB, orgID string) (SealState, error) {
	s, _, err := db.Maybe[SealState](ctx, d, `SELECT seq, hash, sealed_at FROM audit_head WHERE org_id = $1`, orgID)
	if err != nil {
		return s, err
	}
	s.Waiting, err = db.One[int](ctx, d, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND seq IS NULL`, orgID)
	return s, err
}
