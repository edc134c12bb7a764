package learning

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/web"
)

var planCrumb = web.Crumb{Label: "My learning plan", Href: "/learning/plan"}

// notStudent shows a page to whoever is signed in and not enrolled; false when
// err is something else.
func notStudent(w http.ResponseWriter, r *http.Request, err error) (bool, error) {
	if err != errNotStudent {
		return false, nil
	}
	return true, web.Render(w, http.StatusOK, pages["not_student.html"], web.NewPage(w, r, "Not enrolled yet"))
}

type planPage struct {
	web.Page
	Own   Own
	Parts []Part
	Lent  int // shares that work now
	Large bool
}

// ownPage is the actor's plan, ready to be shown.
func (h handlers) ownPage(r *http.Request) (planPage, error) {
	own, err := h.l.Own(r.Context(), actor.From(r.Context()))
	data := planPage{Own: own, Parts: kept(own.Plan, titles(own.Courses)).Parts()}
	for _, s := range own.Shares {
		if s.Now {
			data.Lent++
		}
	}
	return data, err
}

func (h handlers) plan(w http.ResponseWriter, r *http.Request) error {
	data, err := h.ownPage(r)
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "My learning plan")
	return web.Render(w, http.StatusOK, pages["plan.html"], data)
}

func (h handlers) printPlan(w http.ResponseWriter, r *http.Request) error {
	data, err := h.ownPage(r)
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	data.Page, data.Large = web.NewPage(w, r, "My learning plan, to print", planCrumb), r.URL.Query().Get("size") == "large"
	return web.Render(w, http.StatusOK, pages["plan_print.html"], data)
}

func (h handlers) planText(w http.ResponseWriter, r *http.Request) error {
	own, err := h.l.Own(r.Context(), actor.From(r.Context()))
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "text/plain; charset=utf-8", "my-learning-plan.txt", []byte(own.Text()))
}

type planFormPage struct {
	web.Page
	Action, Back, Name                     string // Name: whose plan it is, when not one's own
	Fields                                 []web.Field
	Courses, Wishes, Steps, ReviewOn       web.Field
	ShowCourses, ShowSteps, Mine, AnyTitle bool
}

func (h handlers) showPlanForm(w http.ResponseWriter, r *http.Request, form *web.Form, own Own) error {
	data := planFormPage{Page: web.NewPage(w, r, "Write my plan", planCrumb).WithForm(form), Action: "/learning/plan", Back: "/learning/plan", Mine: true, ShowCourses: true, ShowSteps: true}
	choices, err := h.l.Choices(r.Context(), own.Student.OrgID, own.Student.UnitID)
	if err != nil {
		return err
	}
	data.fill(form, choices, own.Courses, []string{"hopes", "strengths", "helps"})
	return web.Render(w, web.FormStatus(form), pages["plan_form.html"], data)
}

// fill adds the fields: those of the sections named, and a choice of the courses
// in the prospectus with those that the plan names already.
func (p *planFormPage) fill(form *web.Form, choices, named []courses.Titled, sections []string) {
	for _, s := range Sections {
		for _, code := range sections {
			if s.Code == code {
				p.Fields = append(p.Fields, form.Area(s.Code, s.Label, s.Hint, 6))
			}
		}
	}
	var options []web.Option
	seen := map[string]bool{}
	for _, c := range append(choices, named...) {
		if !seen[c.CourseID] {
			seen[c.CourseID] = true
			options = append(options, web.Option{Value: c.CourseID, Label: c.Title})
		}
	}
	p.AnyTitle = len(options) > 0
	p.Courses = form.Choice("courses", "Courses I would like", "Choosing one here does not book it.", options)
	p.Wishes = form.Area("wishes", "Or in my own words", "Anything you would like to learn, also what we do not offer yet.", 4)
	p.Steps = form.Area("steps", Sections[4].Label, Sections[4].Hint, 4)
	p.ReviewOn = form.Input("review_on", "When would you like to look at it again?", "We send you a line on that day. You can leave this empty.")
}

func planForm(p Plan) *web.Form {
	form := web.NewForm(map[string]string{
		"hopes": p.Hopes, "strengths": p.Strengths, "helps": p.Helps, "wishes": p.Wishes, "steps": p.Steps, "version": strconv.Itoa(p.Version),
	})
	form.Set("courses", p.CourseIDs...)
	form.SetDate("review_on", p.ReviewOn)
	return form
}

// readPlan reads the form. Which courses exist is looked up when it is saved.
func readPlan(form *web.Form) Plan {
	p := Plan{
		Hopes: form.Text("hopes", "My hopes", 0, mostWords), Strengths: form.Text("strengths", "My strengths", 0, mostWords),
		Helps: form.Text("helps", "What helps me learn", 0, mostWords), Wishes: form.Text("wishes", "Your own words", 0, mostWords),
		Steps: form.Text("steps", "My first steps", 0, mostWords), ReviewOn: form.Date("review_on", "The day to look again", false),
		CourseIDs: append([]string(nil), form.Values["courses"]...), Version: readVersion(form),
	}
	if len(p.CourseIDs) > 200 {
		form.Fail("courses", "Choose up to 200 courses.")
	}
	return p
}

func readVersion(form *web.Form) int {
	n, _ := strconv.Atoi(form.Value("version"))
	return min(max(n, 0), 1<<30)
}

func (h handlers) editPlan(w http.ResponseWriter, r *http.Request) error {
	own, err := h.l.Own(r.Context(), actor.From(r.Context()))
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	return h.showPlanForm(w, r, planForm(own.Plan), own)
}

func (h handlers) savePlan(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	own, err := h.l.Own(r.Context(), by)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	p := readPlan(form)
	return finish(w, r, form, func() (string, error) {
		_, err := h.l.Save(r.Context(), by, p)
		return "/learning/plan", err
	}, "Saved.", func() error { return h.showPlanForm(w, r, form, own) })
}

type reviewFormPage struct {
	web.Page
	Back, Ahead, NextOn web.Field
	Parts               []Part
}

func (h handlers) showReviewForm(w http.ResponseWriter, r *http.Request, form *web.Form, parts []Part) error {
	data := reviewFormPage{Page: web.NewPage(w, r, "Look at my plan again", planCrumb).WithForm(form), Parts: parts}
	data.Back = form.Area("back", "Looking back", "What has happened? What went well, and what was hard?", 6)
	data.Ahead = form.Area("ahead", "Looking ahead", "What would you like to do, keep or leave next?", 6)
	data.NextOn = form.Input("next_on", "When would you like to look at it again?", "We send you a line on that day. You can leave this empty.")
	return web.Render(w, web.FormStatus(form), pages["review_form.html"], data)
}

func (h handlers) newReview(w http.ResponseWriter, r *http.Request) error {
	data, err := h.ownPage(r)
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	return h.showReviewForm(w, r, web.NewForm(nil), data.Parts)
}

func (h handlers) addReview(w http.ResponseWriter, r *http.Request) error {
	data, err := h.ownPage(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := ReviewInput{
		Back: form.Text("back", "Looking back", 0, mostWords), Ahead: form.Text("ahead", "Looking ahead", 0, mostWords),
		NextOn: form.Date("next_on", "The day to look again", false),
	}
	return finish(w, r, form, func() (string, error) {
		_, err := h.l.AddReview(r.Context(), actor.From(r.Context()), in)
		return "/learning/plan", err
	}, "Kept, with your plan as it is today.", func() error { return h.showReviewForm(w, r, form, data.Parts) })
}

type reviewPage struct {
	web.Page
	Review Review
	Parts  []Part
}

func (h handlers) review(w http.ResponseWriter, r *http.Request) error {
	review, err := h.l.Review(r.Context(), actor.From(r.Context()), r.PathValue("review"))
	if err != nil {
		return err
	}
	page := web.NewPage(w, r, "Looking back and ahead, "+review.OnDate.String(), planCrumb)
	return web.Render(w, http.StatusOK, pages["review.html"], reviewPage{Page: page, Review: review, Parts: review.Kept.V.Parts()})
}
