package prospectus

import (
	"embed"
	"net"
	"net/http"
	"slices"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module. client says from where a request comes;
// nil takes the address of the connection.
func Routes(p *Prospectus, client access.ClientIP) []web.Route {
	h := &handlers{p: p, client: client, printing: make(chan struct{}, 1)}
	if client == nil {
		h.client = remote
	}
	return slices.Concat([]web.Route{
		{Pattern: "GET /prospectus", Permission: web.Anyone, Handler: h.organisations},
		{Pattern: "GET /prospectus/{organisation}", Permission: web.Anyone, Handler: h.list},
		{Pattern: "GET /prospectus/{organisation}/courses/{slug}", Permission: web.Anyone, Handler: h.course},
		{Pattern: "GET /prospectus/{organisation}/runs/{openrun}/calendar.ics", Permission: web.Anyone, Handler: h.runCalendar},
		{Pattern: "GET /prospectus/{organisation}/files/{publicfile}", Permission: web.Anyone, Handler: h.file},
		{Pattern: "POST /prospectus/{organisation}/courses/{slug}/tell-me", Permission: web.Anyone, Handler: h.ask},
		{Pattern: "POST /prospectus/{organisation}/courses/{slug}/tell-me/student", Permission: web.SignedIn, Button: true, Handler: h.askAsStudent},
		{Pattern: "POST /prospectus/{organisation}/courses/{slug}/tell-me/stop", Permission: web.SignedIn, Button: true, Handler: h.stopAsStudent},
		{Pattern: "GET /prospectus/{organisation}/interest/{token}", Permission: web.Anyone, Handler: h.interest},
		{Pattern: "POST /prospectus/{organisation}/interest/{token}/confirm", Permission: web.Anyone, Button: true, Handler: h.confirm},
		{Pattern: "POST /prospectus/{organisation}/interest/{token}/stop", Permission: web.Anyone, Button: true, Handler: h.stop},
	}, editionRoutes(h), calendarRoutes(h), manageRoutes(h))
}

type handlers struct {
	p        *Prospectus
	client   access.ClientIP
	printing chan struct{} // one Chromium at a time
	faces    faces
}

// remote is the address of the connection, without its port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// edition is the prospectus of the address.
func (h *handlers) edition(r *http.Request) (*Edition, error) {
	return h.p.Edition(r.Context(), r.PathValue("organisation"))
}

// own is the prospectus of the address, which must be the visitor's own
// organisation's.
func (h *handlers) own(r *http.Request) (*Edition, *Course, error) {
	e, err := h.edition(r)
	if err != nil {
		return nil, nil, err
	}
	c, ok := e.Course(r.PathValue("slug"))
	if !ok || e.Org.OrgID != actor.From(r.Context()).OrgID {
		return nil, nil, errNoCourse
	}
	return e, c, nil
}

func home(e *Edition) string { return "/prospectus/" + e.Org.Slug }

func crumb(e *Edition) web.Crumb { return web.Crumb{Label: "Courses", Href: home(e)} }

type organisationsPage struct {
	web.Page
	Colleges []Door
}

func (h *handlers) organisations(w http.ResponseWriter, r *http.Request) error {
	doors, err := h.p.Doors(r.Context())
	if err != nil {
		return err
	}
	if len(doors) == 1 {
		return web.SeeOther(w, r, "/prospectus/"+doors[0].Slug, "")
	}
	return web.Render(w, http.StatusOK, pages["organisations.html"], organisationsPage{web.NewPage(w, r, "Recovery Colleges"), doors})
}
