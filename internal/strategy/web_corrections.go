package strategy

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// The pages that ask for a few words and then change the state of a record, or
// add a correction to it.

func (h *handlers) endPlanPage(r *http.Request) (reasonPage, LocalPlan, error) {
	p, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), r.PathValue("plan"))
	page := reasonPage{Heading: "Close this plan", Thing: p.Title, Button: "Close the plan", Action: "/strategy/plans/" + p.ID + "/close", Back: "/strategy/plans/" + p.ID,
		Hint: "It stays to be read, with this reason, and nothing in it changes any more."}
	if p.State == planClosed {
		page.Heading, page.Button, page.Hint = "Reopen this plan", "Reopen the plan", "It was closed on "+p.ClosedOn.String()+": "+p.ClosedWhy
	}
	return page, p, err
}

func (h *handlers) askEndPlan(w http.ResponseWriter, r *http.Request) error {
	page, _, err := h.endPlanPage(r)
	if err != nil {
		return err
	}
	return h.showReason(w, r, page, web.NewForm(map[string]string{"state": page.Button}))
}

// endPlan closes a plan, or reopens one that is closed.
func (h *handlers) endPlan(w http.ResponseWriter, r *http.Request) error {
	page, p, err := h.endPlanPage(r)
	if err != nil {
		return err
	}
	form, by, done := web.ReadForm(r), actor.From(r.Context()), "The plan is closed."
	if p.State == planClosed {
		err, done = h.s.ReopenPlan(r.Context(), by, p.ID, form.Value("reason")), "The plan is open again."
	} else {
		err = h.s.ClosePlan(r.Context(), by, p.ID, form.Value("reason"))
	}
	if err := form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showReason(w, r, page, form)
	}
	return web.SeeOther(w, r, page.Back, done)
}

const correctionHint = "What was recorded stays as it is. The correction stands beside it, with your name and the day."

func (h *handlers) correctMeetingPage(r *http.Request) (reasonPage, error) {
	p, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), r.PathValue("plan"))
	if err != nil {
		return reasonPage{}, err
	}
	m, err := jointMeetingByID(r.Context(), h.s.db, p.OrgID, p.ID, r.PathValue("jointmeeting"))
	return reasonPage{Heading: "Correct the record of a joint meeting", Thing: "Joint meeting of " + m.OnDate.String(), Button: "Add the correction", Label: "What was wrong, and how it should read",
		Hint: correctionHint, Action: "/strategy/plans/" + p.ID + "/meetings/" + m.ID + "/correct", Back: "/strategy/plans/" + p.ID}, err
}

func (h *handlers) askCorrectMeeting(w http.ResponseWriter, r *http.Request) error {
	page, err := h.correctMeetingPage(r)
	if err != nil {
		return err
	}
	return h.showReason(w, r, page, web.NewForm(nil))
}

func (h *handlers) correctMeeting(w http.ResponseWriter, r *http.Request) error {
	page, err := h.correctMeetingPage(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	err = h.s.CorrectMeeting(r.Context(), actor.From(r.Context()), r.PathValue("plan"), r.PathValue("jointmeeting"), form.Value("reason"))
	return h.corrected(w, r, page, form, err)
}

func (h *handlers) correctDecisionPage(r *http.Request) (reasonPage, error) {
	by := actor.From(r.Context())
	if err := h.s.trustWide(r.Context(), by, permSteer); err != nil {
		return reasonPage{}, err
	}
	d, err := decisionByID(r.Context(), h.s.db, by.OrgID, r.PathValue("decision"))
	return reasonPage{Heading: "Correct the record of a decision", Thing: "Decision of " + d.OnDate.String(), Button: "Add the correction", Label: "What was wrong, and how it should read",
		Hint: correctionHint, Action: "/strategy/steering/decisions/" + d.ID + "/correct", Back: "/strategy/steering/decisions/" + d.ID}, err
}

func (h *handlers) askCorrectDecision(w http.ResponseWriter, r *http.Request) error {
	page, err := h.correctDecisionPage(r)
	if err != nil {
		return err
	}
	return h.showReason(w, r, page, web.NewForm(nil))
}

func (h *handlers) correctDecision(w http.ResponseWriter, r *http.Request) error {
	page, err := h.correctDecisionPage(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	return h.corrected(w, r, page, form, h.s.CorrectDecision(r.Context(), actor.From(r.Context()), r.PathValue("decision"), form.Value("reason")))
}

// corrected answers the form of a correction.
func (h *handlers) corrected(w http.ResponseWriter, r *http.Request, page reasonPage, form *web.Form, err error) error {
	if err := form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showReason(w, r, page, form)
	}
	return web.SeeOther(w, r, page.Back, "The correction is recorded.")
}
