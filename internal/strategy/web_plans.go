package strategy

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

func planRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/rollup", Permission: permRead, Handler: h.rollUp},
		{Pattern: "GET /strategy/plans", Permission: permRead, Handler: h.localPlans},
		{Pattern: "GET /strategy/plans/new", Permission: permPlan, Handler: h.newPlan},
		{Pattern: "POST /strategy/plans", Permission: permPlan, Handler: h.startPlan},
		{Pattern: "GET /strategy/plans/{plan}", Permission: permRead, Handler: h.localPlan},
		{Pattern: "GET /strategy/plans/{plan}/words", Permission: permPlan, Handler: h.planWords},
		{Pattern: "POST /strategy/plans/{plan}/words", Permission: permPlan, Handler: h.savePlanWords},
		{Pattern: "GET /strategy/plans/{plan}/close", Permission: permPlan, Handler: h.askEndPlan},
		{Pattern: "POST /strategy/plans/{plan}/close", Permission: permPlan, Handler: h.endPlan},
		{Pattern: "GET /strategy/plans/{plan}/objectives/{objective}", Permission: permRead, Handler: h.planObjective},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/words", Permission: permPlan, Handler: h.localise},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/drop", Permission: permPlan, Handler: h.dropObjective},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/take", Permission: permPlan, Button: true, Handler: h.takeObjective},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/parts", Permission: permPlan, Handler: h.addPart},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/parts/{part}/remove", Permission: permPlan, Button: true, Handler: h.removePart},
		{Pattern: "POST /strategy/plans/{plan}/objectives/{objective}/actions", Permission: permPlan, Handler: h.addLocalAction},
		{Pattern: "GET /strategy/plans/{plan}/meetings/new", Permission: permPlan, Handler: h.newJointMeeting},
		{Pattern: "POST /strategy/plans/{plan}/meetings", Permission: permPlan, Handler: h.addJointMeeting},
		{Pattern: "GET /strategy/plans/{plan}/meetings/{jointmeeting}/correct", Permission: permPlan, Handler: h.askCorrectMeeting},
		{Pattern: "POST /strategy/plans/{plan}/meetings/{jointmeeting}/correct", Permission: permPlan, Handler: h.correctMeeting},
		{Pattern: "GET /strategy/plans/{plan}/sign", Permission: permPlan, Handler: h.signPage},
		{Pattern: "POST /strategy/plans/{plan}/signatures", Permission: permPlan, Handler: h.addSignature},
		{Pattern: "POST /strategy/plans/{plan}/sign-off", Permission: permPlan, Handler: h.signOff},
		{Pattern: "GET /strategy/plans/{plan}/editions/{edition}", Permission: permRead, Handler: h.planEdition},
	}
}

var plansCrumb = web.Crumb{Label: "Local plans", Href: "/strategy/plans"}

// planKinds are the kinds of local plan as tabs show them.
var planKinds = []web.Option{{Value: "borough", Label: "Boroughs"}, {Value: "specialty", Label: "Specialist areas"}, {Value: "team", Label: "Teams and services"}}

// kindTabs are the tabs of a page at path, one a kind.
func kindTabs(path, current string) []web.Tab {
	var out []web.Tab
	for _, k := range planKinds {
		out = append(out, web.Tab{Label: k.Label, Href: path + "?kind=" + k.Value, Current: k.Value == current})
	}
	return out
}

// chosenKind is the kind in the address, boroughs at first.
func chosenKind(r *http.Request) string {
	kind := r.URL.Query().Get("kind")
	if slices.ContainsFunc(planKinds, func(o web.Option) bool { return o.Value == kind }) {
		return kind
	}
	return "borough"
}

// planStateTag is the state of a plan: words first.
func planStateTag(p LocalPlan) web.Tag {
	switch p.State {
	case planSigned:
		return web.Tag{Text: "Signed off", Colour: "blue"}
	case planClosed:
		return web.Tag{Text: "Closed", Colour: "white"}
	}
	return web.Tag{Text: "Draft", Colour: "grey"}
}

// unitPlan is a unit in the list, with its plan if it has one.
type unitPlan struct {
	Unit              units.Unit
	Plan              LocalPlan
	State             web.Tag
	Taken, New, Drops int
	Counts            []web.Tag
}

type plansPage struct {
	web.Page
	Found    bool
	Strategy Edition
	Tabs     []web.Tab
	Rows     []unitPlan
	Pager    web.Pager
	Starts   bool
}

func (h *handlers) localPlans(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	p := plansPage{Page: web.NewPage(w, r, "Local plans", strategyCrumb), Tabs: kindTabs("/strategy/plans", chosenKind(r)), Starts: by.Can(permPlan)}
	var err error
	if p.Strategy, p.Found, err = h.s.Current(r.Context(), by.OrgID); err != nil {
		return err
	}
	var rows []unitPlan
	if p.Found {
		if rows, err = h.s.unitPlans(r.Context(), by.OrgID, p.Strategy.ID, chosenKind(r)); err != nil {
			return err
		}
	}
	page := web.PageNumber(r)
	p.Pager = web.NewPager(r, page, len(rows))
	p.Rows = rows[min(len(rows), web.Offset(page)):min(len(rows), page*web.PerPage)]
	return web.Render(w, http.StatusOK, pages["plans.html"], p)
}

type planFormPage struct {
	web.Page
	Plan     LocalPlan // zero for a new one
	Units    []web.Option
	Strategy Edition
	Was      string
}

func (h *handlers) newPlan(w http.ResponseWriter, r *http.Request) error {
	return h.showNewPlan(w, r, web.NewForm(map[string]string{"unit": r.URL.Query().Get("unit")}))
}

func (h *handlers) showNewPlan(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "There is no strategy yet, so there can be no local plan.")
	}
	options, err := h.unitsToPlan(r, e.ID)
	if err != nil {
		return err
	}
	p := planFormPage{Page: web.NewPage(w, r, "Start a local plan", strategyCrumb, plansCrumb).WithForm(form), Units: options, Strategy: e}
	return web.Render(w, web.FormStatus(form), pages["plan_new.html"], p)
}

// unitsToPlan are the units where the visitor may start a plan and none is.
func (h *handlers) unitsToPlan(r *http.Request, strategyID string) ([]web.Option, error) {
	by := actor.From(r.Context())
	tree, err := h.s.units.Tree(r.Context(), by.OrgID)
	if err != nil {
		return nil, err
	}
	plans, err := localPlansOf(r.Context(), h.s.db, by.OrgID, strategyID)
	has := map[string]bool{}
	for _, p := range plans {
		has[p.UnitID] = true
	}
	out := []web.Option{{Value: "", Label: "Choose a unit"}}
	for _, u := range tree {
		if planKind(u.Kind) != "" && u.Open() && !has[u.ID] && by.CanAt(permPlan, u.Path) {
			out = append(out, web.Option{Value: u.ID, Label: u.Name + " (" + strings.ToLower(u.KindLabel()) + ")"})
		}
	}
	return out, err
}

func (h *handlers) startPlan(w http.ResponseWriter, r *http.Request) error {
	by, form := actor.From(r.Context()), web.ReadForm(r)
	in := PlanInput{UnitID: form.Text("unit", "A unit", 1, 100), Title: form.Text("title", "The title", 0, 200), Statement: form.Text("statement", "What recovery means here", 0, 10_000)}
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		p, err := h.s.StartPlan(r.Context(), by, e.ID, in)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+p.ID, "The plan is started. It has taken up every objective of the strategy.")
		}
	}
	return h.showNewPlan(w, r, form)
}

// planObjectiveRow is one objective on the page of a plan.
type planObjectiveRow struct {
	PlanContentObjective
	Tag    web.Tag
	Counts []web.Tag
}

type planPage struct {
	web.Page
	Plan        LocalPlan
	Unit        units.Unit
	Kind        string
	State       web.Tag
	Content     PlanContent
	Objectives  []planObjectiveRow
	Meetings    []JointMeeting
	Signatures  []PlanSignature
	Hash        string
	Missing     []string
	Editions    []planEdition
	SignedID    string // of the newest signed edition
	Keeps       bool   // the visitor may close or reopen it
	Edits       bool   // and change it: it is not closed
	NeedsGroups []string
}

func (h *handlers) localPlan(w http.ResponseWriter, r *http.Request) error {
	p, _, err := h.planPage(w, r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["plan.html"], p)
}

// planPage gathers what the pages of one plan show.
func (h *handlers) planPage(w http.ResponseWriter, r *http.Request) (planPage, planData, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	d, err := h.s.readPlan(ctx, by.OrgID, r.PathValue("plan"))
	if err != nil {
		return planPage{}, d, err
	}
	p := planPage{
		Page: web.NewPage(w, r, d.Plan.Title, strategyCrumb, plansCrumb), Plan: d.Plan, Unit: d.Unit, Kind: planKind(d.Unit.Kind), State: planStateTag(d.Plan),
		Content: d.content(), Keeps: by.CanAt(permPlan, d.Unit.Path), NeedsGroups: planRoles(planKind(d.Unit.Kind)),
	}
	p.Edits = p.Keeps && d.Plan.State != planClosed
	p.Hash = planWords(p.Content)
	if p.Meetings, err = jointMeetingsOf(ctx, h.s.db, by.OrgID, d.Plan.ID); err != nil {
		return p, d, err
	}
	if p.Editions, err = planEditionsOf(ctx, h.s.db, by.OrgID, d.Plan.ID); err != nil {
		return p, d, err
	}
	for _, e := range p.Editions {
		if !e.Draft() && p.SignedID == "" {
			p.SignedID = e.ID
		}
	}
	if p.Signatures, err = signaturesOf(ctx, h.s.db, by.OrgID, p.Editions[0].ID); err != nil {
		return p, d, err
	}
	if p.Plan.State == planDraft {
		p.Missing = d.ready(p.Signatures, p.Hash).Missing
	}
	for _, o := range p.Content.Objectives {
		p.Objectives = append(p.Objectives, planObjectiveRow{o, decisionTag(o.Decision), spreadTags(spreadOf(h.s, d.actionsUnder(o.ID)))})
	}
	return p, d, nil
}

// spreadOf counts actions by how they stand today.
func spreadOf(s *Strategy, acts []actions.Action) actions.Spread {
	var out actions.Spread
	for _, a := range acts {
		out.Add(a.Standing(s.today()), len(a.Owners) == 0)
	}
	return out
}

func decisionTag(decision string) web.Tag {
	switch decision {
	case planDropped:
		return web.Tag{Text: "Dropped", Colour: "orange"}
	case planNew:
		return web.Tag{Text: "New, not yet considered", Colour: "purple"}
	}
	return web.Tag{Text: "Taken up", Colour: "blue"}
}

func (h *handlers) planWords(w http.ResponseWriter, r *http.Request) error {
	p, err := localPlanByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("plan"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"title": p.Title, "statement": p.Statement, "profile": p.Profile, "gaps": p.Gaps, "was": p.Was()})
	form.SetDate("review", p.ReviewOn)
	return h.showPlanWords(w, r, form)
}

func (h *handlers) showPlanWords(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	plan, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), r.PathValue("plan"))
	if err != nil {
		return err
	}
	p := planFormPage{Page: web.NewPage(w, r, "The plan’s own words", strategyCrumb, plansCrumb, web.Crumb{Label: plan.Title, Href: "/strategy/plans/" + plan.ID}).WithForm(form), Plan: plan, Was: form.Value("was")}
	return web.Render(w, web.FormStatus(form), pages["plan_words.html"], p)
}

func (h *handlers) savePlanWords(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := PlanInput{
		Title: form.Text("title", "A title", 1, 200), Statement: form.Text("statement", "What recovery means here", 0, 10_000),
		Profile: form.Text("profile", "The profile", 0, 20_000), Gaps: form.Text("gaps", "The gaps", 0, 20_000), ReviewOn: form.Date("review", "The review", false),
	}
	if form.OK() {
		if err := form.Take(h.s.ChangePlan(r.Context(), actor.From(r.Context()), r.PathValue("plan"), form.Value("was"), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+r.PathValue("plan"), "Saved.")
		}
	}
	return h.showPlanWords(w, r, form)
}

type rollUpPage struct {
	web.Page
	Found   bool
	Tabs    []web.Tab
	Columns []units.Unit
	Rows    []rollUpRow
	Drops   []RollUpCell
}

// rollUpRow is a row with its tags.
type rollUpRow struct {
	RollUpRow
	Spread []web.Tag
	Range  string
}

// Tag is the cell for a page.
func (c RollUpCell) Tag() web.Tag {
	switch {
	case c.PlanID == "":
		return web.Tag{Text: "No plan", Colour: "white"}
	case c.Decision != planTaken:
		return decisionTag(c.Decision)
	case c.Spread.Total() == 0:
		return web.Tag{Text: "No local action yet", Colour: "white"}
	}
	return web.Tag{Text: fold.Capital(c.Words()), Colour: statusColours[c.Standing.Status]}
}

func (h *handlers) rollUp(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	p := rollUpPage{Page: web.NewPage(w, r, "Local plans together", strategyCrumb, plansCrumb), Found: found, Tabs: kindTabs("/strategy/rollup", chosenKind(r))}
	if !found {
		return web.Render(w, http.StatusOK, pages["rollup.html"], p)
	}
	columns, rows, err := h.s.RollUp(r.Context(), by.OrgID, e.ID, chosenKind(r))
	if err != nil {
		return err
	}
	p.Columns = columns
	for _, row := range rows {
		out := rollUpRow{RollUpRow: row, Range: rangeWords(row)}
		for _, c := range row.Counts {
			out.Spread = append(out.Spread, web.Tag{Text: strconv.Itoa(c.N) + " " + c.Word, Colour: cmp.Or(statusColours[actions.Status(c.Word)], "white")})
		}
		p.Rows = append(p.Rows, out)
	}
	return web.Render(w, http.StatusOK, pages["rollup.html"], p)
}

// rangeWords says from where to where the units with actions stand.
func rangeWords(row RollUpRow) string {
	switch {
	case row.From == "":
		return ""
	case row.From == row.To:
		return "Where there are actions: all " + row.From
	}
	return "Where there are actions: from " + row.From + " to " + row.To
}
