package prospectus

import (
	"net/http"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

func calendarRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /prospectus/calendar", Permission: web.SignedIn, Handler: h.calendar},
		{Pattern: "POST /prospectus/calendar", Permission: web.SignedIn, Button: true, Handler: h.newCalendar},
		{Pattern: "POST /prospectus/calendar/off", Permission: web.SignedIn, Button: true, Handler: h.dropCalendar},
		{Pattern: "GET /prospectus/calendar/of/{token}", Permission: web.Anyone, Handler: h.ownCalendar},
	}
}

type calendarPage struct {
	web.Page
	Rows []calendarRow
	New  string // the address just made, shown this once
	For  string // its kind
}

// calendarRow is one calendar that the visitor may have.
type calendarRow struct {
	Kind, Label, About string
	Address            Address
	On                 bool
}

var calendarLabels = map[string][2]string{
	"student": {"My courses", "The sessions of the courses you have a place on, with the room, or the address on line."},
	"trainer": {"Sessions I teach", "The sessions you teach, drafts of next term too, with the room, or the address on line."},
}

func (h *handlers) showCalendar(w http.ResponseWriter, r *http.Request, made, kind string) error {
	by := actor.From(r.Context())
	data := calendarPage{Page: web.NewPage(w, r, "Your calendar"), New: made, For: kind}
	kinds, err := h.p.Kinds(r.Context(), h.p.db, by.OrgID, by.PersonID)
	if err != nil {
		return err
	}
	on, err := h.p.Addresses(r.Context(), by)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		a, is := on[k]
		data.Rows = append(data.Rows, calendarRow{k, calendarLabels[k][0], calendarLabels[k][1], a, is})
	}
	return web.Render(w, http.StatusOK, pages["calendar.html"], data)
}

func (h *handlers) calendar(w http.ResponseWriter, r *http.Request) error {
	return h.showCalendar(w, r, "", "")
}

// kindOf is which calendar the form is about.
func kindOf(r *http.Request) string {
	kind := web.ReadForm(r).Value("kind")
	if !slices.Contains([]string{"student", "trainer"}, kind) {
		return "student"
	}
	return kind
}

// newCalendar shows the new address on the answer to the form itself: it is kept
// nowhere, so no later page can show it.
func (h *handlers) newCalendar(w http.ResponseWriter, r *http.Request) error {
	kind := kindOf(r)
	token, err := h.p.NewAddress(r.Context(), actor.From(r.Context()), kind)
	if err != nil {
		return err
	}
	return h.showCalendar(w, r, strings.TrimRight(h.p.baseURL, "/")+"/prospectus/calendar/of/"+token+".ics", kind)
}

func (h *handlers) dropCalendar(w http.ResponseWriter, r *http.Request) error {
	if err := h.p.DropAddress(r.Context(), actor.From(r.Context()), kindOf(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/prospectus/calendar", "Switched off. The old address shows nothing any more.")
}

func (h *handlers) ownCalendar(w http.ResponseWriter, r *http.Request) error {
	out, err := h.p.OwnCalendar(r.Context(), strings.TrimSuffix(r.PathValue("token"), ".ics"))
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, export.TypeICS, "calendar.ics", out)
}
