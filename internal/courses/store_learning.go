package courses

import (
	"context"

	"footbridge/internal/db"
)

func titlesOf(ctx context.Context, d *db.DB, orgID string, courseIDs []string) ([]Titled, error) {
	var w db.Where
	w.And("c.org_id = ?", orgID)
	w.In("c.id", courseIDs)
	return db.All[Titled](ctx, d, `SELECT c.id AS course_id, c.unit_id, v.title FROM courses_course c JOIN courses_version v ON v.org_id = c.org_id AND v.course_id = c.id `+
		w.SQL()+` AND v.number = (SELECT max(n.number) FROM courses_version n WHERE n.org_id = c.org_id AND n.course_id = c.id AND (c.published_id IS NULL OR n.id = c.published_id)) ORDER BY v.fold, c.id`, w.Args()...)
}

func publishedTitles(ctx context.Context, d *db.DB, orgID, unitID string) ([]Titled, error) {
	return db.All[Titled](ctx, d, `SELECT c.id AS course_id, c.unit_id, v.title FROM courses_course c JOIN courses_version v ON v.org_id = c.org_id AND v.id = c.published_id
		WHERE c.org_id = $1 AND c.unit_id = $2 AND c.retired_on IS NULL ORDER BY v.fold, c.id`, orgID, unitID)
}
