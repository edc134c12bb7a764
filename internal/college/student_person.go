package college

import (
	"cmp"
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

// MergePerson makes one student of two when their people turn out to be one, in
// the transaction that merges the people. No booking is lost: of two of the same
// run the one that is further on stays, and the older of two that stand alike.
func (c *College) MergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	drop, found, err := studentOfPerson(ctx, tx, orgID, dropID)
	if err != nil || !found {
		return err
	}
	keep, both, err := studentOfPerson(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	if !both {
		return moveStudent(ctx, tx, orgID, drop.ID, keepID)
	}
	for _, id := range []string{min(keep.ID, drop.ID), max(keep.ID, drop.ID)} {
		if err := lockStudent(ctx, tx, orgID, id); err != nil {
			return err
		}
	}
	by := actor.System(orgID, "merging two records")
	if err := c.withdrawTwice(ctx, tx, by, keep, drop); err != nil {
		return err
	}
	if err := mergeAllowances(ctx, tx, orgID, keep.ID, drop.ID); err != nil {
		return err
	}
	if err := moveToStudent(ctx, tx, orgID, keep.ID, drop.ID); err != nil {
		return err
	}
	if err := c.resave(ctx, tx, by, joined(keep, drop), "merged"); err != nil {
		return err
	}
	return blankStudent(ctx, tx, orgID, drop.ID, keep.ID, c.today())
}

// joined is keep with what it lacks taken from drop.
func joined(keep, drop Student) Student {
	out := keep
	out.UsesServices, out.Carer = keep.UsesServices || drop.UsesServices, keep.Carer || drop.Carer
	out.Staff, out.Public = keep.Staff || drop.Staff, keep.Public || drop.Public
	out.BoroughID, out.PostcodeDistrict = cmp.Or(keep.BoroughID, drop.BoroughID), cmp.Or(keep.PostcodeDistrict, drop.PostcodeDistrict)
	if keep.EmergencyName == "" {
		out.EmergencyName, out.EmergencyPhone, out.EmergencyWho = drop.EmergencyName, drop.EmergencyPhone, drop.EmergencyWho
	}
	if drop.EnrolledOn.Before(keep.EnrolledOn) {
		out.EnrolledOn = drop.EnrolledOn
	}
	if drop.CharterOn.After(keep.CharterOn) && drop.UnitID == keep.UnitID {
		out.CharterID, out.CharterOn = drop.CharterID, drop.CharterOn
	}
	if drop.LeftOn.IsZero() {
		out.LeftOn = drop.LeftOn
	}
	return out
}

// further orders live bookings by how near they are to a place.
var further = map[State]int{Confirmed: 4, Offered: 3, Requested: 2, Waiting: 1}

// withdrawTwice withdraws one of each two live bookings of the same run.
func (c *College) withdrawTwice(ctx context.Context, tx *db.DB, by actor.Actor, keep, drop Student) error {
	dropped, err := liveOfStudent(ctx, tx, drop.OrgID, drop.ID)
	if err != nil {
		return err
	}
	for _, d := range dropped {
		k, twice, err := liveBooking(ctx, tx, keep.OrgID, d.RunID, keep.ID)
		if err != nil {
			return err
		}
		if !twice {
			continue
		}
		loser := d
		if further[d.State] > further[k.State] || further[d.State] == further[k.State] && d.CreatedAt.Before(k.CreatedAt) {
			loser = k
		}
		if err := c.letGo(ctx, tx, by, loser, Withdrawn, "Two records of one student were put together."); err != nil {
			return err
		}
	}
	return nil
}

// letGo ends a live booking without a word to the student, gives its place back
// and offers it to the next.
func (c *College) letGo(ctx context.Context, tx *db.DB, by actor.Actor, b Booking, to State, reason string) error {
	run, err := oneRun(ctx, tx, b.OrgID, b.RunID)
	if err != nil {
		return err
	}
	had := b.State == Confirmed || b.State == Offered
	if b, err = c.move(ctx, tx, by, run, b, to, reason, ""); err != nil || !had {
		return err
	}
	if err := c.lose(ctx, tx, run, b); err != nil {
		return err
	}
	if run, err = oneRun(ctx, tx, b.OrgID, b.RunID); err != nil {
		return err
	}
	return c.freeUp(ctx, tx, run)
}

// ErasePerson removes what is personal about a student, in the transaction that
// erases the person. Their bookings stay, so that counts stay right.
func (c *College) ErasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	s, found, err := studentOfPerson(ctx, tx, orgID, personID)
	if err != nil || !found {
		return err
	}
	if err := lockStudent(ctx, tx, orgID, s.ID); err != nil {
		return err
	}
	live, err := aheadOf(ctx, tx, orgID, s.ID, c.now()) // what was is counted on
	if err != nil {
		return err
	}
	for _, b := range live {
		to := Withdrawn
		if b.State == Confirmed {
			to = Cancelled
		}
		if err := c.letGo(ctx, tx, actor.System(orgID, "erasure"), b, to, ""); err != nil {
			return err
		}
	}
	return eraseStudent(ctx, tx, orgID, s.ID, c.today())
}

// StudentRecord is what this module holds about a person, as it is given to them.
type StudentRecord struct {
	EnrolledOn, How, CharterAgreedOn, LeftOn string
	Relations                                []string
	Borough, PostcodeDistrict                string
	Emergency                                Emergency
	Reminder                                 Reminder
	Bookings                                 []BookingRecord
	Attendance                               []AttendanceRecord
	Calls                                    []CallRecord
	Told                                     []NoticeRecord
	Asked                                    []RequestRecord
	Allowed                                  []AllowanceRecord
}

// BookingRecord is one booking in a [StudentRecord], with its steps.
type BookingRecord struct {
	Course, State, BookedAt, How, Reason, PassedOver, Priority string
	Steps                                                      []StepRecord
}

// StepRecord is one step of a booking.
type StepRecord struct{ At, From, To, By, Words string }

// AttendanceRecord is one session of the register.
type AttendanceRecord struct{ Course, Session, State, By string }

// CallRecord is one check that the student was all right.
type CallRecord struct{ Course, Due, Done, By, Outcome, Words string }

// NoticeRecord is one thing the student was told.
type NoticeRecord struct{ Course, Kind, At, Words string }

// RequestRecord is one thing the student asked for.
type RequestRecord struct{ Kind, Words, At, Done string }

// AllowanceRecord is how many bookings of a term the student had and could have.
type AllowanceRecord struct {
	Term       string
	Used, Most int
	Reason     string
}

// ExportPerson returns all that the college holds about a person, or nil.
func (c *College) ExportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	s, found, err := studentOfPerson(ctx, tx, orgID, personID)
	if err != nil || !found {
		return nil, err
	}
	out := &StudentRecord{
		EnrolledOn: s.EnrolledOn.ISO(), How: wayLabel(s.How), CharterAgreedOn: s.CharterOn.ISO(), LeftOn: s.LeftOn.ISO(),
		PostcodeDistrict: s.PostcodeDistrict, Emergency: Emergency{s.EmergencyName, s.EmergencyPhone, s.EmergencyWho}, Reminder: Reminder{s.ReminderChannel, s.ReminderHours},
	}
	for _, code := range s.Told().Relations {
		out.Relations = append(out.Relations, relationLabel(code))
	}
	if s.BoroughID != "" {
		unit, err := c.units.In(tx).Unit(ctx, orgID, s.BoroughID)
		if err != nil {
			return nil, err
		}
		out.Borough = unit.Name
	}
	for _, step := range []func(context.Context, *db.DB, Student, *StudentRecord) error{c.exportBookings, exportRegister, exportRequests} {
		if err := step(ctx, tx, s, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func relationLabel(code string) string {
	for _, r := range Relations {
		if r.Code == code {
			return r.Label
		}
	}
	return code
}

func isoTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (c *College) exportBookings(ctx context.Context, tx *db.DB, s Student, out *StudentRecord) error {
	bookings, err := bookingsOfStudent(ctx, tx, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	for _, b := range bookings {
		run, err := oneRun(ctx, tx, s.OrgID, b.RunID)
		if err != nil {
			return err
		}
		record := BookingRecord{Course: run.Title, State: b.State.Words(), BookedAt: isoTime(b.CreatedAt), How: wayLabel(b.How), Reason: b.Reason, PassedOver: b.PassedOver, Priority: b.PriorityBy}
		events, err := eventsOfBooking(ctx, tx, s.OrgID, b.ID)
		if err != nil {
			return err
		}
		for _, e := range events {
			record.Steps = append(record.Steps, StepRecord{isoTime(e.At), string(e.FromState), string(e.ToState), e.ByName, e.Words})
		}
		out.Bookings = append(out.Bookings, record)
	}
	return nil
}

func exportRegister(ctx context.Context, tx *db.DB, s Student, out *StudentRecord) error {
	rows, err := attendanceOf(ctx, tx, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		out.Attendance = append(out.Attendance, AttendanceRecord{r.Title, isoTime(r.StartsAt), r.State, r.ByName})
	}
	calls, err := callsOf(ctx, tx, s.OrgID, s.ID)
	for _, f := range calls {
		out.Calls = append(out.Calls, CallRecord{f.RunTitle, f.DueOn.ISO(), isoTime(f.DoneAt), f.DoneBy, f.Outcome, f.Words})
	}
	return err
}

func exportRequests(ctx context.Context, tx *db.DB, s Student, out *StudentRecord) error {
	told, err := noticesOf(ctx, tx, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	for _, n := range told {
		out.Told = append(out.Told, NoticeRecord{n.Title, n.Kind, isoTime(n.CreatedAt), n.Words})
	}
	asked, err := requestsOfStudent(ctx, tx, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	for _, q := range asked {
		out.Asked = append(out.Asked, RequestRecord{q.Kind, q.Words, isoTime(q.CreatedAt), isoTime(q.DoneAt)})
	}
	allowed, err := allowancesOf(ctx, tx, s.OrgID, s.ID)
	for _, a := range allowed {
		term, found, err := maybeTerm(ctx, tx, s.OrgID, a.TermID)
		if err != nil {
			return err
		}
		if found {
			out.Allowed = append(out.Allowed, AllowanceRecord{term.Name, a.Used, a.Most, a.Reason})
		}
	}
	return err
}
