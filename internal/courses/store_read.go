package courses

import (
	"context"
	"time"

	"footbridge/internal/db"
)

const courseColumns = `c.org_id, c.id, c.unit_id, c.code, c.slug, c.published_id, c.review_on, c.retired_on, c.version, c.created_at`

func oneCourse(ctx context.Context, d *db.DB, orgID, id string) (Course, error) {
	return db.One[Course](ctx, d, `SELECT `+courseColumns+` FROM courses_course c WHERE c.org_id = $1 AND c.id = $2`, orgID, id)
}

func coursesByID(ctx context.Context, d *db.DB, orgID string, ids []string) (map[string]Course, error) {
	var w db.Where
	w.And("c.org_id = ?", orgID)
	w.In("c.id", ids)
	rows, err := db.All[Course](ctx, d, `SELECT `+courseColumns+` FROM courses_course c `+w.SQL(), w.Args()...)
	out := make(map[string]Course, len(rows))
	for _, c := range rows {
		out[c.ID] = c
	}
	return out, err
}

const versionColumns = `v.org_id, v.id, v.course_id, v.number, v.state, v.title, v.summary, v.for_whom, v.audience, v.strand, v.level, v.format,
	v.sessions, v.minutes, v.capacity, v.certificate_by, v.content_hash, v.lived_id, v.practitioner_id, v.override_by, v.override_reason,
	v.published_at, v.version, v.created_at`

func oneVersion(ctx context.Context, d *db.DB, orgID, id string) (Version, error) {
	return db.One[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v WHERE v.org_id = $1 AND v.id = $2`, orgID, id)
}

func versionsByID(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Version, error) {
	var w db.Where
	w.And("v.org_id = ?", orgID)
	w.In("v.id", ids)
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v `+w.SQL()+` ORDER BY v.fold, v.id`, w.Args()...)
}

// versionsOf lists the versions of a course, the newest first.
func versionsOf(ctx context.Context, d *db.DB, orgID, courseID string) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v WHERE v.org_id = $1 AND v.course_id = $2 ORDER BY v.number DESC`, orgID, courseID)
}

func publishedVersions(ctx context.Context, d *db.DB, orgID string) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v WHERE v.org_id = $1 AND v.state = 'published' ORDER BY v.fold, v.id`, orgID)
}

func publishedBySlug(ctx context.Context, d *db.DB, orgID, slug string) (Version, error) {
	return db.One[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v
		JOIN courses_course c ON c.org_id = v.org_id AND c.id = v.course_id
		WHERE v.org_id = $1 AND c.slug = $2 AND v.state = 'published'`, orgID, slug)
}

func outcomesOf(ctx context.Context, d *db.DB, orgID string, versionIDs []string) ([]Outcome, error) {
	var w db.Where
	w.And("o.org_id = ?", orgID)
	w.In("o.version_id", versionIDs)
	return db.All[Outcome](ctx, d, `SELECT o.org_id, o.id, o.version_id, o.position, o.words, o.created_at FROM courses_outcome o `+w.SQL()+` ORDER BY o.version_id, o.position`, w.Args()...)
}

type outcomeAim struct{ OutcomeID, AimID string }

func aimsOfOutcomes(ctx context.Context, d *db.DB, orgID string, versionIDs []string) ([]outcomeAim, error) {
	var w db.Where
	w.And("x.org_id = ?", orgID)
	w.In("o.version_id", versionIDs)
	return db.All[outcomeAim](ctx, d, `SELECT x.outcome_id, x.aim_id FROM courses_outcome_aim x
		JOIN courses_outcome o ON o.org_id = x.org_id AND o.id = x.outcome_id `+w.SQL()+` ORDER BY x.outcome_id, x.aim_id`, w.Args()...)
}

const materialColumns = `m.org_id, m.id, m.version_id, m.kind, m.title, m.url, m.words, m.file_id, f.name AS file_name, f.kind AS file_kind, f.size AS file_size,
	m.visible, m.position, m.removed_at, m.created_at`

const materialTables = ` FROM courses_material m LEFT JOIN courses_file f ON f.org_id = m.org_id AND f.id = m.file_id `

// materialsOf lists the material of versions that is still there, in order.
func materialsOf(ctx context.Context, d *db.DB, orgID string, versionIDs, sights []string) ([]Material, error) {
	var w db.Where
	w.And("m.org_id = ?", orgID)
	w.And("m.removed_at IS NULL")
	w.In("m.version_id", versionIDs)
	w.In("m.visible", sights)
	return db.All[Material](ctx, d, `SELECT `+materialColumns+materialTables+w.SQL()+` ORDER BY m.version_id, m.position, m.id`, w.Args()...)
}

func oneMaterial(ctx context.Context, d *db.DB, orgID, id string, sights []string) (Material, error) {
	var w db.Where
	w.And("m.org_id = ?", orgID)
	w.And("m.id = ?", id)
	w.And("m.removed_at IS NULL")
	w.In("m.visible", sights)
	return db.One[Material](ctx, d, `SELECT `+materialColumns+materialTables+w.SQL(), w.Args()...)
}

func fileContent(ctx context.Context, d *db.DB, orgID, fileID string) ([]byte, error) {
	type row struct{ Content []byte }
	r, err := db.One[row](ctx, d, `SELECT content FROM courses_file WHERE org_id = $1 AND id = $2`, orgID, fileID)
	return r.Content, err
}

func overridesBetween(ctx context.Context, d *db.DB, orgID string, from, to time.Time) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v
		WHERE v.org_id = $1 AND v.override_reason <> '' AND v.published_at >= $2 AND v.published_at < $3 ORDER BY v.published_at DESC, v.id`, orgID, from, to)
}

func designedBetween(ctx context.Context, d *db.DB, orgID string, from, to time.Time) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM courses_version WHERE org_id = $1 AND number = 1 AND published_at >= $2 AND published_at < $3`, orgID, from, to)
}
