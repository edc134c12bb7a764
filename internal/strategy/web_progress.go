package strategy

import (
	"context"
	"io"
	"net/http"
	"slices"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type updatePage struct {
	web.Page
	Row      Row
	Outlooks []web.Option
}

func (h *handlers) showUpdate(w http.ResponseWriter, r *http.Request, row Row, form *web.Form) error {
	p := updatePage{Page: web.NewPage(w, r, "How does it go?", strategyCrumb, web.Crumb{Label: row.Action.Title, Href: row.Href()}).WithForm(form), Row: row}
	p.Outlooks = []web.Option{
		{Value: string(actions.ToPlan), Label: "To plan", Hint: "It will be done in time."},
		{Value: string(actions.Difficulty), Label: "Some difficulty", Hint: "It may be late, or needs help."},
		{Value: string(actions.Stuck), Label: "Stuck", Hint: "It will not be done unless something changes."},
	}
	return web.Render(w, web.FormStatus(form), pages["update.html"], p)
}

func (h *handlers) askUpdate(w http.ResponseWriter, r *http.Request) error {
	row, err := h.s.mayUpdate(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("action"))
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.s.today())
	return h.showUpdate(w, r, row, form)
}

func (h *handlers) addUpdate(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	row, err := h.s.mayUpdate(r.Context(), h.s.db, by, r.PathValue("action"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("on", "The date", false)
	if form.OK() {
		err := h.s.UpdateAction(r.Context(), by, row.ActionID, func(tx *db.DB, acts *actions.Actions, row Row) error {
			_, err := acts.AddUpdate(r.Context(), tx, by, module, row.ActionID, on, actions.Outlook(form.Value("outlook")), form.Value("words"))
			return err
		})
		if err = form.Take(err); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showUpdate(w, r, row, form)
	}
	return web.SeeOther(w, r, row.Href(), "Thank you. Your update has been added.")
}

type evidencePage struct {
	web.Page
	Row   Row
	Kinds []web.Option
}

func (h *handlers) showEvidence(w http.ResponseWriter, r *http.Request, row Row, form *web.Form) error {
	p := evidencePage{Page: web.NewPage(w, r, "Add evidence", strategyCrumb, web.Crumb{Label: row.Action.Title, Href: row.Href()}).WithForm(form), Row: row}
	p.Kinds = []web.Option{{Value: "link", Label: "A link"}, {Value: "file", Label: "A file", Hint: "10 MB at most: PDF, picture, document, spreadsheet or text."}, {Value: "note", Label: "A note"}}
	return web.Render(w, web.FormStatus(form), pages["evidence.html"], p)
}

func (h *handlers) askEvidence(w http.ResponseWriter, r *http.Request) error {
	row, err := h.s.mayUpdate(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("action"))
	if err != nil {
		return err
	}
	return h.showEvidence(w, r, row, web.NewForm(map[string]string{"kind": "link"}))
}

// readEvidence reads the form and, of a file, one byte more than is allowed.
func readEvidence(r *http.Request, form *web.Form) (actions.EvidenceInput, error) {
	in := actions.EvidenceInput{Kind: form.Value("kind"), Title: form.Value("title"), URL: form.Value("url"), Words: form.Value("words")}
	if in.Kind != "file" {
		return in, nil
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		return in, nil // none was chosen: the service says so
	}
	defer file.Close()
	in.FileName = header.Filename
	in.Content, err = io.ReadAll(io.LimitReader(file, actions.MaxFile+1))
	return in, err
}

func (h *handlers) addEvidence(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	row, err := h.s.mayUpdate(r.Context(), h.s.db, by, r.PathValue("action"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in, err := readEvidence(r, form)
	if err != nil {
		return err
	}
	err = h.s.UpdateAction(r.Context(), by, row.ActionID, func(tx *db.DB, acts *actions.Actions, row Row) error {
		_, err := acts.AddEvidence(r.Context(), tx, by, module, row.ActionID, in)
		return err
	})
	if err = form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showEvidence(w, r, row, form)
	}
	return web.SeeOther(w, r, row.Href(), "The evidence has been added.")
}

// file sends a file of evidence to be kept, never to be shown in the page.
func (h *handlers) file(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, content, err := h.s.actions.File(r.Context(), h.s.db, by.OrgID, r.PathValue("evidence"))
	if err != nil {
		return err
	}
	if _, err := h.s.Row(r.Context(), by.OrgID, e.ActionID); err != nil {
		return err
	}
	return web.DownloadBytes(w, e.FileKind, e.FileName, content)
}

func (h *handlers) removeEvidence(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, err := h.s.actions.EvidenceByID(r.Context(), h.s.db, by.OrgID, r.PathValue("evidence"))
	if err != nil {
		return err
	}
	err = h.s.UpdateAction(r.Context(), by, e.ActionID, func(tx *db.DB, acts *actions.Actions, row Row) error {
		return acts.RemoveEvidence(r.Context(), tx, by, module, e.ID)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/actions/"+e.ActionID, "The evidence has been removed. That it was there is kept.")
}

func (h *handlers) closeAction(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	err := h.s.UpdateAction(r.Context(), by, r.PathValue("action"), func(tx *db.DB, acts *actions.Actions, row Row) error {
		return acts.Close(r.Context(), tx, by, module, row.ActionID)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/actions/"+r.PathValue("action"), "The action is complete. Well done, everybody.")
}

// withReason is one thing that is done to an action with a reason.
type withReason struct {
	verb, heading, button, hint, done string
	keeping                           bool // only for those who keep the plan
	statuses                          bool
	do                                func(r *http.Request, tx *db.DB, acts *actions.Actions, by actor.Actor, actionID string, form *web.Form) error
}

var reopenAction = withReason{verb: "reopen", heading: "Reopen this action", button: "Reopen the action", hint: "It is to be done again. The evidence stays.", done: "The action is open again.",
	do: func(r *http.Request, tx *db.DB, acts *actions.Actions, by actor.Actor, id string, form *web.Form) error {
		return acts.Reopen(r.Context(), tx, by, module, id, form.Value("reason"))
	}}

var withdrawAction = withReason{verb: "withdraw", heading: "Withdraw this action", button: "Withdraw the action", hint: "It leaves the plan and stays in the history, with this reason.", done: "The action has been withdrawn.", keeping: true,
	do: func(r *http.Request, tx *db.DB, acts *actions.Actions, by actor.Actor, id string, form *web.Form) error {
		return acts.Withdraw(r.Context(), tx, by, module, id, form.Value("reason"))
	}}

var restoreAction = withReason{verb: "restore", heading: "Put this action back", button: "Put it back into the plan", hint: "It stands in the plan again.", done: "The action is in the plan again.", keeping: true,
	do: func(r *http.Request, tx *db.DB, acts *actions.Actions, by actor.Actor, id string, form *web.Form) error {
		return acts.Restore(r.Context(), tx, by, module, id, form.Value("reason"))
	}}

var overrideAction = withReason{verb: "override", heading: "Show this action differently", button: "Save", hint: "The reason is printed wherever the status is shown. Overdue is always shown beside it.", done: "Saved.", keeping: true, statuses: true,
	do: func(r *http.Request, tx *db.DB, acts *actions.Actions, by actor.Actor, id string, form *web.Form) error {
		return acts.Override(r.Context(), tx, by, module, id, actions.Status(form.Value("status")), form.Value("reason"))
	}}

// rowFor reads the action in the address if the visitor may do v to it.
func (h *handlers) rowFor(r *http.Request, v withReason) (Row, error) {
	may := h.s.mayUpdate
	if v.keeping {
		may = h.s.mayChange
	}
	return may(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("action"))
}

func (v withReason) page(row Row) reasonPage {
	p := reasonPage{Heading: v.heading, Thing: row.Action.Title, Hint: v.hint, Button: v.button, Action: row.Href() + "/" + v.verb, Back: row.Href()}
	if v.statuses {
		p.Statuses = statusOptions()
	}
	return p
}

func (h *handlers) askReason(v withReason) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		row, err := h.rowFor(r, v)
		if err != nil {
			return err
		}
		form := web.NewForm(nil)
		if v.statuses {
			form = web.NewForm(map[string]string{"status": string(row.Action.OverrideStatus), "reason": row.Action.OverrideReason})
		}
		return h.showReason(w, r, v.page(row), form)
	}
}

func (h *handlers) giveReason(v withReason) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by := actor.From(r.Context())
		row, err := h.rowFor(r, v)
		if err != nil {
			return err
		}
		form := web.ReadForm(r)
		change := h.s.UpdateAction
		if v.keeping {
			change = h.s.KeepAction
		}
		err = change(r.Context(), by, row.ActionID, func(tx *db.DB, acts *actions.Actions, row Row) error {
			return v.do(r, tx, acts, by, row.ActionID, form)
		})
		if err = form.Take(err); err != nil {
			return err
		}
		if !form.OK() {
			return h.showReason(w, r, v.page(row), form)
		}
		return web.SeeOther(w, r, row.Href(), v.done)
	}
}

func (h *handlers) clearOverride(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	err := h.s.KeepAction(r.Context(), by, r.PathValue("action"), func(tx *db.DB, acts *actions.Actions, row Row) error {
		return acts.ClearOverride(r.Context(), tx, by, module, row.ActionID)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/strategy/actions/"+r.PathValue("action"), "The status is worked out from updates and dates again.")
}

type needsPage struct {
	web.Page
	Row    Row
	Search *web.Form
	Found  []Row
}

// showNeeds looks for an action that this one is to wait for.
func (h *handlers) showNeeds(w http.ResponseWriter, r *http.Request, row Row, form *web.Form) error {
	p := needsPage{Page: web.NewPage(w, r, "What does it wait for?", strategyCrumb, web.Crumb{Label: row.Action.Title, Href: row.Href()}).WithForm(form), Row: row, Search: queryForm(r)}
	f := Filter{StrategyID: row.Objective.StrategyID}
	f.Text, f.Open = p.Search.Value("q"), true
	found, _, _, err := h.s.Rows(r.Context(), actor.From(r.Context()).OrgID, f, actions.Page{Limit: 20})
	if err != nil {
		return err
	}
	p.Found = slices.DeleteFunc(found, func(other Row) bool { return other.ActionID == row.ActionID })
	return web.Render(w, web.FormStatus(form), pages["needs.html"], p)
}

func (h *handlers) askNeeds(w http.ResponseWriter, r *http.Request) error {
	row, err := h.s.mayChange(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("action"))
	if err != nil {
		return err
	}
	return h.showNeeds(w, r, row, web.NewForm(nil))
}

func (h *handlers) addNeed(w http.ResponseWriter, r *http.Request) error {
	return h.changeNeed(w, r, (*actions.Actions).AddDependency)
}

func (h *handlers) removeNeed(w http.ResponseWriter, r *http.Request) error {
	return h.changeNeed(w, r, (*actions.Actions).RemoveDependency)
}

// dependencyChange adds or removes that an action waits for another.
type dependencyChange func(acts *actions.Actions, ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, needsID string) error

func (h *handlers) changeNeed(w http.ResponseWriter, r *http.Request, change dependencyChange) error {
	by := actor.From(r.Context())
	row, err := h.s.mayChange(r.Context(), h.s.db, by, r.PathValue("action"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	needs := form.Value("needs")
	if needs == "" {
		form.Fail("needs", "Choose the action it waits for.")
	}
	if form.OK() {
		err := h.s.KeepAction(r.Context(), by, row.ActionID, func(tx *db.DB, acts *actions.Actions, row Row) error {
			return change(acts, r.Context(), tx, by, module, row.ActionID, needs)
		})
		if fault.KindOf(err) == fault.NotFound {
			err = fault.Field("needs", "Choose the action it waits for from the list.")
		}
		if err = form.Take(err); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showNeeds(w, r, row, form)
	}
	return web.SeeOther(w, r, row.Href(), "Saved.")
}
