package extracts

import (
	"embed"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

var pages = web.Pages(templateFiles)

// MostUpload is how many bytes a load that is sent over the web may have; larger
// files are brought in by the command.
const MostUpload = 2 << 30

// Routes are the pages of the module. All of it is for who holds the permission
// at the whole organisation.
func Routes(x *Extracts) []web.Route {
	h := handlers{x}
	return []web.Route{
		{Pattern: "GET /extracts", Permission: Read, Whole: true, Handler: h.list},
		{Pattern: "GET /extracts/new", Permission: Load, Whole: true, Handler: h.askNew},
		{Pattern: "POST /extracts/new", Permission: Load, Whole: true, Most: MostUpload + 1<<20, Handler: h.upload},
		{Pattern: "GET /extracts/loads/{load}", Permission: Read, Whole: true, Handler: h.load},
		{Pattern: "POST /extracts/loads/{load}/commit", Permission: Load, Whole: true, Button: true, Handler: h.commit},
		{Pattern: "POST /extracts/loads/{load}/stop", Permission: Load, Whole: true, Button: true, Handler: h.stop},
		{Pattern: "GET /extracts/loads/{load}/undo", Permission: Load, Whole: true, Handler: h.askUndo},
		{Pattern: "POST /extracts/loads/{load}/undo", Permission: Load, Whole: true, Button: true, Handler: h.undo},
		{Pattern: "GET /extracts/loads/{load}/rows", Permission: Load, Whole: true, Handler: h.rows},
		{Pattern: "GET /extracts/loads/{load}/rows/{rejected}", Permission: Load, Whole: true, Handler: h.row},
		{Pattern: "POST /extracts/loads/{load}/rows/{rejected}", Permission: Load, Whole: true, Handler: h.correct},
		{Pattern: "POST /extracts/loads/{load}/rows/{rejected}/leave", Permission: Load, Whole: true, Button: true, Handler: h.leave},
		{Pattern: "GET /extracts/loads/{load}/files/{loadfile}/rows.csv", Permission: Load, Whole: true, Handler: h.rowsCSV},
		{Pattern: "GET /extracts/loads/{load}/files/{loadfile}/rows.xlsx", Permission: Load, Whole: true, Handler: h.rowsXLSX},
		{Pattern: "GET /extracts/loads/{load}/files/{loadfile}/resend", Permission: Load, Whole: true, Handler: h.askResend},
		{Pattern: "POST /extracts/loads/{load}/files/{loadfile}/resend", Permission: Load, Whole: true, Handler: h.resend},
		{Pattern: "GET /extracts/mappings", Permission: Read, Whole: true, Handler: h.mappings},
		{Pattern: "GET /extracts/mappings/new", Permission: Load, Whole: true, Handler: h.askMapping},
		{Pattern: "POST /extracts/mappings/new", Permission: Load, Whole: true, Handler: h.addMapping},
		{Pattern: "GET /extracts/mappings/{extractsource}", Permission: Read, Whole: true, Handler: h.source},
		{Pattern: "GET /extracts/mappings/{extractsource}/edit", Permission: Load, Whole: true, Handler: h.editMapping},
		{Pattern: "GET /extracts/mappings/{extractsource}/versions/{mappingversion}", Permission: Read, Whole: true, Handler: h.version},
		{Pattern: "GET /extracts/teams", Permission: Read, Whole: true, Handler: h.teams},
		{Pattern: "POST /extracts/teams", Permission: Load, Whole: true, Handler: h.placeTeam},
		{Pattern: "GET /extracts/quality", Permission: Read, Whole: true, Handler: h.quality},
		{Pattern: "GET /extracts/forget", Permission: Load, Whole: true, Handler: h.askForget},
		{Pattern: "POST /extracts/forget", Permission: Load, Whole: true, Handler: h.forget},
	}
}

type handlers struct{ x *Extracts }

var crumb = web.Crumb{Label: "Extracts", Href: "/extracts"}

// stateColours are the colours of the states' tags.
var stateColours = map[string]string{Waiting: "grey", Reading: "blue", Ready: "yellow", Committed: "green", Undone: "grey", Stopped: "grey", Broken: "red"}

// Tag is the state as a tag.
func (b Batch) Tag() web.Tag { return web.Tag{Text: b.StateLabel(), Colour: stateColours[b.State]} }

type listPage struct {
	web.Page
	State   string
	States  []web.Option
	Batches []Batch
	Pager   web.Pager
	Sources []Source
	MayLoad bool
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, number := actor.From(r.Context()), web.PageNumber(r)
	data := listPage{Page: web.NewPage(w, r, "Extracts of the record system"), MayLoad: by.CanEverywhere(Load), States: []web.Option{{Value: "", Label: "Every state"}}}
	for _, s := range []string{Ready, Committed, Reading, Broken, Stopped, Undone} {
		data.States = append(data.States, web.Option{Value: s, Label: StateLabels[s]})
		if r.URL.Query().Get("state") == s {
			data.State = s
		}
	}
	var err error
	if data.Sources, err = h.x.Sources(r.Context(), by); err != nil {
		return err
	}
	var total int
	if data.Batches, total, err = h.x.Batches(r.Context(), by, data.State, web.PerPage, web.Offset(number)); err != nil {
		return err
	}
	data.Pager = web.NewPager(r, number, total)
	return web.Render(w, http.StatusOK, pages["list.html"], data)
}

type loadPage struct {
	web.Page
	Report  Report
	MayLoad bool
	Rejects bool // rows wait, and the visitor may put them right
}

func batchCrumb(b Batch) web.Crumb {
	return web.Crumb{Label: b.SourceName + ", " + b.MonthLabel(), Href: "/extracts/loads/" + b.ID}
}

func (h handlers) load(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	report, err := h.x.Report(r.Context(), by, r.PathValue("load"))
	if err != nil {
		return err
	}
	b := report.Batch
	data := loadPage{Page: web.NewPage(w, r, batchCrumb(b).Label, crumb), Report: report, MayLoad: by.CanEverywhere(Load)}
	data.Rejects = data.MayLoad && b.RowsWaiting > 0 && (b.State == Ready || b.State == Committed)
	if b.Busy() && r.URL.Query().Get("watch") != "no" {
		w.Header().Set("Refresh", "3")
	}
	return web.Render(w, http.StatusOK, pages["load.html"], data)
}

func (h handlers) commit(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, h.x.Commit(r.Context(), actor.From(r.Context()), r.PathValue("load")), "These rows count now.")
}

func (h handlers) stop(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, h.x.Stop(r.Context(), actor.From(r.Context()), r.PathValue("load")), "Stopped. Nothing of this load counts.")
}

func (h handlers) undo(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, h.x.Undo(r.Context(), actor.From(r.Context()), r.PathValue("load")), "Undone. Its rows do not count any more.")
}

func (h handlers) change(w http.ResponseWriter, r *http.Request, err error, message string) error {
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/extracts/loads/"+r.PathValue("load"), message)
}

func (h handlers) askUndo(w http.ResponseWriter, r *http.Request) error {
	b, err := h.x.Batch(r.Context(), actor.From(r.Context()), r.PathValue("load"))
	if err != nil {
		return err
	}
	data := loadPage{Page: web.NewPage(w, r, "Undo this load", crumb, batchCrumb(b)), Report: Report{Batch: b}}
	return web.Render(w, http.StatusOK, pages["undo.html"], data)
}
