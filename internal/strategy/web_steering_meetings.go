package strategy

import (
	"net/http"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type meetingsPage struct {
	web.Page
	Tabs  []web.Tab
	Rows  []SteeringMeeting
	Pager web.Pager
	Keeps bool
}

func (h *handlers) meetings(w http.ResponseWriter, r *http.Request) error {
	orgID, page := actor.From(r.Context()).OrgID, web.PageNumber(r)
	p := meetingsPage{Page: web.NewPage(w, r, "Meetings of the steering group", strategyCrumb, steeringCrumb), Tabs: steeringTabs("Meetings"), Keeps: h.keepsSteering(r)}
	e, found, err := h.s.Current(r.Context(), orgID)
	if err != nil {
		return err
	}
	total := 0
	if found {
		if p.Rows, total, err = listMeetings(r.Context(), h.s.db, orgID, e.ID, web.PerPage, web.Offset(page)); err != nil {
			return err
		}
	}
	p.Pager = web.NewPager(r, page, total)
	return web.Render(w, http.StatusOK, pages["meetings.html"], p)
}

// attendanceRow is one member on the page of a meeting.
type attendanceRow struct {
	Member SteeringMember
	Field  string // name of the form's field
	Came   string // "came", "not able", or ""
}

var cameOptions = []web.Option{{Value: "", Label: "Not marked"}, {Value: "came", Label: "Came"}, {Value: "not able", Label: "Not able to come"}}

type meetingPage struct {
	web.Page
	Meeting    SteeringMeeting
	Present    []string
	NotAble    []string
	Rows       []attendanceRow // when it is edited
	Came       []web.Option
	Decisions  []Decision
	Objectives []web.Option
	Words      map[string]string // of objectives and actions, by id
	Keeps      bool
	Action     string
}

func (h *handlers) meeting(w http.ResponseWriter, r *http.Request) error {
	return h.showMeeting(w, r, &web.Form{})
}

// showMeeting shows a meeting and its decisions; form is that of a decision.
func (h *handlers) showMeeting(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	m, err := meetingByID(ctx, h.s.db, orgID, r.PathValue("meeting"))
	if err != nil {
		return err
	}
	p := meetingPage{Page: web.NewPage(w, r, "Steering group, "+m.OnDate.String(), strategyCrumb, steeringCrumb, web.Crumb{Label: "Meetings", Href: "/strategy/steering/meetings"}).WithForm(form), Meeting: m, Keeps: h.keepsSteering(r), Words: map[string]string{}}
	rows, err := h.attendance(r, m)
	if err != nil {
		return err
	}
	for _, row := range rows {
		switch row.Came {
		case "came":
			p.Present = append(p.Present, row.Member.Name)
		case "not able":
			p.NotAble = append(p.NotAble, row.Member.Name)
		}
	}
	if p.Decisions, err = decisionsOf(ctx, h.s.db, orgID, m.ID); err != nil {
		return err
	}
	if p.Objectives, err = h.steerObjectives(r, m.StrategyID, p.Words); err != nil {
		return err
	}
	if err := h.actionWords(r, p.Decisions, p.Words); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["meeting.html"], p)
}

// steerObjectives are the objectives to choose from; their words go into words.
func (h *handlers) steerObjectives(r *http.Request, strategyID string, words map[string]string) ([]web.Option, error) {
	all, err := listObjectives(r.Context(), h.s.db, actor.From(r.Context()).OrgID, strategyID, true)
	var out []web.Option
	for _, o := range all {
		label := numbered(o)
		words[o.ID] = label
		if o.WithdrawnOn.IsZero() {
			out = append(out, web.Option{Value: o.ID, Label: label})
		}
	}
	return out, err
}

// actionWords adds the titles of the decisions' actions to words.
func (h *handlers) actionWords(r *http.Request, decisions []Decision, words map[string]string) error {
	var ids []string
	for _, d := range decisions {
		ids = append(ids, d.Actions...)
	}
	acts, err := h.s.actions.ByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, module, ids)
	for id, a := range acts {
		words[id] = a.Title
	}
	return err
}

// attendance lists who was a member on the day or is marked, with the mark.
func (h *handlers) attendance(r *http.Request, m SteeringMeeting) ([]attendanceRow, error) {
	orgID := actor.From(r.Context()).OrgID
	all, err := membersOf(r.Context(), h.s.db, orgID, m.StrategyID)
	if err != nil {
		return nil, err
	}
	came, err := attendanceOf(r.Context(), h.s.db, orgID, m.ID)
	var out []attendanceRow
	add := func(member SteeringMember) {
		row := attendanceRow{Member: member, Field: "came-" + member.ID}
		if yes, marked := came[member.ID]; marked && yes {
			row.Came = "came"
		} else if marked {
			row.Came = "not able"
		}
		out = append(out, row)
	}
	on := membersOn(all, m.OnDate)
	for _, member := range on {
		add(member)
	}
	for _, member := range all {
		_, marked := came[member.ID]
		if marked && !slices.ContainsFunc(on, func(o SteeringMember) bool { return o.ID == member.ID }) {
			add(member)
		}
	}
	return out, err
}

func (h *handlers) newMeeting(w http.ResponseWriter, r *http.Request) error {
	return h.showMeetingForm(w, r, SteeringMeeting{}, &web.Form{})
}

func (h *handlers) showMeetingForm(w http.ResponseWriter, r *http.Request, m SteeringMeeting, form *web.Form) error {
	p := meetingPage{Page: web.NewPage(w, r, "Plan a meeting", strategyCrumb, steeringCrumb).WithForm(form), Meeting: m, Action: "/strategy/steering/meetings", Came: cameOptions}
	if m.ID != "" {
		p.Page.Title, p.Action = "Change the meeting", "/strategy/steering/meetings/"+m.ID
		var err error
		if p.Rows, err = h.attendance(r, m); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(form), pages["meeting_edit.html"], p)
}

func readMeeting(form *web.Form) SteeringMeeting {
	return SteeringMeeting{
		OnDate: form.Date("on", "The day of the meeting", true), Place: form.Text("place", "The place", 0, 200), Link: form.Text("link", "The link", 0, 500),
		Agenda: form.Text("agenda", "The agenda", 0, 20_000), Notes: form.Text("notes", "The notes", 0, 50_000), Version: versionOf(form),
	}
}

func (h *handlers) addMeeting(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	m := readMeeting(form)
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		m.StrategyID = e.ID
		m, err = h.s.AddMeeting(r.Context(), actor.From(r.Context()), m)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/meetings/"+m.ID, "The meeting is planned.")
		}
	}
	return h.showMeetingForm(w, r, SteeringMeeting{}, form)
}

func (h *handlers) editMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := meetingByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("meeting"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"place": m.Place, "link": m.Link, "agenda": m.Agenda, "notes": m.Notes})
	form.SetDate("on", m.OnDate)
	rows, err := h.attendance(r, m)
	if err != nil {
		return err
	}
	for _, row := range rows {
		form.Set(row.Field, row.Came)
	}
	return h.showMeetingForm(w, r, m, form)
}

func (h *handlers) saveMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := meetingByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("meeting"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readMeeting(form)
	in.ID = m.ID
	rows, err := h.attendance(r, m)
	if err != nil {
		return err
	}
	came := map[string]bool{}
	for _, row := range rows {
		switch form.OneOf(row.Field, "Whether "+row.Member.Name+" came", cameOptions, false) {
		case "came":
			came[row.Member.ID] = true
		case "not able":
			came[row.Member.ID] = false
		}
	}
	if form.OK() {
		if err := form.Take(h.s.ChangeMeeting(r.Context(), actor.From(r.Context()), in, came)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering/meetings/"+m.ID, "Saved.")
		}
	}
	return h.showMeetingForm(w, r, m, form)
}
