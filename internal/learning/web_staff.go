package learning

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fold"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

var (
	issuedCrumb = web.Crumb{Label: "Certificates", Href: "/learning/issued"}
	stepsCrumb  = web.Crumb{Label: "Next steps", Href: "/learning/steps"}
)

// plain is text from an address: no control characters, and not too long.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return strings.TrimSpace(s)
}

func dayOf(t time.Time) string { return when.DateOf(t).String() }

// filterQuery is the address's query without the number of the page.
func filterQuery(r *http.Request) string {
	q := url.Values{}
	for k, v := range r.URL.Query() {
		if k != "page" {
			q[k] = v
		}
	}
	return q.Encode()
}

// titled keeps the runs that have every word of q in their title.
func titled(rows []RunHeard, q string) []RunHeard {
	parts := strings.Fields(fold.Text(q))
	var out []RunHeard
	for _, x := range rows {
		fits := true
		for _, part := range parts {
			fits = fits && strings.Contains(fold.Text(x.Run.Title), part)
		}
		if fits {
			out = append(out, x)
		}
	}
	return out
}

type overviewPage struct {
	web.Page
	Overview Overview
	Cards    []web.Card
	Few      int
}

func (h handlers) overview(w http.ResponseWriter, r *http.Request) error {
	o, err := h.l.Overview(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	data := overviewPage{Page: web.NewPage(w, r, "Learning"), Overview: o, Few: FewAnswers}
	data.Cards = []web.Card{
		{Title: "What people thought", Href: "/learning/heard", Text: "Answers about the runs that ended in the last twelve months."},
		{Title: "Certificates", Href: "/learning/issued", Figure: strconv.Itoa(o.Certificates), Text: "Issued and standing. Issue them from a run."},
		{Title: "Next steps", Href: "/learning/steps", Text: "What came next for students, as they told us."},
	}
	if o.Feedback.N > 0 {
		data.Cards[0].Figure = strconv.Itoa(o.Feedback.Percent()) + "%"
		data.Cards[0].Text = "said “good” or “very good” about runs that ended in the last twelve months and have five answers or more."
	}
	return web.Render(w, http.StatusOK, pages["overview.html"], data)
}

type issuedPage struct {
	web.Page
	Q, State string
	Rows     []Certificate
	Pager    web.Pager
	CSV      string
}

func certificateFilter(r *http.Request) CertificateFilter {
	return CertificateFilter{Q: plain(r.URL.Query().Get("q")), State: plain(r.URL.Query().Get("state"))}
}

func (h handlers) issued(w http.ResponseWriter, r *http.Request) error {
	f, number := certificateFilter(r), web.PageNumber(r)
	rows, total, err := h.l.Issued(r.Context(), actor.From(r.Context()), f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := issuedPage{Page: web.NewPage(w, r, "Certificates", learningCrumb), Q: f.Q, State: f.State, Rows: rows, Pager: web.NewPager(r, number, total), CSV: "?" + filterQuery(r)}
	return web.Render(w, http.StatusOK, pages["issued.html"], data)
}

// mostRows is how many rows a file holds at most.
const mostRows = 100_000

func (h handlers) issuedAs(f file) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		rows, _, err := h.l.Issued(r.Context(), actor.From(r.Context()), certificateFilter(r), mostRows, 0)
		if err != nil {
			return err
		}
		return f.send(w, "certificates", export.Sheet{
			Name: "Certificates",
			Columns: []export.Column{
				{Name: "Number", About: "The certificate's number, without the secret letters of its code."}, {Name: "Student", About: "The name as it was issued."}, {Name: "Course", About: "The title as it was issued."},
				{Name: "Taken part", About: "Sessions or hours, by the rule of the course."}, {Name: "Issued", About: "The day."}, {Name: "Withdrawn", About: "The day, if it was withdrawn."},
			},
			Rows: func(yield func([]string) error) error {
				for _, c := range rows {
					if err := yield([]string{c.Number(), c.Name, c.Title, c.Taken(), c.IssuedOn.String(), c.WithdrawnOn.String()}); err != nil {
						return err
					}
				}
				return nil
			},
		})
	}
}

type candidatesPage struct {
	web.Page
	Candidates Candidates
	Manage     bool
}

func (h handlers) candidates(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	c, err := h.l.Candidates(r.Context(), by, r.PathValue("run"))
	if err != nil {
		return err
	}
	data := candidatesPage{Page: web.NewPage(w, r, "Certificates for "+c.Run.Title, learningCrumb, issuedCrumb), Candidates: c}
	data.Manage = h.l.reach(r.Context(), h.l.db, by, Manage, c.Run.UnitID) == nil
	return web.Render(w, http.StatusOK, pages["candidates.html"], data)
}

func (h handlers) issue(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	id := r.PathValue("run")
	n, err := h.l.Issue(r.Context(), actor.From(r.Context()), id, form.Value("student"))
	if err != nil {
		return err
	}
	message := strconv.Itoa(n) + " certificates issued."
	if n == 1 {
		message = "1 certificate issued."
	}
	return web.SeeOther(w, r, "/learning/runs/"+id+"/certificates", message)
}

type stepsPage struct {
	web.Page
	Q              string
	Kind, From, To web.Field
	Rows           []NamedStep
	Pager          web.Pager
	CSV            string
	Manage         bool
}

// readStepFilter reads the filter from the address, with what is wrong in it.
func readStepFilter(r *http.Request) (*web.Form, StepFilter) {
	form := &web.Form{}
	for k, v := range r.URL.Query() {
		if len(v) > 0 {
			form.Set(k, plain(v[0]))
		}
	}
	f := StepFilter{Kind: form.Value("kind"), From: form.Date("from", "The first day", false), To: form.Date("to", "The last day", false)}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		form.Fail("to", "The last day must not be before the first.")
	}
	return form, f
}

func (h handlers) steps(w http.ResponseWriter, r *http.Request) error {
	by, number := actor.From(r.Context()), web.PageNumber(r)
	form, f := readStepFilter(r)
	rows, total, err := h.l.Steps(r.Context(), by, form.Value("q"), f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := stepsPage{Page: web.NewPage(w, r, "Next steps", learningCrumb).WithForm(form), Q: form.Value("q"), Rows: rows, Pager: web.NewPager(r, number, total), CSV: "?" + filterQuery(r), Manage: by.Can(Manage)}
	data.Kind = form.Choice("kind", "What came next", "", append([]web.Option{{Value: "", Label: "Anything"}}, stepOptions()...))
	data.From, data.To = form.Input("from", "From", ""), form.Input("to", "Until", "")
	return web.Render(w, web.FormStatus(form), pages["steps.html"], data)
}

func (h handlers) stepsAs(f file) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, filter := readStepFilter(r)
		if !form.OK() {
			return web.SeeOther(w, r, "/learning/steps?"+r.URL.RawQuery, "")
		}
		rows, _, err := h.l.Steps(r.Context(), actor.From(r.Context()), form.Value("q"), filter, mostRows, 0)
		if err != nil {
			return err
		}
		return f.send(w, "next-steps", export.Sheet{
			Name: "Next steps",
			Columns: []export.Column{
				{Name: "Student", About: "The name on their record."}, {Name: "What came next", About: "One of the kinds that are counted."}, {Name: "When", About: "The day, or about when."},
				{Name: "Words", About: "What was said about it."}, {Name: "Told by", About: "The student, or staff whom the student told."},
			},
			Rows: func(yield func([]string) error) error {
				for _, s := range rows {
					if err := yield([]string{s.Name, s.KindLabel(), s.OnDate.String(), s.Words, s.ToldBy}); err != nil {
						return err
					}
				}
				return nil
			},
		})
	}
}

type whoPage struct {
	web.Page
	Q     string
	Asked bool
	Found []NamedStudent
}

// newStep asks whose step it is, and then what it is.
func (h handlers) newStep(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	if id := r.URL.Query().Get("student"); id != "" {
		form := web.NewForm(map[string]string{"student": plain(id)})
		form.SetDate("on_date", h.l.today())
		return h.showAddStep(w, r, form)
	}
	data := whoPage{Page: web.NewPage(w, r, "Add a next step", learningCrumb, stepsCrumb), Q: plain(r.URL.Query().Get("q"))}
	if data.Asked = data.Q != ""; data.Asked {
		var err error
		if data.Found, err = h.l.StudentsNamed(r.Context(), by, data.Q); err != nil {
			return err
		}
	} else if _, err := h.l.colleges(r.Context(), h.l.db, by, Manage); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["step_who.html"], data)
}

func (h handlers) showAddStep(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	student, err := h.l.student(r.Context(), h.l.db, by, Manage, form.Value("student"))
	if err != nil {
		return err
	}
	data := stepFormPage{Action: "/learning/steps", Back: "/learning/steps", StudentID: student.ID}
	if data.Name, err = h.l.studentName(r.Context(), h.l.db, by.OrgID, student.ID); err != nil {
		return err
	}
	return h.showStepForm(w, r, form, data, "What came next for "+data.Name, learningCrumb, stepsCrumb)
}

func (h handlers) addStep(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	s := readStep(form)
	if form.Value("student") == "" {
		data := whoPage{Page: web.NewPage(w, r, "Add a next step", learningCrumb, stepsCrumb).WithForm(&web.Form{Errors: []web.FieldError{{Name: "q", Text: "Choose whose next step it is."}}})}
		return web.Render(w, http.StatusUnprocessableEntity, pages["step_who.html"], data)
	}
	return finish(w, r, form, func() (string, error) {
		_, err := h.l.AddStep(r.Context(), actor.From(r.Context()), form.Value("student"), s)
		return "/learning/steps", err
	}, "Added.", func() error { return h.showAddStep(w, r, form) })
}
