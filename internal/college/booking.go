package college

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// BookInput is how a booking came about.
type BookInput struct {
	How    string // online, phone, paper, in person
	HoldID string // the group whose place it takes, or ""
}

// Why a booking cannot be made, in words. Callers tell them apart with errors.Is.
var (
	ErrFull    = fault.New(fault.Conflict, "Every place has gone. You can join the waiting list: we will offer you a place as soon as one comes free.")
	ErrLimit   = fault.New(fault.Conflict, "This would be more than the bookings one student can have in a term. When a course is over or cancelled, you can book another.")
	errBooked  = fault.New(fault.Conflict, "There is a booking of this course already.")
	errNotOpen = fault.New(fault.Conflict, "Booking for this course is not open.")
	errBegun   = fault.New(fault.Conflict, "This course has begun, so it cannot be booked any more.")
	errMoved   = fault.New(fault.Conflict, "This booking has changed meanwhile. Open it again to see how it stands.")
	errNoOffer = fault.New(fault.Conflict, "There is no offer to answer: it has been answered, or it has ended.")
	errNobody  = fault.New(fault.NotFound, "We could not find that record.")
)

// bookable are the facts that decide whether a run can be booked.
type bookable struct {
	run     Run
	term    Term
	student Student
	setting Setting
}

// facts reads what decides about a booking.
func (c *College) facts(ctx context.Context, tx *db.DB, orgID, runID, studentID string) (bookable, error) {
	var f bookable
	var err error
	if f.run, err = oneRun(ctx, tx, orgID, runID); err != nil {
		return f, err
	}
	if f.term, err = oneTerm(ctx, tx, orgID, f.run.TermID); err != nil {
		return f, err
	}
	if f.student, err = oneStudent(ctx, tx, orgID, studentID); err != nil {
		return f, err
	}
	f.setting, err = settingOf(ctx, tx, orgID, f.run.UnitID)
	return f, err
}

// begun reports whether it is too late to book: a drop-in, and what one does at
// one's own pace, can be booked until the end.
func (r Run) begun(now time.Time) bool {
	switch {
	case r.StartsAt.IsZero():
		return false
	case !r.Lists():
		return !now.Before(r.EndsAt)
	}
	return !now.Before(r.StartsAt)
}

// LastOffer is the moment until which a freed place of the run is offered.
func (r Run) LastOffer(s Setting) time.Time {
	return r.StartsAt.Add(-time.Duration(s.CutoffHours) * time.Hour)
}

// open says why the run cannot be booked now. A member of staff may book before
// and after the days of booking, never once the course has begun.
func (f bookable) open(now time.Time, byStaff bool) error {
	today := when.DateOf(now)
	switch {
	case f.run.State != "open" && !(byStaff && f.run.State == "closed"):
		return errNotOpen
	case f.term.PublishedAt.IsZero():
		return errNotOpen
	case f.run.begun(now):
		return errBegun
	case !f.student.LeftOn.IsZero():
		return fault.New(fault.Conflict, "This student has left the college. They can enrol again at any time.")
	case byStaff:
		return nil
	case today.Before(f.term.OpensOn):
		return fault.New(fault.Conflict, "Booking opens on %s.", f.term.OpensOn)
	case today.After(f.term.ClosesOn):
		return fault.New(fault.Conflict, "Booking closed on %s.", f.term.ClosesOn)
	}
	return nil
}

// suits reports whether the run is for the student by what they have said.
func (f bookable) suits() bool {
	if f.run.Audience == "" {
		return true
	}
	said := map[string]bool{"uses services": f.student.UsesServices, "carer": f.student.Carer, "staff": f.student.Staff, "public": f.student.Public}
	return slices.ContainsFunc(strings.Split(f.run.Audience, ","), func(code string) bool { return said[strings.TrimSpace(code)] })
}

// mine reports whether by is the student, or works with the college's students.
func (c *College) mine(ctx context.Context, tx *db.DB, by actor.Actor, s Student) (staff bool, err error) {
	if by.PersonID != "" && by.PersonID == s.PersonID && by.OrgID == s.OrgID {
		return false, nil
	}
	return true, c.staff(ctx, tx, by, Students, s.UnitID)
}

// staff says that by may not do this at the college: it is not there for them.
func (c *College) staff(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string) error {
	if by.CanEverywhere(permission) {
		return nil
	}
	unit, err := c.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err != nil {
		return err
	}
	if !by.CanAt(permission, unit.Path) {
		return errNobody
	}
	return nil
}

// Book books a run for a student: a place at once, or a request where the college
// approves each booking or the run is for others. It is [ErrFull] when every
// place has gone, and [ErrLimit] past the limit of the term.
func (c *College) Book(ctx context.Context, by actor.Actor, runID, studentID string, in BookInput) (Booking, error) {
	f, err := c.facts(ctx, c.db, by.OrgID, runID, studentID)
	if err != nil {
		return Booking{}, err
	}
	byStaff, err := c.mine(ctx, c.db, by, f.student)
	if err != nil {
		return Booking{}, err
	}
	if err := f.open(c.now(), byStaff); err != nil {
		return Booking{}, err
	}
	if err := c.fresh(ctx, c.db, f); err != nil {
		return Booking{}, err
	}
	asks := !byStaff && (f.run.Approval || !f.suits())
	if !asks && in.HoldID == "" && f.run.Free() <= 0 {
		return Booking{}, ErrFull
	}
	b := c.newBooking(f, in)
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		if asks {
			return c.begin(ctx, tx, by, f, b, Requested, NoticeRequested)
		}
		return c.book(ctx, tx, by, f, b)
	})
	b.State = Confirmed
	if asks {
		b.State = Requested
	}
	return b, err
}

// fresh says what of the student's own speaks against another booking of the run:
// what the schema holds as well, said before anything is written.
func (c *College) fresh(ctx context.Context, tx *db.DB, f bookable) error {
	st, err := standingOf(ctx, tx, f.run, f.student.ID)
	switch {
	case err != nil:
		return err
	case st.Booked > 0:
		return errBooked
	case f.run.Counts && st.Most > 0 && st.Used >= st.Most, f.run.Counts && st.Most == 0 && f.term.TermLimit > 0 && st.Used >= f.term.TermLimit:
		return ErrLimit
	}
	return nil
}

func (c *College) newBooking(f bookable, in BookInput) Booking {
	now := c.now().UTC().Truncate(time.Microsecond)
	return Booking{
		OrgID: f.run.OrgID, ID: id.New(), RunID: f.run.ID, StudentID: f.student.ID, How: in.How, HoldID: in.HoldID,
		Counts: f.run.Counts, QueuedAt: now, Rank: usualRank, Version: 1, CreatedAt: now,
	}
}

// usualRank is that of somebody without a reason for priority.
const usualRank = 100

// book writes the booking and then takes its place: the row that everybody wants
// is touched last and held for the shortest time.
func (c *College) book(ctx context.Context, tx *db.DB, by actor.Actor, f bookable, b Booking) error {
	if b.HoldID == "" { // the last place may have gone while this one waited its turn
		if free, err := c.guard.free(ctx, tx, b.OrgID, b.RunID); err != nil || free <= 0 {
			return cmp.Or(err, error(ErrFull))
		}
	}
	if err := c.noClash(ctx, tx, b, true); err != nil {
		return err
	}
	if err := c.begin(ctx, tx, by, f, b, Confirmed, NoticeConfirmed); err != nil {
		return err
	}
	return c.gain(ctx, tx, f, b)
}

// noClash holds the student still and says with what a booking would clash.
func (c *College) noClash(ctx context.Context, tx *db.DB, b Booking, offers bool) error {
	if err := lockStudent(ctx, tx, b.OrgID, b.StudentID); err != nil {
		return err
	}
	clash, found, err := clashOf(ctx, tx, b.OrgID, b.RunID, b.StudentID, offers)
	if err == nil && found {
		err = clashError(clash)
	}
	return err
}

func clashError(clash clashRow) error {
	return fault.New(fault.Conflict, "It would be at the same time as %s, on %s. Cancel that first, if you would rather come here.", clash.Title, when.Stamp(clash.StartsAt))
}

// gain takes what a place needs: a place of the run or of a hold, and one of the
// student's allowance.
func (c *College) gain(ctx context.Context, tx *db.DB, f bookable, b Booking) error {
	taken, err := c.takeOne(ctx, tx, b)
	if err == nil && !taken {
		err = c.whyFull(ctx, tx, b)
	}
	if err != nil {
		return err
	}
	return c.fits(ctx, tx, f, b)
}

// fits takes one of the student's allowance for the term, where the run counts.
func (c *College) fits(ctx context.Context, tx *db.DB, f bookable, b Booking) error {
	if !b.Counts {
		return nil
	}
	used, err := useAllowance(ctx, tx, b.OrgID, f.run.TermID, b.StudentID, f.term.TermLimit)
	if err == nil && !used {
		err = ErrLimit
	}
	return err
}

func (c *College) takeOne(ctx context.Context, tx *db.DB, b Booking) (bool, error) {
	if b.HoldID != "" {
		return takeHeld(ctx, tx, b.OrgID, b.HoldID, b.RunID)
	}
	return c.guard.take(ctx, tx, b.OrgID, b.RunID)
}

func (c *College) whyFull(ctx context.Context, tx *db.DB, b Booking) error {
	run, err := oneRun(ctx, tx, b.OrgID, b.RunID)
	switch {
	case err != nil:
		return err
	case run.State != "open" && run.State != "closed":
		return errNotOpen
	case b.HoldID != "":
		return fault.New(fault.Conflict, "The group's places are all taken, or have been freed.")
	}
	return ErrFull
}

// lose gives back what a place took. Everybody locks in one order: the student,
// the run, its holds, allowances.
func (c *College) lose(ctx context.Context, tx *db.DB, run Run, b Booking) error {
	if _, err := lockRun(ctx, tx, b.OrgID, b.RunID); err != nil {
		return err
	}
	back := false
	if b.HoldID != "" {
		var err error
		if back, err = giveHeld(ctx, tx, b.OrgID, b.HoldID); err != nil {
			return err
		}
		if !back {
			if err := dropHeld(ctx, tx, b.OrgID, b.HoldID); err != nil {
				return err
			}
		}
	}
	if !back {
		if err := givePlaces(ctx, tx, b.OrgID, b.RunID, 1); err != nil {
			return err
		}
	}
	if !b.Counts {
		return nil
	}
	return giveAllowance(ctx, tx, b.OrgID, run.TermID, b.StudentID)
}

// begin writes a new booking with its first event, its entry in the trail and
// what the student is told.
func (c *College) begin(ctx context.Context, tx *db.DB, by actor.Actor, f bookable, b Booking, state State, kind string) error {
	b.State = state
	if err := insertBooking(ctx, tx, b); err != nil {
		if db.Duplicate(err) {
			return errBooked
		}
		return err
	}
	if err := insertBookingEvent(ctx, tx, b, "", by.Name, "", b.CreatedAt); err != nil {
		return err
	}
	if err := c.tell(ctx, tx, Notice{OrgID: b.OrgID, Kind: kind, StudentID: b.StudentID, RunID: b.RunID, BookingID: b.ID}); err != nil {
		return err
	}
	return c.recordBooking(ctx, tx, by, f.run, b, "")
}

// move takes a booking from the state it was read in to another, if nobody was
// quicker, with its event and its entry in the trail.
func (c *College) move(ctx context.Context, tx *db.DB, by actor.Actor, run Run, b Booking, to State, reason, hash string) (Booking, error) {
	from, now := b.State, c.now().UTC().Truncate(time.Microsecond)
	b.State, b.Reason = to, reason
	if !to.Live() {
		b.EndedAt = now
	}
	if to != Waiting {
		b.PassedOver = ""
	}
	saved, err := saveBooking(ctx, tx, b, hash)
	if err == nil && !saved {
		err = errMoved
	}
	if err != nil {
		return b, err
	}
	b.Version++
	if err := insertBookingEvent(ctx, tx, b, from, by.Name, reason, now); err != nil {
		return b, err
	}
	return b, c.recordBooking(ctx, tx, by, run, b, from)
}

// recordBooking writes the entry of a change of a booking: never who the student
// is, which is found from the id while it may be known.
func (c *College) recordBooking(ctx context.Context, tx *db.DB, by actor.Actor, run Run, b Booking, from State) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: c.now(), By: by, Action: "college.booking." + strings.ReplaceAll(string(b.State), " ", "_"),
		Target:  audit.Target{Kind: "booking", ID: b.ID, Words: run.Title},
		Changes: []audit.Change{{Field: "state", From: string(from), To: string(b.State)}},
	})
}

// Cancel ends a live booking: it frees the place at once and offers it to the
// next person, leaves the waiting list, or takes a request back. The student may
// do it, and the college, whose reason the student is told.
func (c *College) Cancel(ctx context.Context, by actor.Actor, bookingID, reason string) error {
	b, run, staff, err := c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockStudent(ctx, tx, b.OrgID, b.StudentID); err != nil {
			return err
		}
		b, err := oneBooking(ctx, tx, by.OrgID, b.ID)
		if err != nil {
			return err
		}
		if !b.State.Live() {
			return fault.New(fault.Conflict, "This booking has ended already.")
		}
		had := b.State == Confirmed || b.State == Offered
		if had && run.begun(c.now()) && !staff {
			return fault.New(fault.Conflict, "The course has begun. Tell the college that you are not able to come: there is no need to give a reason.")
		}
		to, kind := ending(b.State, staff)
		if b, err = c.move(ctx, tx, by, run, b, to, strings.TrimSpace(reason), ""); err != nil {
			return err
		}
		if err := c.tell(ctx, tx, Notice{OrgID: b.OrgID, Kind: kind, StudentID: b.StudentID, RunID: b.RunID, BookingID: b.ID, Words: b.Reason}); err != nil {
			return err
		}
		if !had {
			return nil
		}
		if err := c.lose(ctx, tx, run, b); err != nil {
			return err
		}
		return c.freeUp(ctx, tx, run)
	})
}

// ending is where cancelling leads, and what the student is told.
func ending(from State, staff bool) (State, string) {
	switch {
	case staff:
		return CollegeCancelled, NoticeCollegeCancelled
	case from == Offered:
		return Declined, NoticeCancelled
	case from == Confirmed:
		return Cancelled, NoticeCancelled
	}
	return Withdrawn, NoticeCancelled
}

// reach finds a booking that is by's own, or of a student by works with.
func (c *College) reach(ctx context.Context, tx *db.DB, by actor.Actor, bookingID string) (Booking, Run, bool, error) {
	b, err := oneBooking(ctx, tx, by.OrgID, bookingID)
	if err != nil {
		return Booking{}, Run{}, false, err
	}
	student, err := oneStudent(ctx, tx, by.OrgID, b.StudentID)
	if err != nil {
		return Booking{}, Run{}, false, err
	}
	staff, err := c.mine(ctx, tx, by, student)
	if err != nil {
		return Booking{}, Run{}, false, err
	}
	run, err := oneRun(ctx, tx, by.OrgID, b.RunID)
	return b, run, staff, err
}

// Approve gives a place to somebody who asked for one; when every place has gone
// meanwhile they join the waiting list, by the time they asked.
func (c *College) Approve(ctx context.Context, by actor.Actor, bookingID string) (Booking, error) {
	return c.answer(ctx, by, bookingID, func(ctx context.Context, tx *db.DB, f bookable, b Booking) (Booking, error) {
		if err := f.open(c.now(), true); err != nil {
			return b, err
		}
		if err := c.noClash(ctx, tx, b, true); err != nil {
			return b, err
		}
		run, err := lockRun(ctx, tx, b.OrgID, b.RunID)
		if err != nil {
			return b, err
		}
		if run.Free() <= 0 {
			return c.moveAndTell(ctx, tx, by, run, b, Waiting, "", NoticeWaiting)
		}
		if err := c.fits(ctx, tx, f, b); err != nil { // the run is held: there is a place
			return b, err
		}
		if ok, err := c.takeOne(ctx, tx, b); err != nil || !ok {
			return b, cmp.Or(err, error(errMoved))
		}
		return c.moveAndTell(ctx, tx, by, run, b, Confirmed, "", NoticeConfirmed)
	})
}

// Refuse says no to a request, with a reason that the student is told.
func (c *College) Refuse(ctx context.Context, by actor.Actor, bookingID, reason string) (Booking, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Booking{}, fault.Field("reason", "Enter a reason. The student will read it.")
	}
	return c.answer(ctx, by, bookingID, func(ctx context.Context, tx *db.DB, f bookable, b Booking) (Booking, error) {
		return c.moveAndTell(ctx, tx, by, f.run, b, Refused, reason, NoticeRefused)
	})
}

// answer lets staff decide about a request.
func (c *College) answer(ctx context.Context, by actor.Actor, bookingID string, fn func(context.Context, *db.DB, bookable, Booking) (Booking, error)) (Booking, error) {
	b, _, staff, err := c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return b, err
	}
	if !staff {
		return b, fault.New(fault.Forbidden, "The college decides about requests.")
	}
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		f, err := c.facts(ctx, tx, by.OrgID, b.RunID, b.StudentID)
		if err != nil {
			return err
		}
		if b, err = oneBooking(ctx, tx, by.OrgID, bookingID); err != nil {
			return err
		}
		if b.State != Requested {
			return fault.New(fault.Conflict, "Somebody has answered this request already.")
		}
		b, err = fn(ctx, tx, f, b)
		return err
	})
	return b, err
}

func (c *College) moveAndTell(ctx context.Context, tx *db.DB, by actor.Actor, run Run, b Booking, to State, reason, kind string) (Booking, error) {
	b, err := c.move(ctx, tx, by, run, b, to, reason, "")
	if err != nil {
		return b, err
	}
	return b, c.tell(ctx, tx, Notice{OrgID: b.OrgID, Kind: kind, StudentID: b.StudentID, RunID: b.RunID, BookingID: b.ID, Words: reason})
}

// endRun ends every live booking of a run that the college cancels, gives the
// students their allowance back and tells them.
func (c *College) endRun(ctx context.Context, tx *db.DB, by actor.Actor, run Run, reason string) error {
	if err := c.tellRun(ctx, tx, run, NoticeRunCancelled, "", reason); err != nil {
		return err
	}
	live, err := liveOfRun(ctx, tx, run.OrgID, run.ID)
	if err != nil {
		return err
	}
	for _, b := range live {
		had := b.State == Confirmed || b.State == Offered
		if b, err = c.move(ctx, tx, by, run, b, CollegeCancelled, reason, ""); err != nil {
			return err
		}
		if had {
			if err := c.lose(ctx, tx, run, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// EventsOf are the steps of a booking that by may see, the first one first.
func (c *College) EventsOf(ctx context.Context, by actor.Actor, bookingID string) ([]BookingEvent, error) {
	if _, _, _, err := c.reach(ctx, c.db, by, bookingID); err != nil {
		return nil, err
	}
	return eventsOfBooking(ctx, c.db, by.OrgID, bookingID)
}

// AllowanceOf is how many bookings of a term a student has and may have.
func (c *College) AllowanceOf(ctx context.Context, tx *db.DB, term Term, studentID string) (Allowance, error) {
	return allowanceOf(ctx, tx, term, studentID)
}

// Colleges lists the open units of the kind college.
func (c *College) Colleges(ctx context.Context, orgID string) ([]units.Unit, error) {
	all, err := c.units.Tree(ctx, orgID)
	return slices.DeleteFunc(all, func(u units.Unit) bool { return u.Kind != "college" || !u.Open() }), err
}
