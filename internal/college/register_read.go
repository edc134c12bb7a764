package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Answer is what a register says of one booking at one session.
type Answer string

// The answers of a register. The first three count as having been there. None
// counts against anybody.
const (
	Came      Answer = "came"
	Late      Answer = "late"
	LeftEarly Answer = "left early"
	ToldUs    Answer = "told us"          // that they could not come
	NotAble   Answer = "not able to come" // and no word of it
)

// Answers of a register, in the order in which they are offered.
var Answers = []struct {
	Code  Answer
	Label string
}{
	{Came, "Came"}, {Late, "Came late"}, {LeftEarly, "Left early"}, {ToldUs, "Told us they could not come"}, {NotAble, "Not able to come (no word)"},
}

// Attended reports whether the answer counts as having been there.
func (a Answer) Attended() bool { return a == Came || a == Late || a == LeftEarly }

// Words are the answer as people read it.
func (a Answer) Words() string {
	for _, x := range Answers {
		if x.Code == a {
			return x.Label
		}
	}
	return "Not marked yet"
}

// Attendance is one line of a register that was taken.
type Attendance struct {
	SessionID, BookingID, StudentID string
	State                           Answer
	How                             string // screen, paper, code
	ByName                          string
	RecordedAt                      time.Time
}

// AttendedRun is how much of a run somebody with a booking took part in. Only
// sessions that were held count.
type AttendedRun struct {
	Run                       Run
	BookingID, StudentID      string
	BookingState              State
	SessionsHeld, MinutesHeld int
	SessionsCame, MinutesCame int
	ToldUs, NotAble           int // sessions they were not at
	Unmarked                  int // sessions held whose register says nothing of them
	FirstCame, LastCame       time.Time
}

// Completed reports whether they came to at least so many per cent of the
// sessions held.
func (a AttendedRun) Completed(percent int) bool {
	return a.SessionsHeld > 0 && a.SessionsCame*100 >= a.SessionsHeld*percent
}

// Attended lists what a student has taken part in: every run in which they have
// or had a place and a session was held, by its start.
func (c *College) Attended(ctx context.Context, tx *db.DB, orgID, studentID string) ([]AttendedRun, error) {
	bookings, err := bookingsOfStudent(ctx, tx, orgID, studentID)
	if err != nil {
		return nil, err
	}
	marks, err := attendanceOfStudent(ctx, tx, orgID, studentID)
	if err != nil {
		return nil, err
	}
	return attendedRuns(ctx, tx, orgID, bookings, marks)
}

// AttendanceOfRun lists every line of a run's registers.
func (c *College) AttendanceOfRun(ctx context.Context, tx *db.DB, orgID, runID string) ([]Attendance, error) {
	return attendanceOfRuns(ctx, tx, orgID, []string{runID})
}

// AttendedOfRuns is [College.Attended] of everybody with a place in some runs.
func (c *College) AttendedOfRuns(ctx context.Context, tx *db.DB, orgID string, runIDs []string) ([]AttendedRun, error) {
	bookings, err := placesOfRuns(ctx, tx, orgID, runIDs)
	if err != nil {
		return nil, err
	}
	marks, err := attendanceOfRuns(ctx, tx, orgID, runIDs)
	if err != nil {
		return nil, err
	}
	return attendedRuns(ctx, tx, orgID, bookings, marks)
}

// attendedRuns adds up marks by booking: of bookings with a place, and of those
// that ended but have a mark.
func attendedRuns(ctx context.Context, tx *db.DB, orgID string, bookings []Booking, marks []Attendance) ([]AttendedRun, error) {
	byBooking := map[string]map[string]Answer{}
	for _, m := range marks {
		if byBooking[m.BookingID] == nil {
			byBooking[m.BookingID] = map[string]Answer{}
		}
		byBooking[m.BookingID][m.SessionID] = m.State
	}
	of, ids := map[string][]Booking{}, []string{}
	for _, b := range bookings {
		if b.State != Confirmed && len(byBooking[b.ID]) == 0 {
			continue
		}
		if of[b.RunID] == nil {
			ids = append(ids, b.RunID)
		}
		of[b.RunID] = append(of[b.RunID], b)
	}
	runs, err := runsByID(ctx, tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	sessions, err := heldOfRuns(ctx, tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	held := map[string][]Session{}
	for _, s := range sessions {
		held[s.RunID] = append(held[s.RunID], s)
	}
	var out []AttendedRun
	for _, run := range runs {
		for _, b := range of[run.ID] {
			if len(held[run.ID]) > 0 {
				out = append(out, addUp(run, b, held[run.ID], byBooking[b.ID]))
			}
		}
	}
	return out, nil
}

func addUp(run Run, b Booking, held []Session, marks map[string]Answer) AttendedRun {
	out := AttendedRun{Run: run, BookingID: b.ID, StudentID: b.StudentID, BookingState: b.State}
	for _, s := range held {
		minutes := int(s.EndsAt.Sub(s.StartsAt).Minutes())
		out.SessionsHeld++
		out.MinutesHeld += minutes
		switch mark := marks[s.ID]; {
		case mark.Attended():
			out.SessionsCame++
			out.MinutesCame += minutes
			if out.FirstCame.IsZero() {
				out.FirstCame = s.StartsAt
			}
			out.LastCame = s.StartsAt
		case mark == ToldUs:
			out.ToldUs++
		case mark == NotAble:
			out.NotAble++
		default:
			out.Unmarked++
		}
	}
	return out
}

// SessionsOn lists the sessions of a day that were not cancelled, of runs that
// are no draft, in the order of time.
func (c *College) SessionsOn(ctx context.Context, tx *db.DB, orgID string, day when.Date) ([]Session, error) {
	return sessionsOfDay(ctx, tx, orgID, day.Start(), day.AddDays(1).Start())
}
