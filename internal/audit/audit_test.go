package audit

import (
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

// An entry tells who, what and which, and is kept with the change it tells of.
func TestRecord(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := New(d, func() time.Time { return noon })
		by := actor.System("org-1", "a test")
		e := Entry{At: noon, By: by, Action: "strategy.action.updated", Target: Target{Kind: "action", ID: "a1", Words: "Open the \x00garden"}, Changes: []Change{{Field: "Due", From: "May 2027", To: "June 2027"}}}
		err := d.Tx(t.Context(), func(tx *db.DB) error { return Record(t.Context(), tx, e) })
		if err != nil {
			t.Fatal(err)
		}
		rows, err := l.Of(t.Context(), "org-1", "action", "a1", 10)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		r := rows[0]
		if !r.At.Equal(noon) || r.Actor != "a test" || r.TargetWords != "Open the garden" || len(r.Diff()) != 1 || r.Diff()[0].To != "June 2027" || r.Seq != 0 {
			t.Errorf("row = %+v", r)
		}
		if other, _ := l.Of(t.Context(), "org-2", "action", "a1", 10); len(other) != 0 {
			t.Error("another organisation sees it")
		}
		for name, bad := range map[string]Entry{
			"no organisation": {At: noon, Action: "x", Target: Target{Kind: "y"}},
			"no time":         {By: by, Action: "x", Target: Target{Kind: "y"}},
			"no action":       {By: by, At: noon, Target: Target{Kind: "y"}},
			"no target":       {By: by, At: noon, Action: "x"},
		} {
			if Record(t.Context(), d, bad) == nil {
				t.Errorf("%s: recorded", name)
			}
		}
	})
}
