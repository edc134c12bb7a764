package college

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/people"
)

// Term returns one term.
func (c *College) Term(ctx context.Context, tx *db.DB, orgID, id string) (Term, error) {
	return oneTerm(ctx, tx, orgID, id)
}

// Terms lists the terms of the organisation, the newest first.
func (c *College) Terms(ctx context.Context, tx *db.DB, orgID string) ([]Term, error) {
	return allTerms(ctx, tx, orgID)
}

// Run returns one run.
func (c *College) Run(ctx context.Context, tx *db.DB, orgID, id string) (Run, error) {
	return oneRun(ctx, tx, orgID, id)
}

// Sessions lists the sessions of runs in the order of time, by run.
func (c *College) Sessions(ctx context.Context, tx *db.DB, orgID string, runIDs []string) (map[string][]Session, error) {
	rows, err := sessionsOfRuns(ctx, tx, orgID, runIDs)
	out := map[string][]Session{}
	for _, s := range rows {
		out[s.RunID] = append(out[s.RunID], s)
	}
	return out, err
}

// Rooms returns every room with its venue, by id.
func (c *College) Rooms(ctx context.Context, tx *db.DB, orgID string) (map[string]Room, error) {
	rows, err := allRooms(ctx, tx, orgID)
	out := make(map[string]Room, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, err
}

// TrainersOf lists who teaches some sessions, by session.
func (c *College) TrainersOf(ctx context.Context, tx *db.DB, orgID string, sessionIDs []string) (map[string][]SessionTrainer, error) {
	rows, err := trainersOfSessions(ctx, tx, orgID, sessionIDs)
	out := map[string][]SessionTrainer{}
	for _, x := range rows {
		out[x.SessionID] = append(out[x.SessionID], x)
	}
	return out, err
}

// Student returns one student.
func (c *College) Student(ctx context.Context, tx *db.DB, orgID, id string) (Student, error) {
	return oneStudent(ctx, tx, orgID, id)
}

// StudentOf finds the student that a person is, if they are one.
func (c *College) StudentOf(ctx context.Context, tx *db.DB, orgID, personID string) (Student, bool, error) {
	if personID == "" {
		return Student{}, false, nil
	}
	return studentOfPerson(ctx, tx, orgID, personID)
}

// Person is the person whom a student is.
func (c *College) Person(ctx context.Context, s Student) (people.Person, error) {
	return c.people.Person(ctx, s.OrgID, s.PersonID)
}

// Bookings lists a student's bookings, the newest first.
func (c *College) Bookings(ctx context.Context, tx *db.DB, orgID, studentID string) ([]Booking, error) {
	return bookingsOfStudent(ctx, tx, orgID, studentID)
}

// Setting is how a college works.
func (c *College) Setting(ctx context.Context, tx *db.DB, orgID, unitID string) (Setting, error) {
	return settingOf(ctx, tx, orgID, unitID)
}
