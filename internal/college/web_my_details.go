package college

import (
	"encoding/json"
	"errors"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

var detailsCrumb = web.Crumb{Label: "My details", Href: "/college/my/details"}

type myDetailsPage struct {
	web.Page
	Student                                    Student
	Contact, About, Emergency, Needs, Equality []web.Fact
	Requests                                   []Request
}

// myDetails shows what the college holds about the student, each part with a way
// to change it.
func (h handlers) myDetails(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, "")
	}
	data := myDetailsPage{Page: web.NewPage(w, r, "My details", myCrumb), Student: s}
	person, err := h.c.Person(ctx, s)
	if err != nil {
		return err
	}
	data.Contact = contactFacts(person, s)
	if data.About, err = h.aboutFacts(r, s); err != nil {
		return err
	}
	data.Emergency = facts(web.Fact{Key: "Name", Value: s.EmergencyName}, web.Fact{Key: "Phone", Value: s.EmergencyPhone}, web.Fact{Key: "Who they are", Value: s.EmergencyWho})
	needs, err := h.c.people.Needs(ctx, s.OrgID, s.PersonID)
	if err != nil {
		return err
	}
	for _, n := range needs.Items {
		data.Needs = append(data.Needs, facts(web.Fact{Key: n.Label(), Value: "Yes"})...)
	}
	data.Needs = append(data.Needs, facts(web.Fact{Key: "Anything else", Value: needs.Words})...)
	answers, err := h.c.people.Equality(ctx, by, s.PersonID)
	if err != nil {
		return err
	}
	for _, c := range people.Characteristics {
		if a, ok := answers[c.Code]; ok {
			data.Equality = append(data.Equality, web.Fact{Key: c.Label, Value: a.Label()})
		}
	}
	if data.Requests, err = requestsOfStudent(ctx, h.c.db, s.OrgID, s.ID); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["my_details.html"], data)
}

// facts leaves out what is not known.
func facts(all ...web.Fact) []web.Fact {
	var out []web.Fact
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

func contactFacts(p people.Person, s Student) []web.Fact {
	reminder := "None"
	for _, c := range contactChannels {
		if c.Value == s.ReminderChannel {
			reminder = c.Label
			for _, t := range ReminderTimes {
				if t.Hours == s.ReminderHours {
					reminder += ", " + t.Label
				}
			}
		}
	}
	return facts(web.Fact{Key: "Name", Value: p.Name}, web.Fact{Key: "We call you", Value: p.PreferredName}, web.Fact{Key: "E-mail address", Value: p.Email},
		web.Fact{Key: "Phone number", Value: p.Phone}, web.Fact{Key: "Postal address", Value: p.Address}, web.Fact{Key: "Contact by", Value: p.ChannelLabel()},
		web.Fact{Key: "Reminders", Value: reminder})
}

func (h handlers) aboutFacts(r *http.Request, s Student) ([]web.Fact, error) {
	var out []web.Fact
	for _, code := range s.Told().Relations {
		out = append(out, web.Fact{Key: relationLabel(code), Value: "Yes"})
	}
	if s.BoroughID != "" {
		borough, err := h.c.units.Unit(r.Context(), s.OrgID, s.BoroughID)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Fact{Key: "Where you live", Value: borough.Name})
	}
	return append(out, facts(web.Fact{Key: "First part of the postcode", Value: s.PostcodeDistrict})...), nil
}

type myPartPage struct {
	web.Page
	studentFields
	Student Student
	Part    string
}

// myParts are the titles of the parts that a student can change.
var myParts = map[string]string{
	"contact": "How we reach you", "about": "About you", "emergency": "Somebody we could ring", "needs": "What helps you", "equality": "Questions about equality",
}

// myPart shows the form of one part, with what is known.
func (h handlers) myPart(part string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := h.me(r)
		if err != nil {
			return h.toEnrol(w, r, err, "")
		}
		form := web.NewForm(nil)
		if err := h.fillPart(r, form, part, s); err != nil {
			return err
		}
		return h.showPart(w, r, form, part, s)
	}
}

func (h handlers) fillPart(r *http.Request, form *web.Form, part string, s Student) error {
	ctx := r.Context()
	switch part {
	case "contact":
		person, err := h.c.Person(ctx, s)
		fillContact(form, person, s)
		return err
	case "about":
		fillAbout(form, s)
	case "emergency":
		fillEmergency(form, s)
	case "needs":
		needs, err := h.c.people.Needs(ctx, s.OrgID, s.PersonID)
		fillNeeds(form, needs)
		return err
	case "equality":
		answers, err := h.c.people.Equality(ctx, actor.From(ctx), s.PersonID)
		fillEquality(form, answers)
		return err
	}
	return nil
}

func (h handlers) showPart(w http.ResponseWriter, r *http.Request, form *web.Form, part string, s Student) error {
	fields, err := h.c.fieldsFor(r.Context(), h.c.db, s.OrgID, s.UnitID)
	if err != nil {
		return err
	}
	data := myPartPage{web.NewPage(w, r, myParts[part], myCrumb, detailsCrumb).WithForm(form), fields, s, part}
	return web.Render(w, web.FormStatus(form), pages["my_part.html"], data)
}

// savePart reads one part's form and saves it.
func (h handlers) savePart(w http.ResponseWriter, r *http.Request, part string, read func(form *web.Form, s Student, f studentFields) func() error) error {
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, "")
	}
	fields, err := h.c.fieldsFor(r.Context(), h.c.db, s.OrgID, s.UnitID)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	save := read(form, s, fields)
	return finish(w, r, form, func() (string, error) { return "/college/my/details", save() }, "Saved.", func() error { return h.showPart(w, r, form, part, s) })
}

func (h handlers) saveMyContact(w http.ResponseWriter, r *http.Request) error {
	return h.savePart(w, r, "contact", func(form *web.Form, s Student, _ studentFields) func() error {
		p, reminder := people.Person{Version: personVersion(form)}, Reminder{}
		readName(form, &p)
		readContact(form, &p, &reminder)
		return func() error {
			return h.c.ChangeContact(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), p, reminder)
		}
	})
}

func (h handlers) saveMyAbout(w http.ResponseWriter, r *http.Request) error {
	return h.savePart(w, r, "about", func(form *web.Form, s Student, f studentFields) func() error {
		about := readAbout(form, f)
		return func() error {
			return h.c.ChangeAbout(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), about)
		}
	})
}

func (h handlers) saveMyEmergency(w http.ResponseWriter, r *http.Request) error {
	return h.savePart(w, r, "emergency", func(form *web.Form, s Student, _ studentFields) func() error {
		contact := readEmergency(form)
		return func() error {
			return h.c.ChangeEmergency(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), contact)
		}
	})
}

func (h handlers) saveMyNeeds(w http.ResponseWriter, r *http.Request) error {
	return h.savePart(w, r, "needs", func(form *web.Form, s Student, f studentFields) func() error {
		needs := readNeeds(form, f)
		return func() error {
			return h.c.ChangeNeeds(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), needs)
		}
	})
}

func (h handlers) saveMyEquality(w http.ResponseWriter, r *http.Request) error {
	return h.savePart(w, r, "equality", func(form *web.Form, s Student, f studentFields) func() error {
		answers := readEquality(form, f)
		return func() error {
			return h.c.people.SetEquality(r.Context(), actor.From(r.Context()), s.PersonID, answers)
		}
	})
}

// myExport is all that the service holds about the student, as a file.
func (h handlers) myExport(w http.ResponseWriter, r *http.Request) error {
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, "")
	}
	record, err := h.c.people.Export(r.Context(), actor.From(r.Context()), s.PersonID)
	if err != nil {
		return err
	}
	content, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "application/json", "my-record-"+h.c.today().ISO()+".json", content)
}

type myLeavePage struct {
	web.Page
	Kinds []web.Option
}

var leaveKinds = []web.Option{
	{Value: "leave", Label: "I want to leave the college", Hint: "We keep your record for a while, in case you come back."},
	{Value: "erase", Label: "I want my record erased", Hint: "We talk to you first about what that means. It cannot be undone."},
}

func showLeave(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := myLeavePage{web.NewPage(w, r, "Leave the college", myCrumb, detailsCrumb).WithForm(form), leaveKinds}
	return web.Render(w, web.FormStatus(form), pages["my_leave.html"], data)
}

func (h handlers) myLeave(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.me(r); err != nil {
		return h.toEnrol(w, r, err, "")
	}
	return showLeave(w, r, web.NewForm(nil))
}

func (h handlers) askToLeave(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.me(r); err != nil && !errors.Is(err, errNotEnrolled) {
		return err
	} else if err != nil {
		return h.toEnrol(w, r, err, "")
	}
	form := web.ReadForm(r)
	kind, words := form.OneOf("kind", "What you would like us to do", leaveKinds, true), form.Text("words", "What you write", 0, 1000)
	return finish(w, r, form, func() (string, error) {
		return "/college/my/details", h.c.Ask(r.Context(), actor.From(r.Context()), kind, words)
	}, "We have your request. Somebody from the college will be in touch.", func() error { return showLeave(w, r, form) })
}
