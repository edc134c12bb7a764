package college

import (
	"slices"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Whatever changes for those who booked, they are told; the calendar's sequence
// goes up; the places of a cancelled run come back to the students.
func TestChangesAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		r := p.open(date(21, 9), 3, p.Garden.ID)
		p.at = date(10, 9).Start().Add(9 * time.Hour)
		ann, ben := p.student("Ann"), p.student("Ben")
		for _, s := range []Student{ann, ben} {
			_, err := c.Book(ctx, p.by, r.ID, s.ID, BookInput{How: "phone"})
			p.ok(err)
		}
		one := p.sessions(r)[0]
		plan := p.plan(one, p.lived, p.clin)
		plan.Start, plan.End = 780, 840
		refused(t, "no reason", c.ChangeSession(ctx, p.by, one.ID, plan, false), fault.Invalid, "plain words")
		plan.Reason = "The hall is being painted."
		p.ok(c.ChangeSession(ctx, p.by, one.ID, plan, false))
		now := p.sessions(r)[0]
		if now.Sequence != one.Sequence+1 || p.told(ann, NoticeChanged) != 1 || p.told(ben, NoticeChanged) != 1 || ClockOf(p.reload(r.ID).StartsAt) != 780 {
			t.Errorf("sequence %d, told %d, the run begins %s", now.Sequence, p.told(ann, NoticeChanged), p.reload(r.ID).StartsAt)
		}
		refused(t, "over what somebody changed", c.ChangeSession(ctx, p.by, one.ID, plan, false), fault.Conflict, "Somebody else")
		title := p.plan(now, p.lived, p.clin)
		title.Title = "Beginning"
		p.ok(c.ChangeSession(ctx, p.by, one.ID, title, false))
		if p.told(ann, NoticeChanged) != 1 {
			t.Error("a title alone is no news")
		}
		p.ok(c.Postpone(ctx, p.by, r.ID, p.reload(r.ID).Version, 1, "The hall is not ready.", false))
		if when.DateOf(p.reload(r.ID).StartsAt) != date(28, 9) || p.told(ann, NoticePostponed) != 1 {
			t.Errorf("postponed to %s, told %d", p.reload(r.ID).StartsAt, p.told(ann, NoticePostponed))
		}
		last := p.sessions(r)[2]
		p.ok(c.CancelSession(ctx, p.by, last.ID, last.Version, "The trainer is ill."))
		if p.told(ben, NoticeSessionCancelled) != 1 || !p.reload(r.ID).EndsAt.Equal(p.sessions(r)[1].EndsAt) {
			t.Errorf("told %d, the run ends %s", p.told(ben, NoticeSessionCancelled), p.reload(r.ID).EndsAt)
		}
		p.sound()
		small := p.reload(r.ID)
		small.Capacity, small.Minimum = 1, 1
		refused(t, "fewer than taken", c.ChangeRun(ctx, p.by, small), fault.Invalid, "2 places are taken")
		p.ok(c.CancelRun(ctx, p.by, r.ID, "Not enough people."))
		if p.told(ann, NoticeRunCancelled) != 1 || p.reload(r.ID).Taken != 0 {
			t.Errorf("told %d, taken %d", p.told(ann, NoticeRunCancelled), p.reload(r.ID).Taken)
		}
		term, err := c.Term(ctx, p.db, p.by.OrgID, p.Term.ID)
		p.ok(err)
		if a, err := c.AllowanceOf(ctx, p.db, term, ann.ID); err != nil || a.Used != 0 {
			t.Errorf("allowance = %+v, %v", a, err)
		}
		refused(t, "twice", c.CancelRun(ctx, p.by, r.ID, "Again"), fault.Conflict, "over or cancelled")
		p.sound()
	})
}

// Widening a run, and opening it again, offers places to who waits.
func TestRoomForMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		r := p.open(date(21, 9), 1, p.Garden.ID)
		r.Capacity, r.Minimum = 1, 1
		p.ok(c.ChangeRun(ctx, p.by, r))
		p.at = date(10, 9).Start().Add(9 * time.Hour)
		ann, ben := p.student("Ann"), p.student("Ben")
		_, err := c.Book(ctx, p.by, r.ID, ann.ID, BookInput{How: "phone"})
		p.ok(err)
		wait, err := c.JoinList(ctx, p.by, r.ID, ben.ID, "phone")
		p.ok(err)
		p.ok(c.CloseBooking(ctx, p.by, r.ID))
		wider := p.reload(r.ID)
		wider.Capacity = 2
		p.ok(c.ChangeRun(ctx, p.by, wider))
		if got := p.booking(wait.ID).State; got != Waiting {
			t.Errorf("a closed run offers: %s", got)
		}
		p.ok(c.ReopenBooking(ctx, p.by, r.ID))
		if got := p.booking(wait.ID).State; got != Offered {
			t.Errorf("reopened and %s", got)
		}
		// The offer of a session that comes earlier ends earlier.
		s := p.sessions(r)[0]
		plan := p.plan(s, p.lived, p.clin)
		plan.Day, plan.Reason = date(20, 9), "The hall is free on Monday only."
		p.ok(c.ChangeSession(ctx, p.by, s.ID, plan, false))
		p.sound()
		p.at = date(20, 9).Start().Add(20 * time.Hour)
		p.ok(c.Turn(ctx))
		p.ok(c.Finish(ctx))
		if got := p.reload(r.ID).State; got != "finished" {
			t.Errorf("the run is %s when its last session is over", got)
		}
		p.sound()
	})
}

func TestCopyTerm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		run, other := p.open(date(21, 9), 3, p.Garden.ID), p.draft()
		p.add(other, weekly(date(23, 9), 12, p.Attic.ID).accepting(p))
		spring := p.addTerm("Spring 2028", when.Date{Year: 2028, Month: 1, Day: 12}, when.Date{Year: 2028, Month: 3, Day: 31})
		busy, err := c.AddRun(ctx, p.by, Run{TermID: spring.ID, CourseID: p.course, Capacity: 4})
		p.ok(err)
		p.add(busy, weekly(when.Date{Year: 2028, Month: 1, Day: 18}, 1, p.Garden.ID, p.lived))
		got, err := c.CopyTerm(ctx, p.by, p.Term.ID, spring.ID)
		p.ok(err)
		want := []string{
			"Hope: the session on Tuesday 11 January 2028, 10am to 12pm would be outside the term.",
			"Hope, Tuesday 18 January 2028, 10am to 12pm: Garden room, Library is in use by Hope.",
			"Hope, Tuesday 18 January 2028, 10am to 12pm: Pearl Loxley teaches Hope.",
		}
		if got.Runs != 2 || !slices.Equal(got.Left(), want) {
			t.Errorf("copied %d, left %q", got.Runs, got.Left())
		}
		drafts, err := draftsOf(ctx, p.db, p.by.OrgID, spring.ID)
		p.ok(err)
		for _, r := range drafts {
			switch r.CopiedFrom {
			case run.ID:
				all := p.sessions(r)
				if len(all) != 2 || all[0].RoomID != "" || all[1].RoomID != p.Garden.ID || ClockOf(all[1].StartsAt) != 600 || all[1].StartsAt.Weekday() != time.Tuesday {
					t.Errorf("sessions = %+v", all)
				}
			case other.ID:
				if all := p.sessions(r); len(all) != 12 || ClockOf(all[11].StartsAt) != 600 {
					t.Errorf("%d sessions of the long run", len(all))
				}
			}
		}
		again, err := c.CopyTerm(ctx, p.by, p.Term.ID, spring.ID)
		if err != nil || again.Runs != 0 || len(again.Left()) != 2 {
			t.Errorf("copied again: %+v, %v", again, err)
		}
		p.sound()
		for _, r := range drafts {
			if r.CopiedFrom == other.ID {
				r.Words = "Bring a cup."
				p.ok(c.ChangeRun(ctx, p.by, r))
			}
		}
		if removed, kept, err := c.UndoCopy(ctx, p.by, got.ID); err != nil || removed != 1 || kept != 1 {
			t.Errorf("removed %d, kept %d, %v", removed, kept, err)
		}
		_, _, err = c.UndoCopy(ctx, p.by, got.ID)
		refused(t, "twice", err, fault.Conflict, "Somebody else")
	})
}

// accepting is a room with fewer seats than places: the run gets fewer.
func (s Series) accepting(p planner) Series {
	p.exec(`UPDATE college_room SET seats = 20 WHERE org_id = $1 AND id = $2`, p.Attic.ID)
	return s
}

// Planning needs the permission at the college; elsewhere there is nothing.
func TestPlanReach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		r := p.open(date(21, 9), 2, p.Garden.ID)
		s := p.sessions(r)[0]
		reader := actor.Actor{OrgID: p.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: p.unit.Path, Permissions: map[string]bool{Read: true}}}}
		elsewhere := actor.Actor{OrgID: p.by.OrgID, AccountID: "b", Grants: []actor.Grant{{Path: "/elsewhere/", Permissions: map[string]bool{Read: true, Manage: true}}}}
		for _, test := range []struct {
			by   actor.Actor
			kind fault.Kind
		}{{reader, fault.Forbidden}, {elsewhere, fault.NotFound}, {actor.System("another", "x"), fault.NotFound}} {
			_, err := c.AddRun(ctx, test.by, Run{TermID: p.Term.ID, CourseID: p.course, Capacity: 3})
			refused(t, "AddRun", err, test.kind, "")
			_, err = c.AddSessions(ctx, test.by, r.ID, weekly(date(22, 9), 1, ""), true)
			refused(t, "AddSessions", err, test.kind, "")
			_, _, err = c.Publish(ctx, test.by, p.Term.ID)
			refused(t, "Publish", err, test.kind, "")
			refused(t, "ChangeRun", c.ChangeRun(ctx, test.by, r), test.kind, "")
			refused(t, "CloseBooking", c.CloseBooking(ctx, test.by, r.ID), test.kind, "")
			refused(t, "CancelRun", c.CancelRun(ctx, test.by, r.ID, "x"), test.kind, "")
			refused(t, "CancelSession", c.CancelSession(ctx, test.by, s.ID, 1, "x"), test.kind, "")
			refused(t, "Postpone", c.Postpone(ctx, test.by, r.ID, r.Version, 1, "x", true), test.kind, "")
			refused(t, "ChangeTerm", c.ChangeTerm(ctx, test.by, p.Term), test.kind, "")
			refused(t, "ChangeYear", c.ChangeYear(ctx, test.by, p.Year), test.kind, "")
			_, err = c.CopyTerm(ctx, test.by, p.Term.ID, p.Term.ID)
			refused(t, "CopyTerm", err, test.kind, "")
		}
		if rows, _, err := c.Runs(ctx, elsewhere, RunFilter{}, 0, 50); err != nil || len(rows) != 0 {
			t.Errorf("Runs elsewhere = %v, %v", rows, err)
		}
	})
}
