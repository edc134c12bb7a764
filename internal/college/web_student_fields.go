package college

import (
	"context"
	"slices"
	"strconv"

	"footbridge/internal/db"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

// studentFields are the choices of the forms about a student: the same on the
// public pages, on the pages of the staff and where students change what is theirs.
type studentFields struct {
	Channels, Reminders, Times, Relations, Boroughs, Tell, Hows, Age, Agree []web.Option
	Needs                                                                   []needGroup
	Questions                                                               []equalityQuestion
	Setting                                                                 Setting
	Charter                                                                 Charter
}

// needGroup is one part of the question about needs.
type needGroup struct {
	Name, Label string
	Options     []web.Option
}

// equalityQuestion is one question of the equality form.
type equalityQuestion struct {
	Name, Question string
	Options        []web.Option
}

var contactChannels = []web.Option{
	{Value: "email", Label: "E-mail"}, {Value: "sms", Label: "Text message"}, {Value: "phone", Label: "Phone call"}, {Value: "letter", Label: "Letter"},
}

var tellOptions = []web.Option{
	{Value: "yes", Label: "Yes, tell the trainers of the sessions I come to"}, {Value: "no", Label: "No, keep it to the college office"},
}

var needNames = []struct{ group, name, label string }{
	{"support", "needs_support", "When we meet"}, {"format", "needs_format", "When we write to you"}, {"contact", "needs_contact", "When we get in touch"},
}

// fieldsFor gathers the choices for one college.
func (c *College) fieldsFor(ctx context.Context, tx *db.DB, orgID, unitID string) (studentFields, error) {
	f := studentFields{Channels: contactChannels, Tell: tellOptions, Reminders: append(slices.Clone(contactChannels), web.Option{Value: "none", Label: "No reminder, thank you"})}
	for _, t := range ReminderTimes {
		f.Times = append(f.Times, web.Option{Value: strconv.Itoa(t.Hours), Label: t.Label})
	}
	for _, r := range Relations {
		f.Relations = append(f.Relations, web.Option{Value: r.Code, Label: r.Label})
	}
	for _, w := range Ways[1:] {
		f.Hows = append(f.Hows, web.Option{Value: w.Code, Label: w.Label})
	}
	for _, g := range needNames {
		group := needGroup{Name: g.name, Label: g.label}
		for _, n := range people.NeedCodes {
			if n.Group == g.group {
				group.Options = append(group.Options, web.Option{Value: n.Code, Label: n.Label})
			}
		}
		f.Needs = append(f.Needs, group)
	}
	for _, ch := range people.Characteristics {
		q := equalityQuestion{Name: "equality_" + ch.Code, Question: ch.Question, Options: []web.Option{{Value: "", Label: "Not answered"}}}
		for _, a := range ch.Answers {
			q.Options = append(q.Options, web.Option{Value: a.Code, Label: a.Label})
		}
		f.Questions = append(f.Questions, q)
	}
	boroughs, err := c.openBoroughs(ctx, tx, orgID)
	if err != nil {
		return f, err
	}
	f.Boroughs = append([]web.Option{{Value: "", Label: "Somewhere else, or rather not say"}}, unitOptions(boroughs)...)
	if unitID == "" {
		return f, nil
	}
	if f.Setting, err = settingOf(ctx, tx, orgID, unitID); err != nil {
		return f, err
	}
	f.Age = []web.Option{{Value: "yes", Label: "I am " + strconv.Itoa(f.Setting.MinAge) + " or over"}}
	f.Agree = []web.Option{{Value: "yes", Label: "I agree to the charter"}}
	f.Charter, _, err = c.CharterNow(ctx, tx, orgID, unitID)
	return f, err
}

func unitOptions(list []units.Unit) []web.Option {
	var out []web.Option
	for _, u := range list {
		out = append(out, web.Option{Value: u.ID, Label: u.Name})
	}
	return out
}

func readName(form *web.Form, p *people.Person) {
	p.Name = form.Text("name", "Your name", 1, 200)
	p.PreferredName = form.Text("preferred_name", "What we should call you", 0, 200)
}

// readContact reads how to reach somebody and how to remind them. The fields
// say themselves what is missing.
func readContact(form *web.Form, p *people.Person, r *Reminder) {
	p.Email = form.Email("email", "An e-mail address", false)
	p.Phone = form.Text("phone", "The phone number", 0, 50)
	p.Address = form.Text("address", "The address", 0, 500)
	p.PreferredChannel = form.OneOf("preferred_channel", "How we should contact you", contactChannels, true)
	for channel, field := range map[string]struct{ value, name, text string }{
		"email": {p.Email, "email", "Enter your e-mail address, or choose another way."}, "letter": {p.Address, "address", "Enter your address, or choose another way."},
		"sms": {p.Phone, "phone", "Enter your phone number, or choose another way."}, "phone": {p.Phone, "phone", "Enter your phone number, or choose another way."},
	} {
		if p.PreferredChannel == channel && field.value == "" && form.Error(field.name) == "" {
			form.Fail(field.name, field.text)
		}
	}
	readReminder(form, *p, r)
}

func readReminder(form *web.Form, p people.Person, r *Reminder) {
	r.Channel = form.Value("reminder_channel")
	r.Hours, _ = strconv.Atoi(form.Value("reminder_hours"))
	rule(form, tidyReminder(r, p))
}

// rule puts what a rule says onto a form that is right so far.
func rule(form *web.Form, err error) {
	if form.OK() {
		_ = form.Take(err) // the rules asked so return nothing but faults of the form
	}
}

func readAbout(form *web.Form, f studentFields) About {
	return About{
		Relations: form.Some("relations", f.Relations), BoroughID: form.OneOf("borough", "A borough from the list", f.Boroughs, false),
		District: form.Text("district", "The first part of your postcode", 0, 10),
	}
}

func readNeeds(form *web.Form, f studentFields) NeedsInput {
	in := NeedsInput{Words: form.Text("needs_words", "Anything else", 0, 1000), Tell: form.Value("needs_tell") != "no"}
	for _, g := range f.Needs {
		for _, code := range form.Some(g.Name, g.Options) {
			in.Items = append(in.Items, people.NeedInput{Code: code})
		}
	}
	return in
}

func readEmergency(form *web.Form) Emergency {
	return Emergency{
		Name: form.Text("emergency_name", "Their name", 0, 200), Phone: form.Text("emergency_phone", "Their phone number", 0, 50),
		Who: form.Text("emergency_who", "Who they are", 0, 200),
	}
}

func readEquality(form *web.Form, f studentFields) []people.EqualityAnswer {
	var out []people.EqualityAnswer
	for i, q := range f.Questions {
		a := people.EqualityAnswer{Characteristic: people.Characteristics[i].Code, Answer: form.OneOf(q.Name, "An answer from the list", q.Options, false),
			Words: form.Text(q.Name+"_words", "Your own words", 0, 200)}
		if a.Words != "" && a.Answer == "" {
			a.Answer = people.OwnWords
		}
		if a.Answer == people.OwnWords && a.Words == "" {
			form.Fail(q.Name+"_words", "Enter your own words, or choose another answer.")
		}
		if a.Answer != "" {
			out = append(out, a)
		}
	}
	return out
}

// Filling the forms with what is known.

func fillContact(form *web.Form, p people.Person, s Student) {
	for name, value := range map[string]string{
		"name": p.Name, "preferred_name": p.PreferredName, "email": p.Email, "phone": p.Phone, "address": p.Address, "preferred_channel": p.PreferredChannel,
		"reminder_channel": s.ReminderChannel, "reminder_hours": strconv.Itoa(s.ReminderHours), "person_version": strconv.Itoa(p.Version), "version": strconv.Itoa(s.Version),
	} {
		form.Set(name, value)
	}
}

func fillAbout(form *web.Form, s Student) {
	a := s.Told()
	form.Set("relations", a.Relations...)
	form.Set("borough", a.BoroughID)
	form.Set("district", a.District)
	form.Set("version", strconv.Itoa(s.Version))
}

func fillEmergency(form *web.Form, s Student) {
	form.Set("emergency_name", s.EmergencyName)
	form.Set("emergency_phone", s.EmergencyPhone)
	form.Set("emergency_who", s.EmergencyWho)
	form.Set("version", strconv.Itoa(s.Version))
}

func fillNeeds(form *web.Form, n people.Needs) {
	form.Set("version", strconv.Itoa(n.Version))
	form.Set("needs_words", n.Words)
	form.Set("needs_tell", "yes")
	if n.Asked() && !n.Flag {
		form.Set("needs_tell", "no")
	}
	for _, item := range n.Items {
		for _, g := range needNames {
			if slices.ContainsFunc(people.NeedCodes, func(c people.NeedCode) bool { return c.Code == item.Code && c.Group == g.group }) {
				form.Set(g.name, append(form.Values[g.name], item.Code)...)
			}
		}
	}
}

func fillEquality(form *web.Form, answers map[string]people.EqualityAnswer) {
	for code, a := range answers {
		form.Set("equality_"+code, a.Answer)
		form.Set("equality_"+code+"_words", a.Words)
	}
}

// personVersion is the version of the person's record that a form was filled from.
func personVersion(form *web.Form) int {
	n, _ := strconv.Atoi(form.Value("person_version"))
	return min(max(n, 0), 1<<30)
}
