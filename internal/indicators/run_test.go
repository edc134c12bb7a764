package indicators

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/jobs"
	"footbridge/internal/when"
)

const shortMapping = `source: Rowan
files:
  - kind: contacts
    match: "contacts*"
    columns:
      person: {from: Who}
      contact: {from: Number}
      team: {from: Team}
      day: {from: Day}
      attendance: {from: Outcome}
      role: {from: With}
  - kind: referrals
    match: "referrals*"
    columns:
      person: {from: Who}
      referral: {from: Number}
      team: {from: Team}
      team_type: {from: Type}
      received: {from: Received}
      ended: {from: Ended}
  - kind: people
    match: "people*"
    columns:
      person: {from: Who}
      born: {from: Born}
      ethnicity: {from: Ethnicity}
`

// bring reads files, each its name and its rows, and lets them count. It returns
// the batch.
func (w *desk) bring(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	by := actor.System(w.by.OrgID, "a test")
	w.x.extracts.Open(dir, strings.Repeat("k", 40))
	v, err := w.x.extracts.AddMapping(t.Context(), by, shortMapping)
	if err != nil {
		t.Fatal(err)
	}
	var all []extracts.File
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.WriteFile(path, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
		all = append(all, extracts.File{Name: files[i], Path: path})
	}
	b, err := w.x.extracts.Read(t.Context(), by, v.Source, when.Month{Year: 2027, Month: 4}, all)
	if err == nil {
		err = w.x.extracts.Commit(t.Context(), by, b.ID)
	}
	if err != nil || b.RowsWaiting > 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	return b.ID
}

// met are contacts of people 0 to n-1 in a month.
func met(month string, n int) string {
	var b strings.Builder
	b.WriteString("Who,Number,Team,Day,Outcome,With\n")
	for i := range n {
		fmt.Fprintf(&b, "p%d,%s-%d,Vale North,%s-%02d,5,%s\n", i, month, i, month, 1+i%28, []string{"peer", "other", ""}[i%3])
	}
	return b.String()
}

const someReferrals = `Who,Number,Team,Type,Received,Ended
p0,r0,Vale North,A06,2026-01-05,
p1,r1,Vale South,A06,2026-01-05,2027-02-10
p2,r2,Unknown,A06,2027-03-05,
`

const somePeople = "Who,Born,Ethnicity\np0,1990-05-01,A\np1,1980-05-01,M\np2,1970-05-01,\n"

func (w *desk) ran(t *testing.T) Run {
	t.Helper()
	if err := w.x.Run(t.Context(), w.by); err != nil {
		t.Fatal(err)
	}
	return must[Run](t)(w.x.LastRun(t.Context(), w.by.OrgID))
}

// full is what working everything out anew comes to, by month.
func (w *desk) full(t *testing.T, d Definition, r Run) []Cell {
	t.Helper()
	s := must[*extracts.Snapshot](t)(w.x.extracts.Snapshot(t.Context(), w.by.OrgID))
	var out []Cell
	for _, o := range compute(s, []Definition{d}, extracts.Months(r.First), extracts.Months(r.Last), every) {
		slices.SortFunc(o.cells, byPlace)
		for _, c := range o.cells {
			c.Month = extracts.MonthOf(o.month)
			out = append(out, c)
		}
	}
	return out
}

// madeBy says which run each month of an indicator was worked out by.
func (w *desk) madeBy(t *testing.T, slug string) map[string]string {
	t.Helper()
	type row struct {
		Month int
		RunID string
	}
	out := map[string]string{}
	for _, r := range must[[]row](t)(db.All[row](t.Context(), w.db, `SELECT month, run_id FROM indicators_result WHERE org_id = $1 AND indicator = $2`, w.by.OrgID, slug)) {
		out[extracts.MonthOf(int32(r.Month)).ISO()] = r.RunID
	}
	return out
}

// A run works out what is behind and nothing else, comes to what a whole run
// comes to, and drops what no longer stands on anything.
func TestRunDoesWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		if err := w.x.Adopt(t.Context(), w.by, "contacts", "people-we-work-with", "peer-contacts", "help-with-work"); err != nil {
			t.Fatal(err)
		}
		if r := w.ran(t); !r.Last.IsZero() || r.State != "done" {
			t.Errorf("without an extract: %+v", r)
		}
		w.bring(t, "people.csv", somePeople, "referrals.csv", someReferrals, "contacts1.csv", met("2027-01", 30), "contacts2.csv", met("2027-02", 31), "contacts3.csv", met("2027-03", 32))
		first := w.ran(t)
		if first.First.ISO() != "2027-01" || first.Last.ISO() != "2027-03" || first.Hash == "" || first.EndedAt.IsZero() {
			t.Errorf("run = %+v", first)
		}
		all := must[[]Definition](t)(w.x.definitions(t.Context(), d, w.by.OrgID))
		april := w.bring(t, "contacts4.csv", met("2027-04", 33))
		second := w.ran(t)
		if got, want := w.madeBy(t, "contacts"), (map[string]string{"2027-01": first.ID, "2027-02": first.ID, "2027-03": second.ID, "2027-04": second.ID}); !cmp.Equal(got, want) {
			t.Errorf("worked out by %v, want %v: a contact may follow up a stay of the month before", got, want)
		}
		for _, d := range all {
			got := must[[]Cell](t)(w.x.cells(t.Context(), w.db, w.by.OrgID, d.Indicator, 1))
			if diff := cmp.Diff(w.full(t, d, second), got); diff != "" {
				t.Errorf("%s differs from a whole run: %s", d.Indicator, diff)
			}
		}
		if third := w.ran(t); w.madeBy(t, "contacts")["2027-04"] != second.ID || third.ID == second.ID {
			t.Error("nothing had changed, and yet it was worked out again")
		}
		if err := w.x.extracts.Undo(t.Context(), actor.System(w.by.OrgID, "a test"), april); err != nil {
			t.Fatal(err)
		}
		if r := w.ran(t); r.Last.ISO() != "2027-03" || len(w.madeBy(t, "contacts")) != 3 {
			t.Errorf("after April was undone: %+v, %v", r, w.madeBy(t, "contacts"))
		}
		cells := must[[]Cell](t)(w.x.cells(t.Context(), d, w.by.OrgID, "people-we-work-with", 1))
		want := map[string]int64{"2027-01 " + w.root.ID: 2, "2027-02 " + w.root.ID: 1, "2027-03 " + w.root.ID: 2, "2027-01 " + w.vale.ID: 2, "2027-03 " + w.vale.ID: 1, "2027-01 " + w.teams[1].ID: 1}
		for _, c := range cells {
			if n, ok := want[c.Month.ISO()+" "+c.UnitID]; ok && c.Dimension == "" && c.Num != n {
				t.Errorf("%s %s: %d, want %d", c.Month, c.UnitID, c.Num, n)
			}
		}
	})
}

// A changed definition is the next version, with a reason; what the version
// before came to stays.
func TestVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.bring(t, "contacts.csv", met("2027-02", 30), "contacts2.csv", met("2027-03", 30))
		text := readyTexts()["contacts"]
		if err := w.x.Adopt(t.Context(), w.by, "contacts"); err != nil {
			t.Fatal(err)
		}
		w.ran(t)
		before := must[[]Cell](t)(w.x.cells(t.Context(), d, w.by.OrgID, "contacts", 1))
		if v := must[Definition](t)(w.x.Define(t.Context(), w.by, text, "again")); v.Version != 1 {
			t.Errorf("the same text is version %d", v.Version)
		}
		changed := strings.Replace(text, "  attended: true", "  attended: true\n  roles: [peer]\nsince: 2027-03", 1)
		if _, err := w.x.Define(t.Context(), w.by, changed, " "); fault.Fields(err)["reason"] == "" {
			t.Errorf("without a reason: %v", err)
		}
		if v := must[Definition](t)(w.x.Define(t.Context(), w.by, changed, "Peers only.")); v.Version != 2 || v.Since.ISO() != "2027-03" {
			t.Errorf("%+v", v)
		}
		w.ran(t)
		if diff := cmp.Diff(before, must[[]Cell](t)(w.x.cells(t.Context(), d, w.by.OrgID, "contacts", 1))); diff != "" {
			t.Errorf("the version before changed: %s", diff)
		}
		after := must[[]Cell](t)(w.x.cells(t.Context(), d, w.by.OrgID, "contacts", 2))
		if len(after) == 0 || after[0].Month.ISO() != "2027-03" || after[0].Num != 10 {
			t.Errorf("the next version = %+v", after)
		}
		if err := w.x.Adopt(t.Context(), w.by); err != nil {
			t.Fatal(err)
		}
		if all := must[[]Definition](t)(w.x.definitions(t.Context(), d, w.by.OrgID)); len(all) != len(readyTexts()) {
			t.Errorf("%d definitions", len(all))
		}
		if err := w.x.Adopt(t.Context(), w.by, "nonsense"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a definition that there is not: %v", err)
		}
		reader := may(w.by.OrgID, "/", Read)
		for name, err := range map[string]error{
			"adopt": w.x.Adopt(t.Context(), reader), "run": w.x.Run(t.Context(), reader),
			"define": func() error { _, err := w.x.Define(t.Context(), reader, text, ""); return err }(),
		} {
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s by a reader: %v", name, err)
			}
		}
	})
}

// One run at a time for an organisation; one that was cut off is in nobody's
// way, and what it comes to late is dropped. Figures stay as they were.
func TestRunsOneAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.bring(t, "contacts.csv", met("2027-03", 30))
		if err := w.x.Adopt(t.Context(), w.by, "contacts"); err != nil {
			t.Fatal(err)
		}
		first := w.ran(t)
		late := Run{OrgID: w.by.OrgID, ID: "late", State: "running", BeganAt: w.x.now().Add(-time.Minute)}
		if err := beginRun(t.Context(), d, late, w.x.now().Add(-longestRun)); err != nil {
			t.Fatal(err)
		}
		if err := w.x.Run(t.Context(), w.by); fault.KindOf(err) != fault.Conflict {
			t.Errorf("two at once: %v", err)
		}
		if _, err := d.Exec(t.Context(), `UPDATE indicators_run SET began_at = $1 WHERE id = 'late'`, w.x.now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.x.now = func() time.Time { return noonOfPages.Add(time.Minute) }
		second := w.ran(t)
		if second.ID == first.ID {
			t.Error("one that was cut off is in the way")
		}
		if err := w.x.workOut(t.Context(), &late); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a late end: %v", err)
		}
		if found := must[[]string](t)(w.x.Check(t.Context(), w.by.OrgID)); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		if _, err := d.Exec(t.Context(), `UPDATE indicators_definition SET text = 'no'`); err != nil {
			t.Fatal(err)
		}
		if err := w.x.Run(t.Context(), w.by); err == nil {
			t.Error("a definition that is not understood was worked out")
		}
		if got := must[Run](t)(w.x.LastRun(t.Context(), w.by.OrgID)); got.ID != second.ID || len(w.madeBy(t, "contacts")) != 1 {
			t.Errorf("a run that broke took the figures with it: %+v", got)
		}
		if _, err := d.Exec(t.Context(), `UPDATE indicators_result SET cells = $1`, []byte{9}); err != nil {
			t.Fatal(err)
		}
		found := strings.Join(must[[]string](t)(w.x.Check(t.Context(), w.by.OrgID)), "\n")
		for _, want := range []string{"version 1 of contacts", "for March 2027 cannot be read", "the last run broke"} {
			if !strings.Contains(found, want) {
				t.Errorf("%q does not say %q", found, want)
			}
		}
	})
}

// A run is queued when what counts has changed since the last, and only then.
func TestWatch(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	queued := func() int {
		t.Helper()
		if err := w.x.watch(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range must[[]jobs.Count](t)(w.x.jobs.Counts(t.Context())) {
			if c.Kind == "indicators.run" {
				n += c.Jobs
			}
		}
		return n
	}
	if n := queued(); n != 0 {
		t.Errorf("%d runs for an organisation without indicators", n)
	}
	if err := w.x.Adopt(t.Context(), w.by, "contacts"); err != nil {
		t.Fatal(err)
	}
	w.bring(t, "contacts.csv", met("2027-03", 30))
	if n := queued(); n != 1 {
		t.Errorf("%d runs after a batch", n)
	}
	w.ran(t)
	if n := queued(); n != 1 {
		t.Errorf("%d runs though nothing has changed", n)
	}
}

// A new month touches no month before the last, whoever is new, whatever ended
// and however often records were sent again; a change of what was, touches all
// from then on.
func TestPrints(t *testing.T) {
	first, last := monthAt("2026-01"), monthAt("2027-03")
	changed := func(change func(s *sketch)) string {
		before, after := crowd(5, 40), crowd(5, 40)
		change(after)
		a, b := prints(before.snapshot(), first, last), prints(after.snapshot(), first, last)
		for m := range a {
			if a[m] != b[m] {
				return extracts.MonthOf(first + int32(m)).ISO()
			}
		}
		return ""
	}
	for _, test := range []struct {
		name, want string
		change     func(s *sketch)
	}{
		{"nothing", "", func(*sketch) {}},
		{"a new person", "2027-02", func(s *sketch) {
			s.people = append(s.people, person{born: "1990-01", borough: "Farham", referrals: [][]any{{2, "A02", "2027-02-11", "", ""}}})
		}},
		{"a contact", "2027-01", func(s *sketch) {
			s.people[3].contacts = append(s.people[3].contacts, []any{2, "2027-02-11", 5, "5", "01", ""})
		}},
		{"a record sent again", "", func(s *sketch) {
			for i := range s.people {
				for j := range s.people[i].homes {
					if len(s.people[i].homes) == 1 {
						s.people[i].homes[j] = append([]any{s.people[i].homes[j][0], "2027-12", 77}, s.people[i].homes[j][3:]...)
					}
				}
			}
		}},
		{"somebody died", "2026-09", func(s *sketch) {
			living := slices.IndexFunc(s.people, func(p person) bool { return p.died == "" })
			s.people[living].died = "2026-09-30"
		}},
		{"a stay began", "2026-05", func(s *sketch) { s.people[0].stays = append(s.people[0].stays, []any{2, "2026-05-30", ""}) }},
		{"a plan was made", "2026-12", func(s *sketch) { s.people[1].plans = append(s.people[1].plans, []any{2, "care", "", "2026-12-01", ""}) }},
		{"a check", "2026-12", func(s *sketch) { s.people[1].checks = append(s.people[1].checks, []any{"2026-12-01", "bmi"}) }},
		{"a carer", "2026-12", func(s *sketch) { s.people[1].carers = append(s.people[1].carers, []any{2, 500, "2026-12-01", "", ""}) }},
		{"a need", "2026-12", func(s *sketch) {
			s.people[1].needs = append(s.people[1].needs, []any{2, "2026-12-01", "work", "Y", ""})
		}},
		{"somebody learnt", "2026-12", func(s *sketch) { s.people[1].learning = append(s.people[1].learning, []any{"2026-12-01", "attended"}) }},
		{"work", "2026-12", func(s *sketch) {
			s.people[1].work = append(s.people[1].work, []any{"2026-12-01", "2027-01", 1, "01", ""})
		}},
		{"another ethnic group", "2026-01", func(s *sketch) { s.people[0].ethnicity = "S" }},
	} {
		if got := changed(test.change); got != test.want {
			t.Errorf("%s: from %q, want %q", test.name, got, test.want)
		}
	}
}

// A change of the tree touches everything.
func TestPrintsOfUnits(t *testing.T) {
	first, last := monthAt("2026-01"), monthAt("2027-03")
	s := crowd(5, 40).snapshot()
	before := prints(s, first, last)
	s.Units = append(s.Units, extracts.SnapshotUnit{ID: "new", Parent: 1})
	if before[0] == prints(s, first, last)[0] {
		t.Error("a new unit touches nothing")
	}
}
