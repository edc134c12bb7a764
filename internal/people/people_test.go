package people_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/notify"
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

// other is a second organisation over the same people.
func (tr trust) other(t testing.TB) actor.Actor {
	t.Helper()
	org, _, err := tr.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	return actor.System(org.OrgID, "another test")
}

func (tr trust) add(t testing.TB, p people.Person) people.Person {
	t.Helper()
	person, err := tr.people.Add(t.Context(), tr.by, p)
	if err != nil {
		t.Fatal(err)
	}
	return person
}

// history is what the trail says about a person, in the order of the words: the
// clock of the tests stands still.
func (tr trust) history(t testing.TB, id string) []string {
	t.Helper()
	rows, err := audit.New(tr.db, clock).Of(t.Context(), tr.by.OrgID, "person", id, 50)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, r.Action)
	}
	slices.Sort(out)
	return out
}

// sound fails the test when the data breaks a rule.
func (tr trust) sound(t testing.TB) {
	t.Helper()
	problems, err := tr.people.Check(t.Context(), tr.by.OrgID)
	if err != nil || len(problems) > 0 {
		t.Errorf("people: Check = %q, %v", problems, err)
	}
	problems, err = tr.units.Check(t.Context(), tr.by.OrgID)
	if err != nil || len(problems) > 0 {
		t.Errorf("units: Check = %q, %v", problems, err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); err == nil || got != kind {
		t.Errorf("%s: error = %v, want %q", what, err, kind)
	}
}

func TestAddPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		for _, test := range []struct {
			name, field string
			person      people.Person
			channel     string
		}{
			{name: "only a name", person: people.Person{Name: "Ann Lee"}, channel: "none"},
			{name: "an e-mail address is used", person: people.Person{Name: "Ann Lee", Email: "ann@example.org", Phone: "01234"}, channel: "email"},
			{name: "then a phone", person: people.Person{Name: "Ann Lee", Phone: "01234"}, channel: "phone"},
			{name: "then letters", person: people.Person{Name: "Ann Lee", Address: "1 High Street"}, channel: "letter"},
			{name: "no name", person: people.Person{Name: " ' "}, field: "name"},
			{name: "a long name", person: people.Person{Name: strings.Repeat("x", 201)}, field: "name"},
			{name: "e-mail without an address", person: people.Person{Name: "Ann", PreferredChannel: "email"}, field: "email"},
			{name: "text without a number", person: people.Person{Name: "Ann", PreferredChannel: "sms"}, field: "phone"},
			{name: "letter without an address", person: people.Person{Name: "Ann", PreferredChannel: "letter"}, field: "address"},
			{name: "not an address", person: people.Person{Name: "Ann", Email: "ann at home"}, field: "email"},
			{name: "pigeon", person: people.Person{Name: "Ann", PreferredChannel: "pigeon"}, field: "preferred_channel"},
			{name: "25 o'clock", person: people.Person{Name: "Ann", QuietFrom: 25}, field: "quiet_from"},
		} {
			got, err := tr.people.Add(t.Context(), tr.by, test.person)
			if test.field != "" {
				if _, ok := fault.Fields(err)[test.field]; !ok {
					t.Errorf("%s: error = %v, want one about %s", test.name, err, test.field)
				}
				continue
			}
			if err != nil || got.PreferredChannel != test.channel {
				t.Errorf("%s: %q, %v, want channel %q", test.name, got.PreferredChannel, err, test.channel)
			}
			kept, err := tr.people.Person(t.Context(), tr.by.OrgID, got.ID)
			if diff := cmp.Diff(got, kept); err != nil || diff != "" {
				t.Errorf("%s: kept otherwise: %v\n%s", test.name, err, diff)
			}
		}
		tr.sound(t)
	})
}

func TestChangePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann := tr.add(t, people.Person{Name: "Ann Lee"})
		first, second := ann, ann
		first.Name, first.Email, first.PreferredChannel = "Ann Leigh", "ann@example.org", "email"
		if _, err := tr.people.Change(t.Context(), tr.by, first); err != nil {
			t.Fatal(err)
		}
		second.Phone = "01234"
		_, err := tr.people.Change(t.Context(), tr.by, second)
		want(t, "the second of two who change at once", err, fault.Conflict)
		found, total, err := tr.people.Search(t.Context(), tr.by, "leigh", 1)
		if err != nil || total != 1 || found[0].Email != "ann@example.org" {
			t.Errorf("Search(leigh) = %v, %d, %v", found, total, err)
		}
		if _, total, _ := tr.people.Search(t.Context(), tr.by, "lee", 1); total != 0 {
			t.Error("the old name is still found")
		}
		// The trail says that the address changed, not to what.
		changes, err := db.All[string](t.Context(), d, `SELECT changes FROM audit_entry WHERE org_id = $1`, tr.by.OrgID)
		if all := strings.Join(changes, ""); err != nil || strings.Contains(all, "example.org") || !strings.Contains(all, "Ann Leigh") {
			t.Errorf("trail = %s, %v", all, err)
		}
		tr.sound(t)
	})
}

// Nothing of one organisation is seen or changed from another.
func TestOtherOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann, by := tr.add(t, people.Person{Name: "Ann Lee"}), tr.other(t)
		bob, err := tr.people.Add(t.Context(), by, people.Person{Name: "Bob Lee"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = tr.people.Person(t.Context(), by.OrgID, ann.ID)
		want(t, "Person", err, fault.NotFound)
		_, err = tr.people.Change(t.Context(), by, ann)
		want(t, "Change", err, fault.NotFound)
		_, err = tr.people.Contact(t.Context(), by.OrgID, ann.ID)
		want(t, "Contact", err, fault.NotFound)
		want(t, "Merge", tr.people.Merge(t.Context(), by, bob.ID, ann.ID), fault.NotFound)
		want(t, "Merge", tr.people.Merge(t.Context(), by, ann.ID, bob.ID), fault.NotFound)
		want(t, "Erase", tr.people.Erase(t.Context(), by, ann.ID, "asked"), fault.NotFound)
		_, err = tr.people.Export(t.Context(), by, ann.ID)
		want(t, "Export", err, fault.NotFound)
		names, err := tr.people.Names(t.Context(), d, by.OrgID, []string{ann.ID, bob.ID})
		if diff := cmp.Diff(map[string]string{bob.ID: "Bob Lee"}, names); err != nil || diff != "" {
			t.Errorf("Names: %v\n%s", err, diff)
		}
		found, total, err := tr.people.Search(t.Context(), by, "lee", 1)
		if err != nil || total != 1 || found[0].ID != bob.ID {
			t.Errorf("Search = %v, %d, %v", found, total, err)
		}
	})
}

func TestContact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann := tr.add(t, people.Person{Name: "Annabel Lee", PreferredName: "Ann", Email: "ann@example.org", QuietFrom: 20, QuietTo: 8})
		needs := people.Needs{IdentifiedOn: today, IdentifiedBy: "Ben", ReviewDue: today.AddDays(365)}
		err := tr.people.SetNeeds(t.Context(), tr.by, ann.ID, needs, []people.NeedInput{{Code: "format-large-print"}, {Code: "format-easy-read"}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.people.Contact(t.Context(), tr.by.OrgID, ann.ID)
		want := notify.Contact{PersonID: ann.ID, Name: "Ann", Email: "ann@example.org", Channel: "email", Format: "easy read", QuietFrom: 20, QuietTo: 8}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("Contact: %v\n%s", err, diff)
		}
	})
}

// A person may see, change and take away what is theirs, without any role; what
// is another's they may not. What another module adds with people is kept with
// its own change, or not at all.
func TestOwnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann, ben := tr.add(t, people.Person{Name: "Ann Lee"}), tr.add(t, people.Person{Name: "Ben Lee"})
		self := actor.Actor{OrgID: tr.by.OrgID, AccountID: "account", PersonID: ann.ID, Name: "Ann Lee"}
		answers := []people.EqualityAnswer{{Characteristic: "belief", Answer: people.NotSaid}}
		if err := tr.people.SetEquality(t.Context(), self, ann.ID, answers); err != nil {
			t.Error(err)
		}
		if got, err := tr.people.Equality(t.Context(), self, ann.ID); err != nil || got["belief"].Answer != people.NotSaid {
			t.Errorf("%v, %v", got, err)
		}
		if got, err := tr.people.Export(t.Context(), self, ann.ID); err != nil || got.Person.Name != "Ann Lee" {
			t.Errorf("%+v, %v", got, err)
		}
		_, exported := tr.people.Export(t.Context(), self, ben.ID)
		for _, err := range []error{tr.people.SetEquality(t.Context(), self, ben.ID, answers), exported} {
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("another's record: %v", err)
			}
		}
		broken := errors.New("broken")
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			if _, err := tr.people.In(tx).Add(t.Context(), tr.by, people.Person{Name: "Cleo Lee"}); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		ids, more, err := tr.people.Matching(t.Context(), tr.by.OrgID, "lee", 1)
		if err != nil || len(ids) != 1 || !more {
			t.Errorf("%v, %t, %v", ids, more, err)
		}
		byID, err := tr.people.ByID(t.Context(), tr.by.OrgID, []string{ann.ID, ben.ID, "nobody"})
		if err != nil || len(byID) != 2 || byID[ben.ID].Name != "Ben Lee" {
			t.Errorf("%v, %v", byID, err)
		}
		if ids, _, _ := tr.people.Matching(t.Context(), tr.by.OrgID, "lee", 9); len(ids) != 2 {
			t.Errorf("%d people, though one was not kept", len(ids))
		}
	})
}
