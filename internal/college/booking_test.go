package college

import (
	"errors"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// A place is booked until there is none; the next person can wait; a place that
// is cancelled is offered at once, in order, by rank.
func TestBookWaitOffer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 1, inMay(0))
		ann, bob, cat := w.student("Ann"), w.student("Bob"), w.student("Cat")
		first, err := c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"})
		w.ok(err)
		if _, err := c.Book(ctx, w.as(bob), run.ID, bob.ID, BookInput{How: "online"}); !errors.Is(err, ErrFull) {
			t.Fatalf("the second booking of one place: %v", err)
		}
		if _, err := c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"}); err == nil {
			t.Error("the same student booked twice")
		}
		waiting, err := c.JoinList(ctx, w.as(bob), run.ID, bob.ID, "online")
		w.ok(err)
		w.at = w.at.Add(time.Minute)
		behind, err := c.JoinList(ctx, w.by, run.ID, cat.ID, "phone")
		w.ok(err)
		p, err := c.Place(ctx, d, behind)
		w.ok(err)
		if p.Number != 2 || p.Everybody != 2 || !strings.Contains(p.Why, "one person is ahead") {
			t.Errorf("the place of the second: %+v", p)
		}
		w.sound()
		w.ok(c.Cancel(ctx, w.as(ann), first.ID, ""))
		got := w.booking(waiting.ID)
		if got.State != Offered || !got.OfferUntil.Equal(w.at.Add(48*time.Hour)) {
			t.Fatalf("after the place came free: %s until %s", got.State, got.OfferUntil)
		}
		if w.reload(run.ID).Taken != 1 || w.told(bob, NoticeOffer) != 1 || w.told(ann, NoticeCancelled) != 1 {
			t.Error("the place is not kept, or somebody was not told")
		}
		taken, err := c.AcceptByToken(ctx, w.token(waiting.ID))
		w.ok(err)
		if taken.State != Confirmed {
			t.Errorf("accepted, and it is %s", taken.State)
		}
		again, err := c.AcceptByToken(ctx, w.token(waiting.ID))
		if err != nil || again.State != Confirmed {
			t.Errorf("a second tap: %s, %v", again.State, err)
		}
		w.sound()
	})
}

// An offer never passes the start less the cut-off; nobody is offered a place
// after it; an offer nobody answers passes on.
func TestOffersEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 1, inMay(0))
		ann, bob, cat := w.student("Ann"), w.student("Bob"), w.student("Cat")
		first, err := c.Book(ctx, w.by, run.ID, ann.ID, BookInput{How: "phone"})
		w.ok(err)
		second, err := c.JoinList(ctx, w.by, run.ID, bob.ID, "phone")
		w.ok(err)
		w.at = w.at.Add(time.Minute)
		third, err := c.JoinList(ctx, w.by, run.ID, cat.ID, "phone")
		w.ok(err)
		w.at = run.StartsAt.Add(-30 * time.Hour)
		w.ok(c.Cancel(ctx, w.by, first.ID, "ill"))
		if got := w.booking(second.ID); !got.OfferUntil.Equal(run.StartsAt.Add(-2 * time.Hour)) {
			t.Errorf("the offer ends at %s, want two hours before the start", got.OfferUntil)
		}
		w.at = run.StartsAt.Add(-2 * time.Hour)
		if _, err := c.Accept(ctx, w.as(bob), second.ID); !errors.Is(err, errNoOffer) {
			t.Errorf("an answer after the offer has ended: %v", err)
		}
		w.ok(c.Turn(ctx))
		if got := w.booking(second.ID).State; got != Expired {
			t.Errorf("the offer nobody answered is %s", got)
		}
		if got := w.booking(third.ID); got.State != Waiting {
			t.Errorf("offered after the cut-off: %s", got.State)
		}
		p, err := c.Place(ctx, d, w.booking(third.ID))
		if w.ok(err); !strings.Contains(p.Why, "too close to the start") {
			t.Errorf("why no offer came: %q", p.Why)
		}
		w.at = run.StartsAt
		w.ok(c.Turn(ctx))
		if got := w.booking(third.ID).State; got != Unplaced || w.told(cat, NoticeUnplaced) != 1 {
			t.Errorf("the course has begun, and who waited is %s", got)
		}
		if _, err := c.Book(ctx, w.by, run.ID, bob.ID, BookInput{How: "phone"}); !errors.Is(err, errBegun) {
			t.Errorf("booked after the start: %v", err)
		}
		w.sound()
	})
}

// The limit of the term counts places, not waiting; whoever has reached it is
// passed over with the reason, and gets the place once they may.
func TestLimitAndClash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c, term := t.Context(), w.college, w.term(1)
		a, b, same := w.run(term, 1, inMay(0)), w.run(term, 5, inMay(7)), w.run(w.term(0), 5, inMay(7))
		ann, bob := w.student("Ann"), w.student("Bob")
		full, err := c.Book(ctx, w.by, a.ID, ann.ID, BookInput{How: "phone"})
		w.ok(err)
		waits, err := c.JoinList(ctx, w.by, a.ID, bob.ID, "phone")
		w.ok(err)
		other, err := c.Book(ctx, w.by, b.ID, bob.ID, BookInput{How: "phone"})
		w.ok(err)
		if _, err := c.Book(ctx, w.by, b.ID, ann.ID, BookInput{How: "phone"}); !errors.Is(err, ErrLimit) {
			t.Errorf("a second booking where one is the limit: %v", err)
		}
		if w.reload(b.ID).Taken != 1 {
			t.Error("the booking that was refused took a place")
		}
		if _, err := c.Book(ctx, w.by, same.ID, bob.ID, BookInput{How: "phone"}); err == nil || !strings.Contains(fault.Text(err), "at the same time as Hope") {
			t.Errorf("two courses at the same time: %v", err)
		}
		w.ok(c.Cancel(ctx, w.by, full.ID, ""))
		p, err := c.Place(ctx, d, w.booking(waits.ID))
		if w.ok(err); !strings.Contains(p.Why, "as many bookings this term") || w.booking(waits.ID).State != Waiting {
			t.Errorf("why no offer came: %+v", p)
		}
		w.ok(c.Cancel(ctx, w.as(bob), other.ID, ""))
		w.ok(c.Turn(ctx))
		if got := w.booking(waits.ID).State; got != Offered {
			t.Errorf("within the limit again, and %s", got)
		}
		w.sound()
	})
}

// Places kept for a group are counted, used by the group, and freed when their
// day is over.
func TestHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(0), 3, inMay(0))
		h, err := c.AddHold(ctx, w.by, Hold{RunID: run.ID, ForWhom: "Kingsmere Voices", Places: 2, UntilOn: may.AddDays(-3)})
		w.ok(err)
		if _, err := c.AddHold(ctx, w.by, Hold{RunID: run.ID, ForWhom: "Another", Places: 2, UntilOn: may.AddDays(-3)}); fault.Fields(err)["places"] == "" {
			t.Errorf("more places kept than are free: %v", err)
		}
		ann, bob, cat, dee := w.student("Ann"), w.student("Bob"), w.student("Cat"), w.student("Dee")
		_, err = c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"})
		w.ok(err)
		if _, err := c.Book(ctx, w.as(bob), run.ID, bob.ID, BookInput{How: "online"}); !errors.Is(err, ErrFull) {
			t.Errorf("a place of the group was taken: %v", err)
		}
		inGroup, err := c.Book(ctx, w.by, run.ID, cat.ID, BookInput{How: "phone", HoldID: h.ID})
		w.ok(err)
		waits, err := c.JoinList(ctx, w.by, run.ID, dee.ID, "phone")
		w.ok(err)
		w.sound()
		w.at = may.AddDays(-2).Start()
		w.ok(c.Turn(ctx))
		if got := w.booking(waits.ID).State; got != Offered {
			t.Errorf("the group's free place was not offered: %s", got)
		}
		w.sound()
		w.ok(c.Cancel(ctx, w.by, inGroup.ID, ""))
		if got := w.reload(run.ID); got.Taken != 2 {
			t.Errorf("%d places taken, want 2", got.Taken)
		}
		w.sound()
	})
}

// Awaiting approval is not waiting: it takes no place, and the college answers.
func TestApproval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 1, inMay(0))
		w.exec(`UPDATE college_run SET audience = 'carer' WHERE org_id = $1 AND id = $2`, run.ID)
		ann, bob := w.student("Ann"), w.student("Bob")
		w.exec(`UPDATE college_student SET carer = $2 WHERE org_id = $1 AND id = $3`, true, bob.ID)
		asks, err := c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"})
		if w.ok(err); asks.State != Requested || w.reload(run.ID).Taken != 0 {
			t.Fatalf("somebody it is not for: %s", asks.State)
		}
		if _, err := c.Approve(ctx, w.as(ann), asks.ID); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("approved by the student: %v", err)
		}
		got, err := c.Book(ctx, w.as(bob), run.ID, bob.ID, BookInput{How: "online"})
		if w.ok(err); got.State != Confirmed {
			t.Errorf("somebody it is for: %s", got.State)
		}
		if _, err := c.Refuse(ctx, w.by, asks.ID, " "); fault.Fields(err)["reason"] == "" {
			t.Errorf("refused without a reason: %v", err)
		}
		asks, err = c.Approve(ctx, w.by, asks.ID)
		if w.ok(err); asks.State != Waiting || w.told(ann, NoticeWaiting) != 1 {
			t.Errorf("approved when it is full: %s", asks.State)
		}
		w.ok(c.Cancel(ctx, w.by, got.ID, ""))
		if s := w.booking(asks.ID).State; s != Offered {
			t.Errorf("then a place came free: %s", s)
		}
		w.sound()
	})
}

// Nobody reaches the booking of another student or another organisation.
func TestReach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, other := newWorld(t, d), newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 4, inMay(0))
		ann, bob := w.student("Ann"), w.student("Bob")
		b, err := c.Book(ctx, w.as(ann), run.ID, ann.ID, BookInput{How: "online"})
		w.ok(err)
		elsewhere := actor.Actor{OrgID: w.by.OrgID, AccountID: "x", Grants: []actor.Grant{{Path: "/root/elsewhere/", Permissions: map[string]bool{Students: true}}}}
		for name, by := range map[string]actor.Actor{"another student": w.as(bob), "another organisation": other.by, "staff of another college": elsewhere} {
			if err := c.Cancel(ctx, by, b.ID, ""); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s cancels: %v", name, err)
			}
			if _, err := c.Book(ctx, by, run.ID, ann.ID, BookInput{How: "online"}); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s books: %v", name, err)
			}
		}
	})
}

// The college cancels a run: every live booking ends, is told once, and gives
// back what it took.
func TestEndRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		run := w.run(w.term(3), 1, inMay(0))
		ann, bob := w.student("Ann"), w.student("Bob")
		_, err := c.Book(ctx, w.by, run.ID, ann.ID, BookInput{How: "phone"})
		w.ok(err)
		_, err = c.JoinList(ctx, w.by, run.ID, bob.ID, "phone")
		w.ok(err)
		w.ok(d.Tx(ctx, func(tx *db.DB) error { return c.endRun(ctx, tx, w.by, run, "The trainer is ill.") }))
		w.exec(`UPDATE college_run SET state = 'cancelled', cancelled_at = $3 WHERE org_id = $1 AND id = $2`, run.ID, w.at)
		if w.reload(run.ID).Taken != 0 || w.told(ann, NoticeRunCancelled) != 1 || w.told(bob, NoticeRunCancelled) != 1 {
			t.Error("a place is still taken, or somebody was not told")
		}
		w.sound()
	})
}
