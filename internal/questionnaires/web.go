package questionnaires

import (
	"embed"
	"net/http"
	"slices"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files, forms.Templates)

// Routes are the pages of this module. What is under version/ shows any version;
// what is under draft/ changes a draft.
func Routes(q *Questionnaires) []web.Route {
	h := handlers{q}
	return slices.Concat(bankRoutes(h), versionRoutes(h), importRoutes(h), tryRoutes(h), draftRoutes(h))
}

func bankRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /questionnaires", Permission: Read, Handler: h.list},
		{Pattern: "GET /questionnaires/new", Permission: Edit, Whole: true, Handler: h.askNew},
		{Pattern: "POST /questionnaires", Permission: Edit, Whole: true, Handler: h.add},
		{Pattern: "GET /questionnaires/ready", Permission: Edit, Whole: true, Handler: h.ready},
		{Pattern: "POST /questionnaires/ready", Permission: Edit, Whole: true, Button: true, Handler: h.addReady},
		{Pattern: "GET /questionnaires/{questionnaire}", Permission: Read, Handler: h.one},
		{Pattern: "GET /questionnaires/{questionnaire}/edit", Permission: Edit, Whole: true, Handler: h.askEdit},
		{Pattern: "POST /questionnaires/{questionnaire}/edit", Permission: Edit, Whole: true, Handler: h.edit},
		{Pattern: "POST /questionnaires/{questionnaire}/retire", Permission: Edit, Whole: true, Button: true, Handler: h.retire},
		{Pattern: "POST /questionnaires/{questionnaire}/bring-back", Permission: Edit, Whole: true, Button: true, Handler: h.bringBack},
		{Pattern: "GET /questionnaires/{questionnaire}/licence", Permission: Edit, Whole: true, Handler: h.askLicence},
		{Pattern: "POST /questionnaires/{questionnaire}/licence", Permission: Edit, Whole: true, Handler: h.addLicence},
		{Pattern: "POST /questionnaires/licence/{licence}/end", Permission: Edit, Whole: true, Button: true, Handler: h.endLicence},
	}
}

type handlers struct{ q *Questionnaires }

// listCrumb is the way back to the bank.
var listCrumb = web.Crumb{Label: "Questionnaires", Href: "/questionnaires"}

func crumbOf(of Questionnaire) web.Crumb {
	return web.Crumb{Label: of.Title, Href: "/questionnaires/" + of.ID}
}

type listPage struct {
	web.Page
	Filter           Filter
	States, Licences []web.Option
	Entries          []Entry
	Soon             []Entry // whose licence ends soon, whatever the filter
	Pager            web.Pager
	MayEdit          bool
}

var (
	stateOptions   = []web.Option{{Value: "", Label: "In use"}, {Value: "published", Label: "Published"}, {Value: "draft", Label: "Being edited"}, {Value: "retired", Label: "Retired"}}
	licenceOptions = []web.Option{{Value: "", Label: "Any"}, {Value: "valid", Label: "Valid"}, {Value: "soon", Label: "Ends soon"}, {Value: "none", Label: "None that is valid"}}
)

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, query := actor.From(r.Context()), r.URL.Query()
	f := Filter{query.Get("q"), query.Get("state"), query.Get("licence")}
	entries, err := h.q.Bank(r.Context(), by, f)
	if err != nil {
		return err
	}
	soon, err := h.q.Bank(r.Context(), by, Filter{Licence: "soon"})
	if err != nil {
		return err
	}
	number := web.PageNumber(r)
	data := listPage{Page: web.NewPage(w, r, "Questionnaires"), Filter: f, States: stateOptions, Licences: licenceOptions, Soon: soon,
		Pager: web.NewPager(r, number, len(entries)), MayEdit: by.CanEverywhere(Edit)}
	if data.Pager.From > 0 {
		data.Entries = entries[data.Pager.From-1 : data.Pager.To]
	}
	return web.Render(w, http.StatusOK, pages["questionnaires.html"], data)
}

type detailsPage struct {
	web.Page
	Action, Back, Submit string
	Whose                []web.Option // of a new one: whose words they are
}

var whoseOptions = []web.Option{
	{Value: "yes", Label: "Ours", Hint: "We record at once that we may use them."},
	{Value: "no", Label: "Somebody else’s", Hint: "Record the owner’s licence before you try it out or publish it."},
}

func readDetails(r *http.Request) (*web.Form, Details) {
	form := web.ReadForm(r)
	d := Details{Title: form.Text("title", "A title", 1, 200), Name: form.Text("name", "The short name", 0, 64), About: form.Text("about", "What it is for", 0, 1000)}
	d.Version, _ = strconv.Atoi(form.Value("version"))
	return form, d
}

func (h handlers) askNew(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, web.NewForm(map[string]string{"own": "yes"}))
}

func (h handlers) showNew(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := detailsPage{web.NewPage(w, r, "Make a questionnaire", listCrumb).WithForm(form), "/questionnaires", "/questionnaires", "Go on to the questions", whoseOptions}
	return web.Render(w, web.FormStatus(form), pages["details.html"], data)
}

func (h handlers) add(w http.ResponseWriter, r *http.Request) error {
	form, d := readDetails(r)
	if form.OK() {
		_, draft, err := h.q.Make(r.Context(), actor.From(r.Context()), d, blankForm, form.Value("own") == "yes")
		if err == nil {
			return web.SeeOther(w, r, "/questionnaires/draft/"+draft.ID+"/edit", "Added. Now its questions.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showNew(w, r, form)
}

type readyPage struct {
	web.Page
	Ready []readyView
}

type readyView struct {
	Name, Title, About string
	Questions          int
	ID                 string // of the one in the bank, "" when it is not there
}

func (h handlers) ready(w http.ResponseWriter, r *http.Request) error {
	all, err := h.q.List(r.Context(), h.q.db, actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	data := readyPage{Page: web.NewPage(w, r, "Questionnaires that come with Footbridge", listCrumb)}
	for _, one := range ReadyOnes() {
		v := readyView{Name: one.Name, Title: one.Form.Title.Plain, About: one.Form.Purpose, Questions: countQuestions(&one.Form)}
		for _, have := range all {
			if have.Name == one.Name {
				v.ID = have.ID
			}
		}
		data.Ready = append(data.Ready, v)
	}
	return web.Render(w, http.StatusOK, pages["ready.html"], data)
}

func (h handlers) addReady(w http.ResponseWriter, r *http.Request) error {
	added, err := h.q.AddReady(r.Context(), actor.From(r.Context()), web.ReadForm(r).Value("ready"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/"+added.ID, "In the bank, and ready to ask.")
}

// asked is the questionnaire of the address.
func (h handlers) asked(r *http.Request) (Questionnaire, error) {
	return h.q.One(r.Context(), h.q.db, actor.From(r.Context()).OrgID, r.PathValue("questionnaire"))
}

type onePage struct {
	web.Page
	Questionnaire Questionnaire
	Versions      []versionView
	Draft         *Version
	Licences      []licenceView
	Mind          *web.Callout // about the licences
	MayEdit       bool
}

type versionView struct {
	Version
	Questions int
	Uses      []Use
}

type licenceView struct {
	Licence
	Tag web.Tag
}

func (h handlers) one(w http.ResponseWriter, r *http.Request) error {
	of, err := h.asked(r)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), actor.From(r.Context())
	data := onePage{Page: web.NewPage(w, r, of.Title, listCrumb), Questionnaire: of, MayEdit: by.CanEverywhere(Edit)}
	versions, err := h.q.Versions(ctx, by.OrgID, of.ID)
	if err != nil {
		return err
	}
	for _, v := range versions {
		view := versionView{Version: v, Questions: countQuestions(&v.Form)}
		if v.Draft() {
			data.Draft = &v
		} else if view.Uses, err = h.q.UsesOf(ctx, by.OrgID, v.ID); err != nil {
			return err
		}
		data.Versions = append(data.Versions, view)
	}
	licences, err := h.q.Licences(ctx, by.OrgID, of.ID)
	if err != nil {
		return err
	}
	switch s := standing(licences, h.q.today()); {
	case !s.Valid:
		data.Mind = &web.Callout{Heading: "It may not be shown to anybody", Text: s.Why}
	case s.Soon:
		data.Mind = &web.Callout{Heading: "The licence ends soon", Text: s.Why}
	}
	for _, l := range licences {
		data.Licences = append(data.Licences, licenceView{l, h.licenceTag(l)})
	}
	return web.Render(w, http.StatusOK, pages["questionnaire.html"], data)
}

func (h handlers) licenceTag(l Licence) web.Tag {
	today := h.q.today()
	switch {
	case l.ValidOn(today) && standing([]Licence{l}, today).Soon:
		return web.Tag{Text: "Ends soon", Colour: "yellow"}
	case l.ValidOn(today):
		return web.Tag{Text: "Valid", Colour: "green"}
	case !l.EndedOn.IsZero():
		return web.Tag{Text: "Taken back", Colour: "grey"}
	case l.FromDate.After(today):
		return web.Tag{Text: "Not yet", Colour: "blue"}
	}
	return web.Tag{Text: "Ended", Colour: "grey"}
}

func (h handlers) askEdit(w http.ResponseWriter, r *http.Request) error {
	of, err := h.asked(r)
	if err != nil {
		return err
	}
	return h.showEdit(w, r, of, web.NewForm(map[string]string{"title": of.Title, "name": of.Name, "about": of.About, "version": strconv.Itoa(of.Version)}))
}

func (h handlers) showEdit(w http.ResponseWriter, r *http.Request, of Questionnaire, form *web.Form) error {
	here := "/questionnaires/" + of.ID
	data := detailsPage{web.NewPage(w, r, "Change what is said about it", listCrumb, crumbOf(of)).WithForm(form), here + "/edit", here, "Save", nil}
	return web.Render(w, web.FormStatus(form), pages["details.html"], data)
}

func (h handlers) edit(w http.ResponseWriter, r *http.Request) error {
	of, err := h.asked(r)
	if err != nil {
		return err
	}
	form, d := readDetails(r)
	return finish(w, r, form, func() (string, error) {
		return "/questionnaires/" + of.ID, h.q.Change(r.Context(), actor.From(r.Context()), of.ID, d)
	}, "Saved.", func() error { return h.showEdit(w, r, of, form) })
}

// finish answers a form: on success the visitor goes to path, otherwise show
// shows the form again.
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

func (h handlers) retire(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("questionnaire")
	if err := h.q.Retire(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/"+id, "Retired. What was answered stays; nobody can be asked anew.")
}

func (h handlers) bringBack(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("questionnaire")
	if err := h.q.BringBack(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/"+id, "Back in use.")
}
