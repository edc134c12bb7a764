package extracts

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
	"footbridge/internal/units"
)

// childSetting tells the test binary to be the program that is killed: database,
// organisation, source, file and folder, with bars between.
const childSetting = "EXTRACTS_KILLED"

// TestKilledChild is no test: it loads a file until it is killed.
func TestKilledChild(t *testing.T) {
	setting := strings.Split(os.Getenv(childSetting), "|")
	if len(setting) != 5 {
		t.Skip("not the child")
	}
	d, err := db.Open(t.Context(), setting[0])
	ok(t, err)
	now := func() time.Time { return time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC) }
	x := New(d, now, units.New(d, now, people.New(d, now)))
	x.Open(setting[4], "a key for pseudonyms of the tests alone")
	by := actor.System(setting[1], "the child")
	b, err := x.Read(context.Background(), by, setting[2], may27, []File{{Name: "contacts.csv", Path: setting[3]}})
	ok(t, err)
	ok(t, x.Commit(context.Background(), by, b.ID))
	ok(t, d.Close())
}

// Killing a load at any moment leaves what counts as it was; when it had ended,
// all of it counts. The sweep leaves no row of it.
func TestKill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.commit(t, file(t, "contacts.csv", dirty))
		before, rows := o.Changed(t.Context(), d, o.by.OrgID), o.count(t, "extracts_contact")
		const many = 30_000
		f := manyContacts(t, many)
		killed := 0
		for try := 0; try < 3; try++ {
			child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$", "-test.v")
			child.Env = append(os.Environ(), childSetting+"="+strings.Join([]string{d.URL(), o.by.OrgID, o.source, f.Path, t.TempDir()}, "|"))
			ok(t, child.Start())
			at := rand.IntN(many)
			for waited := 0; waited < 4000; waited++ { // until it has written so many rows, or a little of them
				n, err := db.One[int](t.Context(), d, `SELECT coalesce(max(rows_read), 0) + count(*) FROM extracts_batch WHERE org_id = $1 AND state = 'reading'`, o.by.OrgID)
				ok(t, err)
				written, err := db.One[int](t.Context(), d, `SELECT count(*) FROM extracts_contact WHERE org_id = $1`, o.by.OrgID)
				ok(t, err)
				if n > 0 && written-rows >= at || o.Changed(t.Context(), d, o.by.OrgID) != before {
					break
				}
			}
			child.Process.Kill()
			if child.Wait() != nil {
				killed++
			}
			if o.Changed(t.Context(), d, o.by.OrgID) != before { // it had committed
				o.whole(t, rows+many)
				all, err := o.Committed(t.Context(), d, o.by.OrgID)
				ok(t, err)
				if len(all) != 2 || all[1].CreatedBy != "the child" {
					t.Fatalf("%+v", all)
				}
				ok(t, o.Undo(t.Context(), o.by, all[1].ID))
			} else {
				*o.at = o.at.Add(time.Hour)
				ok(t, o.Sweep(t.Context()))
				ready, _, err := o.Batches(t.Context(), o.by, Ready, 10, 0)
				ok(t, err)
				for _, b := range ready { // killed between the reading and the commit
					ok(t, o.Stop(t.Context(), o.by, b.ID))
				}
				*o.at = o.at.Add(-time.Hour)
			}
			o.whole(t, rows)
			if o.Changed(t.Context(), d, o.by.OrgID) != before {
				t.Fatal("what counts is other than before")
			}
		}
		t.Logf("%d of 3 were killed before they had ended", killed)
	})
}

// whole holds the module's rules and the number of rows that are there.
func (o office) whole(t testing.TB, rows int) {
	t.Helper()
	if n := o.count(t, "extracts_contact"); n != rows {
		t.Fatalf("%d rows, want %d", n, rows)
	}
	problems, err := o.Check(t.Context(), o.by.OrgID)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
}
