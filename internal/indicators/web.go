package indicators

import (
	"embed"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

type handlers struct{ x *Indicators }

var crumb = web.Crumb{Label: "How it is going", Href: "/indicators"}

// Routes are the pages of the module. Those of one indicator begin with its
// name; every other second part of an address is a word of the module's own.
func Routes(x *Indicators) []web.Route {
	h := handlers{x}
	return slices.Concat(
		[]web.Route{
			{Pattern: "GET /indicators", Permission: Read, Handler: h.overview},
			{Pattern: "GET /indicators/icons", Permission: Read, Handler: h.icons},
			{Pattern: "POST /indicators/adopt", Permission: Edit, Button: true, Handler: h.adopt},
			{Pattern: "GET /indicators/units", Permission: Read, Handler: h.unit},
			{Pattern: "GET /indicators/quality", Permission: Read, Handler: h.quality},
			{Pattern: "GET /indicators/{indicator}/equality", Permission: Read, Handler: h.equality},
			{Pattern: "GET /indicators/{indicator}/measurereport.json", Permission: Read, Handler: h.measureReport},
			{Pattern: "GET /indicators/compare", Permission: Read, Handler: h.compare},
			{Pattern: "POST /indicators/compare/keep", Permission: Read, Handler: h.keep},
			{Pattern: "POST /indicators/compare/remove", Permission: Read, Button: true, Handler: h.remove},
			{Pattern: "POST /indicators/compare/restore", Permission: Read, Button: true, Handler: h.restore},
			{Pattern: "GET /indicators/board", Permission: Read, Handler: h.board},
			{Pattern: "GET /indicators/board/print", Permission: Read, Handler: h.boardPrint},
			{Pattern: "GET /indicators/board/figures.xlsx", Permission: Read, Handler: h.boardBook},
			{Pattern: "GET /indicators/definitions", Permission: Read, Handler: h.definitions},
			{Pattern: "GET /indicators/definitions/new", Permission: Edit, Handler: h.askDefine},
			{Pattern: "POST /indicators/definitions/new", Permission: Edit, Handler: h.define},
			{Pattern: "GET /indicators/{indicator}/definition", Permission: Read, Handler: h.definition},
			{Pattern: "GET /indicators/{indicator}/definition.yaml", Permission: Read, Handler: h.definitionText},
			{Pattern: "GET /indicators/{indicator}/definition/edit", Permission: Edit, Handler: h.askChange},
			{Pattern: "POST /indicators/{indicator}/definition/edit", Permission: Edit, Handler: h.change},
			{Pattern: "POST /indicators/{indicator}/definition/retire", Permission: Edit, Button: true, Handler: h.retire},
			{Pattern: "POST /indicators/{indicator}/definition/restore", Permission: Edit, Button: true, Handler: h.reuse},
			{Pattern: "GET /indicators/runs", Permission: Read, Handler: h.runs},
			{Pattern: "POST /indicators/runs", Permission: Edit, Button: true, Handler: h.run},
		},
		h.chartRoutes(),
		lists("/indicators/figures", "indicators", h.overviewSheet),
		lists("/indicators/units/figures", "unit", h.unitSheet),
		lists("/indicators/{indicator}/equality/figures", "equality", h.equalitySheet),
		lists("/indicators/compare/figures", "comparison", h.compareSheet),
		lists("/indicators/quality/figures", "data-quality", h.qualitySheet),
	)
}

// lists are the addresses at which a page's figures are taken away, in three
// forms, with the same small numbers hidden.
func lists(path, name string, sheet func(*http.Request) (export.Sheet, error)) []web.Route {
	as := func(ext, kind string, write func(io.Writer, export.Sheet) error) web.Route {
		return web.Route{Pattern: "GET " + path + "." + ext, Permission: Read, Handler: func(w http.ResponseWriter, r *http.Request) error {
			s, err := sheet(r)
			if err != nil {
				return err
			}
			return web.Download(w, kind, name+"."+ext, func(w io.Writer) error { return write(w, s) })
		}}
	}
	return []web.Route{
		as("csv", export.TypeCSV, export.CSV),
		as("xlsx", export.TypeXLSX, func(w io.Writer, s export.Sheet) error { return book(s.Name, s).Write(w) }),
		as("json", typeJSON, writeJSON),
	}
}

// takeaway is where a page's figures can be had as files.
type takeaway struct{ Path, Query string }

// take is the page's own question, asked of its files.
func take(path string, q url.Values) takeaway {
	if len(q) == 0 {
		return takeaway{path, ""}
	}
	return takeaway{path, "?" + q.Encode()}
}

// unitOptions are units to choose from, set in as they stand in the tree.
func unitOptions(all []units.Unit) []web.Option {
	out := make([]web.Option, len(all))
	for i, u := range all {
		out[i] = web.Option{Value: u.ID, Label: strings.Repeat("– ", max(u.Depth(), 0)) + u.Name}
	}
	return out
}

// some are the values of a question that are not empty.
func some(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}
