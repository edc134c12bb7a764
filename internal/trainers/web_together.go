package trainers

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// mentorOptions are the trainers of the same college who teach already.
func (h handlers) mentorOptions(r *http.Request, trainer Trainer) ([]web.Option, error) {
	list, err := h.t.Teaching(r.Context(), h.t.db, trainer.OrgID, trainer.UnitID)
	out := []web.Option{{Value: "", Label: "Choose"}}
	for _, m := range list {
		if m.ID != trainer.ID {
			out = append(out, web.Option{Value: m.ID, Label: m.Name})
		}
	}
	return out, err
}

func (h handlers) askMentor(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	options, err := h.mentorOptions(r, trainer)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("from", h.t.today())
	return show(w, r, form, formPage{Trainer: trainer, Options: options}, "mentor.html", "Choose a mentor for "+trainer.Name)
}

func (h handlers) mentor(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	options, err := h.mentorOptions(r, trainer)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	mentor, from := form.OneOf("mentor", "A mentor", options[1:], true), form.Date("from", "The first day", true)
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.Mentor(r.Context(), actor.From(r.Context()), trainer.ID, mentor, from)
	}, "The pair is recorded.", func() error {
		return show(w, r, form, formPage{Trainer: trainer, Options: options}, "mentor.html", "Choose a mentor for "+trainer.Name)
	})
}

func (h handlers) endMentoring(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	if err := h.t.EndMentoring(r.Context(), actor.From(r.Context()), trainer.ID, r.PathValue("mentoring")); err != nil {
		return err
	}
	return web.SeeOther(w, r, atTrainer(trainer), "The pair has ended.")
}

func (h handlers) askSupervision(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"q": r.URL.Query().Get("q"), "weeks": strconv.Itoa(trainer.SupervisionWeeks), "supervisor": trainer.SupervisorID})
	if trainer.SupervisionWeeks == 0 {
		form.Set("weeks", "6")
	}
	return h.showSupervision(w, r, form, trainer)
}

// supervisorOptions are the people found by q, and who supervises now.
func (h handlers) supervisorOptions(r *http.Request, trainer Trainer, q string) ([]web.Option, error) {
	var out []web.Option
	if trainer.SupervisorID != "" {
		names, err := h.t.people.Names(r.Context(), h.t.db, trainer.OrgID, []string{trainer.SupervisorID})
		if err != nil {
			return nil, err
		}
		out = append(out, web.Option{Value: trainer.SupervisorID, Label: names[trainer.SupervisorID], Hint: "Supervises now"})
	}
	if q == "" {
		return out, nil
	}
	found, err := h.choosable(r, q)
	for _, o := range found {
		if o.Value != trainer.SupervisorID && o.Value != trainer.PersonID {
			out = append(out, o)
		}
	}
	return out, err
}

func (h handlers) showSupervision(w http.ResponseWriter, r *http.Request, form *web.Form, trainer Trainer) error {
	options, err := h.supervisorOptions(r, trainer, form.Value("q"))
	if err != nil {
		return err
	}
	return show(w, r, form, formPage{Trainer: trainer, Options: options, Q: form.Value("q")}, "supervision.html", "Supervision of "+trainer.Name)
}

func (h handlers) supervision(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	options, err := h.supervisorOptions(r, trainer, form.Value("q"))
	if err != nil {
		return err
	}
	weeks := form.Int("weeks", "How many weeks", 0, 52)
	supervisor := ""
	switch {
	case weeks == 0:
	case len(options) == 0:
		form.Fail("q", "Find who supervises first.")
	default:
		supervisor = form.OneOf("supervisor", "Who supervises", options, true)
	}
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.ArrangeSupervision(r.Context(), actor.From(r.Context()), trainer.ID, weeks, supervisor)
	}, "Saved.", func() error { return h.showSupervision(w, r, form, trainer) })
}

func (h handlers) askSupervised(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("held_on", h.t.today())
	return show(w, r, form, formPage{Trainer: trainer}, "supervised.html", "Say that supervision was held")
}

func (h handlers) supervised(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("held_on", "The day", true)
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.Supervised(r.Context(), actor.From(r.Context()), trainer.ID, on)
	}, "Recorded.", func() error {
		return show(w, r, form, formPage{Trainer: trainer}, "supervised.html", "Say that supervision was held")
	})
}
