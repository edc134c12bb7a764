package strategy

import (
	"embed"
	"net/http"
	"slices"
	"strconv"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

var pages = web.Pages(templateFiles)

// handlers are the module's pages.
type handlers struct{ s *Strategy }

// Routes is every page of the module with its permission. Who may change which
// action is decided by the service: its owners, and those who keep its plan.
func Routes(s *Strategy) []web.Route {
	h := &handlers{s: s}
	return slices.Concat(coreRoutes(h), actionRoutes(h), aimRoutes(h), importRoutes(h), paperRoutes(h), planRoutes(h), signupRoutes(h), steerRoutes(h))
}

func coreRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy", Permission: permRead, Handler: h.front},
		{Pattern: "GET /strategy/strategies", Permission: permRead, Handler: h.editions},
		{Pattern: "GET /strategy/strategies/new", Permission: permEdit, Handler: h.newEdition},
		{Pattern: "POST /strategy/strategies", Permission: permEdit, Handler: h.addEdition},
		{Pattern: "GET /strategy/strategies/{strategy}", Permission: permRead, Handler: h.edition},
		{Pattern: "GET /strategy/strategies/{strategy}/edit", Permission: permEdit, Handler: h.editEdition},
		{Pattern: "POST /strategy/strategies/{strategy}", Permission: permEdit, Handler: h.saveEdition},
		{Pattern: "POST /strategy/strategies/{strategy}/state", Permission: permEdit, Handler: h.setState},

		{Pattern: "GET /strategy/objectives/new", Permission: permEdit, Handler: h.newObjective},
		{Pattern: "POST /strategy/objectives", Permission: permEdit, Handler: h.addObjective},
		{Pattern: "GET /strategy/objectives/{objective}", Permission: permRead, Handler: h.objective},
		{Pattern: "GET /strategy/objectives/{objective}/edit", Permission: permEdit, Handler: h.editObjective},
		{Pattern: "POST /strategy/objectives/{objective}", Permission: permEdit, Handler: h.saveObjective},
		{Pattern: "POST /strategy/objectives/{objective}/move", Permission: permEdit, Button: true, Handler: h.moveObjective},
		{Pattern: "GET /strategy/objectives/{objective}/withdraw", Permission: permEdit, Handler: h.askWithdrawObjective},
		{Pattern: "POST /strategy/objectives/{objective}/withdraw", Permission: permEdit, Handler: h.withdrawObjective},
		{Pattern: "POST /strategy/objectives/{objective}/restore", Permission: permEdit, Button: true, Handler: h.restoreObjective},
		{Pattern: "GET /strategy/objectives/{objective}/override", Permission: permEdit, Handler: h.askOverrideObjective},
		{Pattern: "POST /strategy/objectives/{objective}/override", Permission: permEdit, Handler: h.overrideObjective},
		{Pattern: "POST /strategy/objectives/{objective}/override/end", Permission: permEdit, Button: true, Handler: h.clearObjectiveOverride},
	}
}

// strategyCrumb leads back to the front page.
var strategyCrumb = web.Crumb{Label: "Strategy", Href: "/strategy"}

// statusColours support the words of a status; the words come first.
var statusColours = map[actions.Status]string{
	actions.NotStarted: "grey", actions.OnTrack: "green", actions.AtRisk: "yellow",
	actions.OffTrack: "red", actions.Complete: "blue", actions.Withdrawn: "white",
}

// statusTag is the tag of a status.
func statusTag(st actions.Status) web.Tag {
	return web.Tag{Text: fold.Capital(string(st)), Colour: statusColours[st]}
}

// standingTags are the status and what is always shown beside it.
func standingTags(st actions.Standing) []web.Tag {
	tags := []web.Tag{statusTag(st.Status)}
	if st.Overdue {
		tags = append(tags, web.Tag{Text: "Overdue", Colour: "red"})
	}
	if st.ReviewOverdue && st.Status != actions.Complete {
		tags = append(tags, web.Tag{Text: "Update due", Colour: "orange"})
	}
	if st.Overridden {
		tags = append(tags, web.Tag{Text: "Set by hand", Colour: "purple"})
	}
	return tags
}

// Tags are how the action stands, for a page.
func (r Row) Tags() []web.Tag {
	tags := standingTags(r.Standing)
	if len(r.Posts) == 0 && r.Action.Open() {
		tags = append(tags, web.Tag{Text: "No owner", Colour: "orange"})
	}
	return tags
}

// OwnerNames are the owners as people read them.
func (r Row) OwnerNames() []string {
	var out []string
	for _, p := range r.Posts {
		name := p.HolderName
		if name == "" {
			name = "post not filled"
		}
		out = append(out, p.Title+" ("+name+")")
	}
	return out
}

// Tags are how the objective stands, for a page.
func (o ObjectiveRow) Tags() []web.Tag {
	tags := []web.Tag{statusTag(o.Standing.Status)}
	if o.Standing.Overridden {
		tags = append(tags, web.Tag{Text: "Set by hand", Colour: "purple"})
	}
	return tags
}

// Counts are the spread in tags that carry their number.
func (o ObjectiveRow) Counts() []web.Tag { return spreadTags(o.Spread) }

// spreadTags say how many actions stand how.
func spreadTags(s actions.Spread) []web.Tag {
	var out []web.Tag
	for _, st := range actions.Statuses {
		if n := s.Count(st); n > 0 {
			out = append(out, web.Tag{Text: strconv.Itoa(n) + " " + string(st), Colour: statusColours[st]})
		}
	}
	if s.Overdue > 0 {
		out = append(out, web.Tag{Text: strconv.Itoa(s.Overdue) + " overdue", Colour: "red"})
	}
	if s.Ownerless > 0 {
		out = append(out, web.Tag{Text: strconv.Itoa(s.Ownerless) + " without an owner", Colour: "orange"})
	}
	return out
}

// shares are the spread as bars, each leading to its list.
func shares(s actions.Spread, list string) []web.Share {
	var out []web.Share
	for _, st := range actions.Statuses {
		out = append(out, web.Share{Label: fold.Capital(string(st)), Href: list + "status=" + queryOf(st), Colour: statusColours[st], Count: s.Count(st), Total: s.Total()})
	}
	return out
}

// queryOf is a status in an address.
func queryOf(st actions.Status) string {
	out := []byte(st)
	for i, c := range out {
		if c == ' ' {
			out[i] = '+'
		}
	}
	return string(out)
}

type frontPage struct {
	web.Page
	Found      bool
	Strategy   Edition
	Others     int
	Spread     []web.Share
	Total      actions.Spread
	Objectives []ObjectiveRow
	Cards      []web.Card
	Edits      bool
}

func (h *handlers) front(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	return h.showEdition(w, r, e, found)
}

func (h *handlers) edition(w http.ResponseWriter, r *http.Request) error {
	e, err := h.s.Edition(r.Context(), actor.From(r.Context()).OrgID, r.PathValue("strategy"))
	if err != nil {
		return err
	}
	return h.showEdition(w, r, e, true)
}

func (h *handlers) showEdition(w http.ResponseWriter, r *http.Request, e Edition, found bool) error {
	by := actor.From(r.Context())
	p := frontPage{Page: web.NewPage(w, r, "Strategy"), Found: found, Strategy: e, Edits: by.Can(permEdit)}
	if found {
		var err error
		if p.Objectives, err = h.s.ObjectiveRows(r.Context(), by.OrgID, e.ID, false); err != nil {
			return err
		}
		for _, o := range p.Objectives {
			p.Total = p.Total.Plus(o.Spread)
		}
		p.Spread = shares(p.Total, "/strategy/actions?strategy="+e.ID+"&")
		p.Page.Title = e.Title
	}
	p.Cards = frontCards(by, e.ID, p.Total)
	return web.Render(w, http.StatusOK, pages["front.html"], p)
}

// frontCards lead to the other pages of the module, those the visitor may open.
// What they count is counted, and listed, for one strategy.
func frontCards(by actor.Actor, strategyID string, s actions.Spread) []web.Card {
	only := ""
	if strategyID != "" {
		only = "?strategy=" + strategyID
	}
	cards := []web.Card{
		{Title: "My actions", Href: "/strategy/mine" + only, Text: "What your posts own."},
		{Title: "All actions", Href: "/strategy/actions" + only, Text: "Search, filter and export.", Figure: strconv.Itoa(s.Total())},
		{Title: "Overdue", Href: "/strategy/overdue" + only, Text: "Past their date and still open.", Figure: strconv.Itoa(s.Overdue)},
		{Title: "Without an owner", Href: "/strategy/ownerless" + only, Text: "No post answers for them yet.", Figure: strconv.Itoa(s.Ownerless)},
		{Title: "Aims", Href: "/strategy/aims", Text: "Hope, control, opportunity and the challenges, with all that hangs on them."},
		{Title: "Plan on a page", Href: "/strategy/page" + only, Text: "The whole plan, to print."},
		{Title: "Timeline", Href: "/strategy/timeline" + only, Text: "When everything is due."},
		{Title: "What changed", Href: "/strategy/changes" + only, Text: "Since the last steering group meeting, or since any day."},
		{Title: "Board paper", Href: "/strategy/paper" + only, Text: "Progress, exceptions and decisions asked for."},
		{Title: "Local plans", Href: "/strategy/plans", Text: "Boroughs, specialist areas and teams."},
		{Title: "Sign-up", Href: "/strategy/signup", Text: "Commissioners and partners, and who has not signed."},
		{Title: "Steering group", Href: "/strategy/steering", Text: "Meetings, decisions and highlight reports."},
		{Title: "All strategies", Href: "/strategy/strategies", Text: "Earlier and coming ones."},
	}
	if by.Can(permEdit) {
		cards = append(cards, web.Card{Title: "Import a plan", Href: "/strategy/import", Text: "From a spreadsheet, with a preview first."})
	}
	return cards
}

// versionOf reads the version that a form was opened at.
func versionOf(f *web.Form) int {
	n, _ := strconv.Atoi(f.Value("version"))
	return n
}
