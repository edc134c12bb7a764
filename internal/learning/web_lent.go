package learning

import (
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

var lentCrumb = web.Crumb{Label: "Plans lent to me", Href: "/learning/lent"}

type loansPage struct {
	web.Page
	Loans []Loan
}

func (h handlers) loans(w http.ResponseWriter, r *http.Request) error {
	list, err := h.l.Loans(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["loans.html"], loansPage{Page: web.NewPage(w, r, "Plans lent to me"), Loans: list})
}

type lentPage struct {
	web.Page
	Lent     Lent
	Print    string // address of the same to print
	Write    string // where to write for the owner, or ""
	Printing bool
}

func (h handlers) showLent(w http.ResponseWriter, r *http.Request, lent Lent, base string, printing bool, crumbs ...web.Crumb) error {
	data := lentPage{Page: web.NewPage(w, r, "The learning plan of "+lent.Name, crumbs...), Lent: lent, Print: base + "/print", Printing: printing}
	if lent.Share.MayWrite {
		data.Write = base + "/write"
	}
	return web.Render(w, http.StatusOK, pages["lent.html"], data)
}

func (h handlers) lent(w http.ResponseWriter, r *http.Request) error { return h.openLent(w, r, false) }

func (h handlers) printLent(w http.ResponseWriter, r *http.Request) error {
	return h.openLent(w, r, true)
}

func (h handlers) openLent(w http.ResponseWriter, r *http.Request, printing bool) error {
	lent, err := h.l.ReadLent(r.Context(), actor.From(r.Context()), r.PathValue("loan"), printing)
	if err != nil {
		return err
	}
	return h.showLent(w, r, lent, "/learning/lent/"+lent.Share.ID, printing, lentCrumb)
}

func (h handlers) shared(w http.ResponseWriter, r *http.Request) error {
	return h.openShared(w, r, false)
}

func (h handlers) printShared(w http.ResponseWriter, r *http.Request) error {
	return h.openShared(w, r, true)
}

func (h handlers) openShared(w http.ResponseWriter, r *http.Request, printing bool) error {
	lent, err := h.l.ReadByLink(r.Context(), r.PathValue("token"), printing)
	if err != nil {
		return err
	}
	return h.showLent(w, r, lent, "/learning/shared/"+r.PathValue("token"), printing)
}

func (h handlers) showWrite(w http.ResponseWriter, r *http.Request, form *web.Form, lent Lent, choices []courses.Titled) error {
	back := "/learning/lent/" + lent.Share.ID
	codes := lent.Share.Codes()
	data := planFormPage{
		Page:   web.NewPage(w, r, "Write for "+lent.Name, lentCrumb, web.Crumb{Label: lent.Name, Href: back}).WithForm(form),
		Action: back + "/write", Back: back, Name: lent.Name, ShowCourses: slices.Contains(codes, "courses"), ShowSteps: slices.Contains(codes, "steps"),
	}
	var sections []string
	for _, code := range []string{"hopes", "strengths", "helps"} {
		if slices.Contains(codes, code) {
			sections = append(sections, code)
		}
	}
	data.fill(form, choices, nil, sections)
	return web.Render(w, web.FormStatus(form), pages["plan_form.html"], data)
}

// writable is a plan that the visitor may write in, with the courses to choose
// from.
func (h handlers) writable(r *http.Request) (Lent, []courses.Titled, error) {
	by := actor.From(r.Context())
	lent, err := h.l.ReadLent(r.Context(), by, r.PathValue("loan"), false)
	if err != nil {
		return lent, nil, err
	}
	if !lent.Share.MayWrite {
		return lent, nil, fault.New(fault.Forbidden, "You may read this plan, but its owner has not asked you to write for them.")
	}
	choices, err := h.l.Choices(r.Context(), by.OrgID, lent.Plan.UnitID)
	return lent, choices, err
}

func (h handlers) askWrite(w http.ResponseWriter, r *http.Request) error {
	lent, choices, err := h.writable(r)
	if err != nil {
		return err
	}
	return h.showWrite(w, r, planForm(lent.Plan), lent, choices)
}

func (h handlers) write(w http.ResponseWriter, r *http.Request) error {
	lent, choices, err := h.writable(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	p := readPlan(form)
	return finish(w, r, form, func() (string, error) {
		return "/learning/lent/" + lent.Share.ID, h.l.WriteFor(r.Context(), actor.From(r.Context()), lent.Share.ID, p)
	}, "Saved.", func() error { return h.showWrite(w, r, form, lent, choices) })
}
