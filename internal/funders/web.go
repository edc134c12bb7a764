package funders

import (
	"embed"
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module.
func Routes(f *Funders) []web.Route {
	h := handlers{f}
	return []web.Route{
		{Pattern: "GET /funders", Permission: Read, Handler: h.home},
		{Pattern: "GET /funders/terms/{term}", Permission: Read, Handler: h.term},
		{Pattern: "GET /funders/terms/{term}/figures.xlsx", Permission: Read, Handler: h.termBook},
		{Pattern: "POST /funders/terms/{term}/freeze", Permission: Costs, Handler: h.freezeTerm},
		{Pattern: "GET /funders/years/{year}", Permission: Read, Handler: h.year},
		{Pattern: "GET /funders/years/{year}/figures.xlsx", Permission: Read, Handler: h.yearBook},
		{Pattern: "POST /funders/years/{year}/freeze", Permission: Costs, Handler: h.freezeYear},
		{Pattern: "GET /funders/frozen/{frozen}", Permission: Read, Handler: h.frozen},
		{Pattern: "GET /funders/frozen/{frozen}/figures.xlsx", Permission: Read, Handler: h.frozenBook},

		{Pattern: "GET /funders/fidelity", Permission: Read, Handler: h.fidelity},
		{Pattern: "GET /funders/fidelity/{year}", Permission: Read, Handler: h.fidelity},
		{Pattern: "GET /funders/fidelity/{year}/score", Permission: Costs, Handler: h.askScore},
		{Pattern: "POST /funders/fidelity/{year}/score", Permission: Costs, Handler: h.score},

		{Pattern: "GET /funders/costs", Permission: Costs, Handler: h.costs},
		{Pattern: "GET /funders/costs.csv", Permission: Costs, Handler: h.costsAs(export.TypeCSV, "costs.csv", export.CSV)},
		{Pattern: "GET /funders/costs.xlsx", Permission: Costs, Handler: h.costsAs(export.TypeXLSX, "costs.xlsx", export.XLSX)},
		{Pattern: "GET /funders/costs/new", Permission: Costs, Handler: h.newCost},
		{Pattern: "POST /funders/costs", Permission: Costs, Handler: h.addCost},
		{Pattern: "GET /funders/costs/terms/{term}", Permission: Costs, Handler: h.termCosts},
		{Pattern: "GET /funders/costs/runs/{run}", Permission: Costs, Handler: h.runCosts},
		{Pattern: "GET /funders/cost/{cost}", Permission: Costs, Handler: h.cost},
		{Pattern: "GET /funders/cost/{cost}/correct", Permission: Costs, Handler: h.askCorrect},
		{Pattern: "POST /funders/cost/{cost}/correct", Permission: Costs, Handler: h.correct},
		{Pattern: "GET /funders/cost/{cost}/remove", Permission: Costs, Handler: h.askRemove},
		{Pattern: "POST /funders/cost/{cost}/remove", Permission: Costs, Handler: h.remove},
	}
}

type handlers struct{ f *Funders }

var (
	funderCrumb = web.Crumb{Label: "College figures", Href: "/funders"}
	costsCrumb  = web.Crumb{Label: "Costs", Href: "/funders/costs"}
)

// yearView is an academic year with its terms and its frozen reports.
type yearView struct {
	college.Year
	College  string
	Terms    []college.Term
	Editions []Edition
}

type homePage struct {
	web.Page
	Years []yearView
	Costs bool
}

// years are the academic years of the colleges where the visitor holds a
// permission, the newest first.
func (h handlers) years(r *http.Request, permission string) ([]yearView, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	all, err := h.f.college.AllYears(ctx, h.f.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	terms, err := h.f.college.Terms(ctx, h.f.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	var out []yearView
	for _, y := range all {
		unit, err := h.f.units.Unit(ctx, by.OrgID, y.UnitID)
		if err != nil {
			return nil, err
		}
		if !by.CanAt(permission, unit.Path) {
			continue
		}
		view := yearView{Year: y, College: unit.Name}
		for _, t := range terms {
			if t.YearID == y.ID {
				view.Terms = append(view.Terms, t)
			}
		}
		out = append(out, view)
	}
	return out, nil
}

// chosen is the year of that id, or the newest that has begun, or the newest.
func (h handlers) chosen(years []yearView, id string) (yearView, error) {
	today := h.f.today()
	for _, y := range years {
		if y.ID == id || id == "" && !y.StartsOn.After(today) {
			return y, nil
		}
	}
	if id != "" {
		return yearView{}, fault.New(fault.NotFound, "We could not find that academic year.")
	}
	if len(years) > 0 {
		return years[0], nil
	}
	return yearView{}, nil
}

func yearOptions(years []yearView) []web.Option {
	var out []web.Option
	for _, y := range years {
		out = append(out, web.Option{Value: y.ID, Label: y.Name + ", " + y.College})
	}
	return out
}

func (h handlers) home(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	data := homePage{Page: web.NewPage(w, r, "College figures"), Costs: by.Can(Costs)}
	var err error
	if data.Years, err = h.years(r, Read); err != nil {
		return err
	}
	editions, err := allEditions(r.Context(), h.f.db, by.OrgID)
	if err != nil {
		return err
	}
	for i, y := range data.Years {
		for _, e := range editions {
			if e.YearID == y.ID {
				data.Years[i].Editions = append(data.Years[i].Editions, e)
			}
		}
	}
	return web.Render(w, http.StatusOK, pages["funders.html"], data)
}

// reportPage is a report as it is now, or as it was frozen.
type reportPage struct {
	web.Page
	Report    Report
	Base      string // address of the report
	Editions  []Edition
	Edition   Edition  // the frozen one that is shown
	Since     Edition  // what Changes are since
	Changes   []Change // figures that differ
	MayFreeze bool
	Intact    bool
}

// showReport shows the report of a term or a year as it is now.
func (h handlers) showReport(w http.ResponseWriter, r *http.Request, form *web.Form, rep Report, base, periodID string) error {
	by := actor.From(r.Context())
	p := reportPage{Page: web.NewPage(w, r, rep.Title, funderCrumb).WithForm(form), Report: rep, Base: base, MayFreeze: by.Can(Costs)}
	var err error
	if p.Editions, err = h.f.Editions(r.Context(), by, periodID); err != nil {
		return err
	}
	if len(p.Editions) > 0 {
		p.Since = p.Editions[0]
		old, err := p.Since.Report()
		if err != nil {
			return err
		}
		p.Changes = Changes(old, rep)
	}
	return web.Render(w, web.FormStatus(form), pages["report.html"], p)
}

func (h handlers) term(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("term")
	rep, err := h.f.TermReport(r.Context(), actor.From(r.Context()), id)
	if err != nil {
		return err
	}
	return h.showReport(w, r, nil, rep, "/funders/terms/"+id, id)
}

func (h handlers) year(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("year")
	rep, err := h.f.YearReport(r.Context(), actor.From(r.Context()), id)
	if err != nil {
		return err
	}
	return h.showReport(w, r, nil, rep, "/funders/years/"+id, id)
}

func download(w http.ResponseWriter, rep Report, name string) error {
	return web.Download(w, export.TypeXLSX, name, func(w io.Writer) error { return rep.Book().Write(w) })
}

func (h handlers) termBook(w http.ResponseWriter, r *http.Request) error {
	rep, err := h.f.TermReport(r.Context(), actor.From(r.Context()), r.PathValue("term"))
	if err != nil {
		return err
	}
	return download(w, rep, "college-term.xlsx")
}

func (h handlers) yearBook(w http.ResponseWriter, r *http.Request) error {
	rep, err := h.f.YearReport(r.Context(), actor.From(r.Context()), r.PathValue("year"))
	if err != nil {
		return err
	}
	return download(w, rep, "college-year.xlsx")
}

func (h handlers) freezeTerm(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("term")
	return h.freeze(w, r, "", id, func(form *web.Form) error {
		rep, err := h.f.TermReport(r.Context(), actor.From(r.Context()), id)
		if err != nil {
			return err
		}
		return h.showReport(w, r, form, rep, "/funders/terms/"+id, id)
	})
}

func (h handlers) freezeYear(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("year")
	return h.freeze(w, r, id, "", func(form *web.Form) error {
		rep, err := h.f.YearReport(r.Context(), actor.From(r.Context()), id)
		if err != nil {
			return err
		}
		return h.showReport(w, r, form, rep, "/funders/years/"+id, id)
	})
}

func (h handlers) freeze(w http.ResponseWriter, r *http.Request, yearID, termID string, again func(*web.Form) error) error {
	form := web.ReadForm(r)
	note := form.Text("note", "Who the report is for", 1, 500)
	if form.OK() {
		e, err := h.f.Freeze(r.Context(), actor.From(r.Context()), yearID, termID, note)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/funders/frozen/"+e.ID, "The report is frozen. It stays as it is.")
		}
	}
	return again(form)
}

func (h handlers) frozen(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, err := h.f.Edition(r.Context(), by, r.PathValue("frozen"))
	if err != nil {
		return err
	}
	p := reportPage{Page: web.NewPage(w, r, e.Title, funderCrumb), Edition: e, Base: "/funders/frozen/" + e.ID, Intact: e.Intact()}
	if p.Report, err = e.Report(); err != nil {
		return err
	}
	if p.Editions, err = h.f.Editions(r.Context(), by, e.PeriodID); err != nil {
		return err
	}
	for _, old := range p.Editions {
		if old.Number != e.Number-1 {
			continue
		}
		was, err := old.Report()
		if err != nil {
			return err
		}
		p.Since, p.Changes = old, Changes(was, p.Report)
	}
	return web.Render(w, http.StatusOK, pages["frozen.html"], p)
}

func (h handlers) frozenBook(w http.ResponseWriter, r *http.Request) error {
	e, err := h.f.Edition(r.Context(), actor.From(r.Context()), r.PathValue("frozen"))
	if err != nil {
		return err
	}
	rep, err := e.Report()
	if err != nil {
		return err
	}
	return download(w, rep, "college-report.xlsx")
}
