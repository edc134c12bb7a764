package extracts

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// office is an organisation that loads files, and a clock that the test moves.
type office struct {
	*Extracts
	at     *time.Time
	by     actor.Actor
	source string
	unit   units.Unit
}

var may27 = when.Month{Year: 2027, Month: time.May}

const rowan = `source: Rowan
version-of: "Rowan 4.2"
files:
  - kind: people
    match: "people*"
    columns:
      person: {from: ["NHS Number", "Client ID"]}
      alias: {from: Client ID, local: true}
      born: Date Of Birth
      gender: {from: Gender, values: {F: Female, M: Male}}
      ethnicity: Ethnicity
      deprivation: Decile
  - kind: contacts
    match: "*ontacts*"
    totals: ["Total", "Grand total"]
    columns:
      person: {from: ["NHS Number", "Client ID"]}
      contact: {from: Contact ID}
      day: {from: "Appointment Date/Time", format: "dd/mm/yyyy hh:mm"}
      minutes: {from: Duration}
      attendance: {from: Outcome, values: {"Attended": "5", "Not able to come": "3"}}
      mechanism: {from: How}
      role: {from: "Seen By", values: {"Peer Support Worker": peer}, other: other}
      team: {from: Team}
teams: {"Vale CMHT": "Vale community team"}
`

const header = "NHS Number,Client ID,Contact ID,Appointment Date/Time,Duration,Outcome,How,Seen By,Team\n"

func newOffice(t testing.TB, d *db.DB) office {
	t.Helper()
	at := time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	u := units.New(d, now, people.New(d, now))
	org, root, err := u.Found(t.Context(), "Bridgewater", "bridgewater")
	ok(t, err)
	o := office{Extracts: New(d, now, u), at: &at, by: actor.System(org.OrgID, "a test")}
	o.Open(t.TempDir(), "a key for pseudonyms of the tests alone")
	o.unit, err = u.Add(t.Context(), o.by, units.Unit{ParentID: root.ID, Kind: "team", Name: "Vale community team"})
	ok(t, err)
	v, err := o.AddMapping(t.Context(), o.by, rowan)
	ok(t, err)
	o.source = v.Source
	return o
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// file writes a file to be read.
func file(t testing.TB, name, text string) File {
	t.Helper()
	at := filepath.Join(t.TempDir(), "file")
	ok(t, os.WriteFile(at, []byte(text), 0o600))
	return File{Name: name, Path: at}
}

func (o office) read(t testing.TB, files ...File) Batch {
	t.Helper()
	b, err := o.Read(t.Context(), o.by, o.source, may27, files)
	ok(t, err)
	return b
}

func (o office) commit(t testing.TB, files ...File) Batch {
	t.Helper()
	b := o.read(t, files...)
	ok(t, o.Commit(t.Context(), o.by, b.ID))
	return b
}

// count is how many rows a table has, of whatever batch.
func (o office) count(t testing.TB, table string) int {
	t.Helper()
	n, err := db.One[int](t.Context(), o.db, `SELECT count(*) FROM `+table)
	ok(t, err)
	return n
}

const dirty = "Contacts of May,,,,,,,,\n\n" + header +
	"943 476 5919,C1,K1,03/05/2027 09:30,30,Attended,01,Peer Support Worker,Vale CMHT\n" +
	"9434765919,C1,K2,04/05/2027 10:00,NULL,Not able to come,Telephone,Nurse,Elsewhere\n" +
	",C2,K3,05/05/2027,45,5,2,,-\n" +
	header +
	"9434765919,C1,K2,04/05/2027 10:00,NULL,Not able to come,Telephone,Nurse,Elsewhere\n" +
	"9434765918,C3,K4,03/05/2027 09:30,30,Attended,01,Nurse,Vale CMHT\n" +
	",,K5,03/05/2027 09:30,30,Attended,01,Nurse,Vale CMHT\n" +
	",C4,K6,31/02/2027 09:30,-5,Perhaps,01,Nurse,Vale CMHT\n" +
	",C4,K7,03/05/2027 09:30,30,Attended,01,Nurse,Vale, CMHT\n" +
	"Grand total,,,,8\n"

// A dirty file is read as people would read it, and what nobody could waits.
func TestReadDirty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		b := o.read(t, file(t, "Contacts_May.csv", dirty), file(t, "people.csv",
			"\xef\xbb\xbfNHS Number;Client ID;Date Of Birth;Gender;Ethnicity;Decile\r\n943 476 5919;c1;01/06/1980;F;Irish;3\r\n;C2;1975-11-02;2;Z;\r\n"))
		if b.State != Ready || b.RowsRead != 10 || b.RowsGood != 6 || b.RowsWaiting != 4 || b.Percent() != 100 {
			t.Errorf("batch %+v", b)
		}
		type contact struct {
			Row, Submitted, Day                  int
			Person                               int64
			Contact, Team                        string
			Minutes                              int
			Attendance, Mechanism, Role, BatchID string
		}
		got, err := db.All[contact](t.Context(), d, `SELECT row, submitted, day, person, contact, team, coalesce(minutes, -1) AS minutes, attendance, mechanism, role
			FROM extracts_contact WHERE org_id = $1 ORDER BY row`, o.by.OrgID)
		ok(t, err)
		names, err := o.vault.namer(o.by.OrgID, "Rowan")
		ok(t, err)
		one, _ := names.number("9434765919", false)
		two, _ := names.number("c2 ", false)
		month, day := 2027*12+4, daysOf(2027, 5, 3)
		want := []contact{
			{4, month, day, one, "K1", "Vale CMHT", 30, "5", "01", "peer", ""},
			{5, month, day + 1, one, "K2", "Elsewhere", -1, "3", "02", "other", ""},
			{6, month, day + 2, two, "K3", "", 45, "5", "02", "", ""},
			{8, month, day + 1, one, "K2", "Elsewhere", -1, "3", "02", "other", ""},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if o.count(t, "extracts_person") != 2 || o.count(t, "extracts_alias") != 2 {
			t.Error("people and their other identifiers")
		}
		files, err := filesOf(t.Context(), d, o.by.OrgID, b.ID)
		ok(t, err)
		if f := files[0]; f.Headings != 1 || f.Totals != 1 || f.Duplicates != 1 || f.Rejected != 4 || f.HeaderRow != 3 || f.Recorded.V["minutes"] != 2 {
			t.Errorf("file %+v", f)
		}
		teams, err := o.Teams(t.Context(), o.by)
		ok(t, err)
		if len(teams) != 2 || teams[1].UnitID != o.unit.ID || teams[0].UnitID != "" {
			t.Errorf("teams %+v", teams)
		}
	})
}

// Rows count when they are committed, once, and not when they are undone; the
// same file is refused while it is here.
func TestCommitUndo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		ctx := t.Context()
		empty := o.Changed(ctx, d, o.by.OrgID)
		f := file(t, "contacts.csv", dirty)
		b := o.read(t, f)
		looked := o.Changed(ctx, d, o.by.OrgID)
		same := &SameFileError{}
		if _, err := o.Read(ctx, o.by, o.source, may27, []File{f}); !errors.As(err, &same) || same.Batch.ID != b.ID {
			t.Errorf("read twice: %v", err)
		}
		ok(t, o.Commit(ctx, o.by, b.ID))
		if err := o.Commit(ctx, o.by, b.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("committed twice: %v", err)
		}
		counted := o.Changed(ctx, d, o.by.OrgID)
		if empty == "" || counted == looked {
			t.Error("nothing changed by a commit")
		}
		ok(t, o.Undo(ctx, o.by, b.ID))
		if o.Changed(ctx, d, o.by.OrgID) != looked || o.count(t, "extracts_contact") != 0 || o.count(t, "extracts_reject") != 0 {
			t.Error("something is left")
		}
		if err := o.Undo(ctx, o.by, b.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("undone twice: %v", err)
		}
		again := o.read(t, f)
		if _, err := o.AddMapping(ctx, o.by, rowan+"# changed\n"); err != nil {
			t.Fatal(err)
		}
		newer := o.read(t, f) // by the newer mapping, instead of the dry run before
		if old, err := o.Batch(ctx, o.by, again.ID); err != nil || old.State != Stopped || newer.Version != 2 {
			t.Errorf("%+v, %v", old, err)
		}
		ok(t, o.Stop(ctx, o.by, newer.ID))
		if o.count(t, "extracts_contact") != 0 || o.count(t, "extracts_content") != 0 {
			t.Error("something is left of a dry run")
		}
	})
}

// What cannot be read at all says so and leaves nothing.
func TestReadRefuses(t *testing.T) {
	d := dbtest.SQLite(t)
	o := newOffice(t, d)
	for name, c := range map[string]struct{ file, text, want string }{
		"other name": {"stays.csv", header, "no entry for a file of this name"},
		"headings":   {"contacts.csv", "a,b,c\n1,2,3\n", "could not find the headings"},
		"column":     {"contacts.csv", strings.ReplaceAll(header, "Duration", "Minutes") + "1\n", "no column “Duration”"},
		"empty":      {"contacts.csv", "", "is empty"},
		"binary":     {"contacts.csv", "a,b\x00\x00\x00\x02c", "not a spreadsheet"},
		"wide":       {"contacts.csv", header + strings.Repeat("x,", 250) + "x\n", "200 columns"},
		"late":       {"contacts.csv", header + strings.Repeat(",C1,K,03/05/2027,1,5,1,,\n", 30_000) + ",\"C1,K\n", "quotation mark"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Read(t.Context(), o.by, o.source, may27, []File{file(t, c.file, c.text)})
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Text(err), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if o.count(t, "extracts_contact") != 0 || o.count(t, "extracts_content") != 0 {
				t.Error("something is left")
			}
		})
	}
	all, n, err := o.Batches(t.Context(), o.by, Broken, 50, 0)
	if err != nil || n != 7 || all[0].Why == "" || all[0].SweptAt.IsZero() {
		t.Errorf("%d batches, %v", n, err)
	}
}

// A reader that is stopped leaves nothing, whether by its context or by a person.
func TestStopWhileReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		f := file(t, "contacts.csv", header+strings.Repeat(",C1,K,03/05/2027,1,5,1,,\n", 60_000))
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil {
				if n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM extracts_contact`); err != nil || n > 0 {
					cancel()
				}
			}
		}()
		if _, err := o.Read(ctx, o.by, o.source, may27, []File{f}); !errors.Is(err, context.Canceled) {
			t.Errorf("read on: %v", err)
		}
		if o.count(t, "extracts_contact") != 0 {
			t.Error("something is left")
		}
		b, err := o.begin(t.Context(), o.by, o.source, may27, []File{f}, Reading)
		ok(t, err)
		ok(t, o.Stop(t.Context(), o.by, b.ID))
		if _, err := o.fillOrEnd(t.Context(), b, []File{f}); !errors.Is(err, errStopped) {
			t.Errorf("read on: %v", err)
		}
		if o.count(t, "extracts_contact") != 0 {
			t.Error("something is left")
		}
	})
}

// Somebody on a list has the number of their rows.
func TestNumberOfAList(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	o.commit(t, file(t, "contacts.csv", header+"943 476 5919,,C1,03/05/2027 09:00,30,Attended,,,Vale CMHT\n,x17,C2,03/05/2027 09:00,30,Attended,,,Vale CMHT\n"))
	s, err := o.Snapshot(t.Context(), o.by.OrgID)
	ok(t, err)
	for _, identifier := range []string{"9434765919", "X17 "} {
		person, err := o.Number(o.by.OrgID, "rowan", identifier)
		ok(t, err)
		if _, there := s.People.Find(person); !there {
			t.Errorf("%s is not there", identifier)
		}
	}
	if _, err := o.Number(o.by.OrgID, "rowan", "9434765918"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a wrong check digit: %v", err)
	}
}

// Inside a transaction, as the demonstration is made, a load is as any other.
func TestReadInTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ok(t, d.Tx(t.Context(), func(tx *db.DB) error {
			o := newOffice(t, tx)
			o.commit(t, file(t, "contacts.csv", dirty))
			o.whole(t, 4)
			return nil
		}))
	})
}
