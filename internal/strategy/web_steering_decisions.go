package strategy

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// numbered is an objective as people name it: "3. Choice".
func numbered(o Objective) string { return strconv.Itoa(o.Number) + ". " + o.Title }

func (h *handlers) addDecision(w http.ResponseWriter, r *http.Request) error {
	m, err := meetingByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("meeting"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	choices, err := h.steerObjectives(r, m.StrategyID, map[string]string{})
	if err != nil {
		return err
	}
	d := Decision{MeetingID: m.ID, Words: form.Text("words", "What was decided", 1, 5000), AsksBoard: form.Bool("asks"), Objectives: form.Some("objectives", choices)}
	if form.OK() {
		d, err = h.s.Decide(r.Context(), actor.From(r.Context()), d)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/decisions/"+d.ID, "The decision is recorded. Add the actions that come out of it.")
		}
	}
	return h.showMeeting(w, r, form)
}

type decisionsPage struct {
	web.Page
	Tabs      []web.Tab
	Decisions []Decision
	Words     map[string]string
	Pager     web.Pager
}

func (h *handlers) decisions(w http.ResponseWriter, r *http.Request) error {
	ctx, orgID, page := r.Context(), actor.From(r.Context()).OrgID, web.PageNumber(r)
	p := decisionsPage{Page: web.NewPage(w, r, "Decisions of the steering group", strategyCrumb, steeringCrumb), Tabs: steeringTabs("Decisions"), Words: map[string]string{}}
	e, found, err := h.s.Current(ctx, orgID)
	if err != nil {
		return err
	}
	total := 0
	if found {
		if total, err = countDecisions(ctx, h.s.db, orgID, e.ID); err != nil {
			return err
		}
		if p.Decisions, err = decisionsPaged(ctx, h.s.db, orgID, e.ID, web.PerPage, web.Offset(page)); err != nil {
			return err
		}
		if _, err := h.steerObjectives(r, e.ID, p.Words); err != nil {
			return err
		}
	}
	p.Pager = web.NewPager(r, page, total)
	return web.Render(w, http.StatusOK, pages["decisions.html"], p)
}

type decisionPage struct {
	web.Page
	Decision   Decision
	Objectives []Objective
	Rows       []Row
	Choices    []web.Option
	Posts      []web.Option
	Keeps      bool
}

func (h *handlers) decision(w http.ResponseWriter, r *http.Request) error {
	return h.showDecision(w, r, nil)
}

func (h *handlers) showDecision(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	d, err := decisionByID(ctx, h.s.db, orgID, r.PathValue("decision"))
	if err != nil {
		return err
	}
	if form == nil {
		form = &web.Form{}
		if len(d.Objectives) > 0 {
			form.Set("objective", d.Objectives[0])
		}
		form.SetDate("answered", h.s.today())
	}
	p := decisionPage{Page: web.NewPage(w, r, "Decision of "+d.OnDate.String(), strategyCrumb, steeringCrumb, web.Crumb{Label: "Decisions", Href: "/strategy/steering/decisions"}).WithForm(form), Decision: d, Keeps: h.keepsSteering(r)}
	m, err := meetingByID(ctx, h.s.db, orgID, d.MeetingID)
	if err != nil {
		return err
	}
	all, err := listObjectives(ctx, h.s.db, orgID, m.StrategyID, true)
	if err != nil {
		return err
	}
	p.Choices = []web.Option{{Value: "", Label: "Choose an objective"}}
	for _, o := range all {
		if o.WithdrawnOn.IsZero() {
			p.Choices = append(p.Choices, web.Option{Value: o.ID, Label: numbered(o)})
		}
		for _, id := range d.Objectives {
			if id == o.ID {
				p.Objectives = append(p.Objectives, o)
			}
		}
	}
	for _, id := range d.Actions {
		row, err := h.s.Row(ctx, orgID, id)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	if p.Posts, err = h.localPosts(r); err != nil {
		return err
	}
	if !d.AsksBoard || d.Answer != "" {
		lead(form, "objective", "action", "detail", "due", "owner")
	}
	return web.Render(w, web.FormStatus(form), pages["decision.html"], p)
}

func (h *handlers) addDecisionAction(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := newAction(form)
	objective := form.Text("objective", "An objective", 1, 100)
	if form.OK() {
		err := h.checkOwners(r, in)
		if err == nil {
			_, err = h.s.DecisionAction(r.Context(), actor.From(r.Context()), r.PathValue("decision"), objective, in)
		}
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/decisions/"+r.PathValue("decision"), "The action is in the plan.")
		}
	}
	return h.showDecision(w, r, form)
}

func (h *handlers) answerDecision(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	on, answer := form.Date("answered", "The day of the answer", true), form.Text("answer", "What the board said", 1, 5000)
	if form.OK() {
		if err := form.Take(h.s.AnswerDecision(r.Context(), actor.From(r.Context()), r.PathValue("decision"), on, answer)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/decisions/"+r.PathValue("decision"), "The board’s answer is recorded.")
		}
	}
	return h.showDecision(w, r, form)
}
