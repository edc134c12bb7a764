package questionnaires

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func importRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /questionnaires/import", Permission: Edit, Whole: true, Handler: h.askImport},
		{Pattern: "POST /questionnaires/import", Permission: Edit, Whole: true, Handler: h.preview},
		{Pattern: "POST /questionnaires/import-now", Permission: Edit, Whole: true, Handler: h.importNow},
		{Pattern: "GET /questionnaires/version/{qversion}/form.json", Permission: Read, Handler: h.exportJSON},
		{Pattern: "GET /questionnaires/version/{qversion}/form.yaml", Permission: Read, Handler: h.exportYAML},
	}
}

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 2 << 20

type importPage struct {
	web.Page
	Into     string // id of the questionnaire of which it becomes a draft, "" for a new one
	Of       string // its title
	Limit    int    // megabytes
	Data     string // the file, carried to the next step
	Name     string // of the file
	Preview  *importPreview
	HasDraft bool // which the file would take the place of
}

// importPreview is what a file says.
type importPreview struct {
	Title     string
	Questions int
	Languages []string
	Kept      []forms.Note // what does not work here
	Acted     []forms.Note // what is done in a way of our own
	Problems  []forms.Problem
	Rows      []outlineRow
	Copyright string
}

func (h handlers) askImport(w http.ResponseWriter, r *http.Request) error {
	return h.showImport(w, r, web.NewForm(map[string]string{"into": r.URL.Query().Get("into")}), nil, "", "")
}

func (h handlers) showImport(w http.ResponseWriter, r *http.Request, form *web.Form, read *forms.Form, name, data string, notes ...forms.Note) error {
	page := importPage{Into: form.Value("into"), Limit: MaxFile >> 20, Data: data, Name: name}
	crumbs := []web.Crumb{listCrumb}
	if page.Into != "" {
		orgID := actor.From(r.Context()).OrgID
		of, err := h.q.One(r.Context(), h.q.db, orgID, page.Into)
		if err != nil {
			return err
		}
		page.Of, crumbs = of.Title, append(crumbs, crumbOf(of))
		if _, page.HasDraft, err = draftOf(r.Context(), h.q.db, orgID, of.ID); err != nil {
			return err
		}
	}
	title, file := "Read a questionnaire from a file", "import.html"
	if read != nil {
		title, file = "What is in the file", "import_preview.html"
		page.Preview = previewOf(read, notes)
	}
	page.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages[file], page)
}

func previewOf(f *forms.Form, notes []forms.Note) *importPreview {
	p := &importPreview{Title: f.Title.Plain, Questions: countQuestions(f), Problems: Problems(f), Rows: outline(f, Version{}), Copyright: f.Copyright}
	for _, tag := range f.Languages() {
		p.Languages = append(p.Languages, LanguageName(tag))
	}
	for _, n := range notes {
		if n.Acted {
			p.Acted = append(p.Acted, n)
		} else {
			p.Kept = append(p.Kept, n)
		}
	}
	return p
}

// fileOf is the file of the form, or what was pasted.
func fileOf(r *http.Request, form *web.Form) (name string, data []byte) {
	f, head, err := r.FormFile("file")
	switch {
	case err == nil:
		defer f.Close()
		data, err = io.ReadAll(io.LimitReader(f, MaxFile+1))
		name = head.Filename
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		err = nil
	}
	if err != nil {
		form.Fail("file", "The file could not be read. Please try again.")
	}
	if len(data) == 0 {
		name, data = "What was pasted", []byte(form.Value("text"))
	}
	switch {
	case len(data) > MaxFile:
		form.Fail("file", "Choose a file of 2 MB or less.")
	case len(data) == 0 && form.OK():
		form.Fail("file", "Choose a file, or paste its text.")
	}
	return name, data
}

// readFile reads a form, or says on the page what is wrong with the file.
func readFile(form *web.Form, name string, data []byte) (forms.Form, []forms.Note) {
	read, notes, err := forms.Read(name, data)
	if err != nil {
		form.Fail("file", "We could not read it. "+strings.ToValidUTF8(err.Error(), "?"))
	}
	return read, notes
}

// preview says what is in a file and what of it works here. Nothing is kept yet.
func (h handlers) preview(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	name, data := fileOf(r, form)
	if !form.OK() {
		return h.showImport(w, r, form, nil, "", "")
	}
	read, notes := readFile(form, name, data)
	if !form.OK() {
		return h.showImport(w, r, form, nil, "", "")
	}
	if title := []rune(read.Title.Plain); len(title) > 0 {
		form.Set("title", string(title[:min(len(title), 200)]))
	}
	return h.showImport(w, r, form, &read, name, base64.StdEncoding.EncodeToString(data), notes...)
}

func (h handlers) importNow(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	data, err := base64.StdEncoding.DecodeString(form.Value("data"))
	if err != nil || len(data) == 0 || len(data) > MaxFile {
		form.Fail("file", "Choose a file.")
		return h.showImport(w, r, form, nil, "", "")
	}
	name := form.Value("file_name")
	read, notes := readFile(form, name, data)
	if !form.OK() {
		return h.showImport(w, r, form, nil, "", "")
	}
	d := Details{Title: form.Value("title"), Name: form.Value("name"), About: form.Text("about", "What it is for", 0, 1000)}
	return finish(w, r, form, func() (string, error) {
		by := actor.From(r.Context())
		var draft Version
		var err error
		if into := form.Value("into"); into != "" {
			draft, err = h.q.Replace(r.Context(), by, into, read)
		} else {
			_, draft, err = h.q.Add(r.Context(), by, d, read)
		}
		return "/questionnaires/draft/" + draft.ID + "/edit", err
	}, "The draft is as the file says. Look it over.", func() error {
		return h.showImport(w, r, form, &read, name, form.Value("data"), notes...)
	})
}

func (h handlers) exportJSON(w http.ResponseWriter, r *http.Request) error {
	return h.export(w, r, "application/fhir+json", ".json", forms.WriteJSON)
}

func (h handlers) exportYAML(w http.ResponseWriter, r *http.Request) error {
	return h.export(w, r, "application/yaml", ".yaml", forms.WriteYAML)
}

func (h handlers) export(w http.ResponseWriter, r *http.Request, kind, ending string, write func(*forms.Form) ([]byte, error)) error {
	v, of, err := h.version(r, "qversion")
	if err != nil {
		return err
	}
	content, err := write(&v.Form)
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, kind, of.Name+"-"+number(v.Number)+ending, content)
}
