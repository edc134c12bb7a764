package actions_test

import (
	"fmt"
	"strings"
	"testing"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/when"
)

// What is kept beside an action for speed cannot be changed by hand without
// Check saying so and naming the action.
func TestCheckFindsDamage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.add(t, "Open the college", "June 2008")
		if _, err := w.AddUpdate(t.Context(), d, w.by, plan, a.ID, when.DateOf(w.now()), actions.ToPlan, "Rooms are booked."); err != nil {
			t.Fatal(err)
		}
		w.note(t, a.ID)
		if found, err := w.Check(t.Context(), w.by.OrgID); err != nil || len(found) > 0 {
			t.Fatalf("whole: %v, %v", found, err)
		}
		for _, change := range []string{
			`outlook = 'stuck'`, `updated_on = '2008-01-01'`, `evidence = 2`, `due_by = '2030-01-01'`, `review_by = '2030-01-01'`, `due_month = '2009-01'`,
		} {
			err := d.Tx(t.Context(), func(tx *db.DB) error {
				if _, err := tx.Exec(t.Context(), `UPDATE actions_action SET `+change+` WHERE org_id = $1 AND id = $2`, w.by.OrgID, a.ID); err != nil {
					return err
				}
				found, err := actions.New(tx, w.now).Check(t.Context(), w.by.OrgID)
				if err == nil && (len(found) == 0 || !strings.Contains(fmt.Sprint(found), a.ID)) {
					t.Errorf("%s: %v", change, found)
				}
				return errBack
			})
			if err != errBack {
				t.Fatal(err)
			}
		}
	})
}

var errBack = fmt.Errorf("put back")
