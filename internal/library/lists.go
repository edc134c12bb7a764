package library

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// Filter says which items a list shows. The zero Filter is all that have not
// been withdrawn.
type Filter struct {
	Q     string // words of a title or an author
	Kind  string
	State string // of States, "" for all
}

// States are what the list can be narrowed to.
var States = []struct{ Code, Label string }{
	{"shelf", "On the shelf now"}, {"online", "To read or print on line"}, {"withdrawn", "Withdrawn"},
}

// Items lists the items of by's organisation that f asks for, by title, and how
// many there are.
func (l *Library) Items(ctx context.Context, by actor.Actor, f Filter, limit, offset int) ([]Item, int, error) {
	parts := strings.Fields(fold.Text(f.Q))
	w := itemsWhere(by.OrgID, f, parts[:min(len(parts), 6)])
	total, err := countItems(ctx, l.db, w)
	if err != nil {
		return nil, 0, err
	}
	rows, err := listItems(ctx, l.db, w, limit, offset)
	return rows, total, err
}

// Loans lists what is out at the colleges at which by lends, what is due first;
// overdue narrows it to what should have come back.
func (l *Library) Loans(ctx context.Context, by actor.Actor, overdue bool) ([]Loan, error) {
	colleges, err := l.Colleges(ctx, by)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(colleges))
	for i, c := range colleges {
		ids[i] = c.ID
	}
	var before when.Date
	if overdue {
		before = l.today()
	}
	loans, err := openLoans(ctx, l.db, by.OrgID, ids, before)
	if err != nil {
		return nil, err
	}
	return loans, l.name(ctx, by.OrgID, loans)
}

// LoansOf is the history of an item, to whoever lends it.
func (l *Library) LoansOf(ctx context.Context, by actor.Actor, item Item) ([]Loan, error) {
	if err := l.reach(ctx, l.db, by, item.UnitID); err != nil {
		return nil, err
	}
	loans, err := loansOfItem(ctx, l.db, by.OrgID, item.ID, 100)
	if err != nil {
		return nil, err
	}
	return loans, l.name(ctx, by.OrgID, loans)
}

// Mine is what by has borrowed as a student, what is out first.
func (l *Library) Mine(ctx context.Context, by actor.Actor) ([]Loan, error) {
	s, found, err := l.college.StudentOf(ctx, l.db, by.OrgID, by.PersonID)
	if err != nil || !found {
		return nil, err
	}
	return loansOfStudent(ctx, l.db, by.OrgID, s.ID)
}

// name puts the students' names to loans.
func (l *Library) name(ctx context.Context, orgID string, loans []Loan) error {
	students := make([]string, len(loans))
	for i, loan := range loans {
		students[i] = loan.StudentID
	}
	person, err := l.college.PeopleOf(ctx, l.db, orgID, students)
	if err != nil {
		return err
	}
	var ids []string
	for _, id := range person {
		ids = append(ids, id)
	}
	names, err := l.people.Names(ctx, l.db, orgID, ids)
	for i := range loans {
		loans[i].PersonID = person[loans[i].StudentID]
		loans[i].Student = names[loans[i].PersonID]
	}
	return err
}

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: items with every word of q in
// their title or author.
func (l *Library) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if by.OrgID == "" || fold.Text(q) == "" {
		return nil, nil
	}
	found, _, err := l.Items(ctx, by, Filter{Q: q}, limit, 0)
	var out []Hit
	for _, i := range found {
		out = append(out, Hit{Label: i.Title, Kind: i.KindLabel(), Href: "/library/" + i.ID, Note: i.Author})
	}
	return out, err
}
