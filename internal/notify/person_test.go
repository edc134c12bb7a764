package notify

import (
	"encoding/json"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// What was written to a person is given to them when they ask, follows a merged
// record, and goes when they are erased: also what has not been sent yet.
func TestPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		waiting := k.send(t, to(nil))
		letter := to(func(c *Contact) {
			c.PersonID, c.Channel, c.Address, c.Phone = "p2", "letter", "1 High Street", "01632 960 001"
		})
		letter.Key = "k2"
		k.send(t, letter)
		if err := k.MergePerson(t.Context(), d, "org-1", "p1", "p2"); err != nil {
			t.Fatal(err)
		}
		export := func() string {
			told, err := k.ExportPerson(t.Context(), d, "org-1", "p1")
			b, err2 := json.Marshal(told)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			return string(b)
		}
		if got := export(); strings.Count(got, "garden opens at 10am") != 2 || !strings.Contains(got, `"To print and post"`) {
			t.Errorf("export = %s", got)
		}
		if told, err := k.ExportPerson(t.Context(), d, "org-2", "p1"); err != nil || len(told.([]Told)) != 0 {
			t.Errorf("another organisation's: %v, %v", told, err)
		}
		if err := k.ErasePerson(t.Context(), d, "org-1", "p1"); err != nil {
			t.Fatal(err)
		}
		if err := k.deliver(t.Context(), deliverJob{waiting.OrgID, waiting.ID}); err != nil || len(k.post.sent) != 0 {
			t.Errorf("sent to somebody erased: %v", err)
		}
		for _, key := range []string{"k1", "k2"} {
			r := k.row(t, key)
			if r.State != Cancelled || r.Body+r.ToEmail+r.ToPhone+r.ToAddress != "" || strings.Contains(r.ToName, "Sam") {
				t.Errorf("left: %+v", r)
			}
		}
	})
}
