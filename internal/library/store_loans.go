package library

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const loanColumns = `l.org_id, l.id, l.item_id, l.student_id, i.title, i.kind, i.unit_id, l.lent_on, l.due_on, l.renewals, l.reminded_on, l.ended_on, l.how, l.created_at`

const fromLoan = ` FROM library_loan l JOIN library_item i ON i.org_id = l.org_id AND i.id = l.item_id `

func oneLoan(ctx context.Context, d *db.DB, orgID, id string) (Loan, error) {
	loan, found, err := db.Maybe[Loan](ctx, d, `SELECT `+loanColumns+fromLoan+`WHERE l.org_id = $1 AND l.id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoLoan
	}
	return loan, err
}

// openOf is how many copies of an item a student has.
func openOf(ctx context.Context, d *db.DB, orgID, itemID, studentID string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM library_loan WHERE org_id = $1 AND item_id = $2 AND student_id = $3 AND ended_on IS NULL`, orgID, itemID, studentID)
}

// openLoans are the loans of some colleges that have not ended, those due first,
// up to the last day due; no day is all.
func openLoans(ctx context.Context, d *db.DB, orgID string, unitIDs []string, dueBefore when.Date) ([]Loan, error) {
	var w db.Where
	w.And("l.org_id = ?", orgID)
	w.And("l.ended_on IS NULL")
	w.In("i.unit_id", unitIDs)
	if !dueBefore.IsZero() {
		w.And("l.due_on < ?", dueBefore)
	}
	return db.All[Loan](ctx, d, `SELECT `+loanColumns+fromLoan+w.SQL()+` ORDER BY l.due_on, l.id`, w.Args()...)
}

// loansOfItem is who has borrowed an item, the newest first.
func loansOfItem(ctx context.Context, d *db.DB, orgID, itemID string, limit int) ([]Loan, error) {
	return db.All[Loan](ctx, d, `SELECT `+loanColumns+fromLoan+`WHERE l.org_id = $1 AND l.item_id = $2
		ORDER BY CASE WHEN l.ended_on IS NULL THEN 0 ELSE 1 END, l.lent_on DESC, l.id DESC LIMIT $3`, orgID, itemID, limit)
}

// loansOfStudent is what a student borrowed, what is out first.
func loansOfStudent(ctx context.Context, d *db.DB, orgID, studentID string) ([]Loan, error) {
	return db.All[Loan](ctx, d, `SELECT `+loanColumns+fromLoan+`WHERE l.org_id = $1 AND l.student_id = $2
		ORDER BY CASE WHEN l.ended_on IS NULL THEN 0 ELSE 1 END, l.due_on DESC, l.id DESC`, orgID, studentID)
}

func insertLoan(ctx context.Context, tx *db.DB, l Loan, byName string) error {
	_, err := tx.Exec(ctx, `INSERT INTO library_loan (org_id, id, item_id, student_id, lent_on, due_on, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.OrgID, l.ID, l.ItemID, l.StudentID, l.LentOn, l.DueOn, byName, l.CreatedAt)
	return err
}

// closeLoan ends a loan, and counts its copy as back or as lost.
func closeLoan(ctx context.Context, tx *db.DB, l Loan, how string, on when.Date) error {
	n, err := tx.Exec(ctx, `UPDATE library_loan SET ended_on = $3, how = $4 WHERE org_id = $1 AND id = $2 AND ended_on IS NULL`, l.OrgID, l.ID, on, how)
	if err != nil || n == 0 {
		return err
	}
	lost := 0
	if how == "lost" {
		lost = 1
	}
	return moveCopies(ctx, tx, l.OrgID, l.ItemID, -1, lost)
}

func renewLoan(ctx context.Context, tx *db.DB, l Loan, due when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE library_loan SET due_on = $3, renewals = renewals + 1, reminded_on = NULL WHERE org_id = $1 AND id = $2 AND ended_on IS NULL`, l.OrgID, l.ID, due)
	return err
}

// noteReminder notes that the student was reminded of a loan today, unless
// somebody has done so within the days that lie between two reminders.
func noteReminder(ctx context.Context, tx *db.DB, l Loan, on when.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE library_loan SET reminded_on = $3 WHERE org_id = $1 AND id = $2 AND ended_on IS NULL AND (reminded_on IS NULL OR reminded_on <= $4)`,
		l.OrgID, l.ID, on, on.AddDays(-remindDays))
	return n == 1, err
}

func moveLoans(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	_, err := tx.Exec(ctx, `UPDATE library_loan SET student_id = $2 WHERE org_id = $1 AND student_id = $3`, orgID, keepID, dropID)
	return err
}

func deleteLoans(ctx context.Context, tx *db.DB, orgID, studentID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM library_loan WHERE org_id = $1 AND student_id = $2`, orgID, studentID)
	return err
}
