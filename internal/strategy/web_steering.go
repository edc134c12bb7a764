package strategy

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func steerRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/steering", Permission: permRead, Handler: h.steering},
		{Pattern: "GET /strategy/steering/members/new", Permission: permSteer, Handler: h.newMember},
		{Pattern: "POST /strategy/steering/members", Permission: permSteer, Handler: h.addMember},
		{Pattern: "GET /strategy/steering/members/{member}", Permission: permSteer, Handler: h.member},
		{Pattern: "POST /strategy/steering/members/{member}", Permission: permSteer, Handler: h.saveMember},
		{Pattern: "GET /strategy/steering/meetings", Permission: permRead, Handler: h.meetings},
		{Pattern: "GET /strategy/steering/meetings/new", Permission: permSteer, Handler: h.newMeeting},
		{Pattern: "POST /strategy/steering/meetings", Permission: permSteer, Handler: h.addMeeting},
		{Pattern: "GET /strategy/steering/meetings/{meeting}", Permission: permRead, Handler: h.meeting},
		{Pattern: "GET /strategy/steering/meetings/{meeting}/edit", Permission: permSteer, Handler: h.editMeeting},
		{Pattern: "POST /strategy/steering/meetings/{meeting}", Permission: permSteer, Handler: h.saveMeeting},
		{Pattern: "POST /strategy/steering/meetings/{meeting}/decisions", Permission: permSteer, Handler: h.addDecision},
		{Pattern: "GET /strategy/steering/decisions", Permission: permRead, Handler: h.decisions},
		{Pattern: "GET /strategy/steering/decisions/{decision}", Permission: permRead, Handler: h.decision},
		{Pattern: "POST /strategy/steering/decisions/{decision}/actions", Permission: permSteer, Handler: h.addDecisionAction},
		{Pattern: "GET /strategy/steering/decisions/{decision}/correct", Permission: permSteer, Handler: h.askCorrectDecision},
		{Pattern: "POST /strategy/steering/decisions/{decision}/correct", Permission: permSteer, Handler: h.correctDecision},
		{Pattern: "POST /strategy/steering/decisions/{decision}/answer", Permission: permSteer, Handler: h.answerDecision},
		{Pattern: "GET /strategy/steering/reports", Permission: permRead, Handler: h.highlights},
		{Pattern: "GET /strategy/steering/reports/new", Permission: permSteer, Handler: h.newHighlight},
		{Pattern: "POST /strategy/steering/reports", Permission: permSteer, Handler: h.addHighlight},
		{Pattern: "GET /strategy/steering/reports/{report}", Permission: permRead, Handler: h.highlight},
		{Pattern: "GET /strategy/steering/reports/{report}/markdown", Permission: permRead, Handler: h.highlightMarkdown},
		{Pattern: "POST /strategy/steering/reports/{report}/summary", Permission: permSteer, Handler: h.saveHighlight},
		{Pattern: "POST /strategy/steering/reports/{report}/freeze", Permission: permSteer, Button: true, Handler: h.freezeHighlight},
	}
}

var steeringCrumb = web.Crumb{Label: "Steering group", Href: "/strategy/steering"}

func steeringTabs(current string) []web.Tab {
	var out []web.Tab
	for _, t := range []web.Tab{{Label: "The group", Href: "/strategy/steering"}, {Label: "Meetings", Href: "/strategy/steering/meetings"}, {Label: "Decisions", Href: "/strategy/steering/decisions"}, {Label: "Highlight reports", Href: "/strategy/steering/reports"}} {
		t.Current = t.Label == current
		out = append(out, t)
	}
	return out
}

type steeringPage struct {
	web.Page
	Tabs         []web.Tab
	Found, Keeps bool
	Members      []SteeringMember
	Former       []SteeringMember
	Perspectives []wordCount
	Last         when.Date
	Asked        []Decision
}

// Text is the count for a page: "2 clinical".
func (c wordCount) Text() string { return fold.Capital(c.Word) }

// keepsSteering reports whether the visitor keeps the group's records.
func (h *handlers) keepsSteering(r *http.Request) bool {
	return h.s.trustWide(r.Context(), actor.From(r.Context()), permSteer) == nil
}

func (h *handlers) steering(w http.ResponseWriter, r *http.Request) error {
	ctx, orgID := r.Context(), actor.From(r.Context()).OrgID
	p := steeringPage{Page: web.NewPage(w, r, "Steering group", strategyCrumb), Tabs: steeringTabs("The group"), Keeps: h.keepsSteering(r)}
	e, found, err := h.s.Current(ctx, orgID)
	if err != nil {
		return err
	}
	if p.Found = found; !found {
		return web.Render(w, http.StatusOK, pages["steering.html"], p)
	}
	all, err := membersOf(ctx, h.s.db, orgID, e.ID)
	if err != nil {
		return err
	}
	p.Members = membersOn(all, h.s.today())
	for _, m := range all {
		if !m.On(h.s.today()) {
			p.Former = append(p.Former, m)
		}
	}
	p.Perspectives = perspectiveCounts(p.Members)
	if p.Last, _, err = h.s.lastMeeting(ctx, h.s.db, orgID); err != nil {
		return err
	}
	if p.Asked, err = h.s.decisionsAsked(ctx, h.s.db, orgID, e.ID); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["steering.html"], p)
}

type memberPage struct {
	web.Page
	Member                     SteeringMember // zero for a new one
	Seats, Roles, Perspectives []web.Option
	Who                        string // the name that was looked for
}

func options(words []string) []web.Option {
	out := make([]web.Option, len(words))
	for i, word := range words {
		out[i] = web.Option{Value: word, Label: fold.Capital(word)}
	}
	return out
}

// seatOptions are whose seat it can be: a post, a partner, a person who holds a
// post, and people found by the name that was looked for.
func (h *handlers) seatOptions(r *http.Request, chosen string) ([]web.Option, error) {
	by := actor.From(r.Context())
	posts, err := h.s.units.AllPosts(r.Context(), by.OrgID)
	if err != nil {
		return nil, err
	}
	out := []web.Option{{Value: "", Label: "Choose a person, a post or a partner"}}
	found, err := h.foundPeople(r, chosen)
	if err != nil {
		return nil, err
	}
	out = append(out, found...)
	for _, p := range posts {
		if p.Open() {
			out = append(out, web.Option{Value: "post/" + p.ID, Label: "Post: " + p.Title + ", " + p.UnitName})
		}
	}
	partners, err := h.s.units.Partners(r.Context(), by.OrgID)
	for _, p := range partners {
		out = append(out, web.Option{Value: "partner/" + p.ID, Label: "Partner: " + p.Name})
	}
	return out, err
}

// foundPeople are the people whose name was looked for, and the one chosen.
func (h *handlers) foundPeople(r *http.Request, chosen string) ([]web.Option, error) {
	by := actor.From(r.Context())
	var out []web.Option
	if who := strings.TrimSpace(r.URL.Query().Get("who")); who != "" {
		list, _, err := h.s.people.Search(r.Context(), by, who, 1)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out = append(out, web.Option{Value: "person/" + p.ID, Label: "Person: " + p.Name})
		}
	}
	if id, ok := strings.CutPrefix(chosen, "person/"); ok && id != "" && len(out) == 0 {
		names, err := h.s.people.Names(r.Context(), h.s.db, by.OrgID, []string{id})
		if err != nil {
			return nil, err
		}
		if names[id] != "" {
			out = append(out, web.Option{Value: chosen, Label: "Person: " + names[id]})
		}
	}
	return out, nil
}

func (h *handlers) newMember(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"role": "member"})
	form.SetDate("from", h.s.today())
	return h.showMember(w, r, SteeringMember{}, form)
}

func (h *handlers) showMember(w http.ResponseWriter, r *http.Request, m SteeringMember, form *web.Form) error {
	p := memberPage{Page: web.NewPage(w, r, "A seat in the steering group", strategyCrumb, steeringCrumb).WithForm(form), Member: m, Roles: options(memberRoles), Perspectives: options(perspectives), Who: r.URL.Query().Get("who")}
	if m.ID == "" {
		var err error
		if p.Seats, err = h.seatOptions(r, form.Value("seat")); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(form), pages["member.html"], p)
}

// readMember reads what can be changed about a seat.
func readMember(form *web.Form) SteeringMember {
	return SteeringMember{
		Role: form.OneOf("role", "A role", options(memberRoles), true), Perspective: form.OneOf("perspective", "A perspective", options(perspectives), true),
		FromOn: form.Date("from", "The first day", true), UntilOn: form.Date("until", "The last day", false),
	}
}

func (h *handlers) addMember(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	m := readMember(form)
	kind, id, _ := strings.Cut(form.Text("seat", "A post, a partner or a person", 1, 100), "/")
	switch kind {
	case "post":
		m.PostID = id
	case "partner":
		m.PartnerID = id
	case "person":
		m.PersonID = id
	}
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		m.StrategyID = e.ID
		_, err = h.s.AddMember(r.Context(), actor.From(r.Context()), m)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering", "Added.")
		}
	}
	return h.showMember(w, r, SteeringMember{}, form)
}

func (h *handlers) member(w http.ResponseWriter, r *http.Request) error {
	m, err := memberByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("member"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"role": m.Role, "perspective": m.Perspective})
	form.SetDate("from", m.FromOn)
	form.SetDate("until", m.UntilOn)
	return h.showMember(w, r, m, form)
}

func (h *handlers) saveMember(w http.ResponseWriter, r *http.Request) error {
	m, err := memberByID(r.Context(), h.s.db, actor.From(r.Context()).OrgID, r.PathValue("member"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := readMember(form)
	if form.OK() {
		if err := form.Take(h.s.ChangeMember(r.Context(), actor.From(r.Context()), m.ID, versionOf(form), in)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/steering", "Saved.")
		}
	}
	return h.showMember(w, r, m, form)
}
