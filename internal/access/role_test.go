package access

import (
	"strings"
	"sync"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Nobody gives what they do not hold.
func TestGrantRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := w.account(t, "admin", "admin@r1")
		both := w.account(t, "both", "admin@r1", "lead@r1")
		north := w.account(t, "north", "lead@north")
		reader := w.account(t, "reader", "reader@r1")
		other := actor.System("o2", "a test of the other organisation")
		target := w.account(t, "target")
		for _, test := range []struct {
			name       string
			by         actor.Actor
			role, unit string
			want       fault.Kind
		}{
			{"an administrator gives their own role", w.as(t, admin), "admin", "north", ""},
			{"a lead gives their own role at their unit", w.as(t, north), "lead", "north", ""},
			{"a lead gives a smaller role below", w.as(t, north), "reader", "team", ""},
			{"the system gives anything", system, "lead", "r1", ""},
			{"with both roles one gives either", w.as(t, both), "lead", "south", ""},
			{"an administrator does not hold the strategy", w.as(t, admin), "lead", "r1", fault.Forbidden},
			{"a lead of the north is nobody above", w.as(t, north), "reader", "r1", fault.Forbidden},
			{"a lead of the north is nobody in the south", w.as(t, north), "reader", "south", fault.Forbidden},
			{"a lead does not hold an administrator's", w.as(t, north), "admin", "north", fault.Forbidden},
			{"a reader gives nothing", w.as(t, reader), "reader", "r1", fault.Forbidden},
			{"no such role", system, "king", "r1", fault.Invalid},
			{"the reserved role", system, "system", "r1", fault.Invalid},
			{"no such unit", system, "reader", "nowhere", fault.Invalid},
			{"another organisation's unit", system, "reader", "r2", fault.Invalid},
			{"another organisation's account", other, "reader", "r2", fault.NotFound},
		} {
			err := w.Grant(t.Context(), test.by, GrantInput{AccountID: target.ID, Role: test.role, UnitID: test.unit})
			expect(t, test.name, err, test.want)
		}
		expect(t, "the same role twice", w.Grant(t.Context(), system, GrantInput{AccountID: target.ID, Role: "admin", UnitID: "north"}), fault.Conflict)
	})
}

// Ending follows the same rules as giving, and leaves its trace.
func TestEndRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin, north := w.account(t, "admin", "admin@r1"), w.account(t, "north", "lead@north")
		target := w.account(t, "target", "lead@team", "admin@north")
		held, err := w.HeldBy(t.Context(), system, target.ID)
		must(t, err)
		ids := map[string]string{}
		for _, h := range held {
			ids[h.Role] = h.ID
		}
		expect(t, "an administrator does not hold a lead's", w.EndRole(t.Context(), w.as(t, admin), target.ID, ids["lead"]), fault.Forbidden)
		expect(t, "a lead cannot end an administrator's", w.EndRole(t.Context(), w.as(t, north), target.ID, ids["admin"]), fault.Forbidden)
		expect(t, "somebody else's role", w.EndRole(t.Context(), system, admin.ID, ids["lead"]), fault.NotFound)
		must(t, w.EndRole(t.Context(), w.as(t, north), target.ID, ids["lead"]))
		expect(t, "twice", w.EndRole(t.Context(), w.as(t, north), target.ID, ids["lead"]), fault.Conflict)
		if got := w.as(t, target); got.Can("strategy.read") || !got.CanAt("access.manage", "/r1/north/team/") {
			t.Errorf("grants = %+v", got.Grants)
		}
		held, err = w.HeldBy(t.Context(), system, target.ID)
		must(t, err)
		if len(held) != 2 {
			t.Errorf("the history has %d roles", len(held))
		}
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: target.ID, Role: "lead", UnitID: "team"}))
		words, err := db.One[string](t.Context(), d, `SELECT changes FROM audit_entry WHERE org_id = 'o1' AND action = 'access.role.ended'`)
		if must(t, err); !strings.Contains(words, "Unit team") || !strings.Contains(words, "Lead") {
			t.Errorf("the trail says %s", words)
		}
		if w.audited(t, "access.role.ended") != 1 {
			t.Error("no audit entry")
		}
	})
}

// A role counts on its days only.
func TestDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "acc")
		today := when.DateOf(noon)
		in := GrantInput{AccountID: acc.ID, Role: "reader", UnitID: "north", From: today.AddDays(2), Until: today.AddDays(3)}
		must(t, w.Grant(t.Context(), system, in))
		var got []bool
		for range 5 {
			got = append(got, w.as(t, acc).Can("strategy.read"))
			w.clock.pass(24 * 3600e9)
		}
		if want := [5]bool{false, false, true, true, false}; [5]bool(got) != want {
			t.Errorf("on each day: %v, want %v", got, want)
		}
		in.From, in.Until = today.AddDays(9), today.AddDays(8)
		expect(t, "backwards", w.Grant(t.Context(), system, in), fault.Invalid)
		in.From, in.Until = today.AddDays(3), when.Date{}
		expect(t, "one day in common", w.Grant(t.Context(), system, in), fault.Conflict)
		in.From = today.AddDays(4)
		must(t, w.Grant(t.Context(), system, in))
	})
}

// Nobody gives a role for longer than they hold what it takes to give it.
func TestGrantEndsWithTheGiver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		today := when.DateOf(noon)
		giver, target := w.account(t, "giver"), w.account(t, "target")
		grant := func(role, unit string, days int) error {
			in := GrantInput{AccountID: target.ID, Role: role, UnitID: unit}
			if days > 0 {
				in.Until = today.AddDays(days)
			}
			return w.Grant(t.Context(), w.as(t, giver), in)
		}
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: giver.ID, Role: "lead", UnitID: "north", Until: today.AddDays(10)}))
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: giver.ID, Role: "reader", UnitID: "r1"}))
		expect(t, "without end", grant("lead", "team", 0), fault.Invalid)
		expect(t, "a day longer", grant("lead", "team", 11), fault.Invalid)
		expect(t, "what they hold without end, but could not give then", grant("reader", "north", 11), fault.Invalid)
		expect(t, "as long", grant("lead", "team", 10), "")
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: giver.ID, Role: "lead", UnitID: "r1", Until: today.AddDays(20)}))
		expect(t, "the longer of two", grant("reader", "north", 20), "")
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: giver.ID, Role: "lead", UnitID: "south"}))
		expect(t, "without end where theirs has none", grant("lead", "south", 0), "")
	})
}

// A name saved with an address that was replaced meanwhile does not bring it back.
func TestNameAndAddressAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "acc", "reader@north")
		must(t, w.ChangeEmail(t.Context(), system, acc.ID, "new@example.org"))
		expect(t, "over the old address", w.db.Tx(t.Context(), func(tx *db.DB) error { return rename(t.Context(), tx, acc, "Another", acc.Email) }), fault.Conflict)
		must(t, w.Rename(t.Context(), w.as(t, acc), "Another"))
		got, err := w.Account(t.Context(), system, acc.ID)
		if err != nil || got.Email != "new@example.org" || got.Name != "Another" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// The last administrator stays, however they are to go.
func TestLastAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		one := w.account(t, "one", "admin@r1")
		w.account(t, "local", "admin@north") // not of the whole organisation
		held, err := w.HeldBy(t.Context(), system, one.ID)
		must(t, err)
		expect(t, "close", w.Close(t.Context(), w.as(t, one), one.ID), fault.Conflict)
		expect(t, "end", w.EndRole(t.Context(), w.as(t, one), one.ID, held[0].ID), fault.Conflict)
		two := w.account(t, "two", "admin@r1")
		// Each closes the other at the same moment: one of them stays.
		var wait sync.WaitGroup
		as := map[string]actor.Actor{one.ID: w.as(t, two), two.ID: w.as(t, one)}
		for id, by := range as {
			wait.Go(func() { _ = w.Close(t.Context(), by, id) })
		}
		wait.Wait()
		left := 0
		for id := range as {
			if acc, err := w.Account(t.Context(), system, id); err == nil && acc.Active() {
				left++
			}
		}
		if left != 1 {
			t.Errorf("%d administrators are left", left)
		}
	})
}

// Who looks after one borough sees and changes the accounts there, no others.
func TestScopeOfAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		clerk := w.account(t, "clerk", "clerk@north")
		in, out := w.account(t, "in", "reader@team"), w.account(t, "out", "reader@south")
		both, none := w.account(t, "both", "reader@team", "reader@south"), w.account(t, "none")
		by := w.as(t, clerk)
		rows, total, err := w.Accounts(t.Context(), by, "", "", 50, 0)
		must(t, err)
		if total != 3 || len(rows) != 3 {
			t.Errorf("the clerk sees %d of %d", len(rows), total)
		}
		for acc, want := range map[Account]fault.Kind{in: "", out: fault.NotFound, none: fault.NotFound, both: fault.Forbidden} {
			expect(t, "close "+acc.Name, w.Close(t.Context(), by, acc.ID), want)
		}
		if _, _, err := w.Invite(t.Context(), by, NewAccount{Name: "New", Email: "new@example.org"}, GrantInput{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an account that the clerk could not see: %v", err)
		}
		for q, want := range map[string]int{"EXAMPLE": 5, "o%": 0, "_": 0, "ou": 1} {
			if _, n, err := w.Accounts(t.Context(), system, q, "", 50, 0); err != nil || n != want {
				t.Errorf("search %q: %d, %v, want %d", q, n, err, want)
			}
		}
		if _, n, _ := w.Accounts(t.Context(), system, "", "closed", 50, 0); n != 1 {
			t.Errorf("%d closed", n)
		}
		if _, n, _ := w.Accounts(t.Context(), actor.System("o2", "x"), "", "", 50, 0); n != 0 {
			t.Errorf("another organisation sees %d", n)
		}
	})
}

// A closed account is nobody; opened again it is who it was. Its address can be
// changed only by who could give all its roles.
func TestCloseAndReaddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin, lead := w.account(t, "admin", "admin@r1"), w.account(t, "lead", "lead@r1")
		must(t, w.Close(t.Context(), w.as(t, admin), lead.ID))
		if w.as(t, lead).SignedIn() {
			t.Error("a closed account is somebody")
		}
		expect(t, "twice", w.Close(t.Context(), w.as(t, admin), lead.ID), fault.Conflict)
		expect(t, "a role for a closed account", w.Grant(t.Context(), system, GrantInput{AccountID: lead.ID, Role: "reader", UnitID: "r1"}), fault.Conflict)
		expect(t, "reopening gives roles", w.Reopen(t.Context(), w.as(t, admin), lead.ID), fault.Forbidden)
		must(t, w.Reopen(t.Context(), system, lead.ID))
		if !w.as(t, lead).Can("strategy.plan") {
			t.Error("the role has gone")
		}
		expect(t, "taking over", w.ChangeEmail(t.Context(), w.as(t, admin), lead.ID, "admin2@example.org"), fault.Forbidden)
		expect(t, "taken", w.ChangeEmail(t.Context(), system, lead.ID, "ADMIN@example.org"), fault.Invalid)
		must(t, w.ChangeEmail(t.Context(), system, lead.ID, "new@example.org"))
		if _, found, _ := accountByEmail(t.Context(), d, "o1", "NEW@Example.org"); !found {
			t.Error("not found by its new address")
		}
		_, err := w.AddAccount(t.Context(), system, NewAccount{Name: "Twin", Email: "New@example.ORG"})
		expect(t, "the same address", err, fault.Invalid)
	})
}

// Check finds what the rules forbid.
func TestCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "acc", "reader@north", "lead@south")
		if wrong, err := w.Check(t.Context(), "o1"); err != nil || len(wrong) != 0 {
			t.Fatalf("a sound organisation: %v, %v", wrong, err)
		}
		w.exec(t, `UPDATE access_role SET role = 'king' WHERE org_id = 'o1' AND role = 'lead'`)
		w.exec(t, `UPDATE access_account SET email = 'nothing', password_hash = 'plain' WHERE org_id = 'o1' AND id = $1`, acc.ID)
		w.exec(t, `INSERT INTO access_role (org_id, id, account_id, role, unit_id, from_on, given_by_id, given_by_name, given_at) VALUES ('o1', 'x', $1, 'reader', 'north', '2027-05-03', '', 'x', $2)`, acc.ID, noon)
		wrong, err := w.Check(t.Context(), "o1")
		must(t, err)
		if len(wrong) != 5 { // address, its file, its search, password, unknown role, held twice
			for _, s := range wrong {
				t.Log(s)
			}
			t.Errorf("%d found", len(wrong))
		}
	})
}
