package funders

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

type costsPage struct {
	web.Page
	Year         yearView
	Years, Kinds []web.Option
	Kind         string
	Ended        bool
	Rows         []Cost
	Sum          string
	Pager        web.Pager
	Search       string // of the address, for the files
	Place        string // what a new line is a cost of
	Heading      string
	Suggestion   Suggestion // of a run
	Run          college.Run
}

func kindOptions(first string) []web.Option {
	var out []web.Option
	if first != "" {
		out = append(out, web.Option{Label: first})
	}
	for _, k := range Kinds {
		out = append(out, web.Option{Value: k.Code, Label: k.Label})
	}
	return out
}

// filter is the choice of the list's form.
func (h handlers) filter(r *http.Request) (CostFilter, []yearView, yearView, error) {
	years, err := h.years(r, Costs)
	if err != nil {
		return CostFilter{}, nil, yearView{}, err
	}
	query := r.URL.Query()
	year, err := h.chosen(years, query.Get("year"))
	return CostFilter{YearID: year.ID, Kind: query.Get("kind"), Ended: query.Get("ended") == "yes"}, years, year, err
}

func (h handlers) costs(w http.ResponseWriter, r *http.Request) error {
	filter, years, year, err := h.filter(r)
	if err != nil {
		return err
	}
	p := costsPage{Page: web.NewPage(w, r, "Costs", funderCrumb), Heading: "Costs", Years: yearOptions(years), Year: year, Kinds: kindOptions("Any kind"), Kind: filter.Kind, Ended: filter.Ended,
		Search: r.URL.RawQuery, Place: "year:" + year.ID}
	if year.ID == "" {
		return web.Render(w, http.StatusOK, pages["costs.html"], p)
	}
	return h.showCosts(w, r, filter, p, "costs.html")
}

// showCosts shows a page of the lines of a filter.
func (h handlers) showCosts(w http.ResponseWriter, r *http.Request, filter CostFilter, p costsPage, page string) error {
	number := web.PageNumber(r)
	rows, total, pence, err := h.f.CostLines(r.Context(), actor.From(r.Context()), filter, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	p.Rows, p.Sum, p.Pager = rows, pounds(pence), web.NewPager(r, number, total)
	return web.Render(w, http.StatusOK, pages[page], p)
}

// termCosts and runCosts are the lines of a term with its runs, and of a run.
func (h handlers) termCosts(w http.ResponseWriter, r *http.Request) error {
	term, err := h.f.college.Term(r.Context(), h.f.db, actor.From(r.Context()).OrgID, r.PathValue("term"))
	if err != nil {
		return err
	}
	title := "Costs of " + term.Name
	p := costsPage{Page: web.NewPage(w, r, title, funderCrumb, costsCrumb), Heading: title, Place: "term:" + term.ID}
	return h.showCosts(w, r, CostFilter{YearID: term.YearID, TermID: term.ID, Ended: true}, p, "costs_of.html")
}

func (h handlers) runCosts(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	run, err := h.f.college.Run(r.Context(), h.f.db, by.OrgID, r.PathValue("run"))
	if err != nil {
		return err
	}
	term, err := h.f.college.Term(r.Context(), h.f.db, by.OrgID, run.TermID)
	if err != nil {
		return err
	}
	title := "Costs of " + run.Title + ", " + term.Name
	p := costsPage{Page: web.NewPage(w, r, title, funderCrumb, costsCrumb), Heading: title, Place: "run:" + run.ID, Run: run}
	if p.Suggestion, err = h.f.SuggestTrainers(r.Context(), by, run.ID); err != nil {
		return err
	}
	return h.showCosts(w, r, CostFilter{YearID: term.YearID, TermID: term.ID, RunID: run.ID, Ended: true}, p, "costs_of.html")
}

var costSheet = []export.Column{
	{Name: "Date", About: "The day of the cost."}, {Name: "Cost of", About: "The run, the term, or the whole year."},
	{Name: "Term", About: "Empty for a line of the whole year."}, {Name: "Kind", About: "What kind of cost it is."},
	{Name: "Pounds", About: "The amount in pounds.", Numbers: true}, {Name: "Note", About: "What the college noted."},
	{Name: "Entered by", About: "Who entered the line."}, {Name: "Ended", About: "Why the line counts no longer: it was corrected or taken out. Do not add these up."},
}

func (h handlers) costsAs(kind, name string, write func(io.Writer, export.Sheet) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		filter, _, year, err := h.filter(r)
		if err != nil {
			return err
		}
		var rows [][]string
		if year.ID != "" {
			lines, _, _, err := h.f.CostLines(r.Context(), actor.From(r.Context()), filter, 100_000, 0)
			if err != nil {
				return err
			}
			for _, c := range lines {
				rows = append(rows, []string{c.OnDate.ISO(), c.Belongs(), c.Term, c.KindLabel(), amount(c.Pence), c.Note, c.ByName, c.EndedReason})
			}
		}
		sheet := export.Sheet{Name: "Costs", Columns: costSheet, Rows: export.Listed(rows)}
		return web.Download(w, kind, name, func(w io.Writer) error { return write(w, sheet) })
	}
}

type costPage struct {
	web.Page
	Cost           Cost
	Action, Submit string
	Back           string
	Places, Kinds  []web.Option
	Correct        bool
}

// places are what a line may be a cost of: the years, their terms, and the run
// that is asked for.
func (h handlers) places(r *http.Request, asked string) ([]web.Option, error) {
	years, err := h.years(r, Costs)
	if err != nil {
		return nil, err
	}
	var out []web.Option
	if id, isRun := strings.CutPrefix(asked, "run:"); isRun {
		titles, err := h.f.college.RunTitles(r.Context(), h.f.db, actor.From(r.Context()).OrgID, []string{id})
		if err != nil {
			return nil, err
		}
		if titles[id] != "" {
			out = append(out, web.Option{Value: asked, Label: "The run: " + titles[id]})
		}
	}
	for _, y := range years {
		out = append(out, web.Option{Value: "year:" + y.ID, Label: "The whole year " + y.Name + ", " + y.College})
		for _, t := range y.Terms {
			out = append(out, web.Option{Value: "term:" + t.ID, Label: t.Name + ", " + y.College})
		}
	}
	return out, nil
}

func (h handlers) showCostForm(w http.ResponseWriter, r *http.Request, form *web.Form, p costPage) error {
	var err error
	if p.Places, err = h.places(r, form.Value("place")); err != nil {
		return err
	}
	p.Kinds = kindOptions("Choose")
	p.Page = p.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["cost_form.html"], p)
}

// addPage is the page of a new line.
func addPage(w http.ResponseWriter, r *http.Request) costPage {
	return costPage{Page: web.NewPage(w, r, "Add a cost", funderCrumb, costsCrumb), Action: "/funders/costs", Submit: "Add", Back: "/funders/costs"}
}

func (h handlers) newCost(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	form := web.NewForm(map[string]string{"place": query.Get("place"), "kind": query.Get("kind"), "amount": query.Get("amount"), "note": query.Get("note")})
	form.SetDate("on", h.f.today())
	return h.showCostForm(w, r, form, addPage(w, r))
}

var amounts = regexp.MustCompile(`^£? ?([0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,8})(?:\.([0-9]{1,2}))?$`)

// readPence reads "1,234.50".
func readPence(form *web.Form, name string) int {
	m := amounts.FindStringSubmatch(form.Value(name))
	if m == nil {
		form.Fail(name, "Enter an amount in pounds, like 120 or 120.50.")
		return 0
	}
	whole, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	part, err2 := strconv.Atoi((m[2] + "00")[:2])
	if err != nil || err2 != nil {
		form.Fail(name, "Enter an amount in pounds, like 120 or 120.50.")
	}
	return min(whole, 100_000_000)*100 + part
}

func (h handlers) readCost(r *http.Request, form *web.Form) (Cost, error) {
	places, err := h.places(r, form.Value("place"))
	if err != nil {
		return Cost{}, err
	}
	kind, id, _ := strings.Cut(form.OneOf("place", "What it is a cost of", places, true), ":")
	c := Cost{Kind: form.OneOf("kind", "What kind of cost it is", kindOptions(""), true), Pence: readPence(form, "amount"), OnDate: form.Date("on", "The day of the cost", true), Note: form.Text("note", "The note", 0, 500)}
	switch kind {
	case "run":
		c.RunID = id
	case "term":
		c.TermID = id
	default:
		c.YearID = id
	}
	return c, nil
}

// saved answers a form about a line.
func saved(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, again func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return again()
}

func (h handlers) addCost(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	c, err := h.readCost(r, form)
	if err != nil {
		return err
	}
	return saved(w, r, form, func() (string, error) {
		added, err := h.f.AddCost(r.Context(), actor.From(r.Context()), c)
		return "/funders/cost/" + added.ID, err
	}, "Added.", func() error { return h.showCostForm(w, r, form, addPage(w, r)) })
}

// line is the line of the address.
func (h handlers) line(r *http.Request) (Cost, error) {
	return h.f.Cost(r.Context(), actor.From(r.Context()), r.PathValue("cost"))
}

func (h handlers) cost(w http.ResponseWriter, r *http.Request) error {
	c, err := h.line(r)
	if err != nil {
		return err
	}
	p := costPage{Page: web.NewPage(w, r, c.KindLabel()+", "+c.Pounds(), funderCrumb, costsCrumb), Cost: c, Back: "/funders/costs?" + url.Values{"year": {c.YearID}}.Encode()}
	return web.Render(w, http.StatusOK, pages["cost.html"], p)
}

func correctPage(w http.ResponseWriter, r *http.Request, c Cost) costPage {
	at := "/funders/cost/" + c.ID
	return costPage{Page: web.NewPage(w, r, "Correct a line of costs", funderCrumb, costsCrumb, web.Crumb{Label: c.KindLabel() + ", " + c.Pounds(), Href: at}),
		Cost: c, Action: at + "/correct", Submit: "Correct", Back: at, Correct: true}
}

func (h handlers) askCorrect(w http.ResponseWriter, r *http.Request) error {
	c, err := h.line(r)
	if err != nil {
		return err
	}
	place := "year:" + c.YearID
	if c.RunID != "" {
		place = "run:" + c.RunID
	} else if c.TermID != "" {
		place = "term:" + c.TermID
	}
	form := web.NewForm(map[string]string{"place": place, "kind": c.Kind, "amount": amount(c.Pence), "note": c.Note})
	form.SetDate("on", c.OnDate)
	return h.showCostForm(w, r, form, correctPage(w, r, c))
}

func (h handlers) correct(w http.ResponseWriter, r *http.Request) error {
	old, err := h.line(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	c, err := h.readCost(r, form)
	if err != nil {
		return err
	}
	reason := form.Text("reason", "What was wrong", 1, 500)
	return saved(w, r, form, func() (string, error) {
		next, err := h.f.CorrectCost(r.Context(), actor.From(r.Context()), old.ID, c, reason)
		return "/funders/cost/" + next.ID, err
	}, "Corrected. The line as it was stays in the history.", func() error { return h.showCostForm(w, r, form, correctPage(w, r, old)) })
}

func showRemove(w http.ResponseWriter, r *http.Request, form *web.Form, c Cost) error {
	p := costPage{Page: web.NewPage(w, r, "Take out a line of costs", funderCrumb, costsCrumb).WithForm(form), Cost: c, Action: "/funders/cost/" + c.ID + "/remove", Back: "/funders/cost/" + c.ID}
	return web.Render(w, web.FormStatus(form), pages["cost_remove.html"], p)
}

func (h handlers) askRemove(w http.ResponseWriter, r *http.Request) error {
	c, err := h.line(r)
	if err != nil {
		return err
	}
	return showRemove(w, r, web.NewForm(nil), c)
}

func (h handlers) remove(w http.ResponseWriter, r *http.Request) error {
	c, err := h.line(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "Why it is taken out", 1, 500)
	return saved(w, r, form, func() (string, error) {
		return "/funders/cost/" + c.ID, h.f.RemoveCost(r.Context(), actor.From(r.Context()), c.ID, reason)
	}, "Taken out. The line stays in the history.", func() error { return showRemove(w, r, form, c) })
}
