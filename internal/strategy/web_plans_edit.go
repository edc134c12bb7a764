package strategy

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

type planObjectivePage struct {
	web.Page
	Plan      LocalPlan
	Unit      units.Unit
	Objective PlanContentObjective
	Version   int
	Tag       web.Tag
	Parts     []PlanPart
	PartnerOf map[string]units.Partner
	Rows      []Row
	History   []planDecision
	Partners  []web.Option
	Posts     []web.Option
	Edits     bool
	Base      string // address of this page
}

func (h *handlers) planObjective(w http.ResponseWriter, r *http.Request) error {
	return h.showPlanObjective(w, r, nil)
}

// showPlanObjective shows one objective of a plan with everything that can be
// decided about it. form is the one that was sent, if any.
func (h *handlers) showPlanObjective(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	page, d, err := h.planPage(w, r)
	if err != nil {
		return err
	}
	p := planObjectivePage{Plan: page.Plan, Unit: page.Unit, Edits: page.Edits, PartnerOf: d.Partners}
	for _, o := range page.Content.Objectives {
		if o.ID == r.PathValue("objective") {
			p.Objective = o
		}
	}
	if p.Objective.ID == "" {
		return fault.New(fault.NotFound, "There is no such objective in this plan.")
	}
	o := p.Objective
	if form == nil {
		form = web.NewForm(map[string]string{"title": o.Title, "about": o.About})
	}
	p.Page = web.NewPage(w, r, "Objective "+strconv.Itoa(o.Number)+" in "+page.Plan.Title, strategyCrumb, plansCrumb, web.Crumb{Label: page.Plan.Title, Href: "/strategy/plans/" + page.Plan.ID}).WithForm(form)
	p.Base, p.Version, p.Tag = "/strategy/plans/"+page.Plan.ID+"/objectives/"+o.ID, d.choice(o.ID).Version, decisionTag(o.Decision)
	for _, part := range d.Parts {
		if part.ObjectiveID == o.ID {
			p.Parts = append(p.Parts, part)
		}
	}
	if p.Rows, err = h.s.place(ctx, h.s.db, by.OrgID, d.actionsUnder(o.ID)); err != nil {
		return err
	}
	if p.History, err = planDecisionsOf(ctx, h.s.db, by.OrgID, page.Plan.ID, o.ID); err != nil {
		return err
	}
	if p.Partners, err = h.partnerOptions(r, "Choose a partner or group"); err != nil {
		return err
	}
	if p.Posts, err = h.localPosts(r); err != nil {
		return err
	}
	switch o.Decision {
	case planTaken:
	case planNew:
		lead(form, "why")
	default:
		lead(form)
	}
	return web.Render(w, web.FormStatus(form), pages["plan_objective.html"], p)
}

// lead keeps the error summary from leading to fields that are not on the page:
// only those in shown are.
func lead(form *web.Form, shown ...string) {
	if form == nil {
		return
	}
	for i, e := range form.Errors {
		if !slices.Contains(shown, e.Name) {
			form.Errors[i].Name = ""
		}
	}
}

// partnerOptions are the partners to choose from; first is the empty choice.
func (h *handlers) partnerOptions(r *http.Request, first string) ([]web.Option, error) {
	open, err := h.s.units.Partners(r.Context(), actor.From(r.Context()).OrgID)
	return partnerChoices(open, first), err
}

func partnerChoices(partners []units.Partner, first string) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, p := range partners {
		out = append(out, web.Option{Value: p.ID, Label: p.Name + " (" + strings.ToLower(p.KindLabel()) + ")"})
	}
	return out
}

// groupsThatSign are the partners and groups that may sign a unit's plan.
func (h *handlers) groupsThatSign(r *http.Request, unit units.Unit) ([]web.Option, error) {
	open, err := h.s.units.Partners(r.Context(), actor.From(r.Context()).OrgID)
	if err != nil {
		return nil, err
	}
	paths, err := h.s.pathsOf(r.Context(), h.s.db, open)
	open = slices.DeleteFunc(open, func(p units.Partner) bool { return !belongs(p, paths, unit) })
	return partnerChoices(open, "Choose a partner or group"), err
}

// localPosts are the posts to choose an owner from.
func (h *handlers) localPosts(r *http.Request) ([]web.Option, error) {
	all, err := h.s.units.AllPosts(r.Context(), actor.From(r.Context()).OrgID)
	out := []web.Option{{Value: "", Label: "No owner yet"}}
	for _, p := range all {
		if p.Open() {
			out = append(out, web.Option{Value: p.ID, Label: p.Title + ", " + p.UnitName})
		}
	}
	return out, err
}

// decided answers a form about one objective of a plan: back to its page, or
// the page again with what is wrong.
func (h *handlers) decided(w http.ResponseWriter, r *http.Request, form *web.Form, message string, do func(by actor.Actor, plan, objective string) error) error {
	plan, objective := r.PathValue("plan"), r.PathValue("objective")
	if form.OK() {
		if err := form.Take(do(actor.From(r.Context()), plan, objective)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+plan+"/objectives/"+objective, message)
		}
	}
	if _, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), plan); err != nil {
		return err
	}
	return h.showPlanObjective(w, r, form)
}

func (h *handlers) localise(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	version := versionOf(form)
	title, about := form.Text("title", "Your words", 0, 500), form.Text("about", "What it means here", 0, 10_000)
	return h.decided(w, r, form, "Saved.", func(by actor.Actor, plan, objective string) error {
		return h.s.LocaliseObjective(r.Context(), by, plan, objective, version, title, about)
	})
}

func (h *handlers) dropObjective(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	why := form.Text("why", "A reason", 1, 2000)
	return h.decided(w, r, form, "Dropped. The reason is shown here and to the whole trust.", func(by actor.Actor, plan, objective string) error {
		return h.s.DropObjective(r.Context(), by, plan, objective, why)
	})
}

func (h *handlers) takeObjective(w http.ResponseWriter, r *http.Request) error {
	return h.decided(w, r, web.ReadForm(r), "The objective is in the plan.", func(by actor.Actor, plan, objective string) error {
		return h.s.TakeObjective(r.Context(), by, plan, objective)
	})
}

func (h *handlers) addPart(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	partner, part := form.Text("partner", "A partner or group", 1, 100), form.Text("part", "What they do", 1, 2000)
	return h.decided(w, r, form, "Added.", func(by actor.Actor, plan, objective string) error {
		return h.s.AddPart(r.Context(), by, plan, objective, partner, part)
	})
}

func (h *handlers) removePart(w http.ResponseWriter, r *http.Request) error {
	return h.decided(w, r, web.ReadForm(r), "Removed.", func(by actor.Actor, plan, _ string) error {
		return h.s.RemovePart(r.Context(), by, plan, r.PathValue("part"))
	})
}

// newAction reads the short form by which an action is added from a plan or a
// decision.
func newAction(form *web.Form) actions.Input {
	in := actions.Input{Title: form.Text("action", "What is to be done", 1, 500), Detail: form.Text("detail", "More about it", 0, 10_000)}
	due, err := actions.ParseDue(form.Text("due", "The date", 0, 100))
	if err != nil {
		form.Fail("due", fault.Text(err))
	}
	in.Due = due
	if owner := form.Value("owner"); owner != "" {
		in.Owners = []string{owner}
	}
	return in
}

func (h *handlers) addLocalAction(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := newAction(form)
	return h.decided(w, r, form, "The action is in the plan.", func(by actor.Actor, plan, objective string) error {
		if err := h.checkOwners(r, in); err != nil {
			return err
		}
		_, err := h.s.AddLocalAction(r.Context(), by, plan, objective, in)
		return err
	})
}

// checkOwners refuses an owner that is not a post of the organisation.
func (h *handlers) checkOwners(r *http.Request, in actions.Input) error {
	posts, err := h.s.units.Posts(r.Context(), h.s.db, actor.From(r.Context()).OrgID, in.Owners)
	if err == nil && len(posts) < len(in.Owners) {
		return fault.Field("owner", "Choose a post from the list.")
	}
	return err
}

// groupRows is how many groups the form of a joint meeting has room for.
const groupRows = 6

type jointMeetingPage struct {
	web.Page
	Plan     LocalPlan
	Partners []web.Option
	Rows     []int
}

func (h *handlers) newJointMeeting(w http.ResponseWriter, r *http.Request) error {
	return h.showJointMeeting(w, r, web.NewForm(nil))
}

func (h *handlers) showJointMeeting(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	plan, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), r.PathValue("plan"))
	if err != nil {
		return err
	}
	options, err := h.partnerOptions(r, "The trust’s own people")
	if err != nil {
		return err
	}
	p := jointMeetingPage{Page: web.NewPage(w, r, "Record a joint meeting", strategyCrumb, plansCrumb, web.Crumb{Label: plan.Title, Href: "/strategy/plans/" + plan.ID}).WithForm(form), Plan: plan, Partners: options}
	for i := range groupRows {
		p.Rows = append(p.Rows, i+1)
	}
	return web.Render(w, web.FormStatus(form), pages["plan_meeting.html"], p)
}

func (h *handlers) addJointMeeting(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	m := JointMeeting{PlanID: r.PathValue("plan"), OnDate: form.Date("on", "The day of the meeting", true), Said: form.Text("said", "What was said", 1, 20_000)}
	for i := range groupRows {
		n := strconv.Itoa(i + 1)
		if who := form.Text("who-"+n, "Who came", 0, 1000); who != "" {
			m.Present = append(m.Present, GroupPresent{PartnerID: form.Value("group-" + n), Who: who})
		}
	}
	if form.OK() {
		if err := form.Take(h.s.AddJointMeeting(r.Context(), actor.From(r.Context()), m)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+m.PlanID, "The meeting is recorded.")
		}
	}
	return h.showJointMeeting(w, r, form)
}

type signPlanPage struct {
	planPage
	Partners []web.Option
}

func (h *handlers) signPage(w http.ResponseWriter, r *http.Request) error {
	return h.showSign(w, r, nil)
}

func (h *handlers) showSign(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	plan, _, err := h.s.planAt(r.Context(), actor.From(r.Context()), r.PathValue("plan"))
	if err != nil {
		return err
	}
	page, _, err := h.planPage(w, r)
	if err != nil {
		return err
	}
	if plan.State != planDraft {
		lead(form)
	}
	p := signPlanPage{planPage: page}
	p.Page = web.NewPage(w, r, "Sign-off of "+plan.Title, strategyCrumb, plansCrumb, web.Crumb{Label: plan.Title, Href: "/strategy/plans/" + plan.ID}).WithForm(form)
	if p.Partners, err = h.groupsThatSign(r, page.Unit); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["plan_sign.html"], p)
}

func (h *handlers) addSignature(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := SignInput{Hash: form.Value("hash"), PartnerID: form.Text("partner", "A partner or group", 1, 100), SignedOn: form.Date("signed", "The day on which they agreed", true), Changed: form.Text("changed", "What they changed", 1, 5000)}
	if form.OK() {
		if err := form.Take(h.s.SignPlan(r.Context(), actor.From(r.Context()), r.PathValue("plan"), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+r.PathValue("plan")+"/sign", "Recorded.")
		}
	}
	return h.showSign(w, r, form)
}

func (h *handlers) signOff(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	if !form.Bool("agreed") {
		form.Fail("agreed", "Tick the box to say that this is the plan that was agreed.")
	}
	if form.OK() {
		if err := form.Take(h.s.SignOffPlan(r.Context(), actor.From(r.Context()), r.PathValue("plan"), form.Value("hash"))); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/plans/"+r.PathValue("plan"), "The plan is signed off.")
		}
	}
	return h.showSign(w, r, form)
}

type planEditionPage struct {
	web.Page
	Plan    LocalPlan
	Edition planEdition
	Content PlanContent
	Intact  bool
}

func (h *handlers) planEdition(w http.ResponseWriter, r *http.Request) error {
	orgID := actor.From(r.Context()).OrgID
	plan, err := localPlanByID(r.Context(), h.s.db, orgID, r.PathValue("plan"))
	if err != nil {
		return err
	}
	e, err := planEditionByID(r.Context(), h.s.db, orgID, plan.ID, r.PathValue("edition"))
	if err != nil {
		return err
	}
	if e.Draft() {
		return web.SeeOther(w, r, "/strategy/plans/"+plan.ID, "")
	}
	p := planEditionPage{
		Page: web.NewPage(w, r, plan.Title+", edition "+strconv.Itoa(e.Number), strategyCrumb, plansCrumb, web.Crumb{Label: plan.Title, Href: "/strategy/plans/" + plan.ID}),
		Plan: plan, Edition: e, Content: e.Content.V, Intact: contentHash(e.Content.V, "") == e.Hash,
	}
	return web.Render(w, http.StatusOK, pages["plan_edition.html"], p)
}
