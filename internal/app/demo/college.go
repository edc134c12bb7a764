package demo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/fault"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// A term of the demonstration is twelve weeks, with two between two terms. The
// one under way began five weeks ago.
const (
	termWeeks = 12
	termEvery = 14
	termBegan = 5
)

// collegeYear is what the college plans. It has its own chance, so that the rest
// of the trust does not change with it.
type collegeYear struct {
	m     *maker
	r     *rand.Rand
	unit  string
	rooms []college.Room
	busy  map[string][]span // by trainer
	on    []courses.Listing // what can be run
}

// span is a time that somebody teaches.
type span struct{ from, to time.Time }

// makeCollegePlan makes the college's rules, its venues, its terms, and the runs
// of the last term and of this one, with what has happened to them since; the
// next term is copied from this one.
func (m *maker) makeCollegePlan() error {
	y := &collegeYear{m: m, r: rand.New(rand.NewPCG(77, 2027)), unit: m.units[collegeName].ID, busy: map[string][]span{}}
	for _, step := range []func() error{y.rules, y.venues, y.terms, y.listings, y.lastTerm, y.thisTerm} {
		if err := step(); err != nil {
			return err
		}
	}
	y.nextTerm()
	for ago := termEvery * 7 * 2; ago >= 0; ago -= 7 {
		m.on(m.today.AddDays(-ago), func() error { return m.College.Finish(m.ctx) })
	}
	return nil
}

// rules are how the college works: its charter has a second version.
func (y *collegeYear) rules() error {
	m := y.m
	if err := m.College.SaveSetting(m.ctx, m.by, college.Setting{
		UnitID: y.unit, Phone: "0300 555 0142", Email: "college@bridgewater-vale.example", Address: "Oldbridge Adult College\nCanal Street\nOldbridge",
		TermLimit: 3, OfferHours: 48, CutoffHours: 2, Completion: 70, MinAge: 16,
	}); err != nil {
		return err
	}
	for i, words := range charterWords {
		if _, err := m.College.AddCharter(m.ctx, m.by, college.Charter{UnitID: y.unit, Words: words, MadeWith: "The student forum and four trainers", FromOn: m.today.AddDays(-400 + 300*i)}); err != nil {
			return err
		}
	}
	for i, p := range [][2]string{
		{"First course here", "Somebody who has not had a place at the college before."},
		{"Missed out last term", "Somebody who waited for this course last term and no place came free."},
		{"Has arranged cover", "A carer who has found somebody to be at home for that day, which is hard to do twice."},
	} {
		if _, err := m.College.AddPriority(m.ctx, m.by, college.Priority{UnitID: y.unit, Label: p[0], About: p[1], Rank: 10 * (i + 1)}); err != nil {
			return err
		}
	}
	return nil
}

// venues are three, one in each borough.
func (y *collegeYear) venues() error {
	m := y.m
	for _, v := range collegeVenues {
		v.BoroughID = m.units[v.BoroughID].ID
		made, err := m.College.AddVenue(m.ctx, m.by, v.Venue)
		if err != nil {
			return err
		}
		for _, room := range v.rooms {
			room.VenueID = made.ID
			added, err := m.College.AddRoom(m.ctx, m.by, room)
			if err != nil {
				return err
			}
			y.rooms = append(y.rooms, added)
		}
	}
	return nil
}

// starts is the first day of the term so many terms from this one.
func (y *collegeYear) starts(n int) when.Date {
	d := y.m.today
	for d.Start().In(when.London).Weekday() != time.Monday {
		d = d.AddDays(-1)
	}
	return d.AddDays(7 * (n*termEvery - termBegan))
}

// terms are the three of last year, this one and the next.
func (y *collegeYear) terms() error {
	m := y.m
	m.terms = map[string]college.Term{}
	for _, year := range []struct {
		from, to    when.Date
		first, last int
	}{{y.starts(-3).AddDays(-7), y.starts(0).AddDays(-8), -3, -1}, {y.starts(0).AddDays(-7), y.starts(0).AddDays(358), 0, 1}} {
		name := fmt.Sprintf("%d/%02d", year.to.Year-1, year.to.Year%100)
		made, err := m.College.AddYear(m.ctx, m.by, college.Year{UnitID: y.unit, Name: name, StartsOn: year.from, EndsOn: year.to})
		if err != nil {
			return err
		}
		for n := year.first; n <= year.last; n++ {
			from := y.starts(n)
			middle, to := from.AddDays(42), from.AddDays(7*termWeeks-1)
			t, err := m.College.AddTerm(m.ctx, m.by, college.Term{
				YearID: made.ID, Name: fmt.Sprintf("%s %d", seasons[(int(middle.Month)-1)/3], middle.Year), StartsOn: from, EndsOn: to,
				OpensOn: from.AddDays(-21), ClosesOn: to.AddDays(-3), TermLimit: 3,
			})
			if err != nil {
				return err
			}
			m.terms[map[int]string{-1: "last", 0: "now", 1: "next"}[n]] = t
		}
	}
	delete(m.terms, "")
	return nil
}

var seasons = []string{"Spring", "Summer", "Late summer", "Autumn"}

// listings are the courses of the prospectus, in the order of their titles.
func (y *collegeYear) listings() (err error) {
	y.on, err = y.m.Courses.Published(y.m.ctx, y.m.DB, y.m.by.OrgID)
	return err
}

// plan plans one run of a course in a term, in the first week, at the first time
// and in the first room that are free.
func (y *collegeYear) plan(t college.Term, i int, capacity int) (college.Run, error) {
	m, v := y.m, y.on[i%len(y.on)].Version
	run, err := m.College.AddRun(m.ctx, m.by, college.Run{
		TermID: t.ID, CourseID: v.CourseID, Capacity: capacity, Minimum: min(4, capacity), Audience: v.Audience, Who: v.ForWhom,
		Approval: v.Level == "leading", Counts: v.Format != "drop-in" && v.Format != "self-paced", FirstMandatory: v.Format == "course" && v.Sessions > 4,
		Words: bring[i%len(bring)],
	})
	if err != nil || v.Format == "self-paced" {
		return run, err
	}
	count := min(v.Sessions, termWeeks)
	week := (i * 5) % (termWeeks - count + 1)
	for try := range 60 {
		k := i + try
		s := weekly(t.StartsOn.AddDays(7*week+(k*2+i/3)%5), count)
		s.Start = clocks[k%len(clocks)]
		s.End = s.Start + college.Clock(v.Minutes)
		if v.Format == "online" {
			s.OnlineURL = fmt.Sprintf("https://meet.example.org/college/%04d", 1000+y.r.IntN(9000))
		} else if s.RoomID = y.room(k, capacity); s.RoomID == "" {
			return run, fmt.Errorf("no room has %d seats", capacity)
		}
		var found bool
		if s.Trainers, found, err = y.teachers(s, v.Strand == "carers", i); err != nil || !found {
			if err != nil {
				return run, err
			}
			continue
		}
		made, err := m.College.AddSessions(m.ctx, m.by, run.ID, s, true)
		if _, clash := errors.AsType[*college.Clashing](err); clash {
			continue
		}
		if err != nil {
			return run, fmt.Errorf("%s: %w", run.Title, err)
		}
		for _, id := range s.Trainers {
			for _, x := range made {
				y.busy[id] = append(y.busy[id], span{x.StartsAt, x.EndsAt})
			}
		}
		return m.College.Run(m.ctx, m.DB, m.by.OrgID, run.ID)
	}
	return run, fmt.Errorf("there is no room for %s", run.Title)
}

// weekly is a series of so many weeks, without the days around Christmas.
func weekly(from when.Date, weeks int) college.Series {
	s := college.Series{From: from, Count: weeks, Every: 7}
	for n := range weeks {
		d := from.AddDays(7 * n)
		if d.Month == time.December && d.Day >= 23 || d.Month == time.January && d.Day <= 2 {
			s.Skip = append(s.Skip, d)
			s.Count--
		}
	}
	s.Count = max(1, s.Count)
	return s
}

// clocks are when sessions begin.
var clocks = []college.Clock{10 * 60, 13*60 + 30, 17*60 + 30}

// room is a room with enough seats, another one with each number.
func (y *collegeYear) room(k, seats int) string {
	for n := range y.rooms {
		if room := y.rooms[(k+n)%len(y.rooms)]; room.Seats >= seats {
			return room.ID
		}
	}
	return ""
}

// teachers are two for a series, one of each perspective, and a carer for what is
// for carers. Now and then somebody is still to be found.
func (y *collegeYear) teachers(s college.Series, carers bool, i int) ([]string, bool, error) {
	want := []string{trainers.Lived, trainers.Practitioner}
	switch i % 11 {
	case 7:
		want = want[:1]
	case 10:
		want = want[1:]
	}
	if carers {
		want = append(want, trainers.Carer)
	}
	var out []string
	for _, perspective := range want {
		id, err := y.teacher(s, perspective, i)
		if err != nil {
			return nil, false, err
		}
		if id != "" {
			out = append(out, id)
		} else if perspective != trainers.Carer {
			return nil, false, nil
		}
	}
	return out, true, nil
}

// teacher is one trainer who is free for a whole series, or "".
func (y *collegeYear) teacher(s college.Series, perspective string, i int) (string, error) {
	m := y.m
	last := s.From.AddDays(s.Every * (s.Count - 1))
	for n := range m.trainers {
		t := m.trainers[(n+i)%len(m.trainers)]
		if t.Perspective != perspective || t.ReadyOn.IsZero() || t.ReadyOn.After(s.From) || !t.EndedOn.IsZero() || t.ID == m.trainers[len(m.trainers)-1].ID {
			continue
		}
		free := true
		for _, day := range []when.Date{s.From, last} {
			from, _ := s.Start.At(day)
			to, _ := s.End.At(day)
			why, err := m.Trainers.Unavailable(m.ctx, m.DB, m.by.OrgID, t.ID, from, to)
			if err != nil {
				return "", err
			}
			free = free && why == ""
		}
		for k := 0; k < s.Count && free; k++ {
			from, _ := s.Start.At(s.From.AddDays(k * s.Every))
			to, _ := s.End.At(s.From.AddDays(k * s.Every))
			free = !slices.ContainsFunc(y.busy[t.ID], func(b span) bool { return from.Before(b.to) && b.from.Before(to) })
		}
		if free {
			return t.ID, nil
		}
	}
	return "", nil
}

// places are from 4 to 16; more where nobody needs to sit close.
func (y *collegeYear) places(i int) int {
	v := y.on[i%len(y.on)].Version
	if v.Format == "talk" || v.Format == "self-paced" {
		return 16
	}
	return min(v.Capacity+4, 16, 4+2*y.r.IntN(7))
}

func (y *collegeYear) fill(name string, runs int) error {
	for i := range runs {
		run, err := y.plan(y.m.terms[name], i, y.places(i))
		if err != nil {
			return err
		}
		y.m.runs = append(y.m.runs, run)
	}
	return nil
}

func (y *collegeYear) publish(name string) error {
	_, _, err := y.m.College.Publish(y.m.ctx, y.m.by, y.m.terms[name].ID)
	return err
}

// lastTerm was planned before it began; one of its runs was cancelled.
func (y *collegeYear) lastTerm() error {
	m := y.m
	if err := y.fill("last", min(24, len(y.on))); err != nil {
		return err
	}
	if err := y.publish("last"); err != nil {
		return err
	}
	begins := m.terms["last"].StartsOn
	if run, found := y.later(m.terms["last"], begins.AddDays(28), 1); found {
		m.on(begins.AddDays(20), func() error {
			return m.College.CancelRun(m.ctx, m.by, run.ID, "Too few people could come at that time. We will find a better one.")
		})
	}
	return nil
}

// later is a run of a term that begins after a day, with so many sessions.
func (y *collegeYear) later(t college.Term, after when.Date, nth int) (college.Run, bool) {
	for _, run := range y.m.runs {
		if run.TermID == t.ID && when.DateOf(run.StartsAt).After(after) && run.Format != "drop-in" {
			if nth--; nth < 0 {
				return run, true
			}
		}
	}
	return college.Run{}, false
}

// thisTerm has runs in every state.
func (y *collegeYear) thisTerm() error {
	m, now := y.m, y.m.terms["now"]
	if err := y.fill("now", 32); err != nil {
		return err
	}
	draft, err := m.College.AddRun(m.ctx, m.by, college.Run{TermID: now.ID, CourseID: y.on[0].Version.CourseID, Capacity: 10, Minimum: 4, Counts: true, Words: "We are still looking for a room."})
	if err != nil {
		return err
	}
	if _, err := m.College.AddSessions(m.ctx, m.by, draft.ID, college.Series{From: m.today.AddDays(30), Start: 600, End: 720, Count: 1, Every: 7}, true); err != nil {
		return err
	}
	m.on(now.OpensOn.AddDays(-4), func() error { return y.publish("now") })
	for i, change := range []func(run college.Run) error{y.cancel, y.postpone, y.moveFirst, y.close} {
		if run, found := y.later(now, m.today.AddDays(6), i); found {
			m.on(m.today.AddDays(-9+2*i), func() error { return mayClash(change(run)) })
		}
	}
	for _, run := range m.runs {
		if run.TermID == now.ID && run.Format == "course" && when.DateOf(run.StartsAt).Before(m.today) && when.DateOf(run.EndsAt).After(m.today.AddDays(10)) {
			m.on(m.today.AddDays(-1), func() error { return mayClash(y.missOne(run)) })
			break
		}
	}
	return nil
}

func (y *collegeYear) cancel(run college.Run) error {
	return y.m.College.CancelRun(y.m.ctx, y.m.by, run.ID, "One of the two trainers has to stop teaching for a while. We hope to run it next term.")
}

func (y *collegeYear) postpone(run college.Run) error {
	now, err := y.m.College.Run(y.m.ctx, y.m.DB, run.OrgID, run.ID)
	if err != nil {
		return err
	}
	return y.m.College.Postpone(y.m.ctx, y.m.by, run.ID, now.Version, 1, "The heating is being mended in that week.", true)
}

// moveFirst moves the first session of a run to half an hour later.
func (y *collegeYear) moveFirst(run college.Run) error {
	s, who, err := y.firstToCome(run)
	if err != nil || s.ID == "" {
		return err
	}
	return y.m.College.ChangeSession(y.m.ctx, y.m.by, s.ID, college.SessionPlan{
		Day: when.DateOf(s.StartsAt), Start: college.ClockOf(s.StartsAt) + 30, End: college.ClockOf(s.EndsAt) + 30, RoomID: s.RoomID, OnlineURL: s.OnlineURL, Trainers: who,
		Version: s.Version, Reason: "The first bus from the villages comes ten minutes too late for the old time.",
	}, true)
}

// mayClash lets a change be when the rules do not allow it on these days: a room
// in use, a week outside the term.
func mayClash(err error) error {
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		return nil
	}
	return err
}

func (y *collegeYear) close(run college.Run) error {
	return y.m.College.CloseBooking(y.m.ctx, y.m.by, run.ID)
}

func (y *collegeYear) missOne(run college.Run) error {
	s, _, err := y.firstToCome(run)
	if err != nil || s.ID == "" {
		return err
	}
	return y.m.College.CancelSession(y.m.ctx, y.m.by, s.ID, s.Version, "A trainer is ill, and we could not find anybody to stand in.")
}

// firstToCome is the next session of a run, with who teaches it.
func (y *collegeYear) firstToCome(run college.Run) (college.Session, []string, error) {
	m := y.m
	all, err := m.College.Sessions(m.ctx, m.DB, m.by.OrgID, []string{run.ID})
	if err != nil {
		return college.Session{}, nil, err
	}
	for _, s := range all[run.ID] {
		if s.State == "planned" && s.StartsAt.After(m.Clock.Now().Add(24*time.Hour)) {
			teaching, err := m.College.TrainersOf(m.ctx, m.DB, m.by.OrgID, []string{s.ID})
			var who []string
			for _, t := range teaching[s.ID] {
				who = append(who, t.TrainerID)
			}
			return s, who, err
		}
	}
	return college.Session{}, nil, nil
}

// nextTerm is copied from this one and published: its booking opens soon.
func (y *collegeYear) nextTerm() {
	m := y.m
	m.on(m.today.AddDays(-20), func() error {
		_, err := m.College.CopyTerm(m.ctx, m.by, m.terms["now"].ID, m.terms["next"].ID)
		return err
	})
	m.on(m.today.AddDays(-6), func() error { return y.publish("next") })
}

// charterWords are the two versions of what students and the college promise.
var charterWords = []string{
	strings.TrimSpace(`We promise
You are a student here. Nobody asks for your diagnosis.
Every course is made and taught by two people: one has lived it, one has learnt it.
We start on time, and we tell you when something changes.

You promise
You tell us when you are not able to come, so that somebody else can.
You let others speak, and you keep what they say to yourself.`),
	strings.TrimSpace(`We promise
You are a student here. Nobody asks for your diagnosis, and nobody is sent here.
Every course is made and taught by two people: one has lived it, one has learnt it.
We start on time, we have breaks, and we tell you at once when something changes.
If you are missed without a word, we ask whether you are all right. It is never held against you.

You promise
You tell us when you are not able to come, so that somebody else can.
You let others speak, and you keep what they say to yourself.
Laughing is allowed.`),
}

// bring are words about what is good to know.
var bring = []string{"Tea and coffee are free. Bring a cup.", "", "Come by the side door: the front one is heavy.", "You may stand up and walk about at any time.", "", "There is no homework."}

// collegeVenues are where the college meets; the borough is named for now.
var collegeVenues = []struct {
	college.Venue
	rooms []college.Room
}{
	{college.Venue{Name: "Kingsmere Library", Address: "Mill Street\nKingsmere", Postcode: "KM1 4AA", BoroughID: "Kingsmere", Travel: "Buses 4 and 11 stop outside. Eight minutes on foot from Kingsmere station.",
		StepFree: true, Toilet: true, Loop: true, Quiet: true, Access: "The lift is on the left behind the newspapers. The doors are wide enough for a large chair."},
		[]college.Room{{Name: "Reading room", Seats: 18, Words: "First floor, by the lift"}, {Name: "Small room", Seats: 8, Words: "Ground floor, behind the children’s books"}}},
	{college.Venue{Name: "Oldbridge Adult College", Address: "Canal Street\nOldbridge", Postcode: "OB2 7QT", BoroughID: "Oldbridge", Travel: "Tram to Canal Street. There are stands for bicycles in the yard.",
		StepFree: true, Toilet: true, Parking: true, Access: "Reception rings the trainer if you would like to be fetched."},
		[]college.Room{{Name: "Room 12", Seats: 20, Words: "Second floor, there is a lift"}, {Name: "Studio", Seats: 12, Words: "Across the yard"}}},
	{college.Venue{Name: "Valeside Village Hall", Address: "Chapel Lane\nValeside", Postcode: "VS9 1BD", BoroughID: "Valeside", Travel: "Bus 32 every hour. Ask us about the shared taxi.",
		StepFree: true, Parking: true, Quiet: true, Access: "The toilet is up two steps. We put out the ramp on the day."},
		[]college.Room{{Name: "Main hall", Seats: 40, Words: ""}, {Name: "Committee room", Seats: 10, Words: "Behind the stage"}}},
}
