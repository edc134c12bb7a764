package surveys

import (
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

func publicRoutes(h handlers) []web.Route {
	const at = "GET /surveys/results/{organisation}/{results}"
	return []web.Route{
		{Pattern: "GET /surveys/results", Permission: web.Anyone, Handler: h.organisations},
		{Pattern: "GET /surveys/results/{organisation}", Permission: web.Anyone, Handler: h.results},
		{Pattern: at, Permission: web.Anyone, Handler: h.result},
		{Pattern: at + "/figures.csv", Permission: web.Anyone, Handler: h.resultAs(export.TypeCSV, "figures.csv", func(w io.Writer, t *Table) error { return export.CSV(w, t.sheet()) })},
		{Pattern: at + "/chart.png", Permission: web.Anyone, Handler: h.resultChart(true)},
		{Pattern: at + "/chart.csv", Permission: web.Anyone, Handler: h.resultChart(false)},
		{Pattern: at + "/columns.csv", Permission: web.Anyone, Handler: h.resultAs(export.TypeCSV, "columns.csv", func(w io.Writer, t *Table) error { return export.CSV(w, dictionary(t.sheet())) })},
		{Pattern: at + "/figures.xlsx", Permission: web.Anyone, Handler: h.resultAs(export.TypeXLSX, "figures.xlsx", func(w io.Writer, t *Table) error { return t.book().Write(w) })},
	}
}

type resultsPage struct {
	web.Page
	Org           units.Organisation
	Results       []Result
	Organisations []units.Organisation
}

func (h handlers) organisations(w http.ResponseWriter, r *http.Request) error {
	all, err := h.s.units.Organisations(r.Context())
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return web.SeeOther(w, r, "/surveys/results/"+all[0].Slug, "")
	}
	return web.Render(w, http.StatusOK, pages["results.html"], resultsPage{Page: web.NewPage(w, r, "What people said"), Organisations: all})
}

func (h handlers) results(w http.ResponseWriter, r *http.Request) error {
	org, list, err := h.s.Results(r.Context(), r.PathValue("organisation"))
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["results.html"], resultsPage{Page: web.NewPage(w, r, "What people said"), Org: org, Results: list})
}

type resultPage struct {
	web.Page
	Org     units.Organisation
	Edition Edition
	Said    Published
	Table   *Table
	Sets    []figureSet
	Small   string
	Base    string
	JSON    string // where programs read the same
	Staff   bool
}

func (h handlers) result(w http.ResponseWriter, r *http.Request) error {
	org, e, p, err := h.s.ResultAt(r.Context(), r.PathValue("organisation"), r.PathValue("results"))
	if err != nil {
		return err
	}
	by, base := actor.From(r.Context()), "/surveys/results/"+org.Slug+"/"+r.PathValue("results")
	data := resultPage{
		Page: web.NewPage(w, r, p.Table.Survey+", "+p.Table.Wave, web.Crumb{Label: "What people said", Href: "/surveys/results/" + org.Slug}), Org: org, Edition: e, Said: p, Table: p.Table,
		Sets: p.Table.draw(p.Table.sets(), base), Small: smallNumbers(p.Table), Base: base,
	}
	if by.OrgID == org.OrgID && by.Can(Read) {
		_, _, err := h.s.waveAt(r.Context(), h.s.db, by, Read, e.WaveID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		data.Staff = err == nil
	}
	return web.Render(w, http.StatusOK, pages["result.html"], data)
}

func (h handlers) resultAs(kind, name string, write func(io.Writer, *Table) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, _, p, err := h.s.ResultAt(r.Context(), r.PathValue("organisation"), r.PathValue("results"))
		if err != nil {
			return err
		}
		return web.Download(w, kind, name, func(w io.Writer) error { return write(w, p.Table) })
	}
}
