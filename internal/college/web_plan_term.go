package college

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type termPage struct {
	web.Page
	Term    Term
	Phase   string
	Booking string
	Year    Year
	Runs    []listedRun
	Pager   web.Pager
	Unready []Unready // drafts, with what they need
	Copies  []Copy
	Copy    Copy
	To      Term
	Terms   []web.Option
	Manage  bool
	Ready   int // drafts that can be published
}

func (h handlers) termOf(r *http.Request, permission string) (Term, error) {
	return h.c.termInReach(r.Context(), h.c.db, actor.From(r.Context()), permission, r.PathValue("term"))
}

func termCrumb(t Term) web.Crumb { return web.Crumb{Label: t.Name, Href: "/college/terms/" + t.ID} }

func (h handlers) term(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Read)
	if err != nil {
		return err
	}
	ctx, by, today, number := r.Context(), actor.From(r.Context()), h.c.today(), web.PageNumber(r)
	data := termPage{Page: web.NewPage(w, r, t.Name, collegeCrumb, termsCrumb), Term: t, Phase: t.Phase(today), Booking: t.BookingWords(today)}
	if data.Year, err = oneYear(ctx, h.c.db, t.OrgID, t.YearID); err != nil {
		return err
	}
	_, err = h.c.at(ctx, h.c.db, by, Manage, t.UnitID)
	data.Manage = err == nil
	rows, total, err := h.c.Runs(ctx, by, RunFilter{TermID: t.ID}, web.Offset(number), web.PerPage)
	if err != nil {
		return err
	}
	data.Runs, data.Pager = h.listed(rows), web.NewPager(r, number, total)
	if data.Copies, err = copiesInto(ctx, h.c.db, t); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["plan_term.html"], data)
}

func (h handlers) askPublish(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	return h.showPublish(w, r, web.NewForm(nil), t)
}

func (h handlers) showPublish(w http.ResponseWriter, r *http.Request, form *web.Form, t Term) error {
	data := termPage{Page: web.NewPage(w, r, "Publish "+t.Name, collegeCrumb, termsCrumb, termCrumb(t)).WithForm(form), Term: t}
	var err error
	if data.Unready, err = h.c.Readiness(r.Context(), h.c.db, t); err != nil {
		return err
	}
	for _, u := range data.Unready {
		if len(u.Why) == 0 {
			data.Ready++
		}
	}
	return web.Render(w, web.FormStatus(form), pages["plan_publish.html"], data)
}

func (h handlers) publish(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	opened, left, err := h.c.Publish(r.Context(), actor.From(r.Context()), t.ID)
	if err != nil {
		form := web.NewForm(nil)
		if err := form.Take(err); err != nil {
			return err
		}
		return h.showPublish(w, r, form, t)
	}
	message := "Published. Runs opened: " + strconv.Itoa(opened) + "."
	if len(left) > 0 {
		return web.SeeOther(w, r, "/college/terms/"+t.ID+"/publish", message+" Left as drafts: "+strconv.Itoa(len(left))+".")
	}
	return web.SeeOther(w, r, "/college/terms/"+t.ID, message)
}

func (h handlers) showCopy(w http.ResponseWriter, r *http.Request, form *web.Form, t Term) error {
	all, err := termsOfUnit(r.Context(), h.c.db, t.OrgID, t.UnitID)
	if err != nil {
		return err
	}
	data := termPage{Page: web.NewPage(w, r, "Copy "+t.Name, collegeCrumb, termsCrumb, termCrumb(t)).WithForm(form), Term: t, Terms: []web.Option{{Value: "", Label: "Choose"}}}
	for _, o := range all {
		if o.ID != t.ID && !h.c.today().After(o.EndsOn) {
			data.Terms = append(data.Terms, web.Option{Value: o.ID, Label: o.Name + ", " + o.StartsOn.String() + " to " + o.EndsOn.String()})
		}
	}
	return web.Render(w, web.FormStatus(form), pages["plan_copy.html"], data)
}

func (h handlers) askCopy(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	return h.showCopy(w, r, web.NewForm(nil), t)
}

func (h handlers) copyTerm(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	to := form.Text("to", "The term to copy into", 1, 100)
	return finish(w, r, form, func() (string, error) {
		made, err := h.c.CopyTerm(r.Context(), actor.From(r.Context()), t.ID, to)
		return "/college/copies/" + made.ID, err
	}, "Copied.", func() error { return h.showCopy(w, r, form, t) })
}

func (h handlers) copied(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	p, to, err := h.c.copyInReach(ctx, h.c.db, by, Read, r.PathValue("copy"))
	if err != nil {
		return err
	}
	from, err := oneTerm(ctx, h.c.db, by.OrgID, p.FromID)
	if err != nil {
		return err
	}
	_, err = h.c.at(ctx, h.c.db, by, Manage, to.UnitID)
	data := termPage{Page: web.NewPage(w, r, from.Name+" copied into "+to.Name, collegeCrumb, termsCrumb, termCrumb(to)), Term: from, To: to, Copy: p, Manage: err == nil}
	return web.Render(w, http.StatusOK, pages["plan_copied.html"], data)
}

func (h handlers) undoCopy(w http.ResponseWriter, r *http.Request) error {
	removed, kept, err := h.c.UndoCopy(r.Context(), actor.From(r.Context()), r.PathValue("copy"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/copies/"+r.PathValue("copy"), "Drafts removed: "+strconv.Itoa(removed)+". Kept, because somebody has changed them: "+strconv.Itoa(kept)+".")
}
