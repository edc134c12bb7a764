package college

import (
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// studentRoutes are the pages where people enrol, those of the students
// themselves, and those of the staff who look after them.
func (h handlers) studentRoutes() []web.Route {
	return append(append(h.myRoutes(), h.keepRoutes()...), []web.Route{
		{Pattern: "GET /college/enrol/{organisation}", Permission: web.Anyone, Handler: h.enrolForm},
		{Pattern: "POST /college/enrol/{organisation}", Permission: web.Anyone, Handler: h.enrol},

		{Pattern: "GET /college/students", Permission: Students, Handler: h.students},
		{Pattern: "GET /college/students/list.csv", Permission: Students, Handler: h.studentsFile(false)},
		{Pattern: "GET /college/students/list.xlsx", Permission: Students, Handler: h.studentsFile(true)},
		{Pattern: "GET /college/students/new", Permission: Students, Handler: h.findStudent},
		{Pattern: "GET /college/students/enrol", Permission: Students, Handler: h.staffEnrolForm},
		{Pattern: "POST /college/students/enrol", Permission: Students, Handler: h.staffEnrol},
		{Pattern: "GET /college/students/form", Permission: Students, Handler: h.paperForm},
		{Pattern: "GET /college/students/requests", Permission: Students, Handler: h.requests},
		{Pattern: "POST /college/students/requests/{request}/done", Permission: Students, Button: true, Handler: h.requestDone},
		{Pattern: "GET /college/students/{student}", Permission: Students, Handler: h.student},
		{Pattern: "GET /college/students/{student}/edit", Permission: Students, Handler: h.editStudent},
		{Pattern: "POST /college/students/{student}/contact", Permission: Students, Handler: h.saveStudentContact},
		{Pattern: "POST /college/students/{student}/about", Permission: Students, Button: true, Handler: h.saveStudentAbout},
		{Pattern: "POST /college/students/{student}/emergency", Permission: Students, Button: true, Handler: h.saveStudentEmergency},
		{Pattern: "POST /college/students/{student}/leave", Permission: Students, Button: true, Handler: h.studentLeaves},
		{Pattern: "POST /college/students/{student}/back", Permission: Students, Button: true, Handler: h.studentBack},
		{Pattern: "POST /college/students/{student}/allow", Permission: Students, Handler: h.allowMore},
		{Pattern: "POST /college/students/{student}/book", Permission: Students, Handler: h.bookForStudent},
		{Pattern: "POST /college/students/{student}/message", Permission: Students, Button: true, Handler: h.greetStudent},
	}...)
}

var studentsCrumb = web.Crumb{Label: "Students", Href: "/college/students"}

type studentsPage struct {
	web.Page
	Filter                 StudentFilter
	States, Terms, Choices []web.Option
	Students               []ListedStudent
	Pager                  web.Pager
	Many                   bool   // the search found more people than it looks at
	Search                 string // of the address, for the files
	Requests               int
}

func studentFilter(r *http.Request) StudentFilter {
	q := r.URL.Query()
	f := StudentFilter{Q: q.Get("q"), State: q.Get("state"), TermID: q.Get("term"), UnitID: q.Get("unit")}
	if len(f.Q) > 200 {
		f.Q = ""
	}
	known := false
	for _, s := range StudentStates {
		known = known || s.Code == f.State
	}
	if !known {
		f.State = ""
	}
	return f
}

func (h handlers) students(w http.ResponseWriter, r *http.Request) error {
	ctx, by, f, number := r.Context(), actor.From(r.Context()), studentFilter(r), web.PageNumber(r)
	rows, total, more, err := h.c.Students(ctx, by, f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := studentsPage{Page: web.NewPage(w, r, "Students", collegeCrumb), Filter: f, Students: rows, Many: more && f.Q != "", Search: r.URL.RawQuery}
	data.Pager = web.NewPager(r, number, total).AtLeast(more)
	for _, s := range StudentStates {
		data.States = append(data.States, web.Option{Value: s.Code, Label: s.Label})
	}
	terms, err := h.c.Terms(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	data.Terms = []web.Option{{Label: "At any time"}}
	for _, t := range terms {
		data.Terms = append(data.Terms, web.Option{Value: t.ID, Label: t.Name})
	}
	colleges, err := h.c.collegesOf(ctx, h.c.db, by, Students)
	if err != nil {
		return err
	}
	if len(colleges) > 1 {
		data.Choices = append([]web.Option{{Label: "Every college"}}, unitOptions(colleges)...)
	}
	asked, err := h.c.Requests(ctx, by, web.PerPage)
	data.Requests = len(asked)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["student_list.html"], data)
}

// studentsFile is the list to take away, with contact details only for whoever
// asks for them.
func (h handlers) studentsFile(workbook bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sheet, err := h.c.StudentSheet(r.Context(), actor.From(r.Context()), studentFilter(r), r.URL.Query().Get("contact") == "yes")
		if err != nil {
			return err
		}
		kind, ending := export.TypeCSV, ".csv"
		if workbook {
			kind, ending = export.TypeXLSX, ".xlsx"
		}
		return web.Download(w, kind, "students-"+h.c.today().ISO()+ending, func(out io.Writer) error { return WriteStudents(out, sheet, workbook) })
	}
}

// bookedRow is a booking as a student's page shows it, with its history.
type bookedRow struct {
	Booking
	Run     Run
	History []web.Moment
}

type studentPage struct {
	web.Page
	Student   Student
	Person    people.Person
	Called    string
	College   units.Unit
	Borough   string
	Flags     []string
	Needs     people.Needs
	Live, Old []bookedRow
	Calls     []Call
	Requests  []Request
	Allowed   []allowedRow
	Account   string
	Hours     string
	Terms     []web.Option
	Runs      []web.Option
	Hows      []web.Option
	MayEdit   bool // the person's own record
}

type allowedRow struct {
	Term string
	Allowance
}

func (h handlers) student(w http.ResponseWriter, r *http.Request) error {
	s, person, err := h.c.StudentFor(r.Context(), actor.From(r.Context()), r.PathValue("student"))
	if err != nil {
		return err
	}
	if s.MergedInto != "" {
		return web.SeeOther(w, r, "/college/students/"+s.MergedInto, "That record was merged into this one.")
	}
	return h.showStudent(w, r, web.NewForm(nil), s, person)
}

func (h handlers) showStudent(w http.ResponseWriter, r *http.Request, form *web.Form, s Student, person people.Person) error {
	by := actor.From(r.Context())
	data := studentPage{Page: web.NewPage(w, r, person.Name, collegeCrumb, studentsCrumb).WithForm(form), Student: s, Person: person, Called: person.Called(), MayEdit: by.Can(people.Edit)}
	for _, fill := range []func(*http.Request, *studentPage) error{h.fillPerson, h.fillBookings, h.fillDuties} {
		if err := fill(r, &data); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(form), pages["student.html"], data)
}

// fillPerson adds who the student is.
func (h handlers) fillPerson(r *http.Request, data *studentPage) (err error) {
	ctx, s := r.Context(), data.Student
	if data.College, err = h.c.units.Unit(ctx, s.OrgID, s.UnitID); err != nil {
		return err
	}
	if s.BoroughID != "" {
		borough, err := h.c.units.Unit(ctx, s.OrgID, s.BoroughID)
		if err != nil {
			return err
		}
		data.Borough = borough.Name
	}
	if data.Needs, err = h.c.people.Needs(ctx, s.OrgID, s.PersonID); err != nil {
		return err
	}
	flags, err := h.c.people.Flags(ctx, h.c.db, s.OrgID, []string{s.PersonID})
	if err != nil {
		return err
	}
	data.Flags = flags[s.PersonID]
	data.Account, err = h.c.AccountOf(ctx, s)
	return err
}

// fillBookings adds what the student has booked, with every step.
func (h handlers) fillBookings(r *http.Request, data *studentPage) error {
	ctx, s := r.Context(), data.Student
	rows, err := h.c.bookedBy(ctx, s)
	if err != nil {
		return err
	}
	for _, row := range rows {
		events, err := eventsOfBooking(ctx, h.c.db, s.OrgID, row.ID)
		if err != nil {
			return err
		}
		for _, e := range events {
			row.History = append(row.History, web.Moment{At: when.Stamp(e.At), Title: e.ToState.Words(), By: e.ByName, Text: e.Words})
		}
		if row.State.Live() {
			data.Live = append(data.Live, row)
		} else {
			data.Old = append(data.Old, row)
		}
	}
	sessions, err := sessionsAttended(ctx, h.c.db, s.OrgID, s.ID)
	data.Hours = hoursWords(sessions)
	return err
}

// fillDuties adds what the staff see to: calls, requests, limits, bookings.
func (h handlers) fillDuties(r *http.Request, data *studentPage) (err error) {
	ctx, s := r.Context(), data.Student
	if data.Calls, err = callsOf(ctx, h.c.db, s.OrgID, s.ID); err != nil {
		return err
	}
	if data.Requests, err = requestsOfStudent(ctx, h.c.db, s.OrgID, s.ID); err != nil {
		return err
	}
	terms, err := h.c.Terms(ctx, h.c.db, s.OrgID)
	if err != nil {
		return err
	}
	used, err := allowancesOf(ctx, h.c.db, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	for _, t := range terms {
		for _, a := range used {
			if a.TermID == t.ID && t.TermLimit > 0 {
				data.Allowed = append(data.Allowed, allowedRow{t.Name, a})
			}
		}
		if t.UnitID == s.UnitID && !t.EndsOn.Before(h.c.today()) && t.TermLimit > 0 {
			data.Terms = append(data.Terms, web.Option{Value: t.ID, Label: t.Name})
		}
	}
	runs, err := openRunsOf(ctx, h.c.db, s.OrgID, s.UnitID, h.c.now())
	data.Runs = []web.Option{{Label: "Choose a course"}}
	for _, run := range runs {
		data.Runs = append(data.Runs, web.Option{Value: run.ID, Label: run.Title + ", " + startWords(run) + ", " + freeWords(run)})
	}
	for _, way := range Ways[1:] {
		data.Hows = append(data.Hows, web.Option{Value: way.Code, Label: way.Label})
	}
	return err
}
