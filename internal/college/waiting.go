package college

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// JoinList puts a student on the waiting list of a run that is full.
func (c *College) JoinList(ctx context.Context, by actor.Actor, runID, studentID, how string) (Booking, error) {
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
	if err := c.fresh(ctx, c.db, f); err != nil && !errors.Is(err, ErrLimit) { // one may wait beyond the limit
		return Booking{}, err
	}
	switch {
	case !f.run.Lists():
		return Booking{}, fault.New(fault.Conflict, "There is no waiting list: come when you like.")
	case f.run.Free() > 0 && !f.run.Approval && f.suits():
		return Booking{}, fault.New(fault.Conflict, "There is a place: you can book it.")
	case f.run.Approval || !f.suits():
		if !byStaff {
			return Booking{}, fault.New(fault.Conflict, "The college looks at each booking of this course first: ask for a place.")
		}
	}
	b := c.newBooking(f, BookInput{How: how})
	b.State = Waiting
	return b, c.db.Tx(ctx, func(tx *db.DB) error { return c.begin(ctx, tx, by, f, b, Waiting, NoticeWaiting) })
}

// offers reports whether freed places of the run may be offered at now.
func (r Run) offers(now time.Time, s Setting) bool {
	return r.State == "open" && !r.StartsAt.IsZero() && now.Before(r.LastOffer(s))
}

// freeUp offers the free places of a run to those who wait, in order. Whoever
// cannot be offered one is passed over, and can read why. Call it in the
// transaction that freed a place, widened the run or opened it again.
func (c *College) freeUp(ctx context.Context, tx *db.DB, run Run) error {
	run, err := lockRun(ctx, tx, run.OrgID, run.ID)
	if err != nil {
		return err
	}
	setting, err := settingOf(ctx, tx, run.OrgID, run.UnitID)
	if err != nil || run.Free() <= 0 || !run.offers(c.now(), setting) {
		return err
	}
	waiting, err := waitingOf(ctx, tx, run.OrgID, run.ID)
	if err != nil || len(waiting) == 0 {
		return err
	}
	term, err := oneTerm(ctx, tx, run.OrgID, run.TermID)
	if err != nil {
		return err
	}
	free := run.Free()
	for _, b := range waiting {
		if free == 0 {
			break
		}
		offered, err := c.offer(ctx, tx, run, term, setting, b)
		if err != nil {
			return err
		}
		if offered {
			free--
		}
	}
	return nil
}

// offer keeps a place for somebody who waits, or notes why it cannot.
func (c *College) offer(ctx context.Context, tx *db.DB, run Run, term Term, setting Setting, b Booking) (bool, error) {
	clash, found, err := clashOf(ctx, tx, b.OrgID, b.RunID, b.StudentID, true)
	if err != nil {
		return false, err
	}
	if found {
		return false, setPassedOver(ctx, tx, b, "A place came free, and you have "+clash.Title+" at the same time. If you cancel that, the next place is yours.")
	}
	if b.Counts {
		used, err := useAllowance(ctx, tx, b.OrgID, term.ID, b.StudentID, term.TermLimit)
		if err != nil {
			return false, err
		}
		if !used {
			return false, setPassedOver(ctx, tx, b, "A place came free, and you have as many bookings this term as one student can have. If you cancel one, the next place is yours.")
		}
	}
	if ok, err := c.guard.take(ctx, tx, b.OrgID, b.RunID); err != nil || !ok {
		if err == nil {
			err = fmt.Errorf("run %s has no place although it was held still", b.RunID)
		}
		return false, err
	}
	token, hash := newToken()
	b.OfferedAt = c.now().UTC().Truncate(time.Microsecond)
	b.OfferUntil = b.OfferedAt.Add(time.Duration(setting.OfferHours) * time.Hour)
	if last := run.LastOffer(setting); b.OfferUntil.After(last) {
		b.OfferUntil = last
	}
	if _, err := c.move(ctx, tx, actor.System(b.OrgID, "Footbridge"), run, b, Offered, "", hash); err != nil {
		return false, err
	}
	return true, c.tell(ctx, tx, Notice{OrgID: b.OrgID, Kind: NoticeOffer, StudentID: b.StudentID, RunID: b.RunID, BookingID: b.ID, Token: token})
}

// newToken is a secret for a link, and the hash by which it is known.
func newToken() (token, hash string) {
	token = strings.ToLower(rand.Text())
	return token, hashOf(token)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Accept takes an offered place; the student may, and staff on the phone.
func (c *College) Accept(ctx context.Context, by actor.Actor, bookingID string) (Booking, error) {
	b, _, _, err := c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return b, err
	}
	return c.accept(ctx, by, b)
}

func (c *College) accept(ctx context.Context, by actor.Actor, b Booking) (Booking, error) {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if err := c.noClash(ctx, tx, b, false); err != nil {
			return err
		}
		var run Run
		var err error
		if b, run, err = c.offered(ctx, tx, b); err != nil {
			return err
		}
		b, err = c.moveAndTell(ctx, tx, by, run, b, Confirmed, "", NoticeConfirmed)
		return err
	})
	return b, err
}

// offered reads a booking again and says when its offer cannot be answered.
func (c *College) offered(ctx context.Context, tx *db.DB, b Booking) (Booking, Run, error) {
	b, err := oneBooking(ctx, tx, b.OrgID, b.ID)
	if err != nil {
		return b, Run{}, err
	}
	run, err := oneRun(ctx, tx, b.OrgID, b.RunID)
	if err == nil && (b.State != Offered || !c.now().Before(b.OfferUntil)) {
		err = errNoOffer
	}
	return b, run, err
}

// Decline says no to an offer: the place goes to the next person at once.
func (c *College) Decline(ctx context.Context, by actor.Actor, bookingID string) (Booking, error) {
	b, _, _, err := c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return b, err
	}
	return c.decline(ctx, by, b)
}

func (c *College) decline(ctx context.Context, by actor.Actor, b Booking) (Booking, error) {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockStudent(ctx, tx, b.OrgID, b.StudentID); err != nil {
			return err
		}
		var run Run
		var err error
		if b, run, err = c.offered(ctx, tx, b); err != nil {
			return err
		}
		if b, err = c.move(ctx, tx, by, run, b, Declined, "", ""); err != nil {
			return err
		}
		if err := c.lose(ctx, tx, run, b); err != nil {
			return err
		}
		return c.freeUp(ctx, tx, run)
	})
	return b, err
}

// ByToken finds the booking that the link of an offer belongs to, answered or
// not, with its run.
func (c *College) ByToken(ctx context.Context, token string) (Booking, Run, error) {
	all, err := c.units.Organisations(ctx)
	if err != nil {
		return Booking{}, Run{}, err
	}
	for _, org := range all {
		b, found, err := bookingByOffer(ctx, c.db, org.OrgID, hashOf(token))
		if err != nil {
			return Booking{}, Run{}, err
		}
		if found {
			run, err := oneRun(ctx, c.db, b.OrgID, b.RunID)
			return b, run, err
		}
	}
	return Booking{}, Run{}, fault.New(fault.NotFound, "This link is not one of ours, or it was for an earlier offer.")
}

// AcceptByToken takes the offered place whose link somebody has.
func (c *College) AcceptByToken(ctx context.Context, token string) (Booking, error) {
	b, _, err := c.ByToken(ctx, token)
	if err != nil || b.State == Confirmed { // a second tap
		return b, err
	}
	return c.accept(ctx, bearer(b), b)
}

// DeclineByToken says no to the offer whose link somebody has.
func (c *College) DeclineByToken(ctx context.Context, token string) (Booking, error) {
	b, _, err := c.ByToken(ctx, token)
	if err != nil || b.State == Declined {
		return b, err
	}
	return c.decline(ctx, bearer(b), b)
}

// bearer is whoever has the link of an offer, for the audit trail.
func bearer(b Booking) actor.Actor { return actor.System(b.OrgID, "the student, by the link") }

// Position is where somebody stands on a waiting list.
type Position struct {
	Number, Everybody int    // "2 of 5"
	Why               string // no offer has come yet
}

// Place says where a waiting booking stands and why no offer came.
func (c *College) Place(ctx context.Context, tx *db.DB, b Booking) (Position, error) {
	ahead, all, err := place(ctx, tx, b)
	if err != nil {
		return Position{}, err
	}
	p := Position{Number: ahead + 1, Everybody: all, Why: b.PassedOver}
	if p.Why != "" {
		return p, nil
	}
	run, err := oneRun(ctx, tx, b.OrgID, b.RunID)
	if err != nil {
		return p, err
	}
	setting, err := settingOf(ctx, tx, b.OrgID, run.UnitID)
	if err != nil {
		return p, err
	}
	switch {
	case run.State != "open":
		p.Why = "Booking is closed, so no more places are offered."
	case !run.offers(c.now(), setting):
		p.Why = "It is too close to the start to offer places now."
	case run.Free() > 0:
		p.Why = "A place is free. It is offered within a minute to the next person who can come."
	case ahead > 0:
		p.Why = fmt.Sprintf("All %d places are taken, and %s ahead of you.", run.Capacity, people1(ahead))
	default:
		p.Why = fmt.Sprintf("All %d places are taken. The next one that comes free is offered to you.", run.Capacity)
	}
	return p, nil
}

func people1(n int) string {
	if n == 1 {
		return "one person is"
	}
	return fmt.Sprintf("%d people are", n)
}

// Priorities are the reasons for which somebody may be offered a place earlier.
func (c *College) Priorities(ctx context.Context, orgID, unitID string) ([]Priority, error) {
	return openPriorities(ctx, c.db, orgID, unitID)
}

// SetPriority gives somebody who waits one of the college's stated reasons to be
// offered a place earlier, or with "" takes it back.
func (c *College) SetPriority(ctx context.Context, by actor.Actor, bookingID, priorityID string) error {
	b, run, staff, err := c.reach(ctx, c.db, by, bookingID)
	if err != nil {
		return err
	}
	if !staff {
		return fault.New(fault.Forbidden, "The college decides about priority. Tell them what you need.")
	}
	stated, err := openPriorities(ctx, c.db, by.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	b.PriorityID, b.Rank, b.PriorityBy = "", usualRank, ""
	for _, p := range stated {
		if p.ID == priorityID {
			b.PriorityID, b.Rank, b.PriorityBy = p.ID, p.Rank, by.Name
		}
	}
	if priorityID != b.PriorityID {
		return fault.Field("priority", "Choose one of the college's reasons.")
	}
	if b.State != Waiting {
		return errMoved
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		_, err := c.move(ctx, tx, by, run, b, Waiting, b.Reason, "")
		return err
	})
}
