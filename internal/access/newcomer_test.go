package access

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// enrols serves a page on which whoever posts is enrolled as the next person.
func (w *world) enrols(t *testing.T, persons ...string) *visitor {
	t.Helper()
	server := w.site(t, web.Route{Pattern: "POST /enrol", Permission: web.Anyone, Button: true, Handler: func(rw http.ResponseWriter, r *http.Request) error {
		form := web.ReadForm(r)
		if err := w.NewcomerAllowed(r); err != nil {
			return err
		}
		n, err := w.Newcomer("o1", "Ash Lark", form.Value("email"), form.Value("password"))
		if err != nil {
			return err
		}
		var acc Account
		err = w.d.Tx(r.Context(), func(tx *db.DB) error {
			acc, err = w.AddNewcomer(r.Context(), tx, n, persons[0])
			return err
		})
		if err != nil {
			return err
		}
		persons = persons[1:]
		if err := w.SignInNewcomer(r, acc); err != nil {
			return err
		}
		return web.SeeOther(rw, r, "/who", "")
	}})
	return visit(t, server)
}

func (w *world) person(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		w.exec(t, `INSERT INTO people_person (org_id, id, name, fold, search, created_at, updated_at) VALUES ('o1', $1, 'Ash Lark', 'x', 'x', $2, $2)`, id, noon)
	}
}

// A newcomer is signed in at once under a new session, and can come back when
// they have shown that the address is theirs.
func TestNewcomer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.person(t, "p1")
		w.account(t, "reader", "reader@r1")
		v := w.enrols(t, "p1")
		v.signIn("reader", password)
		before := v.token()
		if got := v.post("/enrol", "email", "ash@example.org", "password", password); got.status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.status, got.doc.Text())
		}
		if before == "" || v.token() == before || v.who() != "Ash Lark" {
			t.Errorf("signed in as %q, the token changed: %t", v.who(), v.token() != before)
		}
		if len(w.mails) != 1 || w.mails[0].Template != "access.confirmation" || w.mails[0].ToEmail != "ash@example.org" {
			t.Fatalf("sent %+v", w.mails)
		}
		link := w.link(t)
		if got := v.signIn("ash", password); got.status != http.StatusUnprocessableEntity {
			t.Errorf("signed in before the address was confirmed: %d", got.status)
		}
		if got := v.get(link); got.status != http.StatusOK || !strings.Contains(got.doc.Text(), "ash@example.org") {
			t.Errorf("the link: %d %s", got.status, got.doc.Find("main").Text())
		}
		if got := v.post(link); got.status != http.StatusSeeOther {
			t.Fatalf("confirming: %d", got.status)
		}
		if got := v.post(link); got.status != http.StatusNotFound {
			t.Errorf("confirming twice: %d", got.status)
		}
		v.post("/sign-out")
		if v.signIn("ash", password); v.who() != "Ash Lark" {
			t.Error("cannot come back")
		}
	})
}

// Whether an address has an account cannot be told from what a newcomer sees: the
// page, their account, signing in again. One message goes either way.
func TestNewcomerIsToldNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.person(t, "p1", "p2")
		w.account(t, "known", "admin@r1")
		var seen []string
		for i, name := range []string{"known", "fresh"} {
			v := w.enrols(t, []string{"p1", "p2"}[i])
			got := v.post("/enrol", "email", name+"@example.org", "password", "seven green bicycles")
			own := v.get("/account").doc.Find("dl").First().Text()
			v.post("/sign-out")
			again := v.signIn(name, "seven green bicycles")
			seen = append(seen, strings.Join([]string{http.StatusText(got.status), got.to, own, http.StatusText(again.status), again.doc.Find("main").Text()}, "|"))
		}
		if a, b := strings.ReplaceAll(seen[0], "known@", "@"), strings.ReplaceAll(seen[1], "fresh@", "@"); a != b {
			t.Errorf("an address with an account shows\n%s\nand one without\n%s", a, b)
		}
		if len(w.mails) != 2 || w.mails[0].Template != "access.known" || w.mails[1].Template != "access.confirmation" {
			t.Errorf("sent %+v", w.mails)
		}
	})
}

// What a stranger may have made under somebody's name gets neither a role nor
// the person's address nor their record.
func TestNewcomerGetsNothingOfOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.person(t, "p1", "p2", "p3")
		make := func(person string) Account {
			n, err := w.Newcomer("o1", "Ash Lark", "ash@example.org", password)
			must(t, err)
			var acc Account
			must(t, d.Tx(t.Context(), func(tx *db.DB) error { acc, err = w.AddNewcomer(t.Context(), tx, n, person); return err }))
			return acc
		}
		acc := make("p1")
		expect(t, "a role", w.Grant(t.Context(), system, GrantInput{AccountID: acc.ID, Role: "reader", UnitID: "r1"}), fault.Conflict)
		expect(t, "an address", w.ChangeEmail(t.Context(), system, acc.ID, "ash@example.org"), fault.Conflict)
		kept := make("p2")
		must(t, d.Tx(t.Context(), func(tx *db.DB) error { return w.MergePerson(t.Context(), tx, system, "p2", "p1") }))
		for _, a := range []Account{acc, kept} {
			got, err := w.Account(t.Context(), system, a.ID)
			if err != nil || got.Active() || got.PersonID != "" {
				t.Errorf("after the merge: %+v, %v", got, err)
			}
		}
		state := func(person string) (s string) {
			must(t, d.Tx(t.Context(), func(tx *db.DB) (err error) { s, err = w.AccountState(t.Context(), tx, "o1", person); return err }))
			return s
		}
		make("p3")
		if got := state("p3") + " " + state("p2"); got != "unconfirmed none" {
			t.Errorf("states: %s", got)
		}
		sent := len(w.mails)
		must(t, d.Tx(t.Context(), func(tx *db.DB) error { return w.GreetAgain(t.Context(), tx, system, "p3", "ash@example.org") }))
		if len(w.mails) != sent+1 {
			t.Error("no second message")
		}
		_, err := w.again(t.Context(), "o1", "p3", "another password")
		expect(t, "the form again with another password", err, fault.Conflict)
		_, err = w.again(t.Context(), "o1", "p3", password)
		expect(t, "the form again", err, "")
		w.clock.pass(time.Hour)
		_, err = w.again(t.Context(), "o1", "p3", password)
		expect(t, "the form again an hour later", err, fault.Conflict)
	})
}

// One client cannot enrol people without end.
func TestNewcomersAreLimited(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	var persons []string
	for i := range 31 {
		persons = append(persons, "p"+string(rune('A'+i)))
	}
	w.person(t, persons...)
	v := w.enrols(t, persons...)
	for range 30 {
		if got := v.post("/enrol"); got.status != http.StatusSeeOther {
			t.Fatalf("status %d", got.status)
		}
	}
	if got := v.post("/enrol"); got.status != http.StatusServiceUnavailable {
		t.Errorf("the 31st: %d", got.status)
	}
}
