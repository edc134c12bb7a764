package learning

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

var readersCrumb = web.Crumb{Label: "Who may read it", Href: "/learning/plan/readers"}

type lendPage struct {
	web.Page
	Trainer, ToName, Sections, Purpose, MayWrite, UntilOn web.Field
	Any                                                   bool // there is somebody at the college to lend it to
}

func sectionOptions() []web.Option {
	var out []web.Option
	for _, s := range Sections {
		out = append(out, web.Option{Value: s.Code, Label: s.Label})
	}
	return out
}

var mayWriteOptions = []web.Option{{Value: "yes", Label: "They may write in it for me, for example while we talk on the phone"}}

const outside = "outside"

func (h handlers) readerOptions(r *http.Request) ([]web.Option, error) {
	list, err := h.l.Readers(r.Context(), actor.From(r.Context()))
	out := []web.Option{{Value: "", Label: "Choose"}}
	for _, x := range list {
		label := x.Name
		if x.Teaches {
			label += " (teaches a course of yours)"
		}
		out = append(out, web.Option{Value: x.TrainerID, Label: label})
	}
	return append(out, web.Option{Value: outside, Label: "Somebody else, by a link"}), err
}

func (h handlers) showLend(w http.ResponseWriter, r *http.Request, form *web.Form, people []web.Option) error {
	data := lendPage{Page: web.NewPage(w, r, "Lend my plan", planCrumb).WithForm(form), Any: len(people) > 2}
	data.Trainer = form.Choice("trainer", "Who may read it?", "Somebody at the college, or somebody you give a link to.", people)
	data.ToName = form.Input("to_name", "If it is a link: who is it for?", "So that you can tell your links apart: “my sister”, “my support worker”.")
	data.Sections = form.Choice("sections", "Which parts?", "", sectionOptions())
	data.Purpose = form.Input("purpose", "What for?", "They see this with your plan: “to plan the art course together”.")
	data.MayWrite = form.Choice("may_write", "May they write in it?", "Only for somebody at the college. They can change the parts you chose, nothing else, and you see each time they did.", mayWriteOptions)
	data.UntilOn = form.Input("until_on", "Until when?", "Up to a year. You can take it back at any time.")
	return web.Render(w, web.FormStatus(form), pages["lend.html"], data)
}

func (h handlers) askLend(w http.ResponseWriter, r *http.Request) error {
	people, err := h.readerOptions(r)
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("until_on", h.l.today().AddDays(90))
	return h.showLend(w, r, form, people)
}

type linkPage struct {
	web.Page
	Share   Share
	Address string
	Callout web.Callout
}

func (h handlers) lend(w http.ResponseWriter, r *http.Request) error {
	people, err := h.readerOptions(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := LendInput{
		TrainerID: form.OneOf("trainer", "Who may read it", people[1:], true), ToName: form.Text("to_name", "Who the link is for", 0, 200),
		Sections: form.Some("sections", sectionOptions()), Purpose: form.Text("purpose", "What it is for", 1, 500),
		MayWrite: len(form.Some("may_write", mayWriteOptions)) > 0, UntilOn: form.Date("until_on", "The last day", true),
	}
	if in.TrainerID == outside {
		in.TrainerID = ""
	}
	if len(in.Sections) == 0 {
		form.Fail("sections", "Choose which parts they may see.")
	}
	if form.OK() {
		share, address, err := h.l.Lend(r.Context(), actor.From(r.Context()), in)
		switch {
		case err == nil && address == "":
			return web.SeeOther(w, r, "/learning/plan/readers", "Lent. You can take it back at any time.")
		case err == nil: // the address is shown once, so it is not kept for a next page
			return web.Render(w, http.StatusOK, pages["link.html"], linkPage{
				Page: web.NewPage(w, r, "Your link", planCrumb, readersCrumb), Share: share, Address: address,
				Callout: web.Callout{Heading: "Copy it now", Text: "We keep no copy of the link, so it is shown only this once. You can always make another."},
			})
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showLend(w, r, form, people)
}

type readersPage struct {
	web.Page
	Now, Past []Share
}

func (h handlers) readers(w http.ResponseWriter, r *http.Request) error {
	own, err := h.l.Own(r.Context(), actor.From(r.Context()))
	if shown, err := notStudent(w, r, err); shown {
		return err
	}
	if err != nil {
		return err
	}
	data := readersPage{Page: web.NewPage(w, r, "Who may read my plan", planCrumb)}
	for _, s := range own.Shares {
		if s.Now {
			data.Now = append(data.Now, s)
		} else {
			data.Past = append(data.Past, s)
		}
	}
	return web.Render(w, http.StatusOK, pages["readers.html"], data)
}

func (h handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := h.l.Withdraw(r.Context(), actor.From(r.Context()), r.PathValue("share")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/learning/plan/readers", "Taken back. From now on they cannot open your plan.")
}
