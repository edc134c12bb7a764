package college

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func (h handlers) showSeriesForm(w http.ResponseWriter, r *http.Request, form *web.Form, run Run) error {
	data := runFormPage{Run: run, planForm: planForm{acceptOptions}, Action: "/college/runs/" + run.ID + "/sessions", Submit: "Add sessions"}
	var err error
	if data.Rooms, err = h.roomOptions(r, run.OrgID, ""); err != nil {
		return err
	}
	if data.Trainers, err = h.trainerOptions(r, run.OrgID, run.UnitID, nil); err != nil {
		return err
	}
	if data.Term, err = oneTerm(r.Context(), h.c.db, run.OrgID, run.TermID); err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Add sessions to "+run.Title, collegeCrumb, runsCrumb, runCrumb(run)).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_series.html"], data)
}

func (h handlers) newSessions(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	v, err := h.c.courses.Version(r.Context(), h.c.db, run.OrgID, run.VersionID)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"count": strconv.Itoa(v.Sessions), "start": Clock(600).String(), "end": Clock(600 + v.Minutes).String(), "every": "7"})
	return h.showSeriesForm(w, r, form, run)
}

// everyOptions are how far apart the sessions of a series are.
var everyOptions = []web.Option{{Value: "7", Label: "Every week"}, {Value: "14", Label: "Every other week"}, {Value: "1", Label: "Every day"}}

// Every are the choices of the form.
func (p runFormPage) Every() []web.Option { return everyOptions }

func (h handlers) addSessions(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := Series{
		From: form.Date("from", "The day of the first session", true), Start: readClock(form, "start", "The start"), End: readClock(form, "end", "The end"),
		Count: form.Int("count", "How many sessions", 1, 60), Skip: readDays(form, "skip", "Days left out"), RoomID: form.Text("room", "The room", 0, 100),
		OnlineURL: form.Text("online_url", "The link", 0, 500), Trainers: form.Values["trainers"],
	}
	in.Every, _ = strconv.Atoi(form.OneOf("every", "How often", everyOptions, true))
	return finishPlan(w, r, form, func(accepted bool) (string, error) {
		_, err := h.c.AddSessions(r.Context(), actor.From(r.Context()), run.ID, in, accepted)
		return "/college/runs/" + run.ID, err
	}, "Sessions added.", func() error { return h.showSeriesForm(w, r, form, run) })
}

func (h handlers) sittingOf(r *http.Request, permission string) (Session, Run, error) {
	return h.c.sessionInReach(r.Context(), h.c.db, actor.From(r.Context()), permission, r.PathValue("sitting"))
}

func (h handlers) showSittingForm(w http.ResponseWriter, r *http.Request, form *web.Form, s Session, run Run, teaching []string) error {
	data := runFormPage{Run: run, Row: sessionRow{Session: s, When: SpanWords(s.StartsAt, s.EndsAt)}, planForm: planForm{acceptOptions}, Action: "/college/sittings/" + s.ID, Draft: run.State == "draft"}
	var err error
	if data.Rooms, err = h.roomOptions(r, run.OrgID, s.RoomID); err != nil {
		return err
	}
	if data.Trainers, err = h.trainerOptions(r, run.OrgID, run.UnitID, teaching); err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Change session "+strconv.Itoa(s.Number), collegeCrumb, runsCrumb, runCrumb(run)).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_sitting.html"], data)
}

func (h handlers) teachingOf(r *http.Request, s Session) ([]string, error) {
	teaching, err := trainersOfSessions(r.Context(), h.c.db, s.OrgID, []string{s.ID})
	return trainerIDs(teaching), err
}

func (h handlers) editSitting(w http.ResponseWriter, r *http.Request) error {
	s, run, err := h.sittingOf(r, Manage)
	if err != nil {
		return err
	}
	teaching, err := h.teachingOf(r, s)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"title": s.Title, "start": ClockOf(s.StartsAt).String(), "end": ClockOf(s.EndsAt).String(), "room": s.RoomID, "online_url": s.OnlineURL, "version": strconv.Itoa(s.Version),
	})
	form.SetDate("day", when.DateOf(s.StartsAt))
	form.Set("trainers", teaching...)
	return h.showSittingForm(w, r, form, s, run, teaching)
}

func (h handlers) saveSitting(w http.ResponseWriter, r *http.Request) error {
	s, run, err := h.sittingOf(r, Manage)
	if err != nil {
		return err
	}
	teaching, err := h.teachingOf(r, s)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := SessionPlan{
		Title: form.Text("title", "The title", 0, 200), Day: form.Date("day", "The day", true), Start: readClock(form, "start", "The start"), End: readClock(form, "end", "The end"),
		RoomID: form.Text("room", "The room", 0, 100), OnlineURL: form.Text("online_url", "The link", 0, 500), Trainers: form.Values["trainers"],
		Reason: form.Text("reason", "Why", 0, 500), Version: formVersion(form),
	}
	return finishPlan(w, r, form, func(accepted bool) (string, error) {
		return "/college/runs/" + run.ID, h.c.ChangeSession(r.Context(), actor.From(r.Context()), s.ID, in, accepted)
	}, "Saved.", func() error { return h.showSittingForm(w, r, form, s, run, teaching) })
}

func (h handlers) showCancelSitting(w http.ResponseWriter, r *http.Request, form *web.Form, s Session, run Run) error {
	data := runFormPage{Run: run, Row: sessionRow{Session: s, When: SpanWords(s.StartsAt, s.EndsAt)}, Action: "/college/sittings/" + s.ID + "/cancel", Submit: "Cancel the session"}
	data.Page = web.NewPage(w, r, "Cancel a session", collegeCrumb, runsCrumb, runCrumb(run)).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_cancel.html"], data)
}

func (h handlers) askCancelSitting(w http.ResponseWriter, r *http.Request) error {
	s, run, err := h.sittingOf(r, Manage)
	if err != nil {
		return err
	}
	return h.showCancelSitting(w, r, web.NewForm(map[string]string{"version": strconv.Itoa(s.Version)}), s, run)
}

func (h handlers) cancelSitting(w http.ResponseWriter, r *http.Request) error {
	s, run, err := h.sittingOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "Why", 1, 500)
	return finish(w, r, form, func() (string, error) {
		return "/college/runs/" + run.ID, h.c.CancelSession(r.Context(), actor.From(r.Context()), s.ID, formVersion(form), reason)
	}, "The session is cancelled, and everybody booked is told.", func() error { return h.showCancelSitting(w, r, form, s, run) })
}

func (h handlers) removeSitting(w http.ResponseWriter, r *http.Request) error {
	s, run, err := h.sittingOf(r, Manage)
	if err != nil {
		return err
	}
	return button(w, r, h.c.RemoveSession(r.Context(), actor.From(r.Context()), s.ID), "/college/runs/"+run.ID, "The session is removed.")
}

func (h handlers) showCancelRun(w http.ResponseWriter, r *http.Request, form *web.Form, run Run) error {
	data := runFormPage{Run: run, Action: "/college/runs/" + run.ID + "/cancel", Submit: "Cancel the run"}
	data.Page = web.NewPage(w, r, "Cancel "+run.Title, collegeCrumb, runsCrumb, runCrumb(run)).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_cancel.html"], data)
}

func (h handlers) askCancelRun(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	return h.showCancelRun(w, r, web.NewForm(nil), run)
}

func (h handlers) cancelRun(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "Why", 1, 500)
	return finish(w, r, form, func() (string, error) {
		return "/college/runs/" + run.ID, h.c.CancelRun(r.Context(), actor.From(r.Context()), run.ID, reason)
	}, "The run is cancelled, and everybody booked or waiting is told.", func() error { return h.showCancelRun(w, r, form, run) })
}

func (h handlers) showPostpone(w http.ResponseWriter, r *http.Request, form *web.Form, run Run) error {
	data := runFormPage{Run: run, planForm: planForm{acceptOptions}, Action: "/college/runs/" + run.ID + "/postpone", Draft: run.State == "draft"}
	data.Page = web.NewPage(w, r, "Postpone "+run.Title, collegeCrumb, runsCrumb, runCrumb(run)).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_postpone.html"], data)
}

func (h handlers) askPostpone(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	return h.showPostpone(w, r, web.NewForm(map[string]string{"weeks": "1", "version": strconv.Itoa(run.Version)}), run)
}

func (h handlers) postpone(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	weeks, reason := form.Int("weeks", "Weeks", 1, 26), form.Text("reason", "Why", 0, 500)
	return finishPlan(w, r, form, func(accepted bool) (string, error) {
		return "/college/runs/" + run.ID, h.c.Postpone(r.Context(), actor.From(r.Context()), run.ID, formVersion(form), weeks, reason, accepted)
	}, "Postponed.", func() error { return h.showPostpone(w, r, form, run) })
}
