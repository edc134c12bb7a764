package courses

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

var errNoPart = fault.New(fault.NotFound, "We could not find that in the draft.")

type materialPage struct {
	web.Page
	View
	Action       string
	Material     Material
	Kinds, Sight []web.Option
}

func (h handlers) showMaterial(w http.ResponseWriter, r *http.Request, form *web.Form, v View, m Material) error {
	data := materialPage{Page: web.NewPage(w, r, "Add material", crumbs(v)...), View: v, Material: m, Action: "/courses/" + v.Course.ID + "/materials",
		Kinds: options("", MaterialKinds), Sight: options("", Sights)}
	if m.ID != "" {
		data.Action += "/" + m.ID
		data.Page = web.NewPage(w, r, "Change material", crumbs(v)...)
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["material.html"], data)
}

func readMaterial(form *web.Form, m Material) MaterialInput {
	in := MaterialInput{Kind: m.Kind, Title: form.Text("title", "A title", 1, 200), URL: form.Value("url"), Words: form.Value("words"), Visible: form.OneOf("visible", "Who may see it", options("", Sights), true)}
	if m.ID == "" {
		in.Kind = form.OneOf("kind", "What it is", options("", MaterialKinds), true)
	}
	return in
}

func (h handlers) newMaterial(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	return h.showMaterial(w, r, web.NewForm(map[string]string{"version": itoa(v.Version.Version), "kind": "words", "visible": "booked"}), v, Material{})
}

func (h handlers) addMaterial(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readMaterial(form, Material{})
	if in.Kind == "file" {
		if err := readFile(r, &in); err != nil {
			return err
		}
	}
	return finish(w, r, form, func() error {
		return h.c.AddMaterial(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), in)
	}, "Added.", func() error { return h.showMaterial(w, r, form, v, Material{}) })
}

func (h handlers) materialAt(r *http.Request) (View, Material, error) {
	v, err := h.draftAt(r)
	if err != nil {
		return v, Material{}, err
	}
	for _, m := range v.Materials {
		if m.ID == r.PathValue("material") {
			return v, m, nil
		}
	}
	return v, Material{}, errNoPart
}

func (h handlers) editMaterial(w http.ResponseWriter, r *http.Request) error {
	v, m, err := h.materialAt(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"version": itoa(v.Version.Version), "title": m.Title, "url": m.URL, "words": m.Words, "visible": m.Visible})
	return h.showMaterial(w, r, form, v, m)
}

func (h handlers) saveMaterial(w http.ResponseWriter, r *http.Request) error {
	v, m, err := h.materialAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readMaterial(form, m)
	return finish(w, r, form, func() error {
		return h.c.ChangeMaterial(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), m.ID, in)
	}, "Saved.", func() error { return h.showMaterial(w, r, form, v, m) })
}

func (h handlers) removeMaterial(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Removed. You can put it back.", func(by actor.Actor, form *web.Form) error {
		return h.c.RemoveMaterial(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("material"))
	})
}

func (h handlers) restoreMaterial(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "It is back.", func(by actor.Actor, form *web.Form) error {
		return h.c.RestoreMaterial(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("material"))
	})
}

// file sends a file to be kept, never to be shown in the page.
func (h handlers) file(w http.ResponseWriter, r *http.Request) error {
	m, content, err := h.c.FileOf(r.Context(), actor.From(r.Context()), r.PathValue("course"), r.PathValue("courseversion"), r.PathValue("material"))
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, m.FileKind, m.FileName, content)
}

type designerPage struct {
	web.Page
	View
	Designer     Designer
	Q            string
	LooksUp      bool // the visitor may look up people
	Perspectives []web.Option
	People       []web.Option
}

// byName is the choice of somebody who is not in the list.
const byName = "name"

// choosable are the people that a designer can be chosen from: the visitor, and
// who was found by q.
func (h handlers) choosable(r *http.Request, q string) ([]web.Option, error) {
	by := actor.From(r.Context())
	var out []web.Option
	if by.PersonID != "" {
		out = append(out, web.Option{Value: by.PersonID, Label: "I am (" + by.Name + ")"})
	}
	if q != "" && by.Can(people.Read) {
		found, _, err := h.c.people.Search(r.Context(), by, q, 1)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if p.ID != by.PersonID {
				out = append(out, web.Option{Value: p.ID, Label: p.Name, Hint: p.Email})
			}
		}
	}
	return append(out, web.Option{Value: byName, Label: "Somebody whose name I write below", Hint: "For somebody outside, of whom we keep nothing but the name."}), nil
}

func (h handlers) showDesigner(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	found, err := h.choosable(r, form.Value("q"))
	if err != nil {
		return err
	}
	data := designerPage{Page: web.NewPage(w, r, "Add a designer", crumbs(v)...).WithForm(form), View: v, Q: form.Value("q"), People: found,
		LooksUp: actor.From(r.Context()).Can(people.Read), Perspectives: options("", Perspectives)}
	return web.Render(w, web.FormStatus(form), pages["designer.html"], data)
}

func (h handlers) newDesigner(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"version": itoa(v.Version.Version), "q": r.URL.Query().Get("q")})
	return h.showDesigner(w, r, form, v)
}

func (h handlers) addDesigner(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	found, err := h.choosable(r, form.Value("q"))
	if err != nil {
		return err
	}
	in := DesignerInput{PersonID: form.OneOf("person", "Who it is", found, true), Perspective: form.OneOf("perspective", "The perspective from which they design", options("", Perspectives), true)}
	if in.PersonID == byName {
		in.PersonID, in.Name = "", form.Text("name", "A name", 1, 200)
	}
	return finish(w, r, form, func() error {
		return h.c.AddDesigner(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), in)
	}, "Added.", func() error { return h.showDesigner(w, r, form, v) })
}

func (h handlers) designerAt(r *http.Request) (View, Designer, error) {
	v, err := h.draftAt(r)
	if err != nil {
		return v, Designer{}, err
	}
	for _, d := range v.Designers {
		if d.ID == r.PathValue("designer") {
			return v, d, nil
		}
	}
	return v, Designer{}, errNoPart
}

func (h handlers) showAgreement(w http.ResponseWriter, r *http.Request, form *web.Form, v View, d Designer) error {
	data := designerPage{Page: web.NewPage(w, r, "Record that "+d.Name+" agrees", crumbs(v)...).WithForm(form), View: v, Designer: d}
	return web.Render(w, web.FormStatus(form), pages["agree.html"], data)
}

func (h handlers) askAgreement(w http.ResponseWriter, r *http.Request) error {
	v, d, err := h.designerAt(r)
	if err != nil {
		return err
	}
	return h.showAgreement(w, r, web.NewForm(map[string]string{"hash": v.Version.ContentHash}), v, d)
}

func (h handlers) recordAgreement(w http.ResponseWriter, r *http.Request) error {
	v, d, err := h.designerAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	how := form.Text("how", "How they said so", 1, 500)
	return finish(w, r, form, func() error {
		return h.c.RecordAgreement(r.Context(), actor.From(r.Context()), v.Course.ID, d.ID, form.Value("hash"), how)
	}, "Recorded.", func() error { return h.showAgreement(w, r, form, v, d) })
}

func (h handlers) recordWithdrawal(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Recorded.", func(by actor.Actor, form *web.Form) error {
		return h.c.RecordWithdrawal(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("designer"))
	})
}

func (h handlers) removeDesigner(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Removed from the designers.", func(by actor.Actor, form *web.Form) error {
		return h.c.RemoveDesigner(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("designer"))
	})
}

func (h handlers) unname(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Publish, "The name has been taken off.", func(by actor.Actor, _ *web.Form) error {
		return h.c.TakeNameOff(r.Context(), by, r.PathValue("course"), r.PathValue("designer"))
	})
}

type entryPage struct {
	web.Page
	View
	Who []web.Option
}

func (h handlers) showEntry(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	data := entryPage{Page: web.NewPage(w, r, "Add to the co-production log", crumbs(v)...).WithForm(form), View: v, Who: []web.Option{{Value: "", Label: "Everybody together"}}}
	for _, d := range v.Designers {
		data.Who = append(data.Who, web.Option{Value: d.ID, Label: d.Name + ", " + d.PerspectiveLabel()})
	}
	return web.Render(w, web.FormStatus(form), pages["entry.html"], data)
}

func (h handlers) newEntry(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Edit)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.c.today())
	return h.showEntry(w, r, form, v)
}

func (h handlers) addEntry(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Edit)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := EntryInput{DesignerID: form.Value("designer"), OnDate: form.Date("on", "The day", true), Words: form.Text("words", "What changed", 1, 1000)}
	return finish(w, r, form, func() error { return h.c.Note(r.Context(), actor.From(r.Context()), v.Course.ID, in) },
		"Added to the log.", func() error { return h.showEntry(w, r, form, v) })
}

// part answers what a designer does about a version.
func (h handlers) part(w http.ResponseWriter, r *http.Request, message string, do func(by actor.Actor, form *web.Form) error) error {
	by, form := actor.From(r.Context()), web.ReadForm(r)
	if _, err := h.c.OpenAsDesigner(r.Context(), by, r.PathValue("course"), r.PathValue("courseversion")); err != nil {
		return err
	}
	if err := form.Take(do(by, form)); err != nil {
		return err
	}
	if !form.OK() {
		return h.showVersion(w, r, form)
	}
	return web.SeeOther(w, r, "/courses/"+r.PathValue("course")+"/versions/"+r.PathValue("courseversion"), message)
}

func (h handlers) agree(w http.ResponseWriter, r *http.Request) error {
	return h.part(w, r, "Thank you. You have agreed this version as it stands.", func(by actor.Actor, form *web.Form) error {
		return h.c.Agree(r.Context(), by, r.PathValue("courseversion"), form.Value("hash"))
	})
}

func (h handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	return h.part(w, r, "Your agreement has been taken back.", func(by actor.Actor, _ *web.Form) error {
		return h.c.Withdraw(r.Context(), by, r.PathValue("courseversion"))
	})
}

// say adds a designer's own words to the log.
func (h handlers) say(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	words := form.Text("words", "What should change, or what you changed", 1, 1000)
	if !form.OK() {
		return h.showVersion(w, r, form)
	}
	return h.part(w, r, "Thank you. It is in the log.", func(by actor.Actor, _ *web.Form) error {
		return h.c.Say(r.Context(), by, r.PathValue("courseversion"), words)
	})
}
