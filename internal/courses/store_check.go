package courses

import (
	"context"

	"footbridge/internal/db"
)

func allVersions(ctx context.Context, d *db.DB, orgID string) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM courses_version v WHERE v.org_id = $1 ORDER BY v.id`, orgID)
}

// foldOf is the folded title of a version as it is stored.
func foldOf(ctx context.Context, d *db.DB, v Version) (string, error) {
	return db.One[string](ctx, d, `SELECT fold FROM courses_version WHERE org_id = $1 AND id = $2`, v.OrgID, v.ID)
}

// notAgreed is that no agreement of the designer to the content of version v,
// from the perspective, stood when v was published.
const notAgreed = `v.override_reason = '' AND v.published_at IS NOT NULL AND NOT EXISTS (
	SELECT 1 FROM courses_agreement a JOIN courses_designer d ON d.org_id = a.org_id AND d.id = a.designer_id
	WHERE a.org_id = v.org_id AND a.version_id = v.id AND d.version_id = v.id AND a.content_hash = v.content_hash
		AND a.agreed_at <= v.published_at AND (a.ended_at IS NULL OR a.ended_at >= v.published_at) AND `

// rules are those that a query can ask about: each returns the ids of what
// breaks it.
var rules = []struct{ query, says string }{
	{`SELECT c.id FROM courses_course c LEFT JOIN courses_version v ON v.org_id = c.org_id AND v.course_id = c.id AND v.state = 'published'
		WHERE c.org_id = $1 AND coalesce(c.published_id, '') <> coalesce(v.id, '') ORDER BY c.id`,
		"courses: course %s does not lead to the version that is published"},
	{`SELECT c.id FROM courses_course c WHERE c.org_id = $1 AND NOT EXISTS (SELECT 1 FROM courses_version v WHERE v.org_id = c.org_id AND v.course_id = c.id) ORDER BY c.id`,
		"courses: course %s has no version"},
	{`SELECT v.id FROM courses_version v WHERE v.org_id = $1 AND ` + notAgreed + `d.id = v.lived_id AND d.perspective = 'lived experience') ORDER BY v.id`,
		"courses: version %s was published without the agreement of a designer with lived experience"},
	{`SELECT v.id FROM courses_version v WHERE v.org_id = $1 AND ` + notAgreed + `d.id = v.practitioner_id AND d.perspective = 'practitioner') ORDER BY v.id`,
		"courses: version %s was published without the agreement of a practitioner"},
	{`SELECT v.id FROM courses_version v
		JOIN courses_designer l ON l.org_id = v.org_id AND l.id = v.lived_id
		JOIN courses_designer p ON p.org_id = v.org_id AND p.id = v.practitioner_id
		WHERE v.org_id = $1 AND v.override_reason = '' AND l.person_id = p.person_id ORDER BY v.id`,
		"courses: the two designers on whose agreement version %s was published are one person"},
	{`SELECT a.id FROM courses_agreement a JOIN courses_designer d ON d.org_id = a.org_id AND d.id = a.designer_id
		JOIN courses_version v ON v.org_id = a.org_id AND v.id = a.version_id
		WHERE a.org_id = $1 AND a.ended_at IS NULL AND (d.version_id <> a.version_id OR v.published_at IS NULL AND (a.content_hash <> v.content_hash OR d.removed_at IS NOT NULL))
		ORDER BY a.id`,
		"courses: agreement %s stands, but not to what there is now"},
}
