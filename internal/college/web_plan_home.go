package college

import (
	"net/http"
	"strconv"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// homePage is the term at a glance.
type homePage struct {
	web.Page
	chosen
	Term     Term // under way, or the next one
	Phase    string
	Booking  string
	Cards    []web.Card
	Fill     string
	Notices  []homeNotice
	Needs    []listedRun // what needs something, the soonest first
	NeedMore int         // that are not shown
	Soon     []meetingRow
}

// homeNotice is one thing to look at, leading to where it can be settled.
type homeNotice struct{ Words, Href string }

// meetingRow is a session of the coming days.
type meetingRow struct {
	Meeting
	When, Where, Lacks string
}

const homeNeeds = 12

func (h handlers) home(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Read)
	if err != nil {
		return err
	}
	ctx, by, today := r.Context(), actor.From(r.Context()), h.c.today()
	data := homePage{Page: web.NewPage(w, r, at.College.Name), chosen: at}
	terms, err := termsOfUnit(ctx, h.c.db, by.OrgID, at.College.ID)
	if err != nil {
		return err
	}
	for _, t := range terms { // the newest first
		if !today.After(t.EndsOn) {
			data.Term = t
		}
	}
	if data.Notices, err = h.homeNotices(r, terms); err != nil {
		return err
	}
	if data.Soon, err = h.soon(r, at.College.ID, 7); err != nil {
		return err
	}
	if data.Term.ID != "" {
		data.Phase, data.Booking = data.Term.Phase(today), data.Term.BookingWords(today)
		if err := h.termCards(r, &data); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["plan_home.html"], data)
}

// termCards count the runs of the term and list those that need something.
func (h handlers) termCards(r *http.Request, data *homePage) error {
	ctx, by, now := r.Context(), actor.From(r.Context()), h.c.now()
	rows, _, err := h.c.Runs(ctx, by, RunFilter{TermID: data.Term.ID}, 0, 0)
	if err != nil {
		return err
	}
	states := map[string]int{}
	places, taken, waiting := 0, 0, 0
	for _, row := range h.listed(rows) {
		states[row.State]++
		if row.State == "open" || row.State == "closed" {
			places, taken, waiting = places+row.Capacity, taken+row.Taken, waiting+row.Waiting
		}
		if len(row.RunRow.Needs(now)) > 0 {
			data.Needs = append(data.Needs, row)
		}
	}
	if n := len(data.Needs); n > homeNeeds {
		data.Needs, data.NeedMore = data.Needs[:homeNeeds], n-homeNeeds
	}
	data.Fill = strconv.Itoa(taken) + " of " + strconv.Itoa(places) + " places are taken in the runs that are on. People waiting: " + strconv.Itoa(waiting) + "."
	for _, c := range []struct{ state, title string }{{"open", "Open for booking"}, {"closed", "Booking closed"}, {"draft", "Drafts"}, {"finished", "Finished"}, {"cancelled", "Cancelled"}} {
		data.Cards = append(data.Cards, web.Card{Title: c.title, Figure: strconv.Itoa(states[c.state]), Href: runsHref("term", data.Term.ID, "state", c.state)})
	}
	return nil
}

// homeNotices are rooms used twice, and terms whose booking opens soon.
func (h handlers) homeNotices(r *http.Request, terms []Term) ([]homeNotice, error) {
	ctx, by, today := r.Context(), actor.From(r.Context()), h.c.today()
	var out []homeNotice
	doubled, err := h.c.DoubleBooked(ctx, h.c.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	for _, d := range doubled {
		out = append(out, homeNotice{"One room is used twice on " + SpanWords(d.StartsAt, d.EndsAt) + ": " + d.First + " and " + d.Second + ".", "/college/sittings/" + d.SecondID})
	}
	for _, t := range terms {
		days := t.OpensOn.Days(today)
		switch {
		case days < 0 && !t.PublishedAt.IsZero() || days > 14 || today.After(t.EndsOn):
		case t.PublishedAt.IsZero():
			out = append(out, homeNotice{t.Name + " is not published yet, and its booking opens on " + t.OpensOn.String() + ".", "/college/terms/" + t.ID})
		default:
			out = append(out, homeNotice{"Booking of " + t.Name + " opens on " + t.OpensOn.String() + ".", "/college/terms/" + t.ID})
		}
	}
	return out, nil
}

// soon lists the sessions of the coming days.
func (h handlers) soon(r *http.Request, unitID string, days int) ([]meetingRow, error) {
	ctx, by, now := r.Context(), actor.From(r.Context()), h.c.now()
	all, err := h.c.Meetings(ctx, by, now, when.DateOf(now).AddDays(days).Start())
	if err != nil {
		return nil, err
	}
	rows, err := h.meetingRows(r, all)
	var out []meetingRow
	for _, m := range rows {
		if m.UnitID == unitID && m.State != "cancelled" && m.RunState != "draft" {
			out = append(out, m)
		}
	}
	return out, err
}

func (h handlers) meetingRows(r *http.Request, all []Meeting) ([]meetingRow, error) {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	rooms, err := h.c.Rooms(ctx, h.c.db, orgID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.ID
	}
	teaching, err := h.c.TrainersOf(ctx, h.c.db, orgID, ids)
	out := make([]meetingRow, len(all))
	for i, m := range all {
		out[i] = meetingRow{m, SpanWords(m.StartsAt, m.EndsAt), sessionPlace(rooms[m.RoomID], m.Session, false), Lacks(teaching[m.ID])}
	}
	return out, err
}

// calendarPage is one week of the rooms.
type calendarPage struct {
	web.Page
	Week           when.Date // its Monday
	Until          when.Date
	Previous, Next string
	Days           []string
	Rooms          []calendarRoom
	Venue          string
	Venues         []web.Option
}

// calendarRoom is one row: a room, or what has none.
type calendarRoom struct {
	Label string
	Cells [7][]calendarCell
}

// calendarCell is a session in the calendar.
type calendarCell struct {
	RunID, Title, Time, State, Lacks string
	Double                           bool // overlaps the one before
}

func (h handlers) calendar(w http.ResponseWriter, r *http.Request) error {
	q, ctx, by := r.URL.Query(), r.Context(), actor.From(r.Context())
	week := monday(h.c.today())
	if d, ok := parseDay(q.Get("week")); ok {
		week = monday(d)
	}
	data := calendarPage{Page: web.NewPage(w, r, "Rooms in the week of "+week.String(), collegeCrumb), Week: week, Until: week.AddDays(6), Venue: q.Get("venue")}
	data.Previous, data.Next = calendarHref(week.AddDays(-7), data.Venue), calendarHref(week.AddDays(7), data.Venue)
	for i := range 7 {
		d := week.AddDays(i)
		data.Days = append(data.Days, d.Start().In(when.London).Weekday().String()+" "+strconv.Itoa(d.Day))
	}
	all, err := h.c.Meetings(ctx, by, week.Start(), week.AddDays(7).Start())
	if err != nil {
		return err
	}
	rows, err := h.meetingRows(r, all)
	if err != nil {
		return err
	}
	rooms, err := allRooms(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	data.Venues = []web.Option{{Value: "", Label: "Every venue"}}
	for _, m := range rooms {
		if !seen[m.VenueID] {
			seen[m.VenueID] = true
			data.Venues = append(data.Venues, web.Option{Value: m.VenueID, Label: m.Venue})
		}
		line, used := calendarLine(m.Label(), m.ID, week, rows)
		if (m.Open() || used) && (data.Venue == "" || data.Venue == m.VenueID) {
			data.Rooms = append(data.Rooms, line)
		}
	}
	if line, used := calendarLine("Online, or no room yet", "", week, rows); used && data.Venue == "" {
		data.Rooms = append(data.Rooms, line)
	}
	return web.Render(w, http.StatusOK, pages["plan_calendar.html"], data)
}

func calendarHref(week when.Date, venue string) string {
	href := "/college/calendar?week=" + week.ISO()
	if venue != "" {
		href += "&venue=" + venue
	}
	return href
}

// calendarLine is the week of one room.
func calendarLine(label, roomID string, week when.Date, rows []meetingRow) (calendarRoom, bool) {
	line, used := calendarRoom{Label: label}, false
	var last time.Time
	for _, m := range rows {
		if m.RoomID != roomID || m.State == "cancelled" {
			continue
		}
		used = true
		day := when.DateOf(m.StartsAt).Days(week)
		cell := calendarCell{RunID: m.RunID, Title: m.RunTitle, Time: ClockOf(m.StartsAt).String() + " to " + ClockOf(m.EndsAt).String(), Lacks: m.Lacks, Double: roomID != "" && m.StartsAt.Before(last)}
		if m.RunState == "draft" {
			cell.State = "Draft"
		}
		last = m.EndsAt
		line.Cells[day] = append(line.Cells[day], cell)
	}
	return line, used
}
