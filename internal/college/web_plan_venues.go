package college

import (
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

// venueRow is a venue as the list shows it.
type venueRow struct {
	Venue
	Borough string
	Rooms   []Room
}

type venuesPage struct {
	web.Page
	Q      string
	Closed bool
	Venues []venueRow
	Pager  web.Pager
	Manage bool
}

var venuesCrumb = web.Crumb{Label: "Venues", Href: "/college/venues"}

func (h handlers) boroughNames(r *http.Request) (map[string]string, []web.Option, error) {
	all, err := h.c.Boroughs(r.Context(), h.c.db, actor.From(r.Context()).OrgID)
	names, options := map[string]string{}, []web.Option{{Value: "", Label: "Not in one borough"}}
	for _, u := range all {
		names[u.ID] = u.Name
		options = append(options, web.Option{Value: u.ID, Label: u.Name})
	}
	return names, options, err
}

func (h handlers) venues(w http.ResponseWriter, r *http.Request) error {
	ctx, by, query := r.Context(), actor.From(r.Context()), r.URL.Query()
	all, err := h.c.Venues(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	rooms, err := allRooms(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	names, _, err := h.boroughNames(r)
	if err != nil {
		return err
	}
	data := venuesPage{Page: web.NewPage(w, r, "Venues and rooms", collegeCrumb), Q: query.Get("q"), Closed: query.Get("closed") == "yes", Manage: by.Can(Manage)}
	parts := strings.Fields(fold.Text(data.Q))
	for _, v := range all {
		row := venueRow{Venue: v, Borough: names[v.BoroughID]}
		for _, m := range rooms {
			if m.VenueID == v.ID && (m.ClosedOn.IsZero() || data.Closed) {
				row.Rooms = append(row.Rooms, m)
			}
		}
		text := fold.Text(v.Name + " " + v.Address + " " + v.Postcode + " " + row.Borough)
		fits := v.Open() || data.Closed
		for _, part := range parts {
			fits = fits && strings.Contains(text, part)
		}
		if fits {
			data.Venues = append(data.Venues, row)
		}
	}
	number, total := web.PageNumber(r), len(data.Venues)
	data.Pager = web.NewPager(r, number, total)
	data.Venues = data.Venues[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)]
	return web.Render(w, http.StatusOK, pages["plan_venues.html"], data)
}

type venuePage struct {
	web.Page
	Venue          Venue
	Borough        string
	Rooms          []Room
	Room           Room
	Boroughs       []web.Option
	Action, Submit string
	Manage         bool
}

func (h handlers) venueOf(r *http.Request) (Venue, error) {
	return oneVenue(r.Context(), h.c.db, actor.From(r.Context()).OrgID, r.PathValue("venue"))
}

func (h handlers) venue(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	v, err := h.venueOf(r)
	if err != nil {
		return err
	}
	rooms, err := allRooms(r.Context(), h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	names, _, err := h.boroughNames(r)
	if err != nil {
		return err
	}
	data := venuePage{Page: web.NewPage(w, r, v.Name, collegeCrumb, venuesCrumb), Venue: v, Borough: names[v.BoroughID], Manage: by.Can(Manage)}
	for _, m := range rooms {
		if m.VenueID == v.ID {
			data.Rooms = append(data.Rooms, m)
		}
	}
	return web.Render(w, http.StatusOK, pages["plan_venue.html"], data)
}

// features are what a venue may have.
var venueFeatures = []web.Option{
	{Value: "step_free", Label: "A step-free way in"}, {Value: "toilet", Label: "An accessible toilet"}, {Value: "loop", Label: "A hearing loop"},
	{Value: "parking", Label: "Parking for blue badges"}, {Value: "quiet", Label: "A quiet room to go to"},
}

// Features are the boxes of the form.
func (p venuePage) Features() []web.Option { return venueFeatures }

func (h handlers) showVenueForm(w http.ResponseWriter, r *http.Request, form *web.Form, v Venue) error {
	_, options, err := h.boroughNames(r)
	if err != nil {
		return err
	}
	data := venuePage{Venue: v, Boroughs: options, Action: "/college/venues", Submit: "Add venue"}
	crumbs, title := []web.Crumb{collegeCrumb, venuesCrumb}, "Add a venue"
	if v.ID != "" {
		data.Action, data.Submit, title = "/college/venues/"+v.ID, "Save", "Change "+v.Name
		crumbs = append(crumbs, web.Crumb{Label: v.Name, Href: data.Action})
	}
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_venue_form.html"], data)
}

func (h handlers) readVenue(form *web.Form) Venue {
	v := Venue{
		Name: form.Text("name", "A name", 1, 200), Address: form.Text("address", "The address", 0, 500), Postcode: form.Text("postcode", "The postcode", 0, 20),
		BoroughID: form.Text("borough", "The borough", 0, 100), Travel: form.Text("travel", "How to get there", 0, 2000),
		Access: form.Text("access", "More about access", 0, 2000), Version: formVersion(form),
	}
	for _, f := range form.Some("features", venueFeatures) {
		switch f {
		case "step_free":
			v.StepFree = true
		case "toilet":
			v.Toilet = true
		case "loop":
			v.Loop = true
		case "parking":
			v.Parking = true
		case "quiet":
			v.Quiet = true
		}
	}
	return v
}

func (h handlers) newVenue(w http.ResponseWriter, r *http.Request) error {
	return h.showVenueForm(w, r, web.NewForm(nil), Venue{})
}

func (h handlers) addVenue(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	v := h.readVenue(form)
	return finish(w, r, form, func() (string, error) {
		added, err := h.c.AddVenue(r.Context(), actor.From(r.Context()), v)
		return "/college/venues/" + added.ID, err
	}, "Venue added.", func() error { return h.showVenueForm(w, r, form, Venue{}) })
}

func (h handlers) editVenue(w http.ResponseWriter, r *http.Request) error {
	v, err := h.venueOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"name": v.Name, "address": v.Address, "postcode": v.Postcode, "borough": v.BoroughID, "travel": v.Travel, "access": v.Access, "version": strconv.Itoa(v.Version),
	})
	var have []string
	for i, is := range []bool{v.StepFree, v.Toilet, v.Loop, v.Parking, v.Quiet} {
		if is {
			have = append(have, venueFeatures[i].Value)
		}
	}
	form.Set("features", have...)
	return h.showVenueForm(w, r, form, v)
}

func (h handlers) saveVenue(w http.ResponseWriter, r *http.Request) error {
	old, err := h.venueOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	v := h.readVenue(form)
	v.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/venues/" + v.ID, h.c.ChangeVenue(r.Context(), actor.From(r.Context()), v)
	}, "Saved.", func() error { return h.showVenueForm(w, r, form, old) })
}

func (h handlers) closeVenue(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("venue")
	return button(w, r, h.c.CloseVenue(r.Context(), actor.From(r.Context()), id), "/college/venues/"+id, "Closed.")
}

func (h handlers) reopenVenue(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("venue")
	return button(w, r, h.c.ReopenVenue(r.Context(), actor.From(r.Context()), id), "/college/venues/"+id, "Reopened.")
}

func (h handlers) showRoomForm(w http.ResponseWriter, r *http.Request, form *web.Form, v Venue, m Room) error {
	data := venuePage{Venue: v, Room: m, Action: "/college/venues/" + v.ID + "/rooms", Submit: "Add room"}
	title := "Add a room to " + v.Name
	if m.ID != "" {
		data.Action, data.Submit, title = "/college/rooms/"+m.ID, "Save", "Change "+m.Name
	}
	data.Page = web.NewPage(w, r, title, collegeCrumb, venuesCrumb, web.Crumb{Label: v.Name, Href: "/college/venues/" + v.ID}).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_room_form.html"], data)
}

func readRoom(form *web.Form) Room {
	return Room{Name: form.Text("name", "A name", 1, 200), Seats: form.Int("seats", "Seats", 1, 10_000), Words: form.Text("words", "Where it is", 0, 500)}
}

func (h handlers) newRoom(w http.ResponseWriter, r *http.Request) error {
	v, err := h.venueOf(r)
	if err != nil {
		return err
	}
	return h.showRoomForm(w, r, web.NewForm(nil), v, Room{})
}

func (h handlers) addRoom(w http.ResponseWriter, r *http.Request) error {
	v, err := h.venueOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	m := readRoom(form)
	m.VenueID = v.ID
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.AddRoom(r.Context(), actor.From(r.Context()), m)
		return "/college/venues/" + v.ID, err
	}, "Room added.", func() error { return h.showRoomForm(w, r, form, v, Room{}) })
}

func (h handlers) roomOf(r *http.Request) (Room, Venue, error) {
	m, err := oneRoom(r.Context(), h.c.db, actor.From(r.Context()).OrgID, r.PathValue("room"))
	return m, Venue{ID: m.VenueID, Name: m.Venue}, err
}

func (h handlers) editRoom(w http.ResponseWriter, r *http.Request) error {
	m, v, err := h.roomOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"name": m.Name, "seats": strconv.Itoa(m.Seats), "words": m.Words})
	return h.showRoomForm(w, r, form, v, m)
}

func (h handlers) saveRoom(w http.ResponseWriter, r *http.Request) error {
	old, v, err := h.roomOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	m := readRoom(form)
	m.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/venues/" + v.ID, h.c.ChangeRoom(r.Context(), actor.From(r.Context()), m)
	}, "Saved.", func() error { return h.showRoomForm(w, r, form, v, old) })
}

func (h handlers) closeRoom(w http.ResponseWriter, r *http.Request) error {
	m, v, err := h.roomOf(r)
	if err != nil {
		return err
	}
	return button(w, r, h.c.CloseRoom(r.Context(), actor.From(r.Context()), m.ID), "/college/venues/"+v.ID, "Closed.")
}

func (h handlers) reopenRoom(w http.ResponseWriter, r *http.Request) error {
	m, v, err := h.roomOf(r)
	if err != nil {
		return err
	}
	return button(w, r, h.c.ReopenRoom(r.Context(), actor.From(r.Context()), m.ID), "/college/venues/"+v.ID, "Reopened.")
}
