package strategy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

func TestUndoRestoresTheIdenticalState(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		first := w.load2007(t)
		before := w.csvOf(t, first.StrategyID)
		rows := w.csvOf(t, first.StrategyID)
		rows[1][1], rows[1][2], rows[1][3], rows[1][4], rows[1][6] = "Lead", "Launch it", "", "", "Hope"
		rows[3][2] = "Write the job description"
		rows = append(rows, []string{"11", "Tell people's stories", "Collect them", "Chair", "May 2009"}, []string{"", "", "Print them", "", ""})
		p, err := w.PreviewImport(t.Context(), w.by, first.StrategyID, "", asFile(t, rows), nil)
		if err != nil || len(p.Errors) > 0 {
			t.Fatalf("%v %v", err, p.Errors)
		}
		second, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if cmp.Equal(before, w.csvOf(t, first.StrategyID)) {
			t.Fatal("the import changed nothing")
		}
		if err := w.UndoImport(t.Context(), w.by, second.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.csvOf(t, first.StrategyID)); diff != "" {
			t.Errorf("after undoing: %s", diff)
		}
		if err := w.UndoImport(t.Context(), w.by, second.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("undoing twice: %v", err)
		}
		if err := w.UndoImport(t.Context(), w.by, first.ID); err != nil {
			t.Errorf("undoing the first too: %v", err)
		}
		if all, err := w.Editions(t.Context(), w.by.OrgID); err != nil || len(all) != 0 {
			t.Errorf("%d strategies are left, %v", len(all), err)
		}
	})
}

func TestUndoIsRefusedWhenThePlanHasMovedOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		rows, err := w.RowsUnder(t.Context(), w.by.OrgID, b.StrategyID)
		if err != nil {
			t.Fatal(err)
		}
		err = w.UpdateAction(t.Context(), w.by, rows[0].ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			_, err := acts.AddUpdate(t.Context(), tx, w.by, module, r.ActionID, w.today(), actions.ToPlan, "Begun")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddItem(t.Context(), w.by, ItemInput{Input: actions.Input{Title: "One more"}, ObjectiveID: rows[4].ObjectiveID}); err != nil {
			t.Fatal(err)
		}
		err = w.KeepAction(t.Context(), w.by, rows[6].ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			return acts.Override(t.Context(), tx, w.by, module, r.ActionID, actions.AtRisk, "The money is not there yet.")
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.OverrideObjective(t.Context(), w.by, rows[9].ObjectiveID, actions.OffTrack, "Nobody leads it."); err != nil {
			t.Fatal(err)
		}
		before := w.csvOf(t, b.StrategyID)
		_, reasons, err := w.ImportBatch(t.Context(), w.by, b.ID)
		if err != nil || len(reasons) != 4 {
			t.Errorf("reasons %q, %v", reasons, err)
		}
		err = w.UndoImport(t.Context(), w.by, b.ID)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Text(err), "Launch the strategy") || !strings.Contains(fault.Text(err), "Objective 4") {
			t.Errorf("got %v", err)
		}
		if diff := cmp.Diff(before, w.csvOf(t, b.StrategyID)); diff != "" {
			t.Errorf("a refused undo changed something: %s", diff)
		}
	})
}
