package strategy

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

func importRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/import", Permission: permEdit, Handler: h.importFront},
		{Pattern: "POST /strategy/import", Permission: permEdit, Handler: h.importUpload},
		{Pattern: "GET /strategy/import/{upload}", Permission: permEdit, Handler: h.importPreview},
		{Pattern: "POST /strategy/import/{upload}/columns", Permission: permEdit, Handler: h.importColumns},
		{Pattern: "POST /strategy/import/{upload}/commit", Permission: permEdit, Handler: h.importCommit},
		{Pattern: "GET /strategy/imports/{batch}", Permission: permEdit, Handler: h.importBatch},
		{Pattern: "POST /strategy/imports/{batch}/undo", Permission: permEdit, Button: true, Handler: h.importUndo},
		{Pattern: "GET /strategy/export.csv", Permission: permRead, Handler: h.exportAs("csv", export.TypeCSV, export.CSV)},
		{Pattern: "GET /strategy/export.xlsx", Permission: permRead, Handler: h.exportAs("xlsx", export.TypeXLSX, export.XLSX)},
	}
}

// importCrumb leads back to the list of imports.
var importCrumb = web.Crumb{Label: "Import a plan", Href: "/strategy/import"}

// newStrategy is the choice of a strategy that is to be made.
const newStrategy = "new"

type importFrontPage struct {
	web.Page
	Targets []web.Option
	Batches []Batch
	Pager   web.Pager
	Export  bool // there is a strategy to export
}

func (h *handlers) importFront(w http.ResponseWriter, r *http.Request) error {
	e, found, err := h.s.Current(r.Context(), actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"strategy": newStrategy})
	if found {
		form.Set("strategy", e.ID)
	}
	return h.showImportFront(w, r, form)
}

func (h *handlers) showImportFront(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by, number := actor.From(r.Context()), web.PageNumber(r)
	editions, err := h.s.Editions(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	batches, total, err := h.s.Imports(r.Context(), by, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	p := importFrontPage{Page: web.NewPage(w, r, "Import a plan", strategyCrumb).WithForm(form), Targets: targets(editions), Batches: batches,
		Pager: web.NewPager(r, number, total), Export: len(editions) > 0}
	return web.Render(w, web.FormStatus(form), pages["import.html"], p)
}

// targets are the strategies a plan can be imported into.
func targets(editions []Edition) []web.Option {
	var out []web.Option
	for _, e := range editions {
		if e.State != Closed {
			out = append(out, web.Option{Value: e.ID, Label: e.Title, Hint: fold.Capital(e.State) + ", " + e.Period()})
		}
	}
	return append(out, web.Option{Value: newStrategy, Label: "A new strategy"})
}

func (h *handlers) importUpload(w http.ResponseWriter, r *http.Request) error {
	by, form := actor.From(r.Context()), web.ReadForm(r)
	editions, err := h.s.Editions(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	target, title := form.OneOf("strategy", "The strategy", targets(editions), true), ""
	if target == newStrategy {
		target, title = "", form.Text("title", "A title for the new strategy", 1, 200)
	}
	file, err := uploaded(r, form)
	if err != nil {
		return err
	}
	if form.OK() {
		uploadID, err := h.s.Upload(r.Context(), by, target, title, file)
		if fault.KindOf(err) == fault.Invalid && fault.Fields(err) == nil {
			form.Fail("file", fault.Text(err))
		} else if err = form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/import/"+uploadID, "")
		}
	}
	return h.showImportFront(w, r, form)
}

// uploaded is the file of the form.
func uploaded(r *http.Request, form *web.Form) (File, error) {
	f, head, err := r.FormFile("file")
	if err != nil {
		if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || !form.OK() {
			form.Fail("file", "Choose a file.")
			return File{}, nil
		}
		return File{}, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, export.MaxBytes+1))
	return File{Name: head.Filename, Content: content}, err
}

type importPreviewPage struct {
	web.Page
	Preview  Preview
	Fields   []importField
	Columns  []web.Option
	Steps    []Step // of this page
	Pager    web.Pager
	Unmapped bool // by hand, because the headings say too little
}

func (h *handlers) importPreview(w http.ResponseWriter, r *http.Request) error {
	p, err := h.s.Preview(r.Context(), actor.From(r.Context()), r.PathValue("upload"))
	if err != nil {
		return err
	}
	return h.showPreview(w, r, p, mappingForm(p.Mapping), http.StatusOK)
}

// mappingForm is the form of the columns as they are.
func mappingForm(m Mapping) *web.Form {
	form := web.NewForm(map[string]string{"header": strconv.Itoa(m.Header + 1)})
	for field, column := range m.Columns {
		form.Set(field, strconv.Itoa(column))
	}
	return form
}

func (h *handlers) showPreview(w http.ResponseWriter, r *http.Request, p Preview, form *web.Form, status int) error {
	number := web.PageNumber(r)
	from := min(web.Offset(number), len(p.Steps))
	data := importPreviewPage{
		Page: web.NewPage(w, r, "Preview of the import", strategyCrumb, importCrumb).WithForm(form), Preview: p, Fields: importFields,
		Columns: columnOptions(p), Steps: p.Steps[from:min(from+web.PerPage, len(p.Steps))], Pager: web.NewPager(r, number, len(p.Steps)), Unmapped: !p.Mapping.usable(),
	}
	if data.Unmapped {
		data.Page.Title = "Say what the columns hold"
	}
	if status == http.StatusOK {
		status = web.FormStatus(form)
	}
	return web.Render(w, status, pages["import_preview.html"], data)
}

// columnOptions are the columns of the file, by their letters and headings.
func columnOptions(p Preview) []web.Option {
	width := len(p.Header)
	for _, row := range p.Sample {
		width = max(width, len(row))
	}
	out := []web.Option{{Value: "", Label: "Not in the file"}}
	for c := range width {
		label := "Column " + columnName(c)
		if c < len(p.Header) && spaced(p.Header[c]) != "" {
			label += ": " + clip(spaced(p.Header[c]), 60)
		}
		out = append(out, web.Option{Value: strconv.Itoa(c), Label: label})
	}
	return out
}

func (h *handlers) importColumns(w http.ResponseWriter, r *http.Request) error {
	by, uploadID, form := actor.From(r.Context()), r.PathValue("upload"), web.ReadForm(r)
	p, err := h.s.Preview(r.Context(), by, uploadID)
	if err != nil {
		return err
	}
	options := columnOptions(p)
	m := Mapping{Header: form.Int("header", "The row of the headings", 1, export.MaxRows) - 1, Columns: map[string]int{}}
	for _, f := range importFields {
		if v := form.OneOf(f.Name, "A column for “"+f.Label+"”", options, false); v != "" {
			m.Columns[f.Name], _ = strconv.Atoi(v)
		}
	}
	if form.OK() {
		if err := form.Take(h.s.MapUpload(r.Context(), by, uploadID, m)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/import/"+uploadID, "The columns have been saved. This is what the import would do.")
		}
	}
	return h.showPreview(w, r, p, form, http.StatusOK)
}

func (h *handlers) importCommit(w http.ResponseWriter, r *http.Request) error {
	by, uploadID, form := actor.From(r.Context()), r.PathValue("upload"), web.ReadForm(r)
	hash, status := form.Value("hash"), http.StatusOK
	var conflict error
	if hash == "" {
		form.Fail("", "Look at the preview first: this is what would be imported.")
	}
	if form.OK() {
		b, err := h.s.CommitImport(r.Context(), by, uploadID, hash)
		if err == nil {
			return web.SeeOther(w, r, "/strategy/imports/"+b.ID, "The plan has been imported.")
		}
		if fault.KindOf(err) == fault.Conflict {
			conflict, status = err, http.StatusConflict
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	p, err := h.s.Preview(r.Context(), by, uploadID)
	if conflict != nil && fault.KindOf(err) == fault.NotFound {
		return conflict // there is no preview to show: it has been imported
	}
	if err != nil {
		return err
	}
	shown := mappingForm(p.Mapping)
	shown.Errors = form.Errors
	return h.showPreview(w, r, p, shown, status)
}

type importBatchPage struct {
	web.Page
	Batch   Batch
	Steps   []Step
	Pager   web.Pager
	Reasons []string // why it cannot be undone
	Posts   int
}

func (h *handlers) importBatch(w http.ResponseWriter, r *http.Request) error {
	return h.showBatch(w, r, web.NewForm(nil), http.StatusOK)
}

func (h *handlers) showBatch(w http.ResponseWriter, r *http.Request, form *web.Form, status int) error {
	b, reasons, err := h.s.ImportBatch(r.Context(), actor.From(r.Context()), r.PathValue("batch"))
	if err != nil {
		return err
	}
	number, steps := web.PageNumber(r), b.Rows.V
	from := min(web.Offset(number), len(steps))
	p := importBatchPage{Page: web.NewPage(w, r, "Import of "+b.FileName, strategyCrumb, importCrumb).WithForm(form), Batch: b,
		Steps: steps[from:min(from+web.PerPage, len(steps))], Pager: web.NewPager(r, number, len(steps)), Reasons: reasons, Posts: b.Counts.V.NewPost}
	return web.Render(w, status, pages["import_batch.html"], p)
}

func (h *handlers) importUndo(w http.ResponseWriter, r *http.Request) error {
	batchID, form := r.PathValue("batch"), web.ReadForm(r)
	err := h.s.UndoImport(r.Context(), actor.From(r.Context()), batchID)
	if err == nil {
		return web.SeeOther(w, r, "/strategy/imports/"+batchID, "The import has been undone.")
	}
	if err := form.Take(err); err != nil {
		return err
	}
	return h.showBatch(w, r, form, http.StatusConflict)
}

// exportAs serves the trust's own plan, of ?strategy=, or the one shown first.
func (h *handlers) exportAs(ending, kind string, write func(io.Writer, export.Sheet) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := h.chosen(r)
		if err != nil {
			return err
		}
		sheet, err := h.s.Export(r.Context(), e.OrgID, e.ID)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := write(&b, sheet); err != nil {
			return err
		}
		return web.DownloadBytes(w, kind, h.fileName("plan", ending), b.Bytes())
	}
}

// chosen is the strategy that ?strategy= names, or the one shown first.
func (h *handlers) chosen(r *http.Request) (Edition, error) {
	orgID := actor.From(r.Context()).OrgID
	if id := r.URL.Query().Get("strategy"); id != "" {
		return h.s.Edition(r.Context(), orgID, id)
	}
	e, found, err := h.s.Current(r.Context(), orgID)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no strategy yet. Make one, or import a plan from a spreadsheet.")
	}
	return e, err
}

// fileName is the name of a download of today.
func (h *handlers) fileName(what, ending string) string {
	return "strategy-" + what + "-" + h.s.today().ISO() + "." + ending
}

// KindTag is what the step does, as a tag.
func (s Step) KindTag() web.Tag {
	return web.Tag{Text: fold.Capital(s.Kind), Colour: s.Colour()}
}

// Said are the changes of the step, a sentence each.
func (s Step) Said() []string {
	var out []string
	for _, c := range s.Changes {
		out = append(out, changeWords(c))
	}
	return out
}

// Tag is the state of an import.
func (b Batch) Tag() web.Tag {
	if b.Undone() {
		return web.Tag{Text: "Undone", Colour: "grey"}
	}
	return web.Tag{Text: "Imported", Colour: "green"}
}

// NewStrategy reports whether the import makes the strategy.
func (p Preview) NewStrategy() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind == StepNewStrategy })
}
