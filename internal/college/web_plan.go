package college

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

// planRoutes are the pages for planning a year.
func (h handlers) planRoutes() []web.Route {
	return append(h.runRoutes(), []web.Route{
		{Pattern: "GET /college/settings", Permission: Read, Handler: h.settings},
		{Pattern: "GET /college/settings/edit", Permission: Manage, Handler: h.editSettings},
		{Pattern: "POST /college/settings", Permission: Manage, Handler: h.saveSettings},
		{Pattern: "GET /college/charters", Permission: Read, Handler: h.charters},
		{Pattern: "GET /college/charters/new", Permission: Manage, Handler: h.newCharter},
		{Pattern: "POST /college/charters", Permission: Manage, Handler: h.addCharter},
		{Pattern: "GET /college/charters/{charter}", Permission: Read, Handler: h.charter},
		{Pattern: "GET /college/priorities", Permission: Read, Handler: h.priorities},
		{Pattern: "GET /college/priorities/new", Permission: Manage, Handler: h.newPriority},
		{Pattern: "POST /college/priorities", Permission: Manage, Handler: h.addPriority},
		{Pattern: "GET /college/priorities/{priority}", Permission: Manage, Handler: h.editPriority},
		{Pattern: "POST /college/priorities/{priority}", Permission: Manage, Handler: h.savePriority},
		{Pattern: "POST /college/priorities/{priority}/close", Permission: Manage, Button: true, Handler: h.closePriority},
		{Pattern: "POST /college/priorities/{priority}/reopen", Permission: Manage, Button: true, Handler: h.reopenPriority},

		{Pattern: "GET /college/terms", Permission: Read, Handler: h.terms},
		{Pattern: "GET /college/years/new", Permission: Manage, Handler: h.newYear},
		{Pattern: "POST /college/years", Permission: Manage, Handler: h.addYear},
		{Pattern: "GET /college/years/{year}", Permission: Manage, Handler: h.editYear},
		{Pattern: "POST /college/years/{year}", Permission: Manage, Handler: h.saveYear},
		{Pattern: "GET /college/years/{year}/terms/new", Permission: Manage, Handler: h.newTerm},
		{Pattern: "POST /college/years/{year}/terms", Permission: Manage, Handler: h.addTerm},
		{Pattern: "GET /college/terms/{term}/edit", Permission: Manage, Handler: h.editTerm},
		{Pattern: "POST /college/terms/{term}", Permission: Manage, Handler: h.saveTerm},

		{Pattern: "GET /college/venues", Permission: Read, Handler: h.venues},
		{Pattern: "GET /college/venues/new", Permission: Manage, Handler: h.newVenue},
		{Pattern: "POST /college/venues", Permission: Manage, Handler: h.addVenue},
		{Pattern: "GET /college/venues/{venue}", Permission: Read, Handler: h.venue},
		{Pattern: "GET /college/venues/{venue}/edit", Permission: Manage, Handler: h.editVenue},
		{Pattern: "POST /college/venues/{venue}", Permission: Manage, Handler: h.saveVenue},
		{Pattern: "POST /college/venues/{venue}/close", Permission: Manage, Button: true, Handler: h.closeVenue},
		{Pattern: "POST /college/venues/{venue}/reopen", Permission: Manage, Button: true, Handler: h.reopenVenue},
		{Pattern: "GET /college/venues/{venue}/rooms/new", Permission: Manage, Handler: h.newRoom},
		{Pattern: "POST /college/venues/{venue}/rooms", Permission: Manage, Handler: h.addRoom},
		{Pattern: "GET /college/rooms/{room}", Permission: Manage, Handler: h.editRoom},
		{Pattern: "POST /college/rooms/{room}", Permission: Manage, Handler: h.saveRoom},
		{Pattern: "POST /college/rooms/{room}/close", Permission: Manage, Button: true, Handler: h.closeRoom},
		{Pattern: "POST /college/rooms/{room}/reopen", Permission: Manage, Button: true, Handler: h.reopenRoom},
	}...)
}

// runRoutes are the pages of terms, runs and their sessions.
func (h handlers) runRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college", Permission: Read, Handler: h.home},
		{Pattern: "GET /college/calendar", Permission: Read, Handler: h.calendar},
		{Pattern: "GET /college/terms/{term}", Permission: Read, Handler: h.term},
		{Pattern: "GET /college/terms/{term}/publish", Permission: Manage, Handler: h.askPublish},
		{Pattern: "POST /college/terms/{term}/publish", Permission: Manage, Button: true, Handler: h.publish},
		{Pattern: "GET /college/terms/{term}/copy", Permission: Manage, Handler: h.askCopy},
		{Pattern: "POST /college/terms/{term}/copy", Permission: Manage, Handler: h.copyTerm},
		{Pattern: "GET /college/copies/{copy}", Permission: Read, Handler: h.copied},
		{Pattern: "POST /college/copies/{copy}/undo", Permission: Manage, Button: true, Handler: h.undoCopy},
		{Pattern: "GET /college/terms/{term}/runs/new", Permission: Manage, Handler: h.newRun},
		{Pattern: "POST /college/terms/{term}/runs", Permission: Manage, Handler: h.addRun},

		{Pattern: "GET /college/runs", Permission: Read, Handler: h.runs},
		{Pattern: "GET /college/runs.csv", Permission: Read, Handler: h.runsCSV},
		{Pattern: "GET /college/runs.xlsx", Permission: Read, Handler: h.runsXLSX},
		{Pattern: "GET /college/runs/{run}", Permission: Read, Handler: h.run},
		{Pattern: "GET /college/runs/{run}/edit", Permission: Manage, Handler: h.editRun},
		{Pattern: "POST /college/runs/{run}", Permission: Manage, Handler: h.saveRun},
		{Pattern: "POST /college/runs/{run}/open", Permission: Manage, Button: true, Handler: h.openRun},
		{Pattern: "POST /college/runs/{run}/close", Permission: Manage, Button: true, Handler: h.closeRun},
		{Pattern: "POST /college/runs/{run}/reopen", Permission: Manage, Button: true, Handler: h.reopenRun},
		{Pattern: "POST /college/runs/{run}/remove", Permission: Manage, Button: true, Handler: h.removeRun},
		{Pattern: "GET /college/runs/{run}/postpone", Permission: Manage, Handler: h.askPostpone},
		{Pattern: "POST /college/runs/{run}/postpone", Permission: Manage, Handler: h.postpone},
		{Pattern: "GET /college/runs/{run}/cancel", Permission: Manage, Handler: h.askCancelRun},
		{Pattern: "POST /college/runs/{run}/cancel", Permission: Manage, Handler: h.cancelRun},
		{Pattern: "GET /college/runs/{run}/sessions", Permission: Manage, Handler: h.newSessions},
		{Pattern: "POST /college/runs/{run}/sessions", Permission: Manage, Handler: h.addSessions},

		{Pattern: "GET /college/sittings/{sitting}", Permission: Manage, Handler: h.editSitting},
		{Pattern: "POST /college/sittings/{sitting}", Permission: Manage, Handler: h.saveSitting},
		{Pattern: "GET /college/sittings/{sitting}/cancel", Permission: Manage, Handler: h.askCancelSitting},
		{Pattern: "POST /college/sittings/{sitting}/cancel", Permission: Manage, Handler: h.cancelSitting},
		{Pattern: "POST /college/sittings/{sitting}/remove", Permission: Manage, Button: true, Handler: h.removeSitting},
	}
}

// collegeCrumb is the way back to the college's front page.
var collegeCrumb = web.Crumb{Label: "College", Href: "/college"}

// chosen is the college of the page with the others that the visitor may see.
type chosen struct {
	College units.Unit
	Others  []units.Unit
	Manage  bool // the visitor plans here
}

// college is the college that ?unit= names, or the first where the visitor holds
// the permission.
func (h handlers) college(r *http.Request, permission string) (chosen, error) {
	by := actor.From(r.Context())
	all, err := h.c.collegesOf(r.Context(), h.c.db, by, permission)
	if err != nil {
		return chosen{}, err
	}
	want := r.FormValue("unit")
	out := chosen{}
	for _, u := range all {
		if u.ID == want || want == "" && out.College.ID == "" {
			out.College = u
		}
	}
	if out.College.ID == "" {
		return chosen{}, errNoCollege
	}
	for _, u := range all {
		if u.ID != out.College.ID {
			out.Others = append(out.Others, u)
		}
	}
	out.Manage = by.CanAt(Manage, out.College.Path)
	return out, nil
}

// button answers a form without fields.
func button(w http.ResponseWriter, r *http.Request, err error, path, message string) error {
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, path, message)
}
