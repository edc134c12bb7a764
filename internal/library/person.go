package library

import (
	"context"

	"footbridge/internal/db"
)

// mergePerson moves the loans when two students become one. Where only one of
// the people was a student, the student has moved already, and the loans with
// them.
func (l *Library) mergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	keep, found, err := l.college.StudentOf(ctx, tx, orgID, keepID)
	if err != nil || !found {
		return err
	}
	drop, found, err := l.college.StudentOf(ctx, tx, orgID, dropID)
	if err != nil || !found {
		return err
	}
	return moveLoans(ctx, tx, orgID, keep.ID, drop.ID)
}

// LoanRecord is a loan in the export of a person's record.
type LoanRecord struct {
	Title    string `json:"title"`
	LentOn   string `json:"lent_on"`
	DueOn    string `json:"due_on"`
	Renewals int    `json:"renewals,omitempty"`
	EndedOn  string `json:"ended_on,omitempty"`
	How      string `json:"how,omitempty"`
}

func (l *Library) exportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	s, found, err := l.college.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return []LoanRecord{}, err
	}
	loans, err := loansOfStudent(ctx, tx, orgID, s.ID)
	out := make([]LoanRecord, len(loans))
	for i, loan := range loans {
		out[i] = LoanRecord{loan.Title, loan.LentOn.ISO(), loan.DueOn.ISO(), loan.Renewals, loan.EndedOn.ISO(), loan.How}
	}
	return out, err
}

// erasePerson takes away what somebody borrowed. A copy that is still out counts
// as lost, since nobody can be asked for it any more; when it turns up it is
// found again.
func (l *Library) erasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	s, found, err := l.college.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return err
	}
	loans, err := loansOfStudent(ctx, tx, orgID, s.ID)
	if err != nil {
		return err
	}
	for _, loan := range loans {
		if err := closeLoan(ctx, tx, loan, "lost", l.today()); err != nil {
			return err
		}
	}
	return deleteLoans(ctx, tx, orgID, s.ID)
}
