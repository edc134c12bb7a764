package courses

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

func insertCourse(ctx context.Context, tx *db.DB, c Course) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_course (org_id, id, unit_id, code, slug, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.OrgID, c.ID, c.UnitID, c.Code, c.Slug, c.CreatedAt)
	if db.Duplicate(err) {
		return fault.Field("code", "Another course has this code.")
	}
	return err
}

// namesTaken are the codes and addresses of all courses.
func namesTaken(ctx context.Context, tx *db.DB, orgID string) (map[string]bool, error) {
	rows, err := db.All[string](ctx, tx, `SELECT code FROM courses_course WHERE org_id = $1 UNION SELECT slug FROM courses_course WHERE org_id = $1`, orgID)
	out := make(map[string]bool, len(rows))
	for _, name := range rows {
		out[name] = true
	}
	return out, err
}

func insertVersion(ctx context.Context, tx *db.DB, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_version (org_id, id, course_id, number, state, title, fold, summary, for_whom, audience, strand, level, format,
			sessions, minutes, capacity, certificate_by, content_hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		v.OrgID, v.ID, v.CourseID, v.Number, v.State, v.Title, fold.Text(v.Title), v.Summary, v.ForWhom, v.Audience, v.Strand, v.Level, v.Format,
		v.Sessions, v.Minutes, v.Capacity, v.CertificateBy, v.ContentHash, v.CreatedAt)
	if db.Duplicate(err) {
		return fault.New(fault.Conflict, "There is a draft of this course already. Work on that, or put it away first.")
	}
	return err
}

// isDraft is the condition that a version may be changed; everything that
// changes one names it.
const isDraft = `state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted')`

func draftOf(ctx context.Context, tx *db.DB, orgID, courseID string) (Version, bool, error) {
	return db.Maybe[Version](ctx, tx, `SELECT `+versionColumns+` FROM courses_version v WHERE v.org_id = $1 AND v.course_id = $2 AND v.`+isDraft, orgID, courseID)
}

// claimVersion counts the draft's version up from the one that was read.
func claimVersion(ctx context.Context, tx *db.DB, v Version, version int) error {
	n, err := tx.Exec(ctx, `UPDATE courses_version SET version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $3 AND `+isDraft, v.OrgID, v.ID, version)
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

// claimContent counts the draft's version up if its content is the one that was
// read.
func claimContent(ctx context.Context, tx *db.DB, v Version, hash string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE courses_version SET version = version + 1 WHERE org_id = $1 AND id = $2 AND content_hash = $3 AND state IN ('drafting', 'agreed', 'piloted')`,
		v.OrgID, v.ID, hash)
	return n == 1, err
}

// claimCourse counts the course's version up from the one that was read.
func claimCourse(ctx context.Context, tx *db.DB, c Course, version int) error {
	n, err := tx.Exec(ctx, `UPDATE courses_course SET version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $3`, c.OrgID, c.ID, version)
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

func updateWords(ctx context.Context, tx *db.DB, v Version) error {
	_, err := tx.Exec(ctx, `UPDATE courses_version SET title = $3, fold = $4, summary = $5, for_whom = $6, audience = $7, strand = $8, level = $9, format = $10,
			sessions = $11, minutes = $12, capacity = $13, certificate_by = $14
		WHERE org_id = $1 AND id = $2 AND `+isDraft,
		v.OrgID, v.ID, v.Title, fold.Text(v.Title), v.Summary, v.ForWhom, v.Audience, v.Strand, v.Level, v.Format, v.Sessions, v.Minutes, v.Capacity, v.CertificateBy)
	return err
}

func setHash(ctx context.Context, tx *db.DB, v Version, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE courses_version SET content_hash = $3 WHERE org_id = $1 AND id = $2 AND `+isDraft, v.OrgID, v.ID, hash)
	return err
}

// setState moves a version that is still in the state that was read.
func setState(ctx context.Context, tx *db.DB, v Version, to string) error {
	n, err := tx.Exec(ctx, `UPDATE courses_version SET state = $4 WHERE org_id = $1 AND id = $2 AND state = $3`, v.OrgID, v.ID, v.State, to)
	if db.Duplicate(err) {
		return fault.New(fault.Conflict, "There is a draft of this course already. Work on that, or put it away first.")
	}
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

// publishVersion puts a draft into the prospectus.
func publishVersion(ctx context.Context, tx *db.DB, v Version, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE courses_version SET state = 'published', lived_id = $3, practitioner_id = $4, override_by = $5, override_reason = $6, published_at = $7
		WHERE org_id = $1 AND id = $2 AND `+isDraft,
		v.OrgID, v.ID, db.Null(v.LivedID), db.Null(v.PractitionerID), v.OverrideBy, v.OverrideReason, at)
	if db.Duplicate(err) || err == nil && n == 0 {
		return errChanged
	}
	return err
}

// supersede takes the published version of a course out of the prospectus.
func supersede(ctx context.Context, tx *db.DB, orgID, courseID string) error {
	_, err := tx.Exec(ctx, `UPDATE courses_version SET state = 'superseded', version = version + 1 WHERE org_id = $1 AND course_id = $2 AND state = 'published'`, orgID, courseID)
	return err
}

// setCourse says what of a course is in the prospectus, when it is looked at
// again, and since when it is retired.
func setCourse(ctx context.Context, tx *db.DB, c Course, publishedID string, reviewOn, retiredOn when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE courses_course SET published_id = $3, review_on = $4, retired_on = $5 WHERE org_id = $1 AND id = $2`,
		c.OrgID, c.ID, db.Null(publishedID), reviewOn, retiredOn)
	return err
}

// lastPublished is the newest version of a course that was in the prospectus.
func lastPublished(ctx context.Context, tx *db.DB, orgID, courseID string) (Version, bool, error) {
	return db.Maybe[Version](ctx, tx, `SELECT `+versionColumns+` FROM courses_version v
		WHERE v.org_id = $1 AND v.course_id = $2 AND v.published_at IS NOT NULL ORDER BY v.number DESC LIMIT 1`, orgID, courseID)
}

func lastNumber(ctx context.Context, tx *db.DB, orgID, courseID string) (int, error) {
	return db.One[int](ctx, tx, `SELECT max(number) FROM courses_version WHERE org_id = $1 AND course_id = $2`, orgID, courseID)
}

func insertOutcome(ctx context.Context, tx *db.DB, o Outcome, aims []string) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_outcome (org_id, id, version_id, position, words, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		o.OrgID, o.ID, o.VersionID, o.Position, o.Words, o.CreatedAt)
	if err != nil {
		return err
	}
	return insertAims(ctx, tx, o, aims)
}

func insertAims(ctx context.Context, tx *db.DB, o Outcome, aims []string) error {
	for _, aim := range slices.Sorted(slices.Values(aims)) {
		if _, err := tx.Exec(ctx, `INSERT INTO courses_outcome_aim (org_id, outcome_id, aim_id) VALUES ($1, $2, $3)`, o.OrgID, o.ID, aim); err != nil {
			return err
		}
	}
	return nil
}

func updateOutcome(ctx context.Context, tx *db.DB, o Outcome, words string, aims []string) error {
	if _, err := tx.Exec(ctx, `UPDATE courses_outcome SET words = $3 WHERE org_id = $1 AND id = $2`, o.OrgID, o.ID, words); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM courses_outcome_aim WHERE org_id = $1 AND outcome_id = $2`, o.OrgID, o.ID); err != nil {
		return err
	}
	return insertAims(ctx, tx, o, aims)
}

func deleteOutcome(ctx context.Context, tx *db.DB, o Outcome) error {
	if _, err := tx.Exec(ctx, `DELETE FROM courses_outcome_aim WHERE org_id = $1 AND outcome_id = $2`, o.OrgID, o.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM courses_outcome WHERE org_id = $1 AND id = $2`, o.OrgID, o.ID)
	return err
}

// swapOutcomes exchanges the places of two outcomes. No two may ever have the
// same place, so one of them waits behind all others.
func swapOutcomes(ctx context.Context, tx *db.DB, a, b Outcome) error {
	for _, o := range []Outcome{{ID: a.ID, Position: 1 << 20}, {ID: b.ID, Position: a.Position}, {ID: a.ID, Position: b.Position}} {
		if _, err := tx.Exec(ctx, `UPDATE courses_outcome SET position = $3 WHERE org_id = $1 AND id = $2`, a.OrgID, o.ID, o.Position); err != nil {
			return err
		}
	}
	return nil
}
