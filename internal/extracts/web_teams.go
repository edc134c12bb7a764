package extracts

import (
	"fmt"
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type teamsPage struct {
	web.Page
	Only    bool // those without a unit
	Teams   []teamRow
	Units   []web.Option
	Pager   web.Pager
	MayLoad bool
}

// teamRow is a team with the name of its unit, and the choice of another.
type teamRow struct {
	Team
	ID, UnitName string
}

func (h handlers) teams(w http.ResponseWriter, r *http.Request) error {
	return h.showTeams(w, r, web.NewForm(nil))
}

func (h handlers) showTeams(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by, number := actor.From(r.Context()), web.PageNumber(r)
	all, err := h.x.Teams(r.Context(), by)
	if err != nil {
		return err
	}
	tree, err := h.x.units.Tree(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	data := teamsPage{Page: web.NewPage(w, r, "Teams of the record system", crumb).WithForm(form), Only: r.URL.Query().Get("show") == "unknown", MayLoad: by.CanEverywhere(Load),
		Units: []web.Option{{Value: "", Label: "No unit: counts for the organisation only"}}}
	names := map[string]string{}
	for _, u := range tree {
		names[u.ID] = u.Name
		if u.Open() {
			data.Units = append(data.Units, web.Option{Value: u.ID, Label: u.Name + " (" + u.KindLabel() + ")"})
		}
	}
	if data.Only {
		all = slices.DeleteFunc(all, func(t Team) bool { return t.UnitID != "" })
	}
	data.Pager = web.NewPager(r, number, len(all))
	from := min(len(all), web.Offset(number))
	for i, t := range all[from:min(len(all), from+web.PerPage)] {
		data.Teams = append(data.Teams, teamRow{Team: t, ID: fmt.Sprint("unit-", from+i), UnitName: names[t.UnitID]})
	}
	return web.Render(w, web.FormStatus(form), pages["teams.html"], data)
}

func (h handlers) placeTeam(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	if form.Value("team") == "" || form.Value("source") == "" {
		form.Fail("", "Choose a team.")
		return h.showTeams(w, r, form)
	}
	err := h.x.PlaceTeam(r.Context(), actor.From(r.Context()), form.Value("source"), form.Value("team"), form.Value("unit"))
	if err == nil {
		return web.SeeOther(w, r, "/extracts/teams", "Kept. “"+form.Value("team")+"” counts there from the next working out.")
	}
	if err := form.Take(err); err != nil {
		return err
	}
	return h.showTeams(w, r, form)
}

type qualityPage struct {
	web.Page
	Quality Quality
}

func (h handlers) quality(w http.ResponseWriter, r *http.Request) error {
	q, err := h.x.Quality(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["quality.html"], qualityPage{Page: web.NewPage(w, r, "How good the data is", crumb), Quality: q})
}

type forgetPage struct{ web.Page }

func (h handlers) askForget(w http.ResponseWriter, r *http.Request) error {
	return h.showForget(w, r, web.NewForm(nil))
}

func (h handlers) showForget(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	return web.Render(w, web.FormStatus(form), pages["forget.html"], forgetPage{web.NewPage(w, r, "Forget a person", crumb).WithForm(form)})
}

func (h handlers) forget(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	identifier := form.Text("identifier", "The identifier", 1, longestText)
	if form.OK() {
		gone, err := h.x.Forget(r.Context(), actor.From(r.Context()), identifier)
		if err == nil {
			return web.SeeOther(w, r, "/extracts", fmt.Sprintf("The person is forgotten: %d rows were removed.", gone.Rows+gone.Waiting))
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	form.Set("identifier") // not shown again
	return h.showForget(w, r, form)
}
