package courses

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type publishPage struct {
	web.Page
	View
	Override bool // it takes a reason
}

// errOut says that a course is not where this can be done.
var errOut = fault.New(fault.Conflict, "Only a course in the prospectus is reviewed.")

func (h handlers) showPublish(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	_, _, ok := v.Pair()
	data := publishPage{Page: web.NewPage(w, r, "Publish version "+itoa(v.Version.Number), crumbs(v)...).WithForm(form), View: v, Override: !ok}
	return web.Render(w, web.FormStatus(form), pages["publish.html"], data)
}

// publishable is the course of the address with its draft.
func (h handlers) publishable(r *http.Request) (View, error) {
	v, err := h.at(r, Publish)
	if err == nil && !v.Version.Draft() {
		err = errNoDraft
	}
	return v, err
}

func (h handlers) askPublish(w http.ResponseWriter, r *http.Request) error {
	v, err := h.publishable(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"version": itoa(v.Version.Version)})
	form.SetDate("review_on", h.c.today().AddDays(365))
	return h.showPublish(w, r, form, v)
}

func (h handlers) publish(w http.ResponseWriter, r *http.Request) error {
	v, err := h.publishable(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := PublishInput{ReviewOn: form.Date("review_on", "The day of its review", true), Override: form.Text("override", "The reason", 0, 1000)}
	return finish(w, r, form, func() error {
		return h.c.Publish(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), in)
	}, "Published. It is in the prospectus.", func() error { return h.showPublish(w, r, form, v) })
}

func (h handlers) showReview(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	return web.Render(w, web.FormStatus(form), pages["review.html"], publishPage{Page: web.NewPage(w, r, "When to look at it again", crumbs(v)...).WithForm(form), View: v})
}

func (h handlers) askReview(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Publish)
	if err != nil {
		return err
	}
	if v.Course.PublishedID == "" {
		return errOut
	}
	form := web.NewForm(map[string]string{"version": itoa(v.Course.Version)})
	form.SetDate("review_on", h.c.today().AddDays(365))
	return h.showReview(w, r, form, v)
}

func (h handlers) review(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Publish)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("review_on", "The day of its review", true)
	return finish(w, r, form, func() error {
		return h.c.SetReview(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), on)
	}, "Saved.", func() error { return h.showReview(w, r, form, v) })
}

func (h handlers) showRetire(w http.ResponseWriter, r *http.Request, form *web.Form, v View) error {
	return web.Render(w, web.FormStatus(form), pages["retire.html"], publishPage{Page: web.NewPage(w, r, "Retire this course", crumbs(v)...).WithForm(form), View: v})
}

func (h handlers) askRetire(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Publish)
	if err != nil {
		return err
	}
	return h.showRetire(w, r, web.NewForm(map[string]string{"version": itoa(v.Course.Version)}), v)
}

func (h handlers) retire(w http.ResponseWriter, r *http.Request) error {
	v, err := h.at(r, Publish)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "The reason", 1, 500)
	return finish(w, r, form, func() error {
		return h.c.Retire(r.Context(), actor.From(r.Context()), v.Course.ID, number(form), reason)
	}, "Retired. You can bring it back.", func() error { return h.showRetire(w, r, form, v) })
}
