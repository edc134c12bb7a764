package strategy

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var updateImport = flag.Bool("update-import", false, "rewrite the golden files of the import")

// importWorld is an organisation without a strategy, and somebody who may make one.
type importWorld struct {
	*Strategy
	by   actor.Actor
	root units.Unit
	now  *time.Time
}

func newImportWorld(t testing.TB, d *db.DB) importWorld {
	t.Helper()
	now := time.Date(2007, 5, 3, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	p := people.New(d, clock)
	u := units.New(d, clock, p)
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	if err != nil {
		t.Fatal(err)
	}
	return importWorld{New(d, clock, u, p, nil, actions.New(d, clock)), actor.System(org.OrgID, "the test"), root, &now}
}

func plan2007(t testing.TB) File {
	t.Helper()
	content, err := os.ReadFile("testdata/strategy-2007-plan.csv")
	if err != nil {
		t.Fatal(err)
	}
	return File{"strategy-2007-plan.csv", content}
}

// load2007 imports the plan of 2007 as a new strategy.
func (w importWorld) load2007(t testing.TB) Batch {
	t.Helper()
	p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery and inclusion", plan2007(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// csvOf is the export of a strategy, as rows.
func (w importWorld) csvOf(t testing.TB, strategyID string) [][]string {
	t.Helper()
	return w.exported(t, strategyID, "plan.csv")
}

func (w importWorld) exported(t testing.TB, strategyID, name string) [][]string {
	t.Helper()
	rows, err := export.Read(name, w.file(t, strategyID, name).Content)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (w importWorld) file(t testing.TB, strategyID, name string) File {
	t.Helper()
	sheet, err := w.Export(t.Context(), w.by.OrgID, strategyID)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	write := export.CSV
	if filepath.Ext(name) == ".xlsx" {
		write = export.XLSX
	}
	if err := write(&b, sheet); err != nil {
		t.Fatal(err)
	}
	return File{name, b.Bytes()}
}

// asFile is rows as CSV.
func asFile(t testing.TB, rows [][]string) File {
	t.Helper()
	s := export.Sheet{Rows: func(yield func([]string) error) error {
		for _, row := range rows[1:] {
			if err := yield(row); err != nil {
				return err
			}
		}
		return nil
	}}
	for _, h := range rows[0] {
		s.Columns = append(s.Columns, export.Column{Name: h})
	}
	var b bytes.Buffer
	if err := export.CSV(&b, s); err != nil {
		t.Fatal(err)
	}
	return File{"edited.csv", b.Bytes()}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *updateImport {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update-import to accept):\n%s", name, diff)
	}
}

// stepWords is a preview as text, for golden files.
func stepWords(p Preview) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%2d  %-16s %s", s.Row, s.Kind, s.Title)
		for _, c := range s.Changes {
			fmt.Fprintf(&b, " | %s: %s", c.Field, strings.TrimSpace(c.From+" → "+c.To))
		}
		for _, f := range s.Flags {
			fmt.Fprintf(&b, " | ! %s", f)
		}
		b.WriteByte('\n')
	}
	for _, e := range p.Errors {
		fmt.Fprintln(&b, "error:", e)
	}
	for _, n := range p.Notes {
		fmt.Fprintln(&b, "note:", n)
	}
	for _, n := range p.NewPosts {
		fmt.Fprintln(&b, "new post:", n)
	}
	for _, n := range p.Missing {
		fmt.Fprintln(&b, "not in the file:", n)
	}
	return b.String()
}

func TestThePlanOf2007HasTenObjectivesAndSeventeenActions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery and inclusion", plan2007(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "preview-2007.txt", []byte(stepWords(p)))
		c := p.Counts
		if c.NewObjectives != 10 || c.NewActions != 17 || c.Ownerless != 2 || c.Undated != 0 || len(p.Errors) > 0 {
			t.Errorf("got %+v, %v", c, p.Errors)
		}
		b, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p.Steps, b.Rows.V); diff != "" {
			t.Errorf("the batch is not the preview: %s", diff)
		}
		rows, err := w.RowsUnder(t.Context(), w.by.OrgID, b.StrategyID)
		if err != nil {
			t.Fatal(err)
		}
		objectives, err := w.Objectives(t.Context(), w.by.OrgID, b.StrategyID, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(objectives) != 10 || len(rows) != 17 {
			t.Fatalf("%d objectives, %d actions", len(objectives), len(rows))
		}
		var ownerless []string
		for _, r := range rows {
			if len(r.Posts) == 0 {
				ownerless = append(ownerless, r.Action.Title)
			}
		}
		if want := []string{"Carry out the borough plans", "Develop training for staff, Recovery Support Workers included"}; !slices.Equal(ownerless, want) {
			t.Errorf("without an owner: %q", ownerless)
		}
	})
}

func TestOurOwnExportImportsAsNoChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		w.awkward(t, b.StrategyID)
		for _, name := range []string{"plan.csv", "plan.xlsx"} {
			p, err := w.PreviewImport(t.Context(), w.by, b.StrategyID, "", w.file(t, b.StrategyID, name), nil)
			if err != nil {
				t.Fatal(err)
			}
			if p.Counts.Changes() || len(p.Errors)+len(p.Missing)+len(p.NewPosts) > 0 {
				t.Errorf("%s:\n%s", name, stepWords(p))
			}
			if _, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash); fault.KindOf(err) != fault.Invalid {
				t.Errorf("importing nothing: %v", err)
			}
		}
	})
}

// awkward adds what is hard to write into a sheet and read again.
func (w importWorld) awkward(t testing.TB, strategyID string) {
	t.Helper()
	ctx := t.Context()
	unit, err := w.units.Add(ctx, w.by, units.Unit{ParentID: w.root.ID, Kind: "borough", Name: "Vale / North; East"})
	if err != nil {
		t.Fatal(err)
	}
	post, err := w.units.AddPost(ctx, w.by, unit.ID, "=Lead / deputy; and others")
	if err != nil {
		t.Fatal(err)
	}
	aims, err := w.Aims(ctx, w.by.OrgID, false)
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.AddObjective(ctx, w.by, ObjectiveInput{StrategyID: strategyID, Title: "-An objective  without “actions”", Aims: []string{aims[0].ID, aims[3].ID}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddObjective(ctx, w.by, ObjectiveInput{StrategyID: strategyID, Number: 40, Title: "Nothing under it"}); err != nil {
		t.Fatal(err)
	}
	for i, due := range []actions.Due{
		{}, {Ongoing: true}, {Month: when.Month{Year: 2008, Month: 3}, Day: 9}, {Ongoing: true, From: when.Month{Year: 2008, Month: 3}},
		{Ongoing: true, Month: when.Month{Year: 2008, Month: 3}},
	} {
		in := ItemInput{Input: actions.Input{Title: fmt.Sprintf("+Do  it, \"%d\" times", i), Due: due, Owners: []string{post.ID}, Detail: "Kept"}, ObjectiveID: o.ID, Aims: []string{aims[1].ID}}
		if _, err := w.AddItem(ctx, w.by, in); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEditedCellsImportAsExactlyThoseChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.load2007(t)
		rows := w.csvOf(t, b.StrategyID)
		rows = slices.Delete(rows, 2, 3) // the second action of objective 1
		for i := range rows {
			rows[i] = append(rows[i], "A remark of our own")
		}
		rows[1][1] = "Lead the model"
		rows[2][3], rows[2][4] = "Chief Executive; Head of Facilities", "July 2007"
		rows[3][0] = "30"
		rows = append(rows, []string{"11", "Tell people's stories", "", "Chair", "May 2009"})
		p, err := w.PreviewImport(t.Context(), w.by, b.StrategyID, "", asFile(t, rows), nil)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "preview-edited.txt", []byte(stepWords(p)))
		if _, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash); err != nil {
			t.Fatal(err)
		}
		after := w.csvOf(t, b.StrategyID)
		if len(after) != 1+18 {
			t.Errorf("%d rows after the import", len(after))
		}
		if after[2][2] != "Hold seminars for individual teams; collect and distribute materials for teams and services" {
			t.Errorf("the row that was not in the file is now %q", after[2])
		}
	})
}

func TestObjectivesCanExchangeNumbers(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	b := w.load2007(t)
	rows := w.csvOf(t, b.StrategyID)
	for i := range rows {
		switch rows[i][0] {
		case "2":
			rows[i][0] = "3"
		case "3":
			rows[i][0] = "2"
		}
	}
	p, err := w.PreviewImport(t.Context(), w.by, b.StrategyID, "", asFile(t, rows), nil)
	if err != nil || len(p.Errors) > 0 || p.Counts.ChangedObjectives != 2 {
		t.Fatalf("%v\n%s", err, stepWords(p))
	}
	before := w.csvOf(t, b.StrategyID)
	second, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.csvOf(t, b.StrategyID); got[3][1] != "Establish a Recovery and Social Inclusion Steering Group" || got[3][0] != "2" {
		t.Errorf("row 4 is %q", got[3])
	}
	if err := w.UndoImport(t.Context(), w.by, second.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, w.csvOf(t, b.StrategyID)); diff != "" {
		t.Error(diff)
	}
}

func TestAWorkbookImportsLikeItsCSV(t *testing.T) {
	t.Parallel()
	rows, err := export.Read("a.csv", plan2007(t).Content)
	if err != nil {
		t.Fatal(err)
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetCellValue("Sheet1", "A1", "Implementation plan"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+2, i+3) // beside an empty column, below a heading
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	w := newImportWorld(t, dbtest.SQLite(t))
	p, err := w.PreviewImport(t.Context(), w.by, "", "Recovery", File{"plan.xlsx", b.Bytes()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Counts; c.NewObjectives != 10 || c.NewActions != 17 || c.Ownerless != 2 || p.Mapping.Header != 2 {
		t.Errorf("got %+v\n%s", c, stepWords(p))
	}
}
