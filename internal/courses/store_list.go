package courses

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// listRow is a course of the list, by ids.
type listRow struct {
	ID, LeadID, DraftID string
	Lived, Practitioner bool
}

// designed says whether a version has a designer of that perspective.
const designed = `EXISTS (SELECT 1 FROM courses_designer d WHERE d.org_id = v.org_id AND d.version_id = coalesce(x.id, v.id) AND d.removed_at IS NULL AND d.perspective = `

// listRows lists the courses of some units in the order of their titles. v is
// the version that stands for the course, x its draft.
func listRows(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f Filter, today when.Date) ([]listRow, error) {
	const lived, practitioner = designed + `'lived experience')`, designed + `'practitioner')`
	var w db.Where
	w.And("c.org_id = ?", orgID)
	w.In("c.unit_id", unitIDs)
	for _, word := range strings.Fields(fold.Text(f.Q)) {
		w.And("v.fold LIKE ? OR x.fold LIKE ? OR lower(c.code) LIKE ?", "%"+word+"%", "%"+word+"%", word+"%")
	}
	switch f.State {
	case "":
		w.And("c.retired_on IS NULL")
	case "any":
	case Retired:
		w.And("c.retired_on IS NOT NULL")
	default:
		w.And("c.retired_on IS NULL AND (v.state = ? OR x.state = ?)", f.State, f.State)
	}
	if f.Strand != "" {
		w.And("v.strand = ?", f.Strand)
	}
	if f.Format != "" {
		w.And("v.format = ?", f.Format)
	}
	if f.ReviewDue {
		w.And("c.published_id IS NOT NULL AND c.review_on <= ?", today)
	}
	if f.OneSided {
		w.And("NOT (" + lived + " AND " + practitioner + ")")
	}
	return db.All[listRow](ctx, d, `SELECT c.id, v.id AS lead_id, x.id AS draft_id, `+lived+` AS lived, `+practitioner+` AS practitioner
		FROM courses_course c
		LEFT JOIN courses_version x ON x.org_id = c.org_id AND x.course_id = c.id AND x.`+isDraft+`
		JOIN courses_version v ON v.org_id = c.org_id AND v.course_id = c.id AND v.id = coalesce(c.published_id, x.id,
			(SELECT n.id FROM courses_version n WHERE n.org_id = c.org_id AND n.course_id = c.id ORDER BY n.number DESC LIMIT 1))
		`+w.SQL()+` ORDER BY v.fold, c.id`, w.Args()...)
}

// carrying are the ids of the versions whose outcomes carry one of the aims.
func carrying(ctx context.Context, d *db.DB, orgID string, aimIDs []string) ([]string, error) {
	var w db.Where
	w.And("a.org_id = ?", orgID)
	w.In("a.aim_id", aimIDs)
	return db.All[string](ctx, d, `SELECT DISTINCT o.version_id FROM courses_outcome_aim a
		JOIN courses_outcome o ON o.org_id = a.org_id AND o.id = a.outcome_id `+w.SQL(), w.Args()...)
}
