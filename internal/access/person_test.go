package access

import (
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// What happens to a person happens to their account: it follows a merge, is
// part of the export, and goes with an erasure.
func TestPersonsAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for _, id := range []string{"p1", "p2"} {
			w.exec(t, `INSERT INTO people_person (org_id, id, name, fold, search, created_at, updated_at) VALUES ('o1', $1, 'Ash Lark', 'x', 'x', $2, $2)`, id, noon)
		}
		acc, err := w.AddAccount(t.Context(), system, NewAccount{Name: "Ash Lark", Email: "ash@example.org", PersonID: "p1", Password: password})
		must(t, err)
		_, err = w.AddAccount(t.Context(), system, NewAccount{Name: "Twin", Email: "twin@example.org", PersonID: "p1"})
		expect(t, "a second account for a person", err, fault.Conflict)
		_, err = w.AddAccount(t.Context(), system, NewAccount{Name: "Ghost", Email: "ghost@example.org", PersonID: "nobody"})
		expect(t, "an account for nobody", err, fault.NotFound)
		must(t, w.Grant(t.Context(), system, GrantInput{AccountID: acc.ID, Role: "admin", UnitID: "r1"}))

		must(t, d.Tx(t.Context(), func(tx *db.DB) error { return w.MergePerson(t.Context(), tx, system, "p2", "p1") }))
		if got := w.as(t, acc); got.PersonID != "p2" {
			t.Errorf("after the merge: %q", got.PersonID)
		}
		err = d.Tx(t.Context(), func(tx *db.DB) error {
			out, err := w.ExportPerson(t.Context(), tx, "o1", "p2")
			if e, ok := out.(PersonExport); !ok || e.Email != "ash@example.org" || len(e.Roles) != 1 {
				t.Errorf("exported %+v", out)
			}
			return err
		})
		must(t, err)

		erase := func() error {
			return d.Tx(t.Context(), func(tx *db.DB) error { return w.ErasePerson(t.Context(), tx, "o1", "p2") })
		}
		expect(t, "erasing the last administrator", erase(), fault.Conflict)
		w.account(t, "other", "admin@r1")
		must(t, erase())
		if w.as(t, acc).SignedIn() {
			t.Error("an erased account is somebody")
		}
		gone, err := w.Account(t.Context(), system, acc.ID)
		if err != nil || gone.Active() || gone.Name != erased || gone.PasswordHash != "" || gone.PersonID != "" {
			t.Errorf("%+v, %v", gone, err)
		}
		if wrong, err := w.Check(t.Context(), "o1"); err != nil || len(wrong) != 0 {
			t.Errorf("%v, %v", wrong, err)
		}
		must(t, erase()) // there is nothing left
	})
}
