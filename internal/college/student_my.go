package college

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/when"
)

// bookedBy lists a student's bookings with their runs, the newest first.
func (c *College) bookedBy(ctx context.Context, s Student) ([]bookedRow, error) {
	bookings, err := bookingsOfStudent(ctx, c.db, s.OrgID, s.ID)
	if err != nil || len(bookings) == 0 {
		return nil, err
	}
	ids := make([]string, len(bookings))
	for i, b := range bookings {
		ids[i] = b.RunID
	}
	runs, err := runsByID(ctx, c.db, s.OrgID, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]Run{}
	for _, run := range runs {
		byID[run.ID] = run
	}
	out := make([]bookedRow, len(bookings))
	for i, b := range bookings {
		out[i] = bookedRow{Booking: b, Run: byID[b.RunID]}
	}
	return out, nil
}

// MyMeeting is one session as a student sees it. The link is there only for those
// who have a place.
type MyMeeting struct {
	Title, Number string
	When, Where   string
	Travel        string
	Access        string
	OnlineURL     string
	Cancelled     bool
	StartsAt      time.Time
	EndsAt        time.Time
}

// meetings are the sessions of a run. placed says that the reader has a place.
func (c *College) meetings(ctx context.Context, run Run, placed bool) ([]MyMeeting, error) {
	sessions, err := sessionsOfRuns(ctx, c.db, run.OrgID, []string{run.ID})
	if err != nil {
		return nil, err
	}
	rooms, err := c.Rooms(ctx, c.db, run.OrgID)
	if err != nil {
		return nil, err
	}
	out := make([]MyMeeting, len(sessions))
	for i, s := range sessions {
		m := MyMeeting{Title: s.Title, When: whenWords(s.StartsAt, s.EndsAt), Cancelled: s.State == "cancelled", StartsAt: s.StartsAt, EndsAt: s.EndsAt}
		if len(sessions) > 1 {
			m.Number = fmt.Sprintf("Session %d of %d", s.Number, len(sessions))
		}
		if room, ok := rooms[s.RoomID]; ok {
			m.Where = strings.Join(filled(room.Venue, room.Address, room.Postcode), ", ")
			if placed {
				m.Where = strings.Join(filled(room.Name, m.Where), ", ")
			}
			m.Travel, m.Access = room.Travel, room.AccessWords()
		} else if run.Format == "online" || s.OnlineURL != "" {
			m.Where = "On line"
		}
		if placed {
			m.OnlineURL = s.OnlineURL
		}
		out[i] = m
	}
	return out, nil
}

// filled leaves out what is empty.
func filled(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// whenWords is how a person reads when something is: "Monday 3 May 2027, 2:05pm
// to 4pm".
func whenWords(from, to time.Time) string {
	return from.In(when.London).Format("Monday 2 January 2006") + ", " + when.Clock(from) + " to " + when.Clock(to)
}

// startWords is when a run begins.
func startWords(run Run) string {
	if run.StartsAt.IsZero() {
		return "begin when you like"
	}
	return when.Stamp(run.StartsAt)
}

// freeWords is how full a run is.
func freeWords(run Run) string {
	switch free := run.Free(); {
	case free <= 0:
		return "full"
	case free == 1:
		return "1 place free"
	default:
		return fmt.Sprintf("%d places free", free)
	}
}

// hoursWords is how long some sessions were together.
func hoursWords(sessions []Session) string {
	var all time.Duration
	for _, s := range sessions {
		all += s.EndsAt.Sub(s.StartsAt)
	}
	sessionsWord := "sessions"
	if len(sessions) == 1 {
		sessionsWord = "session"
	}
	return fmt.Sprintf("%s hours in %d %s", strings.TrimSuffix(fmt.Sprintf("%.1f", all.Hours()), ".0"), len(sessions), sessionsWord)
}
