package evaluation

import (
	"embed"
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/disclosure"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of the module.
func Routes(x *Evaluation) []web.Route {
	h := handlers{x}
	return []web.Route{
		{Pattern: "GET /evaluation", Permission: Read, Handler: h.list},
		{Pattern: "GET /evaluation/new", Permission: Edit, Handler: h.ask},
		{Pattern: "POST /evaluation", Permission: Edit, Handler: h.add},
		{Pattern: "GET /evaluation/{evaluation}", Permission: Read, Handler: h.show},
		{Pattern: "POST /evaluation/{evaluation}/run", Permission: Edit, Button: true, Handler: h.again},
		{Pattern: "GET /evaluation/{evaluation}/list", Permission: Edit, Handler: h.askList},
		{Pattern: "POST /evaluation/{evaluation}/list", Permission: Edit, Handler: h.bring},
		{Pattern: "GET /evaluation/{evaluation}/figures.csv", Permission: Read, Handler: h.csv},
		{Pattern: "GET /evaluation/{evaluation}/figures.xlsx", Permission: Read, Handler: h.xlsx},
		{Pattern: "GET /evaluation/{evaluation}/figures.json", Permission: Read, Handler: h.json},
	}
}

type handlers struct{ x *Evaluation }

var listCrumb = web.Crumb{Label: "Did it help?", Href: "/evaluation"}

// listed is one row of the list.
type listed struct {
	Entry
	Begin, Span, Day string
	Tag              web.Tag
}

type listPage struct {
	web.Page
	Q           string
	Evaluations []listed
	Pager       web.Pager
	MayAdd      bool
}

var stateTags = map[string]web.Tag{
	"": {Text: "Waits for its list", Colour: "grey"}, "waiting": {Text: "Being worked out", Colour: "yellow"},
	"done": {Text: "Worked out", Colour: "green"}, "broken": {Text: "Not worked out", Colour: "red"},
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	all, err := entries(r.Context(), h.x.db, by.OrgID)
	if err != nil {
		return err
	}
	states, err := newestStates(r.Context(), h.x.db, by.OrgID)
	if err != nil {
		return err
	}
	data := listPage{Page: web.NewPage(w, r, "Did it help?"), Q: r.URL.Query().Get("q"), MayAdd: by.CanEverywhere(Edit)}
	for _, e := range all {
		if e.has(strings.Fields(fold.Text(data.Q))) {
			data.Evaluations = append(data.Evaluations, listed{e, e.Design.V.Begin.Label(), e.Design.V.Span(), when.DateOf(e.CreatedAt).String(), stateTags[states[e.ID]]})
		}
	}
	number, total := web.PageNumber(r), len(data.Evaluations)
	data.Pager = web.NewPager(r, number, total)
	data.Evaluations = data.Evaluations[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)]
	return web.Render(w, http.StatusOK, pages["evaluations.html"], data)
}

// opened is an evaluation with the run that is looked at.
type opened struct {
	Entry
	Runs    []Run
	Run     Run  // Number 0: there is none
	Done    bool // the run has a result
	View    View
	Covered string
}

// open finds the evaluation of the address and one of its runs: the one that the
// query names, else the newest that is done, else the newest.
func (h handlers) open(r *http.Request) (opened, error) {
	by := actor.From(r.Context())
	e, err := entry(r.Context(), h.x.db, by.OrgID, r.PathValue("evaluation"))
	if err != nil {
		return opened{}, err
	}
	o := opened{Entry: e}
	if o.Runs, err = runsOf(r.Context(), h.x.db, by.OrgID, e.ID); err != nil {
		return opened{}, err
	}
	if wanted := r.URL.Query().Get("run"); wanted != "" {
		for _, run := range o.Runs {
			if strconv.Itoa(run.Number) == wanted {
				o.Run = run
			}
		}
		if o.Run.Number == 0 {
			return opened{}, fault.New(fault.NotFound, "We could not find that result.")
		}
	}
	for _, run := range o.Runs {
		if o.Run.Number == 0 && run.State == "done" {
			o.Run = run
		}
	}
	if o.Run.Number == 0 && len(o.Runs) > 0 {
		o.Run = o.Runs[0]
	}
	if o.Done = o.Run.State == "done"; o.Done {
		result, err := o.Run.result()
		if err != nil {
			return opened{}, err
		}
		o.View, o.Covered = result.shape(e.Design.V), period(result.Covered)
	}
	return o, nil
}

type showPage struct {
	web.Page
	opened
	Words, Cannot []string
	Regression    string
	Charts        []charts.Figure
	Waiting       *Run
	Older         []web.Tab
	Facts         []web.Fact
	MayEdit       bool
	NeedsList     bool
	Missing       web.Callout
	Files         string // begin of the addresses of files
}

func (h handlers) show(w http.ResponseWriter, r *http.Request) error {
	o, err := h.open(r)
	if err != nil {
		return err
	}
	d := o.Design.V
	data := showPage{
		Page: web.NewPage(w, r, o.Title, listCrumb), opened: o, Words: d.words(), Cannot: d.cannot(), Regression: regression,
		MayEdit: actor.From(r.Context()).CanEverywhere(Edit), NeedsList: d.Begin == Listed && len(o.Runs) == 0, Files: "/evaluation/" + o.ID + "/figures",
		Missing: web.Callout{Heading: "The list is missing", Text: "People are followed from the day that stands beside them on a list. Nothing can be worked out until it is there."},
	}
	for i, run := range o.Runs {
		if run.State == "waiting" {
			data.Waiting = &o.Runs[i]
		}
		if run.State == "done" {
			data.Older = append(data.Older, web.Tab{Label: "Result " + strconv.Itoa(run.Number), Href: "/evaluation/" + o.ID + "?run=" + strconv.Itoa(run.Number), Current: run.Number == o.Run.Number})
		}
	}
	if o.Done {
		data.Facts = facts(o)
		data.Charts = pictures(o.View, d)
	}
	return web.Render(w, http.StatusOK, pages["evaluation.html"], data)
}

// facts say how the result can be had again.
func facts(o opened) []web.Fact {
	return []web.Fact{
		{Key: "Worked out", Value: when.Stamp(o.Run.EndedAt)},
		{Key: "Seed", Value: strconv.FormatInt(o.Seed, 10)},
		{Key: "Rows", Value: o.Run.Hash},
		{Key: "Draws of the bootstrap", Value: strconv.Itoa(o.Design.V.Draws)},
	}
}

// pictures are the months before and after, of every measure that is shown.
func pictures(v View, d Design) []charts.Figure {
	var out []charts.Figure
	for _, m := range v.Measures {
		hidden := 0
		for _, n := range m.Months {
			if n == disclosure.Missing {
				hidden++
			}
		}
		if m.Hidden || 2*hidden > len(m.Months) {
			continue // a line of gaps says nothing
		}
		c := charts.Chart{ID: "months-" + m.Slug, Kind: charts.Line, Title: m.Label + ", by month before (−) and after (+)", Unit: charts.Count, Column: "Month", Series: []string{fold.Capital(m.Unit)},
			Note: "Months are counted from each person’s own day. Numbers are to the nearest 5; those under 5 are not shown."}
		for i, n := range m.Months {
			row := charts.Row{Label: monthLabel(i, d.Months), Values: []charts.Value{{V: float64(n)}}}
			if n == disclosure.Missing {
				row.Values[0] = charts.Value{State: charts.TooFew}
			}
			c.Rows = append(c.Rows, row)
		}
		out = append(out, charts.Figure{Chart: c})
	}
	return out
}

func (h handlers) again(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("evaluation")
	if err := h.x.Again(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/evaluation/"+id, "It is being worked out.")
}
