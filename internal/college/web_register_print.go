package college

import (
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type sheetPage struct {
	web.Page
	Register Register
	Names    []string // of those with a place, by name
	Blank    []int    // lines for whoever comes without a booking
	Late     export.Code
	Printed  string
}

// blankLines is how many empty lines a printed sheet has.
const blankLines = 4

func (h handlers) sheet(w http.ResponseWriter, r *http.Request) error {
	reg, err := h.c.Register(r.Context(), actor.From(r.Context()), r.PathValue("sitting"))
	if err != nil {
		return err
	}
	data := sheetPage{
		Page:     web.NewPage(w, r, "Sheet: "+reg.Title(), dayCrumb, web.Crumb{Label: "Register", Href: registerAddress(reg.Session.ID)}),
		Register: reg, Blank: make([]int, blankLines), Printed: when.Stamp(h.c.now()),
	}
	for _, line := range reg.Lines {
		data.Names = append(data.Names, line.Name)
	}
	if data.Late, err = export.QR(h.c.baseURL + registerAddress(reg.Session.ID) + "?how=paper"); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["register_sheet.html"], data)
}

type wallPage struct {
	web.Page
	Register Register
	Code     export.Code
}

func (h handlers) wall(w http.ResponseWriter, r *http.Request) error {
	by, sessionID := actor.From(r.Context()), r.PathValue("sitting")
	reg, err := h.c.Register(r.Context(), by, sessionID)
	if err != nil {
		return err
	}
	code, err := h.c.HereCode(r.Context(), by, sessionID)
	if err != nil {
		return err
	}
	data := wallPage{Page: web.NewPage(w, r, "Code for the wall: "+reg.Title(), dayCrumb, web.Crumb{Label: "Register", Href: registerAddress(sessionID)}), Register: reg}
	if data.Code, err = export.QR(h.c.baseURL + "/college/here/" + code); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["register_wall.html"], data)
}

type herePage struct {
	web.Page
	Here  Here
	Token string
}

func (h handlers) here(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	here, err := h.c.Here(r.Context(), actor.From(r.Context()), token)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["register_here.html"], herePage{web.NewPage(w, r, "I am here"), here, token})
}

func (h handlers) markHere(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	if err := h.c.MarkHere(r.Context(), actor.From(r.Context()), token); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/here/"+token, "")
}

type roomsPage struct {
	web.Page
	Day    when.Date
	ISO    string
	Venue  string
	Venues []web.Option
	Rooms  []RoomDay
}

// roomsOf reads which day and venue are asked for, and the rooms in use then.
func (h handlers) roomsOf(w http.ResponseWriter, r *http.Request, title string) (roomsPage, error) {
	by, query := actor.From(r.Context()), r.URL.Query()
	data := roomsPage{Day: weekOf(query.Get("on"), h.c.now()), Venue: query.Get("venue"), Venues: []web.Option{{Value: "", Label: "Every venue"}}}
	data.ISO = data.Day.ISO()
	data.Page = web.NewPage(w, r, title, dayCrumb)
	rows, err := allRooms(r.Context(), h.c.db, by.OrgID)
	if err != nil {
		return data, err
	}
	for _, room := range rows {
		if last := data.Venues[len(data.Venues)-1]; last.Value != room.VenueID {
			data.Venues = append(data.Venues, web.Option{Value: room.VenueID, Label: room.Venue})
		}
	}
	data.Rooms, err = h.c.RoomList(r.Context(), by, data.Day, data.Venue)
	return data, err
}

func (h handlers) roomList(w http.ResponseWriter, r *http.Request) error {
	data, err := h.roomsOf(w, r, "Room list for the desk")
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["register_rooms.html"], data)
}

func (h handlers) doorSigns(w http.ResponseWriter, r *http.Request) error {
	data, err := h.roomsOf(w, r, "Signs for the doors")
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["register_doors.html"], data)
}

type runRegisterPage struct {
	web.Page
	Register RunRegister
	Heads    []sessionHead
}

// sessionHead is the heading of a session's column.
type sessionHead struct{ Label, Href string }

func headOf(s Session) string {
	return "Session " + strconv.Itoa(s.Number) + ", " + when.DateOf(s.StartsAt).String()
}

func (h handlers) runRegister(w http.ResponseWriter, r *http.Request) error {
	reg, err := h.c.RunRegister(r.Context(), actor.From(r.Context()), r.PathValue("run"))
	if err != nil {
		return err
	}
	data := runRegisterPage{Page: web.NewPage(w, r, "Registers: "+reg.Run.Title, dayCrumb), Register: reg}
	for _, s := range reg.Sessions {
		data.Heads = append(data.Heads, sessionHead{headOf(s), registerAddress(s.ID)})
	}
	return web.Render(w, http.StatusOK, pages["register_run.html"], data)
}

// sheetOfRun is the register of a run as a list to take away.
func sheetOfRun(reg RunRegister) export.Sheet {
	s := export.Sheet{Name: "Register", Columns: []export.Column{{Name: "Name", About: "The student, with the name they prefer"}}}
	for _, session := range reg.Sessions {
		s.Columns = append(s.Columns, export.Column{Name: headOf(session), About: "What the register says of that session; empty when nothing is marked"})
	}
	s.Columns = append(s.Columns, export.Column{Name: "Sessions attended", About: "How many sessions they came to: also late, or until a part of it"})
	s.Rows = func(yield func([]string) error) error {
		for _, line := range reg.Lines {
			row := []string{line.Name}
			for _, mark := range line.Marks {
				if mark == "" {
					row = append(row, "")
					continue
				}
				row = append(row, mark.Words())
			}
			if err := yield(append(row, strconv.Itoa(line.Came))); err != nil {
				return err
			}
		}
		return nil
	}
	return s
}

func (h handlers) runRegisterCSV(w http.ResponseWriter, r *http.Request) error {
	return h.takeRegisterAway(w, r, export.TypeCSV, "register.csv", export.CSV)
}

func (h handlers) runRegisterXLSX(w http.ResponseWriter, r *http.Request) error {
	return h.takeRegisterAway(w, r, export.TypeXLSX, "register.xlsx", export.XLSX)
}

func (h handlers) takeRegisterAway(w http.ResponseWriter, r *http.Request, kind, name string, write func(io.Writer, export.Sheet) error) error {
	reg, err := h.c.RunRegister(r.Context(), actor.From(r.Context()), r.PathValue("run"))
	if err != nil {
		return err
	}
	return web.Download(w, kind, name, func(w io.Writer) error { return write(w, sheetOfRun(reg)) })
}
