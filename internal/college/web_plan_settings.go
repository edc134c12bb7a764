package college

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type settingsPage struct {
	web.Page
	chosen
	Facts   []web.Fact
	Charter Charter // that counts today
	Setting Setting
}

var settingsCrumb = web.Crumb{Label: "Settings", Href: "/college/settings"}

func (h handlers) settings(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Read)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), actor.From(r.Context())
	s, err := h.c.Setting(ctx, h.c.db, by.OrgID, at.College.ID)
	if err != nil {
		return err
	}
	data := settingsPage{Page: web.NewPage(w, r, "How the college works", collegeCrumb), chosen: at, Setting: s}
	if data.Charter, _, err = h.c.CharterNow(ctx, h.c.db, by.OrgID, at.College.ID); err != nil {
		return err
	}
	limit := strconv.Itoa(s.TermLimit)
	if s.TermLimit == 0 {
		limit = "No limit"
	}
	age := strconv.Itoa(s.MinAge)
	if s.MinAge == 0 {
		age = "Any age"
	}
	data.Facts = []web.Fact{
		{Key: "Phone", Value: orNotKnown(s.Phone)}, {Key: "E-mail", Value: orNotKnown(s.Email)}, {Key: "Address", Value: orNotKnown(s.Address)},
		{Key: "Courses a student can book a term", Value: limit},
		{Key: "An offered place is kept for", Value: strconv.Itoa(s.OfferHours) + " hours"},
		{Key: "No place is offered later than", Value: strconv.Itoa(s.CutoffHours) + " hours before the start"},
		{Key: "A course is completed with", Value: strconv.Itoa(s.Completion) + "% of its sessions"},
		{Key: "Youngest age of a student", Value: age},
	}
	return web.Render(w, http.StatusOK, pages["plan_settings.html"], data)
}

func orNotKnown(s string) string {
	if s == "" {
		return "Not known"
	}
	return s
}

func (h handlers) showSettingsForm(w http.ResponseWriter, r *http.Request, form *web.Form, at chosen) error {
	page := web.NewPage(w, r, "Change how the college works", collegeCrumb, settingsCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_settings_form.html"], settingsPage{Page: page, chosen: at})
}

func (h handlers) editSettings(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	s, err := h.c.Setting(r.Context(), h.c.db, actor.From(r.Context()).OrgID, at.College.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"phone": s.Phone, "email": s.Email, "address": s.Address, "term_limit": strconv.Itoa(s.TermLimit), "offer_hours": strconv.Itoa(s.OfferHours),
		"cutoff_hours": strconv.Itoa(s.CutoffHours), "completion": strconv.Itoa(s.Completion), "min_age": strconv.Itoa(s.MinAge), "version": strconv.Itoa(s.Version),
	})
	return h.showSettingsForm(w, r, form, at)
}

func (h handlers) saveSettings(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	s := Setting{
		UnitID: at.College.ID, Version: formVersion(form),
		Phone:      form.Text("phone", "A phone number", 0, 200),
		Email:      form.Email("email", "An e-mail address", false),
		Address:    form.Text("address", "The address", 0, 500),
		TermLimit:  form.Int("term_limit", "The limit", 0, 100),
		OfferHours: form.Int("offer_hours", "Hours an offer is kept", 1, 336), CutoffHours: form.Int("cutoff_hours", "Hours before the start", 0, 336),
		Completion: form.Int("completion", "Completion", 1, 100), MinAge: form.Int("min_age", "The youngest age", 0, 99),
	}
	return finish(w, r, form, func() (string, error) {
		return "/college/settings?unit=" + at.College.ID, h.c.SaveSetting(r.Context(), actor.From(r.Context()), s)
	}, "Saved.", func() error { return h.showSettingsForm(w, r, form, at) })
}

type chartersPage struct {
	web.Page
	chosen
	Charters []Charter
	Charter  Charter
	Now      string // the id of the one that counts
}

var chartersCrumb = web.Crumb{Label: "Charter", Href: "/college/charters"}

func (h handlers) charters(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Read)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), actor.From(r.Context())
	data := chartersPage{Page: web.NewPage(w, r, "Charter", collegeCrumb, settingsCrumb), chosen: at}
	if data.Charters, err = h.c.Charters(ctx, h.c.db, by.OrgID, at.College.ID); err != nil {
		return err
	}
	now, _, err := h.c.CharterNow(ctx, h.c.db, by.OrgID, at.College.ID)
	data.Now = now.ID
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["plan_charters.html"], data)
}

func (h handlers) charter(w http.ResponseWriter, r *http.Request) error {
	ch, err := h.c.charterInReach(r.Context(), h.c.db, actor.From(r.Context()), r.PathValue("charter"))
	if err != nil {
		return err
	}
	page := web.NewPage(w, r, "Charter, version "+strconv.Itoa(ch.Number), collegeCrumb, settingsCrumb, chartersCrumb)
	return web.Render(w, http.StatusOK, pages["plan_charter.html"], chartersPage{Page: page, Charter: ch})
}

func (h handlers) showCharterForm(w http.ResponseWriter, r *http.Request, form *web.Form, at chosen) error {
	page := web.NewPage(w, r, "A new version of the charter", collegeCrumb, settingsCrumb, chartersCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_charter_form.html"], chartersPage{Page: page, chosen: at})
}

func (h handlers) newCharter(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	all, err := h.c.Charters(r.Context(), h.c.db, actor.From(r.Context()).OrgID, at.College.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	if len(all) > 0 {
		form.Set("words", all[0].Words)
	}
	form.SetDate("from_on", h.c.today())
	return h.showCharterForm(w, r, form, at)
}

func (h handlers) addCharter(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	in := Charter{UnitID: at.College.ID, Words: form.Text("words", "The words of the charter", 1, 20_000), MadeWith: form.Text("made_with", "Who wrote it together", 1, 500),
		FromOn: form.Date("from_on", "The day from which it counts", true)}
	return finish(w, r, form, func() (string, error) {
		added, err := h.c.AddCharter(r.Context(), actor.From(r.Context()), in)
		return "/college/charters/" + added.ID, err
	}, "Version added.", func() error { return h.showCharterForm(w, r, form, at) })
}

type prioritiesPage struct {
	web.Page
	chosen
	Priorities []Priority
	Priority   Priority
	Action     string
}

var prioritiesCrumb = web.Crumb{Label: "Waiting list reasons", Href: "/college/priorities"}

func (h handlers) priorities(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Read)
	if err != nil {
		return err
	}
	data := prioritiesPage{Page: web.NewPage(w, r, "Who is offered a free place first", collegeCrumb, settingsCrumb), chosen: at}
	if data.Priorities, err = h.c.AllPriorities(r.Context(), h.c.db, actor.From(r.Context()).OrgID, at.College.ID); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["plan_priorities.html"], data)
}

func (h handlers) showPriorityForm(w http.ResponseWriter, r *http.Request, form *web.Form, at chosen, p Priority) error {
	data := prioritiesPage{chosen: at, Priority: p, Action: "/college/priorities"}
	title := "Add a reason"
	if p.ID != "" {
		data.Action, title = "/college/priorities/"+p.ID, "Change a reason"
	}
	data.Page = web.NewPage(w, r, title, collegeCrumb, settingsCrumb, prioritiesCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_priority_form.html"], data)
}

func readPriority(form *web.Form) Priority {
	return Priority{Label: form.Text("label", "The reason", 1, 200), About: form.Text("about", "What it means", 1, 500), Rank: form.Int("rank", "The order", 1, 99)}
}

func (h handlers) newPriority(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	return h.showPriorityForm(w, r, web.NewForm(map[string]string{"rank": "10"}), at, Priority{})
}

func (h handlers) addPriority(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	p := readPriority(form)
	p.UnitID = at.College.ID
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.AddPriority(r.Context(), actor.From(r.Context()), p)
		return "/college/priorities?unit=" + p.UnitID, err
	}, "Reason added.", func() error { return h.showPriorityForm(w, r, form, at, Priority{}) })
}

func (h handlers) editPriority(w http.ResponseWriter, r *http.Request) error {
	p, err := h.c.priorityInReach(r.Context(), h.c.db, actor.From(r.Context()), Manage, r.PathValue("priority"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"label": p.Label, "about": p.About, "rank": strconv.Itoa(p.Rank)})
	return h.showPriorityForm(w, r, form, chosen{}, p)
}

func (h handlers) savePriority(w http.ResponseWriter, r *http.Request) error {
	old, err := h.c.priorityInReach(r.Context(), h.c.db, actor.From(r.Context()), Manage, r.PathValue("priority"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	p := readPriority(form)
	p.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/priorities?unit=" + old.UnitID, h.c.ChangePriority(r.Context(), actor.From(r.Context()), p)
	}, "Saved.", func() error { return h.showPriorityForm(w, r, form, chosen{}, old) })
}

func (h handlers) closePriority(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("priority")
	return button(w, r, h.c.ClosePriority(r.Context(), actor.From(r.Context()), id), "/college/priorities", "Closed.")
}

func (h handlers) reopenPriority(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("priority")
	return button(w, r, h.c.ReopenPriority(r.Context(), actor.From(r.Context()), id), "/college/priorities", "Reopened.")
}

// dateOf fills the boxes of a date in a form.
func dateOf(form *web.Form, dates map[string]when.Date) *web.Form {
	for name, d := range dates {
		form.SetDate(name, d)
	}
	return form
}
