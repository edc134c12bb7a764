package prospectus

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

func manageRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /prospectus/manage", Permission: Manage, Handler: h.manage},
		{Pattern: "GET /prospectus/manage/words/{college}", Permission: Manage, Handler: h.words},
		{Pattern: "POST /prospectus/manage/words/{college}", Permission: Manage, Handler: h.saveWords},
	}
}

type managePage struct {
	web.Page
	Edition  *Edition
	Home     string
	Colleges []College // whose words the visitor writes
	Wanted   []wanted
}

// wanted is a course that people wait to be told about.
type wanted struct {
	*Course
	Demand
	Dates int // runs that one can come to
}

var manageCrumb = web.Crumb{Label: "Prospectus", Href: "/prospectus/manage"}

func (h *handlers) manage(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	org, err := h.p.units.Organisation(ctx, by.OrgID)
	if err != nil {
		return err
	}
	e, err := h.p.Edition(ctx, org.Slug)
	if err != nil {
		return err
	}
	data := managePage{Page: web.NewPage(w, r, "The prospectus"), Edition: e, Home: home(e)}
	mine := map[string]bool{}
	for _, c := range e.Colleges {
		u, err := h.p.units.Unit(ctx, by.OrgID, c.UnitID)
		if err != nil {
			return err
		}
		if by.CanAt(Manage, u.Path) {
			mine[c.UnitID] = true
			data.Colleges = append(data.Colleges, c)
		}
	}
	demands, err := h.p.Demands(ctx, by.OrgID)
	if err != nil {
		return err
	}
	now := h.p.now()
	for _, c := range e.Courses {
		d := demands[c.ID]
		if !mine[c.UnitID] || d.Asking+d.Unsure == 0 {
			continue
		}
		row := wanted{Course: c, Demand: d}
		for _, run := range c.Runs {
			if run.listed(now) {
				row.Dates++
			}
		}
		data.Wanted = append(data.Wanted, row)
	}
	return web.Render(w, http.StatusOK, pages["manage.html"], data)
}

type wordsPage struct {
	web.Page
	Unit units.Unit
}

func (h *handlers) showWords(w http.ResponseWriter, r *http.Request, form *web.Form, u units.Unit) error {
	page := web.NewPage(w, r, "Words of "+u.Name, manageCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["words.html"], wordsPage{page, u})
}

func (h *handlers) words(w http.ResponseWriter, r *http.Request) error {
	words, u, err := h.p.Words(r.Context(), actor.From(r.Context()), r.PathValue("college"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"foreword": words.Foreword, "signed": words.Signed, "how": words.How, "version": strconv.Itoa(words.Version)})
	return h.showWords(w, r, form, u)
}

func (h *handlers) saveWords(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	_, u, err := h.p.Words(r.Context(), by, r.PathValue("college"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	words := Words{UnitID: u.ID, Foreword: form.Text("foreword", "The foreword", 0, mostWords), Signed: form.Text("signed", "Whose words they are", 0, 200), How: form.Text("how", "How to enrol", 1, mostWords)}
	words.Version, _ = strconv.Atoi(form.Value("version"))
	words.Version = min(max(words.Version, 0), 1<<30)
	if form.OK() {
		err := h.p.SaveWords(r.Context(), by, words)
		if err == nil {
			return web.SeeOther(w, r, "/prospectus/manage", "Saved. Everybody sees the new words now.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showWords(w, r, form, u)
}
