package units

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// unitFormPage is any form about one unit.
type unitFormPage struct {
	web.Page
	Unit   Unit
	Kinds  []web.Option
	Places []web.Option
}

func (h handlers) newUnit(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	return showNewUnit(w, r, web.NewForm(nil), unit, crumbs)
}

func kindOptions(parent string) []web.Option {
	var out []web.Option
	for _, kind := range Kinds(parent) {
		out = append(out, web.Option{Value: kind, Label: kindLabels[kind]})
	}
	return out
}

func showNewUnit(w http.ResponseWriter, r *http.Request, form *web.Form, unit Unit, crumbs []web.Crumb) error {
	data := unitFormPage{Page: web.NewPage(w, r, "Add a unit", crumbs...).WithForm(form), Unit: unit, Kinds: kindOptions(unit.Kind)}
	return web.Render(w, web.FormStatus(form), pages["unit_new.html"], data)
}

func (h handlers) addUnit(w http.ResponseWriter, r *http.Request) error {
	parent, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	unit := Unit{ParentID: parent.ID, Name: form.Text("name", "A name", 1, 200), Kind: form.OneOf("kind", "What kind of unit it is", kindOptions(parent.Kind), true)}
	return finish(w, r, form, func() (string, error) {
		added, err := h.u.Add(r.Context(), actor.From(r.Context()), unit)
		return "/units/" + added.ID, err
	}, "Unit added.", func() error { return showNewUnit(w, r, form, parent, crumbs) })
}

func (h handlers) askRename(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	return showRename(w, r, web.NewForm(map[string]string{"name": unit.Name}), unit, crumbs)
}

func showRename(w http.ResponseWriter, r *http.Request, form *web.Form, unit Unit, crumbs []web.Crumb) error {
	data := unitFormPage{Page: web.NewPage(w, r, "Rename "+unit.Name, crumbs...).WithForm(form), Unit: unit}
	return web.Render(w, web.FormStatus(form), pages["unit_rename.html"], data)
}

func (h handlers) rename(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	name := form.Text("name", "A name", 1, 200)
	return finish(w, r, form, func() (string, error) {
		return "/units/" + unit.ID, h.u.Rename(r.Context(), actor.From(r.Context()), unit.ID, name)
	}, "Name changed.", func() error { return showRename(w, r, form, unit, crumbs) })
}

func (h handlers) askMove(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	return h.showMove(w, r, web.NewForm(map[string]string{"parent": unit.ParentID}), unit, crumbs)
}

// placeOptions are the units for which fit holds, each with what stands above it.
func placeOptions(tree []Unit, fit func(Unit) bool) []web.Option {
	names, out := map[string]string{}, []web.Option{}
	for _, unit := range tree {
		names[unit.ID] = unit.Name
		if !fit(unit) {
			continue
		}
		var label []string
		for _, id := range strings.Split(strings.Trim(unit.Path, "/"), "/") {
			label = append(label, names[id])
		}
		if len(label) > 1 {
			label = label[1:] // the organisation goes without saying
		}
		out = append(out, web.Option{Value: unit.ID, Label: strings.Join(label, " › ")})
	}
	return out
}

func (h handlers) showMove(w http.ResponseWriter, r *http.Request, form *web.Form, unit Unit, crumbs []web.Crumb) error {
	tree, err := h.u.Tree(r.Context(), unit.OrgID)
	if err != nil {
		return err
	}
	by := actor.From(r.Context())
	places := placeOptions(tree, func(p Unit) bool { return mayMove(by, unit, p) == nil })
	data := unitFormPage{Page: web.NewPage(w, r, "Move "+unit.Name, crumbs...).WithForm(form), Unit: unit, Places: append([]web.Option{{Value: "", Label: "Choose"}}, places...)}
	return web.Render(w, web.FormStatus(form), pages["unit_move.html"], data)
}

func (h handlers) move(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	parent := form.Text("parent", "Where to move it", 0, 100)
	if parent == "" {
		form.Fail("parent", "Choose where to move it.")
	}
	return finish(w, r, form, func() (string, error) {
		return "/units/" + unit.ID, h.u.Move(r.Context(), actor.From(r.Context()), unit.ID, parent)
	}, "Moved, with all below it.", func() error { return h.showMove(w, r, form, unit, crumbs) })
}

func (h handlers) askClose(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("closed_on", h.u.today())
	return showClose(w, r, form, unit, crumbs)
}

func showClose(w http.ResponseWriter, r *http.Request, form *web.Form, unit Unit, crumbs []web.Crumb) error {
	data := unitFormPage{Page: web.NewPage(w, r, "Close "+unit.Name, crumbs...).WithForm(form), Unit: unit}
	return web.Render(w, web.FormStatus(form), pages["unit_close.html"], data)
}

func (h handlers) close(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("closed_on", "The day it closed", true)
	return finish(w, r, form, func() (string, error) {
		return "/units/" + unit.ID, h.u.Close(r.Context(), actor.From(r.Context()), unit.ID, on)
	}, "Closed.", func() error { return showClose(w, r, form, unit, crumbs) })
}

func (h handlers) reopen(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("unit")
	if err := h.u.Reopen(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/units/"+id, "Reopened.")
}
