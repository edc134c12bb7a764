package strategy

import (
	"net/http"
	"slices"
	"strconv"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type actionPage struct {
	web.Page
	Row             Row
	AimList         []Aim
	Facts           []web.Fact
	Updates         []web.Moment
	Evidence        []actions.Evidence
	Removed         []actions.Evidence
	Linked          []ThreadGroup // what other modules link to it
	Decisions       []Thread      // it came out of
	Needs, NeededBy []actions.Action
	History         []web.Moment
	Updating        bool // the visitor may update it
	Keeping         bool // the visitor may change it
	today           when.Date
}

// StandingTags are how an action that is needed stands.
func (p actionPage) StandingTags(a actions.Action) []web.Tag {
	return standingTags(a.Standing(p.today))
}

func (h *handlers) action(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	row, err := h.s.Row(ctx, by.OrgID, r.PathValue("action"))
	if err != nil {
		return err
	}
	p := actionPage{Page: web.NewPage(w, r, row.Action.Title, strategyCrumb, web.Crumb{Label: "Objective " + strconv.Itoa(row.Objective.Number), Href: "/strategy/objectives/" + row.ObjectiveID}), Row: row, today: h.s.today()}
	if p.Keeping, err = h.s.plans(ctx, h.s.db, by, row.PlanID); err != nil {
		return err
	}
	p.Keeping = p.Keeping && by.Can(permUpdate)
	p.Updating = p.Keeping || h.s.owns(by, row)
	if p.AimList, err = aimsOfAction(ctx, h.s.db, by.OrgID, row.ActionID); err != nil {
		return err
	}
	decisions, err := decisionsFor(ctx, h.s.db, by.OrgID, row.ActionID)
	if err != nil {
		return err
	}
	p.Decisions = threadsOf(decisions)
	if p.Linked, err = h.s.linked(ctx, by.OrgID, row.ActionID); err != nil {
		return err
	}
	if err := h.said(r, &p); err != nil {
		return err
	}
	if p.Needs, p.NeededBy, err = h.s.actions.Needs(ctx, h.s.db, by.OrgID, module, row.ActionID); err != nil {
		return err
	}
	if p.History, err = h.history(r, "action", row.ActionID); err != nil {
		return err
	}
	p.Facts = actionFacts(row)
	return web.Render(w, http.StatusOK, pages["action.html"], p)
}

// said adds the updates and the evidence of an action to its page.
func (h *handlers) said(r *http.Request, p *actionPage) error {
	ctx, row := r.Context(), p.Row
	updates, err := h.s.actions.Updates(ctx, h.s.db, row.OrgID, row.ActionID, 100)
	if err != nil {
		return err
	}
	for _, u := range updates {
		tag := outlookTag(u.Outlook)
		p.Updates = append(p.Updates, web.Moment{At: u.OnDate.String(), By: u.ByName, Title: "Update", Text: u.Words, Tag: &tag})
	}
	evidence, err := h.s.actions.EvidenceOf(ctx, h.s.db, row.OrgID, row.ActionID)
	for _, e := range evidence {
		if e.RemovedAt.IsZero() {
			p.Evidence = append(p.Evidence, e)
		} else {
			p.Removed = append(p.Removed, e)
		}
	}
	return err
}

// outlookTag is what an update says, in a word.
func outlookTag(o actions.Outlook) web.Tag {
	switch o {
	case actions.ToPlan:
		return web.Tag{Text: "To plan", Colour: "green"}
	case actions.Difficulty:
		return web.Tag{Text: "Some difficulty", Colour: "yellow"}
	}
	return web.Tag{Text: "Stuck", Colour: "red"}
}

func actionFacts(row Row) []web.Fact {
	facts := []web.Fact{{Key: "Due", Value: row.Action.Due().String()}}
	if words := row.Action.DueWords; words != "" && words != row.Action.Due().String() {
		facts[0].Value += "\nAs written: " + words
	}
	if n := row.Action.ReviewMonths; n > 0 {
		facts = append(facts, web.Fact{Key: "Reviewed", Value: "Every " + plural(n, "month") + "; next by " + row.Action.ReviewBy.String()})
	}
	if row.PlanTitle != "" {
		facts = append(facts, web.Fact{Key: "Local plan", Value: row.PlanTitle, Href: "/strategy/plans/" + row.PlanID, Action: "Open"})
	}
	if row.Action.Detail != "" {
		facts = append(facts, web.Fact{Key: "Detail", Value: row.Action.Detail})
	}
	return facts
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

type actionFormPage struct {
	web.Page
	Row        Row // zero for a new one
	Action     string
	Objectives []web.Option
	Owners     []web.Option
	AimList    []web.Option
	PlanTitle  string
}

// showActionForm shows the form of a new action, or of one under strategyID.
func (h *handlers) showActionForm(w http.ResponseWriter, r *http.Request, strategyID string, row Row, form *web.Form) error {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	p := actionFormPage{Page: web.NewPage(w, r, "New action", strategyCrumb).WithForm(form), Row: row, Action: "/strategy/actions", PlanTitle: row.PlanTitle}
	if row.ActionID != "" {
		p.Page = web.NewPage(w, r, "Change the action", strategyCrumb, web.Crumb{Label: row.Action.Title, Href: row.Href()}).WithForm(form)
		p.Action = row.Href()
	}
	var err error
	if p.Objectives, err = h.objectiveChoices(r, strategyID); err != nil {
		return err
	}
	carried, err := aimsOfAction(ctx, h.s.db, orgID, row.ActionID)
	if err != nil {
		return err
	}
	if p.Owners, err = h.postOptions(r, row.Posts...); err != nil {
		return err
	}
	if p.AimList, err = h.aimOptions(r, carried...); err != nil {
		return err
	}
	if planID := form.Value("plan"); planID != "" && p.PlanTitle == "" {
		titles, err := planTitles(ctx, h.s.db, orgID, map[string]Item{"": {PlanID: planID}})
		if err != nil {
			return err
		}
		p.PlanTitle = titles[planID]
	}
	return web.Render(w, web.FormStatus(form), pages["action_edit.html"], p)
}

func (h *handlers) objectiveChoices(r *http.Request, strategyID string) ([]web.Option, error) {
	objectives, err := h.s.Objectives(r.Context(), actor.From(r.Context()).OrgID, strategyID, false)
	out := []web.Option{{Label: "Choose an objective"}}
	for _, o := range objectives {
		out = append(out, web.Option{Value: o.ID, Label: strconv.Itoa(o.Number) + ". " + o.Title})
	}
	return out, err
}

// strategyOfObjective is the strategy whose objectives a form offers.
func (h *handlers) strategyOfObjective(r *http.Request, objectiveID string) (string, error) {
	if objectiveID != "" {
		o, err := h.s.Objective(r.Context(), actor.From(r.Context()).OrgID, objectiveID)
		return o.StrategyID, err
	}
	e, _, err := h.s.Current(r.Context(), actor.From(r.Context()).OrgID)
	return e.ID, err
}

func (h *handlers) newAction(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	strategyID, err := h.strategyOfObjective(r, q.Get("objective"))
	if err != nil {
		return err
	}
	return h.showActionForm(w, r, strategyID, Row{}, web.NewForm(map[string]string{"objective": q.Get("objective"), "plan": q.Get("plan")}))
}

// readAction reads the form of an action; before is how it stands, if it is there.
func (h *handlers) readAction(r *http.Request, form *web.Form, before Row) (ItemInput, error) {
	var in ItemInput
	in.Title, in.Detail = form.Text("title", "What is to be done", 1, 500), form.Text("detail", "The detail", 0, 10_000)
	due, err := actions.ParseDue(form.Value("due"))
	if err := form.Take(err); err != nil {
		return in, err
	}
	in.Due = due
	if form.Value("review") != "" {
		in.ReviewMonths = form.Int("review", "The months between reviews", 1, 60)
	}
	posts, err := h.postOptions(r, before.Posts...)
	if err != nil {
		return in, err
	}
	chosen := form.Some("owners", posts)
	for _, id := range before.Action.Owners { // those who were owners keep their order
		if i := slices.Index(chosen, id); i >= 0 {
			in.Owners, chosen = append(in.Owners, id), slices.Delete(chosen, i, i+1)
		}
	}
	in.Owners = append(in.Owners, chosen...)
	carried, err := aimsOfAction(r.Context(), h.s.db, actor.From(r.Context()).OrgID, before.ActionID)
	if err != nil {
		return in, err
	}
	aims, err := h.aimOptions(r, carried...)
	in.Aims = form.Some("aims", aims)
	in.ObjectiveID = form.Value("objective")
	if in.ObjectiveID == "" {
		form.Fail("objective", "Choose the objective it belongs to.")
	}
	return in, err
}

func (h *handlers) addAction(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in, err := h.readAction(r, form, Row{})
	if err != nil {
		return err
	}
	in.PlanID = form.Value("plan")
	if form.OK() {
		row, err := h.s.AddItem(r.Context(), actor.From(r.Context()), in)
		if err = form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, row.Href(), "The action has been added.")
		}
	}
	strategyID, err := h.strategyOfObjective(r, "")
	if err != nil {
		return err
	}
	if id, err := h.strategyOfObjective(r, in.ObjectiveID); err == nil {
		strategyID = id
	}
	return h.showActionForm(w, r, strategyID, Row{}, form)
}

func (h *handlers) editAction(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	row, err := h.s.mayChange(r.Context(), h.s.db, by, r.PathValue("action"))
	if err != nil {
		return err
	}
	a := row.Action
	form := web.NewForm(map[string]string{"title": a.Title, "detail": a.Detail, "due": dueWords(a.Due()), "objective": row.ObjectiveID, "version": strconv.Itoa(a.Version)})
	if a.ReviewMonths > 0 {
		form.Set("review", strconv.Itoa(a.ReviewMonths))
	}
	form.Set("owners", a.Owners...)
	aims, err := aimsOfAction(r.Context(), h.s.db, by.OrgID, row.ActionID)
	if err != nil {
		return err
	}
	var ids []string
	for _, aim := range aims {
		ids = append(ids, aim.ID)
	}
	form.Set("aims", ids...)
	return h.showActionForm(w, r, row.Objective.StrategyID, row, form)
}

func (h *handlers) saveAction(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	row, err := h.s.mayChange(r.Context(), h.s.db, by, r.PathValue("action"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in, err := h.readAction(r, form, row)
	if err != nil {
		return err
	}
	if form.OK() {
		if err := form.Take(h.s.ChangeItem(r.Context(), by, row.ActionID, versionOf(form), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, row.Href(), "Saved.")
		}
		form.Set("version", strconv.Itoa(row.Action.Version))
	}
	return h.showActionForm(w, r, row.Objective.StrategyID, row, form)
}
