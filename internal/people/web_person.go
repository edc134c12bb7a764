package people

import (
	"net/http"
	"strconv"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func stampOf(t time.Time) string { return when.Stamp(t) }

func pageLink(number int) string { return "/people/duplicates?page=" + strconv.Itoa(number) }

type personFormPage struct {
	web.Page
	Action, Submit string
	Channels       []web.Option
	Hours          []web.Option
	Back           string
}

// Options of the form's choices.
func channelOptions() []web.Option {
	var out []web.Option
	for _, c := range Channels {
		out = append(out, web.Option{Value: c.Code, Label: c.Label})
	}
	return out
}

func hourOptions() []web.Option {
	out := []web.Option{{Value: "", Label: "No quiet hours"}}
	for hour := range 24 {
		out = append(out, web.Option{Value: strconv.Itoa(hour), Label: hourLabel(hour)})
	}
	return out
}

func hourLabel(hour int) string {
	switch {
	case hour == 0:
		return "Midnight"
	case hour == 12:
		return "Midday"
	case hour < 12:
		return strconv.Itoa(hour) + "am"
	}
	return strconv.Itoa(hour-12) + "pm"
}

// QuietWords are the quiet hours as people read them.
func (p Person) QuietWords() string {
	if !p.Quiet() {
		return "None"
	}
	return hourLabel(p.QuietFrom) + " to " + hourLabel(p.QuietTo)
}

// readPerson reads a person from the form.
func readPerson(form *web.Form) Person {
	p := Person{
		Name:          form.Text("name", "A name", 1, 200),
		PreferredName: form.Text("preferred_name", "Preferred name", 0, 200),
		Pronouns:      form.Text("pronouns", "Pronouns", 0, 50),
		Email:         form.Email("email", "An e-mail address", false),
		Phone:         form.Text("phone", "Phone", 0, 50),
		Address:       form.Text("address", "Address", 0, 500),
		Language:      form.Text("language", "Language", 0, 100),
	}
	p.PreferredChannel = form.OneOf("preferred_channel", "How the person wants to be contacted", channelOptions(), true)
	from, to := form.OneOf("quiet_from", "When quiet hours begin", hourOptions(), false), form.OneOf("quiet_to", "When quiet hours end", hourOptions(), false)
	if (from == "") != (to == "") {
		form.Fail("quiet_from", "Choose when quiet hours begin and when they end, or neither.")
	}
	p.QuietFrom, _ = strconv.Atoi(from)
	p.QuietTo, _ = strconv.Atoi(to)
	return p
}

// personForm is the form that shows what is known of p.
func personForm(p Person) *web.Form {
	form := web.NewForm(map[string]string{
		"name": p.Name, "preferred_name": p.PreferredName, "pronouns": p.Pronouns, "email": p.Email, "phone": p.Phone,
		"address": p.Address, "language": p.Language, "preferred_channel": p.PreferredChannel, "version": strconv.Itoa(p.Version),
	})
	if p.Quiet() {
		form.Set("quiet_from", strconv.Itoa(p.QuietFrom))
		form.Set("quiet_to", strconv.Itoa(p.QuietTo))
	}
	return form
}

func showPersonForm(w http.ResponseWriter, r *http.Request, form *web.Form, person Person) error {
	data := personFormPage{Channels: channelOptions(), Hours: hourOptions()}
	if person.ID == "" {
		data.Page = web.NewPage(w, r, "Add a person", web.Crumb{Label: "People", Href: "/people"})
		data.Action, data.Submit, data.Back = "/people", "Add person", "/people"
	} else {
		data.Page = web.NewPage(w, r, "Change "+person.Name, trail(person)...)
		data.Action, data.Submit, data.Back = "/people/"+person.ID, "Save", "/people/"+person.ID
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["person_form.html"], data)
}

func (h handlers) newPerson(w http.ResponseWriter, r *http.Request) error {
	return showPersonForm(w, r, web.NewForm(nil), Person{})
}

func (h handlers) addPerson(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	person := readPerson(form)
	if form.OK() {
		added, err := h.p.Add(r.Context(), actor.From(r.Context()), person)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+added.ID, "Person added.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return showPersonForm(w, r, form, Person{})
}

func (h handlers) editPerson(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	return showPersonForm(w, r, personForm(person), person)
}

func (h handlers) savePerson(w http.ResponseWriter, r *http.Request) error {
	old, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	person := readPerson(form)
	person.ID, person.Version = old.ID, version(form)
	if form.OK() {
		_, err := h.p.Change(r.Context(), actor.From(r.Context()), person)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+old.ID, "Saved.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return showPersonForm(w, r, form, old)
}

// version is what the form was made from.
func version(form *web.Form) int {
	n, err := strconv.Atoi(form.Value("version"))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}
