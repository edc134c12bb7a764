package prospectus

import (
	"net/http"
	"net/url"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

// coursePage is a course at its own address.
type coursePage struct {
	web.Page
	Edition    *Edition
	Course     *Course
	Home, Here string
	Address    string // of the page, for other programs
	Runs, Past []shownRun
	College    College
	Student    bool // the visitor is a student here
	Asked      bool // and wants to be told
	MayAsk     bool // there is nothing to book now
	Staff      bool
	Demand     Demand
	LinkedData string
}

// shownRun is a run with how full it is and where to book it.
type shownRun struct {
	*Run
	Standing Standing
	Book     string // where to book, "" when one cannot
	SignIn   string // for whoever has been here before
	Enrol    bool   // Book leads to enrolling first
	Calendar string
}

// Action is what the button says.
func (r shownRun) Action() string {
	switch {
	case r.Standing.Kind == "full":
		return "Join the waiting list"
	case r.Standing.ByRequest:
		return "Ask for a place"
	case r.Enrol:
		return "Enrol and book"
	}
	return "Book a place"
}

func (h *handlers) course(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	slug, linked := strings.CutSuffix(r.PathValue("slug"), ".jsonld")
	c, ok := e.Course(slug)
	if !ok {
		return errNoCourse
	}
	if linked {
		return h.linkedData(w, r, e, c)
	}
	return h.showCourse(w, r, e, c, &web.Form{})
}

func (h *handlers) showCourse(w http.ResponseWriter, r *http.Request, e *Edition, c *Course, form *web.Form) error {
	by, here := actor.From(r.Context()), home(e)+"/courses/"+c.Slug
	at := by.SignedIn() && by.OrgID == e.Org.OrgID
	data := coursePage{
		Page: web.NewPage(w, r, c.Title, crumb(e)).WithForm(form), Edition: e, Course: c, Home: home(e), Here: here, Address: h.p.link(e.Org.Slug, "/courses/"+c.Slug),
		College: e.college(c.UnitID), LinkedData: here + ".jsonld", MayAsk: true,
	}
	standings, err := h.p.standings(r.Context(), e, c.Runs)
	if err != nil {
		return err
	}
	for _, run := range c.Runs {
		s := shownRun{Run: run, Standing: standings[run.ID], Calendar: home(e) + "/runs/" + run.ID + "/calendar.ics"}
		if s.Standing.Bookable {
			mine := "/college/my/runs/" + run.ID + "/book"
			if at {
				s.Book = mine
			} else {
				s.Book, s.Enrol, s.SignIn = "/college/enrol/"+e.Org.Slug+"?run="+run.ID, true, "/sign-in?next="+url.QueryEscape(mine)
			}
			data.MayAsk = false
		}
		if s.Standing.Kind == "begun" {
			data.Past = append(data.Past, s)
		} else {
			data.Runs = append(data.Runs, s)
		}
	}
	if at && len(form.Errors) == 0 { // what is wrong stands beside the box for the address
		if data.Student, data.Asked, err = h.p.ofStudent(r.Context(), by, c.ID); err != nil {
			return err
		}
		if data.Staff = by.Can(Manage) || by.Can("courses.edit"); data.Staff {
			all, err := h.p.Demands(r.Context(), by.OrgID)
			if err != nil {
				return err
			}
			data.Demand = all[c.ID]
		}
	}
	w.Header().Set("Link", "<"+data.LinkedData+`>; rel="alternate"; type="application/ld+json"`)
	return web.Render(w, web.FormStatus(form), pages["course.html"], data)
}

func (h *handlers) linkedData(w http.ResponseWriter, r *http.Request, e *Edition, c *Course) error {
	standings, err := h.p.standings(r.Context(), e, c.Runs)
	if err != nil {
		return err
	}
	out, err := h.p.LinkedData(e, c, standings)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/ld+json; charset=utf-8")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(out) // an error here is a visitor who has gone
	return nil
}

func (h *handlers) runCalendar(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	out, run, err := h.p.RunCalendar(e, r.PathValue("openrun"))
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, export.TypeICS, run.Course.Slug+".ics", out)
}

// file is a file for everybody, of a course in the prospectus.
func (h *handlers) file(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	m, content, err := h.p.File(r.Context(), e, r.PathValue("publicfile"))
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, m.FileKind, m.FileName, content)
}

func (h *handlers) ask(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	c, ok := e.Course(r.PathValue("slug"))
	if !ok {
		return errNoCourse
	}
	form := web.ReadForm(r)
	email := form.Email("email", "An e-mail address", true)
	if form.OK() {
		err := h.p.AskAsVisitor(r.Context(), e, c, email, h.client(r))
		if err == nil {
			return web.SeeOther(w, r, home(e)+"/courses/"+c.Slug, "Look into your e-mail: we have sent a message that asks you to confirm, unless you have asked before.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showCourse(w, r, e, c, form)
}

func (h *handlers) askAsStudent(w http.ResponseWriter, r *http.Request) error {
	e, c, err := h.own(r)
	if err != nil {
		return err
	}
	if err := h.p.AskAsStudent(r.Context(), actor.From(r.Context()), c); err != nil {
		return err
	}
	return web.SeeOther(w, r, home(e)+"/courses/"+c.Slug, "We will tell you when this course runs.")
}

func (h *handlers) stopAsStudent(w http.ResponseWriter, r *http.Request) error {
	e, c, err := h.own(r)
	if err != nil {
		return err
	}
	if err := h.p.StopAsStudent(r.Context(), actor.From(r.Context()), c); err != nil {
		return err
	}
	return web.SeeOther(w, r, home(e)+"/courses/"+c.Slug, "We will not write to you about this course.")
}

type interestPage struct {
	web.Page
	Interest     Interest
	Course       *Course
	Confirm, End string
}

func (h *handlers) interest(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	i, c, err := h.p.InterestOf(r.Context(), e, r.PathValue("token"))
	if err != nil {
		return err
	}
	to := home(e) + "/interest/" + i.Token
	data := interestPage{Page: web.NewPage(w, r, "Tell me when it runs", crumb(e)), Interest: i, Course: c, Confirm: to + "/confirm", End: to + "/stop"}
	return web.Render(w, http.StatusOK, pages["interest.html"], data)
}

func (h *handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	if err := h.p.Confirm(r.Context(), e, r.PathValue("token")); err != nil {
		return err
	}
	return web.SeeOther(w, r, home(e), "Thank you. We will write to you when the course runs.")
}

func (h *handlers) stop(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	if err := h.p.Stop(r.Context(), e, r.PathValue("token")); err != nil {
		return err
	}
	return web.SeeOther(w, r, home(e), "We will not write to you about that course any more, and have forgotten the request.")
}
