package learning

import (
	"context"

	"footbridge/internal/db"
)

func lentRows(ctx context.Context, d *db.DB, orgID string) ([]lentRow, error) {
	return db.All[lentRow](ctx, d, `SELECT s.id, s.sections, s.from_on, s.until_on, s.ended_at, max(r.at) AS last_at FROM learning_share s
		LEFT JOIN learning_reading r ON r.org_id = s.org_id AND r.share_id = s.id WHERE s.org_id = $1
		GROUP BY s.id, s.sections, s.from_on, s.until_on, s.ended_at ORDER BY s.id`, orgID)
}

// unevenRuns are runs with more or fewer answers by link than links used.
func unevenRuns(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT u.run_id FROM (
			SELECT k.run_id, 1 AS used, 0 AS given FROM learning_link k WHERE k.org_id = $1 AND k.used_on IS NOT NULL
			UNION ALL SELECT f.run_id, 0, 1 FROM learning_feedback f WHERE f.org_id = $1 AND f.how = 'link') u
		GROUP BY u.run_id HAVING sum(u.used) <> sum(u.given) ORDER BY u.run_id`, orgID)
}

// miscounted are colleges with more certificates of a year than its counter says.
func miscounted(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT n.unit_id FROM learning_number n WHERE n.org_id = $1 AND n.last <
		(SELECT count(*) FROM learning_certificate c WHERE c.org_id = n.org_id AND c.unit_id = n.unit_id AND c.code LIKE CAST(n.year AS TEXT) || '-%') ORDER BY n.unit_id`, orgID)
}
