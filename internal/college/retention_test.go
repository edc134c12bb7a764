package college

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// Each group is taken away when its time is over, and not a day before; what a
// course still needs stays.
func TestPurge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c := w.college
		gone, err := c.Enrol(t.Context(), w.by, w.enrolment("Ash Lark"))
		w.ok(err)
		stays, err := c.Enrol(t.Context(), w.by, w.enrolment("Bo Finch"))
		w.ok(err)
		run := w.run(w.term(3), 3, w.at.AddDate(0, 0, 7))
		b, err := c.Book(t.Context(), w.by, run.ID, gone.ID, BookInput{How: "phone"})
		w.ok(err)
		w.ok(c.Cancel(t.Context(), w.by, b.ID, "Moved away."))
		w.ok(c.Leave(t.Context(), w.by, gone.ID))
		_, err = c.Book(t.Context(), w.by, run.ID, stays.ID, BookInput{How: "phone"})
		w.ok(err)
		w.exec(`UPDATE college_student SET left_on = '2027-04-19' WHERE org_id = $1 AND id = $2`, stays.ID) // by hand: a booking keeps them
		w.exec(`UPDATE college_run SET ends_at = '2099-01-01 12:00:00+00:00', starts_at = '2099-01-01 10:00:00+00:00' WHERE org_id = $1 AND id = $2`, run.ID)
		holds := func(s Student) string {
			got, err := oneStudent(t.Context(), d, s.OrgID, s.ID)
			w.ok(err)
			person, err := c.Person(t.Context(), got)
			w.ok(err)
			needs, err := w.people.Needs(t.Context(), s.OrgID, s.PersonID)
			w.ok(err)
			answers, err := w.people.Equality(t.Context(), actor.Actor{OrgID: s.OrgID, PersonID: s.PersonID}, s.PersonID)
			w.ok(err)
			var out []string
			for what, there := range map[string]bool{"1 emergency": got.EmergencyName != "", "2 contact": person.Phone != "", "3 needs": needs.Asked(), "4 equality": len(answers) > 0} {
				if there {
					out = append(out, what[2:])
				}
			}
			slices.Sort(out)
			return strings.Join(out, " ")
		}
		for _, step := range []struct {
			months int
			want   string
		}{{2, "contact emergency equality needs"}, {4, "contact equality needs"}, {13, "contact equality"}, {25, "equality"}, {37, ""}} {
			w.at = time.Date(2027, 4, 20, 9, 0, 0, 0, time.UTC).AddDate(0, step.months, 1)
			w.ok(c.PurgeAll(t.Context()))
			if got := holds(gone); got != step.want {
				t.Errorf("after %d months: %q, want %q", step.months, got, step.want)
			}
			if got := holds(stays); got != "contact emergency equality needs" {
				t.Errorf("after %d months, with a booking: %q", step.months, got)
			}
		}
		if w.booking(b.ID).Reason != "" {
			t.Error("the reason of a booking is kept for ever")
		}
		purges, err := c.Purges(t.Context(), w.by.OrgID, 20)
		w.ok(err)
		if len(purges) != 5 || purges[0].Records == 0 || purges[0].Label() == purges[0].Fields {
			t.Errorf("the log: %+v", purges)
		}
		w.ok(c.PurgeAll(t.Context()))
		if again, err := c.Purges(t.Context(), w.by.OrgID, 20); err != nil || len(again) != len(purges) {
			t.Errorf("a second night finds %d more", len(again)-len(purges))
		}
	})
}

// How long is kept can be set, within reason, by whoever runs the college.
func TestKeepings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		months := map[string]int{}
		for _, k := range keepings {
			months[k.Fields] = k.Months
		}
		months["needs"] = 6
		w.ok(w.college.SetKeepings(t.Context(), w.by, months))
		kept, err := w.college.Keepings(t.Context(), w.by.OrgID)
		w.ok(err)
		for _, k := range kept {
			if k.Months != months[k.Fields] || (k.ByName != "") != (k.Fields == "needs") {
				t.Errorf("%+v", k)
			}
		}
		months["needs"] = 0
		w.kind("no months", w.college.SetKeepings(t.Context(), w.by, months), fault.Invalid)
		w.kind("without the permission", w.college.SetKeepings(t.Context(), actor.Actor{OrgID: w.by.OrgID}, months), fault.Forbidden)
	})
}
