package learning

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/web"
)

var nextCrumb = web.Crumb{Label: "Looking back, looking ahead", Href: "/learning/next"}

type nextPage struct {
	web.Page
	Own       Own
	Steps     []Step
	Courses   []courses.Titled
	Ended     *college.Term // a term that ended lately or is about to
	CoursesAt string        // address of the prospectus
}

// next is a page without a task: what has been, and what could come.
func (h handlers) next(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	own, err := h.l.Own(ctx, by)
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	data := nextPage{Page: web.NewPage(w, r, "Looking back, looking ahead", planCrumb), Own: own}
	if data.Steps, err = h.l.OwnSteps(ctx, by); err != nil {
		return err
	}
	if data.Courses, err = h.l.Choices(ctx, by.OrgID, own.Student.UnitID); err != nil {
		return err
	}
	if data.Ended, err = h.l.termEnding(ctx, own.Student); err != nil {
		return err
	}
	org, err := h.l.units.Organisation(ctx, by.OrgID)
	data.CoursesAt = "/prospectus/" + org.Slug
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["next.html"], data)
}

type stepFormPage struct {
	web.Page
	Action, Back, Name string // Name: whose it is, when not one's own
	Kind, On, Words    web.Field
	StudentID          string
}

func stepOptions() []web.Option {
	var out []web.Option
	for _, k := range StepKinds {
		out = append(out, web.Option{Value: k.Code, Label: k.Label})
	}
	return out
}

func (p *stepFormPage) fill(form *web.Form) {
	p.Kind = form.Choice("kind", "What came next?", "", stepOptions())
	p.On = form.Input("on_date", "When?", "About when is near enough.")
	p.Words = form.Area("words", "In your own words", "You can leave this empty.", 4)
	if p.Name != "" {
		p.Words.Label = "In their own words"
	}
}

func readStep(form *web.Form) Step {
	return Step{
		Kind: form.OneOf("kind", "What came next", stepOptions(), true), OnDate: form.Date("on_date", "The day", true),
		Words: form.Text("words", "Your words", 0, 1000), Version: readVersion(form),
	}
}

func (h handlers) showStepForm(w http.ResponseWriter, r *http.Request, form *web.Form, data stepFormPage, title string, crumbs ...web.Crumb) error {
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	data.fill(form)
	return web.Render(w, web.FormStatus(form), pages["step_form.html"], data)
}

func (h handlers) newOwnStep(w http.ResponseWriter, r *http.Request) error {
	_, err := h.l.OwnSteps(r.Context(), actor.From(r.Context()))
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on_date", h.l.today())
	return h.showStepForm(w, r, form, stepFormPage{Action: "/learning/next", Back: "/learning/next"}, "What came next", planCrumb, nextCrumb)
}

func (h handlers) addOwnStep(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	s := readStep(form)
	return finish(w, r, form, func() (string, error) {
		_, err := h.l.TellStep(r.Context(), actor.From(r.Context()), s)
		return "/learning/next", err
	}, "Thank you for telling us.", func() error {
		return h.showStepForm(w, r, form, stepFormPage{Action: "/learning/next", Back: "/learning/next"}, "What came next", planCrumb, nextCrumb)
	})
}

// correctable is a step that the visitor may put right, with its page's frame.
func (h handlers) correctable(r *http.Request) (Step, stepFormPage, []web.Crumb, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	s, err := h.l.stepOf(ctx, h.l.db, by, r.PathValue("step"), Manage)
	if err != nil {
		return s, stepFormPage{}, nil, err
	}
	data := stepFormPage{Action: "/learning/steps/" + s.ID, Back: "/learning/next"}
	me, found, err := h.l.college.StudentOf(ctx, h.l.db, by.OrgID, by.PersonID)
	if err != nil || found && me.ID == s.StudentID {
		return s, data, []web.Crumb{planCrumb, nextCrumb}, err
	}
	data.Back = "/learning/steps"
	data.Name, err = h.l.studentName(ctx, h.l.db, by.OrgID, s.StudentID)
	return s, data, []web.Crumb{learningCrumb, stepsCrumb}, err
}

func (h handlers) editStep(w http.ResponseWriter, r *http.Request) error {
	s, data, crumbs, err := h.correctable(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"kind": s.Kind, "words": s.Words, "version": strconv.Itoa(s.Version)})
	form.SetDate("on_date", s.OnDate)
	return h.showStepForm(w, r, form, data, "Correct what came next", crumbs...)
}

func (h handlers) correctStep(w http.ResponseWriter, r *http.Request) error {
	old, data, crumbs, err := h.correctable(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	s := readStep(form)
	s.ID = old.ID
	return finish(w, r, form, func() (string, error) { return data.Back, h.l.CorrectStep(r.Context(), actor.From(r.Context()), s) }, "Saved.",
		func() error { return h.showStepForm(w, r, form, data, "Correct what came next", crumbs...) })
}
