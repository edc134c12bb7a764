package college

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type retentionPage struct {
	web.Page
	Keepings []Keeping
	Purges   []Purge
}

// keepRoutes are the page of how long records are kept.
func (h handlers) keepRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college/retention", Permission: Manage, Handler: h.retention},
		{Pattern: "POST /college/retention", Permission: Manage, Handler: h.saveRetention},
	}
}

func (h handlers) retention(w http.ResponseWriter, r *http.Request) error {
	kept, err := h.c.Keepings(r.Context(), actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	for _, k := range kept {
		form.Set("months_"+k.Fields, strconv.Itoa(k.Months))
	}
	return h.showRetention(w, r, form, kept)
}

func (h handlers) showRetention(w http.ResponseWriter, r *http.Request, form *web.Form, kept []Keeping) error {
	data := retentionPage{Page: web.NewPage(w, r, "How long records are kept", collegeCrumb).WithForm(form), Keepings: kept}
	var err error
	if data.Purges, err = h.c.Purges(r.Context(), actor.From(r.Context()).OrgID, 2*web.PerPage); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["student_retention.html"], data)
}

func (h handlers) saveRetention(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	kept, err := h.c.Keepings(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	form, months := web.ReadForm(r), map[string]int{}
	for _, k := range kept {
		months[k.Fields] = form.Int("months_"+k.Fields, "The number of months", 1, 600)
	}
	return finish(w, r, form, func() (string, error) { return "/college/retention", h.c.SetKeepings(r.Context(), by, months) }, "Saved.",
		func() error { return h.showRetention(w, r, form, kept) })
}
