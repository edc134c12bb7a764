package college

import (
	"embed"
	"net/http"
	"strconv"

	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module.
func Routes(c *College) []web.Route {
	h := handlers{c}
	var all []web.Route
	all = append(all, h.planRoutes()...)
	all = append(all, h.bookingRoutes()...)
	all = append(all, h.dayRoutes()...)
	all = append(all, h.noticeRoutes()...)
	all = append(all, h.studentRoutes()...)
	return all
}

type handlers struct{ c *College }

// finish answers a form: when it is right so far, save is called and its path
// shown with message; otherwise show brings the form back with what is wrong.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, show func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}

// formVersion is the version of the record that the form was filled from.
func formVersion(form *web.Form) int {
	n, _ := strconv.Atoi(form.Value("version"))
	return min(max(n, 0), 1<<30)
}
