package college

import (
	"errors"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Somebody who comes without a booking is found by name and added while there is
// room, and never beyond.
func TestWalkIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann, bob, cat := w.student("Ann Lark"), w.student("Bob Lark"), w.student("Cat Lark")
		s, _ := w.sitting(inMay(0), 2, ann)
		by, _ := w.trainer("Tess", "lived experience", s.ID)
		if err := c.WalkIn(ctx, by, s.ID, bob.ID, "screen"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "half an hour") {
			t.Errorf("added weeks before: %v", err)
		}
		w.at = s.StartsAt.Add(10 * time.Minute)
		if _, _, err := c.FindAtTheDoor(ctx, by, s.ID, "la"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("two letters were looked for: %v", err)
		}
		found, more, err := c.FindAtTheDoor(ctx, by, s.ID, "lark")
		w.ok(err)
		if len(found) != 2 || more || found[0].StudentID != bob.ID || found[1].Name != "Cat Lark" {
			t.Errorf("found %+v", found)
		}
		w.ok(c.WalkIn(ctx, by, s.ID, bob.ID, "paper"))
		r, err := c.Register(ctx, by, s.ID)
		w.ok(err)
		if len(r.Lines) != 2 || r.Lines[1].Mark != Came || r.Lines[1].How != "paper" || w.reload(s.RunID).Taken != 2 || w.told(bob, NoticeConfirmed) != 0 {
			t.Errorf("after the walk-in: %+v", r.Lines)
		}
		if err := c.WalkIn(ctx, by, s.ID, cat.ID, "screen"); !errors.Is(err, ErrFull) {
			t.Errorf("a third of two places: %v", err)
		}
		if err := c.WalkIn(ctx, by, s.ID, bob.ID, "screen"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same student again: %v", err)
		}
		if err := c.WalkIn(ctx, by, s.ID, "nobody", "screen"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
		w.at = s.EndsAt.AddDate(0, 0, 15)
		if err := c.WalkIn(ctx, by, s.ID, cat.ID, "paper"); !strings.Contains(err.Error(), "two weeks") {
			t.Errorf("long after: %v", err)
		}
		w.sound()
	})
}

// A course is joined at its first session, a drop-in at any.
func TestWalkInLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann := w.student("Ann")
		s, _ := w.sitting(inMay(0), 5)
		second, at := id.New(), inMay(7)
		w.exec(`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, state, created_at) VALUES ($1, $2, $3, 2, $4, $5, 'planned', $4)`, second, s.RunID, at, at.Add(time.Hour))
		w.exec(`UPDATE college_run SET ends_at = $3 WHERE org_id = $1 AND id = $2`, s.RunID, at.Add(time.Hour))
		w.at = at
		if err := w.college.WalkIn(t.Context(), w.by, second, ann.ID, "screen"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a course was joined at its second session: %v", err)
		}
		w.exec(`UPDATE college_run SET format = 'drop-in' WHERE org_id = $1 AND id = $2`, s.RunID)
		w.ok(w.college.WalkIn(t.Context(), w.by, second, ann.ID, "screen"))
		first, err := w.college.Register(t.Context(), w.by, s.ID)
		if w.ok(err); len(first.Lines) != 0 {
			t.Errorf("who came to the second session was expected at the first: %+v", first.Lines)
		}
		w.sound()
	})
}

// The code on the wall counts from half an hour before the session until half an
// hour after it, also in the night in which the clocks change, and for those who
// are booked alone.
func TestHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann, bob := w.student("Ann"), w.student("Bob")
		w.at = time.Date(2027, 4, 1, 9, 0, 0, 0, time.UTC)
		s, booked := w.sitting(inMay(0), 5, ann)
		// At 1am GMT on 28 March 2027 it becomes 2am BST. The session is from 12.45am to 3.15am.
		starts, ends := time.Date(2027, 3, 28, 0, 45, 0, 0, time.UTC), time.Date(2027, 3, 28, 2, 15, 0, 0, time.UTC)
		w.exec(`UPDATE college_session SET starts_at = $3, ends_at = $4 WHERE org_id = $1 AND id = $2`, s.ID, starts, ends)
		w.exec(`UPDATE college_run SET starts_at = $3, ends_at = $4 WHERE org_id = $1 AND id = $2`, s.RunID, starts, ends)
		w.exec(`UPDATE college_booking SET created_at = $2 WHERE org_id = $1`, starts.AddDate(0, 0, -9))
		code, err := c.HereCode(ctx, w.by, s.ID)
		w.ok(err)
		if again, err := c.HereCode(ctx, w.by, s.ID); err != nil || again != code || len(code) < 20 {
			t.Errorf("the code changes: %q, %q, %v", code, again, err)
		}
		for _, test := range []struct {
			at   time.Time
			want HereState
		}{
			{starts.Add(-31 * time.Minute), HereEarly}, {starts.Add(-30 * time.Minute), HereReady}, {starts.Add(15 * time.Minute), HereReady},
			{ends.Add(30 * time.Minute), HereReady}, {ends.Add(31 * time.Minute), HereOver}, {starts.AddDate(0, 0, 1), HereOver},
		} {
			w.at = test.at
			got, err := c.Here(ctx, w.as(ann), code)
			if err != nil || got.State != test.want || strings.Contains(got.Times, "1:") {
				t.Errorf("at %s: %+v, %v, want %s", test.at, got, err, test.want)
			}
			if err := c.MarkHere(ctx, w.as(ann), code); test.want != HereReady && fault.KindOf(err) != fault.Conflict {
				t.Errorf("at %s it was marked: %v", test.at, err)
			}
			w.exec(`DELETE FROM college_attendance WHERE org_id = $1`)
		}
		w.at = starts
		if got, err := c.Here(ctx, w.as(bob), code); err != nil || got.State != HereNobody {
			t.Errorf("who is not booked: %+v, %v", got, err)
		}
		if err := c.MarkHere(ctx, w.as(bob), code); fault.KindOf(err) != fault.Conflict {
			t.Errorf("who is not booked was marked: %v", err)
		}
		if _, err := c.Here(ctx, w.as(ann), "guess"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a guessed code: %v", err)
		}
		w.ok(w.take(w.by, s, map[string]Answer{booked[0].ID: NotAble}))
		w.ok(c.MarkHere(ctx, w.as(ann), code))
		w.ok(c.MarkHere(ctx, w.as(ann), code)) // a second tap
		r, err := c.Register(ctx, w.by, s.ID)
		w.ok(err)
		if line := r.Lines[0]; line.Mark != Late || line.How != "code" || len(w.calls("open")) != 0 {
			t.Errorf("whom the register had as not there, and who came: %+v", line)
		}
	})
}

// A student says for themselves that they cannot come to one session, and takes
// it back; nobody is to call them then.
func TestTellCannotCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann, bob := w.student("Ann"), w.student("Bob")
		s, _ := w.sitting(inMay(0), 5, ann)
		for _, told := range []bool{true, true, false, true} {
			w.ok(c.TellCannotCome(ctx, w.as(ann), s.ID, told))
			list, err := c.MySittings(ctx, w.as(ann))
			w.ok(err)
			r, err := c.Register(ctx, w.by, s.ID)
			w.ok(err)
			if len(list) != 1 || list[0].Told != told || (r.Lines[0].Mark == ToldUs) != told {
				t.Errorf("told is %v: %+v, %+v", told, list, r.Lines)
			}
		}
		for name, by := range map[string]Student{"who has no place": bob, "nobody": {}} {
			if err := c.TellCannotCome(ctx, w.as(by), s.ID, true); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if status, _, body := w.visit(w.as(ann), "GET", "/college/my/sessions", nil); status != 200 || !strings.Contains(body, "I can come after all") {
			t.Errorf("the page: %d: %s", status, body)
		}
		w.at = s.EndsAt
		if err := c.TellCannotCome(ctx, w.as(ann), s.ID, false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("after the session: %v", err)
		}
		w.sound()
	})
}
