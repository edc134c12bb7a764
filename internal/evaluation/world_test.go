package evaluation

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/jobs"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2030, 5, 3, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

const mapping = `source: Test
files:
  - kind: people
    match: "people*"
    columns: {person: Id, born: Born, gender: Gender}
  - kind: contacts
    match: "contacts*"
    columns: {person: Id, contact: Contact, day: Day, attendance: Came, role: Role, team: Team}
  - kind: stays
    match: "stays*"
    columns: {person: Id, stay: Stay, started: Started, ended: Ended}
  - kind: employment
    match: "work*"
    columns: {person: Id, day: Day, status: Status}
  - kind: learning
    match: "learning*"
    columns: {person: Id, day: Day, event: Event}
`

// world is an organisation whose extracts hold some people.
type world struct {
	*Evaluation
	t      *testing.T
	db     *db.DB
	by     actor.Actor
	org    units.Organisation
	loader *extracts.Extracts
	source string
}

func service(d *db.DB) (*Evaluation, *extracts.Extracts, *units.Units) {
	u := units.New(d, clock, people.New(d, clock))
	e := extracts.New(d, clock, u)
	return New(d, clock, u, e, jobs.New(d, slog.New(slog.DiscardHandler), clock)), e, u
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T, d *db.DB, all []sample) *world {
	t.Helper()
	x, e, u := service(d)
	e.Open(t.TempDir(), "a key for pseudonyms of the tests alone")
	x.Number(e.Number)
	org, _, err := u.Found(t.Context(), "Vale", "vale")
	ok(t, err)
	w := &world{Evaluation: x, t: t, db: d, by: actor.System(org.OrgID, "a test"), org: org, loader: e}
	v, err := e.AddMapping(t.Context(), w.by, mapping)
	ok(t, err)
	w.source = v.Source
	w.load("", all)
	return w
}

// load brings in people, whose identifiers are P1, P2 and so on.
func (w *world) load(prefix string, all []sample) {
	w.t.Helper()
	iso := func(day int32) string { return extracts.DateOf(dayZero + day).ISO() }
	text := map[string]*strings.Builder{}
	line := func(file, head, format string, values ...any) {
		if text[file] == nil {
			text[file] = &strings.Builder{}
			fmt.Fprintln(text[file], head)
		}
		fmt.Fprintf(text[file], format+"\n", values...)
	}
	n := 0
	for i, p := range all {
		id := fmt.Sprintf("%sP%d", prefix, i+1)
		line("people.csv", "Id,Born,Gender", "%s,%s,%s", id, extracts.MonthOf(p.born).First().ISO(), p.gender)
		for _, c := range []struct {
			days       []int32
			came, role string
		}{{p.contacts, "5", "other"}, {p.missed, "3", "other"}, {p.peer, "6", "peer"}} {
			for _, day := range c.days {
				n++
				line("contacts.csv", "Id,Contact,Day,Came,Role,Team", "%s,%sC%d,%s,%s,%s,Team %d", id, prefix, n, iso(day), c.came, c.role, p.unit)
			}
		}
		for k, s := range p.stays {
			end := ""
			if s[1] != extracts.None {
				end = iso(s[1])
			}
			line("stays.csv", "Id,Stay,Started,Ended", "%s,%s-%d,%s,%s", id, id, k, iso(s[0]), end)
		}
		for _, day := range sortedDays(p.work) {
			line("work.csv", "Id,Day,Status", "%s,%s,%s", id, iso(day), p.work[day])
		}
		for _, day := range p.enrolled {
			line("learning.csv", "Id,Day,Event", "%s,%s,enrolled", id, iso(day))
		}
	}
	var files []extracts.File
	for _, name := range []string{"people.csv", "contacts.csv", "stays.csv", "work.csv", "learning.csv"} {
		if text[name] != nil {
			at := filepath.Join(w.t.TempDir(), "file")
			ok(w.t, os.WriteFile(at, []byte(text[name].String()), 0o600))
			files = append(files, extracts.File{Name: name, Path: at})
		}
	}
	b, err := w.loader.Read(w.t.Context(), w.by, w.source, when.Month{Year: 2030, Month: 4}, files)
	ok(w.t, err)
	if b.RowsWaiting != 0 {
		w.t.Fatalf("%d rows could not be read", b.RowsWaiting)
	}
	ok(w.t, w.loader.Commit(w.t.Context(), w.by, b.ID))
}

// latest is the newest run of an evaluation.
func (w *world) latest(id string) Run {
	w.t.Helper()
	runs, err := runsOf(w.t.Context(), w.db, w.by.OrgID, id)
	ok(w.t, err)
	if len(runs) == 0 {
		return Run{}
	}
	return runs[0]
}

// done works out the newest run.
func (w *world) done(id string) Run {
	w.t.Helper()
	ok(w.t, w.Work(w.t.Context(), w.by.OrgID, id, w.latest(id).Number))
	return w.latest(id)
}
