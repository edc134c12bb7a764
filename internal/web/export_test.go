package web

import "io"

// OwnPage is a page of this package with data of the type it is shown with.
type OwnPage struct {
	Template *Template
	Data     any
}

// OwnPages are the pages of this package, for the check of their templates.
func OwnPages() map[string]OwnPage {
	out := map[string]OwnPage{"error.html": {errorPage, ErrorPage{}}}
	for name, page := range staticPages {
		out[name] = OwnPage{page, staticPage{}}
	}
	return out
}

// Component writes one component with its data.
func Component(w io.Writer, name string, data any) error {
	return whole(trees{}, layout()).ExecuteTemplate(w, name, data)
}
