package welcome

import (
	"embed"
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module. A card is reached by the secret address
// that is printed on it.
func Routes(w *Welcome) []web.Route {
	h := handlers{w}
	return []web.Route{
		{Pattern: "GET /welcome", Permission: Read, Handler: h.overview},
		{Pattern: "GET /welcome/figures.csv", Permission: Read, Handler: h.csv},
		{Pattern: "GET /welcome/figures.xlsx", Permission: Read, Handler: h.xlsx},
		{Pattern: "GET /welcome/wards/{ward}", Permission: Record, Handler: h.ward},
		{Pattern: "GET /welcome/wards/{ward}/new", Permission: Record, Handler: h.askNew},
		{Pattern: "POST /welcome/wards/{ward}/new", Permission: Record, Handler: h.begin},
		{Pattern: "GET /welcome/stays/{stay}", Permission: Record, Handler: h.stay},
		{Pattern: "POST /welcome/stays/{stay}/card", Permission: Record, Button: true, Handler: h.print},
		{Pattern: "POST /welcome/stays/{stay}/done", Permission: Record, Button: true, Handler: h.done},
		{Pattern: "GET /welcome/stays/{stay}/said", Permission: Record, Handler: h.askSaid},
		{Pattern: "POST /welcome/stays/{stay}/said", Permission: Record, Handler: h.said},
		{Pattern: "GET /welcome/stays/{stay}/end", Permission: Record, Handler: h.askEnd},
		{Pattern: "POST /welcome/stays/{stay}/end", Permission: Record, Handler: h.end},
		{Pattern: "GET /welcome/card/{token}", Permission: web.Anyone, Handler: h.card},
		{Pattern: "POST /welcome/card/{token}", Permission: web.Anyone, Handler: h.say},
		{Pattern: "GET /welcome/thanks", Permission: web.Anyone, Handler: h.thanks},
	}
}

type handlers struct{ w *Welcome }

var crumb = web.Crumb{Label: "Welcome on the ward", Href: "/welcome"}

type overviewPage struct {
	web.Page
	Table    Table
	Quarters []web.Option
	Keeps    []units.Unit // wards whose cards the visitor keeps
	Surveys  bool         // the visitor may open them
}

// quarter is the one asked for, or the newest with figures.
func (h handlers) quarter(r *http.Request) (Quarter, []Quarter, error) {
	all, err := h.w.Quarters(r.Context(), actor.From(r.Context()))
	if err != nil || len(all) == 0 {
		return Quarter{}, nil, err
	}
	asked, ok := ParseQuarter(r.URL.Query().Get("quarter"))
	for _, q := range all {
		if ok && q == asked {
			return q, all, nil
		}
	}
	return all[0], all, nil
}

func (h handlers) overview(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	data := overviewPage{Page: web.NewPage(w, r, "Welcome on the ward"), Surveys: web.MayOpen(r, "/surveys")}
	var err error
	if data.Keeps, err = h.w.Wards(ctx, by, Record); err != nil {
		return err
	}
	q, all, err := h.quarter(r)
	if err != nil {
		return err
	}
	for _, x := range all {
		data.Quarters = append(data.Quarters, web.Option{Value: x.Code(), Label: x.String()})
	}
	if len(all) > 0 {
		if data.Table, err = h.w.Figures(ctx, by, q); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["overview.html"], data)
}

// sheet is the quarter's table as a spreadsheet; with no quarter yet, an empty
// one.
func (h handlers) sheet(r *http.Request) (export.Sheet, error) {
	q, all, err := h.quarter(r)
	if err != nil || len(all) == 0 {
		return Table{Quarter: q}.Sheet(), err
	}
	t, err := h.w.Figures(r.Context(), actor.From(r.Context()), q)
	return t.Sheet(), err
}

func (h handlers) csv(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeCSV, "welcome.csv", func(w io.Writer) error { return export.CSV(w, sheet) })
}

func (h handlers) xlsx(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeXLSX, "welcome.xlsx", func(w io.Writer) error { return export.XLSX(w, sheet) })
}

type wardPage struct {
	web.Page
	Ward  units.Unit
	Ended bool
	Rows  []Row
	Pager web.Pager
}

// wardOf is the ward of the address, whose cards the visitor keeps.
func (h handlers) wardOf(r *http.Request) (units.Unit, error) {
	return h.w.ward(r.Context(), h.w.db, actor.From(r.Context()), Record, r.PathValue("ward"))
}

func (h handlers) ward(w http.ResponseWriter, r *http.Request) error {
	ward, err := h.wardOf(r)
	if err != nil {
		return err
	}
	number, ended := web.PageNumber(r), r.URL.Query().Get("show") == "ended"
	rows, total, err := h.w.Stays(r.Context(), actor.From(r.Context()), ward.ID, ended, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["ward.html"], wardPage{
		Page: web.NewPage(w, r, "Welcome on "+ward.Name, crumb), Ward: ward, Ended: ended, Rows: rows, Pager: web.NewPager(r, number, total),
	})
}

type beginPage struct {
	web.Page
	Ward units.Unit
}

func (h handlers) showNew(w http.ResponseWriter, r *http.Request, form *web.Form, ward units.Unit) error {
	return web.Render(w, web.FormStatus(form), pages["stay_new.html"], beginPage{
		Page: web.NewPage(w, r, "Somebody came to "+ward.Name, crumb, wardCrumb(ward)).WithForm(form), Ward: ward,
	})
}

func wardCrumb(ward units.Unit) web.Crumb {
	return web.Crumb{Label: ward.Name, Href: "/welcome/wards/" + ward.ID}
}

func (h handlers) askNew(w http.ResponseWriter, r *http.Request) error {
	ward, err := h.wardOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("came", h.w.today())
	return h.showNew(w, r, form, ward)
}

func (h handlers) begin(w http.ResponseWriter, r *http.Request) error {
	ward, err := h.wardOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	label, came := form.Text("label", "How the ward knows them", 0, 30), form.Date("came", "The day they came", true)
	if form.OK() {
		s, err := h.w.Begin(r.Context(), actor.From(r.Context()), ward.ID, label, came)
		if err == nil {
			return web.SeeOther(w, r, "/welcome/stays/"+s.ID, "Now print their card.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showNew(w, r, form, ward)
}
