package courses

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
)

// bumpCourse makes changes of one course wait for each other.
func bumpCourse(ctx context.Context, tx *db.DB, c Course) error {
	_, err := tx.Exec(ctx, `UPDATE courses_course SET version = version + 1 WHERE org_id = $1 AND id = $2`, c.OrgID, c.ID)
	return err
}

const designerColumns = `d.org_id, d.id, d.version_id, d.person_id, d.name, d.perspective, d.removed_at, d.created_at, a.agreed_at, a.own, a.by_name, a.how`

// standing joins to designers the agreement that stands, which is to the content
// as it is.
const standing = ` FROM courses_designer d
	JOIN courses_version v ON v.org_id = d.org_id AND v.id = d.version_id
	LEFT JOIN courses_agreement a ON a.org_id = d.org_id AND a.designer_id = d.id AND a.ended_at IS NULL AND a.content_hash = v.content_hash `

// designersOf lists who makes a version, those removed left out.
func designersOf(ctx context.Context, d *db.DB, orgID, versionID string) ([]Designer, error) {
	return db.All[Designer](ctx, d, `SELECT `+designerColumns+standing+`WHERE d.org_id = $1 AND d.version_id = $2 AND d.removed_at IS NULL ORDER BY d.created_at, d.id`, orgID, versionID)
}

// designersOfMany is [designersOf] for several versions.
func designersOfMany(ctx context.Context, d *db.DB, orgID string, versionIDs []string) ([]Designer, error) {
	var w db.Where
	w.And("d.org_id = ?", orgID)
	w.And("d.removed_at IS NULL")
	w.In("d.version_id", versionIDs)
	return db.All[Designer](ctx, d, `SELECT `+designerColumns+standing+w.SQL()+` ORDER BY d.version_id, d.created_at, d.id`, w.Args()...)
}

// partsOf lists what a person designs or designed, the newest first.
func partsOf(ctx context.Context, d *db.DB, orgID, personID string) ([]Designer, error) {
	return db.All[Designer](ctx, d, `SELECT `+designerColumns+standing+`WHERE d.org_id = $1 AND d.person_id = $2 ORDER BY d.created_at DESC, d.id`, orgID, personID)
}

func insertDesigner(ctx context.Context, tx *db.DB, d Designer) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_designer (org_id, id, version_id, person_id, name, fold, perspective, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.OrgID, d.ID, d.VersionID, db.Null(d.PersonID), d.Name, fold.Text(d.Name), d.Perspective, d.CreatedAt)
	if db.Duplicate(err) {
		return fault.Field("name", "%s is among the designers already.", d.Name)
	}
	return err
}

func removeDesigner(ctx context.Context, tx *db.DB, d Designer, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE courses_designer SET removed_at = $3 WHERE org_id = $1 AND id = $2`, d.OrgID, d.ID, at)
	return err
}

// unname takes a designer's name off; the folded name is then of nobody.
func unname(ctx context.Context, tx *db.DB, d Designer, name string) error {
	if _, err := tx.Exec(ctx, `UPDATE courses_agreement SET how = 'Not kept' WHERE org_id = $1 AND NOT own AND designer_id = $2`, d.OrgID, d.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE courses_designer SET name = $3, fold = id WHERE org_id = $1 AND id = $2`, d.OrgID, d.ID, name)
	return err
}

// agreement is that a designer agrees some content.
type agreement struct {
	OrgID, ID, VersionID, DesignerID, ContentHash string
	Own                                           bool
	ByName, How                                   string
	AgreedAt, EndedAt                             time.Time
	EndedWhy                                      string
}

func insertAgreement(ctx context.Context, tx *db.DB, a agreement) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_agreement (org_id, id, version_id, designer_id, content_hash, own, by_name, how, agreed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.OrgID, a.ID, a.VersionID, a.DesignerID, a.ContentHash, a.Own, a.ByName, a.How, a.AgreedAt)
	if db.Duplicate(err) {
		return errChanged
	}
	return err
}

// agreementsOf lists every agreement to a version, those that ended too, the
// newest first.
func agreementsOf(ctx context.Context, d *db.DB, orgID, versionID string) ([]agreement, error) {
	return db.All[agreement](ctx, d, `SELECT org_id, id, version_id, designer_id, content_hash, own, by_name, how, agreed_at, ended_at, ended_why
		FROM courses_agreement WHERE org_id = $1 AND version_id = $2 ORDER BY agreed_at DESC, id DESC`, orgID, versionID)
}

// endedOf lists the agreements to a version that ended, the newest first.
func endedOf(ctx context.Context, d *db.DB, v Version) ([]Ended, error) {
	return db.All[Ended](ctx, d, `SELECT d.name AS designer, d.perspective, a.agreed_at, a.ended_at, a.ended_why
		FROM courses_agreement a JOIN courses_designer d ON d.org_id = a.org_id AND d.id = a.designer_id
		WHERE a.org_id = $1 AND a.version_id = $2 AND a.ended_at IS NOT NULL ORDER BY a.ended_at DESC, a.id`, v.OrgID, v.ID)
}

// endAgreements ends every agreement to a version.
func endAgreements(ctx context.Context, tx *db.DB, v Version, why string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE courses_agreement SET ended_at = $3, ended_why = $4 WHERE org_id = $1 AND version_id = $2 AND ended_at IS NULL`, v.OrgID, v.ID, at, why)
}

func endAgreement(ctx context.Context, tx *db.DB, d Designer, why string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE courses_agreement SET ended_at = $3, ended_why = $4 WHERE org_id = $1 AND designer_id = $2 AND ended_at IS NULL`, d.OrgID, d.ID, at, why)
	return err
}

func insertEntry(ctx context.Context, tx *db.DB, e Entry) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_log (org_id, id, version_id, designer_id, on_date, words, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.OrgID, e.ID, e.VersionID, db.Null(e.DesignerID), e.OnDate, e.Words, e.ByName, e.CreatedAt)
	return err
}

// logOf lists the co-production log of a version, the newest first.
func logOf(ctx context.Context, d *db.DB, orgID, versionID string) ([]Entry, error) {
	return db.All[Entry](ctx, d, `SELECT l.org_id, l.id, l.version_id, l.designer_id, l.on_date, l.words, l.by_name, l.created_at, d.name AS designer, d.perspective
		FROM courses_log l LEFT JOIN courses_designer d ON d.org_id = l.org_id AND d.id = l.designer_id
		WHERE l.org_id = $1 AND l.version_id = $2 ORDER BY l.on_date DESC, l.id DESC`, orgID, versionID)
}

func insertFile(ctx context.Context, tx *db.DB, m Material, courseID string, content []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_file (org_id, id, course_id, name, kind, size, content, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.OrgID, m.FileID, courseID, m.FileName, m.FileKind, m.FileSize, content, m.CreatedAt)
	return err
}

func insertMaterial(ctx context.Context, tx *db.DB, m Material) error {
	_, err := tx.Exec(ctx, `INSERT INTO courses_material (org_id, id, version_id, kind, title, url, words, file_id, visible, position, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.OrgID, m.ID, m.VersionID, m.Kind, m.Title, m.URL, m.Words, db.Null(m.FileID), m.Visible, m.Position, m.CreatedAt)
	return err
}

func updateMaterial(ctx context.Context, tx *db.DB, m Material) error {
	_, err := tx.Exec(ctx, `UPDATE courses_material SET title = $3, url = $4, words = $5, visible = $6 WHERE org_id = $1 AND id = $2`, m.OrgID, m.ID, m.Title, m.URL, m.Words, m.Visible)
	return err
}

func setMaterialRemoved(ctx context.Context, tx *db.DB, m Material, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE courses_material SET removed_at = $3 WHERE org_id = $1 AND id = $2`, m.OrgID, m.ID, at)
	return err
}

func clearMaterialRemoved(ctx context.Context, tx *db.DB, m Material) error {
	_, err := tx.Exec(ctx, `UPDATE courses_material SET removed_at = NULL WHERE org_id = $1 AND id = $2`, m.OrgID, m.ID)
	return err
}

// materialOfVersion lists the material of a version, that removed too.
func materialOfVersion(ctx context.Context, d *db.DB, v Version) ([]Material, error) {
	return db.All[Material](ctx, d, `SELECT `+materialColumns+materialTables+`WHERE m.org_id = $1 AND m.version_id = $2 ORDER BY m.position, m.id`, v.OrgID, v.ID)
}

func lastMaterial(ctx context.Context, tx *db.DB, v Version) (int, error) {
	return db.One[int](ctx, tx, `SELECT max(position) FROM courses_material WHERE org_id = $1 AND version_id = $2`, v.OrgID, v.ID)
}
