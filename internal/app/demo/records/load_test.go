package records_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/app/demo/records"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/extracts"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var until = when.Month{Year: 2026, Month: time.October}

// office is an organisation that brings in extracts.
type office struct {
	*extracts.Extracts
	db *db.DB
	by actor.Actor
}

func newOffice(t testing.TB, d *db.DB) office {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC) }
	u := units.New(d, now, people.New(d, now))
	org, root, err := u.Found(t.Context(), "Bridgewater", "bridgewater")
	if err != nil {
		t.Fatal(err)
	}
	o := office{extracts.New(d, now, u), d, actor.System(org.OrgID, "a test")}
	o.Open(t.TempDir(), "a key for pseudonyms of the tests alone")
	for _, name := range []string{"Kingsmere Community Team", "Valeside Older People's Team", "Larch Ward"} {
		if _, err := u.Add(t.Context(), o.by, units.Unit{ParentID: root.ID, Kind: "team", Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// generated writes files and lists them in the order of the manifest.
func generated(t testing.TB, o records.Options) (records.Manifest, []extracts.File) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	o.Months, o.Until = 30, until
	m, err := records.Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	var files []extracts.File
	for _, f := range m.Files {
		files = append(files, extracts.File{Name: f.Name, Path: filepath.Join(dir, f.Name)})
	}
	return m, files
}

// mapping is the ready mapping of a shape, brought in.
func (o office) mapping(t testing.TB, source string) string {
	t.Helper()
	for _, ready := range o.Ready() {
		if ready.Source == source {
			v, err := o.AddMapping(t.Context(), o.by, ready.Text)
			if err != nil {
				t.Fatal(err)
			}
			return v.Source
		}
	}
	t.Fatalf("there is no mapping for %s", source)
	return ""
}

func number(t testing.TB, d *db.DB, query string, args ...any) int {
	t.Helper()
	n, err := db.One[int](context.Background(), d, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// reasons of the program, by what the manifest calls them.
var reasons = map[string]string{"date": "date", "nhs": "number", "code": "code", "missing": "person"}

// What the generator says is wrong is what the program finds, file by file and
// reason by reason, in both shapes and on both engines.
func TestEveryDirtyRowIsFound(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{records.Rowan, records.MHSDS} {
		t.Run(shape, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				o := newOffice(t, d)
				m, files := generated(t, records.Options{Shape: shape, People: 900, Contacts: 20_000, Seed: 11})
				b, err := o.Read(t.Context(), o.by, o.mapping(t, m.Source), until, files)
				if err != nil {
					t.Fatal(err)
				}
				type found struct {
					Name                                                       string
					RowsRead, RowsGood, Rejected, Duplicates, Headings, Totals int
				}
				var want []found
				for _, f := range m.Files {
					want = append(want, found{f.Name, f.Rows, f.Rows - f.Bad(), f.Bad(), f.Copies, f.Skipped["header"], f.Skipped["total"]})
				}
				got, err := db.All[found](t.Context(), d, `SELECT name, rows_read, rows_good, rejected, duplicates, headings, totals FROM extracts_file WHERE org_id = $1 ORDER BY number`, o.by.OrgID)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("files:\n%s", diff)
				}
				wrong, rejected := map[string]int{}, map[string]int{}
				for _, f := range m.Files {
					for reason, n := range f.Rejected {
						wrong[f.Name+" "+reason] += n
					}
				}
				type why struct {
					Name, Reason string
					N            int
				}
				all, err := db.All[why](t.Context(), d, `SELECT f.name, r.reason, count(*) AS n FROM extracts_reject r
					JOIN extracts_file f ON f.org_id = r.org_id AND f.batch_id = r.batch_id AND f.number = r.file WHERE r.org_id = $1 GROUP BY f.name, r.reason`, o.by.OrgID)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range all {
					rejected[w.Name+" "+reasons[w.Reason]] += w.N
				}
				if diff := cmp.Diff(wrong, rejected); diff != "" {
					t.Errorf("reasons:\n%s", diff)
				}
				if err := o.Commit(t.Context(), o.by, b.ID); err != nil {
					t.Fatal(err)
				}
				if got, want := number(t, d, `SELECT count(DISTINCT contact) FROM extracts_contact`), m.Kind("contacts").Things(); got != want {
					t.Errorf("got %d different contacts, want %d", got, want)
				}
				o.teams(t)
			})
		})
	}
}

// teams looks where teams went: by their names, whatever the apostrophe, or nowhere.
func (o office) teams(t *testing.T) {
	t.Helper()
	all, err := o.Teams(t.Context(), o.by)
	if err != nil {
		t.Fatal(err)
	}
	for _, team := range all {
		known := team.Team == "Kingsmere Community Team" || team.Team == "Larch Ward" || strings.HasPrefix(team.Team, "Valeside Older")
		if (team.UnitID != "") != known {
			t.Errorf("%s of %s is at %q", team.Team, team.SourceName, team.UnitID)
		}
	}
	if len(all) != 13 {
		t.Errorf("got %d teams and wards, want 13", len(all))
	}
}
