package college

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
)

// enrolment is what somebody new gives.
func (w *world) enrolment(name string) Enrolment {
	return Enrolment{
		UnitID: w.unit.ID, Person: people.Person{Name: name, Phone: "01632 960001", PreferredChannel: "phone"}, OldEnough: true, Agreed: true, CharterID: w.charter,
		Reminder: Reminder{"phone", 24}, Needs: &NeedsInput{Items: []people.NeedInput{{Code: "support-bsl"}}, Tell: true}, How: "phone",
		About: About{Relations: []string{"carer", "public"}, District: "kt12 1aa"}, Emergency: Emergency{"Bo Lark", "01632 960002", "brother"},
		Equality: []people.EqualityAnswer{{Characteristic: "belief", Answer: "none"}},
	}
}

// kind checks the kind of err; "" is no error.
func (w *world) kind(what string, err error, kind fault.Kind) {
	w.t.Helper()
	if kind == "" && err != nil || kind != "" && fault.KindOf(err) != kind {
		w.t.Errorf("%s: %v, want %q", what, err, kind)
	}
}

// Somebody is enrolled once, with all they said in its place, and nobody is
// enrolled twice.
func TestEnrol(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, err := w.college.Enrol(t.Context(), w.by, w.enrolment("Ash Lark"))
		w.ok(err)
		s, err = oneStudent(t.Context(), d, w.by.OrgID, s.ID)
		w.ok(err)
		if !s.Carer || !s.Public || s.UsesServices || s.Staff || s.PostcodeDistrict != "KT12" || s.EmergencyWho != "brother" || s.How != "phone" {
			t.Errorf("%+v", s)
		}
		flags, err := w.people.Flags(t.Context(), d, w.by.OrgID, []string{s.PersonID})
		w.ok(err)
		answers, err := w.people.Equality(t.Context(), actor.Actor{OrgID: w.by.OrgID, PersonID: s.PersonID}, s.PersonID)
		w.ok(err)
		if len(flags[s.PersonID]) != 1 || answers["belief"].Answer != "none" {
			t.Errorf("flags %v, answers %v", flags, answers)
		}
		again := w.enrolment("")
		again.PersonID, again.Needs = s.PersonID, nil
		_, err = w.college.Enrol(t.Context(), w.by, again)
		w.kind("the same person again", err, fault.Conflict)
	})
}

// What is missing or wrong is said at its field, and nothing is kept of it.
func TestEnrolRules(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, test := range map[string]struct {
		change func(*Enrolment)
		field  string
	}{
		"too young":         {func(e *Enrolment) { e.OldEnough = false }, "old_enough"},
		"not agreed":        {func(e *Enrolment) { e.Agreed = false }, "agreed"},
		"another charter":   {func(e *Enrolment) { e.CharterID = "old" }, "agreed"},
		"no name":           {func(e *Enrolment) { e.Person.Name = " " }, "name"},
		"no such college":   {func(e *Enrolment) { e.UnitID = "nowhere" }, "college"},
		"no such borough":   {func(e *Enrolment) { e.About.BoroughID = "nowhere" }, "borough"},
		"not a postcode":    {func(e *Enrolment) { e.About.District = "next to the bridge" }, "district"},
		"a made-up answer":  {func(e *Enrolment) { e.About.Relations = []string{"patient"} }, "relations"},
		"nobody to ring":    {func(e *Enrolment) { e.Emergency.Name = "" }, "emergency_name"},
		"no number to ring": {func(e *Enrolment) { e.Emergency.Phone = "" }, "emergency_phone"},
		"mail without mail": {func(e *Enrolment) { e.Reminder.Channel = "email" }, "reminder_channel"},
		"no channel":        {func(e *Enrolment) { e.Reminder.Channel = "" }, "reminder_channel"},
		"no time":           {func(e *Enrolment) { e.Reminder.Hours = 0 }, "reminder_hours"},
		"a made-up way":     {func(e *Enrolment) { e.How = "online" }, "how"},
		"a made-up need":    {func(e *Enrolment) { e.Needs.Items[0].Code = "diagnosis" }, "needs"},
	} {
		in := w.enrolment("Ash Lark")
		test.change(&in)
		_, err := w.college.Enrol(t.Context(), w.by, in)
		if fields := fault.Fields(err); fields[test.field] == "" && !(test.field == "college" && err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := db.One[int](t.Context(), w.db, `SELECT count(*) FROM people_person WHERE org_id = $1`, w.by.OrgID); err != nil || n != 0 {
		t.Errorf("%d people were kept, %v", n, err)
	}
	nobody := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", Name: "Nobody"}
	_, err := w.college.Enrol(t.Context(), nobody, w.enrolment("Ash Lark"))
	w.kind("without the permission", err, fault.NotFound)
	_, err = w.college.EnrolSelf(t.Context(), nobody, w.enrolment("Ash Lark"))
	w.kind("an account that is nobody", err, fault.Forbidden)
}

// The form sent twice makes one student; the account is made once, in the same
// transaction.
func TestEnrolTwicePressed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		in, made := w.enrolment("Ash Lark"), 0
		in.Key = "form"
		account := func(context.Context, *db.DB, Student) error { made++; return nil }
		first, again, err := w.college.EnrolOnline(t.Context(), w.by.OrgID, in, account)
		w.ok(err)
		second, twice, err := w.college.EnrolOnline(t.Context(), w.by.OrgID, in, account)
		w.ok(err)
		if again || !twice || first.ID != second.ID || made != 1 {
			t.Errorf("again %t, twice %t, %d accounts", again, twice, made)
		}
		broken := errors.New("broken")
		in.Key = "another form"
		if _, _, err := w.college.EnrolOnline(t.Context(), w.by.OrgID, in, func(context.Context, *db.DB, Student) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		if n, _ := db.One[int](t.Context(), d, `SELECT count(*) FROM college_student WHERE org_id = $1`, w.by.OrgID); n != 1 {
			t.Errorf("%d students", n)
		}
	})
}

// Students change what is theirs, and nothing of others.
func TestOwnDetails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, other := w.student("Ash Lark"), w.student("Bo Finch")
		me, c := w.as(s), w.college
		w.ok(c.ChangeAbout(t.Context(), me, s.ID, 1, About{Relations: []string{"staff"}, District: "M1"}))
		w.kind("an old version", c.ChangeAbout(t.Context(), me, s.ID, 1, About{}), fault.Conflict)
		w.ok(c.ChangeEmergency(t.Context(), me, s.ID, 2, Emergency{"Cy", "0161", ""}))
		person, err := c.Person(t.Context(), s)
		w.ok(err)
		person.Phone, person.PreferredChannel = "0161 496 0000", "sms"
		w.ok(c.ChangeContact(t.Context(), me, s.ID, 3, person, Reminder{"sms", 24}))
		w.kind("a person's old version", c.ChangeContact(t.Context(), me, s.ID, 4, person, Reminder{"sms", 24}), fault.Conflict)
		w.ok(c.ChangeNeeds(t.Context(), me, s.ID, 0, NeedsInput{Items: []people.NeedInput{{Code: "format-large-print"}}}))
		w.kind("another's answers", c.ChangeAbout(t.Context(), me, other.ID, 1, About{}), fault.NotFound)
		w.kind("another's needs", c.ChangeNeeds(t.Context(), me, other.ID, 0, NeedsInput{}), fault.NotFound)
		got, err := oneStudent(t.Context(), d, s.OrgID, s.ID)
		w.ok(err)
		if !got.Staff || got.PostcodeDistrict != "M1" || got.EmergencyName != "Cy" || got.ReminderChannel != "sms" {
			t.Errorf("%+v", got)
		}
		flags, err := w.people.Flags(t.Context(), d, s.OrgID, []string{s.PersonID})
		if w.ok(err); len(flags) != 0 {
			t.Errorf("flags that were not wanted: %v", flags)
		}
		w.ok(c.Ask(t.Context(), me, "erase", "Please."))
		w.ok(c.Ask(t.Context(), me, "erase", "Please!"))
		w.kind("a made-up wish", c.Ask(t.Context(), me, "fly", ""), fault.Invalid)
		asked, err := c.Requests(t.Context(), w.by, 10)
		if w.ok(err); len(asked) != 1 || asked[0].Words != "Please." {
			t.Fatalf("%+v", asked)
		}
		_, err = c.FinishRequest(t.Context(), me, asked[0].ID)
		w.kind("done by the student", err, fault.NotFound)
		_, err = c.FinishRequest(t.Context(), w.by, asked[0].ID)
		w.ok(err)
		if asked, err = c.Requests(t.Context(), w.by, 10); err != nil || len(asked) != 0 {
			t.Errorf("%v, %v", asked, err)
		}
	})
}

// Staff find students, let them leave and come back, and allow one more booking.
func TestStaffAndStudents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, term := w.college, w.term(1)
		s := w.student("Ash Lark")
		for _, name := range []string{"Bo Finch", "Cy Wren"} {
			w.student(name)
		}
		first, second := w.run(term, 5, w.at.AddDate(0, 0, 7)), w.run(term, 5, w.at.AddDate(0, 0, 8))
		_, err := c.Book(t.Context(), w.by, first.ID, s.ID, BookInput{How: "phone"})
		w.ok(err)
		_, err = c.Book(t.Context(), w.by, second.ID, s.ID, BookInput{How: "phone"})
		if !errors.Is(err, ErrLimit) {
			t.Errorf("past the limit: %v", err)
		}
		w.kind("more without a reason", c.AllowMore(t.Context(), w.by, s.ID, term, " "), fault.Invalid)
		w.ok(c.AllowMore(t.Context(), w.by, s.ID, term, "Missed last term."))
		_, err = c.Book(t.Context(), w.by, second.ID, s.ID, BookInput{How: "phone"})
		w.ok(err)
		w.kind("leaving with bookings", c.Leave(t.Context(), w.by, s.ID), fault.Conflict)
		live, err := liveOfStudent(t.Context(), d, s.OrgID, s.ID)
		w.ok(err)
		for _, b := range live {
			w.ok(c.Cancel(t.Context(), w.by, b.ID, "Moved away."))
		}
		w.ok(c.Leave(t.Context(), w.by, s.ID))
		w.kind("leaving twice", c.Leave(t.Context(), w.by, s.ID), fault.Conflict)
		for _, test := range []struct {
			filter StudentFilter
			want   int
		}{
			{StudentFilter{}, 2}, {StudentFilter{State: "left"}, 1}, {StudentFilter{State: "all"}, 3}, {StudentFilter{State: "never"}, 2},
			{StudentFilter{Q: "finch"}, 1}, {StudentFilter{Q: "nobody"}, 0}, {StudentFilter{TermID: term}, 2}, {StudentFilter{UnitID: "elsewhere"}, 0},
		} {
			rows, total, more, err := c.Students(t.Context(), w.by, test.filter, 50, 0)
			if w.ok(err); len(rows) != test.want || total != test.want || more {
				t.Errorf("%+v: %d rows, %d in all, want %d", test.filter, len(rows), total, test.want)
			}
		}
		w.ok(c.Return(t.Context(), w.by, s.ID))
		w.kind("back twice", c.Return(t.Context(), w.by, s.ID), fault.Conflict)
		for _, contact := range []bool{false, true} {
			sheet, err := c.StudentSheet(t.Context(), w.by, StudentFilter{}, contact)
			w.ok(err)
			var out bytes.Buffer
			w.ok(WriteStudents(&out, sheet, false))
			if strings.Contains(out.String(), "@example.org") != contact || strings.Count(out.String(), "\n") != 4 {
				t.Errorf("with contact details %t: %s", contact, &out)
			}
		}
		w.sound()
	})
}

// Two records of one student become one: no booking is lost, of two of the same
// run the better one stays, its other place goes to whoever waits, and the
// counts are right.
func TestMergeStudents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, term := w.college, w.term(3)
		keep, drop, third := w.student("Ash Lark"), w.student("Ash Larke"), w.student("Bo Finch")
		both, full, alone := w.run(term, 2, w.at.AddDate(0, 0, 7)), w.run(term, 1, w.at.AddDate(0, 0, 8)), w.run(term, 5, w.at.AddDate(0, 0, 9))
		book := func(s Student, run Run) Booking {
			b, err := c.Book(t.Context(), w.by, run.ID, s.ID, BookInput{How: "phone"})
			w.ok(err)
			return b
		}
		wait := func(s Student, run Run) Booking {
			b, err := c.JoinList(t.Context(), w.by, run.ID, s.ID, "phone")
			w.ok(err)
			return b
		}
		older := book(keep, both)
		w.at = w.at.Add(time.Minute)
		newer := book(drop, both)
		next := wait(third, both)
		better := book(drop, full)
		waiting := wait(keep, full)
		moved := book(drop, alone)
		_ = better
		w.ok(w.people.Merge(t.Context(), w.by, keep.PersonID, drop.PersonID))
		for what, test := range map[string]struct {
			b     Booking
			owner string
			state State
		}{
			"the older of two places stays": {older, keep.ID, Confirmed}, "the newer is withdrawn": {newer, keep.ID, Withdrawn},
			"its place is offered on": {next, third.ID, Offered}, "a place stays": {better, keep.ID, Confirmed},
			"waiting beside it ends": {waiting, keep.ID, Withdrawn}, "the rest is moved": {moved, keep.ID, Confirmed},
		} {
			if got := w.booking(test.b.ID); got.State != test.state || got.StudentID != test.owner {
				t.Errorf("%s: %s of %s", what, got.State, got.StudentID)
			}
		}
		got, err := oneStudent(t.Context(), d, drop.OrgID, drop.ID)
		if w.ok(err); got.MergedInto != keep.ID || got.LeftOn.IsZero() {
			t.Errorf("the dropped record: %+v", got)
		}
		rows, _, _, err := c.Students(t.Context(), w.by, StudentFilter{State: "all"}, 50, 0)
		if w.ok(err); len(rows) != 2 {
			t.Errorf("%d students are listed", len(rows))
		}
		w.sound()
	})
}

// A student's record moves to a person who is no student; erased, nothing is
// left but bookings that count, and their places go to others.
func TestMergeAndEraseStudent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, term := w.college, w.term(0)
		person, err := w.people.Add(t.Context(), w.by, people.Person{Name: "Ash Lark"})
		w.ok(err)
		s, other := w.student("Ash Larke"), w.student("Bo Finch")
		run := w.run(term, 1, w.at.AddDate(0, 0, 7))
		b, err := c.Book(t.Context(), w.by, run.ID, s.ID, BookInput{How: "phone"})
		w.ok(err)
		next, err := c.JoinList(t.Context(), w.by, run.ID, other.ID, "phone")
		w.ok(err)
		w.ok(w.people.Merge(t.Context(), w.by, person.ID, s.PersonID))
		if got, found, err := c.StudentOf(t.Context(), d, s.OrgID, person.ID); err != nil || !found || got.ID != s.ID {
			t.Errorf("%+v, %v", got, err)
		}
		w.ok(w.people.Erase(t.Context(), w.by, person.ID, "They asked."))
		got, err := oneStudent(t.Context(), d, s.OrgID, s.ID)
		if w.ok(err); got.LeftOn.IsZero() || got.ReminderChannel != "none" || len(got.Told().Relations) != 0 {
			t.Errorf("%+v", got)
		}
		if a, z := w.booking(b.ID), w.booking(next.ID); a.State != Cancelled || z.State != Offered {
			t.Errorf("%s, and the next person %s", a.State, z.State)
		}
		w.kind("an erased student comes back", c.Return(t.Context(), w.by, s.ID), fault.Conflict)
		w.sound()
	})
}

// A college's students are those of who works there.
func TestStudentsOfOneCollege(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	s := w.student("Ash Lark")
	root, err := w.college.units.Root(t.Context(), w.by.OrgID)
	w.ok(err)
	elsewhere, err := w.college.units.Add(t.Context(), w.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Another College"})
	w.ok(err)
	as := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", Name: "Gail", Grants: []actor.Grant{{Path: elsewhere.Path, Permissions: map[string]bool{Students: true}}}}
	_, _, err = w.college.StudentFor(t.Context(), as, s.ID)
	w.kind("a student of another college", err, fault.NotFound)
	rows, _, _, err := w.college.Students(t.Context(), as, StudentFilter{State: "all"}, 50, 0)
	if w.ok(err); len(rows) != 0 {
		t.Errorf("%d students of another college", len(rows))
	}
}
