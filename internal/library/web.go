package library

import (
	"embed"
	"errors"
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module. The shelves, and what somebody has
// borrowed themselves, are open to whoever is signed in.
func Routes(l *Library) []web.Route {
	h := handlers{l}
	return []web.Route{
		{Pattern: "GET /library", Permission: web.SignedIn, Handler: h.list},
		{Pattern: "GET /library/list.csv", Permission: Read, Handler: h.csv},
		{Pattern: "GET /library/list.xlsx", Permission: Read, Handler: h.xlsx},
		{Pattern: "GET /library/mine", Permission: web.SignedIn, Handler: h.mine},
		{Pattern: "GET /library/new", Permission: Lend, Handler: h.askNew},
		{Pattern: "POST /library", Permission: Lend, Handler: h.add},
		{Pattern: "GET /library/import", Permission: Lend, Handler: h.askImport},
		{Pattern: "POST /library/import", Permission: Lend, Handler: h.preview},
		{Pattern: "POST /library/import-now", Permission: Lend, Handler: h.importNow},
		{Pattern: "GET /library/loans", Permission: Lend, Handler: h.loans},
		{Pattern: "POST /library/remind", Permission: Lend, Button: true, Handler: h.remind},
		{Pattern: "POST /library/loans/{borrowing}/return", Permission: Lend, Button: true, Handler: h.giveBack},
		{Pattern: "POST /library/loans/{borrowing}/lost", Permission: Lend, Button: true, Handler: h.lose},
		{Pattern: "POST /library/loans/{borrowing}/renew", Permission: web.SignedIn, Button: true, Handler: h.renew},

		{Pattern: "GET /library/{libraryitem}", Permission: web.SignedIn, Handler: h.item},
		{Pattern: "GET /library/{libraryitem}/file", Permission: web.SignedIn, Handler: h.file},
		{Pattern: "GET /library/{libraryitem}/edit", Permission: Lend, Handler: h.askEdit},
		{Pattern: "POST /library/{libraryitem}/edit", Permission: Lend, Handler: h.edit},
		{Pattern: "GET /library/{libraryitem}/lend", Permission: Lend, Handler: h.askLend},
		{Pattern: "POST /library/{libraryitem}/lend", Permission: Lend, Handler: h.lend},
		{Pattern: "POST /library/{libraryitem}/found", Permission: Lend, Button: true, Handler: h.found},
		{Pattern: "POST /library/{libraryitem}/withdraw", Permission: Lend, Button: true, Handler: h.withdraw},
		{Pattern: "POST /library/{libraryitem}/put-back", Permission: Lend, Button: true, Handler: h.putBack},
	}
}

type handlers struct{ l *Library }

// listCrumb is the way back to the list.
var listCrumb = web.Crumb{Label: "Library", Href: "/library"}

type listPage struct {
	web.Page
	Filter        Filter
	Kinds, States []web.Option
	Items         []Item
	Pager         web.Pager
	Export        string // the query of the list
	MayLend       bool
	MayExport     bool
	Mine          int // copies that the visitor has
}

func readFilter(r *http.Request) Filter {
	q := r.URL.Query()
	return Filter{Q: q.Get("q"), Kind: q.Get("kind"), State: q.Get("state")}
}

func kindOptions(first string) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, k := range Kinds {
		out = append(out, web.Option{Value: k.Code, Label: k.Label})
	}
	return out
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, by, f := r.Context(), actor.From(r.Context()), readFilter(r)
	number := web.PageNumber(r)
	items, total, err := h.l.Items(ctx, by, f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	mine, err := h.l.Mine(ctx, by)
	if err != nil {
		return err
	}
	data := listPage{
		Page: web.NewPage(w, r, "Library"), Filter: f, Kinds: kindOptions("Everything"), States: []web.Option{{Value: "", Label: "All items"}}, Items: items,
		Pager: web.NewPager(r, number, total), Export: "?" + r.URL.RawQuery, MayLend: by.Can(Lend), MayExport: by.Can(Read),
	}
	for _, s := range States {
		if s.Code != "withdrawn" || data.MayLend {
			data.States = append(data.States, web.Option{Value: s.Code, Label: s.Label})
		}
	}
	for _, loan := range mine {
		if loan.Open() {
			data.Mine++
		}
	}
	return web.Render(w, http.StatusOK, pages["library.html"], data)
}

func (h handlers) csv(w http.ResponseWriter, r *http.Request) error {
	sheet := h.l.Sheet(r.Context(), actor.From(r.Context()), readFilter(r))
	return web.Download(w, export.TypeCSV, "library.csv", func(w io.Writer) error { return export.CSV(w, sheet) })
}

func (h handlers) xlsx(w http.ResponseWriter, r *http.Request) error {
	sheet := h.l.Sheet(r.Context(), actor.From(r.Context()), readFilter(r))
	return web.Download(w, export.TypeXLSX, "library.xlsx", func(w io.Writer) error { return export.XLSX(w, sheet) })
}

type itemPage struct {
	web.Page
	Item    Item
	College units.Unit
	Manage  bool // the visitor lends it
	Loans   []loanView
}

// itemOf is the item of the address, its college, and whether the visitor lends
// it. One that was withdrawn is there only for those who lend it.
func (h handlers) itemOf(r *http.Request) (Item, units.Unit, bool, error) {
	by := actor.From(r.Context())
	item, err := h.l.Item(r.Context(), by, r.PathValue("libraryitem"))
	if err != nil {
		return item, units.Unit{}, false, err
	}
	unit, err := h.l.units.Unit(r.Context(), by.OrgID, item.UnitID)
	manage := by.CanAt(Lend, unit.Path)
	if err == nil && !manage && !item.WithdrawnOn.IsZero() {
		err = errNoItem
	}
	return item, unit, manage, err
}

// managedItem is the item of the address, which the visitor lends.
func (h handlers) managedItem(r *http.Request) (Item, error) {
	item, _, manage, err := h.itemOf(r)
	if err == nil && !manage {
		err = errReach
	}
	return item, err
}

func (h handlers) item(w http.ResponseWriter, r *http.Request) error {
	item, unit, manage, err := h.itemOf(r)
	if err != nil {
		return err
	}
	data := itemPage{Page: web.NewPage(w, r, item.Title, listCrumb), Item: item, College: unit, Manage: manage}
	if manage {
		loans, err := h.l.LoansOf(r.Context(), actor.From(r.Context()), item)
		if err != nil {
			return err
		}
		data.Loans = h.views(loans)
	}
	return web.Render(w, http.StatusOK, pages["item.html"], data)
}

func (h handlers) file(w http.ResponseWriter, r *http.Request) error {
	item, _, _, err := h.itemOf(r)
	if err != nil {
		return err
	}
	content, err := h.l.Content(r.Context(), actor.From(r.Context()), item.ID)
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, item.FileKind, item.FileName, content)
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

// collegeOptions are the colleges at which the visitor lends.
func (h handlers) collegeOptions(r *http.Request) ([]web.Option, error) {
	colleges, err := h.l.Colleges(r.Context(), actor.From(r.Context()))
	var out []web.Option
	for _, c := range colleges {
		out = append(out, web.Option{Value: c.ID, Label: c.Name})
	}
	if err == nil && len(out) == 0 {
		err = fault.New(fault.NotFound, "There is no college whose library you keep. A college is a unit: add it there first.")
	}
	return out, err
}

type itemForm struct {
	web.Page
	Action, Back, Submit string
	Item                 Item
	Kinds, Colleges      []web.Option
	Limit                int // megabytes of a file
}

func (h handlers) showItem(w http.ResponseWriter, r *http.Request, form *web.Form, item Item) error {
	data := itemForm{Action: "/library", Back: "/library", Submit: "Add item", Item: item, Kinds: kindOptions("Choose"), Limit: MaxFile >> 20}
	var err error
	if data.Colleges, err = h.collegeOptions(r); err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Add an item", listCrumb)
	if item.ID != "" {
		data.Action, data.Back, data.Submit = "/library/"+item.ID+"/edit", "/library/"+item.ID, "Save"
		data.Page = web.NewPage(w, r, "Change "+item.Title, listCrumb, web.Crumb{Label: item.Title, Href: data.Back})
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["item_form.html"], data)
}

// readItemForm reads an item and its file.
func (h handlers) readItemForm(r *http.Request) (*web.Form, Item, File) {
	form := web.ReadForm(r)
	item := Item{
		Title: form.Text("title", "A title", 1, 200), Kind: form.OneOf("kind", "What kind of thing it is", kindOptions("")[1:], true),
		Author: form.Text("author", "The author", 0, 200), About: form.Text("about", "What it is about", 0, 1000), Shelf: form.Text("shelf", "The shelf", 0, 60),
		Copies: form.Int("copies", "The copies", 0, 1000), URL: form.Text("url", "The address", 0, 500), UnitID: form.Text("college", "The college", 0, 100),
	}
	item.Version, _ = strconv.Atoi(form.Value("version"))
	item.Version = min(max(item.Version, 0), 1<<30)
	file, err := uploaded(r, MaxFile)
	if err != nil {
		form.Fail("file", "The file could not be read. Please try again.")
	}
	return form, item, file
}

// uploaded is the file of the form, if there is one.
func uploaded(r *http.Request, most int64) (File, error) {
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return File{}, nil
	}
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	return File{head.Filename, content}, err
}

func (h handlers) askNew(w http.ResponseWriter, r *http.Request) error {
	return h.showItem(w, r, web.NewForm(map[string]string{"copies": "1"}), Item{})
}

func (h handlers) add(w http.ResponseWriter, r *http.Request) error {
	form, item, file := h.readItemForm(r)
	if item.UnitID == "" {
		colleges, err := h.collegeOptions(r)
		if err != nil {
			return err
		}
		item.UnitID = colleges[0].Value
	}
	return finish(w, r, form, func() (string, error) {
		added, err := h.l.Add(r.Context(), actor.From(r.Context()), item, file)
		return "/library/" + added.ID, err
	}, "Item added.", func() error { return h.showItem(w, r, form, Item{}) })
}

func (h handlers) askEdit(w http.ResponseWriter, r *http.Request) error {
	item, err := h.managedItem(r)
	if err != nil {
		return err
	}
	return h.showItem(w, r, web.NewForm(map[string]string{
		"title": item.Title, "kind": item.Kind, "author": item.Author, "about": item.About, "shelf": item.Shelf, "copies": strconv.Itoa(item.Copies),
		"url": item.URL, "college": item.UnitID, "version": strconv.Itoa(item.Version),
	}), item)
}

func (h handlers) edit(w http.ResponseWriter, r *http.Request) error {
	old, err := h.managedItem(r)
	if err != nil {
		return err
	}
	form, item, file := h.readItemForm(r)
	item.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/library/" + item.ID, h.l.Change(r.Context(), actor.From(r.Context()), item, file)
	}, "Saved.", func() error { return h.showItem(w, r, form, old) })
}
