package surveys

import (
	"embed"
	"slices"

	"footbridge/internal/access"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files, forms.Templates)

// Routes are the pages of this module. client says from where a request comes;
// nil takes the address of the connection.
func Routes(s *Surveys, client access.ClientIP) []web.Route {
	h := handlers{s, client}
	return slices.Concat(
		waveRoutes(h), groupRoutes(h), collectRoutes(h), paperRoutes(h), // web_wave.go, web_collect.go, web_paper.go
		figureRoutes(h), saidRoutes(h), publicRoutes(h), apiRoutes(h), // web_figures.go, web_said.go, web_public.go, web_api.go
	)
}

type handlers struct {
	s    *Surveys
	from access.ClientIP // nil takes the address of the connection
}

// listCrumb is the way back to the list.
var listCrumb = web.Crumb{Label: "Surveys", Href: "/surveys"}
