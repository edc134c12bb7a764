package extracts

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"footbridge/internal/db"
)

// build is the making of one snapshot from rows.
type build struct {
	db      *db.DB
	orgID   string
	batches []Batch
	same    same
	seed    maphash.Seed
	places  map[place]uint16
	out     *Snapshot
	changed string // what counts now

	words   [dictionaries]words
	known   []rec[personRow] // by person
	pending []pending
}

// pending is a kind whose rows are in place and whose people are not known yet.
type pending struct {
	rows    *Rows
	tallies [][]tally
}

// place is where the record system says something happened.
type place struct{ source, team string }

// dictionary names one of the lists of words that a build collects.
type dictionary int

const (
	genders dictionary = iota
	ethnicities
	boroughs
	smis
	teamTypes
	reasons
	rejections
	attendances
	mechanisms
	roles
	homes
	settled
	jobsHeld
	weekly
	items
	college
	planKinds
	helps
	wants
	receipts
	dictionaries // how many there are
)

// words numbers the words of a column as they come; see [build.finish].
type words struct {
	mu   sync.Mutex
	at   map[string]uint16
	list []string
}

func (w *words) number(word string, most int) (uint16, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, ok := w.at[word]
	if ok {
		return n, nil
	}
	if len(w.list) > most {
		return 0, fmt.Errorf("a column has more than %d different values", most)
	}
	n = uint16(len(w.list))
	w.at[word] = n
	w.list = append(w.list, word)
	return n, nil
}

func (l *lane) word(d dictionary, s string, most int) uint16 {
	if l.known[d] == nil {
		l.known[d] = map[string]uint16{}
	}
	n, ok := l.known[d][s]
	if !ok {
		var err error
		if n, err = l.b.words[d].number(s, most); err != nil && l.err == nil {
			l.err = err
		}
		l.known[d][strings.Clone(s)] = n
	}
	return n
}

func (l *lane) code(d dictionary, s string) uint8  { return uint8(l.word(d, s, 255)) }
func (l *lane) name(d dictionary, s string) uint16 { return l.word(d, s, 65535) }

// unit is the unit of a team of the record system; [NoUnit] where it is unknown.
func (l *lane) unit(team string) uint16 {
	if team == "" {
		return NoUnit
	}
	n, ok := l.units[team]
	if !ok {
		n = l.b.places[place{l.from, team}]
		l.units[strings.Clone(team)] = n
	}
	return n
}

// same says which numbers are one person. Where A is B and B is C, all three
// are; the lowest number stands for all of them, in whatever order it was said.
type same map[int64]int64

func (s same) find(person int64) int64 {
	for {
		next, ok := s[person]
		if !ok {
			return person
		}
		person = next
	}
}

func (s same) join(a, b int64) {
	a, b = s.find(a), s.find(b)
	if a != b {
		s[max(a, b)] = min(a, b)
	}
}

// flatten lets every number be found in one step.
func (s same) flatten() {
	for person := range s {
		s[person] = s.find(person)
	}
}

func (b *build) parts(ctx context.Context, table string) ([]part, error) {
	return partsOf(ctx, b.db, b.orgID, table, b.batches)
}

// prepare reads what the rows need to be understood: units, teams, and which
// numbers are one person.
func (x *Extracts) prepare(ctx context.Context, orgID string) (*build, error) {
	tree, err := x.units.Tree(ctx, orgID)
	if err != nil {
		return nil, err
	}
	b := &build{db: x.db, orgID: orgID, seed: maphash.MakeSeed(), same: same{}, places: map[place]uint16{}, out: &Snapshot{OrgID: orgID}}
	for i := range b.words {
		b.words[i].at, b.words[i].list = map[string]uint16{"": 0}, []string{""}
	}
	if len(tree) > 65535 {
		return nil, fmt.Errorf("%d units are more than a snapshot can hold", len(tree))
	}
	at := map[string]uint16{}
	for i, u := range tree {
		at[u.ID] = uint16(i)
		b.out.Units = append(b.out.Units, SnapshotUnit{ID: u.ID, Parent: at[u.ParentID]})
	}
	teams, err := teamsOf(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		if t.UnitID != "" {
			b.places[place{t.Source, t.Team}] = at[t.UnitID]
		}
	}
	b.changed = x.Changed(ctx, x.db, orgID)
	if b.batches, err = committedBatches(ctx, x.db, orgID); err != nil {
		return nil, err
	}
	for _, batch := range b.batches {
		if err := aliasesOf(ctx, x.db, orgID, batch.ID, func(a aliasRow) error { b.same.join(a.Person, a.Alias); return nil }); err != nil {
			return nil, err
		}
	}
	b.same.flatten()
	return b, nil
}

// make reads every kind and puts the columns together.
func (b *build) make(ctx context.Context) (*Snapshot, error) {
	for _, kind := range []func(context.Context) error{
		b.contacts, b.people, b.referrals, b.stays, b.accommodation, b.employment, b.checks, b.carers, b.plans, b.needs, b.learning,
	} {
		if err := kind(ctx); err != nil {
			return nil, err
		}
	}
	b.everybody()
	b.finish()
	return b.out, nil
}

// everybody lists who is mentioned anywhere, fills what is known of them, and
// says of every kind which rows are whose.
func (b *build) everybody() {
	p := &b.out.People
	for i := range b.known {
		p.ID = append(p.ID, b.known[i].person)
	}
	for _, k := range b.pending {
		for _, part := range k.tallies {
			for i := range part {
				p.ID = append(p.ID, part[i].person)
			}
		}
	}
	slices.Sort(p.ID)
	p.ID = slices.Clip(slices.Compact(p.ID))
	n := len(p.ID)
	p.Born, p.Died, p.Deprivation, p.Borough.At = make([]int32, n), make([]int32, n), make([]uint8, n), make([]uint16, n)
	p.Gender.At, p.Ethnicity.At, p.SMI.At = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	for i := range n {
		p.Born[i], p.Died[i] = None, None
	}
	i := 0
	for j := range b.known {
		r := &b.known[j]
		for p.ID[i] < r.person {
			i++
		}
		p.Born[i], p.Died[i], p.Deprivation[i], p.Borough.At[i] = r.day, r.of.died, r.of.deprivation, r.of.borough
		p.Gender.At[i], p.Ethnicity.At[i], p.SMI.At[i] = r.of.gender, r.of.ethnicity, r.of.smi
	}
	b.known = nil
	for _, k := range b.pending {
		k.rows.From = whose(p.ID, k.tallies)
	}
	b.pending = nil
	for alias, person := range b.same {
		if _, there := p.Find(person); there {
			p.Alias = append(p.Alias, Alias{alias, person})
		}
	}
	slices.SortFunc(p.Alias, func(a, b Alias) int { return cmp.Compare(a.ID, b.ID) })
}

// whose is [Rows.From] for people in order.
func whose(people []int64, tallies [][]tally) []int32 {
	from := make([]int32, len(people)+1)
	i, row := 0, int32(0)
	for _, part := range tallies {
		for _, t := range part {
			for ; people[i] < t.person; i++ {
				from[i+1] = row
			}
			row += t.rows
			from[i+1] = row
			i++
		}
	}
	for ; i < len(people); i++ {
		from[i+1] = row
	}
	return from
}

// finish puts the words of every column in order, so that the same rows give
// the same columns whoever read them first.
func (b *build) finish() {
	s := b.out
	for d, c := range map[dictionary]*Codes{
		genders: &s.People.Gender, ethnicities: &s.People.Ethnicity, smis: &s.People.SMI,
		teamTypes: &s.Referrals.TeamType, reasons: &s.Referrals.Reason, rejections: &s.Referrals.Rejected,
		attendances: &s.Contacts.Attendance, mechanisms: &s.Contacts.Mechanism, roles: &s.Contacts.Role,
		homes: &s.Accommodation.Status, settled: &s.Accommodation.Settled, jobsHeld: &s.Employment.Status, weekly: &s.Employment.Hours,
		items: &s.Checks.Item, college: &s.Learning.Event, planKinds: &s.Plans.Plan,
		helps: &s.Needs.Need, wants: &s.Needs.Wanted, receipts: &s.Needs.Received,
	} {
		c.Words = inOrder(b.words[d].list, c.At)
	}
	s.People.Borough.Words = inOrder(b.words[boroughs].list, s.People.Borough.At)
}

// inOrder sorts words and turns the column over to the new order.
func inOrder[N uint8 | uint16](list []string, column []N) []string {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	to := make([]N, len(list))
	for i, word := range list {
		n, _ := slices.BinarySearch(sorted, word)
		to[i] = N(n)
	}
	for i, n := range column {
		column[i] = to[n]
	}
	return sorted
}
