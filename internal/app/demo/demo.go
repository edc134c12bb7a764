// Package demo makes a fictional trust through the services that people use,
// so that every rule holds in it: units, people in every role, the plan of
// 2007 brought in by the importer, a strategy of today with local plans, sign-up
// and a steering group.
//
// The same seed gives the same data: names, states, counts, words. Ids and
// secrets differ each time, and so do the dates of the strategy of today, which
// count from the day it is made.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"footbridge/internal/access"
	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/evaluation"
	"footbridge/internal/extracts"
	"footbridge/internal/funders"
	"footbridge/internal/indicators"
	"footbridge/internal/learning"
	"footbridge/internal/library"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/prospectus"
	"footbridge/internal/questionnaires"
	"footbridge/internal/strategy"
	"footbridge/internal/surveys"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/welcome"
	"footbridge/internal/when"
)

// Slug names the organisation of every demonstration, and no other.
const Slug = "bridgewater-and-vale-demonstration"

// Name is the fictional trust.
const Name = "Bridgewater and Vale Mental Health Trust"

// People is how many people the trust knows.
const People = 1200

// Services are what the trust is made through, all over one transaction, with
// Clock as their clock.
type Services struct {
	DB             *db.DB
	Clock          *Clock
	Access         *access.Access
	People         *people.People
	Units          *units.Units
	Actions        *actions.Actions
	Strategy       *strategy.Strategy
	Courses        *courses.Courses
	Trainers       *trainers.Trainers
	College        *college.College
	Prospectus     *prospectus.Prospectus
	Learning       *learning.Learning
	Library        *library.Library
	Funders        *funders.Funders
	Questionnaires *questionnaires.Questionnaires
	Surveys        *surveys.Surveys
	Welcome        *welcome.Welcome
	Extracts       *extracts.Extracts
	Indicators     *indicators.Indicators
	Evaluation     *evaluation.Evaluation
	Notify         *notify.Notifier
	Roles          []access.Role
	BaseURL        string // of links in messages
}

// Clock is moved from one event of the trust's history to the next.
type Clock struct{ at time.Time }

// Now is the moment that the history has reached.
func (c *Clock) Now() time.Time { return c.at }

func (c *Clock) set(t time.Time) {
	if t.After(c.at) {
		c.at = t
	}
}

// day moves the clock to the morning of d.
func (c *Clock) day(d when.Date) { c.set(d.Start().Add(9 * time.Hour)) }

// maker makes one trust.
type maker struct {
	Services
	ctx   context.Context
	seed  uint64
	r     *rand.Rand
	today when.Date
	by    actor.Actor
	root  units.Unit
	units map[string]units.Unit // by name
	posts map[string]units.Post // by title
	staff map[string]people.Person
	taken map[string]bool // names
	parts map[string]units.Partner
	now   strategy.Edition // the strategy of today
	first when.Month       // of the strategy of today
	goals []strategy.Objective
	acts  map[string]string // title → id, of the strategy of today

	aims    map[string]string         // slug → id
	made    designers                 // who makes the courses of the college
	courses map[string]courses.Course // by the title of its first version; what is published is in courses.Published

	later []event

	trainers []trainers.Trainer      // of the college
	terms    map[string]college.Term // of the college: last, now, next
	students []college.Student       // of the college, in the order of enrolling
	runs     []college.Run           // of the college: of the last term and of this one, as they were planned
	items    []library.Item          // of the library of the college
}

// event is something that happens on a day.
type event struct {
	on when.Date
	do func() error
}

// on plans something for a day. What is planned happens in the order of days.
func (m *maker) on(d when.Date, do func() error) {
	if d.After(m.today) {
		d = m.today
	}
	m.later = append(m.later, event{d, do})
}

// happen lets everything planned happen.
func (m *maker) happen() error {
	slices.SortStableFunc(m.later, func(a, b event) int { return a.on.Days(b.on) })
	for _, e := range m.later {
		m.Clock.day(e.on)
		if err := e.do(); err != nil {
			return fmt.Errorf("%s: %w", e.on, err)
		}
	}
	m.later = nil
	return nil
}

// Fill makes the trust of that seed, as it is at now.
func Fill(ctx context.Context, s Services, seed uint64, now time.Time) error {
	m := &maker{
		Services: s, ctx: ctx, seed: seed, r: rand.New(rand.NewPCG(seed, 2007)), today: when.DateOf(now.AddDate(0, 0, -1)),
		units: map[string]units.Unit{}, posts: map[string]units.Post{}, staff: map[string]people.Person{},
		taken: map[string]bool{}, parts: map[string]units.Partner{}, acts: map[string]string{},
		aims: map[string]string{}, courses: map[string]courses.Course{},
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"units", m.makeUnits}, {"posts", m.makePosts}, {"the plan of 2007", m.makeOldPlan},
		{"people", m.makePeople}, {"partners", m.makePartners}, {"trainers", m.makeTrainers}, {"the strategy of today", m.makeStrategy},
		{"courses", m.makeCourses}, {"the college's year", m.makeCollegePlan}, {"students", m.makeStudents}, {"the library", m.makeLibrary}, {"questionnaires", m.makeQuestionnaires}, {"surveys", m.makeSurveys},
		{"local plans", m.makeLocalPlans}, {"sign-up", m.makeSignUp}, {"the steering group", m.makeSteering},
		{"bookings", m.makeBookings}, {"registers", m.makeRegisters}, {"learning", m.makeLearning}, {"loans", m.makeLoans}, {"the welcome", m.makeWelcome}, {"what people said", m.makeSurveyFigures},
		{"what has happened", m.happen}, {"accounts", m.makeAccounts},
		{"the prospectus", m.makeProspectus},
		{"what waits", func() error { m.Clock.set(now.Add(-time.Minute)); return m.makeWaiting() }},
		{"what funders ask", m.makeFunders},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("make the demonstration: %s: %w", step.name, err)
		}
	}
	return nil
}

// makeUnits founds the trust and its tree.
func (m *maker) makeUnits() error {
	m.Clock.day(when.Date{Year: 2007, Month: time.April, Day: 2})
	org, root, err := m.Units.Found(m.ctx, Name, Slug)
	if err != nil {
		return err
	}
	m.by, m.root = actor.System(org.OrgID, "Demonstration"), root
	var add func(parent string, places []place) error
	add = func(parent string, places []place) error {
		for _, p := range places {
			u, err := m.Units.Add(m.ctx, m.by, units.Unit{ParentID: parent, Kind: p.kind, Name: p.name})
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			m.units[p.name] = u
			if err := add(u.ID, p.below); err != nil {
				return err
			}
		}
		return nil
	}
	return add(root.ID, places)
}

// makePosts makes the posts that exist today besides those the plan of 2007
// names, and fills most of them.
func (m *maker) makePosts() error {
	at := map[string]string{}
	for _, o := range current {
		for _, a := range o.actions {
			for _, title := range a.posts {
				at[title] = m.root.ID
			}
		}
	}
	for _, b := range boroughs {
		at["Service Director "+b] = m.units[b].ID
	}
	at["Recovery College Manager"] = m.units["Bridgewater and Vale Recovery College"].ID
	for _, title := range slices.Sorted(keys(at)) {
		if _, err := m.post(at[title], title); err != nil {
			return err
		}
	}
	for _, p := range places {
		for _, team := range p.below {
			title := "Team Manager"
			if team.kind == "ward" {
				title = "Ward Manager"
			}
			post, err := m.post(m.units[team.name].ID, title)
			if err != nil {
				return err
			}
			m.posts[title+" "+team.name] = post
		}
	}
	return nil
}

func (m *maker) post(unitID, title string) (units.Post, error) {
	post, _, err := m.Units.EnsurePost(m.ctx, m.DB, m.by, unitID, title)
	m.posts[title] = post
	return post, err
}

// unfilled are posts that nobody holds today.
var unfilled = []string{"Manager of IMT and IT", "Clinical Lead for Inpatient Wards", "Ward Manager Willow Ward"}

// appoint gives the post to somebody new.
func (m *maker) appoint(title string, from when.Date) (people.Person, error) {
	p, err := m.person("")
	if err != nil {
		return p, err
	}
	m.staff[title] = p
	return p, m.Units.Appoint(m.ctx, m.by, m.posts[title].ID, p.ID, from)
}
