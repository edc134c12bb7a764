package strategy

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

func aimRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/aims", Permission: permRead, Handler: h.aims},
		{Pattern: "GET /strategy/aims/new", Permission: permEdit, Handler: h.newAim},
		{Pattern: "POST /strategy/aims", Permission: permEdit, Handler: h.addAim},
		{Pattern: "GET /strategy/aims/{aim}", Permission: permRead, Handler: h.aim},
		{Pattern: "GET /strategy/aims/{aim}/edit", Permission: permEdit, Handler: h.editAim},
		{Pattern: "POST /strategy/aims/{aim}", Permission: permEdit, Handler: h.saveAim},
		{Pattern: "POST /strategy/aims/{aim}/retire", Permission: permEdit, Button: true, Handler: h.retireAim},
		{Pattern: "POST /strategy/aims/{aim}/restore", Permission: permEdit, Button: true, Handler: h.restoreAim},
	}
}

type aimGroup struct {
	Aim
	Strands []Aim
}

type aimsPage struct {
	web.Page
	Aims       []aimGroup
	Challenges []Aim
	Retired    []Aim
	Edits      bool
}

func (h *handlers) aims(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	all, err := h.s.Aims(r.Context(), by.OrgID, true)
	if err != nil {
		return err
	}
	p := aimsPage{Page: web.NewPage(w, r, "Aims", strategyCrumb), Edits: by.Can(permEdit)}
	for _, a := range all {
		switch {
		case !a.RetiredOn.IsZero():
			p.Retired = append(p.Retired, a)
		case a.Kind == KindChallenge:
			p.Challenges = append(p.Challenges, a)
		case a.Kind == KindAim:
			p.Aims = append(p.Aims, aimGroup{Aim: a})
		case len(p.Aims) > 0 && p.Aims[len(p.Aims)-1].ID == a.ParentID:
			g := &p.Aims[len(p.Aims)-1]
			g.Strands = append(g.Strands, a)
		default:
			p.Retired = append(p.Retired, a) // its aim is retired
		}
	}
	return web.Render(w, http.StatusOK, pages["aims.html"], p)
}

type aimPage struct {
	web.Page
	Hanging
	Shares []web.Share
	Edits  bool
}

func (h *handlers) aim(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	hang, err := h.s.Hanging(r.Context(), by.OrgID, r.PathValue("aim"))
	if err != nil {
		return err
	}
	for _, g := range hang.Groups { // who may not open a thing still sees that it hangs here
		for i, t := range g.Threads {
			if !web.MayOpen(r, t.Href) {
				g.Threads[i].Href = ""
			}
		}
	}
	p := aimPage{Page: web.NewPage(w, r, hang.Aim.Label, strategyCrumb, web.Crumb{Label: "Aims", Href: "/strategy/aims"}), Hanging: hang, Edits: by.Can(permEdit)}
	p.Shares = shares(hang.Spread, "/strategy/actions?aim="+hang.Aim.ID+"&")
	return web.Render(w, http.StatusOK, pages["aim.html"], p)
}

type aimFormPage struct {
	web.Page
	Aim     Aim // zero for a new one
	Action  string
	Kinds   []web.Option
	Parents []web.Option
}

func (h *handlers) showAimForm(w http.ResponseWriter, r *http.Request, a Aim, form *web.Form) error {
	p := aimFormPage{Page: web.NewPage(w, r, "New aim", strategyCrumb, web.Crumb{Label: "Aims", Href: "/strategy/aims"}).WithForm(form), Aim: a, Action: "/strategy/aims",
		Kinds: []web.Option{{Value: KindAim, Label: "An aim"}, {Value: KindStrand, Label: "A strand of an aim"}, {Value: KindChallenge, Label: "A challenge"}}}
	if a.ID != "" {
		p.Page.Title, p.Action = "Change the words", "/strategy/aims/"+a.ID
	}
	all, err := h.s.Aims(r.Context(), actor.From(r.Context()).OrgID, false)
	if err != nil {
		return err
	}
	p.Parents = []web.Option{{Label: "None"}}
	for _, other := range all {
		if other.Kind == KindAim {
			p.Parents = append(p.Parents, web.Option{Value: other.ID, Label: other.Label})
		}
	}
	return web.Render(w, web.FormStatus(form), pages["aim_edit.html"], p)
}

func (h *handlers) newAim(w http.ResponseWriter, r *http.Request) error {
	return h.showAimForm(w, r, Aim{}, web.NewForm(map[string]string{"kind": KindAim}))
}

func (h *handlers) addAim(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := AimInput{Kind: form.Value("kind"), ParentID: form.Value("parent"), Label: form.Text("label", "A name", 1, 200), About: form.Text("about", "The description", 0, 5000)}
	if form.OK() {
		a, err := h.s.AddAim(r.Context(), actor.From(r.Context()), in)
		if err = form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/aims/"+a.ID, "Added.")
		}
	}
	return h.showAimForm(w, r, Aim{}, form)
}

func (h *handlers) aimOf(r *http.Request) (Aim, error) {
	return h.s.Aim(r.Context(), actor.From(r.Context()).OrgID, r.PathValue("aim"))
}

func (h *handlers) editAim(w http.ResponseWriter, r *http.Request) error {
	a, err := h.aimOf(r)
	if err != nil {
		return err
	}
	return h.showAimForm(w, r, a, web.NewForm(map[string]string{"label": a.Label, "about": a.About, "version": strconv.Itoa(a.Version)}))
}

func (h *handlers) saveAim(w http.ResponseWriter, r *http.Request) error {
	a, err := h.aimOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	label, about := form.Text("label", "A name", 1, 200), form.Text("about", "The description", 0, 5000)
	if form.OK() {
		if err := form.Take(h.s.ChangeAim(r.Context(), actor.From(r.Context()), a.ID, versionOf(form), label, about)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/aims/"+a.ID, "Saved.")
		}
		form.Set("version", strconv.Itoa(a.Version))
	}
	return h.showAimForm(w, r, a, form)
}

func (h *handlers) retireAim(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("aim")
	if err := h.s.RetireAim(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/aims/"+id, "Retired. What hangs on it stays.")
}

func (h *handlers) restoreAim(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("aim")
	if err := h.s.RestoreAim(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/aims/"+id, "It can be chosen again.")
}
