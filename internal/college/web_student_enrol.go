package college

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

// enrolStep is one page of enrolling on line, with the fields on it.
type enrolStep struct {
	name, title string
	fields      []string
}

// enrolSteps are the pages, in order. Who is signed in is known already and does
// not see the first two, nor the last.
var enrolSteps = []enrolStep{
	{"name", "What is your name?", []string{"name", "preferred_name", "college"}},
	{"contact", "How can we reach you?", []string{"email", "phone", "address", "preferred_channel", "reminder_channel", "reminder_hours"}},
	{"charter", "What we promise each other", []string{"old_enough", "agreed", "charter"}},
	{"about", "A few questions about you", []string{"relations", "borough", "district"}},
	{"needs", "What would help you?", []string{"needs_support", "needs_format", "needs_contact", "needs_words", "needs_tell"}},
	{"emergency", "Somebody we could ring", []string{"emergency_name", "emergency_phone", "emergency_who"}},
	{"equality", "Questions about equality", nil},
	{"finish", "Nearly done", []string{"password"}},
}

// known are the steps of somebody who is signed in.
var knownSteps = []string{"charter", "about", "needs", "emergency", "equality"}

type enrolPage struct {
	web.Page
	studentFields
	Organisation units.Organisation
	College      units.Unit
	Colleges     []web.Option // where there are several
	Step         string
	Heading      string
	Number, Of   int
	Carried      []carried
	First, Last  bool
	Key, Run     string
	Summary      []web.Fact
	NeedPassword bool
}

// carried is a field of another page, kept hidden on this one.
type carried struct{ Name, Value string }

// enrolling is one visit of the form.
type enrolling struct {
	h       handlers
	r       *http.Request
	form    *web.Form
	org     units.Organisation
	college units.Unit
	several []units.Unit
	fields  studentFields
	steps   []enrolStep
	self    bool // signed in as a person of this organisation
	run     string
}

var runForm = regexp.MustCompile(`^[0-9a-z]{26}$`)

// enrolling finds out who enrols where.
func (h handlers) enrolling(r *http.Request, form *web.Form) (enrolling, error) {
	e := enrolling{h: h, r: r, form: form, steps: enrolSteps}
	ctx, by := r.Context(), actor.From(r.Context())
	all, err := h.c.units.Organisations(ctx)
	if err != nil {
		return e, err
	}
	at := slices.IndexFunc(all, func(o units.Organisation) bool { return o.Slug == r.PathValue("organisation") })
	if at < 0 {
		return e, fault.New(fault.NotFound, "We could not find that college.")
	}
	e.org = all[at]
	e.self = by.SignedIn() && by.OrgID == e.org.OrgID && by.PersonID != ""
	if e.self {
		e.steps = slices.DeleteFunc(slices.Clone(enrolSteps), func(s enrolStep) bool { return !slices.Contains(knownSteps, s.name) })
	}
	if e.run = form.Value("run"); !runForm.MatchString(e.run) {
		e.run = ""
	}
	if e.several, err = h.c.openColleges(ctx, h.c.db, e.org.OrgID); err != nil {
		return e, err
	}
	if len(e.several) == 0 {
		return e, fault.New(fault.NotFound, "There is no college here yet.")
	}
	e.college = e.several[0]
	for _, u := range e.several {
		if u.ID == form.Value("college") {
			e.college = u
		}
	}
	e.fields, err = h.c.fieldsFor(ctx, h.c.db, e.org.OrgID, e.college.ID)
	return e, err
}

func (h handlers) enrolForm(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"run": r.URL.Query().Get("run"), "college": r.URL.Query().Get("college"), "needs_tell": "yes", "reminder_hours": "48"})
	e, err := h.enrolling(r, form)
	if err != nil {
		return err
	}
	if to, err := e.already(); err != nil || to != "" {
		return elsewhere(w, r, to, err)
	}
	return e.show(w, e.steps[0])
}

func elsewhere(w http.ResponseWriter, r *http.Request, to string, err error) error {
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, to, "")
}

// already is where somebody goes who is a student, or who cannot enrol here by
// themselves.
func (e enrolling) already() (string, error) {
	by := actor.From(e.r.Context())
	if by.SignedIn() && by.OrgID == e.org.OrgID && by.PersonID == "" {
		return "", fault.New(fault.Conflict, "Your account does not stand for a person, so it cannot enrol. Sign out first, or ask the college.")
	}
	if !e.self {
		return "", nil
	}
	s, found, err := e.h.c.StudentOf(e.r.Context(), e.h.c.db, by.OrgID, by.PersonID)
	if err != nil || !found {
		return "", err
	}
	if !s.LeftOn.IsZero() {
		return "/college/my", nil
	}
	return e.next(), nil
}

// next is where an enrolled visitor goes: to the run they came for.
func (e enrolling) next() string {
	if e.run != "" {
		return "/college/my/runs/" + e.run + "/book"
	}
	return "/college/my"
}

func (e enrolling) at(name string) int {
	return max(0, slices.IndexFunc(e.steps, func(s enrolStep) bool { return s.name == name }))
}

// names are the fields on a step.
func (e enrolling) names(s enrolStep) []string {
	if s.name != "equality" {
		return s.fields
	}
	var out []string
	for _, q := range e.fields.Questions {
		out = append(out, q.Name, q.Name+"_words")
	}
	return out
}

// show shows one step, with the fields of the others kept in it.
func (e enrolling) show(w http.ResponseWriter, step enrolStep) error {
	number := e.at(step.name)
	data := enrolPage{
		Page: web.NewPage(w, e.r, step.title).WithForm(e.form), studentFields: e.fields, Organisation: e.org, College: e.college,
		Step: step.name, Heading: step.title, Number: number + 1, Of: len(e.steps), First: number == 0, Last: number == len(e.steps)-1,
		Key: e.form.Value("key"), Run: e.run, NeedPassword: e.form.Value("email") != "",
	}
	if !runForm.MatchString(data.Key) {
		data.Key = id.New()
	}
	if len(e.several) > 1 {
		data.Colleges = unitOptions(e.several)
	}
	for _, s := range e.steps {
		for _, name := range e.names(s) {
			for _, v := range e.form.Values[name] {
				if s.name != step.name && name != "password" && v != "" && len(v) <= 4000 {
					data.Carried = append(data.Carried, carried{name, v})
				}
			}
		}
	}
	if step.name == "finish" {
		data.Summary = e.summary()
	}
	return web.Render(w, web.FormStatus(e.form), pages["student_enrol.html"], data)
}

// summary is what the last page repeats, to be checked.
func (e enrolling) summary() []web.Fact {
	label := func(options []web.Option, value string) string {
		for _, o := range options {
			if o.Value == value {
				return o.Label
			}
		}
		return ""
	}
	out := []web.Fact{{Key: "Name", Value: e.form.Value("name")}}
	for _, f := range []web.Fact{
		{Key: "Called", Value: e.form.Value("preferred_name")}, {Key: "E-mail address", Value: e.form.Value("email")}, {Key: "Phone number", Value: e.form.Value("phone")},
		{Key: "Postal address", Value: e.form.Value("address")}, {Key: "Contact by", Value: label(e.fields.Channels, e.form.Value("preferred_channel"))},
		{Key: "Reminders", Value: label(e.fields.Reminders, e.form.Value("reminder_channel"))},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// read reads one step into the enrolment, noting on the form what is wrong.
func (e enrolling) read(step enrolStep, in *Enrolment) {
	switch step.name {
	case "name":
		readName(e.form, &in.Person)
		if e.form.Value("leave_empty") != "" {
			e.form.Fail("leave_empty", "Leave this box empty.")
		}
	case "contact":
		readContact(e.form, &in.Person, &in.Reminder)
	case "charter":
		e.readCharter(in)
	case "about":
		in.About = readAbout(e.form, e.fields)
		rule(e.form, tidyAbout(&in.About))
	case "needs":
		needs := readNeeds(e.form, e.fields)
		in.Needs = &needs
	case "emergency":
		in.Emergency = readEmergency(e.form)
		rule(e.form, tidyEmergency(&in.Emergency))
	case "equality":
		in.Equality = readEquality(e.form, e.fields)
	}
}

func (e enrolling) readCharter(in *Enrolment) {
	in.OldEnough = e.form.Bool("old_enough") || e.fields.Setting.MinAge == 0
	in.Agreed, in.CharterID = e.form.Bool("agreed"), e.form.Value("charter")
	if !in.OldEnough {
		e.form.Fail("old_enough", "Tick the box if you are old enough. If you are not, please ring us.")
	}
	if !in.Agreed {
		e.form.Fail("agreed", "Tick the box if you agree to the charter.")
	}
}

// enrol takes one page of the form: it goes back, goes on, or enrols.
func (h handlers) enrol(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	e, err := h.enrolling(r, form)
	if err != nil {
		return err
	}
	if to, err := e.already(); err != nil || to != "" {
		return elsewhere(w, r, to, err)
	}
	at := e.at(form.Value("step"))
	if form.Value("go") == "back" {
		return e.show(w, e.steps[max(at-1, 0)])
	}
	in := Enrolment{UnitID: e.college.ID, Key: form.Value("key")}
	if !runForm.MatchString(in.Key) {
		in.Key = ""
	}
	e.read(e.steps[at], &in)
	if !form.OK() {
		return e.show(w, e.steps[at])
	}
	if at < len(e.steps)-1 {
		if e.steps[at+1].name == "finish" && form.Value("email") == "" {
			form.Set("password", "")
		}
		return e.show(w, e.steps[at+1])
	}
	for _, step := range e.steps {
		if e.read(step, &in); !form.OK() {
			return e.show(w, step)
		}
	}
	return e.finish(w, in)
}

// finish enrols, signs a newcomer in, and leads to what they came for.
func (e enrolling) finish(w http.ResponseWriter, in Enrolment) error {
	err := e.enrolNow(in)
	if err == nil {
		return web.SeeOther(w, e.r, e.next(), e.thanks())
	}
	if err := e.form.Take(err); err != nil {
		return err
	}
	for _, step := range e.steps {
		if slices.ContainsFunc(e.form.Errors, func(x web.FieldError) bool { return slices.Contains(e.names(step), x.Name) }) {
			return e.show(w, step)
		}
	}
	return e.show(w, e.steps[len(e.steps)-1])
}

func (e enrolling) thanks() string {
	switch {
	case e.self:
		return "You are enrolled. Welcome."
	case e.form.Value("email") == "":
		return "You are enrolled. Welcome. To change something another day, ring the college."
	}
	return "You are enrolled. Welcome. We have sent you a message: open the link in it, so that you can sign in again another day."
}

func (e enrolling) enrolNow(in Enrolment) error {
	ctx, c := e.r.Context(), e.h.c
	if e.self {
		_, err := c.EnrolSelf(ctx, actor.From(ctx), e.selfReminder(in))
		return err
	}
	if c.accounts == nil {
		return fault.New(fault.Unavailable, "It is not possible to enrol on line just now. Please ring the college.")
	}
	if err := c.accounts.NewcomerAllowed(e.r); err != nil {
		return err
	}
	newcomer, err := c.accounts.Newcomer(e.org.OrgID, in.Person.Name, in.Person.Email, e.form.Value("password"))
	if err != nil {
		return err
	}
	var account access.Account
	s, again, err := c.EnrolOnline(ctx, e.org.OrgID, in, func(ctx context.Context, tx *db.DB, s Student) (err error) {
		account, err = c.accounts.AddNewcomer(ctx, tx, newcomer, s.PersonID)
		return err
	})
	switch {
	case err != nil:
		return err
	case again:
		return c.accounts.SignInAgain(e.r, e.org.OrgID, s.PersonID, e.form.Value("password"))
	}
	return c.accounts.SignInNewcomer(e.r, account)
}

// selfReminder reminds somebody who is known already the way they are written to.
func (e enrolling) selfReminder(in Enrolment) Enrolment {
	in.Reminder = Reminder{Channel: "none", Hours: 48}
	by := actor.From(e.r.Context())
	if p, err := e.h.c.people.Person(e.r.Context(), by.OrgID, by.PersonID); err == nil {
		in.Reminder.Channel = p.PreferredChannel
		if tidyReminder(&in.Reminder, p) != nil {
			in.Reminder.Channel = "none"
		}
	}
	if n, err := e.h.c.people.Needs(e.r.Context(), by.OrgID, by.PersonID); err != nil || n.Asked() {
		in.Needs = nil // they have said it before
	}
	return in
}

// enrolLink is where somebody enrols who wants to book a run.
func enrolLink(slug, runID string) string {
	link := "/college/enrol/" + url.PathEscape(slug)
	if runID != "" {
		link += "?run=" + url.QueryEscape(runID)
	}
	return link
}
