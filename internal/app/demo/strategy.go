package demo

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/access"
	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

//go:embed data/strategy-2007-plan.csv
var data embed.FS

const planFile = "strategy-2007-plan.csv"

// PlanFile is the plan of 2007 as its owners kept it, and its file name.
func PlanFile() (name string, content []byte, err error) {
	content, err = data.ReadFile("data/" + planFile)
	return planFile, content, err
}

// oldEvent is something that happened to an action of the plan of 2007.
type oldEvent struct {
	action  string // its title begins so
	on      when.Date
	outlook actions.Outlook
	words   string
	close   bool
}

func date(y int, month time.Month, d int) when.Date {
	return when.Date{Year: y, Month: month, Day: d}
}

var oldEvents = []oldEvent{
	{"Launch the strategy", date(2007, 6, 25), actions.ToPlan, "Launched at the Focus on the Future event: 180 people came, a third of them people who use our services.", true},
	{"Create the post", date(2007, 7, 9), actions.ToPlan, "The post is advertised and filled from August.", true},
	{"Establish a Recovery", date(2007, 7, 2), actions.ToPlan, "The group met for the first time.", true},
	{"Hold seminars", date(2007, 9, 20), actions.ToPlan, "Eleven teams have had their seminar.", false},
	{"Obtain sign-up", date(2007, 10, 30), actions.Difficulty, "The commissioners and one council have signed. Two councils wait for their elections.", false},
	{"Each borough writes", date(2007, 12, 14), actions.Difficulty, "Two of the three plans are written; the third waits for its carer group.", false},
	{"Hold seminars", date(2008, 1, 25), actions.ToPlan, "All teams but two.", false},
	{"Methods to collect", date(2008, 2, 8), actions.Stuck, "Accommodation can be read from the system. Vocational status is not recorded anywhere.", false},
	{"Describe the approach", date(2008, 2, 15), actions.ToPlan, "In the induction of every month since October.", true},
	{"Key performance indicators", date(2008, 3, 20), actions.Difficulty, "Four of six agreed.", false},
	{"Audit programme", date(2008, 3, 28), actions.ToPlan, "Three recovery topics are in the programme.", true},
	{"Develop training", date(2008, 6, 12), actions.ToPlan, "Recovery Support Workers write and teach half of it.", false},
	{"Review the staff skills", date(2008, 9, 4), actions.Stuck, "No time was found for this beside the pay reform.", false},
}

// makeOldPlan brings in the plan of 2007 through the importer and lets its first
// two years happen.
func (m *maker) makeOldPlan() error {
	m.Clock.day(date(2007, time.May, 21))
	name, content, err := PlanFile()
	if err != nil {
		return err
	}
	p, err := m.Strategy.PreviewImport(m.ctx, m.by, "", "Recovery and social inclusion strategy 2007", strategy.File{Name: name, Content: content}, nil)
	if err != nil {
		return err
	}
	if _, err := m.Strategy.CommitImport(m.ctx, m.by, p.UploadID, p.Hash); err != nil {
		return err
	}
	e, found, err := m.Strategy.Current(m.ctx, m.by.OrgID)
	if err != nil || !found {
		return fmt.Errorf("the imported plan is not there: %w", err)
	}
	if err := m.Strategy.SetState(m.ctx, m.by, e.ID, strategy.Live); err != nil {
		return err
	}
	rows, err := m.Strategy.RowsUnder(m.ctx, m.by.OrgID, e.ID)
	if err != nil {
		return err
	}
	if err := m.oldPosts(rows); err != nil {
		return err
	}
	if err := m.oldEvents(rows); err != nil {
		return err
	}
	if err := m.happen(); err != nil {
		return err
	}
	m.Clock.day(date(2010, time.March, 31))
	return m.Strategy.SetState(m.ctx, m.by, e.ID, strategy.Closed)
}

// oldPosts fills the posts that own the actions, but for one in five.
func (m *maker) oldPosts(rows []strategy.Row) error {
	m.Clock.day(date(2007, time.June, 4))
	for _, r := range rows {
		for _, post := range r.Posts {
			if _, known := m.staff[post.Title]; known {
				continue
			}
			m.posts[post.Title] = post
			if strings.HasPrefix(post.Title, "Clinical") || strings.HasPrefix(post.Title, "Professional") || strings.HasPrefix(post.Title, "Service Directors") || post.Title == "Manager of IMT and IT" {
				continue // several people, or nobody: who holds these was never one person
			}
			if _, err := m.appoint(post.Title, date(2007, time.June, 1)); err != nil {
				return fmt.Errorf("%s: %w", post.Title, err)
			}
		}
	}
	return nil
}

func (m *maker) oldEvents(rows []strategy.Row) error {
	for _, e := range oldEvents {
		i := 0
		for i < len(rows) && !strings.HasPrefix(rows[i].Action.Title, e.action) {
			i++
		}
		if i == len(rows) {
			return fmt.Errorf("the plan of 2007 has no action %q", e.action)
		}
		m.on(e.on, func() error { return m.update(rows[i].ActionID, e.outlook, e.words, e.close) })
	}
	for _, r := range rows {
		if strings.HasPrefix(r.Action.Title, "Key performance") {
			m.on(date(2008, time.May, 6), func() error {
				return m.Strategy.KeepAction(m.ctx, m.by, r.ActionID, func(tx *db.DB, acts *actions.Actions, _ strategy.Row) error {
					return acts.Override(m.ctx, tx, m.by, "strategy", r.ActionID, actions.AtRisk, "The two indicators that are left are with the commissioners and will be agreed in May: this is late, but nobody is stuck.")
				})
			})
		}
	}
	return nil
}

// update says how an action goes on the clock's day and, if it is done, closes
// it with the words as evidence.
func (m *maker) update(actionID string, outlook actions.Outlook, words string, done bool) error {
	return m.Strategy.UpdateAction(m.ctx, m.by, actionID, func(tx *db.DB, acts *actions.Actions, _ strategy.Row) error {
		if _, err := acts.AddUpdate(m.ctx, tx, m.by, "strategy", actionID, when.Date{}, outlook, words); err != nil || !done {
			return err
		}
		if _, err := acts.AddEvidence(m.ctx, tx, m.by, "strategy", actionID, actions.EvidenceInput{Kind: "note", Title: "What was done", Words: words}); err != nil {
			return err
		}
		return acts.Close(m.ctx, tx, m.by, "strategy", actionID)
	})
}

// makeStrategy writes the strategy of today, which began ten months ago, and
// plans what has happened to it since.
func (m *maker) makeStrategy() error {
	m.first = m.today.MonthOf().Add(-10)
	m.Clock.day(m.first.Add(-1).First())
	var err error
	m.now, err = m.Strategy.AddEdition(m.ctx, m.by, strategy.EditionInput{
		Title: currentTitle, Statement: currentStatement, FromMonth: m.first, ToMonth: m.first.Add(35),
	})
	if err != nil {
		return err
	}
	aims, err := m.Strategy.Aims(m.ctx, m.by.OrgID, false)
	if err != nil {
		return err
	}
	bySlug := map[string]string{}
	for _, a := range aims {
		bySlug[a.Slug] = a.ID
	}
	for _, o := range current {
		if err := m.makeObjective(o, bySlug); err != nil {
			return fmt.Errorf("%s: %w", o.title, err)
		}
	}
	if err := m.Strategy.SetState(m.ctx, m.by, m.now.ID, strategy.Live); err != nil {
		return err
	}
	m.on(m.today.AddDays(-40), func() error {
		return m.Strategy.OverrideObjective(m.ctx, m.by, m.goals[3].ID, actions.AtRisk, "The numbers are right, but three teams are not ready for their peers, and a post without a ready team is a broken promise.")
	})
	return m.makeNeeds()
}

func (m *maker) makeObjective(o objective, bySlug map[string]string) error {
	var aims []string
	for _, slug := range o.aims {
		id, ok := bySlug[slug]
		if !ok {
			return fmt.Errorf("there is no aim %q", slug)
		}
		aims = append(aims, id)
	}
	made, err := m.Strategy.AddObjective(m.ctx, m.by, strategy.ObjectiveInput{StrategyID: m.now.ID, Title: o.title, About: o.about, Aims: aims})
	if err != nil {
		return err
	}
	m.goals = append(m.goals, made)
	for _, a := range o.actions {
		in := actions.Input{Title: a.title, Due: actions.DueMonth(m.first.Add(a.due)), StartsOn: m.first.First()}
		if a.ongoing > 0 {
			in.Due, in.ReviewMonths = actions.Due{Ongoing: true, From: m.first}, a.ongoing
		}
		if a.state == "" {
			in.StartsOn = m.today.MonthOf().First()
		}
		for _, title := range a.posts {
			in.Owners = append(in.Owners, m.posts[title].ID)
		}
		row, err := m.Strategy.AddItem(m.ctx, m.by, strategy.ItemInput{Input: in, ObjectiveID: made.ID, Aims: aims[:1]})
		if err != nil {
			return fmt.Errorf("%s: %w", a.title, err)
		}
		m.acts[a.title] = row.ActionID
		m.history(a, row.ActionID)
	}
	return nil
}

// history plans the updates of an action.
func (m *maker) history(a action, actionID string) {
	say := func(on when.Date, outlook actions.Outlook, words string, done bool) {
		m.on(on, func() error { return m.update(actionID, outlook, words, done) })
	}
	begun := m.first.First().AddDays(20 + m.r.IntN(40))
	recently := m.today.AddDays(-3 - m.r.IntN(24))
	if a.state != "" {
		say(begun, actions.ToPlan, pick(m, []string{
			"Begun: the people who take part have met.", "We have a lead and a first date.",
			"People who use services and carers have said what matters most in it.", "The work is planned and shared out.",
		}), false)
	}
	switch a.state {
	case "moving":
		for on := begun.AddDays(55); on.Before(recently.AddDays(-30)); on = on.AddDays(50 + m.r.IntN(15)) {
			say(on, actions.ToPlan, pick(m, []string{"Going on as planned.", "A step further than last time.", "Slower in August, on time again now."}), false)
		}
		say(recently, actions.ToPlan, a.words, false)
	case "difficulty":
		say(recently, actions.Difficulty, a.words, false)
	case "stuck":
		say(recently, actions.Stuck, a.words, false)
	case "done":
		say(m.first.Add(a.due).Last().AddDays(-4-m.r.IntN(15)), actions.ToPlan, a.words, true)
	}
}

// makeNeeds records what waits for what.
func (m *maker) makeNeeds() error {
	for _, pair := range [][2]string{
		{"Every team prepares before its peers start", "Twenty-four peer posts agreed and graded"},
		{"A career beyond the first post: three senior peer posts", "Peer training with supervision by experienced peers"},
		{"Advance statements can be found at night and at weekends", "Safety plans made together replace risk forms on the wards"},
		{"Carers' groups sign off each borough plan", "A named person for carers in each team"},
	} {
		err := m.Strategy.KeepAction(m.ctx, m.by, m.acts[pair[0]], func(tx *db.DB, acts *actions.Actions, _ strategy.Row) error {
			return acts.AddDependency(m.ctx, tx, m.by, "strategy", m.acts[pair[0]], m.acts[pair[1]])
		})
		if err != nil {
			return fmt.Errorf("%s: %w", pair[0], err)
		}
	}
	return nil
}

// makeMessages writes to a few holders of posts, each in the way they prefer:
// some go by mail, some wait for somebody to post or to ring.
func (m *maker) makeMessages() error {
	written := map[string]int{}
	for _, title := range slices.Sorted(keys(m.staff)) {
		person := m.staff[title]
		if written[person.PreferredChannel]++; written[person.PreferredChannel] > 2 {
			continue
		}
		to, err := m.People.Contact(m.ctx, m.by.OrgID, person.ID)
		if err != nil {
			return err
		}
		err = m.Notify.Send(m.ctx, m.DB, notify.Message{
			OrgID: m.by.OrgID, Key: "demonstration " + person.ID, To: to, Template: "strategy.digest",
			Data: map[string]string{"Name": person.Called(), "Link": m.BaseURL + "/strategy/mine", "Actions": "Open the page below: it has what the post of " + title + " owns."},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// makeWaiting leaves work for a visitor: a spreadsheet that waits to be
// imported, and somebody invited who has not come yet.
func (m *maker) makeWaiting() error {
	name, content, err := PlanFile()
	if err != nil {
		return err
	}
	if _, err := m.Strategy.Upload(m.ctx, m.by, "", "The plan of 2007, once more", strategy.File{Name: name, Content: content}); err != nil {
		return err
	}
	p, err := m.person("")
	if err != nil {
		return err
	}
	if err := m.makeMessages(); err != nil {
		return err
	}
	_, _, err = m.Access.Invite(m.ctx, m.by, access.NewAccount{Name: p.Name, Email: p.Email, PersonID: p.ID}, access.GrantInput{})
	return err
}
