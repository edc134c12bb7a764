package college

import (
	"context"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// StudentFor returns a student by works with, and who they are.
func (c *College) StudentFor(ctx context.Context, by actor.Actor, studentID string) (Student, people.Person, error) {
	s, err := oneStudent(ctx, c.db, by.OrgID, studentID)
	if err != nil {
		return s, people.Person{}, err
	}
	if err := c.staff(ctx, c.db, by, Students, s.UnitID); err != nil {
		return s, people.Person{}, err
	}
	person, err := c.people.Person(ctx, by.OrgID, s.PersonID)
	return s, person, err
}

// Leave notes that a student has left the college. Whatever they still have
// booked must be cancelled before, so that nobody loses a place by mistake.
func (c *College) Leave(ctx context.Context, by actor.Actor, studentID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, err := oneStudent(ctx, tx, by.OrgID, studentID)
		if err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, s.UnitID); err != nil {
			return err
		}
		if err := lockStudent(ctx, tx, s.OrgID, s.ID); err != nil {
			return err
		}
		live, err := aheadOf(ctx, tx, s.OrgID, s.ID, c.now())
		switch {
		case err != nil:
			return err
		case len(live) > 0:
			return fault.New(fault.Conflict, "This student still has something booked, offered or waiting. Cancel that first.")
		case !s.LeftOn.IsZero():
			return fault.New(fault.Conflict, "This student has left already.")
		}
		s.LeftOn = c.today()
		return c.resave(ctx, tx, by, s, "left")
	})
}

// Return notes that a student who had left is back.
func (c *College) Return(ctx context.Context, by actor.Actor, studentID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, err := oneStudent(ctx, tx, by.OrgID, studentID)
		if err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, s.UnitID); err != nil {
			return err
		}
		return c.comeBack(ctx, tx, by, s)
	})
}

// ComeBack lets a student who had left enrol again by themselves.
func (c *College) ComeBack(ctx context.Context, by actor.Actor) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, found, err := c.StudentOf(ctx, tx, by.OrgID, by.PersonID)
		if err == nil && !found {
			err = errNobody
		}
		if err != nil {
			return err
		}
		return c.comeBack(ctx, tx, by, s)
	})
}

func (c *College) comeBack(ctx context.Context, tx *db.DB, by actor.Actor, s Student) error {
	if s.LeftOn.IsZero() || s.MergedInto != "" {
		return fault.New(fault.Conflict, "This student has not left.")
	}
	person, err := c.people.In(tx).Person(ctx, s.OrgID, s.PersonID)
	if err != nil {
		return err
	}
	if person.Gone() {
		return fault.New(fault.Conflict, "This record was merged or erased. They can enrol again.")
	}
	s.LeftOn = when.Date{}
	return c.resave(ctx, tx, by, s, "returned")
}

// resave writes a student as it was read and changed, with its entry.
func (c *College) resave(ctx context.Context, tx *db.DB, by actor.Actor, s Student, action string, changes ...audit.Change) error {
	saved, err := saveStudent(ctx, tx, s)
	if err == nil && !saved {
		err = errStudentChanged
	}
	if err != nil {
		return err
	}
	names, err := c.people.Names(ctx, tx, s.OrgID, []string{s.PersonID})
	if err != nil {
		return err
	}
	return c.recordStudent(ctx, tx, by, action, s, names[s.PersonID], changes...)
}

// AllowMore lets a student have one more booking in a term than the limit says.
func (c *College) AllowMore(ctx context.Context, by actor.Actor, studentID, termID, reason string) error {
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return fault.Field("reason", "Enter a reason.")
	case n > 300:
		return fault.Field("reason", "Use 300 characters or fewer.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, err := oneStudent(ctx, tx, by.OrgID, studentID)
		if err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, s.UnitID); err != nil {
			return err
		}
		term, found, err := maybeTerm(ctx, tx, by.OrgID, termID)
		switch {
		case err != nil:
			return err
		case !found || term.UnitID != s.UnitID:
			return fault.Field("term", "Choose a term.")
		case term.TermLimit == 0:
			return fault.Field("term", "This term has no limit.")
		}
		if err := raiseAllowance(ctx, tx, term, s.ID, reason); err != nil {
			return err
		}
		names, err := c.people.Names(ctx, tx, s.OrgID, []string{s.PersonID})
		if err != nil {
			return err
		}
		return c.recordStudent(ctx, tx, by, "allowed", s, names[s.PersonID], audit.Change{Field: "one more booking in", To: term.Name})
	})
}

// AccountOf says how a student can sign in: see [access.Access.AccountState].
func (c *College) AccountOf(ctx context.Context, s Student) (string, error) {
	if c.accounts == nil {
		return "none", nil
	}
	return c.accounts.AccountState(ctx, c.db, s.OrgID, s.PersonID)
}

// GreetAgain sends a student the message with which they confirm their address
// once more.
func (c *College) GreetAgain(ctx context.Context, by actor.Actor, studentID string) error {
	s, person, err := c.StudentFor(ctx, by, studentID)
	if err != nil {
		return err
	}
	if c.accounts == nil {
		return errNobody
	}
	return c.db.Tx(ctx, func(tx *db.DB) error { return c.accounts.GreetAgain(ctx, tx, by, s.PersonID, person.Email) })
}
