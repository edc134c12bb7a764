package college

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

// Group is one part of a run's bookings, as a page shows it.
type Group struct {
	Code, Label string
	States      []State
	Count       int
}

// groups are the parts of a run's bookings, in the order of the tabs.
func groups() []Group {
	return []Group{
		{"booked", "Booked", []State{Confirmed, Offered}, 0},
		{"waiting", "Waiting list", []State{Waiting}, 0},
		{"requests", "Awaiting approval", []State{Requested}, 0},
		{"ended", "Ended", []State{Cancelled, CollegeCancelled, Declined, Expired, Refused, Withdrawn, Unplaced}, 0},
	}
}

// Listed is a booking in a list, with who it is of.
type Listed struct {
	Booking
	Name     string
	Priority string // the stated reason, or ""
	Number   int    // on the waiting list
}

// BookingsOf lists one page of one group of a run's bookings, and how many there
// are in each group.
func (c *College) BookingsOf(ctx context.Context, by actor.Actor, run Run, code string, limit, offset int) ([]Listed, []Group, error) {
	if err := c.staff(ctx, c.db, by, Students, run.UnitID); err != nil {
		return nil, nil, err
	}
	counts, err := bookingCounts(ctx, c.db, run.OrgID, run.ID)
	if err != nil {
		return nil, nil, err
	}
	all, shown := groups(), groups()[0]
	for i, g := range all {
		for _, n := range counts {
			for _, s := range g.States {
				if s == n.State {
					all[i].Count += n.N
				}
			}
		}
		if g.Code == code {
			shown = g
		}
	}
	rows, err := bookingPage(ctx, c.db, run.OrgID, run.ID, shown.States, limit, offset)
	if err != nil {
		return nil, nil, err
	}
	out, err := c.named(ctx, run.OrgID, rows)
	for i := range out {
		out[i].Number = offset + i + 1
	}
	return out, all, err
}

// named adds the names of the students.
func (c *College) named(ctx context.Context, orgID string, rows []listedBooking) ([]Listed, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.PersonID
	}
	names, err := c.people.Names(ctx, c.db, orgID, ids)
	out := make([]Listed, len(rows))
	for i, r := range rows {
		out[i] = Listed{Booking: r.Booking, Name: names[r.PersonID], Priority: r.Priority}
	}
	return out, err
}

// StudentHit is a student found by name.
type StudentHit struct{ ID, Name, Preferred string }

// FindStudents lists the first students whose names fit, for somebody who books
// for them.
func (c *College) FindStudents(ctx context.Context, by actor.Actor, q string) ([]StudentHit, error) {
	found, _, err := c.people.Search(ctx, by, q, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, p := range found {
		ids[i] = p.ID
	}
	students, err := studentsOfPeople(ctx, c.db, by.OrgID, ids)
	if err != nil {
		return nil, err
	}
	of := map[string]Student{}
	for _, s := range students {
		if s.LeftOn.IsZero() && c.staff(ctx, c.db, by, Students, s.UnitID) == nil {
			of[s.PersonID] = s
		}
	}
	var out []StudentHit
	for _, p := range found {
		if s, ok := of[p.ID]; ok {
			out = append(out, StudentHit{s.ID, p.Name, p.PreferredName})
		}
	}
	return out, nil
}

// BookingOf returns a booking that by may see, with its run, the student's name
// and its steps; own says that it is by's own.
func (c *College) BookingOf(ctx context.Context, by actor.Actor, bookingID string) (one BookingView, err error) {
	one.Booking, one.Run, one.Staff, err = c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return one, err
	}
	student, err := oneStudent(ctx, c.db, by.OrgID, one.Booking.StudentID)
	if err != nil {
		return one, err
	}
	names, err := c.people.Names(ctx, c.db, by.OrgID, []string{student.PersonID})
	if err != nil {
		return one, err
	}
	one.Name = names[student.PersonID]
	if one.Booking.State == Waiting {
		if one.Position, err = c.Place(ctx, c.db, one.Booking); err != nil {
			return one, err
		}
	}
	one.Events, err = eventsOfBooking(ctx, c.db, by.OrgID, bookingID)
	return one, err
}

// BookingView is one booking as a page shows it.
type BookingView struct {
	Booking  Booking
	Run      Run
	Staff    bool // whoever looks works with the college's students
	Name     string
	Position Position
	Events   []BookingEvent
}

// runFor is a run whose bookings by works with.
func (c *College) runFor(ctx context.Context, tx *db.DB, by actor.Actor, runID string) (Run, error) {
	run, err := oneRun(ctx, tx, by.OrgID, runID)
	if err != nil {
		return run, err
	}
	return run, c.staff(ctx, tx, by, Students, run.UnitID)
}
