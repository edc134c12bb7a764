package college

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// planner is a college with a term to plan in, two rooms and two trainers.
type planner struct {
	*world
	Year          Year
	Term          Term
	Garden, Attic Room
	lived, clin   string // trainers
}

func newPlanner(t testing.TB, d *db.DB) planner {
	t.Helper()
	p := planner{world: newWorld(t, d)}
	c, ctx := p.college, t.Context()
	p.exec(`UPDATE courses_course SET published_id = $2 WHERE org_id = $1`, p.version)
	var err error
	p.Year, err = c.AddYear(ctx, p.by, Year{UnitID: p.unit.ID, Name: "2027/28", StartsOn: date(1, 9), EndsOn: when.Date{Year: 2028, Month: 8, Day: 31}})
	p.ok(err)
	p.Term = p.addTerm("Autumn 2027", date(20, 9), date(10, 12))
	v, err := c.AddVenue(ctx, p.by, Venue{Name: "Library", StepFree: true})
	p.ok(err)
	p.Garden, err = c.AddRoom(ctx, p.by, Room{VenueID: v.ID, Name: "Garden room", Seats: 12})
	p.ok(err)
	p.Attic, err = c.AddRoom(ctx, p.by, Room{VenueID: v.ID, Name: "Attic", Seats: 4})
	p.ok(err)
	p.lived, p.clin = p.trainer("Pearl Loxley", trainers.Lived), p.trainer("Omar Standish", trainers.Practitioner)
	return p
}

func (p planner) addTerm(name string, from, to when.Date) Term {
	p.t.Helper()
	term, err := p.college.AddTerm(p.t.Context(), p.by, Term{YearID: p.Year.ID, Name: name, StartsOn: from, EndsOn: to, OpensOn: from.AddDays(-14), ClosesOn: to, TermLimit: 3})
	p.ok(err)
	return term
}

func date(day int, month time.Month) when.Date {
	return when.Date{Year: 2027, Month: month, Day: day}
}

func (p planner) trainer(name, perspective string) string {
	p.t.Helper()
	person, err := p.people.Add(p.t.Context(), p.by, people.Person{Name: name})
	p.ok(err)
	key := id.New()
	p.exec(`INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, ready_on, created_at) VALUES ($1, $2, $3, $4, $5, '2027-01-01', $6)`, key, person.ID, p.unit.ID, perspective, p.at)
	return key
}

// draft is a run of the course in the term.
func (p planner) draft() Run {
	p.t.Helper()
	r, err := p.college.AddRun(p.t.Context(), p.by, Run{TermID: p.Term.ID, CourseID: p.course, Capacity: 8, Minimum: 3, Counts: true})
	p.ok(err)
	return r
}

// weekly are sessions from a day on, from ten to twelve.
func weekly(from when.Date, count int, room string, who ...string) Series {
	return Series{From: from, Start: 600, End: 720, Count: count, Every: 7, RoomID: room, Trainers: who}
}

func (p planner) add(r Run, s Series) []Session {
	p.t.Helper()
	out, err := p.college.AddSessions(p.t.Context(), p.by, r.ID, s, false)
	p.ok(err)
	return out
}

// open is a run with sessions that can be booked.
func (p planner) open(from when.Date, count int, room string) Run {
	p.t.Helper()
	r := p.draft()
	p.add(r, weekly(from, count, room, p.lived, p.clin))
	p.publish()
	return p.reload(r.ID)
}

func (p planner) publish() {
	p.t.Helper()
	_, _, err := p.college.Publish(p.t.Context(), p.by, p.Term.ID)
	p.ok(err)
}

func (p planner) sessions(r Run) []Session {
	p.t.Helper()
	all, err := sessionsOfRuns(p.t.Context(), p.db, p.by.OrgID, []string{r.ID})
	p.ok(err)
	return all
}

// plan is what a session is like, to be changed.
func (p planner) plan(s Session, who ...string) SessionPlan {
	return SessionPlan{Title: s.Title, Day: when.DateOf(s.StartsAt), Start: ClockOf(s.StartsAt), End: ClockOf(s.EndsAt), RoomID: s.RoomID, OnlineURL: s.OnlineURL, Trainers: who, Version: s.Version}
}

func refused(t testing.TB, what string, err error, kind fault.Kind, words string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(fault.Text(err), words) {
		t.Errorf("%s: %v, want %s with %q", what, err, kind, words)
	}
}

func TestParseClock(t *testing.T) {
	for in, want := range map[string]string{"10": "10am", "10:30": "10:30am", "14.00": "2pm", "2pm": "2pm", "2:15 p.m.": "2:15pm", "12am": "12am", "noon": "12pm", "0:05": "12:05am", "9.30 AM": "9:30am"} {
		if got, ok := ParseClock(in); !ok || got.String() != want {
			t.Errorf("ParseClock(%q) = %v, %t, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "ten", "25", "10:60", "13pm", "0am", "10:5", "-1", "1000"} {
		if got, ok := ParseClock(in); ok {
			t.Errorf("ParseClock(%q) = %v, want none", in, got)
		}
	}
}

// Sessions stay at the same time on people's clocks when the clocks change.
func TestClocksChange(t *testing.T) {
	for _, test := range []struct {
		day  when.Date
		want string
	}{
		{date(24, 10), "2027-10-24T09:00:00Z"}, {date(31, 10), "2027-10-31T10:00:00Z"}, {date(21, 3), "2027-03-21T10:00:00Z"}, {date(28, 3), "2027-03-28T09:00:00Z"},
	} {
		got, ok := Clock(600).At(test.day)
		if !ok || got.Format(time.RFC3339) != test.want {
			t.Errorf("ten o'clock on %s = %s, want %s", test.day, got.Format(time.RFC3339), test.want)
		}
	}
	if _, ok := Clock(90).At(date(28, 3)); ok {
		t.Error("half past one exists in the night in which the clocks go forward")
	}
	before, _ := Clock(600).At(date(28, 10))
	if got := shift(before, 7); ClockOf(got) != 600 || when.DateOf(got) != date(4, 11) {
		t.Errorf("a week later = %s", SpanWords(got, got))
	}
	if monday(date(3, 5)) != date(3, 5) || monday(date(9, 5)) != date(3, 5) {
		t.Error("the week does not begin on Monday")
	}
}

func TestYearsAndTerms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		_, err := c.AddYear(ctx, p.by, Year{UnitID: p.unit.ID, Name: "Again", StartsOn: date(1, 12), EndsOn: when.Date{Year: 2028, Month: 9, Day: 1}})
		refused(t, "overlapping year", err, fault.Invalid, "cannot overlap")
		_, err = c.AddYear(ctx, p.by, Year{UnitID: p.unit.ID, Name: "2027/28", StartsOn: when.Date{Year: 2029, Month: 9, Day: 1}, EndsOn: when.Date{Year: 2030, Month: 7, Day: 1}})
		refused(t, "same name", err, fault.Invalid, "already a year")
		term := Term{YearID: p.Year.ID, Name: "Winter", StartsOn: date(1, 12), EndsOn: date(24, 12), OpensOn: date(1, 11), ClosesOn: date(24, 12)}
		_, err = c.AddTerm(ctx, p.by, term)
		refused(t, "overlapping term", err, fault.Invalid, "cannot overlap")
		term.StartsOn, term.ClosesOn = date(11, 12), date(25, 12)
		_, err = c.AddTerm(ctx, p.by, term)
		refused(t, "booking after the end", err, fault.Invalid, "last day of the term")
		p.add(p.draft(), weekly(date(21, 9), 12, p.Garden.ID, p.lived, p.clin))
		shorter := p.Term
		shorter.EndsOn, shorter.ClosesOn = date(1, 12), date(1, 12)
		refused(t, "sessions outside", c.ChangeTerm(ctx, p.by, shorter), fault.Invalid, "One session would stand outside")
		longer := p.Term
		longer.EndsOn = date(17, 12)
		p.ok(c.ChangeTerm(ctx, p.by, longer))
		refused(t, "over what somebody changed", c.ChangeTerm(ctx, p.by, longer), fault.Conflict, "Somebody else")
		_, err = c.AddRun(ctx, p.by, Run{TermID: p.Term.ID, CourseID: "none", Capacity: 8})
		refused(t, "no such course", err, fault.Invalid, "in the prospectus")
		p.sound()
	})
}

// A new version of the charter leaves the old one as it was.
func TestCharterAndReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		two, err := c.AddCharter(ctx, p.by, Charter{UnitID: p.unit.ID, Words: "We also laugh.", MadeWith: "The forum", FromOn: date(1, 5)})
		p.ok(err)
		now, _, err := c.CharterNow(ctx, p.db, p.by.OrgID, p.unit.ID)
		if err != nil || two.Number != 2 || now.Number != 1 {
			t.Errorf("version %d, and %d counts in April, %v", two.Number, now.Number, err)
		}
		p.at = p.at.AddDate(0, 1, 0)
		if now, _, err = c.CharterNow(ctx, p.db, p.by.OrgID, p.unit.ID); err != nil || now.Number != 2 {
			t.Errorf("version %d counts in May, %v", now.Number, err)
		}
		_, err = c.AddCharter(ctx, p.by, Charter{UnitID: p.unit.ID, Words: "Older", MadeWith: "The forum", FromOn: date(1, 4)})
		refused(t, "before the newest", err, fault.Invalid, "Version 2 counts from")
		reason, err := c.AddPriority(ctx, p.by, Priority{UnitID: p.unit.ID, Label: "First course", About: "Has not been on one", Rank: 5})
		p.ok(err)
		p.ok(c.ClosePriority(ctx, p.by, reason.ID))
		refused(t, "twice", c.ClosePriority(ctx, p.by, reason.ID), fault.Conflict, "")
		p.ok(c.ReopenPriority(ctx, p.by, reason.ID))
		reason.Rank = 100
		refused(t, "order", c.ChangePriority(ctx, p.by, reason), fault.Invalid, "from 1 to 99")
		s, err := c.Setting(ctx, p.db, p.by.OrgID, p.unit.ID)
		p.ok(err)
		s.OfferHours = 24
		p.ok(c.SaveSetting(ctx, p.by, s))
		refused(t, "settings saved twice", c.SaveSetting(ctx, p.by, s), fault.Conflict, "Somebody else")
	})
}

// Everything that stands against a plan is said at once; what need not stand in
// the way can be accepted.
func TestClashes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		first := p.draft()
		p.add(first, weekly(date(21, 9), 4, p.Garden.ID, p.lived))
		second := p.draft()
		_, err := c.AddSessions(ctx, p.by, second.ID, weekly(date(28, 9), 2, p.Garden.ID, p.lived), true)
		clash, ok := errors.AsType[*Clashing](err)
		if !ok || len(clash.Clashes) != 4 || !clash.Firm() {
			t.Fatalf("clashes = %v", err)
		}
		refused(t, "room", err, fault.Conflict, "Garden room, Library is in use on Tuesday 28 September 2027, 10am to 12pm: Hope.")
		refused(t, "trainer", err, fault.Conflict, "Pearl Loxley teaches on Tuesday 5 October 2027, 10am to 12pm: Hope.")
		_, err = c.AddSessions(ctx, p.by, second.ID, weekly(date(28, 9), 1, p.Attic.ID, p.clin), false)
		refused(t, "seats", err, fault.Conflict, "Attic, Library has 4 seats, and there are 8 places.")
		if _, err = c.AddSessions(ctx, p.by, second.ID, weekly(date(28, 9), 1, p.Attic.ID, p.clin), true); err != nil {
			t.Errorf("seats accepted: %v", err)
		}
		_, err = c.AddSessions(ctx, p.by, second.ID, weekly(date(28, 9), 1, "", p.lived), true)
		refused(t, "the run itself", err, fault.Conflict, "This run has a session on")
		_, err = c.AddSessions(ctx, p.by, second.ID, weekly(date(13, 12), 1, ""), false)
		refused(t, "outside the term", err, fault.Invalid, "outside the term Autumn 2027")
		_, err = c.AddSessions(ctx, p.by, second.ID, Series{From: date(28, 9), Start: 720, End: 600, Count: 1, Every: 7}, false)
		refused(t, "ends before it starts", err, fault.Invalid, "after the start")
		refused(t, "close a room in use", c.CloseRoom(ctx, p.by, p.Garden.ID), fault.Conflict, "4. Move them first")
		teaching, err := trainersOfSessions(ctx, p.db, p.by.OrgID, []string{p.sessions(first)[0].ID})
		if err != nil || Lacks(teaching) != "needs a practitioner" || Lacks(nil) == "" {
			t.Errorf("lacks %q, %v", Lacks(teaching), err)
		}
		p.sound()
	})
}

// Sessions skip the days that are left out, are numbered in the order of time,
// and the run begins and ends with them.
func TestSeries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		r := p.draft()
		s := weekly(date(12, 10), 3, p.Garden.ID, p.lived, p.clin)
		s.Skip = []when.Date{date(26, 10)}
		p.add(r, s)
		p.add(r, weekly(date(5, 10), 1, p.Garden.ID))
		var got []string
		for _, s := range p.sessions(r) {
			got = append(got, fmt.Sprintf("%d %s", s.Number, when.DateOf(s.StartsAt)))
		}
		if want := []string{"1 5 October 2027", "2 12 October 2027", "3 19 October 2027", "4 2 November 2027"}; !slices.Equal(got, want) {
			t.Errorf("sessions = %q, want %q", got, want)
		}
		r = p.reload(r.ID)
		if SpanWords(r.StartsAt, r.StartsAt) != "Tuesday 5 October 2027, 10am to 10am" || when.DateOf(r.EndsAt) != date(2, 11) || ClockOf(r.EndsAt) != 720 {
			t.Errorf("the run is from %s to %s", r.StartsAt, r.EndsAt)
		}
		p.ok(p.college.RemoveSession(t.Context(), p.by, p.sessions(r)[0].ID))
		if r = p.reload(r.ID); when.DateOf(r.StartsAt) != date(12, 10) || p.sessions(r)[0].Number != 1 {
			t.Errorf("after removing the first, the run begins %s", r.StartsAt)
		}
		p.sound()
		p.ok(p.college.RemoveRun(t.Context(), p.by, r.ID))
	})
}

// Two administrators plan with one room and one trainer at the same moment:
// exactly one gets them.
func TestOneGetsTheRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		const many = 12
		runs := make([]Run, many)
		for i := range runs {
			runs[i] = p.draft()
		}
		var wg sync.WaitGroup
		errs := make([]error, many)
		for i := range runs {
			wg.Go(func() {
				_, errs[i] = p.college.AddSessions(t.Context(), p.by, runs[i].ID, weekly(date(21, 9), 3, p.Garden.ID, p.lived), false)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				refused(t, "the others", err, fault.Conflict, "is in use on Tuesday 21 September 2027")
			}
		}
		doubled, err := p.college.DoubleBooked(t.Context(), p.db, p.by.OrgID)
		if won != 1 || err != nil || len(doubled) != 0 {
			t.Errorf("%d got the room, doubled %v, %v", won, doubled, err)
		}
		p.exec(`UPDATE college_session SET room_id = $2 WHERE org_id = $1`, p.Garden.ID)
		p.exec(`INSERT INTO college_session (org_id, id, run_id, number, starts_at, ends_at, room_id, state, created_at) SELECT org_id, 'twin', run_id, 99, starts_at, ends_at, room_id, state, created_at FROM college_session WHERE org_id = $1 AND number = 1`)
		if doubled, err = p.college.DoubleBooked(t.Context(), p.db, p.by.OrgID); err != nil || len(doubled) != 1 {
			t.Errorf("damage is not found: %v, %v", doubled, err)
		}
	})
}

func TestPublish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		c, ctx := p.college, t.Context()
		whole, empty, nowhere := p.draft(), p.draft(), p.draft()
		p.add(whole, weekly(date(21, 9), 2, p.Garden.ID, p.lived))
		p.add(nowhere, weekly(date(21, 9), 1, ""))
		refused(t, "before the term", c.OpenRun(ctx, p.by, whole.ID), fault.Conflict, "not published yet")
		opened, left, err := c.Publish(ctx, p.by, p.Term.ID)
		if err != nil || opened != 1 || len(left) != 2 {
			t.Fatalf("opened %d, left %v, %v", opened, left, err)
		}
		var why []string
		for _, u := range left {
			why = append(why, u.Why...)
		}
		slices.Sort(why)
		if want := []string{"It has no session yet.", "The session on 21 September 2027 has neither a room nor a link."}; !slices.Equal(why, want) {
			t.Errorf("why = %q", why)
		}
		refused(t, "one that is not ready", c.OpenRun(ctx, p.by, empty.ID), fault.Conflict, "no session")
		s := p.sessions(nowhere)[0]
		plan := p.plan(s)
		plan.OnlineURL = "http://example.org"
		refused(t, "a link that is not safe", c.ChangeSession(ctx, p.by, s.ID, plan, false), fault.Invalid, "https://")
		plan.OnlineURL = "https://meet.example.org/hope"
		p.ok(c.ChangeSession(ctx, p.by, s.ID, plan, false))
		p.ok(c.OpenRun(ctx, p.by, nowhere.ID))
		rows, n, err := c.Runs(ctx, p.by, RunFilter{TermID: p.Term.ID, Attention: true}, 0, 50)
		if err != nil || n != 3 || len(rows) != 3 {
			t.Fatalf("%d runs need something, %v", n, err)
		}
		for _, r := range rows {
			t.Log(r.State, r.Where, r.Needs(p.at))
			if len(r.Needs(p.at)) == 0 {
				t.Errorf("%s is listed without saying what it needs", r.ID)
			}
		}
		if rows, _, err = c.Runs(ctx, p.by, RunFilter{VenueID: "online", State: "open", Format: "workshop", Strand: "rebuilding", Q: "hop"}, 0, 0); err != nil || len(rows) != 1 || rows[0].Where != "Online" {
			t.Errorf("online = %v, %v", rows, err)
		}
		p.sound()
	})
}
