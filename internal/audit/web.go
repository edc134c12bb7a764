package audit

import (
	"embed"
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of the trail.
func Routes(l *Log) []web.Route {
	h := handlers{l}
	return []web.Route{
		{Pattern: "GET /audit", Permission: "audit.read", Whole: true, Handler: h.list},
		{Pattern: "GET /audit/check", Permission: "audit.read", Whole: true, Handler: h.check},
		{Pattern: "GET /audit/entries.csv", Permission: "audit.read", Whole: true, Handler: h.csv},
		{Pattern: "GET /audit/seal.txt", Permission: "audit.read", Whole: true, Handler: h.seal},
	}
}

type handlers struct{ log *Log }

// listPage is the data of audit.html.
type listPage struct {
	web.Page
	Who, Target, Action, From, Until web.Field
	Filtered                         bool
	Rows                             []Row
	Pager                            web.Pager
	Seal                             SealState
	CSV                              string // address of the same list as a file
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	form, filter := readFilter(r)
	number := web.PageNumber(r)
	page := listPage{Page: web.NewPage(w, r, "Audit trail").WithForm(form), Filtered: filter != Filter{}}
	var total int
	var err error
	if page.Rows, total, err = h.log.List(ctx, by, filter, web.PerPage, web.Offset(number)); err != nil {
		return err
	}
	if page.Seal, err = h.log.State(ctx, by.OrgID); err != nil {
		return err
	}
	actions, err := h.log.Actions(ctx, by)
	if err != nil {
		return err
	}
	options := []web.Option{{Value: "", Label: "Anything"}}
	for _, a := range actions {
		options = append(options, web.Option{Value: a, Label: Row{Action: a}.What()})
	}
	page.Who = form.Input("who", "Who did it", "").OfType("search")
	page.Target = form.Input("what", "What was changed", "").OfType("search")
	page.Action = form.Choice("action", "What was done", "", options)
	page.From = form.Input("from", "From", "")
	page.Until = form.Input("until", "Until", "")
	page.Pager = web.NewPager(r, number, total)
	q := r.URL.Query()
	q.Del("page")
	page.CSV = "/audit/entries.csv?" + q.Encode()
	return web.Render(w, web.FormStatus(form), pages["audit.html"], page)
}

// readFilter reads the filter from the address, with what is wrong in it.
func readFilter(r *http.Request) (*web.Form, Filter) {
	form := &web.Form{Values: map[string][]string{}}
	for k, vs := range r.URL.Query() {
		for _, v := range vs {
			form.Values[k] = append(form.Values[k], plain(v))
		}
	}
	f := Filter{Actor: form.Value("who"), Action: form.Value("action"), Target: form.Value("what")}
	f.From = form.Date("from", "The first day", false)
	f.Until = form.Date("until", "The last day", false)
	if !f.From.IsZero() && !f.Until.IsZero() && f.Until.Before(f.From) {
		form.Fail("until", "The last day must not be before the first.")
	}
	return form, f
}

// checkPage is the data of check.html.
type checkPage struct {
	web.Page
	Problems []Problem
	Most     bool // there may be more problems than are shown
	Seal     SealState
	At       string
}

func (h handlers) check(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	page := checkPage{Page: web.NewPage(w, r, "Check of the audit trail", web.Crumb{Label: "Audit trail", Href: "/audit"}), At: when.Stamp(h.log.now())}
	var err error
	if page.Problems, err = h.log.Verify(ctx, by.OrgID); err != nil {
		return err
	}
	page.Most = len(page.Problems) >= most
	if page.Seal, err = h.log.State(ctx, by.OrgID); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["check.html"], page)
}

func (h handlers) csv(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	form, filter := readFilter(r)
	if !form.OK() {
		return web.SeeOther(w, r, "/audit?"+r.URL.RawQuery, "")
	}
	return web.Download(w, export.TypeCSV, "audit-"+when.DateOf(h.log.now()).ISO()+".csv", func(w io.Writer) error {
		return export.CSV(w, h.log.Sheet(ctx, by, filter))
	})
}

func (h handlers) seal(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	return web.Download(w, "text/plain; charset=utf-8", "audit-seal-"+when.DateOf(h.log.now()).ISO()+".txt", func(w io.Writer) error {
		return h.log.Export(ctx, by.OrgID, w)
	})
}
