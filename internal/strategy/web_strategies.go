package strategy

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

type editionsPage struct {
	web.Page
	Strategies []Edition
	Edits      bool
}

// Tag is the state of a strategy in a word.
func (e Edition) Tag() web.Tag {
	colours := map[string]string{Draft: "yellow", Live: "green", Closed: "grey"}
	return web.Tag{Text: fold.Capital(e.State), Colour: colours[e.State]}
}

func (h *handlers) editions(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	all, err := h.s.Editions(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["strategies.html"], editionsPage{Page: web.NewPage(w, r, "All strategies", strategyCrumb), Strategies: all, Edits: by.Can(permEdit)})
}

type editionFormPage struct {
	web.Page
	Strategy Edition // zero for a new one
	Action   string
	States   []web.Option
	State    *web.Form
}

func (h *handlers) showEditionForm(w http.ResponseWriter, r *http.Request, e Edition, form *web.Form) error {
	p := editionFormPage{Page: web.NewPage(w, r, "New strategy", strategyCrumb, web.Crumb{Label: "All strategies", Href: "/strategy/strategies"}).WithForm(form), Strategy: e, Action: "/strategy/strategies"}
	if e.ID != "" {
		p.Page.Title, p.Action = "Change the strategy", "/strategy/strategies/"+e.ID
		p.States = []web.Option{{Value: Draft, Label: "Draft"}, {Value: Live, Label: "Live: shown first, one at a time"}, {Value: Closed, Label: "Closed"}}
		if form.Value("state") == "" {
			form.Set("state", e.State)
		}
	}
	return web.Render(w, web.FormStatus(form), pages["strategy_edit.html"], p)
}

func (h *handlers) newEdition(w http.ResponseWriter, r *http.Request) error {
	return h.showEditionForm(w, r, Edition{}, web.NewForm(nil))
}

func editionForm(e Edition) *web.Form {
	f := web.NewForm(map[string]string{"title": e.Title, "statement": e.Statement, "version": strconv.Itoa(e.Version)})
	f.SetMonth("from", e.FromMonth)
	f.SetMonth("to", e.ToMonth)
	return f
}

func readEdition(f *web.Form) EditionInput {
	return EditionInput{Title: f.Text("title", "A title", 1, 200), Statement: f.Text("statement", "The statement", 0, 10_000),
		FromMonth: f.Month("from", "The month it begins", true), ToMonth: f.Month("to", "The month it ends", true)}
}

func (h *handlers) addEdition(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := readEdition(form)
	if form.OK() {
		e, err := h.s.AddEdition(r.Context(), actor.From(r.Context()), in)
		if err = form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/strategies/"+e.ID, "The strategy has been made. It is a draft until you make it live.")
		}
	}
	return h.showEditionForm(w, r, Edition{}, form)
}

func (h *handlers) editEdition(w http.ResponseWriter, r *http.Request) error {
	e, err := h.s.Edition(r.Context(), actor.From(r.Context()).OrgID, r.PathValue("strategy"))
	if err != nil {
		return err
	}
	return h.showEditionForm(w, r, e, editionForm(e))
}

func (h *handlers) saveEdition(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, err := h.s.Edition(r.Context(), by.OrgID, r.PathValue("strategy"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readEdition(form)
	if form.OK() {
		if err := form.Take(h.s.ChangeEdition(r.Context(), by, e.ID, versionOf(form), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/strategies/"+e.ID, "Saved.")
		}
		form.Set("version", strconv.Itoa(e.Version))
	}
	return h.showEditionForm(w, r, e, form)
}

func (h *handlers) setState(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, err := h.s.Edition(r.Context(), by.OrgID, r.PathValue("strategy"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	if err := form.Take(h.s.SetState(r.Context(), by, e.ID, form.Value("state"))); err != nil {
		return err
	}
	if form.OK() {
		return web.SeeOther(w, r, "/strategy/strategies/"+e.ID, "Saved.")
	}
	again := editionForm(e)
	again.Errors = form.Errors
	again.Set("state", form.Value("state"))
	return h.showEditionForm(w, r, e, again)
}
