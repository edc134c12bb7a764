package strategy

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

func TestAPreviewThatIsOutOfDateIsNotCommitted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		rows := w.csvOf(t, b.StrategyID)
		rows[1][4] = "August 2007"
		p, err := w.PreviewImport(t.Context(), w.by, b.StrategyID, "", asFile(t, rows), nil)
		if err != nil {
			t.Fatal(err)
		}
		objectives, err := w.Objectives(t.Context(), w.by.OrgID, b.StrategyID, false)
		if err != nil {
			t.Fatal(err)
		}
		o := objectives[9]
		if err := w.ChangeObjective(t.Context(), w.by, o.ID, o.Version, ObjectiveInput{Title: "Changed meanwhile"}); err != nil {
			t.Fatal(err)
		}
		before := w.csvOf(t, b.StrategyID)
		if _, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("got %v, want a conflict", err)
		}
		if diff := cmp.Diff(before, w.csvOf(t, b.StrategyID)); diff != "" {
			t.Errorf("something was written: %s", diff)
		}
		again, err := w.Preview(t.Context(), w.by, p.UploadID)
		if err != nil || again.Hash == p.Hash {
			t.Fatalf("the new preview: %v", err)
		}
		if _, err := w.CommitImport(t.Context(), w.by, again.UploadID, again.Hash); err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyOneOfTwoCommitsThePreview(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery and inclusion", plan2007(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("the others are told: %v", err)
			}
		}
		all, err := w.Editions(t.Context(), w.by.OrgID)
		if err != nil || won != 1 || len(all) != 1 {
			t.Errorf("%d committed, %d strategies, %v", won, len(all), err)
		}
	})
}

func TestOnlyThoseWhoKeepThePlanImport(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery", plan2007(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	reader := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: w.root.Path, Permissions: map[string]bool{permRead: true}}}}
	if _, err := w.Upload(t.Context(), reader, "", "Mine", plan2007(t)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("upload: %v", err)
	}
	if _, err := w.CommitImport(t.Context(), reader, p.UploadID, p.Hash); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("commit: %v", err)
	}
	other, root, err := w.units.Found(t.Context(), "Another trust", "another")
	if err != nil {
		t.Fatal(err)
	}
	stranger := actor.Actor{OrgID: other.OrgID, AccountID: "b", Grants: []actor.Grant{{Path: root.Path, Permissions: map[string]bool{permEdit: true}}}}
	if _, err := w.Preview(t.Context(), stranger, p.UploadID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another organisation's preview: %v", err)
	}
}

func TestAnUploadExpires(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery", plan2007(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	*w.now = w.now.Add(uploadTime + time.Second)
	if _, err := w.Preview(t.Context(), w.by, p.UploadID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestABadFileIsNotHalfImported(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	bad := bytes.Replace(plan2007(t).Content, []byte("December 2008"), []byte("next winter"), 1)
	p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery", File{"plan.csv", bad}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Errors) != 1 || p.Errors[0].Row != 16 || p.Errors[0].Column != "E" || !strings.Contains(p.Errors[0].Text, "next winter") {
		t.Errorf("errors %v", p.Errors)
	}
	if _, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Text(err), "Row 16, column E") {
		t.Errorf("got %v", err)
	}
	if all, err := w.Editions(t.Context(), w.by.OrgID); err != nil || len(all) != 0 {
		t.Errorf("%d strategies, %v", len(all), err)
	}
}

func TestABatchIsKeptAsItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		got, reasons, err := w.ImportBatch(t.Context(), w.by, b.ID)
		if err != nil || len(reasons) > 0 {
			t.Fatal(err, reasons)
		}
		if len(got.Before.V) != 1+10+17 || got.Counts.V != b.Counts.V || len(got.Rows.V) != len(b.Rows.V) {
			t.Errorf("kept %d things, %+v", len(got.Before.V), got.Counts.V)
		}
		if !json.Valid(got.Before.V[0].After) || !got.Before.V[0].Made() {
			t.Errorf("kept %s", got.Before.V[0].After)
		}
	})
}
