package college

import (
	"strings"
	"testing"
	"time"

	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// A call is tried three times, then the person is asked whom the student named,
// which the trail says; what came of it is noted once.
func TestCalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann := w.student("Ann Lark")
		w.needs(ann, "contact-text")
		w.exec(`UPDATE college_student SET emergency_name = 'Mum Lark', emergency_phone = '020 7946 0999' WHERE org_id = $1 AND id = $2`, ann.ID)
		s, booked := w.sitting(inMay(0), 5, ann)
		w.at = s.EndsAt
		w.ok(w.take(w.by, s, map[string]Answer{booked[0].ID: NotAble}))
		call := w.calls("open")[0]
		if call.Name != "Ann Lark" || call.Channel != "E-mail" || strings.Join(call.Needs, "") != "Text, do not call" || len(w.calls("overdue")) != 0 {
			t.Errorf("the call: %+v", call)
		}
		for field, in := range map[string]CallInput{
			"outcome": {Outcome: "scolded"}, "words": {Outcome: "passed on"}, "again": {Outcome: NoAnswer},
		} {
			if err := c.NoteCall(ctx, w.by, call.ID, in); fault.Fields(err)[field] == "" {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if err := c.NoteCall(ctx, w.by, call.ID, CallInput{Outcome: NoAnswer, AgainOn: when.DateOf(w.at).AddDays(-1)}); fault.Fields(err)["again"] == "" {
			t.Errorf("try again yesterday: %v", err)
		}
		for n := range 3 {
			if _, _, err := c.EmergencyContact(ctx, w.by, call.ID); fault.KindOf(err) != fault.Conflict {
				t.Errorf("the emergency contact after %d tries: %v", n, err)
			}
			w.ok(c.NoteCall(ctx, w.by, call.ID, CallInput{Outcome: NoAnswer, AgainOn: when.DateOf(w.at).AddDays(1)}))
			w.at = w.at.AddDate(0, 0, 1)
		}
		w.at = w.at.AddDate(0, 0, 1)
		_, counts, err := c.Followups(ctx, w.by, FollowupFilter{Limit: 1})
		if w.ok(err); counts != (FollowupCounts{Open: 1, Overdue: 1}) {
			t.Errorf("counts: %+v", counts)
		}
		f, tries, err := c.Followup(ctx, w.by, call.ID)
		if w.ok(err); !f.AskEmergency() || len(tries) != 3 || tries[2].Number != 3 {
			t.Errorf("after three tries: %+v, %+v", f, tries)
		}
		_, student, err := c.EmergencyContact(ctx, w.by, call.ID)
		if w.ok(err); student.EmergencyName != "Mum Lark" {
			t.Errorf("whom to ask: %+v", student)
		}
		w.ok(c.NoteCall(ctx, w.by, call.ID, CallInput{Outcome: "well", Words: "On holiday."}))
		if err := c.NoteCall(ctx, w.by, call.ID, CallInput{Outcome: "support"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("noted twice: %v", err)
		}
		if done := w.calls("done"); len(done) != 1 || done[0].OutcomeWords() != "They are well" {
			t.Errorf("done: %+v", done)
		}
		text := ""
		rows, err := audit.New(d, func() time.Time { return w.at }).Of(ctx, s.OrgID, "call", call.ID, 20)
		w.ok(err)
		for _, row := range rows {
			text += row.Action + " " + row.TargetWords + row.Changes + "\n"
		}
		if !strings.Contains(text, "emergency_contact_seen") || strings.Contains(text, "Lark") || strings.Contains(text, "holiday") {
			t.Errorf("the trail: %s", text)
		}
		w.sound()
	})
}

// Who misses a first session that one must not miss keeps the place until a
// person decides.
func TestFirstSessionMissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann, bob := w.student("Ann"), w.student("Bob")
		s, booked := w.sitting(inMay(0), 5, ann, bob)
		w.exec(`UPDATE college_run SET first_mandatory = (1 = 1) WHERE org_id = $1 AND id = $2`, s.RunID)
		tess, _ := w.trainer("Tess", "lived experience", s.ID)
		w.at = s.EndsAt
		w.ok(w.take(tess, s, map[string]Answer{booked[0].ID: NotAble, booked[1].ID: NotAble}))
		r, err := c.Register(ctx, tess, s.ID)
		w.ok(err)
		if len(r.Missed) != 2 || w.booking(booked[0].ID).State != Confirmed || w.booking(booked[1].ID).State != Confirmed {
			t.Fatalf("the trainer is told of %+v", r.Missed)
		}
		if err := c.DecidePlace(ctx, tess, r.Missed[0].CallID, true); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a trainer frees a place: %v", err)
		}
		w.ok(c.DecidePlace(ctx, w.by, r.Missed[0].CallID, true))
		w.ok(c.DecidePlace(ctx, w.by, r.Missed[1].CallID, false))
		if got := w.booking(booked[0].ID).State; got != CollegeCancelled || w.booking(booked[1].ID).State != Confirmed {
			t.Errorf("after the decisions: %s, %s", got, w.booking(booked[1].ID).State)
		}
		if err := c.DecidePlace(ctx, w.by, r.Missed[1].CallID, true); fault.KindOf(err) != fault.Conflict {
			t.Errorf("decided twice: %v", err)
		}
		if r, err = c.Register(ctx, tess, s.ID); err != nil || len(r.Missed) != 0 || len(r.Lines) != 2 {
			t.Errorf("after the decisions the register has %+v, %v", r, err)
		}
		w.sound()
	})
}

// What calls say of somebody is exported with their record and wiped with it.
func TestCallsAreExportedAndForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann := w.student("Ann")
		s, booked := w.sitting(inMay(0), 5, ann)
		w.at = s.EndsAt
		w.ok(w.take(w.by, s, map[string]Answer{booked[0].ID: NotAble}))
		call := w.calls("open")[0]
		w.ok(c.NoteCall(ctx, w.by, call.ID, CallInput{Outcome: NoAnswer, Words: "quillutry", AgainOn: when.DateOf(w.at)}))
		out, err := c.ExportCalls(ctx, d, s.OrgID, ann.PersonID)
		w.ok(err)
		if rows := out.([]TryRecord); len(rows) != 1 || rows[0].Words != "quillutry" {
			t.Errorf("exported: %+v", out)
		}
		w.ok(c.ForgetCalls(ctx, d, s.OrgID, ann.PersonID))
		f, tries, err := c.Followup(ctx, w.by, call.ID)
		if w.ok(err); f.Open() || tries[0].Words != "" {
			t.Errorf("after the erasure: %+v, %+v", f, tries)
		}
		w.sound()
	})
}

// When two records become one student, so do the calls about them, with the
// tries that nobody answered.
func TestCallsOfMergedStudents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.people.OnMerge(w.college.MergePerson)
		keep, drop := w.student("Ann Lark"), w.student("A. Lark")
		s, booked := w.sitting(inMay(0), 5, keep, drop)
		w.at = s.EndsAt
		w.ok(w.take(w.by, s, map[string]Answer{booked[0].ID: NotAble, booked[1].ID: NotAble}))
		for _, call := range w.calls("open") {
			w.ok(w.college.NoteCall(t.Context(), w.by, call.ID, CallInput{Outcome: NoAnswer, AgainOn: when.DateOf(w.at)}))
		}
		w.ok(w.people.Merge(t.Context(), w.by, keep.PersonID, drop.PersonID))
		if open := w.calls("open"); len(open) != 1 || open[0].StudentID != keep.ID || open[0].Tries != 1 {
			t.Errorf("after the merge: %+v", open)
		}
		w.sound()
	})
}
