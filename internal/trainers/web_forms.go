package trainers

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// formPage is any form about one trainer.
type formPage struct {
	web.Page
	Trainer Trainer
	Back    string
	Options []web.Option // what the form chooses from
	Q       string       // who was searched for
	Hours   []hoursField // of the week
}

// managedTrainer is the trainer of the address, whom the visitor manages.
func (h handlers) managedTrainer(r *http.Request) (Trainer, error) {
	by := actor.From(r.Context())
	trainer, college, err := h.t.Trainer(r.Context(), by, r.PathValue("trainer"))
	if err == nil && !by.CanAt(Manage, college.Path) {
		err = errReach
	}
	return trainer, err
}

// show shows the form of that template.
func show(w http.ResponseWriter, r *http.Request, form *web.Form, data formPage, template, title string) error {
	crumbs := []web.Crumb{listCrumb, {Label: data.Trainer.Name, Href: atTrainer(data.Trainer)}}
	switch data.Back {
	case "":
		data.Back = atTrainer(data.Trainer)
	case ownPage:
		crumbs = []web.Crumb{{Label: "My page as a trainer", Href: ownPage}}
	}
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages[template], data)
}

type newPage struct {
	web.Page
	Q                              string
	People, Colleges, Perspectives []web.Option
}

func (h handlers) newTrainer(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, web.NewForm(map[string]string{"q": r.URL.Query().Get("q"), "college": r.URL.Query().Get("college")}))
}

func (h handlers) showNew(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := newPage{Page: web.NewPage(w, r, "Add a trainer", listCrumb).WithForm(form), Q: form.Value("q"), Perspectives: perspectiveOptions("Choose")[1:]}
	var err error
	if data.Colleges, err = h.collegeOptions(r); err != nil {
		return err
	}
	if form.Value("college") == "" {
		form.Set("college", data.Colleges[0].Value)
	}
	if data.Q != "" {
		if data.People, err = h.choosable(r, data.Q); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(form), pages["trainer_new.html"], data)
}

func (h handlers) addTrainer(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	colleges, err := h.collegeOptions(r)
	if err != nil {
		return err
	}
	people, err := h.choosable(r, form.Value("q"))
	if err != nil {
		return err
	}
	if form.Value("q") == "" || len(people) == 0 {
		form.Fail("q", "Find the person first.")
		return h.showNew(w, r, form)
	}
	person := form.OneOf("person", "A person", people, true)
	college := form.OneOf("college", "A college", colleges, true)
	perspective := form.OneOf("perspective", "The perspective they bring", perspectiveOptions("")[1:], true)
	return finish(w, r, form, func() (string, error) {
		added, err := h.t.Add(r.Context(), actor.From(r.Context()), college, person, perspective, "")
		return atTrainer(added), err
	}, "Trainer added.", func() error { return h.showNew(w, r, form) })
}

func readVersion(form *web.Form) int {
	v, _ := strconv.Atoi(form.Value("version"))
	return min(max(v, 0), 1<<30)
}

func (h handlers) askEdit(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"perspective": trainer.Perspective, "about": trainer.About, "version": strconv.Itoa(trainer.Version)})
	return showEdit(w, r, form, trainer)
}

func showEdit(w http.ResponseWriter, r *http.Request, form *web.Form, trainer Trainer) error {
	return show(w, r, form, formPage{Trainer: trainer, Options: perspectiveOptions("")[1:]}, "trainer_edit.html", "Change "+trainer.Name)
}

func (h handlers) edit(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	perspective := form.OneOf("perspective", "The perspective they bring", perspectiveOptions("")[1:], true)
	about := form.Text("about", "The line for the prospectus", 0, 500)
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.Change(r.Context(), actor.From(r.Context()), trainer.ID, perspective, about, readVersion(form))
	}, "Saved.", func() error { return showEdit(w, r, form, trainer) })
}

func (h handlers) askEnd(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.t.today())
	return show(w, r, form, formPage{Trainer: trainer}, "trainer_end.html", "Say when "+trainer.Name+" stops")
}

func (h handlers) end(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("on", "The last day", true)
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.End(r.Context(), actor.From(r.Context()), trainer.ID, on)
	}, "The last day is recorded.", func() error {
		return show(w, r, form, formPage{Trainer: trainer}, "trainer_end.html", "Say when "+trainer.Name+" stops")
	})
}

func (h handlers) comeBackToTeach(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	if err := h.t.Return(r.Context(), actor.From(r.Context()), trainer.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, atTrainer(trainer), "A trainer again.")
}

// stepOptions are the steps, those that are needed and missing first.
func (h handlers) stepOptions(r *http.Request, trainer Trainer) ([]web.Option, error) {
	way, err := h.t.Way(r.Context(), h.t.db, trainer)
	if err != nil {
		return nil, err
	}
	var first, then []web.Option
	for _, s := range way {
		switch {
		case s.Needed && !s.Done:
			first = append(first, web.Option{Value: s.Step, Label: s.Label()})
		case s.Done:
			then = append(then, web.Option{Value: s.Step, Label: s.Label() + " (again)"})
		default:
			then = append(then, web.Option{Value: s.Step, Label: s.Label() + " (not asked of them)"})
		}
	}
	return append(append([]web.Option{{Value: "", Label: "Choose"}}, first...), then...), nil
}

// stepForm answers a form about a step, which save saves.
func (h handlers) stepForm(w http.ResponseWriter, r *http.Request, template, title, message string, read func(*web.Form, []web.Option) func(Trainer) error) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	options, err := h.stepOptions(r, trainer)
	if err != nil {
		return err
	}
	again := func(form *web.Form) error {
		return show(w, r, form, formPage{Trainer: trainer, Options: options}, template, title)
	}
	if read == nil {
		form := web.NewForm(map[string]string{"step": r.URL.Query().Get("step"), "seen_by": actor.From(r.Context()).Name})
		form.SetDate("done_on", h.t.today())
		return again(form)
	}
	form := web.ReadForm(r)
	save := read(form, options[1:])
	return finish(w, r, form, func() (string, error) { return atTrainer(trainer), save(trainer) }, message, func() error { return again(form) })
}

func (h handlers) askStep(w http.ResponseWriter, r *http.Request) error {
	return h.stepForm(w, r, "step.html", "Record a step", "", nil)
}

func (h handlers) step(w http.ResponseWriter, r *http.Request) error {
	return h.stepForm(w, r, "step.html", "Record a step", "Step recorded.", func(form *web.Form, options []web.Option) func(Trainer) error {
		in := StepInput{
			Step: form.OneOf("step", "A step", options, true), DoneOn: form.Date("done_on", "The day", true),
			SeenBy: form.Text("seen_by", "Who saw it", 1, 200), Note: form.Text("note", "The note", 0, 500),
		}
		return func(trainer Trainer) error {
			return h.t.RecordStep(r.Context(), actor.From(r.Context()), trainer.ID, in)
		}
	})
}

func (h handlers) askWaive(w http.ResponseWriter, r *http.Request) error {
	return h.stepForm(w, r, "waive.html", "Say that a step is not needed", "", nil)
}

func (h handlers) waive(w http.ResponseWriter, r *http.Request) error {
	return h.stepForm(w, r, "waive.html", "Say that a step is not needed", "Recorded.", func(form *web.Form, options []web.Option) func(Trainer) error {
		step, reason := form.OneOf("step", "A step", options, true), form.Text("reason", "Why it is not needed", 1, 500)
		return func(trainer Trainer) error {
			return h.t.Waive(r.Context(), actor.From(r.Context()), trainer.ID, step, reason)
		}
	})
}

func (h handlers) strike(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	if err := h.t.Strike(r.Context(), actor.From(r.Context()), trainer.ID, r.PathValue("trainerstep")); err != nil {
		return err
	}
	return web.SeeOther(w, r, atTrainer(trainer), "Taken back. It stays in the history.")
}
