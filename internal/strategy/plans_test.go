package strategy

import (
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// local is a trust with two boroughs, a specialist area, partners and a live
// strategy of three objectives.
type local struct {
	t          *testing.T
	d          *db.DB
	s          *Strategy
	units      *units.Units
	people     *people.People
	by         actor.Actor
	clock      time.Time
	strategy   Edition
	objectives []Objective
	unit       map[string]units.Unit
	partner    map[string]units.Partner
}

func newLocal(t *testing.T, d *db.DB) *local {
	t.Helper()
	l := &local{t: t, d: d, clock: time.Date(2027, time.May, 3, 9, 0, 0, 0, time.UTC), unit: map[string]units.Unit{}, partner: map[string]units.Partner{}}
	now := func() time.Time { return l.clock }
	l.people = people.New(d, now)
	l.units = units.New(d, now, l.people)
	l.s = New(d, now, l.units, l.people, nil, actions.New(d, now))
	org, root, err := l.units.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	l.must(err)
	l.by = actor.System(org.OrgID, "Test")
	l.unit["trust"] = root
	for _, u := range []units.Unit{{Kind: "borough", Name: "Vale"}, {Kind: "borough", Name: "Ashby"}, {Kind: "specialty", Name: "Older people"}} {
		u.ParentID = root.ID
		got, err := l.units.Add(t.Context(), l.by, u)
		l.must(err)
		l.unit[u.Name] = got
	}
	for _, p := range []units.Partner{{Name: "Vale Council", Kind: "local authority"}, {Name: "Vale Voices", Kind: "user group"}, {Name: "Vale Carers", Kind: "carer group"}} {
		got, err := l.units.AddPartner(t.Context(), l.by, p)
		l.must(err)
		l.partner[p.Kind] = got
	}
	l.strategy, err = l.s.AddEdition(t.Context(), l.by, EditionInput{Title: "Recovery and inclusion", FromMonth: when.Month{Year: 2027, Month: 1}, ToMonth: when.Month{Year: 2030, Month: 12}})
	l.must(err)
	for _, title := range []string{"Hope in every team", "Choice and control", "Opportunity and work"} {
		l.addObjective(title)
	}
	return l
}

func (l *local) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *local) addObjective(title string) Objective {
	o, err := l.s.AddObjective(l.t.Context(), l.by, ObjectiveInput{StrategyID: l.strategy.ID, Title: title})
	l.must(err)
	l.objectives = append(l.objectives, o)
	return o
}

// at is an actor with that permission at a unit and below.
func (l *local) at(unit, permission string) actor.Actor {
	return actor.Actor{OrgID: l.by.OrgID, AccountID: "a", Name: "Sam Reed", Grants: []actor.Grant{{Path: l.unit[unit].Path, Permissions: map[string]bool{permission: true, permRead: true}}}}
}

func (l *local) start(unit string) LocalPlan {
	l.t.Helper()
	p, err := l.s.StartPlan(l.t.Context(), l.by, l.strategy.ID, PlanInput{UnitID: l.unit[unit].ID})
	l.must(err)
	return p
}

func (l *local) hash(p LocalPlan) string {
	l.t.Helper()
	d, err := l.s.readPlan(l.t.Context(), l.by.OrgID, p.ID)
	l.must(err)
	return planWords(d.content())
}

func (l *local) signs(p LocalPlan, kinds ...string) {
	l.t.Helper()
	for _, kind := range kinds {
		l.must(l.s.SignPlan(l.t.Context(), l.by, p.ID, SignInput{Hash: l.hash(p), PartnerID: l.partner[kind].ID, SignedOn: l.s.today(), Changed: "Nothing changed"}))
	}
}

func (l *local) plan(p LocalPlan) LocalPlan {
	l.t.Helper()
	got, err := localPlanByID(l.t.Context(), l.d, l.by.OrgID, p.ID)
	l.must(err)
	return got
}

// sound fails the test when the invariants do not hold.
func (l *local) sound() {
	l.t.Helper()
	problems, err := l.s.checkLocal(l.t.Context(), l.d, l.by.OrgID)
	l.must(err)
	if len(problems) > 0 {
		l.t.Errorf("check found: %q", problems)
	}
}

func wantFault(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil || !strings.Contains(fault.Text(err), words) {
		t.Errorf("got %v, want %s with %q", err, kind, words)
	}
}

var allGroups = []string{"local authority", "user group", "carer group"}

// Who must have signed before a plan can be signed off.
func TestSigningOff(t *testing.T) {
	tests := []struct {
		name, unit string
		statement  string
		signed     []string
		missing    string // "" when it can be signed off
	}{
		{"a borough with all three groups", "Vale", "", allGroups, ""},
		{"a borough without anybody", "Vale", "", nil, "Record the sign-off of a partner."},
		{"a borough without its user group", "Vale", "", []string{"local authority", "carer group"}, "Record the sign-off of a user group."},
		{"a borough without its carer group", "Vale", "", []string{"local authority", "user group"}, "Record the sign-off of a carer group."},
		{"a borough without a partner", "Vale", "", []string{"user group", "carer group"}, "Record the sign-off of a partner."},
		{"a specialist area with its statement and a user group", "Older people", "Being seen as a whole person.", []string{"user group"}, ""},
		{"a specialist area without its statement", "Older people", "", []string{"user group"}, "Say what recovery and inclusion mean"},
		{"a specialist area without a user group", "Older people", "Being seen.", []string{"carer group"}, "Record the sign-off of a user group."},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				edition, err := l.s.AddEdition(t.Context(), l.by, EditionInput{Title: test.name, FromMonth: when.Month{Year: 2027, Month: 1}, ToMonth: when.Month{Year: 2028, Month: 1}})
				l.must(err)
				_, err = l.s.AddObjective(t.Context(), l.by, ObjectiveInput{StrategyID: edition.ID, Title: "Hope"})
				l.must(err)
				p, err := l.s.StartPlan(t.Context(), l.by, edition.ID, PlanInput{UnitID: l.unit[test.unit].ID, Statement: test.statement})
				l.must(err)
				l.signs(p, test.signed...)
				err = l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p))
				if test.missing == "" {
					l.must(err)
					if got := l.plan(p); got.State != "signed off" || got.SignedOffOn != l.s.today() {
						t.Errorf("plan is %s on %s", got.State, got.SignedOffOn)
					}
					return
				}
				wantFault(t, err, fault.Invalid, test.missing)
			})
		}
		l.sound()
	})
}

// The database itself refuses a borough plan without its three groups, and a
// signature in the wrong place.
func TestSignoffIsHeldByTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		l.signs(p, allGroups...)
		editions, err := planEditionsOf(t.Context(), d, l.by.OrgID, p.ID)
		l.must(err)
		signed, err := signaturesOf(t.Context(), d, l.by.OrgID, editions[0].ID)
		l.must(err)
		partner, users, carers := signed[0].ID, signed[1].ID, signed[2].ID
		for name, off := range map[string]planSignoff{
			"no carer group":      {PartnerSign: partner, UserSign: users},
			"no partner":          {UserSign: users, CarerSign: carers},
			"the groups mixed up": {PartnerSign: users, UserSign: partner, CarerSign: carers},
			"no such signature":   {PartnerSign: partner, UserSign: "x", CarerSign: carers},
		} {
			off.OrgID, off.EditionID, off.Kind, off.SignedOn, off.Hash, off.CreatedAt = l.by.OrgID, editions[0].ID, "borough", l.s.today(), strings.Repeat("0", 64), l.clock
			if err := d.Tx(t.Context(), func(tx *db.DB) error { return insertSignoff(t.Context(), tx, off) }); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}
	})
}

// What a group says it changed must be words, on a day that has come.
func TestSignatureNeedsWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		group := l.partner["user group"].ID
		for _, test := range []struct {
			in    SignInput
			words string
		}{
			{SignInput{l.hash(p), group, l.s.today(), ""}, "Say what they changed"},
			{SignInput{l.hash(p), group, l.s.today(), "-"}, "Say what they changed"},
			{SignInput{l.hash(p), group, when.Date{}, "Nothing changed"}, "Enter the day"},
			{SignInput{l.hash(p), group, l.s.today().AddDays(1), "Nothing changed"}, "cannot be in the future"},
			{SignInput{l.hash(p), "nobody", l.s.today(), "Nothing changed"}, "Choose a partner or group"},
		} {
			wantFault(t, l.s.SignPlan(t.Context(), l.by, p.ID, test.in), fault.Invalid, test.words)
		}
		wantFault(t, l.s.SignPlan(t.Context(), l.by, p.ID, SignInput{strings.Repeat("0", 64), group, l.s.today(), "Nothing changed"}), fault.Conflict, "The plan has changed")
		l.signs(p, "user group")
		wantFault(t, l.s.SignPlan(t.Context(), l.by, p.ID, SignInput{l.hash(p), group, l.s.today(), "Nothing changed"}), fault.Invalid, "has signed this plan already")
	})
}

// Of two people who sign off at once, one does and the other is told.
func TestTwoSignOffAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		l.signs(p, allGroups...)
		hash := l.hash(p)
		errs := atOnce(4, func() error { return l.s.SignOffPlan(t.Context(), l.by, p.ID, hash) })
		oneWins(t, errs)
		l.sound()
	})
}

func atOnce(n int, do func() error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = do() })
	}
	wg.Wait()
	return errs
}

func oneWins(t *testing.T, errs []error) {
	t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Errorf("the others got %v, want a conflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d succeeded, want 1", won)
	}
}

// The roll-up shows the spread over the boroughs in alphabetical order.
func TestRollUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, p := t.Context(), l.start("Vale")
		act, err := l.s.AddLocalAction(ctx, l.by, p.ID, l.objectives[0].ID, actions.Input{Title: "Late", Due: actions.DueMonth(when.Month{Year: 2027, Month: 3})})
		l.must(err)
		l.must(l.s.DropObjective(ctx, l.by, p.ID, l.objectives[1].ID, "Done by the council."))
		columns, rows, err := l.s.RollUp(ctx, l.by.OrgID, l.strategy.ID, "borough")
		l.must(err)
		if len(columns) != 2 || columns[0].Name != "Ashby" || columns[1].Name != "Vale" || act == "" {
			t.Fatalf("columns: %+v", columns)
		}
		want := [][]string{{"no plan", "off track, overdue"}, {"no plan", "dropped"}, {"no plan", "no local action yet"}}
		for i, row := range rows {
			for j, c := range row.Cells {
				if c.Words() != want[i][j] {
					t.Errorf("objective %d, %s: %q, want %q", i+1, c.Unit.Name, c.Words(), want[i][j])
				}
			}
		}
		if rows[0].From != "off track" || rows[0].To != "off track" || rows[1].Cells[1].Why != "Done by the council." {
			t.Errorf("row: %+v", rows[0])
		}
	})
}

// Anything changed behind the program's back is found.
func TestCheckFindsTampering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		p := l.start("Vale")
		l.signs(p, allGroups...)
		l.must(l.s.SignOffPlan(t.Context(), l.by, p.ID, l.hash(p)))
		l.sound()
		if _, err := d.Exec(t.Context(), `UPDATE strategy_plan_signoff SET content = $1 WHERE org_id = $2`, db.JSON[PlanContent]{V: PlanContent{Title: "Other words"}}, l.by.OrgID); err != nil {
			t.Fatal(err)
		}
		problems, err := l.s.checkLocal(t.Context(), d, l.by.OrgID)
		l.must(err)
		if len(problems) != 1 || !strings.Contains(problems[0], "is not what was signed off") {
			t.Errorf("problems: %q", problems)
		}
	})
}
