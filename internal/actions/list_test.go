package actions_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/when"
)

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		late := w.add(t, "Find the rooms", "March 2008", w.posts[0])
		soon := w.add(t, "Train the trainers’ group", "June 2008", w.posts...)
		later := w.add(t, "Open the Café", "December 2008")
		forever := w.add(t, "Hold seminars", "Ongoing from January 2008", w.posts[1])
		undated := w.add(t, "Think about the name", "", w.posts[1])
		gone := w.add(t, "Buy a bus", "May 2008")
		if err := w.Withdraw(t.Context(), d, w.by, plan, gone.ID, "Too dear"); err != nil {
			t.Fatal(err)
		}
		month := func(m time.Month) when.Month { return when.Month{Year: 2008, Month: m} }
		for _, c := range []struct {
			name   string
			filter actions.Filter
			want   []actions.Action
		}{
			{"all, due first", actions.Filter{}, []actions.Action{late, soon, later, forever, undated}},
			{"overdue", actions.Filter{Overdue: true}, []actions.Action{late}},
			{"ownerless", actions.Filter{Ownerless: true}, []actions.Action{later}},
			{"undated", actions.Filter{Undated: true}, []actions.Action{undated}},
			{"of a post", actions.Filter{Posts: w.posts[:1]}, []actions.Action{late, soon}},
			{"of either post", actions.Filter{Posts: w.posts}, []actions.Action{late, soon, forever, undated}},
			{"of no post", actions.Filter{Posts: []string{}}, nil},
			{"off track", actions.Filter{Status: actions.OffTrack}, []actions.Action{late}},
			{"at risk: its review is overdue", actions.Filter{Status: actions.AtRisk}, []actions.Action{forever}},
			{"due from to", actions.Filter{DueFrom: month(4), DueTo: month(6)}, []actions.Action{soon}},
			{"due from leaves out what is never due", actions.Filter{DueFrom: month(7)}, []actions.Action{later}},
			{"words, accents and apostrophes aside", actions.Filter{Text: "cafe OPEN"}, []actions.Action{later}},
			{"trainers'", actions.Filter{Text: "trainers' group"}, []actions.Action{soon}},
			{"a wildcard is no wildcard", actions.Filter{Text: "100%_"}, nil},
			{"withdrawn", actions.Filter{Withdrawn: true}, []actions.Action{gone}},
			{"by id", actions.Filter{IDs: []string{soon.ID, gone.ID}}, []actions.Action{gone, soon}},
			{"a selection", actions.Filter{Within: []actions.Selection{{SQL: "SELECT o.action_id FROM actions_owner o WHERE o.org_id = ? AND o.post_id = ?", Args: []any{w.by.OrgID, w.posts[1]}}}}, []actions.Action{soon, forever, undated}},
		} {
			got, total, more, err := w.List(t.Context(), d, w.by.OrgID, plan, c.filter, actions.Page{Limit: 50})
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if names(got) != names(c.want) || total != len(c.want) || more {
				t.Errorf("%s: %d %s, want %s", c.name, total, names(got), names(c.want))
			}
		}
		page2, total, _, err := w.List(t.Context(), d, w.by.OrgID, plan, actions.Filter{}, actions.Page{Limit: 2, Offset: 2})
		if err != nil || total != 5 || names(page2) != names([]actions.Action{later, forever}) {
			t.Errorf("second page: %d %s, %v", total, names(page2), err)
		}
	})
}

func names(all []actions.Action) string {
	s := ""
	for _, a := range all {
		s += a.Title + "; "
	}
	return s
}

// The rules in Go and the rules in SQL say the same of every action, and the
// spread counts what the list shows.
func TestStandingInSQL(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		r := rand.New(rand.NewPCG(2008, 4))
		dates := []string{"", "March 2008", "April 2008", "14 April 2008", "15 April 2008", "June 2008", "Ongoing from December 2007", "March 2008 / ongoing", "Ongoing"}
		var ids []string
		for i := range 120 {
			w.set(2007, time.Month(10+r.IntN(3)), 1+r.IntN(28))
			a := w.add(t, fmt.Sprintf("Action %d", i), dates[r.IntN(len(dates))], w.posts[:r.IntN(3)]...)
			ids = append(ids, a.ID)
			w.set(2008, time.Month(1+r.IntN(4)), 1+r.IntN(14))
			if r.IntN(3) > 0 {
				w.update(t, a.ID, actions.Outlooks[r.IntN(3)])
			}
			if r.IntN(4) == 0 {
				if err := w.Override(t.Context(), d, w.by, plan, a.ID, actions.Overrides[r.IntN(4)], "We know why"); err != nil {
					t.Fatal(err)
				}
			}
			if i > 0 && r.IntN(2) == 0 {
				if err := w.AddDependency(t.Context(), d, w.by, plan, a.ID, ids[r.IntN(i)]); err != nil {
					t.Fatal(err)
				}
			}
			if r.IntN(6) == 0 {
				w.note(t, a.ID)
				if err := w.Close(t.Context(), d, w.by, plan, a.ID); err != nil {
					t.Fatal(err)
				}
			}
			if r.IntN(10) == 0 {
				if err := w.Withdraw(t.Context(), d, w.by, plan, a.ID, "Not needed"); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.set(2008, 4, 15)
		var want actions.Spread
		counts := map[actions.Status]int{}
		all, err := w.ByID(t.Context(), d, w.by.OrgID, plan, ids)
		if err != nil || len(all) != len(ids) {
			t.Fatal(len(all), err)
		}
		for _, a := range all {
			needs, _, err := w.Needs(t.Context(), d, w.by.OrgID, plan, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			st := actions.Judge(a, w.Today(), needs)
			if st.Status != a.Standing(w.Today()).Status {
				t.Errorf("%s: judged %s, read %s", a.Title, st.Status, a.Standing(w.Today()).Status)
			}
			counts[st.Status]++
			want.Add(st, len(a.Owners) == 0)
		}
		overdue, _, _, err := w.List(t.Context(), d, w.by.OrgID, plan, actions.Filter{Overdue: true}, actions.Page{Limit: 500})
		if err != nil || len(overdue) != want.Overdue {
			t.Errorf("%d overdue in SQL, %d in Go, %v", len(overdue), want.Overdue, err)
		}
		for _, st := range actions.Statuses {
			rows, _, _, err := w.List(t.Context(), d, w.by.OrgID, plan, actions.Filter{Status: st}, actions.Page{Limit: 500})
			if err != nil || len(rows) != counts[st] || counts[st] == 0 {
				t.Errorf("%s: %d in SQL, %d in Go, %v", st, len(rows), counts[st], err)
			}
			for _, a := range rows {
				if got := a.Standing(w.Today()); got.Status != st {
					t.Errorf("%s is %s in SQL and %s in Go", a.Title, st, got.Status)
				}
			}
		}
		got, err := w.Spreads(t.Context(), d, w.by.OrgID, plan, actions.Selection{SQL: "SELECT a.id AS action_id, a.module AS grp FROM actions_action a WHERE a.org_id = ?", Args: []any{w.by.OrgID}})
		if err != nil || got[plan] != want {
			t.Errorf("spread %+v, want %+v, %v", got[plan], want, err)
		}
		if found, err := w.Check(t.Context(), w.by.OrgID); err != nil || len(found) > 0 {
			t.Errorf("check: %v, %v", found, err)
		}
	})
}
