package surveys

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type publishPage struct {
	web.Page
	Wave     Wave
	Draft    Published
	Sets     []figureSet
	Editions []Edition
}

func (h handlers) showPublish(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, draft, err := h.s.Draft(ctx, by, r.PathValue("closedwave"), "")
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"method": wave.Sample})
	}
	data := publishPage{Page: web.NewPage(w, r, "Publish the figures", waveCrumbs(wave)...).WithForm(form), Wave: wave, Draft: draft, Sets: draft.Table.sets()}
	if data.Editions, err = h.s.Editions(ctx, by, wave.ID); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["publish.html"], data)
}

func (h handlers) askPublish(w http.ResponseWriter, r *http.Request) error {
	return h.showPublish(w, r, nil)
}

func (h handlers) publish(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	_, err := h.s.Publish(r.Context(), actor.From(r.Context()), r.PathValue("closedwave"), form.Value("method"))
	if err = form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showPublish(w, r, form)
	}
	return web.SeeOther(w, r, "/surveys/waves/"+r.PathValue("closedwave")+"/figures", "The figures are published. Everybody with the address can read them.")
}

func (h handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	err := h.s.Withdraw(r.Context(), actor.From(r.Context()), r.PathValue("closedwave"), form.Value("why"))
	if err = form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showPublish(w, r, form)
	}
	return web.SeeOther(w, r, "/surveys/waves/"+r.PathValue("closedwave")+"/figures", "The figures are withdrawn. Nobody can read them any more.")
}
