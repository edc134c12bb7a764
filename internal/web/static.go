package web

import (
	"html/template"
	"net/http"
	"sync"
)

// StaticRoutes are the pages that say what the service is, how it can be used
// by everybody, and what it keeps about its visitors.
func StaticRoutes() []Route {
	return []Route{
		{Pattern: "GET /about", Permission: Anyone, Handler: static("about.html", "About Footbridge")},
		{Pattern: "GET /accessibility", Permission: Anyone, Handler: static("accessibility.html", "Accessibility")},
		{Pattern: "GET /privacy", Permission: Anyone, Handler: static("privacy.html", "Privacy and cookies")},
	}
}

var staticPages = map[string]*Template{
	"about.html":         ownPage("about.html"),
	"accessibility.html": ownPage("accessibility.html"),
	"privacy.html":       ownPage("privacy.html"),
}

// ownPage is a page of this package.
func ownPage(name string) *Template {
	return &Template{sync.OnceValue(func() *template.Template { return whole(layout(), parsed(layoutFiles, "templates/"+name)) })}
}

type staticPage struct{ Page }

func static(name, title string) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return Render(w, http.StatusOK, staticPages[name], staticPage{NewPage(w, r, title)})
	}
}
