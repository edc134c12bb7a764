package college

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// sitting is a run with one session, taught by a trainer, and who has booked it.
func (w *world) sitting(starts time.Time, capacity int, students ...Student) (Session, []Booking) {
	w.t.Helper()
	run := w.run(w.term(9), capacity, starts)
	var booked []Booking
	for _, s := range students {
		b, err := w.college.Book(w.t.Context(), w.by, run.ID, s.ID, BookInput{How: "phone"})
		w.ok(err)
		booked = append(booked, b)
	}
	sessions, err := sessionsOfRuns(w.t.Context(), w.db, w.by.OrgID, []string{run.ID})
	w.ok(err)
	return sessions[0], booked
}

// trainer is a person who teaches a session, signed in with no other role.
func (w *world) trainer(name, perspective string, sessionIDs ...string) (actor.Actor, string) {
	w.t.Helper()
	p, err := w.people.Add(w.t.Context(), w.by, people.Person{Name: name})
	w.ok(err)
	key := id.New()
	w.exec(`INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, ready_on, created_at) VALUES ($1, $2, $3, $4, $5, '2027-01-01', $6)`, key, p.ID, w.unit.ID, perspective, w.at)
	for _, s := range sessionIDs {
		w.exec(`INSERT INTO college_session_trainer (org_id, session_id, trainer_id, perspective) VALUES ($1, $2, $3, $4)`, s, key, perspective)
	}
	as := actor.Actor{OrgID: w.by.OrgID, AccountID: "account " + name, PersonID: p.ID, Name: name, Grants: []actor.Grant{{Role: "peer-worker", Path: "/ward/", Permissions: map[string]bool{Teach: true, Read: true}}}}
	return as, key
}

// needs has somebody want a need flagged.
func (w *world) needs(s Student, codes ...string) {
	w.t.Helper()
	var items []people.NeedInput
	for _, code := range codes {
		items = append(items, people.NeedInput{Code: code})
	}
	today := when.DateOf(w.at)
	w.ok(w.people.SetNeeds(w.t.Context(), w.by, s.PersonID, people.Needs{IdentifiedOn: today, IdentifiedBy: "a test", Flag: true, ReviewDue: today.AddDays(300)}, items))
}

// take saves marks by booking, as if the form had shown what is kept.
func (w *world) take(by actor.Actor, s Session, marks map[string]Answer) error {
	w.t.Helper()
	r, err := w.college.Register(w.t.Context(), by, s.ID)
	w.ok(err)
	in := RegisterInput{How: "screen", Marks: map[string]MarkInput{}}
	for _, line := range r.Lines {
		if now, ok := marks[line.BookingID]; ok {
			in.Marks[line.BookingID] = MarkInput{Was: line.Mark, Now: now}
		}
	}
	return w.college.TakeRegister(w.t.Context(), by, s.ID, in)
}

func (w *world) calls(view string) []Followup {
	w.t.Helper()
	list, _, err := w.college.Followups(w.t.Context(), w.by, FollowupFilter{View: view, Limit: 50})
	w.ok(err)
	return list
}

// A register is taken, corrected and taken again; who was missed without word is
// to be called the next working day and told kindly, until a correction.
func TestRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, bob, cat := w.student("Ann Lark"), w.student("Bob Finch"), w.student("Cat Wren")
		s, booked := w.sitting(inMay(0), 5, ann, bob, cat)
		by, _ := w.trainer("Tess", "lived experience", s.ID)
		w.at = s.StartsAt.Add(-31 * time.Minute)
		err := w.take(by, s, map[string]Answer{booked[0].ID: Came})
		if got := fault.Fields(err)["mark-"+booked[0].ID]; !strings.Contains(got, "too early") {
			t.Errorf("came before the day: %v", err)
		}
		w.ok(w.take(by, s, map[string]Answer{booked[2].ID: ToldUs}))
		if got, _ := oneSession(t.Context(), d, s.OrgID, s.ID); got.State != "planned" || !got.RegisterAt.IsZero() {
			t.Errorf("before its start the session is %s", got.State)
		}
		w.at = s.StartsAt.Add(5 * time.Minute)
		w.ok(w.take(by, s, map[string]Answer{booked[0].ID: Came, booked[1].ID: NotAble}))
		if got, _ := oneSession(t.Context(), d, s.OrgID, s.ID); got.State != "held" || got.RegisterBy != "Tess" {
			t.Errorf("after its start the session is %s by %q", got.State, got.RegisterBy)
		}
		open := w.calls("open")
		if len(open) != 1 || open[0].Name != "Bob Finch" || open[0].DueOn.ISO() != "2027-05-11" || w.told(bob, NoticeMissed) != 1 || w.told(cat, NoticeMissed) != 0 {
			t.Fatalf("to be called: %+v", open)
		}
		w.sound()
		w.ok(w.take(by, s, map[string]Answer{booked[1].ID: Late}))
		if done := w.calls("done"); len(done) != 1 || done[0].Outcome != "not needed" || w.told(bob, NoticeMissed) != 0 {
			t.Errorf("after the correction: %+v", done)
		}
		w.ok(w.take(by, s, map[string]Answer{booked[1].ID: NotAble}))
		if open := w.calls("open"); len(open) != 1 || w.told(bob, NoticeMissed) != 1 {
			t.Errorf("after the second correction: %+v", open)
		}
		w.sound()
		history, err := audit.New(d, func() time.Time { return w.at }).Of(t.Context(), s.OrgID, "session", s.ID, 50)
		w.ok(err)
		text := ""
		for _, row := range history {
			text += row.TargetWords + row.Changes
		}
		if len(history) != 4 || !strings.Contains(text, booked[1].ID) || strings.Contains(text, "Finch") {
			t.Errorf("the trail has %d entries: %s", len(history), text)
		}
		if err := w.take(by, s, map[string]Answer{booked[0].ID: "vanished"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an answer that is none: %v", err)
		}
		w.exec(`UPDATE college_session SET state = 'cancelled' WHERE org_id = $1 AND id = $2`, s.ID)
		if err := w.take(by, s, map[string]Answer{booked[0].ID: Late}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the register of a cancelled session: %v", err)
		}
	})
}

// Only the trainers of a session and the college's staff see its register, and
// the needs of those who come to it; nobody sees those of a session that is not
// theirs.
func TestWhoSeesARegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, c := t.Context(), w.college
		ann, bob := w.student("Ann"), w.student("Bob")
		w.needs(ann, "support-hearing-loop", "support-step-free")
		w.needs(bob, "support-bsl")
		mine, _ := w.sitting(inMay(0), 5, ann)
		theirs, _ := w.sitting(inMay(1), 5, bob)
		tess, _ := w.trainer("Tess", "lived experience", mine.ID)
		theo, _ := w.trainer("Theo", "practitioner", theirs.ID)
		for _, test := range []struct {
			name string
			by   actor.Actor
			sees []string // needs in the week
		}{
			{"Tess", tess, []string{"Hearing loop", "Step-free"}}, {"Theo", theo, []string{"BSL interpreter"}},
			{"staff", w.by, []string{"Hearing loop", "Step-free", "BSL interpreter"}}, {"a student", w.as(ann), nil},
		} {
			week, err := c.Week(ctx, test.by, may)
			w.ok(err)
			var needs []string
			for _, day := range week.Days {
				for _, s := range day.Sessions {
					needs = append(needs, s.Needs...)
					if s.Session.ID == mine.ID && s.Expected != 1 {
						t.Errorf("%d expected", s.Expected)
					}
					if want := 1; len(s.Lacks) != want {
						t.Errorf("a session with one trainer lacks %v", s.Lacks)
					}
				}
			}
			if !slices.Equal(needs, test.sees) {
				t.Errorf("%s sees the needs %v, want %v", test.name, needs, test.sees)
			}
			if week.Staff != (test.name == "staff") {
				t.Errorf("%s: staff is %v", test.name, week.Staff)
			}
		}
		r, err := c.Register(ctx, tess, mine.ID)
		w.ok(err)
		if len(r.Lines) != 1 || !slices.Equal(r.Lines[0].Needs, []string{"Hearing loop", "Step-free"}) {
			t.Errorf("the trainer's register: %+v", r.Lines)
		}
		manager := actor.Actor{OrgID: w.by.OrgID, AccountID: "x", Grants: []actor.Grant{{Path: "/", Permissions: map[string]bool{Read: true, Manage: true, Teach: true}}}}
		for name, by := range map[string]actor.Actor{"the other trainer": theo, "whoever only plans": manager, "a student": w.as(ann)} {
			if _, err := c.Register(ctx, by, mine.ID); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s opens the register: %v", name, err)
			}
			if err := c.TakeRegister(ctx, by, mine.ID, RegisterInput{How: "screen"}); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s saves the register: %v", name, err)
			}
			if _, err := c.HereCode(ctx, by, mine.ID); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s reads the code for the wall: %v", name, err)
			}
			if list, err := c.RoomList(ctx, by, may, ""); err != nil || len(list) != 0 {
				t.Errorf("%s reads the room list: %v, %v", name, list, err)
			}
			if list, _, err := c.Followups(ctx, by, FollowupFilter{Limit: 9}); err != nil || len(list) != 0 {
				t.Errorf("%s reads calls: %v, %v", name, list, err)
			}
		}
	})
}

// Two people save one register at once: each of their answers is kept, and where
// they disagree the second is told who said what.
func TestTwoTakeOneRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, bob, cat := w.student("Ann"), w.student("Bob"), w.student("Cat")
		s, booked := w.sitting(inMay(0), 5, ann, bob, cat)
		w.at = s.StartsAt
		both := []map[string]MarkInput{
			{booked[0].ID: {Now: Came}, booked[1].ID: {}, booked[2].ID: {}},
			{booked[0].ID: {}, booked[1].ID: {Now: Late}, booked[2].ID: {}},
		}
		errs := make([]error, len(both))
		var wait sync.WaitGroup
		for i, marks := range both {
			wait.Go(func() {
				errs[i] = w.college.TakeRegister(t.Context(), w.by, s.ID, RegisterInput{How: "screen", Marks: marks})
			})
		}
		wait.Wait()
		r, err := w.college.Register(t.Context(), w.by, s.ID)
		w.ok(err)
		if errs[0] != nil || errs[1] != nil || r.Lines[0].Mark != Came || r.Lines[1].Mark != Late {
			t.Fatalf("%v, %v: %+v", errs[0], errs[1], r.Lines)
		}
		for i, now := range []Answer{LeftEarly, NotAble} {
			wait.Go(func() {
				errs[i] = w.college.TakeRegister(t.Context(), w.by, s.ID, RegisterInput{How: "screen", Marks: map[string]MarkInput{booked[2].ID: {Now: now}}})
			})
		}
		wait.Wait()
		refused := 0
		for _, err := range errs {
			if text := fault.Fields(err)["mark-"+booked[2].ID]; strings.Contains(text, "has just marked Cat as") {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 1 {
			t.Errorf("%d of two that disagree were asked again", refused)
		}
		w.sound()
	})
}

// Which trainers were there is noted, and nothing where nobody is ticked yet.
func TestTrainersThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, _ := w.sitting(inMay(0), 5)
		tess, one := w.trainer("Tess", "lived experience", s.ID)
		_, two := w.trainer("Theo", "practitioner", s.ID)
		w.at = s.StartsAt
		there := func(ids ...string) string {
			t.Helper()
			w.ok(w.college.TakeRegister(t.Context(), tess, s.ID, RegisterInput{How: "screen", AskTrainers: true, TrainersHere: ids}))
			r, err := w.college.Register(t.Context(), tess, s.ID)
			w.ok(err)
			out := ""
			for _, x := range r.Trainers {
				switch {
				case x.Present == nil:
					out += x.Name + "? "
				case *x.Present:
					out += x.Name + " "
				}
			}
			return strings.TrimSpace(out)
		}
		if got := there(); got != "Tess? Theo?" {
			t.Errorf("nobody ticked: %s", got)
		}
		if got := there(one); got != "Tess" {
			t.Errorf("one ticked: %s", got)
		}
		if got := there(one, two, "nobody"); got != "Tess Theo" {
			t.Errorf("both ticked: %s", got)
		}
		if got := there(); got != "" {
			t.Errorf("taken away: %s", got)
		}
	})
}

// What somebody took part in is counted from sessions that were held: late and a
// part count as there.
func TestAttended(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, bob := w.student("Ann"), w.student("Bob")
		s, booked := w.sitting(inMay(0), 5, ann, bob)
		run := w.reload(s.RunID)
		for n, answer := range []string{"planned", "planned", "cancelled"} {
			at := inMay(7 * (n + 1))
			w.exec(`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $5)`, id.New(), run.ID, n+2, at, at.Add(time.Hour), answer)
		}
		w.exec(`UPDATE college_run SET ends_at = $3 WHERE org_id = $1 AND id = $2`, run.ID, inMay(14).Add(time.Hour))
		sessions, err := sessionsOfRuns(t.Context(), d, s.OrgID, []string{run.ID})
		w.ok(err)
		w.at = sessions[0].StartsAt
		w.ok(w.take(w.by, sessions[0], map[string]Answer{booked[0].ID: Late, booked[1].ID: NotAble}))
		w.at = sessions[1].EndsAt
		w.ok(w.take(w.by, sessions[1], map[string]Answer{booked[0].ID: LeftEarly, booked[1].ID: ToldUs}))
		got, err := w.college.Attended(t.Context(), d, s.OrgID, ann.ID)
		w.ok(err)
		if len(got) != 1 || got[0].SessionsHeld != 2 || got[0].SessionsCame != 2 || got[0].MinutesHeld != 180 || got[0].MinutesCame != 180 || !got[0].Completed(100) || !got[0].LastCame.Equal(sessions[1].StartsAt) {
			t.Errorf("Ann: %+v", got)
		}
		all, err := w.college.AttendedOfRuns(t.Context(), d, s.OrgID, []string{run.ID})
		w.ok(err)
		if len(all) != 2 {
			t.Fatalf("%d bookings counted", len(all))
		}
		for _, a := range all {
			if a.StudentID == bob.ID && (a.SessionsCame != 0 || a.ToldUs != 1 || a.NotAble != 1 || a.Completed(70)) {
				t.Errorf("Bob: %+v", a)
			}
		}
		rows, err := w.college.AttendanceOfRun(t.Context(), d, s.OrgID, run.ID)
		if w.ok(err); len(rows) != 4 {
			t.Errorf("%d lines of the registers", len(rows))
		}
		w.sound()
	})
}

// What breaks the rules of registers is found and named.
func TestBrokenRegisters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann := w.student("Ann")
		s, booked := w.sitting(inMay(0), 5, ann)
		other, _ := w.sitting(inMay(1), 5)
		tess, trainer := w.trainer("Tess", "lived experience", s.ID, other.ID)
		w.at = s.StartsAt
		w.ok(w.take(tess, s, map[string]Answer{booked[0].ID: NotAble}))
		w.sound()
		for _, damage := range []struct {
			query string
			args  []any
			words string
		}{
			{`DELETE FROM college_followup WHERE org_id = $1`, nil, "nobody is to ask"},
			{`UPDATE college_session SET state = 'planned' WHERE org_id = $1 AND id = $2`, []any{s.ID}, "has a register without having been held"},
			{`UPDATE college_session SET state = 'cancelled' WHERE org_id = $1 AND id = $2`, []any{s.ID}, "which was cancelled"},
			{`UPDATE college_session_trainer SET present = (1 = 1) WHERE org_id = $1 AND trainer_id = $2`, []any{trainer}, "and trainer"},
			{`UPDATE college_attendance SET session_id = $2 WHERE org_id = $1`, []any{other.ID}, "not of its run"},
		} {
			w.exec(damage.query, damage.args...)
			found, err := w.college.Check(t.Context(), s.OrgID)
			w.ok(err)
			if !slices.ContainsFunc(found, func(text string) bool { return strings.Contains(text, damage.words) }) {
				t.Errorf("%s: found %v", damage.query, found)
			}
		}
	})
}
