package courses

import (
	"embed"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module.
func Routes(c *Courses) []web.Route {
	h := handlers{c}
	return []web.Route{
		{Pattern: "GET /courses", Permission: Read, Handler: h.list},
		{Pattern: "GET /courses/list.csv", Permission: Read, Handler: h.listCSV},
		{Pattern: "GET /courses/list.xlsx", Permission: Read, Handler: h.listXLSX},
		{Pattern: "GET /courses/new", Permission: Edit, Handler: h.newCourse},
		{Pattern: "POST /courses", Permission: Edit, Handler: h.addCourse},
		{Pattern: "GET /courses/mine", Permission: web.SignedIn, Handler: h.mine},
		{Pattern: "GET /courses/{course}", Permission: Read, Handler: h.course},
		{Pattern: "GET /courses/{course}/print", Permission: Read, Handler: h.print},
		{Pattern: "GET /courses/{course}/compare", Permission: Read, Handler: h.compare},

		{Pattern: "GET /courses/{course}/edit", Permission: Edit, Handler: h.editWords},
		{Pattern: "POST /courses/{course}/edit", Permission: Edit, Handler: h.saveWords},
		{Pattern: "GET /courses/{course}/outcomes/new", Permission: Edit, Handler: h.newOutcome},
		{Pattern: "POST /courses/{course}/outcomes", Permission: Edit, Handler: h.addOutcome},
		{Pattern: "GET /courses/{course}/outcomes/{outcome}", Permission: Edit, Handler: h.editOutcome},
		{Pattern: "POST /courses/{course}/outcomes/{outcome}", Permission: Edit, Handler: h.saveOutcome},
		{Pattern: "POST /courses/{course}/outcomes/{outcome}/up", Permission: Edit, Button: true, Handler: h.raiseOutcome},
		{Pattern: "POST /courses/{course}/outcomes/{outcome}/remove", Permission: Edit, Button: true, Handler: h.removeOutcome},
		{Pattern: "GET /courses/{course}/materials/new", Permission: Edit, Handler: h.newMaterial},
		{Pattern: "POST /courses/{course}/materials", Permission: Edit, Handler: h.addMaterial},
		{Pattern: "GET /courses/{course}/materials/{material}", Permission: Edit, Handler: h.editMaterial},
		{Pattern: "POST /courses/{course}/materials/{material}", Permission: Edit, Handler: h.saveMaterial},
		{Pattern: "POST /courses/{course}/materials/{material}/remove", Permission: Edit, Button: true, Handler: h.removeMaterial},
		{Pattern: "POST /courses/{course}/materials/{material}/restore", Permission: Edit, Button: true, Handler: h.restoreMaterial},

		{Pattern: "GET /courses/{course}/designers/new", Permission: Edit, Handler: h.newDesigner},
		{Pattern: "POST /courses/{course}/designers", Permission: Edit, Handler: h.addDesigner},
		{Pattern: "GET /courses/{course}/designers/{designer}/agree", Permission: Edit, Handler: h.askAgreement},
		{Pattern: "POST /courses/{course}/designers/{designer}/agree", Permission: Edit, Handler: h.recordAgreement},
		{Pattern: "POST /courses/{course}/designers/{designer}/withdraw", Permission: Edit, Button: true, Handler: h.recordWithdrawal},
		{Pattern: "POST /courses/{course}/designers/{designer}/remove", Permission: Edit, Button: true, Handler: h.removeDesigner},
		{Pattern: "POST /courses/{course}/designers/{designer}/unname", Permission: Publish, Button: true, Handler: h.unname},
		{Pattern: "GET /courses/{course}/log/new", Permission: Edit, Handler: h.newEntry},
		{Pattern: "POST /courses/{course}/log", Permission: Edit, Handler: h.addEntry},

		{Pattern: "POST /courses/{course}/move", Permission: Edit, Button: true, Handler: h.move},
		{Pattern: "POST /courses/{course}/new-version", Permission: Edit, Button: true, Handler: h.newVersion},
		{Pattern: "POST /courses/{course}/put-away", Permission: Edit, Button: true, Handler: h.putAway},
		{Pattern: "GET /courses/{course}/publish", Permission: Publish, Handler: h.askPublish},
		{Pattern: "POST /courses/{course}/publish", Permission: Publish, Handler: h.publish},
		{Pattern: "GET /courses/{course}/review", Permission: Publish, Handler: h.askReview},
		{Pattern: "POST /courses/{course}/review", Permission: Publish, Handler: h.review},
		{Pattern: "GET /courses/{course}/retire", Permission: Publish, Handler: h.askRetire},
		{Pattern: "POST /courses/{course}/retire", Permission: Publish, Handler: h.retire},
		{Pattern: "POST /courses/{course}/bring-back", Permission: Publish, Button: true, Handler: h.bringBack},

		// A designer needs no role: these look for their part in the version.
		{Pattern: "GET /courses/{course}/versions/{courseversion}", Permission: web.SignedIn, Handler: h.version},
		{Pattern: "GET /courses/{course}/versions/{courseversion}/files/{material}", Permission: web.SignedIn, Handler: h.file},
		{Pattern: "POST /courses/{course}/versions/{courseversion}/agree", Permission: web.SignedIn, Button: true, Handler: h.agree},
		{Pattern: "POST /courses/{course}/versions/{courseversion}/withdraw", Permission: web.SignedIn, Button: true, Handler: h.withdraw},
		{Pattern: "POST /courses/{course}/versions/{courseversion}/say", Permission: web.SignedIn, Handler: h.say},
		{Pattern: "POST /courses/{course}/versions/{courseversion}/take-up", Permission: Edit, Button: true, Handler: h.takeUp},
	}
}

type handlers struct{ c *Courses }

// coursesCrumb is the way back to the list.
var coursesCrumb = web.Crumb{Label: "Courses", Href: "/courses"}

// crumbs lead back to a course.
func crumbs(v View) []web.Crumb {
	return []web.Crumb{coursesCrumb, {Label: v.Version.Title, Href: "/courses/" + v.Course.ID}}
}

// at is the course of the address as the visitor sees it, if they hold the
// permission at its college.
func (h handlers) at(r *http.Request, permission string) (View, error) {
	by := actor.From(r.Context())
	v, err := h.c.Open(r.Context(), by, r.PathValue("course"), "")
	if err != nil {
		return v, err
	}
	return v, h.c.reach(r.Context(), h.c.db, by, permission, v.Course.UnitID)
}

// draftAt is the same, if the course has a draft, which is then the version
// shown.
func (h handlers) draftAt(r *http.Request) (View, error) {
	v, err := h.at(r, Edit)
	if err == nil && !v.Version.Draft() {
		err = errNoDraft
	}
	return v, err
}

// number reads the version that a form was made from.
func number(form *web.Form) int {
	n, err := strconv.Atoi(form.Value("version"))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}

// finish answers a form about a course: on success the visitor goes to its page,
// otherwise show shows the form again.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() error, message string, show func() error) error {
	if form.OK() {
		err := save()
		if err == nil {
			return web.SeeOther(w, r, "/courses/"+r.PathValue("course"), message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}

// button answers a button on a course's page. What cannot be done now is said on
// the page.
func (h handlers) button(w http.ResponseWriter, r *http.Request, permission, message string, do func(by actor.Actor, form *web.Form) error) error {
	if _, err := h.at(r, permission); err != nil {
		return err
	}
	form := web.ReadForm(r)
	if err := form.Take(do(actor.From(r.Context()), form)); err != nil {
		return err
	}
	if !form.OK() {
		return h.showCourse(w, r, form, "")
	}
	return web.SeeOther(w, r, "/courses/"+r.PathValue("course"), message)
}

// options are the choices of a list.
func options(first string, from []Choice) []web.Option {
	var out []web.Option
	if first != "" {
		out = append(out, web.Option{Value: "", Label: first})
	}
	for _, c := range from {
		out = append(out, web.Option{Value: c.Code, Label: c.Label})
	}
	return out
}
