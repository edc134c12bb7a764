package strategy

import (
	"cmp"
	"net/http"
	"strconv"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

type objectivePage struct {
	web.Page
	Objective ObjectiveRow
	Strategy  Edition
	Spread    []web.Share
	Trust     []Row
	Local     []Row
	Pager     web.Pager
	More      bool
	History   []web.Moment
	Dropped   []PlanStance // by local plans, with the reason
	Taken     []PlanStance // up by local plans
	Decisions []Thread
	Edits     bool
}

func (h *handlers) objective(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	o, err := h.s.ObjectiveRow(ctx, by.OrgID, r.PathValue("objective"))
	if err != nil {
		return err
	}
	e, err := h.s.Edition(ctx, by.OrgID, o.StrategyID)
	if err != nil {
		return err
	}
	page := web.PageNumber(r)
	rows, total, more, err := h.s.Rows(ctx, by.OrgID, Filter{ObjectiveID: o.ID}, actions.Page{Limit: web.PerPage, Offset: web.Offset(page)})
	if err != nil {
		return err
	}
	history, err := h.history(r, "objective", o.ID)
	if err != nil {
		return err
	}
	p := objectivePage{
		Page: web.NewPage(w, r, "Objective "+strconv.Itoa(o.Number), strategyCrumb), Objective: o, Strategy: e,
		Spread: shares(o.Spread, "/strategy/actions?objective="+o.ID+"&"), Pager: web.NewPager(r, page, total), More: more, History: history, Edits: by.Can(permEdit),
	}
	if p.Taken, p.Dropped, err = h.s.PlansAbout(ctx, by.OrgID, o.Objective); err != nil {
		return err
	}
	decisions, err := decisionsAbout(ctx, h.s.db, by.OrgID, o.ID)
	if err != nil {
		return err
	}
	p.Decisions = threadsOf(decisions)
	for _, row := range rows {
		if row.PlanID == "" {
			p.Trust = append(p.Trust, row)
		} else {
			p.Local = append(p.Local, row)
		}
	}
	return web.Render(w, http.StatusOK, pages["objective.html"], p)
}

// history is what the audit trail says about a thing, newest first.
func (h *handlers) history(r *http.Request, kind, targetID string) ([]web.Moment, error) {
	rows, err := h.s.log.Of(r.Context(), actor.From(r.Context()).OrgID, kind, targetID, 30)
	var out []web.Moment
	for _, row := range rows {
		m := web.Moment{At: stamp(row.At), By: row.Actor, Title: verbOf(row.Action)}
		for _, c := range row.Diff() {
			m.Text += changeWords(c) + "\n"
		}
		out = append(out, m)
	}
	return out, err
}

type objectiveFormPage struct {
	web.Page
	Objective Objective // zero for a new one
	Strategy  Edition
	Action    string
	AimList   []web.Option
}

func (h *handlers) showObjectiveForm(w http.ResponseWriter, r *http.Request, e Edition, o ObjectiveRow, form *web.Form) error {
	aims, err := h.aimOptions(r, o.Aims...)
	if err != nil {
		return err
	}
	p := objectiveFormPage{Page: web.NewPage(w, r, "New objective", strategyCrumb).WithForm(form), Objective: o.Objective, Strategy: e, Action: "/strategy/objectives", AimList: aims}
	if o.ID != "" {
		p.Page = web.NewPage(w, r, "Change the objective", strategyCrumb, web.Crumb{Label: "Objective " + strconv.Itoa(o.Number), Href: "/strategy/objectives/" + o.ID}).WithForm(form)
		p.Action = "/strategy/objectives/" + o.ID
	}
	return web.Render(w, web.FormStatus(form), pages["objective_edit.html"], p)
}

// chosenEdition is the strategy named in the address or the form, or the one
// shown first.
func (h *handlers) chosenEdition(r *http.Request, id string) (Edition, error) {
	orgID := actor.From(r.Context()).OrgID
	if id == "" {
		e, found, err := h.s.Current(r.Context(), orgID)
		if err != nil || found {
			return e, err
		}
	}
	return h.s.Edition(r.Context(), orgID, id)
}

func (h *handlers) newObjective(w http.ResponseWriter, r *http.Request) error {
	e, err := h.chosenEdition(r, r.URL.Query().Get("strategy"))
	if err != nil {
		return err
	}
	return h.showObjectiveForm(w, r, e, ObjectiveRow{}, web.NewForm(map[string]string{"strategy": e.ID}))
}

func (h *handlers) readObjective(r *http.Request, form *web.Form, strategyID string, carried ...Aim) (ObjectiveInput, error) {
	aims, err := h.aimOptions(r, carried...)
	in := ObjectiveInput{StrategyID: strategyID, Title: form.Text("title", "The objective", 1, 500), About: form.Text("about", "The description", 0, 10_000), Aims: form.Some("aims", aims)}
	if form.Value("number") != "" {
		in.Number = form.Int("number", "The number", 1, 10_000)
	}
	return in, err
}

func (h *handlers) addObjective(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	e, err := h.chosenEdition(r, form.Value("strategy"))
	if err != nil {
		return err
	}
	in, err := h.readObjective(r, form, e.ID)
	if err != nil {
		return err
	}
	if form.OK() {
		o, err := h.s.AddObjective(r.Context(), actor.From(r.Context()), in)
		if err = form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "The objective has been added.")
		}
	}
	return h.showObjectiveForm(w, r, e, ObjectiveRow{}, form)
}

// objectiveOf reads the objective in the address.
func (h *handlers) objectiveOf(r *http.Request) (ObjectiveRow, error) {
	return h.s.ObjectiveRow(r.Context(), actor.From(r.Context()).OrgID, r.PathValue("objective"))
}

func (h *handlers) editObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"number": strconv.Itoa(o.Number), "title": o.Title, "about": o.About, "version": strconv.Itoa(o.Version)})
	var aims []string
	for _, a := range o.Aims {
		aims = append(aims, a.ID)
	}
	form.Set("aims", aims...)
	return h.showObjectiveForm(w, r, Edition{}, o, form)
}

func (h *handlers) saveObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in, err := h.readObjective(r, form, o.StrategyID, o.Aims...)
	if err != nil {
		return err
	}
	if form.OK() {
		if err := form.Take(h.s.ChangeObjective(r.Context(), actor.From(r.Context()), o.ID, versionOf(form), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "Saved.")
		}
		form.Set("version", strconv.Itoa(o.Version))
	}
	return h.showObjectiveForm(w, r, Edition{}, o, form)
}

func (h *handlers) moveObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	if err := h.s.MoveObjective(r.Context(), actor.From(r.Context()), o.ID, form.Value("to") == "later"); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/strategies/"+o.StrategyID, "Moved.")
}

// reasonPage asks for a reason, and for an override also how it is to be shown.
type reasonPage struct {
	web.Page
	Heading, Thing, Hint, Button, Action, Back string
	Label                                      string // of the words asked for; "" is "Reason"
	Statuses                                   []web.Option
}

func (h *handlers) showReason(w http.ResponseWriter, r *http.Request, p reasonPage, form *web.Form) error {
	p.Label = cmp.Or(p.Label, "Reason")
	p.Page = web.NewPage(w, r, p.Heading, strategyCrumb, web.Crumb{Label: p.Thing, Href: p.Back}).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["reason.html"], p)
}

// statusOptions are what an override can say.
func statusOptions() []web.Option {
	var out []web.Option
	for _, st := range actions.Overrides {
		out = append(out, web.Option{Value: string(st), Label: fold.Capital(string(st))})
	}
	return out
}

func withdrawObjectivePage(o ObjectiveRow) reasonPage {
	return reasonPage{Heading: "Withdraw this objective", Thing: o.Title, Button: "Withdraw the objective", Hint: "It leaves the strategy and stays in the history, with this reason.",
		Action: "/strategy/objectives/" + o.ID + "/withdraw", Back: "/strategy/objectives/" + o.ID}
}

func overrideObjectivePage(o ObjectiveRow) reasonPage {
	return reasonPage{Heading: "Show this objective differently", Thing: o.Title, Button: "Save", Statuses: statusOptions(),
		Hint:   "The reason is printed wherever the status is shown. While an action is overdue the objective is never shown on track.",
		Action: "/strategy/objectives/" + o.ID + "/override", Back: "/strategy/objectives/" + o.ID}
}

func (h *handlers) askWithdrawObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	return h.showReason(w, r, withdrawObjectivePage(o), web.NewForm(nil))
}

func (h *handlers) withdrawObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	if err := form.Take(h.s.WithdrawObjective(r.Context(), actor.From(r.Context()), o.ID, form.Value("reason"))); err != nil {
		return err
	}
	if !form.OK() {
		return h.showReason(w, r, withdrawObjectivePage(o), form)
	}
	return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "The objective has been withdrawn.")
}

func (h *handlers) restoreObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.s.RestoreObjective(r.Context(), actor.From(r.Context()), r.PathValue("objective"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "The objective is in the strategy again, as number "+strconv.Itoa(o.Number)+".")
}

func (h *handlers) askOverrideObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	return h.showReason(w, r, overrideObjectivePage(o), web.NewForm(map[string]string{"status": string(o.OverrideStatus), "reason": o.OverrideReason}))
}

func (h *handlers) overrideObjective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	st := actions.Status(form.Value("status"))
	if err := form.Take(h.s.OverrideObjective(r.Context(), actor.From(r.Context()), o.ID, st, form.Value("reason"))); err != nil {
		return err
	}
	if !form.OK() {
		return h.showReason(w, r, overrideObjectivePage(o), form)
	}
	return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "Saved.")
}

func (h *handlers) clearObjectiveOverride(w http.ResponseWriter, r *http.Request) error {
	o, err := h.objectiveOf(r)
	if err != nil {
		return err
	}
	if err := h.s.ClearObjectiveOverride(r.Context(), actor.From(r.Context()), o.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/objectives/"+o.ID, "The status is worked out from the actions again.")
}
