package college

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// yearRow is a year with its terms.
type yearRow struct {
	Year
	Terms []termRow
}

// termRow is a term as a list shows it.
type termRow struct {
	Term
	Phase, Booking string
}

type termsPage struct {
	web.Page
	chosen
	Years []yearRow
}

var termsCrumb = web.Crumb{Label: "Terms", Href: "/college/terms"}

func (h handlers) terms(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Read)
	if err != nil {
		return err
	}
	ctx, by, today := r.Context(), actor.From(r.Context()), h.c.today()
	years, err := h.c.Years(ctx, h.c.db, by.OrgID, at.College.ID)
	if err != nil {
		return err
	}
	terms, err := termsOfUnit(ctx, h.c.db, by.OrgID, at.College.ID)
	if err != nil {
		return err
	}
	data := termsPage{Page: web.NewPage(w, r, "Years and terms", collegeCrumb), chosen: at}
	for _, y := range years {
		row := yearRow{Year: y}
		for _, t := range terms {
			if t.YearID == y.ID {
				row.Terms = append(row.Terms, termRow{t, t.Phase(today), t.BookingWords(today)})
			}
		}
		data.Years = append(data.Years, row)
	}
	return web.Render(w, http.StatusOK, pages["plan_terms.html"], data)
}

type yearFormPage struct {
	web.Page
	chosen
	Action, Submit string
	Year           Year
	Term           Term
}

func (h handlers) showYearForm(w http.ResponseWriter, r *http.Request, form *web.Form, at chosen, y Year) error {
	data := yearFormPage{chosen: at, Action: "/college/years", Submit: "Add year", Year: y}
	title := "Add an academic year"
	if y.ID != "" {
		data.Action, data.Submit, title = "/college/years/"+y.ID, "Save", "Change "+y.Name
	}
	data.Page = web.NewPage(w, r, title, collegeCrumb, termsCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_year_form.html"], data)
}

func readYear(form *web.Form) Year {
	return Year{Name: form.Text("name", "A name", 1, 200), StartsOn: form.Date("starts_on", "The first day", true), EndsOn: form.Date("ends_on", "The last day", true)}
}

func (h handlers) newYear(w http.ResponseWriter, r *http.Request) error {
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	return h.showYearForm(w, r, web.NewForm(nil), at, Year{})
}

func (h handlers) addYear(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	at, err := h.college(r, Manage)
	if err != nil {
		return err
	}
	y := readYear(form)
	y.UnitID = at.College.ID
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.AddYear(r.Context(), actor.From(r.Context()), y)
		return "/college/terms?unit=" + y.UnitID, err
	}, "Year added.", func() error { return h.showYearForm(w, r, form, at, Year{}) })
}

func (h handlers) managedYear(r *http.Request) (Year, error) {
	return h.c.yearInReach(r.Context(), h.c.db, actor.From(r.Context()), Manage, r.PathValue("year"))
}

func (h handlers) editYear(w http.ResponseWriter, r *http.Request) error {
	y, err := h.managedYear(r)
	if err != nil {
		return err
	}
	form := dateOf(web.NewForm(map[string]string{"name": y.Name}), map[string]when.Date{"starts_on": y.StartsOn, "ends_on": y.EndsOn})
	return h.showYearForm(w, r, form, chosen{}, y)
}

func (h handlers) saveYear(w http.ResponseWriter, r *http.Request) error {
	old, err := h.managedYear(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	y := readYear(form)
	y.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/terms?unit=" + old.UnitID, h.c.ChangeYear(r.Context(), actor.From(r.Context()), y)
	}, "Saved.", func() error { return h.showYearForm(w, r, form, chosen{}, old) })
}

func (h handlers) showTermForm(w http.ResponseWriter, r *http.Request, form *web.Form, y Year, t Term) error {
	data := yearFormPage{Action: "/college/years/" + y.ID + "/terms", Submit: "Add term", Year: y, Term: t}
	crumbs, title := []web.Crumb{collegeCrumb, termsCrumb}, "Add a term to "+y.Name
	if t.ID != "" {
		data.Action, data.Submit, title = "/college/terms/"+t.ID, "Save", "Change "+t.Name
		crumbs = append(crumbs, web.Crumb{Label: t.Name, Href: "/college/terms/" + t.ID})
	}
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_term_form.html"], data)
}

func readTerm(form *web.Form) Term {
	return Term{
		Name: form.Text("name", "A name", 1, 200), StartsOn: form.Date("starts_on", "The first day", true), EndsOn: form.Date("ends_on", "The last day", true),
		OpensOn: form.Date("opens_on", "The first day of booking", true), ClosesOn: form.Date("closes_on", "The last day of booking", true),
		TermLimit: form.Int("term_limit", "The limit", 0, 100), Version: formVersion(form),
	}
}

func (h handlers) newTerm(w http.ResponseWriter, r *http.Request) error {
	y, err := h.managedYear(r)
	if err != nil {
		return err
	}
	s, err := h.c.Setting(r.Context(), h.c.db, y.OrgID, y.UnitID)
	if err != nil {
		return err
	}
	return h.showTermForm(w, r, web.NewForm(map[string]string{"term_limit": strconv.Itoa(s.TermLimit)}), y, Term{})
}

func (h handlers) addTerm(w http.ResponseWriter, r *http.Request) error {
	y, err := h.managedYear(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	t := readTerm(form)
	t.YearID = y.ID
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.AddTerm(r.Context(), actor.From(r.Context()), t)
		return "/college/terms?unit=" + y.UnitID, err
	}, "Term added.", func() error { return h.showTermForm(w, r, form, y, Term{}) })
}

func (h handlers) managedTerm(r *http.Request) (Term, error) {
	return h.c.termInReach(r.Context(), h.c.db, actor.From(r.Context()), Manage, r.PathValue("term"))
}

func (h handlers) editTerm(w http.ResponseWriter, r *http.Request) error {
	t, err := h.managedTerm(r)
	if err != nil {
		return err
	}
	form := dateOf(web.NewForm(map[string]string{"name": t.Name, "term_limit": strconv.Itoa(t.TermLimit), "version": strconv.Itoa(t.Version)}),
		map[string]when.Date{"starts_on": t.StartsOn, "ends_on": t.EndsOn, "opens_on": t.OpensOn, "closes_on": t.ClosesOn})
	return h.showTermForm(w, r, form, Year{ID: t.YearID}, t)
}

func (h handlers) saveTerm(w http.ResponseWriter, r *http.Request) error {
	old, err := h.managedTerm(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	t := readTerm(form)
	t.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/terms?unit=" + old.UnitID, h.c.ChangeTerm(r.Context(), actor.From(r.Context()), t)
	}, "Saved.", func() error { return h.showTermForm(w, r, form, Year{ID: old.YearID}, old) })
}
