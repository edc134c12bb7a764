package surveys

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// askedVersions are the versions of questionnaires that waves ask on a day
// through a way in of one of the channels.
func askedVersions(ctx context.Context, d *db.DB, orgID string, today when.Date, channels []string) ([]string, error) {
	w := &db.Where{}
	w.And("w.org_id = ?", orgID)
	w.And("w.state = 'open'")
	w.And("w.opens_on <= ?", today)
	w.And("w.closes_on >= ?", today)
	w.And("l.closed_on IS NULL")
	w.In("l.channel", channels)
	return db.All[string](ctx, d, `SELECT DISTINCT w.version_id FROM surveys_wave w JOIN surveys_link l ON l.org_id = w.org_id AND l.wave_id = w.id `+w.SQL()+` ORDER BY w.version_id`, w.Args()...)
}
