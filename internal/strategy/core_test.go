package strategy

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// core is a trust with a live strategy, two posts and the person who holds one.
type core struct {
	*Strategy
	t      testing.TB
	d      *db.DB
	clock  time.Time
	by     actor.Actor // keeps the trust's plan
	root   units.Unit
	posts  []units.Post // the first is held by Asha Rowe, the second is not filled
	person people.Person
	live   Edition
	outbox notify.Folder
}

func newCore(t testing.TB, d *db.DB) *core {
	t.Helper()
	c := &core{t: t, d: d, clock: time.Date(2008, 4, 15, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return c.clock }
	p := people.New(d, now)
	u := units.New(d, now, p)
	n := notify.New(d, now, jobs.New(d, slog.New(slog.DiscardHandler), now), &c.outbox, Templates()...)
	c.Strategy = New(d, now, u, p, n, actions.New(d, now))
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	c.must(err)
	c.root = root
	c.by = c.actor("recovery lead", root, "", permRead, permEdit, permPlan, permUpdate)
	c.by.OrgID = org.OrgID
	system := actor.System(org.OrgID, "a test")
	for _, title := range []string{"Head of Recovery", "Service Director"} {
		post, err := u.AddPost(t.Context(), system, root.ID, title)
		c.must(err)
		c.posts = append(c.posts, post)
	}
	c.person, err = p.Add(t.Context(), system, people.Person{Name: "Asha Rowe", Email: "asha.rowe@example.org"})
	c.must(err)
	c.must(u.Appoint(t.Context(), system, c.posts[0].ID, c.person.ID, when.Date{Year: 2008, Month: 1, Day: 1}))
	c.live, err = c.AddEdition(t.Context(), c.by, EditionInput{Title: "Recovery and inclusion", FromMonth: when.Month{Year: 2007, Month: 6}, ToMonth: when.Month{Year: 2010, Month: 3}})
	c.must(err)
	c.must(c.SetState(t.Context(), c.by, c.live.ID, Live))
	return c
}

func (c *core) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *core) actor(name string, at units.Unit, personID string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: at.OrgID, AccountID: "account-" + name, PersonID: personID, Name: name, Grants: []actor.Grant{{Role: name, UnitID: at.ID, Path: at.Path, Permissions: held}}}
}

// objective adds an objective with the aims of those slugs.
func (c *core) objective(title string, aims ...string) Objective {
	c.t.Helper()
	o, err := c.AddObjective(c.t.Context(), c.by, ObjectiveInput{StrategyID: c.live.ID, Title: title, Aims: c.aims(aims...)})
	c.must(err)
	return o
}

func (c *core) aims(slugs ...string) []string {
	all, err := c.Aims(c.t.Context(), c.by.OrgID, true)
	c.must(err)
	var ids []string
	for _, a := range all {
		for _, s := range slugs {
			if a.Slug == s {
				ids = append(ids, a.ID)
			}
		}
	}
	return ids
}

// item adds an action under o.
func (c *core) item(o Objective, title, due string, owners ...units.Post) Row {
	c.t.Helper()
	d, err := actions.ParseDue(due)
	c.must(err)
	in := ItemInput{ObjectiveID: o.ID}
	in.Title, in.Due = title, d
	for _, p := range owners {
		in.Owners = append(in.Owners, p.ID)
	}
	r, err := c.AddItem(c.t.Context(), c.by, in)
	c.must(err)
	return r
}

func (c *core) update(by actor.Actor, actionID string, o actions.Outlook) error {
	return c.UpdateAction(c.t.Context(), by, actionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
		_, err := acts.AddUpdate(c.t.Context(), tx, by, module, actionID, c.today(), o, "How it goes")
		return err
	})
}

func refused(t testing.TB, err error, kind fault.Kind, text string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(fault.Text(err), text) {
		t.Errorf("error %v, want %s: …%s…", err, kind, text)
	}
}

func TestOneStrategyIsLive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		next, err := c.AddEdition(t.Context(), c.by, EditionInput{Title: "The next one", FromMonth: when.Month{Year: 2010, Month: 4}, ToMonth: when.Month{Year: 2013, Month: 3}})
		c.must(err)
		refused(t, c.SetState(t.Context(), c.by, next.ID, Live), fault.Conflict, "Close it before")
		if e, _, err := c.Current(t.Context(), c.by.OrgID); err != nil || e.ID != c.live.ID {
			t.Errorf("shown first: %s, %v", e.Title, err)
		}
		c.must(c.SetState(t.Context(), c.by, c.live.ID, Closed))
		c.must(c.SetState(t.Context(), c.by, next.ID, Live))
		refused(t, c.ChangeEdition(t.Context(), c.by, next.ID, 1, EditionInput{Title: "x", FromMonth: next.FromMonth, ToMonth: next.ToMonth}), fault.Conflict, "Somebody else")
		_, err = c.AddEdition(t.Context(), c.by, EditionInput{Title: "Backwards", FromMonth: next.ToMonth, ToMonth: next.FromMonth})
		refused(t, err, fault.Invalid, "ends after it begins")
	})
}

func TestObjectives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		ctx := t.Context()
		first, second := c.objective("Leadership", "hope"), c.objective("A head of recovery")
		if first.Number != 1 || second.Number != 2 {
			t.Errorf("numbers %d and %d", first.Number, second.Number)
		}
		_, err := c.AddObjective(ctx, c.by, ObjectiveInput{StrategyID: c.live.ID, Title: "Twin", Number: 2})
		refused(t, err, fault.Invalid, "Objective 2 is “A head of recovery”")
		c.must(c.MoveObjective(ctx, c.by, second.ID, false))
		c.must(c.MoveObjective(ctx, c.by, second.ID, false)) // it is the first already
		all, err := c.Objectives(ctx, c.by.OrgID, c.live.ID, false)
		c.must(err)
		if all[0].ID != second.ID || all[0].Number != 1 || all[1].Number != 2 {
			t.Errorf("moved to %+v", all)
		}
		c.must(c.ChangeObjective(ctx, c.by, first.ID, all[1].Version, ObjectiveInput{Title: "Expert leadership", Number: 7, Aims: c.aims("control")}))
		refused(t, c.ChangeObjective(ctx, c.by, first.ID, all[1].Version, ObjectiveInput{Title: "x"}), fault.Conflict, "Somebody else")
		row, err := c.ObjectiveRow(ctx, c.by.OrgID, first.ID)
		c.must(err)
		if row.Number != 7 || len(row.Aims) != 1 || row.Aims[0].Slug != "control" {
			t.Errorf("changed to %+v", row)
		}
		r := c.item(first, "Launch the strategy", "June 2008")
		refused(t, c.WithdrawObjective(ctx, c.by, first.ID, "Merged"), fault.Invalid, "still to be done")
		c.must(c.KeepAction(ctx, c.by, r.ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			return acts.Withdraw(ctx, tx, c.by, module, r.ActionID, "Merged")
		}))
		refused(t, c.WithdrawObjective(ctx, c.by, first.ID, " "), fault.Invalid, "Say why")
		c.must(c.WithdrawObjective(ctx, c.by, first.ID, "Merged"))
		_, err = c.AddItem(ctx, c.by, ItemInput{Input: actions.Input{Title: "x"}, ObjectiveID: first.ID})
		refused(t, err, fault.Invalid, "withdrawn")
	})
}

// A withdrawn objective comes back with its number, or the next free one when
// that is another's by now.
func TestRestoreObjective(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		first, second := c.objective("Leadership"), c.objective("Training")
		for _, o := range []Objective{first, second} {
			c.must(c.WithdrawObjective(t.Context(), c.by, o.ID, "Not now"))
		}
		if _, err := c.RestoreObjective(t.Context(), c.actor("reader", c.root, "", permRead), first.ID); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("somebody who reads: %v", err)
		}
		back, err := c.RestoreObjective(t.Context(), c.by, first.ID)
		if c.must(err); back.Number != 1 {
			t.Errorf("number %d, want 1", back.Number)
		}
		c.objective("Choice") // takes number 2
		back, err = c.RestoreObjective(t.Context(), c.by, second.ID)
		if c.must(err); back.Number != 3 {
			t.Errorf("number %d, want 3", back.Number)
		}
		_, err = c.RestoreObjective(t.Context(), c.by, second.ID)
		refused(t, err, fault.Conflict, "This objective is in the strategy already.")
	})
}

func TestObjectiveIsNeverOnTrackWhileAChildIsOverdue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		o := c.objective("Leadership")
		late, fine := c.item(o, "Launch", "March 2008", c.posts[0]), c.item(o, "Seminars", "Ongoing from March 2008", c.posts[1])
		c.must(c.update(c.by, late.ActionID, actions.ToPlan))
		c.must(c.update(c.by, fine.ActionID, actions.ToPlan))
		stand := func() ObjectiveRow {
			row, err := c.ObjectiveRow(t.Context(), c.by.OrgID, o.ID)
			c.must(err)
			return row
		}
		if row := stand(); row.Standing.Status != actions.OffTrack || row.Spread.OnTrack != 1 || row.Spread.Overdue != 1 {
			t.Errorf("shown as %+v", row.Standing)
		}
		refused(t, c.OverrideObjective(t.Context(), c.by, o.ID, actions.OnTrack, ""), fault.Invalid, "printed")
		c.must(c.OverrideObjective(t.Context(), c.by, o.ID, actions.OnTrack, "The event is booked"))
		c.must(c.KeepAction(t.Context(), c.by, late.ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			return acts.Override(t.Context(), tx, c.by, module, r.ActionID, actions.OnTrack, "It is booked")
		}))
		row := stand()
		if row.Standing.Status != actions.AtRisk || !strings.Contains(strings.Join(row.Standing.Why, " "), "The event is booked") {
			t.Errorf("overridden, it is shown as %+v", row.Standing)
		}
		c.must(c.ClearObjectiveOverride(t.Context(), c.by, o.ID))
	})
}

// Who may update an action: its owners, and those who keep its plan.
func TestWhoMayChangeAnAction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		o := c.objective("Leadership")
		mine, other := c.item(o, "Launch", "June 2008", c.posts[0]), c.item(o, "Seminars", "June 2008", c.posts[1])
		owner := c.actor("owner", c.root, c.person.ID, permRead, permUpdate)
		reader := c.actor("reader", c.root, c.person.ID, permRead)
		borough := c.actor("borough lead", units.Unit{OrgID: c.root.OrgID, ID: "b", Path: c.root.Path + "b/"}, "", permRead, permPlan, permUpdate, permEdit)
		for _, x := range []struct {
			by     actor.Actor
			row    Row
			may    bool
			change bool
		}{{owner, mine, true, false}, {owner, other, false, false}, {reader, mine, false, false}, {borough, mine, false, false}, {c.by, other, true, true}} {
			if err := c.update(x.by, x.row.ActionID, actions.ToPlan); (err == nil) != x.may || err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s updates %q: %v", x.by.Name, x.row.Action.Title, err)
			}
			in := ItemInput{ObjectiveID: o.ID}
			in.Title = x.row.Action.Title + " again"
			if err := c.ChangeItem(t.Context(), x.by, x.row.ActionID, 1, in); (err == nil) != x.change || err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s changes %q: %v", x.by.Name, x.row.Action.Title, err)
			}
		}
		_, err := c.AddObjective(t.Context(), borough, ObjectiveInput{StrategyID: c.live.ID, Title: "x"})
		refused(t, err, fault.Forbidden, "")
	})
}

func TestRowsAndFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		hope, control := c.objective("Leadership", "hope-welcome"), c.objective("A head of recovery", "control")
		launch, hire := c.item(hope, "Launch", "March 2008", c.posts...), c.item(control, "Hire", "June 2008")
		for _, x := range []struct {
			name   string
			filter Filter
			want   string
		}{
			{"all", Filter{}, "Launch Hire"},
			{"of the strategy", Filter{StrategyID: c.live.ID}, "Launch Hire"},
			{"of another", Filter{StrategyID: "none"}, ""},
			{"under an objective", Filter{ObjectiveID: control.ID}, "Hire"},
			{"on a strand of hope", Filter{AimID: c.aims("hope")[0]}, "Launch"},
			{"on a strand", Filter{AimID: c.aims("hope-welcome")[0]}, "Launch"},
			{"on control", Filter{AimID: c.aims("control")[0]}, "Hire"},
			{"of the trust", Filter{TrustOnly: true}, "Launch Hire"},
			{"of a plan", Filter{PlanID: "none"}, ""},
			{"at a unit", Filter{UnitID: c.root.ID}, ""},
			{"without an owner", Filter{Filter: actions.Filter{Ownerless: true}}, "Hire"},
			{"overdue on hope", Filter{AimID: c.aims("hope")[0], Filter: actions.Filter{Overdue: true}}, "Launch"},
		} {
			rows, total, _, err := c.Rows(t.Context(), c.by.OrgID, x.filter, actions.Page{Limit: 50})
			c.must(err)
			var got []string
			for _, r := range rows {
				got = append(got, r.Action.Title)
			}
			if strings.Join(got, " ") != x.want || total != len(got) {
				t.Errorf("%s: %v of %d, want %s", x.name, got, total, x.want)
			}
		}
		r, err := c.Row(t.Context(), c.by.OrgID, launch.ActionID)
		c.must(err)
		if got := strings.Join(r.OwnerNames(), "; "); got != "Head of Recovery (Asha Rowe); Service Director (post not filled)" {
			t.Errorf("owners: %s", got)
		}
		in := ItemInput{ObjectiveID: control.ID, Aims: c.aims("opportunity")}
		in.Title = "Launch"
		c.must(c.ChangeItem(t.Context(), c.by, launch.ActionID, 1, in))
		if r, err := c.Row(t.Context(), c.by.OrgID, launch.ActionID); err != nil || r.ObjectiveID != control.ID || r.Position <= hire.Position {
			t.Errorf("moved to %+v, %v", r.Item, err)
		}
	})
}

func TestFindAndCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		o := c.objective("Leadership for hope")
		r := c.item(o, "Launch at the café with hope", "March 2008", c.posts[0])
		hits, err := c.Find(t.Context(), c.by, "HOPE", 10)
		c.must(err)
		var got []string
		for _, h := range hits {
			got = append(got, h.Kind+": "+h.Label)
		}
		if want := "Objective: Leadership for hope, Aim: Hope, Strand: Hope-inspiring relationships with staff, Action: Launch at the café with hope"; strings.Join(got, ", ") != want {
			t.Errorf("found %s", strings.Join(got, ", "))
		}
		for _, q := range []string{"", "%", "nothing like it"} {
			if hits, err := c.Find(t.Context(), c.by, q, 10); err != nil || len(hits) > 0 {
				t.Errorf("%q finds %v, %v", q, hits, err)
			}
		}
		if found, err := c.Check(t.Context(), c.by.OrgID); err != nil || len(found) > 0 {
			t.Errorf("check: %v, %v", found, err)
		}
		if _, err := d.Exec(t.Context(), "DELETE FROM strategy_item WHERE org_id = $1 AND action_id = $2", c.by.OrgID, r.ActionID); err != nil {
			t.Fatal(err)
		}
		if found, err := c.Check(t.Context(), c.by.OrgID); err != nil || len(found) != 1 || !strings.Contains(found[0], "under no objective") {
			t.Errorf("check of a damaged plan: %v, %v", found, err)
		}
	})
}
