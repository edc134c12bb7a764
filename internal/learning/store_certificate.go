package learning

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const certificateColumns = `c.org_id, c.id, c.unit_id, c.student_id, c.run_id, c.code, c.name, c.fold, c.college, c.title, c.basis, c.came, c.held, c.minutes,
	c.from_on, c.to_on, c.issued_on, c.by_name, c.withdrawn_on, c.withdrawn_reason, c.created_at`

func oneCertificate(ctx context.Context, d *db.DB, orgID, id string) (Certificate, error) {
	return db.One[Certificate](ctx, d, `SELECT `+certificateColumns+` FROM learning_certificate c WHERE c.org_id = $1 AND c.id = $2`, orgID, id)
}

func certificateByCode(ctx context.Context, d *db.DB, orgID, code string) (Certificate, bool, error) {
	return db.Maybe[Certificate](ctx, d, `SELECT `+certificateColumns+` FROM learning_certificate c WHERE c.org_id = $1 AND c.code = $2`, orgID, code)
}

func certificatesOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]Certificate, error) {
	return db.All[Certificate](ctx, d, `SELECT `+certificateColumns+` FROM learning_certificate c WHERE c.org_id = $1 AND c.student_id = $2 ORDER BY c.issued_on DESC, c.id DESC`, orgID, studentID)
}

func certificatesOfRun(ctx context.Context, d *db.DB, orgID, runID string) ([]Certificate, error) {
	return db.All[Certificate](ctx, d, `SELECT `+certificateColumns+` FROM learning_certificate c WHERE c.org_id = $1 AND c.run_id = $2 ORDER BY c.id`, orgID, runID)
}

func insertCertificate(ctx context.Context, tx *db.DB, c Certificate) error {
	_, err := tx.Exec(ctx, `INSERT INTO learning_certificate (org_id, id, unit_id, student_id, run_id, code, name, fold, college, title, basis, came, held, minutes, from_on, to_on, issued_on, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		c.OrgID, c.ID, c.UnitID, c.StudentID, c.RunID, c.Code, c.Name, c.Fold, c.College, c.Title, c.Basis, c.Came, c.Held, c.Minutes, c.FromOn, c.ToOn, c.IssuedOn, c.ByName, c.CreatedAt)
	return err
}

// nextNumber counts up the certificates of a college in a year.
func nextNumber(ctx context.Context, tx *db.DB, orgID, unitID string, year int) (int, error) {
	return db.One[int](ctx, tx, `INSERT INTO learning_number (org_id, unit_id, year, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (org_id, unit_id, year) DO UPDATE SET last = learning_number.last + 1 RETURNING last`, orgID, unitID, year)
}

func withdrawCertificate(ctx context.Context, tx *db.DB, orgID, id string, on when.Date, reason string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE learning_certificate SET withdrawn_on = $1, withdrawn_reason = $2 WHERE org_id = $3 AND id = $4 AND withdrawn_on IS NULL`, on, reason, orgID, id)
	return n > 0, err
}

// certificateWhere are the conditions of a list of certificates.
func certificateWhere(orgID string, unitIDs []string, f CertificateFilter) *db.Where {
	w := &db.Where{}
	w.And("c.org_id = ?", orgID)
	w.In("c.unit_id", unitIDs)
	for _, part := range strings.Fields(fold.Text(f.Q)) {
		w.And(`c.fold LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(part)+"%")
	}
	switch f.State {
	case "stands":
		w.And("c.withdrawn_on IS NULL")
	case "withdrawn":
		w.And("c.withdrawn_on IS NOT NULL")
	}
	return w
}

func countCertificates(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f CertificateFilter) (int, error) {
	w := certificateWhere(orgID, unitIDs, f)
	return db.One[int](ctx, d, `SELECT count(*) FROM learning_certificate c `+w.SQL(), w.Args()...)
}

func listCertificates(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f CertificateFilter, limit, offset int) ([]Certificate, error) {
	w := certificateWhere(orgID, unitIDs, f)
	page := ` LIMIT ` + w.Arg(limit) + ` OFFSET ` + w.Arg(offset)
	return db.All[Certificate](ctx, d, `SELECT `+certificateColumns+` FROM learning_certificate c `+w.SQL()+` ORDER BY c.issued_on DESC, c.id DESC`+page, w.Args()...)
}
