package surveys

import (
	"embed"
	"slices"

	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module.
func Routes(s *Surveys) []web.Route {
	h := handlers{s}
	return slices.Concat(
		waveRoutes(h), collectRoutes(h), paperRoutes(h), // web_wave.go, web_collect.go, web_paper.go
		figureRoutes(h), saidRoutes(h), publicRoutes(h), apiRoutes(h), // web_figures.go, web_said.go, web_public.go, web_api.go
	)
}

type handlers struct{ s *Surveys }

// listCrumb is the way back to the list.
var listCrumb = web.Crumb{Label: "Surveys", Href: "/surveys"}
