package college

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/when"
)

// DaySession is a session as trainers and the college see it ahead of the day.
type DaySession struct {
	Session            Session
	Title, Day, Times  string
	Place              string
	Expected, Capacity int
	Needs              []string // "Hearing loop (2)", of those expected, without names
	Lacks              []string // perspectives that no trainer brings
	Trainers           []string
}

// DayOf is the sessions of one day.
type DayOf struct {
	Day      when.Date
	Sessions []DaySession
}

// Week is the sessions of seven days that concern somebody.
type Week struct {
	From         when.Date
	Days         []DayOf // those with a session
	Staff        bool    // the reader works with a college's students
	Unregistered []DaySession
	Calls        FollowupCounts
}

// registerDays is how many days a register may be missing before the college is
// told.
const registerDays = 2

// mostUnregistered is how many sessions without a register are shown.
const mostUnregistered = 50

// Week reads seven days from one on: the sessions that by teaches and, for
// whoever works with a college's students, all of that college.
func (c *College) Week(ctx context.Context, by actor.Actor, from when.Date) (Week, error) {
	out := Week{From: from}
	units, err := c.staffUnits(ctx, c.db, by, Students)
	if err != nil {
		return out, err
	}
	mine, err := c.asTrainer(ctx, c.db, by)
	if err != nil {
		return out, err
	}
	var trainerIDs []string
	for id := range mine {
		trainerIDs = append(trainerIDs, id)
	}
	slices.Sort(trainerIDs)
	rows, err := sessionsFrom(ctx, c.db, by.OrgID, from.Start(), from.AddDays(7).Start(), units, trainerIDs)
	if err != nil {
		return out, err
	}
	list, err := c.daySessions(ctx, by.OrgID, rows)
	if err != nil {
		return out, err
	}
	for _, s := range list {
		day := when.DateOf(s.Session.StartsAt)
		if n := len(out.Days); n == 0 || out.Days[n-1].Day != day {
			out.Days = append(out.Days, DayOf{Day: day})
		}
		last := &out.Days[len(out.Days)-1]
		last.Sessions = append(last.Sessions, s)
	}
	if out.Staff = len(units) > 0; !out.Staff {
		return out, nil
	}
	before := c.now().AddDate(0, 0, -registerDays)
	if rows, err = unregistered(ctx, c.db, by.OrgID, before, units, mostUnregistered); err != nil {
		return out, err
	}
	if out.Unregistered, err = c.daySessions(ctx, by.OrgID, rows); err != nil {
		return out, err
	}
	out.Calls, err = countOpen(ctx, c.db, by.OrgID, units, c.today())
	return out, err
}

// daySessions puts to sessions what one wants to know before them.
func (c *College) daySessions(ctx context.Context, orgID string, rows []Session) ([]DaySession, error) {
	var ids, runIDs []string
	for _, s := range rows {
		ids, runIDs = append(ids, s.ID), append(runIDs, s.RunID)
	}
	list, err := runsByID(ctx, c.db, orgID, runIDs)
	if err != nil {
		return nil, err
	}
	runs := map[string]Run{}
	for _, r := range list {
		runs[r.ID] = r
	}
	rooms, err := c.Rooms(ctx, c.db, orgID)
	if err != nil {
		return nil, err
	}
	taught, err := c.TrainersOf(ctx, c.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	expected, err := expectedOf(ctx, c.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	people := map[string][]string{} // by session
	var everybody []string
	for _, e := range expected {
		people[e.SessionID] = append(people[e.SessionID], e.PersonID)
		everybody = append(everybody, e.PersonID)
	}
	flags, err := c.people.Flags(ctx, c.db, orgID, everybody)
	if err != nil {
		return nil, err
	}
	out := make([]DaySession, len(rows))
	for i, s := range rows {
		run := runs[s.RunID]
		out[i] = DaySession{
			Session: s, Title: sittingTitle(run, s), Day: when.DateOf(s.StartsAt).String(), Times: sittingHours(s), Place: placeOf(s, rooms),
			Expected: len(people[s.ID]), Capacity: run.Capacity, Needs: countNeeds(people[s.ID], flags), Lacks: lacking(taught[s.ID]),
		}
		named, err := c.nameTrainers(ctx, c.db, orgID, taught[s.ID])
		if err != nil {
			return nil, err
		}
		for _, t := range named {
			out[i].Trainers = append(out[i].Trainers, t.Name)
		}
	}
	return out, nil
}

// countNeeds says how many of some people have each need.
func countNeeds(personIDs []string, flags map[string][]string) []string {
	count := map[string]int{}
	var order []string
	for _, id := range personIDs {
		for _, need := range flags[id] {
			if count[need] == 0 {
				order = append(order, need)
			}
			count[need]++
		}
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	for i, need := range order {
		if count[need] > 1 {
			order[i] = fmt.Sprintf("%s (%d)", need, count[need])
		}
	}
	return order
}

// RoomDay is what happens in one room on one day, for the desk and for its door.
type RoomDay struct {
	RoomID, Room, Venue string
	Sessions            []RoomSession
}

// RoomSession is a session in a room; Names are those who are expected, by name.
type RoomSession struct {
	Title, Times string
	Names        []string
}

// RoomList lists the rooms in use on a day at the colleges where by works with
// students, by venue and room: names and nothing else of anybody. venueID may be
// "" for every venue.
func (c *College) RoomList(ctx context.Context, by actor.Actor, day when.Date, venueID string) ([]RoomDay, error) {
	units, err := c.staffUnits(ctx, c.db, by, Students)
	if err != nil {
		return nil, err
	}
	rows, err := sessionsFrom(ctx, c.db, by.OrgID, day.Start(), day.AddDays(1).Start(), units, nil)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(s Session) bool { return s.RoomID == "" || s.State == "cancelled" })
	list, err := c.daySessions(ctx, by.OrgID, rows)
	if err != nil {
		return nil, err
	}
	names, err := c.namesExpected(ctx, by.OrgID, rows)
	if err != nil {
		return nil, err
	}
	rooms, err := c.Rooms(ctx, c.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	var out []RoomDay
	for _, s := range list {
		room := rooms[s.Session.RoomID]
		if venueID != "" && room.VenueID != venueID {
			continue
		}
		at := slices.IndexFunc(out, func(r RoomDay) bool { return r.RoomID == room.ID })
		if at < 0 {
			out, at = append(out, RoomDay{RoomID: room.ID, Room: room.Name, Venue: room.Venue}), len(out)
		}
		out[at].Sessions = append(out[at].Sessions, RoomSession{s.Title, s.Times, names[s.Session.ID]})
	}
	slices.SortStableFunc(out, func(a, b RoomDay) int {
		return cmp.Or(strings.Compare(a.Venue, b.Venue), strings.Compare(a.Room, b.Room))
	})
	return out, nil
}

// namesExpected are the names of those expected at some sessions, by session.
func (c *College) namesExpected(ctx context.Context, orgID string, rows []Session) (map[string][]string, error) {
	ids := make([]string, len(rows))
	for i, s := range rows {
		ids[i] = s.ID
	}
	expected, err := expectedOf(ctx, c.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]RegisterLine, len(expected))
	for i, e := range expected {
		lines[i] = RegisterLine{BookingID: e.SessionID, PersonID: e.PersonID}
	}
	if err := c.nameLines(ctx, c.db, orgID, lines); err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, line := range lines {
		out[line.BookingID] = append(out[line.BookingID], line.Name)
	}
	return out, nil
}

// RunRegister is every register of a run side by side.
type RunRegister struct {
	Run      Run
	Sessions []Session
	Lines    []RunLine
}

// RunLine is what the registers of a run say of one student, in the order of the
// sessions.
type RunLine struct {
	Name  string
	Marks []Answer
	Came  int
}

// RunRegister reads the registers of a run at a college where by works with
// students.
func (c *College) RunRegister(ctx context.Context, by actor.Actor, runID string) (RunRegister, error) {
	var out RunRegister
	var err error
	if out.Run, err = oneRun(ctx, c.db, by.OrgID, runID); err != nil {
		return out, err
	}
	if err := c.staff(ctx, c.db, by, Students, out.Run.UnitID); err != nil {
		return out, err
	}
	if out.Sessions, err = sessionsOfRuns(ctx, c.db, by.OrgID, []string{runID}); err != nil {
		return out, err
	}
	out.Sessions = slices.DeleteFunc(out.Sessions, func(s Session) bool { return s.State == "cancelled" })
	places, err := placesOfRuns(ctx, c.db, by.OrgID, []string{runID})
	if err != nil {
		return out, err
	}
	marks, err := attendanceOfRuns(ctx, c.db, by.OrgID, []string{runID})
	if err != nil {
		return out, err
	}
	byCell := map[string]Answer{}
	for _, m := range marks {
		byCell[m.BookingID+" "+m.SessionID] = m.State
	}
	lines, err := linesOf(ctx, c.db, by.OrgID, places)
	if err != nil {
		return out, err
	}
	if err := c.nameLines(ctx, c.db, by.OrgID, lines); err != nil {
		return out, err
	}
	for _, line := range lines {
		row := RunLine{Name: line.Name}
		for _, s := range out.Sessions {
			mark := byCell[line.BookingID+" "+s.ID]
			row.Marks = append(row.Marks, mark)
			if mark.Attended() {
				row.Came++
			}
		}
		out.Lines = append(out.Lines, row)
	}
	return out, nil
}

// brokenRegisters says what in an organisation's registers breaks a rule.
func brokenRegisters(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	var out []string
	for _, rule := range []struct {
		find   func(context.Context, *db.DB, string) ([]wrong, error)
		format string
	}{
		{marksElsewhere, "booking %s has a mark in the register of a session that is not of its run, or for somebody else: session %s"},
		{marksOfCancelled, "booking %s is marked as if the session had been held, which was cancelled: session %s"},
		{absencesWithoutCall, "booking %s: nobody is to ask how somebody is who was not at session %s"},
		{heldWithoutRegister, "session %s has a register without having been held, or the other way round: it is %s"},
		{trainersOfCancelled, "session %s was cancelled, and trainer %s was there"},
	} {
		found, err := sentences(ctx, d, rule.find, orgID, rule.format)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// weekOf reads the first day of the week to show, or today.
func weekOf(text string, now time.Time) when.Date {
	if d, err := when.ParseDate(text); err == nil && d.Year > 2000 && d.Year < 2200 {
		return d
	}
	return when.DateOf(now)
}
