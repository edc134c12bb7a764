package internal_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/extracts"
	"footbridge/internal/when"
)

// dirtyLoad is the load of [extractExamples]: checked, with a row to put right.
const dirtyLoad = `(SELECT b.id FROM extracts_batch b JOIN extracts_source s ON s.org_id = b.org_id AND s.id = b.source WHERE b.org_id = $1 AND s.name = 'An example' ORDER BY b.id DESC LIMIT 1)`

// extractExamples brings in a file with a row that cannot be read.
func extractExamples(t *testing.T, a *app.App, by actor.Actor) {
	t.Helper()
	v, err := a.Extracts.AddMapping(t.Context(), by, "source: An example\nfiles: [{kind: learning, match: example.csv, columns: {person: Number, day: Day, event: What}}]\n")
	if err != nil {
		t.Fatal(err)
	}
	file := extracts.File{Name: "example.csv", Path: filepath.Join(t.TempDir(), "example.csv")}
	if err := os.WriteFile(file.Path, []byte("Number,Day,What\nx1,03/05/2027,Enrolled\nx2,33/05/2027,Attended\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Extracts.Read(t.Context(), by, v.Source, when.Month{Year: 2027, Month: time.May}, []extracts.File{file}); err != nil {
		t.Fatal(err)
	}
}
