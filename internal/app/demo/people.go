package demo

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"footbridge/internal/access"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

func pick[T any](m *maker, from []T) T { return from[m.r.IntN(len(from))] }

// person adds somebody with a name that nobody has yet.
func (m *maker) person(borough string) (people.Person, error) {
	name := ""
	for name == "" || m.taken[name] {
		name = pick(m, firstNames) + " " + pick(m, lastNames)
	}
	m.taken[name] = true
	mail := strings.ToLower(strings.NewReplacer(" ", ".", "'", "").Replace(name)) + "@example.org"
	p := people.Person{
		Name: name, Email: mail,
		// The range that the regulator keeps for drama.
		Phone:            fmt.Sprintf("01632 960%03d", m.r.IntN(1000)),
		Address:          fmt.Sprintf("%d %s %s, %s", 1+m.r.IntN(140), pick(m, streets), pick(m, roads), cmp.Or(borough, pick(m, boroughs))),
		PreferredChannel: pick(m, []string{"email", "email", "email", "email", "letter", "sms", "phone"}),
	}
	if m.r.IntN(9) == 0 {
		p.PreferredName, _, _ = strings.Cut(pick(m, firstNames), " ")
	}
	return m.People.Add(m.ctx, m.by, p)
}

// makePeople fills the posts, and adds everybody else the trust knows.
func (m *maker) makePeople() error {
	m.Clock.day(m.today.AddDays(-500))
	for _, title := range slices.Sorted(keys(m.posts)) {
		post := m.posts[title]
		if slices.Contains(unfilled, title) || m.staff[title].ID != "" || title == "Team Manager" || title == "Ward Manager" {
			continue
		}
		held, err := m.Units.Post(m.ctx, m.by.OrgID, post.ID)
		if err != nil {
			return err
		}
		if held.Filled() {
			continue
		}
		if _, err := m.appoint(title, m.today.AddDays(-500-m.r.IntN(900))); err != nil {
			return fmt.Errorf("%s: %w", title, err)
		}
	}
	for i := len(m.taken); i < People; i++ {
		if i%60 == 0 {
			m.Clock.day(m.today.AddDays(-480 + i/4))
		}
		p, err := m.person("")
		if err != nil {
			return err
		}
		if i%11 == 0 {
			if err := m.needs(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// needs records what somebody said when asked how they read, hear and take part.
func (m *maker) needs(p people.Person) error {
	var items []people.NeedInput
	for range m.r.IntN(3) {
		code := pick(m, people.NeedCodes).Code
		if !slices.ContainsFunc(items, func(i people.NeedInput) bool { return i.Code == code }) {
			items = append(items, people.NeedInput{Code: code})
		}
	}
	on := when.DateOf(m.Clock.Now())
	return m.People.SetNeeds(m.ctx, m.by, p.ID, people.Needs{
		IdentifiedOn: on, IdentifiedBy: "The first contact", Flag: true, Share: true, ShareWith: "The teams I meet", ReviewDue: m.today.AddDays(m.r.IntN(300) - 30),
	}, items)
}

// seat is where the demonstration's account with a role sits.
type seat struct {
	role, post, unit string // unit "" is the whole trust
}

var seats = []seat{
	{"administrator", "", ""},
	{"recovery-lead", "Head of Recovery, Social Inclusion and Vocational Services", ""},
	{"executive-owner", "Director of Quality Assurance and User/Carer Experience", ""},
	{"steering-group", "Director of Nursing and Governance", ""},
	{"board-member", "Chair", ""},
	{"service-director", "Service Director Kingsmere", "Kingsmere"},
	{"team-manager", "Team Manager Kingsmere Community Team", "Kingsmere Community Team"},
	{"practitioner", "Clinical Lead for Community Teams", ""},
	{"peer-worker", "Lead for Peer Support", ""},
	{"supervisor", "", ""},
	{"college-manager", "Recovery College Manager", "Bridgewater and Vale Recovery College"},
	{"performance-lead", "Director of Planning and Performance", ""},
	{"involvement-lead", "Lead for Carers", ""},
	{"hr-lead", "Director of Human Resources", ""},
	{"partner", "", ""},
	{"commissioner", "", ""},
	{"student", aStudent, ""},
	{"carer", aCarer, ""},
}

// makeAccounts makes an account in every role. They have no password: only the
// demonstration's own switch signs in as them.
func (m *maker) makeAccounts() error {
	for _, s := range seats {
		person, ok := m.staff[s.post]
		if !ok {
			var err error
			if person, err = m.person(""); err != nil {
				return err
			}
		}
		account, err := m.Access.AddAccount(m.ctx, m.by, access.NewAccount{Name: person.Name, Email: person.Email, PersonID: person.ID})
		if err != nil {
			return fmt.Errorf("%s: %w", s.role, err)
		}
		unit := m.root
		if s.unit != "" {
			unit = m.units[s.unit]
		}
		in := access.GrantInput{AccountID: account.ID, Role: s.role, UnitID: unit.ID}
		if err := m.Access.Grant(m.ctx, m.by, in); err != nil {
			return fmt.Errorf("%s: %w", s.role, err)
		}
	}
	return nil
}

// makePartners records the partners and groups.
func (m *maker) makePartners() error {
	for _, p := range parties {
		contact, err := m.person("")
		if err != nil {
			return err
		}
		unitID := ""
		for _, b := range boroughs {
			if strings.Contains(p.name, b) {
				unitID = m.units[b].ID
			}
		}
		partner, err := m.Units.AddPartner(m.ctx, m.by, units.Partner{
			Name: p.name, Kind: p.kind, UnitID: unitID, ContactName: contact.Name, ContactPost: p.contact, ContactEmail: contact.Email,
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		m.parts[p.name] = partner
	}
	return nil
}
