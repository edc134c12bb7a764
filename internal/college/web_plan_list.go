package college

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/export"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// listedRun is a run of the list with what it needs.
type listedRun struct {
	RunRow
	When  string
	Needs []string
}

type runsPage struct {
	web.Page
	F       RunFilter
	Runs    []listedRun
	Pager   web.Pager
	Terms   []web.Option
	Venues  []web.Option
	Strands []web.Option
	Formats []web.Option
	States  []web.Option
	Export  string // the query of the downloads
}

var runsCrumb = web.Crumb{Label: "Runs", Href: "/college/runs"}

func readRunFilter(r *http.Request) RunFilter {
	q := r.URL.Query()
	return RunFilter{Q: strings.TrimSpace(q.Get("q")), TermID: q.Get("term"), Strand: q.Get("strand"), VenueID: q.Get("venue"), State: q.Get("state"), Format: q.Get("format"), Attention: q.Get("needs") == "yes"}
}

func (h handlers) runs(w http.ResponseWriter, r *http.Request) error {
	ctx, by, number := r.Context(), actor.From(r.Context()), web.PageNumber(r)
	data := runsPage{Page: web.NewPage(w, r, "Runs of courses", collegeCrumb), F: readRunFilter(r)}
	rows, total, err := h.c.Runs(ctx, by, data.F, web.Offset(number), web.PerPage)
	if err != nil {
		return err
	}
	data.Runs, data.Pager = h.listed(rows), web.NewPager(r, number, total)
	if err := h.filterOptions(r, &data); err != nil {
		return err
	}
	query := r.URL.Query()
	query.Del("page")
	data.Export = query.Encode()
	return web.Render(w, http.StatusOK, pages["plan_runs.html"], data)
}

func (h handlers) listed(rows []RunRow) []listedRun {
	out := make([]listedRun, len(rows))
	for i, row := range rows {
		out[i] = listedRun{row, runTimes(row.Run), row.Needs(h.c.now())}
	}
	return out
}

func (h handlers) filterOptions(r *http.Request, data *runsPage) error {
	ctx, by := r.Context(), actor.From(r.Context())
	terms, err := h.c.Terms(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	data.Terms = []web.Option{{Value: "", Label: "Any term"}}
	for _, t := range terms {
		data.Terms = append(data.Terms, web.Option{Value: t.ID, Label: t.Name})
	}
	venues, err := h.c.Venues(ctx, h.c.db, by.OrgID)
	if err != nil {
		return err
	}
	data.Venues = []web.Option{{Value: "", Label: "Anywhere"}, {Value: "online", Label: "Online"}}
	for _, v := range venues {
		data.Venues = append(data.Venues, web.Option{Value: v.ID, Label: v.Name})
	}
	data.Strands = []web.Option{{Value: "", Label: "Any strand"}}
	for _, s := range courses.Strands {
		data.Strands = append(data.Strands, web.Option{Value: s.Code, Label: s.Label})
	}
	data.Formats = []web.Option{{Value: "", Label: "Any format"}}
	for _, f := range Formats {
		data.Formats = append(data.Formats, web.Option{Value: f.Code, Label: f.Label})
	}
	data.States = []web.Option{{Value: "", Label: "Any state"}}
	for _, s := range []string{"draft", "open", "closed", "finished", "cancelled"} {
		data.States = append(data.States, web.Option{Value: s, Label: Run{State: s}.StateWords()})
	}
	return nil
}

var runColumnsOfSheet = []export.Column{
	{Name: "Course", About: "The title of the course as the run was made"},
	{Name: "Term", About: "The term it is in"},
	{Name: "State", About: "Draft, open for booking, booking closed, finished or cancelled"},
	{Name: "Begins", About: "The first session, in London"},
	{Name: "Ends", About: "The last session, in London"},
	{Name: "Where", About: "A venue of its sessions, or online"},
	{Name: "Format", About: "Workshop, course of sessions, drop-in, talk, online, or at one’s own pace"},
	{Name: "Strand", About: "What the course is about"},
	{Name: "Sessions", About: "How many, those cancelled left out"},
	{Name: "Places", About: "How many people can come"},
	{Name: "Taken", About: "Places that are confirmed, offered, or kept for a group"},
	{Name: "Waiting", About: "People on the waiting list"},
	{Name: "Fewest", About: "How many people it needs"},
	{Name: "Needs", About: "What it still needs, as the list says it"},
	{Name: "Address", About: "The address of the run in this service"},
}

func (h handlers) runsSheet(r *http.Request) export.Sheet {
	return export.Sheet{Name: "Runs", Columns: runColumnsOfSheet, Rows: func(yield func([]string) error) error {
		rows, _, err := h.c.Runs(r.Context(), actor.From(r.Context()), readRunFilter(r), 0, 0)
		if err != nil {
			return err
		}
		for _, x := range h.listed(rows) {
			err := yield([]string{x.Title, x.Term, x.StateWords(), when.Stamp(x.StartsAt), when.Stamp(x.EndsAt), x.Where, x.FormatLabel(), x.StrandLabel(), fmt.Sprint(x.Sessions),
				fmt.Sprint(x.Capacity), fmt.Sprint(x.Taken), fmt.Sprint(x.Waiting), fmt.Sprint(x.Minimum), strings.Join(x.Needs, "; "), h.c.baseURL + "/college/runs/" + x.ID})
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func (h handlers) runsCSV(w http.ResponseWriter, r *http.Request) error {
	sheet := h.runsSheet(r)
	return web.Download(w, export.TypeCSV, "runs.csv", func(w io.Writer) error { return export.CSV(w, sheet) })
}

func (h handlers) runsXLSX(w http.ResponseWriter, r *http.Request) error {
	sheet := h.runsSheet(r)
	return web.Download(w, export.TypeXLSX, "runs.xlsx", func(w io.Writer) error { return export.XLSX(w, sheet) })
}

// runsHref is the list with a filter.
func runsHref(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/college/runs?" + q.Encode()
}
