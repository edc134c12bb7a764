package units_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

var today = when.Date{Year: 2027, Month: 5, Day: 3}

func clock() time.Time { return noon }

// trust is an organisation to test in.
type trust struct {
	db     *db.DB
	people *people.People
	units  *units.Units
	by     actor.Actor
	root   units.Unit
}

func newTrust(t testing.TB, d *db.DB) trust {
	t.Helper()
	p := people.New(d, clock)
	u := units.New(d, clock, p)
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	if err != nil {
		t.Fatal(err)
	}
	return trust{d, p, u, actor.System(org.OrgID, "a test"), root}
}

func (tr trust) other(t testing.TB) actor.Actor {
	t.Helper()
	org, _, err := tr.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	return actor.System(org.OrgID, "another test")
}

func (tr trust) add(t testing.TB, kind, name string, under units.Unit) units.Unit {
	t.Helper()
	unit, err := tr.units.Add(t.Context(), tr.by, units.Unit{ParentID: under.ID, Kind: kind, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return unit
}

func (tr trust) person(t testing.TB, name string) people.Person {
	t.Helper()
	p, err := tr.people.Add(t.Context(), tr.by, people.Person{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (tr trust) post(t testing.TB, title string) units.Post {
	t.Helper()
	p, err := tr.units.AddPost(t.Context(), tr.by, tr.root.ID, title)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tree is the names of the units, indented by their depth.
func (tr trust) tree(t testing.TB) string {
	t.Helper()
	all, err := tr.units.Tree(t.Context(), tr.by.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, u := range all[1:] {
		fmt.Fprintf(&b, "%s%s\n", strings.Repeat(".", u.Depth()-1), u.Name)
	}
	return b.String()
}

func (tr trust) sound(t testing.TB) {
	t.Helper()
	if problems, err := tr.units.Check(t.Context(), tr.by.OrgID); err != nil || len(problems) > 0 {
		t.Errorf("Check = %q, %v", problems, err)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); err == nil || got != kind {
		t.Errorf("%s: error = %v, want %q", what, err, kind)
	}
}

func TestFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		for _, test := range []struct{ name, slug string }{{"", "other"}, {"Other", ""}, {"Other", "Other Trust"}, {"Other", "bridgewater"}} {
			_, _, err := tr.units.Found(t.Context(), test.name, test.slug)
			want(t, test.name+"/"+test.slug, err, fault.Invalid)
		}
		orgs, err := tr.units.Organisations(t.Context())
		if err != nil || len(orgs) != 1 || orgs[0].Slug != "bridgewater" {
			t.Errorf("Organisations = %v, %v", orgs, err)
		}
		ok(t, tr.units.Rename(t.Context(), tr.by, tr.root.ID, "Bridgewater Trust"))
		org, err := tr.units.Organisation(t.Context(), tr.by.OrgID)
		if err != nil || org.Name != "Bridgewater Trust" {
			t.Errorf("the root's new name is not the organisation's: %v, %v", org, err)
		}
		tr.sound(t)
	})
}

func TestTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		vale := tr.add(t, "borough", "Vale", tr.root)
		east := tr.add(t, "borough", "East", tr.root)
		older := tr.add(t, "specialty", "Older people", vale)
		team := tr.add(t, "team", "Memory team", older)
		tr.add(t, "ward", "Willow ward", older)
		if diff := cmp.Diff("East\nVale\n.Older people\n..Memory team\n..Willow ward\n", tr.tree(t)); diff != "" {
			t.Error(diff)
		}
		for _, test := range []struct {
			kind, name string
			under      units.Unit
		}{
			{"borough", "", tr.root}, {"borough", "vale ", tr.root}, {"", "North", tr.root}, {"organisation", "North", tr.root},
			{"ward", "Elm", tr.root}, {"borough", "North", team}, {"team", "Night", team}, {"borough", strings.Repeat("x", 201), tr.root},
		} {
			_, err := tr.units.Add(t.Context(), tr.by, units.Unit{ParentID: test.under.ID, Kind: test.kind, Name: test.name})
			want(t, test.kind+" "+test.name, err, fault.Invalid)
		}
		ok(t, tr.units.Move(t.Context(), tr.by, older.ID, east.ID))
		if diff := cmp.Diff("East\n.Older people\n..Memory team\n..Willow ward\nVale\n", tr.tree(t)); diff != "" {
			t.Error(diff)
		}
		moved, err := tr.units.Unit(t.Context(), tr.by.OrgID, team.ID)
		if want := tr.root.Path + east.ID + "/" + older.ID + "/" + team.ID + "/"; err != nil || moved.Path != want {
			t.Errorf("path below what moved = %q, %v, want %q", moved.Path, err, want)
		}
		service := tr.add(t, "service", "Crisis", vale)
		inner := tr.add(t, "service", "Home treatment", service)
		want(t, "below itself", tr.units.Move(t.Context(), tr.by, service.ID, inner.ID), fault.Invalid)
		want(t, "under itself", tr.units.Move(t.Context(), tr.by, service.ID, service.ID), fault.Invalid)
		want(t, "the root", tr.units.Move(t.Context(), tr.by, tr.root.ID, vale.ID), fault.Invalid)
		want(t, "nowhere", tr.units.Move(t.Context(), tr.by, service.ID, "nowhere"), fault.Invalid)
		want(t, "a borough under a borough", tr.units.Move(t.Context(), tr.by, vale.ID, east.ID), fault.Invalid)
		tr.sound(t)
	})
}

func TestClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, u := t.Context(), tr.units
		vale := tr.add(t, "borough", "Vale", tr.root)
		team := tr.add(t, "team", "Day team", vale)
		want(t, "with an open unit below", u.Close(ctx, tr.by, vale.ID, today), fault.Conflict)
		want(t, "in the future", u.Close(ctx, tr.by, team.ID, today.AddDays(1)), fault.Invalid)
		want(t, "no day", u.Close(ctx, tr.by, team.ID, when.Date{}), fault.Invalid)
		want(t, "the root", u.Close(ctx, tr.by, tr.root.ID, today), fault.Invalid)
		ok(t, u.Close(ctx, tr.by, team.ID, today))
		want(t, "twice", u.Close(ctx, tr.by, team.ID, today), fault.Conflict)
		ok(t, u.Close(ctx, tr.by, vale.ID, today))
		_, err := u.Add(ctx, tr.by, units.Unit{ParentID: vale.ID, Kind: "team", Name: "New"})
		want(t, "add below", err, fault.Invalid)
		_, err = u.AddPost(ctx, tr.by, vale.ID, "Lead")
		want(t, "add a post", err, fault.Invalid)
		want(t, "reopen below a closed unit", u.Reopen(ctx, tr.by, team.ID), fault.Conflict)
		ok(t, u.Reopen(ctx, tr.by, vale.ID))
		want(t, "reopen an open unit", u.Reopen(ctx, tr.by, vale.ID), fault.Conflict)
		ok(t, u.Reopen(ctx, tr.by, team.ID))
		tr.sound(t)
	})
}

// A change needs the permission at the unit it touches; what is of another
// organisation is not there.
func TestReach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, u, other := t.Context(), tr.units, tr.other(t)
		vale, east := tr.add(t, "borough", "Vale", tr.root), tr.add(t, "borough", "East", tr.root)
		team := tr.add(t, "team", "Day team", vale)
		post, err := u.AddPost(ctx, tr.by, east.ID, "Lead")
		ok(t, err)
		partner, err := u.AddPartner(ctx, tr.by, units.Partner{Name: "Vale Housing", Kind: "housing"})
		ok(t, err)
		lead := actor.Actor{OrgID: tr.by.OrgID, AccountID: "a", Grants: []actor.Grant{{UnitID: vale.ID, Path: vale.Path, Permissions: map[string]bool{units.Manage: true}}}}
		_, err = u.Add(ctx, lead, units.Unit{ParentID: vale.ID, Kind: "team", Name: "Night team"})
		ok(t, err)
		for _, test := range []struct {
			by   actor.Actor
			kind fault.Kind
		}{{lead, fault.Forbidden}, {other, fault.NotFound}} {
			_, err = u.Add(ctx, test.by, units.Unit{ParentID: east.ID, Kind: "team", Name: "Night team"})
			want(t, "Add", err, test.kind)
			want(t, "Rename", u.Rename(ctx, test.by, east.ID, "West"), test.kind)
			want(t, "Move", u.Move(ctx, test.by, east.ID, vale.ID), test.kind)
			want(t, "Close", u.Close(ctx, test.by, east.ID, today), test.kind)
			want(t, "Reopen", u.Reopen(ctx, test.by, east.ID), test.kind)
			_, err = u.AddPost(ctx, test.by, east.ID, "Nurse")
			want(t, "AddPost", err, test.kind)
			want(t, "RenamePost", u.RenamePost(ctx, test.by, post.ID, "Head"), test.kind)
			want(t, "Appoint", u.Appoint(ctx, test.by, post.ID, "x", today), test.kind)
			want(t, "Vacate", u.Vacate(ctx, test.by, post.ID, today), test.kind)
			want(t, "ClosePost", u.ClosePost(ctx, test.by, post.ID, today), test.kind)
			want(t, "ReopenPost", u.ReopenPost(ctx, test.by, post.ID), test.kind)
			want(t, "ChangePartner", u.ChangePartner(ctx, test.by, partner), test.kind)
			want(t, "ClosePartner", u.ClosePartner(ctx, test.by, partner.ID, today), test.kind)
			want(t, "ReopenPartner", u.ReopenPartner(ctx, test.by, partner.ID), test.kind)
		}
		want(t, "out of reach", u.Move(ctx, lead, team.ID, east.ID), fault.Invalid)
		if all, err := u.Tree(ctx, other.OrgID); err != nil || len(all) != 1 {
			t.Errorf("Tree of the other organisation = %v, %v", all, err)
		}
		if paths, err := u.Paths(ctx, other.OrgID, []string{vale.ID}); err != nil || len(paths) != 0 {
			t.Errorf("Paths = %v, %v", paths, err)
		}
		if posts, err := u.Posts(ctx, d, other.OrgID, []string{post.ID}); err != nil || len(posts) != 0 {
			t.Errorf("Posts = %v, %v", posts, err)
		}
		if hits, err := u.Find(ctx, other, "east lead vale", 10); err != nil || len(hits) != 0 {
			t.Errorf("Find = %v, %v", hits, err)
		}
		paths, err := u.Paths(ctx, tr.by.OrgID, []string{vale.ID, team.ID, "nothing"})
		if diff := cmp.Diff(map[string]string{vale.ID: vale.Path, team.ID: team.Path}, paths); err != nil || diff != "" {
			t.Errorf("Paths: %v\n%s", err, diff)
		}
		tr.sound(t)
	})
}

// However units are added, moved, closed and reopened, the tree stays a tree.
func TestTreeStaysATree(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	rapid.Check(t, func(rt *rapid.T) {
		all, err := tr.units.Tree(t.Context(), tr.by.OrgID)
		if err != nil {
			rt.Fatal(err)
		}
		kinds := []string{"borough", "specialty", "service", "team", "ward", "college"}
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			one, two := rapid.SampledFrom(all).Draw(rt, "one"), rapid.SampledFrom(all).Draw(rt, "two")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				_, err = tr.units.Add(t.Context(), tr.by, units.Unit{ParentID: one.ID, Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Name: fmt.Sprint("Unit ", rapid.IntRange(1, 99).Draw(rt, "name"))})
			case 1:
				err = tr.units.Move(t.Context(), tr.by, one.ID, two.ID)
			case 2:
				err = tr.units.Close(t.Context(), tr.by, one.ID, today)
			case 3:
				err = tr.units.Reopen(t.Context(), tr.by, one.ID)
			}
			if err != nil && fault.KindOf(err) == fault.Internal {
				rt.Fatal(err)
			}
		}
		if problems, err := tr.units.Check(t.Context(), tr.by.OrgID); err != nil || len(problems) > 0 {
			rt.Fatalf("Check = %q, %v", problems, err)
		}
	})
}

// Two moves at once, each fine alone, must not tie the tree into a circle.
func TestMovesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		one, two := tr.add(t, "service", "One", tr.root), tr.add(t, "service", "Two", tr.root)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = tr.units.Move(t.Context(), tr.by, one.ID, two.ID) })
		wg.Go(func() { errs[1] = tr.units.Move(t.Context(), tr.by, two.ID, one.ID) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("errors = %v, want one move to win", errs)
		}
		tr.sound(t)
	})
}

// Check finds what was changed behind the program's back.
func TestCheckFindsDamage(t *testing.T) {
	for _, test := range []struct{ what, sql, says string }{
		{"a path", `UPDATE units_unit SET path = path || 'x/' WHERE kind = 'team'`, "does not match the unit above"},
		{"the root's path", `UPDATE units_unit SET path = '/' WHERE kind = 'organisation'`, "root"},
		{"a kind", `UPDATE units_unit SET kind = 'ward' WHERE kind = 'borough'`, "stands under"},
		{"closed above", `UPDATE units_unit SET closed_on = '2020-01-01' WHERE kind = 'borough'`, "is open under"},
		{"a name", `UPDATE units_post SET title = 'Other'`, "folded name of post"},
		{"two holders", `UPDATE units_holder SET from_on = '2020-01-01' WHERE until_on IS NULL`, "two holders"},
	} {
		t.Run(test.what, func(t *testing.T) {
			tr := newTrust(t, dbtest.SQLite(t))
			tr.add(t, "team", "Day team", tr.add(t, "borough", "Vale", tr.root))
			post := tr.post(t, "Lead")
			ok(t, tr.units.Appoint(t.Context(), tr.by, post.ID, tr.person(t, "Ann").ID, when.Date{Year: 2020, Month: 2, Day: 1}))
			ok(t, tr.units.Appoint(t.Context(), tr.by, post.ID, tr.person(t, "Ben").ID, today))
			tr.sound(t)
			if _, err := tr.db.Exec(t.Context(), test.sql); err != nil {
				t.Fatal(err)
			}
			problems, err := tr.units.Check(t.Context(), tr.by.OrgID)
			if err != nil || !strings.Contains(strings.Join(problems, "\n"), test.says) {
				t.Errorf("Check = %q, %v, want %q", problems, err, test.says)
			}
		})
	}
}

// What is done to a unit is in the trail.
func TestTrail(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	vale := tr.add(t, "borough", "Vale", tr.root)
	ok(t, tr.units.Rename(t.Context(), tr.by, vale.ID, "The Vale"))
	ok(t, tr.units.Close(t.Context(), tr.by, vale.ID, today))
	rows, err := audit.New(tr.db, clock).Of(t.Context(), tr.by.OrgID, "unit", vale.ID, 10)
	var got []string
	for _, r := range rows {
		got = append(got, r.Action)
	}
	slices.Sort(got) // the clock of the tests stands still
	if diff := cmp.Diff([]string{"units.unit.added", "units.unit.closed", "units.unit.renamed"}, got); err != nil || diff != "" {
		t.Errorf("trail: %v\n%s", err, diff)
	}
}
