package demo

import (
	"fmt"

	"footbridge/internal/actions"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

const pledge = `We want people who use mental health services to live the lives they choose, in the places where everybody lives.

We will open what we do to them as to anybody else, ask what would make it easier, and say honestly what we cannot do yet.

We will send somebody to the borough's plan, and once a year say what we have done.`

// makeSignUp writes the pledge and lets some sign it.
func (m *maker) makeSignUp() error {
	m.on(m.first.First().AddDays(5), func() error {
		_, err := m.Strategy.NewPledge(m.ctx, m.by, m.now.ID, pledge)
		return err
	})
	for i, p := range parties {
		if !p.signed {
			continue
		}
		in := strategy.SignupInput{PartnerID: m.parts[p.name].ID, Level: "trust", Signatory: p.contact, Contact: m.parts[p.name].ContactEmail}
		if unit := m.parts[p.name].UnitID; unit != "" {
			in.Level, in.UnitID = "local", unit
		}
		in.SignedOn = m.first.First().AddDays(15 + 9*i)
		in.RenewOn = in.SignedOn.AddDays(365)
		m.on(in.SignedOn, func() error { _, err := m.Strategy.SignUp(m.ctx, m.by, m.now.ID, in); return err })
	}
	return nil
}

// makeLocalPlans plans the boroughs' plans: one signed off with its three
// groups, one a draft, one that drops an objective and says why.
func (m *maker) makeLocalPlans() error {
	kingsmere, oldbridge, valeside := m.today.AddDays(-150), m.today.AddDays(-90), m.today.AddDays(-60)
	m.on(kingsmere, m.kingsmerePlan)
	m.on(kingsmere.AddDays(40), m.kingsmereSigns)
	m.on(oldbridge, func() error {
		id, err := m.startPlan("Oldbridge", "In Oldbridge recovery means a door that is open in the evening, and somebody behind it who has been there.",
			"62,000 people, many of them young; the adult college and three mosques are where people meet.", "Nothing is open after five, and the waiting list for talking therapies is seven months.")
		if err != nil {
			return err
		}
		return m.localAction(id, 4, "Job club at the adult college on Thursday evenings", "Service Director Oldbridge", 13)
	})
	m.on(valeside, func() error {
		id, err := m.startPlan("Valeside", "In Valeside recovery begins with being able to get there: villages, few buses, and people who know each other.",
			"41,000 people in eleven villages and two small towns; a third are over 65.", "No base in the north of the borough.")
		if err != nil {
			return err
		}
		if err := m.Strategy.DropObjective(m.ctx, m.by, id, m.goals[2].ID, "There is no room in Valeside that the villages can reach by bus. We ask for the college's courses to come by van and by video instead, and take this up again when the bus route is decided in the spring."); err != nil {
			return err
		}
		return m.localAction(id, 5, "Carers' circle meets in the three largest villages in turn", "Service Director Valeside", 11)
	})
	return nil
}

func (m *maker) startPlan(borough, statement, profile, gaps string) (string, error) {
	p, err := m.Strategy.StartPlan(m.ctx, m.by, m.now.ID, strategy.PlanInput{
		UnitID: m.units[borough].ID, Statement: statement, Profile: profile, Gaps: gaps, ReviewOn: m.today.AddDays(180),
	})
	return p.ID, err
}

func (m *maker) localAction(planID string, goal int, title, post string, due int) error {
	_, err := m.Strategy.AddLocalAction(m.ctx, m.by, planID, m.goals[goal].ID, actions.Input{
		Title: title, Due: actions.DueMonth(m.first.Add(due)), Owners: []string{m.posts[post].ID}, StartsOn: when.DateOf(m.Clock.Now()),
	})
	return err
}

func (m *maker) kingsmerePlan() error {
	id, err := m.startPlan("Kingsmere", "In Kingsmere recovery means a job, a home and somebody to ring, in that order, said the people who wrote this with us.",
		"88,000 people; the largest employer closed two years ago, and the housing partner runs 140 flats.", "Night-time support, and anything in Polish.")
	if err != nil {
		return err
	}
	m.acts["plan Kingsmere"] = id
	if err := m.Strategy.LocaliseObjective(m.ctx, m.by, id, m.goals[4].ID, 1, "A job first, and a flat to come home to", "Kingsmere Voices asked for this order of words."); err != nil {
		return err
	}
	for title, part := range map[string]string{
		"Threshold Homes":           "Keeps six flats for people who leave a ward.",
		"Kingsmere Borough Council": "Its job shop opens on Saturdays.",
	} {
		if err := m.Strategy.AddPart(m.ctx, m.by, id, m.goals[4].ID, m.parts[title].ID, part); err != nil {
			return fmt.Errorf("%s: %w", title, err)
		}
	}
	for _, a := range []struct {
		goal  int
		title string
		due   int
	}{
		{4, "Six flats for people who leave Larch Ward", 12},
		{5, "Carers' evening at the library every month", 9},
		{0, "Hosts speak Polish on Tuesdays", 14},
	} {
		if err := m.localAction(id, a.goal, a.title, "Service Director Kingsmere", a.due); err != nil {
			return fmt.Errorf("%s: %w", a.title, err)
		}
	}
	return m.Strategy.AddJointMeeting(m.ctx, m.by, strategy.JointMeeting{
		PlanID: id, OnDate: when.DateOf(m.Clock.Now()), Said: "We read the draft aloud and changed it as we went. Jobs came first for nearly everybody.",
		Present: []strategy.GroupPresent{
			{PartnerID: m.parts["Kingsmere Voices"].ID, Who: "Nine members"}, {PartnerID: m.parts["Kingsmere Carers Together"].ID, Who: "Six carers"},
			{PartnerID: m.parts["Threshold Homes"].ID, Who: "The housing manager"}, {Who: "The service director and two team managers"},
		},
	})
}

// kingsmereSigns lets the three groups agree to the plan as it stands, and signs
// it off.
func (m *maker) kingsmereSigns() error {
	id := m.acts["plan Kingsmere"]
	hash, err := m.Strategy.PlanHash(m.ctx, m.by.OrgID, id)
	if err != nil {
		return err
	}
	for _, g := range []struct{ group, changed string }{
		{"Kingsmere Borough Council", "Added the job shop's Saturdays and took out a promise on benefits advice that is not ours to make."},
		{"Kingsmere Voices", "Put work before housing, and asked for hosts who speak Polish."},
		{"Kingsmere Carers Together", "Asked for the evening at the library, and for a carer at every review of this plan."},
	} {
		in := strategy.SignInput{Hash: hash, PartnerID: m.parts[g.group].ID, SignedOn: when.DateOf(m.Clock.Now()), Changed: g.changed}
		if err := m.Strategy.SignPlan(m.ctx, m.by, id, in); err != nil {
			return fmt.Errorf("%s: %w", g.group, err)
		}
	}
	return m.Strategy.SignOffPlan(m.ctx, m.by, id, hash)
}

// makeSteering plans the group's members, two meetings with their decisions, and
// a highlight report that is frozen after the second.
func (m *maker) makeSteering() error {
	from := m.first.First()
	for _, s := range []struct{ post, partner, role, perspective string }{
		{"Director of Quality Assurance and User/Carer Experience", "", "chair", "executive"},
		{"Head of Recovery, Social Inclusion and Vocational Services", "", "member", "lived experience"},
		{"Director of Nursing and Governance", "", "member", "clinical"},
		{"Lead for Peer Support", "", "member", "lived experience"},
		{"Lead for Carers", "", "member", "carer"},
		{"", "Kingsmere Voices", "member", "lived experience"},
		{"", "Kingsmere Carers Together", "member", "carer"},
		{"", "Bridgewater and Vale Commissioning Group", "in attendance", "commissioner"},
		{"", "Threshold Homes", "member", "partner"},
	} {
		in := strategy.SteeringMember{StrategyID: m.now.ID, Role: s.role, Perspective: s.perspective, FromOn: from}
		if s.post != "" {
			in.PostID = m.posts[s.post].ID
		} else {
			in.PartnerID = m.parts[s.partner].ID
		}
		m.on(from, func() error { _, err := m.Strategy.AddMember(m.ctx, m.by, in); return err })
	}
	first, second := m.today.AddDays(-120), m.today.AddDays(-28)
	m.on(first, func() error {
		meeting, err := m.meet(first, "How the first months went. Borough plans.", "The boroughs said what they can promise. Kingsmere shows how to write a plan together.")
		if err != nil {
			return err
		}
		_, err = m.Strategy.Decide(m.ctx, m.by, strategy.Decision{MeetingID: meeting, Words: "Borough plans are written with the groups in the room, not sent round for comments.", Objectives: []string{m.goals[5].ID}})
		return err
	})
	m.on(second, func() error { return m.secondMeeting(second) })
	m.on(second.AddDays(3), func() error {
		report, err := m.Strategy.NewHighlight(m.ctx, m.by, strategy.HighlightReport{
			StrategyID: m.now.ID, FromOn: first, ToOn: second,
			Summary: "Four months in which the groundwork was finished: posts graded, welcome standards in use, Kingsmere's plan signed by its three groups. Safety plans on the wards are stuck and were decided on.",
		})
		if err != nil {
			return err
		}
		return m.Strategy.FreezeHighlight(m.ctx, m.by, report.ID)
	})
	return nil
}

func (m *maker) meet(on when.Date, agenda, notes string) (string, error) {
	meeting, err := m.Strategy.AddMeeting(m.ctx, m.by, strategy.SteeringMeeting{StrategyID: m.now.ID, OnDate: on, Place: "Kingsmere library, upstairs", Agenda: agenda, Notes: notes})
	return meeting.ID, err
}

func (m *maker) secondMeeting(on when.Date) error {
	meeting, err := m.meet(on, "Safety plans on the wards. Peer posts. The paper for the board.", "The question of where safety plans are kept has waited for three months.")
	if err != nil {
		return err
	}
	d, err := m.Strategy.Decide(m.ctx, m.by, strategy.Decision{MeetingID: meeting, Words: "One way of keeping safety plans beside the record is tried on Larch Ward for two months.", Objectives: []string{m.goals[1].ID}})
	if err != nil {
		return err
	}
	_, err = m.Strategy.DecisionAction(m.ctx, m.by, d.ID, m.goals[1].ID, actions.Input{
		Title: "Try keeping safety plans beside the record on Larch Ward", Due: actions.DueMonth(m.first.Add(12)), StartsOn: on,
		Owners: []string{m.posts["Director of Nursing and Governance"].ID},
	})
	if err != nil {
		return err
	}
	_, err = m.Strategy.Decide(m.ctx, m.by, strategy.Decision{MeetingID: meeting, AsksBoard: true, Words: "The board is asked to pay for three senior peer posts from April.", Objectives: []string{m.goals[3].ID}})
	return err
}
