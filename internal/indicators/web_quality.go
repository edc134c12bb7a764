package indicators

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

type qualityPage struct {
	web.Page
	Quality
	Units   []web.Option
	Files   takeaway
	MayLoad bool
}

func (h handlers) quality(w http.ResponseWriter, r *http.Request) error {
	ctx, by, q := r.Context(), actor.From(r.Context()), r.URL.Query()
	found, err := h.x.Quality(ctx, by, q.Get("unit"), q.Get("indicator"))
	if err != nil {
		return err
	}
	s, err := h.x.sight(ctx, by)
	if err != nil {
		return err
	}
	title, crumbs := "What the figures rest on", []web.Crumb{crumb}
	if found.Of != nil {
		title, crumbs = title+": "+found.Of.Title, append(crumbs, web.Crumb{Label: title, Href: "/indicators/quality"})
	}
	return web.Render(w, http.StatusOK, pages["quality.html"], qualityPage{
		Page: web.NewPage(w, r, title, crumbs...), Quality: found, Units: unitOptions(s.seen()),
		Files: take("/indicators/quality/figures", q), MayLoad: web.MayOpen(r, "/extracts"),
	})
}

func (h handlers) qualitySheet(r *http.Request) (export.Sheet, error) {
	q := r.URL.Query()
	found, err := h.x.Quality(r.Context(), actor.From(r.Context()), q.Get("unit"), q.Get("indicator"))
	return found.sheet(), err
}
