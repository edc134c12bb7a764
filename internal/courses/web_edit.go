package courses

import (
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/strategy"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func itoa(n int) string { return strconv.Itoa(n) }

func stamp(row audit.Row) string { return when.Stamp(row.At) }

type wordsPage struct {
	web.Page
	View
	Action, Submit, Back                                         string
	New                                                          bool
	Colleges, StrandList, LevelList, FormatList, Whom, Certified []web.Option
}

func (h handlers) showWords(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	data := wordsPage{
		View: v, Action: "/courses", Submit: "Add the course", Back: "/courses", New: v.Course.ID == "",
		StrandList: options("Choose", Strands), LevelList: options("", Levels), FormatList: options("", Formats), Whom: options("", Audiences), Certified: options("", Certificates),
	}
	colleges, err := h.c.Colleges(r.Context(), actor.From(r.Context()), Edit)
	if err != nil {
		return err
	}
	data.Colleges = collegeOptions(colleges, "")
	data.Page = web.NewPage(w, r, "Add a course", coursesCrumb)
	if !data.New {
		data.Action, data.Submit, data.Back = "/courses/"+v.Course.ID+"/edit", "Save", "/courses/"+v.Course.ID
		data.Page = web.NewPage(w, r, "Change the words", crumbs(v)...)
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["words.html"], data)
}

func readWords(form *web.Form) Words {
	return Words{
		Title: form.Text("title", "A title", 1, 120), Summary: form.Text("summary", "The summary", 0, 2000), ForWhom: form.Text("for_whom", "For whom it is", 0, 1000),
		Audience: form.Some("audience", options("", Audiences)), Strand: form.OneOf("strand", "A strand", options("", Strands), true),
		Level: form.OneOf("level", "A level", options("", Levels), true), Format: form.OneOf("format", "A format", options("", Formats), true),
		Sessions: form.Int("sessions", "Sessions", 1, 60), Minutes: form.Int("minutes", "Minutes", 15, 600), Capacity: form.Int("capacity", "Places", 1, 1000),
		CertificateBy: form.OneOf("certificate_by", "What a certificate is given for", options("", Certificates), true),
	}
}

func (h handlers) newCourse(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"level": "introduction", "format": "course", "sessions": "4", "minutes": "120", "capacity": "12", "certificate_by": "sessions"})
	return h.showWords(w, r, form, View{})
}

func (h handlers) addCourse(w http.ResponseWriter, r *http.Request) error {
	by, form := actor.From(r.Context()), web.ReadForm(r)
	colleges, err := h.c.Colleges(r.Context(), by, Edit)
	if err != nil {
		return err
	}
	in := NewCourse{UnitID: form.Value("unit"), Code: form.Text("code", "The code", 0, 20), Words: readWords(form)}
	if len(colleges) == 1 {
		in.UnitID = colleges[0].ID
	}
	if form.OK() {
		made, err := h.c.Add(r.Context(), by, in)
		if err == nil {
			return web.SeeOther(w, r, "/courses/"+made.ID, "Added as an idea.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showWords(w, r, form, View{})
}

func (h handlers) editWords(w http.ResponseWriter, r *http.Request) error {
	view, err := h.draftAt(r)
	if err != nil {
		return err
	}
	v := view.Version
	form := web.NewForm(map[string]string{
		"version": itoa(v.Version), "title": v.Title, "summary": v.Summary, "for_whom": v.ForWhom, "strand": v.Strand, "level": v.Level, "format": v.Format,
		"sessions": itoa(v.Sessions), "minutes": itoa(v.Minutes), "capacity": itoa(v.Capacity), "certificate_by": v.CertificateBy,
	})
	form.Set("audience", v.Audiences()...)
	return h.showWords(w, r, form, view)
}

func (h handlers) saveWords(w http.ResponseWriter, r *http.Request) error {
	view, err := h.draftAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readWords(form)
	return finish(w, r, form, func() error {
		return h.c.ChangeWords(r.Context(), actor.From(r.Context()), view.Course.ID, number(form), in)
	}, "Saved.", func() error { return h.showWords(w, r, form, view) })
}

type outcomePage struct {
	web.Page
	View
	Action  string
	Outcome Outcome
	AimList []web.Option
}

func (h handlers) showOutcome(w http.ResponseWriter, r *http.Request, form *web.Form, v View, o Outcome) error {
	data := outcomePage{Page: web.NewPage(w, r, "What students will learn", crumbs(v)...).WithForm(form), View: v, Outcome: o, Action: "/courses/" + v.Course.ID + "/outcomes"}
	if o.ID != "" {
		data.Action += "/" + o.ID
	}
	aims, err := h.c.strategy.Aims(r.Context(), v.Course.OrgID, true)
	if err != nil {
		return err
	}
	data.AimList = aimOptions(aims, o.Aims)
	return web.Render(w, web.FormStatus(form), pages["outcome.html"], data)
}

// aimOptions are the aims to choose from: retired ones only if they are carried.
func aimOptions(aims, carried []strategy.Aim) []web.Option {
	labels, has := map[string]string{}, map[string]bool{}
	for _, a := range carried {
		has[a.ID] = true
	}
	var out []web.Option
	for _, a := range aims {
		labels[a.ID] = a.Label
		if !a.RetiredOn.IsZero() && !has[a.ID] {
			continue
		}
		label := a.Label
		switch a.Kind {
		case strategy.KindStrand:
			label = labels[a.ParentID] + ": " + a.Label
		case strategy.KindChallenge:
			label = "Challenge: " + a.Label
		}
		out = append(out, web.Option{Value: a.ID, Label: label})
	}
	return out
}

// outcomeAt is the draft of the address with its outcome of the address.
func (h handlers) outcomeAt(r *http.Request) (View, Outcome, error) {
	v, err := h.draftAt(r)
	if err != nil {
		return v, Outcome{}, err
	}
	for _, o := range v.Outcomes {
		if o.ID == r.PathValue("outcome") {
			return v, o, nil
		}
	}
	return v, Outcome{}, errNoPart
}

func readOutcome(form *web.Form) OutcomeInput {
	return OutcomeInput{Words: form.Text("words", "What students will know or be able to do", 1, 300), Aims: form.Values["aims"]}
}

func (h handlers) newOutcome(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	return h.showOutcome(w, r, web.NewForm(map[string]string{"version": itoa(v.Version.Version)}), v, Outcome{})
}

func (h handlers) addOutcome(w http.ResponseWriter, r *http.Request) error {
	v, err := h.draftAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readOutcome(form)
	return finish(w, r, form, func() error {
		return h.c.AddOutcome(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), in)
	}, "Added.", func() error { return h.showOutcome(w, r, form, v, Outcome{}) })
}

func (h handlers) editOutcome(w http.ResponseWriter, r *http.Request) error {
	v, o, err := h.outcomeAt(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"version": itoa(v.Version.Version), "words": o.Words})
	for _, a := range o.Aims {
		form.Set("aims", append(form.Values["aims"], a.ID)...)
	}
	return h.showOutcome(w, r, form, v, o)
}

func (h handlers) saveOutcome(w http.ResponseWriter, r *http.Request) error {
	v, o, err := h.outcomeAt(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readOutcome(form)
	return finish(w, r, form, func() error {
		return h.c.ChangeOutcome(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), o.ID, in)
	}, "Saved.", func() error { return h.showOutcome(w, r, form, v, o) })
}

func (h handlers) raiseOutcome(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Moved up.", func(by actor.Actor, form *web.Form) error {
		return h.c.RaiseOutcome(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("outcome"))
	})
}

func (h handlers) removeOutcome(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Removed. The history keeps its words.", func(by actor.Actor, form *web.Form) error {
		return h.c.RemoveOutcome(r.Context(), by, r.PathValue("course"), number(form), r.PathValue("outcome"))
	})
}

// readFile reads the file of a form: one byte more than is allowed.
func readFile(r *http.Request, in *MaterialInput) error {
	file, header, err := r.FormFile("file")
	if err != nil {
		return nil // none was chosen: the service says so
	}
	defer file.Close()
	in.FileName = header.Filename
	in.Content, err = io.ReadAll(io.LimitReader(file, MaxFile+1))
	return err
}
