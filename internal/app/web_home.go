package app

import (
	"context"
	"net/http"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/indicators"
	"footbridge/internal/strategy"
	"footbridge/internal/web"
)

// homeRows is how many of one's own actions the front page shows.
const homeRows = 8

// homePage is the data of home.html.
type homePage struct {
	web.Page
	Strategy         string // title of the current one
	StrategyHref     string
	StrategyID       string
	Posts            []string // that the visitor holds
	Mine             []homeAction
	MoreMine         bool
	Overdue, NoOwner homeCount
	Links            []homeLink
	Recent           []web.Moment
	Going            indicators.Glance // how it is going, for those who may see it
	SetUp            bool              // there is no strategy yet, and the visitor may make one; signed out, there is no organisation
}

type homeAction struct {
	Title, Href, Due, Status, Colour string
	Why                              string // a status was set by hand
	Overdue                          bool
}

// homeCount is a number with where to look; More says there are more than N.
type homeCount struct {
	N    int
	More bool
	Href string
}

type homeLink struct{ Label, Href, About, permission string }

// homeLinks are the ways in, by what one may do.
var homeLinks = []homeLink{
	{"The strategy", "/strategy", "The strategy, its objectives and how they stand.", "strategy.read"},
	{"My actions", "/strategy/mine", "What your posts own, with a link to update each.", "strategy.update"},
	{"Local plans", "/strategy/plans", "The plans of boroughs, specialist areas and teams.", "strategy.read"},
	{"Sign-up", "/strategy/signup", "Who has signed the pledge, and who has not yet.", "strategy.read"},
	{"Steering group", "/strategy/steering", "Meetings, decisions and highlight reports.", "strategy.steer"},
	{"Import a plan", "/strategy/import", "Bring in a plan from a spreadsheet.", "strategy.edit"},
	{"How it is going", "/indicators", "Is it really changing? Indicators over time, for the whole and for each team.", "indicators.read"},
	{"Extracts", "/extracts", "Bring in what the record system knows, and put right what could not be read.", "extracts.read"},
	{"Did it help?", "/evaluation", "The same people before and after.", "evaluation.read"},
	{"Recovery College", "/college", "The term at a glance: runs, rooms, and what needs something.", "college.read"},
	{"The prospectus", "/prospectus/manage", "Its foreword, how to enrol, and who waits to be told of a course.", "prospectus.manage"},
	{"Trainers", "/trainers", "Who teaches at the college, and who is on the way to.", "trainers.read"},
	{"My page as a trainer", "/trainers/me", "Your way to teaching, and when you can teach.", "college.teach"},
	{"Library", "/library", "Books, games and handouts, and what you have borrowed.", web.SignedIn},
	{"Learning", "/learning", "What students thought, certificates, and what came next.", "learning.read"},
	{"Plans lent to me", "/learning/lent", "Learning plans that students have lent to you.", "college.teach"},
	{"Today at the college", "/college/day", "The sessions of this week, their registers and who is expected.", "college.teach"},
	{"Students", "/college/students", "Who has enrolled, what they have booked, and what they ask for.", "college.students"},
	{"Courses", "/courses", "What the Recovery College teaches, from an idea to the prospectus.", "courses.read"},
	{"College figures", "/funders", "What the college did, by term and year, with small numbers hidden.", "funders.read"},
	{"College costs", "/funders/costs", "What runs, terms and the year cost.", "funders.costs"},
	{"Surveys", "/surveys", "How it was for people: what is being asked, and what they said.", "surveys.read"},
	{"Questionnaires", "/questionnaires", "What may be asked, in which words, and who allows it.", "questionnaires.read"},
	{"Welcome on the ward", "/welcome", "Six things that everybody who is admitted is owed.", "welcome.read"},
	{"People", "/people", "Find somebody, and how they want to be reached.", "people.read"},
	{"Units and posts", "/units", "Boroughs, teams and wards, and who holds which post.", "units.read"},
	{"Accounts", "/accounts", "Who can sign in, and with which roles.", "access.read"},
	{"Messages", "/messages", "What has been sent, and what somebody must see to.", "notify.read"},
	{"Audit trail", "/audit", "Who changed what, and when.", "audit.read"},
	{"Operations", "/ops", "How the service runs.", "ops.read"},
}

// home is the front page: what this is, or what the visitor has to do.
func (a *App) home(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	if !by.SignedIn() {
		return a.welcome(w, r)
	}
	data := homePage{Page: web.NewPage(w, r, "Home")}
	if by.PersonID != "" {
		if err := a.homeCollege(r.Context(), by, &data); err != nil {
			return err
		}
	}
	for _, link := range homeLinks {
		if (link.permission == web.SignedIn || by.Can(link.permission)) && a.Site.MayOpen(by, link.Href) {
			data.Links = append(data.Links, link)
		}
	}
	if by.Can(indicators.Read) {
		var err error
		if data.Going, err = a.Indicators.Glance(r.Context(), by); err != nil {
			return err
		}
	}
	if by.Can("strategy.read") {
		if err := a.homeStrategy(r.Context(), by, &data); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["home.html"], data)
}

// homeCollege adds the doors that need no role: one's own pages of the college, or
// where one enrols.
func (a *App) homeCollege(ctx context.Context, by actor.Actor, data *homePage) error {
	_, student, err := a.College.StudentOf(ctx, a.DB, by.OrgID, by.PersonID)
	if err != nil {
		return err
	}
	mine := homeLink{Label: "My college", Href: "/college/my", About: "What you have booked, where you wait, and your details."}
	if !student {
		mine = homeLink{Label: "Enrol at the college", Href: "/college/my", About: "You enrol once, in a few minutes. It costs nothing."}
	}
	data.Links = append(data.Links, mine, homeLink{Label: "Find a course", Href: "/prospectus", About: "What runs this term, where and when."})
	return nil
}

// welcome is the front page for whoever is not signed in. Before there is an
// organisation it leads to where one is made.
func (a *App) welcome(w http.ResponseWriter, r *http.Request) error {
	all, err := a.Units.Organisations(r.Context())
	if err != nil {
		return err
	}
	data := homePage{Page: web.NewPage(w, r, "Welcome"), SetUp: len(all) == 0}
	for _, org := range all {
		data.Links = append(data.Links, homeLink{Label: org.Name, Href: "/college/enrol/" + org.Slug})
	}
	return web.Render(w, http.StatusOK, pages["welcome.html"], data)
}

func (a *App) homeStrategy(ctx context.Context, by actor.Actor, data *homePage) error {
	current, found, err := a.Strategy.Current(ctx, by.OrgID)
	if err != nil {
		return err
	}
	if !found {
		data.SetUp = by.Can("strategy.edit")
		return nil
	}
	for i, link := range data.Links {
		if link.Href == "/strategy/mine" {
			data.Links[i].Href += "?strategy=" + current.ID
		}
	}
	data.Strategy, data.StrategyHref, data.StrategyID = current.Title, "/strategy/strategies/"+current.ID, current.ID
	if err := a.homeMine(ctx, by, current.ID, data); err != nil {
		return err
	}
	if data.Overdue, err = a.count(ctx, by, strategy.Filter{StrategyID: current.ID, Filter: actions.Filter{Overdue: true}}); err != nil {
		return err
	}
	if data.NoOwner, err = a.count(ctx, by, strategy.Filter{StrategyID: current.ID, Filter: actions.Filter{Ownerless: true, Open: true}}); err != nil {
		return err
	}
	data.Overdue.Href, data.NoOwner.Href = "/strategy/overdue?strategy="+current.ID, "/strategy/ownerless?strategy="+current.ID
	return a.homeRecent(ctx, by, current.ID, data)
}

// homeMine lists the open actions of the visitor's posts, those due first.
func (a *App) homeMine(ctx context.Context, by actor.Actor, strategyID string, data *homePage) error {
	if by.PersonID == "" {
		return nil
	}
	held, err := a.Units.PostsOf(ctx, by.OrgID, by.PersonID)
	if err != nil || len(held) == 0 {
		return err
	}
	ids := make([]string, 0, len(held))
	for _, post := range held {
		ids = append(ids, post.ID)
		data.Posts = append(data.Posts, post.Title)
	}
	rows, _, _, err := a.Strategy.Rows(ctx, by.OrgID, strategy.Filter{StrategyID: strategyID, Filter: actions.Filter{Posts: ids, Open: true}}, actions.Page{Limit: homeRows + 1})
	if err != nil {
		return err
	}
	if data.MoreMine = len(rows) > homeRows; data.MoreMine {
		rows = rows[:homeRows]
	}
	for _, row := range rows {
		data.Mine = append(data.Mine, homeAction{
			Title: row.Action.Title, Href: row.Href(), Due: row.Action.Due().String(),
			Status: string(row.Standing.Status), Colour: colours[row.Standing.Status], Overdue: row.Standing.Overdue, Why: overrideReason(row),
		})
	}
	return nil
}

// colours help the words of a status; they never stand alone.
var colours = map[actions.Status]string{
	actions.NotStarted: "grey", actions.OnTrack: "green", actions.AtRisk: "yellow", actions.OffTrack: "red", actions.Complete: "blue",
}

func (a *App) count(ctx context.Context, by actor.Actor, f strategy.Filter) (homeCount, error) {
	_, total, more, err := a.Strategy.Rows(ctx, by.OrgID, f, actions.Page{Limit: 1})
	return homeCount{N: total, More: more}, err
}

// overrideReason is why somebody set the action's status by hand, if they did.
func overrideReason(row strategy.Row) string {
	if !row.Standing.Overridden {
		return ""
	}
	return "Set by hand: " + row.Action.OverrideReason
}

// homeRecent shows what people said last about the plan's actions.
func (a *App) homeRecent(ctx context.Context, by actor.Actor, strategyID string, data *homePage) error {
	rows, _, _, err := a.Strategy.Rows(ctx, by.OrgID, strategy.Filter{StrategyID: strategyID}, actions.Page{Limit: 5, NewestFirst: true})
	if err != nil {
		return err
	}
	for _, row := range rows {
		moment := web.Moment{
			At: row.Action.UpdatedOn.String(), Title: row.Action.Title, Href: row.Href(),
			Text: strings.TrimSpace(row.Objective.Title + "\n" + overrideReason(row)), Tag: &web.Tag{Text: string(row.Standing.Status), Colour: colours[row.Standing.Status]},
		}
		if moment.At == "" {
			moment.At = "No update yet"
		}
		data.Recent = append(data.Recent, moment)
	}
	return nil
}
