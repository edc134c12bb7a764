package college

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

type findStudentPage struct {
	web.Page
	Q        string
	Found    []foundPerson
	More     bool
	Looked   bool
	Colleges []web.Option
}

// foundPerson is somebody who may be the one who enrols.
type foundPerson struct {
	people.Person
	StudentID string // of somebody who is a student already
}

// findStudent looks for the person first, so that nobody is written down twice.
func (h handlers) findStudent(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	data := findStudentPage{Page: web.NewPage(w, r, "Enrol somebody", collegeCrumb, studentsCrumb), Q: r.URL.Query().Get("q")}
	if len(data.Q) > 200 {
		data.Q = ""
	}
	if data.Q != "" {
		ids, more, err := h.c.people.Matching(ctx, by.OrgID, data.Q, web.PerPage)
		if err != nil {
			return err
		}
		persons, err := h.c.people.ByID(ctx, by.OrgID, ids)
		if err != nil {
			return err
		}
		data.Looked, data.More = true, more
		for _, id := range ids {
			s, _, err := h.c.StudentOf(ctx, h.c.db, by.OrgID, id)
			if err != nil {
				return err
			}
			data.Found = append(data.Found, foundPerson{persons[id], s.ID})
		}
	}
	return web.Render(w, http.StatusOK, pages["student_find.html"], data)
}

type staffEnrolPage struct {
	web.Page
	studentFields
	chosen
	Known people.Person // somebody known already, or nobody
	Asked bool          // they have said what they need before
}

// staffEnrolment is what both handlers of the entry page begin with.
func (h handlers) staffEnrolment(r *http.Request, form *web.Form, personID string) (data staffEnrolPage, err error) {
	ctx, by := r.Context(), actor.From(r.Context())
	if data.chosen, err = h.college(r, Students); err != nil {
		return data, err
	}
	if data.studentFields, err = h.c.fieldsFor(ctx, h.c.db, by.OrgID, data.College.ID); err != nil {
		return data, err
	}
	if personID == "" {
		return data, nil
	}
	if data.Known, err = h.c.people.Person(ctx, by.OrgID, personID); err != nil {
		return data, err
	}
	needs, err := h.c.people.Needs(ctx, by.OrgID, personID)
	data.Asked = needs.Asked()
	return data, err
}

func (h handlers) staffEnrolForm(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"how": "phone", "needs_tell": "yes", "reminder_hours": "48"})
	data, err := h.staffEnrolment(r, form, r.URL.Query().Get("person"))
	if err != nil {
		return err
	}
	return showStaffEnrol(w, r, form, data)
}

func showStaffEnrol(w http.ResponseWriter, r *http.Request, form *web.Form, data staffEnrolPage) error {
	title := "Enrol somebody new"
	if data.Known.ID != "" {
		title = "Enrol " + data.Known.Name
	}
	data.Page = web.NewPage(w, r, title, collegeCrumb, studentsCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["student_staff_enrol.html"], data)
}

func (h handlers) staffEnrol(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	data, err := h.staffEnrolment(r, form, form.Value("person"))
	if err != nil {
		return err
	}
	in := Enrolment{UnitID: data.College.ID, PersonID: data.Known.ID, CharterID: form.Value("charter"), How: form.OneOf("how", "How they enrol", data.Hows, true)}
	if data.Known.ID == "" {
		readName(form, &in.Person)
		readContact(form, &in.Person, &in.Reminder)
	} else {
		readReminder(form, data.Known, &in.Reminder)
	}
	if in.OldEnough = form.Bool("old_enough") || data.Setting.MinAge == 0; !in.OldEnough {
		form.Fail("old_enough", "Ask whether they are old enough, and tick the box.")
	}
	if in.Agreed = form.Bool("agreed"); !in.Agreed {
		form.Fail("agreed", "Read the charter to them, and tick the box if they agree.")
	}
	in.About, in.Emergency = readAbout(form, data.studentFields), readEmergency(form)
	rule(form, tidyAbout(&in.About))
	rule(form, tidyEmergency(&in.Emergency))
	if !data.Asked {
		needs := readNeeds(form, data.studentFields)
		in.Needs = &needs
	}
	in.Equality = readEquality(form, data.studentFields)
	var s Student
	return finish(w, r, form, func() (string, error) {
		s, err = h.c.Enrol(r.Context(), actor.From(r.Context()), in)
		return "/college/students/" + s.ID, err
	}, "Enrolled.", func() error { return showStaffEnrol(w, r, form, data) })
}

type paperPage struct {
	web.Page
	studentFields
	chosen
	Large bool
}

// paperForm is an empty form to print, in the usual and in large print.
func (h handlers) paperForm(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Students)
	if err != nil {
		return err
	}
	fields, err := h.c.fieldsFor(r.Context(), h.c.db, actor.From(r.Context()).OrgID, at.College.ID)
	if err != nil {
		return err
	}
	data := paperPage{web.NewPage(w, r, "Enrolment form", collegeCrumb, studentsCrumb), fields, at, r.URL.Query().Get("size") == "large"}
	return web.Render(w, http.StatusOK, pages["student_paper.html"], data)
}

type editStudentPage struct {
	web.Page
	studentFields
	Student                   Student
	Person                    people.Person
	Part                      string // whose form was sent; the others show what is known
	Contact, About, Emergency *web.Form
}

// Forms of the page: each part is a form of its own.
func (h handlers) showEdit(w http.ResponseWriter, r *http.Request, part string, sent *web.Form, s Student, person people.Person) error {
	data := editStudentPage{Student: s, Person: person, Part: part, Contact: web.NewForm(nil), About: web.NewForm(nil), Emergency: web.NewForm(nil)}
	var err error
	if data.studentFields, err = h.c.fieldsFor(r.Context(), h.c.db, s.OrgID, s.UnitID); err != nil {
		return err
	}
	fillContact(data.Contact, person, s)
	fillAbout(data.About, s)
	fillEmergency(data.Emergency, s)
	switch part {
	case "contact":
		data.Contact = sent
	case "about":
		data.About = sent
	case "emergency":
		data.Emergency = sent
	}
	data.Page = web.NewPage(w, r, "Change "+person.Name, collegeCrumb, studentsCrumb, web.Crumb{Label: person.Name, Href: "/college/students/" + s.ID}).WithForm(sent)
	return web.Render(w, web.FormStatus(sent), pages["student_edit.html"], data)
}

// With is the page showing one part's form, for the fields that the parts share.
func (p editStudentPage) With(form *web.Form) editStudentPage {
	p.Page = p.Page.WithForm(form)
	return p
}

func (h handlers) editStudent(w http.ResponseWriter, r *http.Request) error {
	s, person, err := h.c.StudentFor(r.Context(), actor.From(r.Context()), r.PathValue("student"))
	if err != nil {
		return err
	}
	return h.showEdit(w, r, "", nil, s, person)
}

// saveStudent reads one part's form and saves it.
func (h handlers) saveStudent(w http.ResponseWriter, r *http.Request, part string, save func(form *web.Form, s Student, f studentFields) func() error) error {
	s, person, err := h.c.StudentFor(r.Context(), actor.From(r.Context()), r.PathValue("student"))
	if err != nil {
		return err
	}
	fields, err := h.c.fieldsFor(r.Context(), h.c.db, s.OrgID, s.UnitID)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	do := save(form, s, fields)
	return finish(w, r, form, func() (string, error) { return "/college/students/" + s.ID, do() }, "Saved.", func() error { return h.showEdit(w, r, part, form, s, person) })
}

func (h handlers) saveStudentContact(w http.ResponseWriter, r *http.Request) error {
	return h.saveStudent(w, r, "contact", func(form *web.Form, s Student, _ studentFields) func() error {
		p, reminder := people.Person{Version: personVersion(form)}, Reminder{}
		readName(form, &p)
		readContact(form, &p, &reminder)
		return func() error {
			return h.c.ChangeContact(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), p, reminder)
		}
	})
}

func (h handlers) saveStudentAbout(w http.ResponseWriter, r *http.Request) error {
	return h.saveStudent(w, r, "about", func(form *web.Form, s Student, f studentFields) func() error {
		about := readAbout(form, f)
		return func() error {
			return h.c.ChangeAbout(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), about)
		}
	})
}

func (h handlers) saveStudentEmergency(w http.ResponseWriter, r *http.Request) error {
	return h.saveStudent(w, r, "emergency", func(form *web.Form, s Student, _ studentFields) func() error {
		contact := readEmergency(form)
		return func() error {
			return h.c.ChangeEmergency(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), contact)
		}
	})
}

func (h handlers) studentLeaves(w http.ResponseWriter, r *http.Request) error {
	return button(w, r, h.c.Leave(r.Context(), actor.From(r.Context()), r.PathValue("student")), "/college/students/"+r.PathValue("student"), "Noted: they have left the college.")
}

func (h handlers) studentBack(w http.ResponseWriter, r *http.Request) error {
	return button(w, r, h.c.Return(r.Context(), actor.From(r.Context()), r.PathValue("student")), "/college/students/"+r.PathValue("student"), "Noted: they are back.")
}

func (h handlers) greetStudent(w http.ResponseWriter, r *http.Request) error {
	return button(w, r, h.c.GreetAgain(r.Context(), actor.From(r.Context()), r.PathValue("student")), "/college/students/"+r.PathValue("student"), "The message is on its way.")
}

func (h handlers) allowMore(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	s, person, err := h.c.StudentFor(r.Context(), by, r.PathValue("student"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "A reason", 1, 300)
	return finish(w, r, form, func() (string, error) {
		return "/college/students/" + s.ID, h.c.AllowMore(r.Context(), by, s.ID, form.Value("term"), reason)
	}, "They can have one more booking.", func() error { return h.showStudent(w, r, form, s, person) })
}

// bookForStudent books for a student on the phone or in the room. When every place has
// gone the form can be sent again for the waiting list.
func (h handlers) bookForStudent(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	s, person, err := h.c.StudentFor(ctx, by, r.PathValue("student"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	runID := form.Text("run", "A course", 1, 100)
	how := form.Value("how")
	if wayLabel(how) == how {
		how = "phone"
	}
	message := "Booked."
	return finish(w, r, form, func() (string, error) {
		var err error
		if form.Value("go") == "wait" {
			message = "They are on the waiting list."
			_, err = h.c.JoinList(ctx, by, runID, s.ID, how)
		} else {
			_, err = h.c.Book(ctx, by, runID, s.ID, BookInput{How: how})
		}
		return "/college/students/" + s.ID, err
	}, message, func() error { return h.showStudent(w, r, form, s, person) })
}

type requestsPage struct {
	web.Page
	Requests []requestRow
}

type requestRow struct {
	Request
	Name string
}

func (h handlers) requests(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	rows, err := h.c.Requests(ctx, by, 200)
	if err != nil {
		return err
	}
	data := requestsPage{Page: web.NewPage(w, r, "What students ask for", collegeCrumb, studentsCrumb)}
	for _, q := range rows {
		_, person, err := h.c.StudentFor(ctx, by, q.StudentID)
		if err != nil {
			return err
		}
		data.Requests = append(data.Requests, requestRow{q, person.Name})
	}
	return web.Render(w, http.StatusOK, pages["student_requests.html"], data)
}

func (h handlers) requestDone(w http.ResponseWriter, r *http.Request) error {
	_, err := h.c.FinishRequest(r.Context(), actor.From(r.Context()), r.PathValue("request"))
	return button(w, r, err, "/college/students/requests", "Noted: it is done.")
}
