package units

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// like adds that column holds every part: letters and digits only, so nothing
// needs an escape.
func like(w *db.Where, column string, parts []string) {
	for _, part := range parts {
		w.And(column+" LIKE ?", "%"+part+"%")
	}
}

func unitsLike(ctx context.Context, d *db.DB, orgID string, parts []string, limit int) ([]Unit, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	like(&w, "fold", parts)
	return db.All[Unit](ctx, d, `SELECT `+unitColumns+` FROM units_unit `+w.SQL()+` ORDER BY fold, id LIMIT `+w.Arg(limit), w.Args()...)
}

func postsLike(ctx context.Context, d *db.DB, orgID string, day when.Date, parts []string, limit int) ([]Post, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	w.And("closed_on IS NULL")
	like(&w, "fold", parts)
	found, err := db.All[Post](ctx, d, `SELECT org_id, id FROM units_post `+w.SQL()+` ORDER BY fold, id LIMIT `+w.Arg(limit), w.Args()...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, p := range found {
		ids[i] = p.ID
	}
	return selectPosts(ctx, d, orgID, day, inIDs(len(ids)), anys(ids)...)
}

func partnersLike(ctx context.Context, d *db.DB, orgID string, parts []string, limit int) ([]Partner, error) {
	var w db.Where
	w.And("closed_on IS NULL")
	w.And("org_id = ?", orgID)
	like(&w, "fold", parts)
	return db.All[Partner](ctx, d, `SELECT `+partnerColumns+` FROM units_partner `+w.SQL()+` ORDER BY fold, id LIMIT `+w.Arg(limit), w.Args()...)
}
