package extracts

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type mappingsPage struct {
	web.Page
	Sources []Source
	Ready   []ReadyMapping
	MayLoad bool
}

var mappingCrumb = web.Crumb{Label: "Mappings", Href: "/extracts/mappings"}

func (h handlers) mappings(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	sources, err := h.x.Sources(r.Context(), by)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["mappings.html"], mappingsPage{
		Page: web.NewPage(w, r, "Mappings", crumb), Sources: sources, Ready: h.x.Ready(), MayLoad: by.CanEverywhere(Load),
	})
}

type editPage struct {
	web.Page
	Wrong  []LineError
	Tables []PreviewTable
	Kinds  []Kind
}

func (h handlers) showEdit(w http.ResponseWriter, r *http.Request, form *web.Form, wrong []LineError, tables []PreviewTable) error {
	return web.Render(w, web.FormStatus(form), pages["mapping_edit.html"], editPage{
		Page: web.NewPage(w, r, "Which column is what", crumb, mappingCrumb).WithForm(form), Wrong: wrong, Tables: tables, Kinds: Kinds,
	})
}

func (h handlers) askMapping(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(nil)
	for _, m := range h.x.Ready() {
		if m.Slug == r.URL.Query().Get("from") {
			form.Set("text", m.Text)
		}
	}
	return h.showEdit(w, r, form, nil, nil)
}

func (h handlers) editMapping(w http.ResponseWriter, r *http.Request) error {
	versions, err := h.x.Versions(r.Context(), actor.From(r.Context()), r.PathValue("extractsource"))
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	if len(versions) > 0 {
		form.Set("text", versions[0].Text)
	}
	return h.showEdit(w, r, form, nil, nil)
}

// addMapping keeps a mapping, or shows what it makes of the first rows of a
// file.
func (h handlers) addMapping(w http.ResponseWriter, r *http.Request) error {
	form, by := web.ReadForm(r), actor.From(r.Context())
	text := form.Value("text")
	_, wrong := MappingErrors(text)
	if len(wrong) > 0 {
		form.Fail("text", "Line "+strconv.Itoa(wrong[0].Line)+": "+wrong[0].Text)
		return h.showEdit(w, r, form, wrong, nil)
	}
	if form.Value("try") != "" {
		return h.tryMapping(w, r, form, by, text)
	}
	v, err := h.x.AddMapping(r.Context(), by, text+"\n")
	if err == nil {
		return web.SeeOther(w, r, "/extracts/mappings/"+v.Source, "Version "+strconv.Itoa(v.Version)+" of the mapping is kept. Files that you bring in from now on are read by it.")
	}
	if err := form.Take(err); err != nil {
		return err
	}
	return h.showEdit(w, r, form, nil, nil)
}

func (h handlers) tryMapping(w http.ResponseWriter, r *http.Request, form *web.Form, by actor.Actor, text string) error {
	name, content, err := smallFile(r, form)
	if err != nil {
		return err
	}
	if !form.OK() {
		return h.showEdit(w, r, form, nil, nil)
	}
	dir, err := os.MkdirTemp("", "footbridge-try-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return err
	}
	tables, err := h.x.Preview(r.Context(), by, text, File{Name: tidyName(name), Path: path})
	if fault.KindOf(err) == fault.Invalid {
		form.Fail("file", fault.Text(err))
		err = nil
	}
	if err != nil {
		return err
	}
	return h.showEdit(w, r, form, nil, tables)
}

type sourcePage struct {
	web.Page
	Versions []Version
	Shown    Version
	MayLoad  bool
}

func (h handlers) source(w http.ResponseWriter, r *http.Request) error { return h.showVersion(w, r, 0) }

func (h handlers) version(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("mappingversion"))
	if err != nil || number < 1 {
		return errNoMapping
	}
	return h.showVersion(w, r, number)
}

func (h handlers) showVersion(w http.ResponseWriter, r *http.Request, number int) error {
	by := actor.From(r.Context())
	versions, err := h.x.Versions(r.Context(), by, r.PathValue("extractsource"))
	if err != nil {
		return err
	}
	data := sourcePage{Versions: versions, MayLoad: by.CanEverywhere(Load)}
	for _, v := range versions {
		if v.Version == number || number == 0 && data.Shown.Version == 0 {
			data.Shown = v
		}
	}
	if data.Shown.Version == 0 {
		return errNoMapping
	}
	data.Page = web.NewPage(w, r, data.Shown.SourceName+", version "+strconv.Itoa(data.Shown.Version), crumb, mappingCrumb)
	return web.Render(w, http.StatusOK, pages["mapping.html"], data)
}

// CodeWords are the codes of the field, for the page that explains mappings: of
// our own lists with what they mean; the national ones are in everybody's books.
func (f Field) CodeWords() string {
	var words []string
	for _, c := range CodeList(f.Codes) {
		if own[f.Codes] != nil {
			c.Code += " (" + c.Label + ")"
		}
		words = append(words, c.Code)
	}
	return strings.Join(words, ", ")
}
