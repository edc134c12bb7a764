package strategy

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fold"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func actionRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/actions", Permission: permRead, Handler: h.list("All actions", nil)},
		{Pattern: "GET /strategy/overdue", Permission: permRead, Handler: h.list("Overdue actions", func(f *Filter) { f.Overdue = true })},
		{Pattern: "GET /strategy/ownerless", Permission: permRead, Handler: h.list("Actions without an owner", func(f *Filter) { f.Ownerless = true })},
		{Pattern: "GET /strategy/mine", Permission: permRead, Handler: h.mine},
		{Pattern: "GET /strategy/actions.csv", Permission: permRead, Handler: h.listCSV},
		{Pattern: "GET /strategy/actions.xlsx", Permission: permRead, Handler: h.listXLSX},
		{Pattern: "GET /strategy/actions/new", Permission: permUpdate, Handler: h.newAction},
		{Pattern: "POST /strategy/actions", Permission: permUpdate, Handler: h.addAction},
		{Pattern: "GET /strategy/actions/{action}", Permission: permRead, Handler: h.action},
		{Pattern: "GET /strategy/actions/{action}/edit", Permission: permUpdate, Handler: h.editAction},
		{Pattern: "POST /strategy/actions/{action}", Permission: permUpdate, Handler: h.saveAction},
		{Pattern: "GET /strategy/actions/{action}/update", Permission: permUpdate, Handler: h.askUpdate},
		{Pattern: "POST /strategy/actions/{action}/update", Permission: permUpdate, Handler: h.addUpdate},
		{Pattern: "GET /strategy/actions/{action}/evidence", Permission: permUpdate, Handler: h.askEvidence},
		{Pattern: "POST /strategy/actions/{action}/evidence", Permission: permUpdate, Handler: h.addEvidence},
		{Pattern: "GET /strategy/evidence/{evidence}", Permission: permRead, Handler: h.file},
		{Pattern: "POST /strategy/evidence/{evidence}/remove", Permission: permUpdate, Button: true, Handler: h.removeEvidence},
		{Pattern: "POST /strategy/actions/{action}/close", Permission: permUpdate, Button: true, Handler: h.closeAction},
		{Pattern: "GET /strategy/actions/{action}/reopen", Permission: permUpdate, Handler: h.askReason(reopenAction)},
		{Pattern: "POST /strategy/actions/{action}/reopen", Permission: permUpdate, Handler: h.giveReason(reopenAction)},
		{Pattern: "GET /strategy/actions/{action}/withdraw", Permission: permUpdate, Handler: h.askReason(withdrawAction)},
		{Pattern: "POST /strategy/actions/{action}/withdraw", Permission: permUpdate, Handler: h.giveReason(withdrawAction)},
		{Pattern: "GET /strategy/actions/{action}/restore", Permission: permUpdate, Handler: h.askReason(restoreAction)},
		{Pattern: "POST /strategy/actions/{action}/restore", Permission: permUpdate, Handler: h.giveReason(restoreAction)},
		{Pattern: "GET /strategy/actions/{action}/override", Permission: permUpdate, Handler: h.askReason(overrideAction)},
		{Pattern: "POST /strategy/actions/{action}/override", Permission: permUpdate, Handler: h.giveReason(overrideAction)},
		{Pattern: "POST /strategy/actions/{action}/override/end", Permission: permUpdate, Button: true, Handler: h.clearOverride},
		{Pattern: "GET /strategy/actions/{action}/needs", Permission: permUpdate, Handler: h.askNeeds},
		{Pattern: "POST /strategy/actions/{action}/needs", Permission: permUpdate, Handler: h.addNeed},
		{Pattern: "POST /strategy/actions/{action}/needs/remove", Permission: permUpdate, Handler: h.removeNeed},
	}
}

type listPage struct {
	web.Page
	Heading, Intro string
	Search         *web.Form
	Statuses       []web.Option
	Owners         []web.Option
	AimList        []web.Option
	Strategies     []web.Option
	Places         []web.Option
	Rows           []Row
	Pager          web.Pager
	More           bool
	Filtered       bool
	CSV, XLSX      string
	Edits          bool
}

// list serves a list of actions; fixed adds what this address always filters.
func (h *handlers) list(title string, fixed func(*Filter)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form := queryForm(r)
		if fixed != nil {
			var err error
			if form, err = h.nowForm(r); err != nil {
				return err
			}
		}
		f := readFilter(r, form)
		if fixed != nil {
			fixed(&f)
		}
		return h.showList(w, r, listPage{Page: web.NewPage(w, r, title, strategyCrumb), Heading: title}, f, form)
	}
}

// mine lists the actions of the posts that the visitor holds.
func (h *handlers) mine(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	form, err := h.nowForm(r)
	if err != nil {
		return err
	}
	f := readFilter(r, form)
	p := listPage{Page: web.NewPage(w, r, "My actions", strategyCrumb), Heading: "My actions"}
	titles, err := h.onlyMine(r, by, &f)
	if err != nil {
		return err
	}
	p.Intro = "You do not hold a post that owns actions."
	if len(titles) > 0 {
		p.Intro = "The actions of the posts you hold: " + strings.Join(titles, ", ") + "."
	}
	return h.showList(w, r, p, f, form)
}

// onlyMine narrows a list to the posts that the visitor holds, and names them.
func (h *handlers) onlyMine(r *http.Request, by actor.Actor, f *Filter) ([]string, error) {
	chosen := f.Posts
	f.Posts = []string{}
	if by.PersonID == "" {
		return nil, nil
	}
	posts, err := h.s.units.PostsOf(r.Context(), by.OrgID, by.PersonID)
	var titles []string
	for _, post := range posts {
		titles = append(titles, post.Title)
		if chosen == nil || slices.Contains(chosen, post.ID) {
			f.Posts = append(f.Posts, post.ID)
		}
	}
	return titles, err
}

func (h *handlers) showList(w http.ResponseWriter, r *http.Request, p listPage, f Filter, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	number := web.PageNumber(r)
	rows, total, more, err := h.s.Rows(ctx, by.OrgID, f, actions.Page{Limit: web.PerPage, Offset: web.Offset(number)})
	if err != nil {
		return err
	}
	if err := h.listOptions(r, &p); err != nil {
		return err
	}
	p.Search, p.Rows, p.Pager, p.More, p.Edits = form, rows, web.NewPager(r, number, total).AtLeast(more), more, by.Can(permEdit)
	q := r.URL.Query()
	for name := range form.Values {
		p.Filtered = p.Filtered || q.Get(name) != ""
	}
	q.Del("page")
	if e := form.Value("strategy"); e != "" {
		q.Set("strategy", e)
	}
	switch r.URL.Path {
	case "/strategy/mine":
		q.Set("mine", "1")
	case "/strategy/overdue":
		q.Set("overdue", "1")
	case "/strategy/ownerless":
		q.Set("ownerless", "1")
	}
	p.CSV, p.XLSX = "/strategy/actions.csv?"+q.Encode(), "/strategy/actions.xlsx?"+q.Encode()
	return web.Render(w, http.StatusOK, pages["actions.html"], p)
}

// listOptions fills the choices of the filters.
func (h *handlers) listOptions(r *http.Request, p *listPage) error {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	p.Statuses = []web.Option{{Label: "Any status"}}
	for _, st := range actions.Statuses {
		p.Statuses = append(p.Statuses, web.Option{Value: string(st), Label: fold.Capital(string(st))})
	}
	owners, err := h.postOptions(r)
	if err != nil {
		return err
	}
	p.Owners = append([]web.Option{{Label: "Any owner"}}, owners...)
	aims, err := h.aimOptions(r)
	if err != nil {
		return err
	}
	p.AimList = append([]web.Option{{Label: "Any aim"}}, aims...)
	all, err := h.s.Editions(ctx, orgID)
	if err != nil {
		return err
	}
	p.Strategies = []web.Option{{Label: "Any strategy"}}
	for _, e := range all {
		p.Strategies = append(p.Strategies, web.Option{Value: e.ID, Label: e.Title})
	}
	refs, err := planRefs(ctx, h.s.db, orgID, "")
	p.Places = []web.Option{{Label: "Any plan"}, {Value: "trust", Label: "The trust’s own plan"}}
	for _, ref := range refs {
		p.Places = append(p.Places, web.Option{Value: ref.ID, Label: ref.Title})
	}
	return err
}

// postOptions are the open posts to choose from, and those that own the thing
// already: a form must not take an owner away that it did not show.
func (h *handlers) postOptions(r *http.Request, owning ...units.Post) ([]web.Option, error) {
	posts, err := h.s.units.AllPosts(r.Context(), actor.From(r.Context()).OrgID)
	var out []web.Option
	for _, p := range posts {
		out = append(out, web.Option{Value: p.ID, Label: p.Title + ", " + p.UnitName, Hint: p.HolderName})
	}
	for _, p := range owning {
		if !p.Open() {
			out = append(out, web.Option{Value: p.ID, Label: p.Title + ", " + p.UnitName, Hint: "This post is closed."})
		}
	}
	return out, err
}

// aimOptions are the aims to choose from, strands after their aim: retired ones
// only where the thing carries them already.
func (h *handlers) aimOptions(r *http.Request, carried ...Aim) ([]web.Option, error) {
	aims, err := h.s.Aims(r.Context(), actor.From(r.Context()).OrgID, true)
	labels := map[string]string{}
	var out []web.Option
	for _, a := range aims {
		labels[a.ID] = a.Label
		if !a.RetiredOn.IsZero() && !slices.ContainsFunc(carried, func(c Aim) bool { return c.ID == a.ID }) {
			continue
		}
		label := a.Label
		switch a.Kind {
		case KindStrand:
			label = labels[a.ParentID] + ": " + a.Label
		case KindChallenge:
			label = "Challenge: " + a.Label
		}
		if !a.RetiredOn.IsZero() {
			label += " (retired)"
		}
		out = append(out, web.Option{Value: a.ID, Label: label})
	}
	return out, err
}

// filterNames are the fields of the list's filter.
var filterNames = []string{"q", "status", "owner", "aim", "strategy", "objective", "plan", "unit", "due-from", "due-to", "overdue", "ownerless", "undated", "withdrawn"}

// queryForm shows the filter that is in the address.
func queryForm(r *http.Request) *web.Form {
	form := web.NewForm(nil)
	q := r.URL.Query()
	for _, name := range filterNames {
		if v := strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(q.Get(name), "\x00", ""), "")); v != "" {
			form.Set(name, v)
		}
	}
	return form
}

// nowForm is [queryForm] of a list of what is to be done: unless the query says
// otherwise it is about the strategy of now, not those that are over.
func (h *handlers) nowForm(r *http.Request) (*web.Form, error) {
	form := queryForm(r)
	if r.URL.Query().Has("strategy") {
		return form, nil
	}
	e, found, err := h.s.Current(r.Context(), actor.From(r.Context()).OrgID)
	if found {
		form.Set("strategy", e.ID)
	}
	return form, err
}

// readFilter reads the filter. What cannot be read is left out.
func readFilter(r *http.Request, form *web.Form) Filter {
	f := Filter{StrategyID: form.Value("strategy"), ObjectiveID: form.Value("objective"), AimID: form.Value("aim"), UnitID: form.Value("unit")}
	f.Text = form.Value("q")
	if st := actions.Status(form.Value("status")); slices.Contains(actions.Statuses, st) {
		f.Status = st
	}
	if owner := form.Value("owner"); owner != "" {
		f.Posts = []string{owner}
	}
	switch plan := form.Value("plan"); plan {
	case "":
	case "trust":
		f.TrustOnly = true
	default:
		f.PlanID = plan
	}
	f.Overdue, f.Ownerless, f.Undated, f.Withdrawn = form.Bool("overdue"), form.Bool("ownerless"), form.Bool("undated"), form.Bool("withdrawn")
	f.DueFrom, _ = when.ParseMonth(form.Value("due-from"))
	f.DueTo, _ = when.ParseMonth(form.Value("due-to"))
	return f
}

// listColumns are the columns of the exported list.
var listColumns = []export.Column{
	{Name: "Objective no", About: "The number of the objective"},
	{Name: "Objective", About: "What the action serves"},
	{Name: "Action", About: "What is to be done"},
	{Name: "People responsible", About: "The posts that own the action, one a line"},
	{Name: "Date to be completed", About: "A month, a day, or since when it goes on"},
	{Name: "Status", About: "Worked out from updates and dates on the day of the export, or set by hand with a reason"},
	{Name: "Overdue", About: "Yes when it is past its date and still open"},
	{Name: "Why", About: "What the status follows from, the reason of an override included"},
	{Name: "Last update", About: "The date of the newest update"},
	{Name: "Evidence", About: "How many pieces of evidence there are"},
	{Name: "Plan", About: "The local plan the action stands in; empty for the trust’s own"},
	{Name: "Address", About: "The address of the action in this service"},
}

// sheet is the list as rows, read as they are written.
func (h *handlers) sheet(r *http.Request) (export.Sheet, error) {
	by, f := actor.From(r.Context()), readFilter(r, queryForm(r))
	if r.URL.Query().Get("mine") != "" {
		if _, err := h.onlyMine(r, by, &f); err != nil {
			return export.Sheet{}, err
		}
	}
	return export.Sheet{Name: "Actions", Columns: listColumns, Rows: func(yield func([]string) error) error {
		return h.s.EachRow(r.Context(), by.OrgID, f, func(row Row) error {
			var owners []string
			for _, p := range row.Posts {
				owners = append(owners, p.Title)
			}
			overdue := ""
			if row.Standing.Overdue {
				overdue = "Yes"
			}
			return yield([]string{fmt.Sprint(row.Objective.Number), row.Objective.Title, row.Action.Title, strings.Join(owners, "\n"), dueWords(row.Action.Due()),
				fold.Capital(string(row.Standing.Status)), overdue, strings.Join(row.Standing.Why, " "), row.Action.UpdatedOn.String(), fmt.Sprint(row.Action.Evidence), row.PlanTitle, row.Href()})
		})
	}}, nil
}

func (h *handlers) listCSV(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeCSV, "actions.csv", func(w io.Writer) error { return export.CSV(w, sheet) })
}

func (h *handlers) listXLSX(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeXLSX, "actions.xlsx", func(w io.Writer) error { return export.XLSX(w, sheet) })
}
