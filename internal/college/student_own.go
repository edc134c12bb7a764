package college

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/people"
)

var errStudentChanged = fault.New(fault.Conflict, "This was changed while you were working on it. Open it again to see how it is now.")

func itoa(n int) string { return strconv.Itoa(n) }

// firstOf is the first error that is one.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// changeStudent changes a student's record: their own, or that of one by works
// with. version is that of the record that was read.
func (c *College) changeStudent(ctx context.Context, by actor.Actor, studentID string, version int, what string, change func(tx *db.DB, s *Student, person people.Person) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, err := oneStudent(ctx, tx, by.OrgID, studentID)
		if err != nil {
			return err
		}
		if _, err := c.mine(ctx, tx, by, s); err != nil {
			return err
		}
		if s.Version != version {
			return errStudentChanged
		}
		person, err := c.people.In(tx).Person(ctx, by.OrgID, s.PersonID)
		if err != nil {
			return err
		}
		if person.Gone() {
			return fault.New(fault.NotFound, "This record was merged or erased.")
		}
		if err := change(tx, &s, person); err != nil {
			return err
		}
		saved, err := saveStudent(ctx, tx, s)
		if err == nil && !saved {
			err = errStudentChanged
		}
		if err != nil {
			return err
		}
		return c.recordStudent(ctx, tx, by, "changed", s, person.Name, audit.Change{Field: what, To: "changed"})
	})
}

// ChangeAbout saves what a student says about themselves.
func (c *College) ChangeAbout(ctx context.Context, by actor.Actor, studentID string, version int, a About) error {
	if err := tidyAbout(&a); err != nil {
		return err
	}
	return c.changeStudent(ctx, by, studentID, version, "about", func(tx *db.DB, s *Student, _ people.Person) error {
		if err := c.checkBorough(ctx, tx, by.OrgID, a.BoroughID); err != nil && a.BoroughID != s.BoroughID {
			return err
		}
		s.tell(a)
		return nil
	})
}

// ChangeEmergency saves whom to ring.
func (c *College) ChangeEmergency(ctx context.Context, by actor.Actor, studentID string, version int, e Emergency) error {
	if err := tidyEmergency(&e); err != nil {
		return err
	}
	return c.changeStudent(ctx, by, studentID, version, "emergency contact", func(_ *db.DB, s *Student, _ people.Person) error {
		s.EmergencyName, s.EmergencyPhone, s.EmergencyWho = e.Name, e.Phone, e.Who
		return nil
	})
}

// ChangeContact saves how to reach a student, and how to remind them.
func (c *College) ChangeContact(ctx context.Context, by actor.Actor, studentID string, version int, contact people.Person, r Reminder) error {
	return c.changeStudent(ctx, by, studentID, version, "contact and reminders", func(tx *db.DB, s *Student, person people.Person) error {
		if contact.Version != person.Version {
			return errStudentChanged
		}
		person.Name, person.PreferredName, person.Email, person.Phone = contact.Name, contact.PreferredName, contact.Email, contact.Phone
		person.Address, person.PreferredChannel = contact.Address, contact.PreferredChannel
		if err := tidyReminder(&r, person); err != nil {
			return err
		}
		s.ReminderChannel, s.ReminderHours = r.Channel, r.Hours
		_, err := c.people.In(tx).Change(ctx, by, person)
		return err
	})
}

// ChangeNeeds saves how a student reads, hears and takes part.
func (c *College) ChangeNeeds(ctx context.Context, by actor.Actor, studentID string, needsVersion int, in NeedsInput) error {
	if err := tidyNeedsInput(&in); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, err := oneStudent(ctx, tx, by.OrgID, studentID)
		if err != nil {
			return err
		}
		staff, err := c.mine(ctx, tx, by, s)
		if err != nil {
			return err
		}
		asker := by.Name
		if !staff {
			asker = "The student"
		}
		return c.setNeeds(ctx, tx, by, s.PersonID, asker, people.Needs{Version: needsVersion}, in)
	})
}

// Ask notes that a student wants to leave, or their record erased: a person sees
// to it. Asked twice, it is one request.
func (c *College) Ask(ctx context.Context, by actor.Actor, kind, words string) error {
	words = strings.TrimSpace(words)
	if kind != "leave" && kind != "erase" {
		return fault.Field("kind", "Choose what you would like us to do.")
	}
	if utf8.RuneCountInString(words) > 1000 {
		return fault.Field("words", "Use 1000 characters or fewer.")
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		s, found, err := studentOfPerson(ctx, tx, by.OrgID, by.PersonID)
		if err == nil && !found {
			err = errNobody
		}
		if err != nil {
			return err
		}
		q := Request{OrgID: s.OrgID, ID: id.New(), StudentID: s.ID, Kind: kind, Words: words, CreatedAt: c.now().UTC().Truncate(time.Microsecond)}
		if err := insertRequest(ctx, tx, q); err != nil {
			return err
		}
		return c.recordStudent(ctx, tx, by, "asked", s, by.Name, audit.Change{Field: "asks", To: kind})
	})
	if db.Duplicate(err) || errors.Is(err, errIsStudent) {
		return nil
	}
	return err
}

// Requests lists what students ask for and nobody has done yet, the oldest first.
func (c *College) Requests(ctx context.Context, by actor.Actor, limit int) ([]Request, error) {
	rows, err := openRequests(ctx, c.db, by.OrgID, limit)
	if err != nil {
		return nil, err
	}
	var out []Request
	for _, q := range rows {
		s, err := oneStudent(ctx, c.db, by.OrgID, q.StudentID)
		if err != nil {
			return nil, err
		}
		if err := c.staff(ctx, c.db, by, Students, s.UnitID); err == nil {
			out = append(out, q)
		}
	}
	return out, nil
}

// FinishRequest notes that a request was seen to.
func (c *College) FinishRequest(ctx context.Context, by actor.Actor, requestID string) (Student, error) {
	var s Student
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		q, err := oneRequest(ctx, tx, by.OrgID, requestID)
		if err != nil {
			return err
		}
		if s, err = oneStudent(ctx, tx, by.OrgID, q.StudentID); err != nil {
			return err
		}
		if err := c.staff(ctx, tx, by, Students, s.UnitID); err != nil {
			return err
		}
		done, err := finishRequest(ctx, tx, by.OrgID, q.ID, by.Name, c.now().UTC().Truncate(time.Microsecond))
		if err != nil || !done {
			return err
		}
		return c.recordStudent(ctx, tx, by, "request-done", s, "a student", audit.Change{Field: "asked", To: q.Kind})
	})
	return s, err
}
