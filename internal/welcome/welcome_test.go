package welcome_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/welcome"
	"footbridge/internal/when"
)

// trust is an organisation with two wards, and a clock that the test moves.
type trust struct {
	at      *time.Time
	welcome *welcome.Welcome
	by      actor.Actor
	wards   []units.Unit
	team    units.Unit
}

func newTrust(t testing.TB, d *db.DB) trust {
	t.Helper()
	at := time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	u := units.New(d, now, people.New(d, now))
	org, root, err := u.Found(t.Context(), "Bridgewater", "bridgewater")
	ok(t, err)
	x := trust{at: &at, welcome: welcome.New(d, now, u, "https://example.org/"), by: actor.System(org.OrgID, "a test")}
	borough, err := u.Add(t.Context(), x.by, units.Unit{ParentID: root.ID, Kind: "borough", Name: "Vale"})
	ok(t, err)
	for _, name := range []string{"Ash ward", "Beech ward"} {
		ward, err := u.Add(t.Context(), x.by, units.Unit{ParentID: borough.ID, Kind: "ward", Name: name})
		ok(t, err)
		x.wards = append(x.wards, ward)
	}
	x.team, err = u.Add(t.Context(), x.by, units.Unit{ParentID: borough.ID, Kind: "team", Name: "Vale team"})
	ok(t, err)
	return x
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v", what, err)
	}
}

func (x trust) today() when.Date { return when.DateOf(*x.at) }

func (x trust) stay(t testing.TB, ward int, on when.Date) welcome.Stay {
	t.Helper()
	s, err := x.welcome.Begin(t.Context(), x.by, x.wards[ward].ID, "Room 4", on)
	ok(t, err)
	return s
}

func (x trust) card(t testing.TB, s welcome.Stay) string {
	t.Helper()
	_, address, err := x.welcome.Print(t.Context(), x.by, s.ID)
	ok(t, err)
	token, found := strings.CutPrefix(address, "https://example.org/welcome/card/")
	if !found {
		t.Fatalf("the address of the card is %q", address)
	}
	return token
}

// Whatever staff tick, nothing has happened until the person says so.
func TestOnlyThePersonsWordCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTrust(t, d), t.Context()
		s := x.stay(t, 0, x.today())
		all := []string{"treatment", "welcome", "information", "nurse", "food", "faith"}
		ok(t, x.welcome.Done(ctx, x.by, s.ID, all, 1))
		rows, n, err := x.welcome.Stays(ctx, x.by, x.wards[0].ID, false, 10, 0)
		ok(t, err)
		if n != 1 || rows[0].Said() != 0 {
			t.Fatalf("%d stays; after the staff's ticks %d things have happened", n, rows[0].Said())
		}
		ok(t, x.welcome.Say(ctx, x.card(t, s), map[string]string{"nurse": "yes", "food": "no"}))
		rows, _, err = x.welcome.Stays(ctx, x.by, x.wards[0].ID, false, 10, 0)
		ok(t, err)
		if rows[0].Said() != 1 || strings.Join(rows[0].Gaps(), ", ") != "Asked about food" {
			t.Errorf("%d happened, to put right: %v", rows[0].Said(), rows[0].Gaps())
		}
		_, marks, err := x.welcome.Stay(ctx, x.by, s.ID)
		ok(t, err)
		if m := marks[3]; m.Happened != "yes" || m.SaidHow != "card" || m.DoneOn.IsZero() {
			t.Errorf("the nurse's name: %+v", m)
		}
		want(t, "a seventh thing", x.welcome.Done(ctx, x.by, s.ID, []string{"cake"}, 3), fault.Invalid)
		want(t, "an answer that there is not", x.welcome.Say(ctx, x.card(t, s), map[string]string{"food": "maybe"}), fault.Invalid)
		want(t, "ticks by somebody whose page is old", x.welcome.Done(ctx, x.by, s.ID, all, 1), fault.Conflict)
		want(t, "the staff's own word", x.welcome.SayFor(ctx, x.by, s.ID, "staff", map[string]string{"food": "yes"}, 3), fault.Invalid)
	})
}

// A card works until two weeks after the end of the stay, or until another is
// printed; what the ward knew the person by is gone at the end.
func TestCardEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTrust(t, d), t.Context()
		s := x.stay(t, 0, x.today())
		lost := x.card(t, s)
		token := x.card(t, s)
		_, _, err := x.welcome.Card(ctx, lost)
		want(t, "the lost card", err, fault.NotFound)
		_, _, err = x.welcome.Card(ctx, token)
		ok(t, err)
		s, _, err = x.welcome.Stay(ctx, x.by, s.ID)
		ok(t, err)
		want(t, "an end before the beginning", x.welcome.End(ctx, x.by, s.ID, s.CameOn.AddDays(-1), s.Version), fault.Invalid)
		ok(t, x.welcome.End(ctx, x.by, s.ID, x.today(), s.Version))
		s, _, err = x.welcome.Stay(ctx, x.by, s.ID)
		ok(t, err)
		if s.Label != "" || s.Open() {
			t.Errorf("after the end: %+v", s)
		}
		*x.at = x.at.AddDate(0, 0, 14)
		ok(t, x.welcome.Say(ctx, token, map[string]string{"welcome": "partly"}))
		*x.at = x.at.AddDate(0, 0, 1)
		want(t, "after two weeks", x.welcome.Say(ctx, token, map[string]string{"welcome": "yes"}), fault.Conflict)
		for _, bad := range []string{"", "x", "x.y", token + "z", strings.Replace(token, ".", "", 1)} {
			_, _, err := x.welcome.Card(ctx, bad)
			want(t, "card "+bad, err, fault.NotFound)
		}
	})
}

// Only a ward has cards, and only those who keep them there find them.
func TestWhoKeepsCards(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTrust(t, d), t.Context()
		s := x.stay(t, 0, x.today())
		_, err := x.welcome.Begin(ctx, x.by, x.team.ID, "", x.today())
		want(t, "a card of a team", err, fault.NotFound)
		_, err = x.welcome.Begin(ctx, x.by, x.wards[0].ID, "", x.today().AddDays(1))
		want(t, "somebody who comes tomorrow", err, fault.Invalid)
		beech := actor.Actor{OrgID: x.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: x.wards[1].Path, Permissions: map[string]bool{welcome.Read: true, welcome.Record: true}}}}
		_, _, err = x.welcome.Stay(ctx, beech, s.ID)
		want(t, "another ward's card", err, fault.NotFound)
		wards, err := x.welcome.Wards(ctx, beech, welcome.Record)
		ok(t, err)
		if len(wards) != 1 || wards[0].Name != "Beech ward" {
			t.Errorf("sees %v", wards)
		}
	})
}

// A quarter has figures two weeks after its end; what they hide is the same
// whoever looks, and a hidden figure can be nothing in particular.
func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTrust(t, d), t.Context()
		say := func(ward, n int, answer string) {
			for range n {
				s := x.stay(t, ward, x.today())
				ok(t, x.welcome.Say(ctx, x.card(t, s), map[string]string{"nurse": answer}))
			}
		}
		say(0, 12, "yes")
		say(0, 6, "no")
		say(0, 2, "partly")
		say(1, 20, "yes")
		say(1, 7, "no")
		*x.at = time.Date(2027, 7, 14, 12, 0, 0, 0, time.UTC)
		if q, err := x.welcome.Quarters(ctx, x.by); err != nil || len(q) != 0 {
			t.Errorf("figures before two weeks have passed: %v, %v", q, err)
		}
		*x.at = time.Date(2027, 7, 15, 12, 0, 0, 0, time.UTC)
		q, err := x.welcome.Quarters(ctx, x.by)
		ok(t, err)
		if len(q) != 1 || q[0].String() != "April to June 2027" {
			t.Fatalf("quarters: %v", q)
		}
		table, err := x.welcome.Figures(ctx, x.by, q[0])
		ok(t, err)
		nurse := table.Lines[3]
		if f := nurse.Wards[0]; f.Few || f.Yes != 12 || f.Said != 20 || f.Percent() != 60 || f.Low() != 39 || f.High() != 78 {
			t.Errorf("Ash: %+v", f)
		}
		if f := nurse.All; f.Few || f.Yes != 32 || f.Said != 47 {
			t.Errorf("both: %+v", f)
		}
		if f := table.Lines[0].All; !f.Few {
			t.Errorf("nobody was asked, and the figure is %+v", f)
		}
		*x.at = time.Date(2027, 8, 2, 12, 0, 0, 0, time.UTC)
		say(0, 30, "yes")
		say(0, 6, "no")
		say(1, 9, "yes")
		say(1, 3, "no")
		*x.at = time.Date(2027, 11, 2, 12, 0, 0, 0, time.UTC)
		third, _ := welcome.ParseQuarter("2027-Q3")
		table, err = x.welcome.Figures(ctx, x.by, third)
		ok(t, err)
		if nurse := table.Lines[3]; !nurse.Wards[1].Few || !(nurse.All.Few || nurse.Wards[0].Few) {
			t.Errorf("three people said no on Beech, and with Ash and the sum one has them: %+v", nurse)
		}
		ash := actor.Actor{OrgID: x.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: x.wards[0].Path, Permissions: map[string]bool{welcome.Read: true}}}}
		mine, err := x.welcome.Figures(ctx, ash, third)
		ok(t, err)
		if len(mine.Wards) != 1 || mine.Lines[3].Wards[0].Few != table.Lines[3].Wards[0].Few {
			t.Errorf("Ash ward sees %+v, everybody %+v", mine.Lines[3], table.Lines[3])
		}
	})
}

func TestQuarter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := welcome.Quarter{Year: rapid.IntRange(1000, 9999).Draw(t, "year"), Number: rapid.IntRange(1, 4).Draw(t, "number")}
		if back, ok := welcome.ParseQuarter(q.Code()); !ok || back != q {
			t.Errorf("%v is read as %v", q.Code(), back)
		}
	})
	for _, bad := range []string{"", "2027", "2027-Q5", "2027-Q0", "2027-Q22", "x2027-Q2"} {
		if _, ok := welcome.ParseQuarter(bad); ok {
			t.Errorf("%q is a quarter", bad)
		}
	}
}
