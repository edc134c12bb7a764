package strategy

import (
	"strings"
	"testing"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Teams of two boroughs are often called the same, and have posts called the
// same: a sheet names each so that it stays that one, and asks when it cannot
// tell which is meant.
func TestPostsThatAreCalledTheSame(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		ctx, b := t.Context(), w.load2007(t)
		var posts []units.Post
		for _, borough := range []string{"Ashby", "Vale"} {
			above, err := w.units.Add(ctx, w.by, units.Unit{ParentID: w.root.ID, Kind: "borough", Name: borough})
			if err != nil {
				t.Fatal(err)
			}
			team, err := w.units.Add(ctx, w.by, units.Unit{ParentID: above.ID, Kind: "team", Name: "North team"})
			if err != nil {
				t.Fatal(err)
			}
			post, err := w.units.AddPost(ctx, w.by, team.ID, "Manager")
			if err != nil {
				t.Fatal(err)
			}
			posts = append(posts, post)
		}
		rows, err := w.RowsUnder(ctx, w.by.OrgID, b.StrategyID)
		if err != nil {
			t.Fatal(err)
		}
		for i, post := range posts {
			err := w.KeepAction(ctx, w.by, rows[i].ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
				return acts.SetOwners(ctx, tx, w.by, module, r.ActionID, []string{post.ID})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		sheet := w.csvOf(t, b.StrategyID)
		if got := sheet[1][3] + "; " + sheet[2][3]; got != "Manager (North team, Ashby); Manager (North team, Vale)" {
			t.Errorf("the sheet names them %q", got)
		}
		sheet[1][4], sheet[2][4] = "May 2009", "June 2009"
		p, err := w.PreviewImport(ctx, w.by, b.StrategyID, "", asFile(t, sheet), nil)
		if err != nil || p.Counts.ChangedActions != 2 || len(p.Errors)+len(p.NewPosts) > 0 {
			t.Fatalf("%v\n%s", err, stepWords(p))
		}
		if _, err := w.CommitImport(ctx, w.by, p.UploadID, p.Hash); err != nil {
			t.Fatal(err)
		}
		for i, post := range posts {
			r, err := w.Row(ctx, w.by.OrgID, rows[i].ActionID)
			if err != nil || len(r.Posts) != 1 || r.Posts[0].ID != post.ID {
				t.Errorf("after a new date the owner is %+v, %v", r.Posts, err)
			}
		}
		sheet[1][3] = "Manager (North team)"
		p, err = w.PreviewImport(ctx, w.by, b.StrategyID, "", asFile(t, sheet), nil)
		if err != nil || len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].String(), "Row 2, column D: “Manager (North team)” can be several posts.") {
			t.Errorf("a name of several: %v, %v", p.Errors, err)
		}
	})
}

// "Continued" is taken off a title only where it is set apart, or where the rest
// is an objective above; never from a row of our own export.
func TestTitlesThatEndInContinued(t *testing.T) {
	for _, c := range []struct {
		rows [][]string
		want string
	}{
		{[][]string{{"See that care is continued", "Do it"}}, "See that care is continued"},
		{[][]string{{"Leadership (continued)", "Do it"}}, "Leadership"},
		{[][]string{{"Leadership – cont'd", "Do it"}}, "Leadership"},
		{[][]string{{"Leadership", "Do it"}, {"Leadership continued", "Do more"}}, "Leadership"},
		{[][]string{{"Leadership (continued)", "Do it", "an-id"}}, "Leadership (continued)"},
	} {
		f := parsePlan(append([][]string{{"Objective", "Action", "Objective id"}}, c.rows...), Mapping{Columns: map[string]int{FieldObjective: 0, FieldAction: 1, FieldObjectiveID: 2}})
		if len(f.Objectives) != 1 || f.Objectives[0].Title != c.want || len(f.Errors) > 0 {
			t.Errorf("%v: %d objectives, %v, want %q", c.rows, len(f.Objectives), f.Errors, c.want)
		}
	}
}

// A spreadsheet that opens our CSV and saves it again writes months in its own
// way: that is no change either.
func TestOurExportSavedBySpreadsheetIsNoChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		sheet, months := w.csvOf(t, b.StrategyID), 0
		for _, row := range sheet[1:] {
			if m, err := when.ParseMonth(row[4]); err == nil {
				row[4] = m.First().Start().In(when.London).Format("Jan-06")
				months++
			}
		}
		p, err := w.PreviewImport(t.Context(), w.by, b.StrategyID, "", asFile(t, sheet), nil)
		if err != nil || months < 5 || p.Counts.Changes() || len(p.Errors) > 0 {
			t.Errorf("%d months, %v\n%s", months, err, stepWords(p))
		}
	})
}
