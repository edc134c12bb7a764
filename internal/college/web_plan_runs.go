package college

import (
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/web"
)

// sessionRow is a session as the run's page shows it.
type sessionRow struct {
	Session
	When, Where, Who, Lacks string
}

// StateWords are the session's state, when it is worth saying.
func (s sessionRow) StateWords() string {
	switch s.State {
	case "cancelled":
		return "Cancelled"
	case "held":
		return "Held"
	}
	return ""
}

type runPage struct {
	web.Page
	Run      RunRow
	Term     Term
	Needs    []string
	Facts    []web.Fact
	Sessions []sessionRow
	Manage   bool
	Students bool // the visitor may open the bookings
	Teach    bool
	Now      bool // it can still be planned with
}

func (h handlers) runOf(r *http.Request, permission string) (Run, error) {
	return h.c.runInReach(r.Context(), h.c.db, actor.From(r.Context()), permission, r.PathValue("run"))
}

func runCrumb(r Run) web.Crumb { return web.Crumb{Label: r.Title, Href: "/college/runs/" + r.ID} }

func (h handlers) run(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	run, err := h.runOf(r, Read)
	if err != nil {
		return err
	}
	unit, err := h.c.units.Unit(ctx, by.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	data := runPage{Page: web.NewPage(w, r, run.Title, collegeCrumb, runsCrumb), Now: run.Live(), Manage: by.CanAt(Manage, unit.Path), Students: by.CanAt(Students, unit.Path), Teach: by.CanAt(Teach, unit.Path)}
	if data.Run, err = oneRunRow(ctx, h.c.db, run, h.c.now()); err != nil {
		return err
	}
	if data.Term, err = oneTerm(ctx, h.c.db, by.OrgID, run.TermID); err != nil {
		return err
	}
	if data.Sessions, err = h.sessionRows(r, run, data.Manage); err != nil {
		return err
	}
	data.Needs, data.Facts = data.Run.Needs(h.c.now()), runFacts(data.Run, data.Term)
	return web.Render(w, http.StatusOK, pages["plan_run.html"], data)
}

func (h handlers) sessionRows(r *http.Request, run Run, links bool) ([]sessionRow, error) {
	ctx := r.Context()
	all, err := sessionsOfRuns(ctx, h.c.db, run.OrgID, []string{run.ID})
	if err != nil {
		return nil, err
	}
	rooms, err := h.c.Rooms(ctx, h.c.db, run.OrgID)
	if err != nil {
		return nil, err
	}
	teaching, err := h.c.TrainersOf(ctx, h.c.db, run.OrgID, sessionIDs(all))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, some := range teaching {
		ids = append(ids, trainerIDs(some)...)
	}
	names, err := h.c.trainerNames(ctx, h.c.db, run.OrgID, ids)
	if err != nil {
		return nil, err
	}
	out := make([]sessionRow, len(all))
	for i, s := range all {
		row := sessionRow{Session: s, When: SpanWords(s.StartsAt, s.EndsAt), Where: sessionPlace(rooms[s.RoomID], s, links), Who: names(trainerIDs(teaching[s.ID]))}
		if s.State != "cancelled" {
			row.Lacks = Lacks(teaching[s.ID])
		}
		out[i] = row
	}
	return out, nil
}

// sessionPlace is where a session meets. The link is for who plans, and for
// those booked.
func sessionPlace(room Room, s Session, links bool) string {
	var parts []string
	if room.ID != "" {
		parts = append(parts, room.Label())
	}
	switch {
	case s.OnlineURL != "" && links:
		parts = append(parts, "Online: "+s.OnlineURL)
	case s.OnlineURL != "":
		parts = append(parts, "Online")
	}
	return strings.Join(parts, "; ")
}

// audienceWords are whom a run is for.
func audienceWords(r Run) string {
	if r.Audience == "" {
		return "Everybody"
	}
	var out []string
	for _, code := range strings.Split(r.Audience, ",") {
		for _, x := range audienceOptions {
			if x.Value == code {
				out = append(out, x.Label)
			}
		}
	}
	return strings.Join(out, "; ")
}

// audienceOptions are whom a run may be for.
var audienceOptions = []web.Option{
	{Value: "uses services", Label: "People who use, or have used, mental health services"}, {Value: "carer", Label: "Family, friends and carers"},
	{Value: "staff", Label: "Staff and volunteers in health and care"}, {Value: "public", Label: "Anybody who lives, works or studies nearby"},
}

func runFacts(r RunRow, t Term) []web.Fact {
	counts := "Counts towards the limit of the term"
	if !r.Counts {
		counts = "Outside the limit of the term"
	}
	booking := "Whoever books has a place at once, while there are some"
	if r.Approval {
		booking = "The college looks at each booking first"
	}
	facts := []web.Fact{
		{Key: "Term", Value: t.Name, Href: "/college/terms/" + t.ID, Action: "Open"}, {Key: "When", Value: runTimes(r.Run)}, {Key: "Format", Value: r.FormatLabel()}, {Key: "Strand", Value: r.StrandLabel()},
		{Key: "Places", Value: r.Fill()}, {Key: "Waiting", Value: strconv.Itoa(r.Waiting)}, {Key: "Fewest people", Value: strconv.Itoa(r.Minimum)},
		{Key: "For", Value: audienceWords(r.Run)}, {Key: "Booking", Value: booking + ". " + counts + "."},
	}
	if r.FirstMandatory {
		facts = append(facts, web.Fact{Key: "First session", Value: "Everybody needs to be at the first session"})
	}
	for _, f := range []web.Fact{{Key: "Who may come", Value: r.Who}, {Key: "Good to know", Value: r.Words}, {Key: "Why it was cancelled", Value: r.CancelledReason}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

type runFormPage struct {
	web.Page
	planForm
	Term           Term
	Run            Run
	Course         courses.Version
	Courses        []web.Option
	Audience       []web.Option
	Rooms          []web.Option
	Trainers       []web.Option
	Action, Submit string
	Draft          bool
	Row            sessionRow
}

// courseOptions are the courses of a college that are in the prospectus.
func (h handlers) courseOptions(r *http.Request, unitID string) ([]web.Option, map[string]courses.Version, error) {
	all, err := h.c.courses.Published(r.Context(), h.c.db, actor.From(r.Context()).OrgID)
	out, byID := []web.Option{{Value: "", Label: "Choose"}}, map[string]courses.Version{}
	for _, l := range all {
		if l.Course.UnitID == unitID {
			out = append(out, web.Option{Value: l.Course.ID, Label: l.Version.Title})
			byID[l.Course.ID] = l.Version
		}
	}
	return out, byID, err
}

func (h handlers) showRunForm(w http.ResponseWriter, r *http.Request, form *web.Form, t Term, run Run) error {
	data := runFormPage{Term: t, Run: run, Audience: audienceOptions, Action: "/college/terms/" + t.ID + "/runs", Submit: "Add run", Draft: true}
	crumbs, title := []web.Crumb{collegeCrumb, termsCrumb, termCrumb(t)}, "Plan a run in "+t.Name
	if run.ID != "" {
		data.Action, data.Submit, title, data.Draft = "/college/runs/"+run.ID, "Save", "Change "+run.Title, run.State == "draft"
		crumbs = []web.Crumb{collegeCrumb, runsCrumb, runCrumb(run)}
	} else {
		options, byID, err := h.courseOptions(r, t.UnitID)
		if err != nil {
			return err
		}
		data.Courses, data.Course = options, byID[form.Value("course")]
	}
	data.Page = web.NewPage(w, r, title, crumbs...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["plan_run_form.html"], data)
}

func readRun(form *web.Form) Run {
	run := Run{
		Capacity: form.Int("capacity", "Places", 1, 1000), Minimum: form.Int("minimum", "The fewest people", 0, 1000),
		Audience: strings.Join(form.Some("audience", audienceOptions), ","), Who: form.Text("who", "Who may come", 0, 500), Words: form.Text("words", "What is good to know", 0, 2000),
		Version: formVersion(form),
	}
	for _, rule := range form.Some("rules", ruleOptions) {
		switch rule {
		case "counts":
			run.Counts = true
		case "approval":
			run.Approval = true
		case "first":
			run.FirstMandatory = true
		}
	}
	return run
}

// ruleOptions are the boxes of what holds for the bookings of a run.
var ruleOptions = []web.Option{
	{Value: "counts", Label: "A booking counts towards the limit of the term", Hint: "Drop-ins usually do not"},
	{Value: "approval", Label: "The college looks at each booking before it has a place"},
	{Value: "first", Label: "Everybody needs to be at the first session"},
}

// Rules are the boxes of the form.
func (p runFormPage) Rules() []web.Option { return ruleOptions }

// fillRun fills the form with what is known of a run.
func fillRun(form *web.Form, run Run) {
	form.Set("capacity", strconv.Itoa(run.Capacity))
	form.Set("minimum", strconv.Itoa(run.Minimum))
	form.Set("audience", strings.Split(run.Audience, ",")...)
	form.Set("who", run.Who)
	form.Set("words", run.Words)
	form.Set("version", strconv.Itoa(run.Version))
	var rules []string
	for _, x := range []struct {
		is   bool
		code string
	}{{run.Counts, "counts"}, {run.Approval, "approval"}, {run.FirstMandatory, "first"}} {
		if x.is {
			rules = append(rules, x.code)
		}
	}
	form.Set("rules", rules...)
}

func (h handlers) newRun(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"course": r.URL.Query().Get("course")})
	_, byID, err := h.courseOptions(r, t.UnitID)
	if err != nil {
		return err
	}
	if v, ok := byID[form.Value("course")]; ok {
		fillRun(form, Run{Capacity: v.Capacity, Minimum: min(4, v.Capacity), Audience: v.Audience, Who: v.ForWhom, Counts: v.Format != "drop-in"})
	}
	return h.showRunForm(w, r, form, t, Run{})
}

func (h handlers) addRun(w http.ResponseWriter, r *http.Request) error {
	t, err := h.termOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	run := readRun(form)
	run.TermID, run.CourseID = t.ID, form.Text("course", "The course", 1, 100)
	return finish(w, r, form, func() (string, error) {
		added, err := h.c.AddRun(r.Context(), actor.From(r.Context()), run)
		return "/college/runs/" + added.ID + "/sessions", err
	}, "Run added. Now plan its sessions.", func() error { return h.showRunForm(w, r, form, t, Run{}) })
}

func (h handlers) editRun(w http.ResponseWriter, r *http.Request) error {
	run, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	fillRun(form, run)
	return h.showRunForm(w, r, form, Term{ID: run.TermID}, run)
}

func (h handlers) saveRun(w http.ResponseWriter, r *http.Request) error {
	old, err := h.runOf(r, Manage)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	run := readRun(form)
	run.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/college/runs/" + run.ID, h.c.ChangeRun(r.Context(), actor.From(r.Context()), run)
	}, "Saved.", func() error { return h.showRunForm(w, r, form, Term{ID: old.TermID}, old) })
}

func (h handlers) openRun(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("run")
	return button(w, r, h.c.OpenRun(r.Context(), actor.From(r.Context()), id), "/college/runs/"+id, "Published: it can be booked.")
}

func (h handlers) closeRun(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("run")
	return button(w, r, h.c.CloseBooking(r.Context(), actor.From(r.Context()), id), "/college/runs/"+id, "Booking is closed.")
}

func (h handlers) reopenRun(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("run")
	return button(w, r, h.c.ReopenBooking(r.Context(), actor.From(r.Context()), id), "/college/runs/"+id, "Booking is open again.")
}

func (h handlers) removeRun(w http.ResponseWriter, r *http.Request) error {
	return button(w, r, h.c.RemoveRun(r.Context(), actor.From(r.Context()), r.PathValue("run")), "/college/runs", "The draft is removed.")
}
