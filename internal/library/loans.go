package library

import (
	"context"
	"strconv"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// LoanDays is how long something is lent for, and renewed for, unless whoever
// lends says otherwise. MostRenewals is how often a student may renew.
const (
	LoanDays     = 21
	MostRenewals = 3
	longestDays  = 366
)

// Loan is a copy lent to a student.
type Loan struct {
	OrgID, ID, ItemID, StudentID string
	Title, Kind, UnitID          string // of the item
	PersonID, Student            string // who the student is, where that may be shown
	LentOn, DueOn                when.Date
	Renewals                     int
	RemindedOn, EndedOn          when.Date
	How                          string // returned or lost, once it has ended
	CreatedAt                    time.Time
}

// Open reports whether the copy is still out.
func (l Loan) Open() bool { return l.EndedOn.IsZero() }

// Overdue reports whether on a day it should have come back.
func (l Loan) Overdue(on when.Date) bool { return l.Open() && l.DueOn.Before(on) }

// Lend lends a copy to a student until a day; no day is the usual time. There is
// never more out than there is.
func (l *Library) Lend(ctx context.Context, by actor.Actor, itemID, studentID string, due when.Date) (Loan, error) {
	today := l.today()
	if due.IsZero() {
		due = today.AddDays(LoanDays)
	}
	if due.Before(today) || due.Days(today) > longestDays {
		return Loan{}, fault.Field("due", "Enter a day from today, within a year.")
	}
	loan := Loan{OrgID: by.OrgID, ID: id.New(), ItemID: itemID, StudentID: studentID, LentOn: today, DueOn: due, CreatedAt: l.now().UTC().Truncate(time.Microsecond)}
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		taken, err := takeCopy(ctx, tx, by.OrgID, itemID) // first: others wait for their turn
		if err != nil {
			return err
		}
		item, err := oneItem(ctx, tx, by.OrgID, itemID)
		if err != nil {
			return err
		}
		if err := l.reach(ctx, tx, by, item.UnitID); err != nil {
			return err
		}
		if !taken {
			return fault.New(fault.Conflict, "No copy is on the shelf.")
		}
		if err := l.mayBorrow(ctx, tx, item, studentID); err != nil {
			return err
		}
		if err := insertLoan(ctx, tx, loan, by.Name); err != nil {
			return err
		}
		return l.record(ctx, tx, by, "library.copy.lent", item)
	})
	return loan, err
}

// mayBorrow makes sure that a student of the college can borrow the item.
func (l *Library) mayBorrow(ctx context.Context, tx *db.DB, item Item, studentID string) error {
	s, err := l.college.Student(ctx, tx, item.OrgID, studentID)
	switch {
	case fault.KindOf(err) == fault.NotFound || err == nil && (s.UnitID != item.UnitID || !s.LeftOn.IsZero()):
		return fault.Field("student", "Choose a student of this college.")
	case err != nil:
		return err
	}
	n, err := openOf(ctx, tx, item.OrgID, item.ID, studentID)
	if err == nil && n > 0 {
		err = fault.Field("student", "They have a copy of this already.")
	}
	return err
}

// loanFor is a loan that by may change: who lends at the college, or, where own
// is true, the student themself. The item waits for other changes.
func (l *Library) loanFor(ctx context.Context, tx *db.DB, by actor.Actor, loanID string, own bool) (loan Loan, item Item, mine bool, err error) {
	if loan, err = oneLoan(ctx, tx, by.OrgID, loanID); err != nil {
		return
	}
	if err = lockItem(ctx, tx, by.OrgID, loan.ItemID); err != nil {
		return
	}
	if loan, err = oneLoan(ctx, tx, by.OrgID, loanID); err != nil { // as it is now
		return
	}
	if item, err = oneItem(ctx, tx, by.OrgID, loan.ItemID); err != nil {
		return
	}
	if l.reach(ctx, tx, by, item.UnitID) != nil {
		var s college.Student
		s, mine, err = l.college.StudentOf(ctx, tx, by.OrgID, by.PersonID)
		if mine = mine && own && s.ID == loan.StudentID; err == nil && !mine {
			err = errNoLoan
		}
	}
	if err == nil && !loan.Open() {
		err = fault.New(fault.Conflict, "This loan has ended already.")
	}
	return
}

// Return says that a copy has come back.
func (l *Library) Return(ctx context.Context, by actor.Actor, loanID string) error {
	return l.endLoan(ctx, by, loanID, "returned", "library.copy.returned")
}

// Lose says that a copy will not come back. Nobody is asked to pay here.
func (l *Library) Lose(ctx context.Context, by actor.Actor, loanID string) error {
	return l.endLoan(ctx, by, loanID, "lost", "library.copy.lost")
}

func (l *Library) endLoan(ctx context.Context, by actor.Actor, loanID, how, action string) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		loan, item, _, err := l.loanFor(ctx, tx, by, loanID, false)
		if err != nil {
			return err
		}
		if err := closeLoan(ctx, tx, loan, how, l.today()); err != nil {
			return err
		}
		return l.record(ctx, tx, by, action, item)
	})
}

// Renew lets a student keep something for another while, from today. Students
// renew theirs a few times by themselves; whoever lends may go on.
func (l *Library) Renew(ctx context.Context, by actor.Actor, loanID string) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		loan, item, mine, err := l.loanFor(ctx, tx, by, loanID, true)
		if err != nil {
			return err
		}
		due := l.today().AddDays(LoanDays)
		switch {
		case mine && loan.Renewals >= MostRenewals, loan.Renewals >= 20:
			return fault.New(fault.Conflict, "This has been renewed %s. Please talk to the college.", plural(loan.Renewals, "time", "times"))
		case !due.After(loan.DueOn):
			return fault.New(fault.Conflict, "It is not due before %s.", loan.DueOn)
		}
		if err := renewLoan(ctx, tx, loan, due); err != nil {
			return err
		}
		return l.record(ctx, tx, by, "library.loan.renewed", item)
	})
}

// plural writes a number with its word.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
