package surveys

import (
	"embed"
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module.
func Routes(s *Surveys) []web.Route {
	h := handlers{s}
	return slices.Concat(
		[]web.Route{{Pattern: "GET /surveys", Permission: Read, Handler: h.list}},
		waveRoutes(h), collectRoutes(h), paperRoutes(h), // web_wave.go, web_collect.go, web_paper.go
		figureRoutes(h), saidRoutes(h), publicRoutes(h), apiRoutes(h), // web_figures.go, web_said.go, web_public.go, web_api.go
	)
}

type handlers struct{ s *Surveys }

// listCrumb is the way back to the list.
var listCrumb = web.Crumb{Label: "Surveys", Href: "/surveys"}

type listPage struct {
	web.Page
	Surveys []Survey
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	list, err := allSurveys(r.Context(), h.s.db, actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["surveys.html"], listPage{Page: web.NewPage(w, r, "Surveys"), Surveys: list})
}
