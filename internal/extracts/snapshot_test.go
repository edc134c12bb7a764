package extracts

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// columnsOf are what rows of a kind are put in with, person after the number.
var columnsOf = map[string]string{
	"extracts_alias": "alias", "extracts_person": "born, gender, ethnicity, deprivation, borough, smi, died",
	"extracts_referral": "referral, team, team_type, reason, received, ended, rejected",
	"extracts_contact":  "contact, team, day, minutes, attendance, mechanism, role", "extracts_stay": "stay, team, started, ended",
	"extracts_accommodation": "day, record, status, settled", "extracts_employment": "day, record, status, hours",
	"extracts_check": "day, item", "extracts_carer": "carer, team, identified, offered, assessed",
	"extracts_plan": "team, plan, offered, made, reviewed", "extracts_need": "team, day, need, wanted, received", "extracts_learning": "day, event",
}

// world is an organisation with a few units and batches to fill.
type world struct {
	t     testing.TB
	db    *db.DB
	x     *Extracts
	orgID string
	unit  map[string]string // id by name
	rows  int
}

func newWorld(t testing.TB, d *db.DB) *world {
	now := func() time.Time { return time.Date(2027, 6, 15, 9, 0, 0, 0, time.UTC) }
	u := units.New(d, now, people.New(d, now))
	org, root, err := u.Found(t.Context(), "Vale", "vale")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: d, x: New(d, now, u), orgID: org.OrgID, unit: map[string]string{"Vale": root.ID}}
	for _, unit := range []units.Unit{{Kind: "borough", Name: "North"}, {Kind: "team", Name: "North team", ParentID: "North"}} {
		if unit.ParentID = w.unit[unit.ParentID]; unit.ParentID == "" {
			unit.ParentID = root.ID
		}
		made, err := u.Add(t.Context(), actor.System(w.orgID, "test"), unit)
		if err != nil {
			t.Fatal(err)
		}
		w.unit[unit.Name] = made.ID
	}
	return w
}

// commit makes a batch of rows that count, each of them a table, the month of
// submission, the person and the columns.
func (w *world) commit(id string, rows ...[]any) {
	w.t.Helper()
	w.batch(id)
	for _, r := range rows {
		w.rows++
		table := r[0].(string)
		marks := ""
		for i := range r[1:] {
			marks += fmt.Sprintf(", $%d", i+4)
		}
		args := append([]any{w.orgID, id, w.rows}, r[1:]...)
		if _, err := w.db.Exec(w.t.Context(), `INSERT INTO `+table+` (org_id, batch_id, row, submitted, person, `+columnsOf[table]+`) VALUES ($1, $2, $3`+marks+`)`, args...); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) snapshot() *Snapshot {
	w.t.Helper()
	s, err := w.x.Snapshot(w.t.Context(), w.orgID)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// Of two rows about the same thing the one submitted last counts, then the
// later batch, then the later row; where nothing numbers them, only what is
// equal throughout is one.
func TestSnapshotLastWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.commit("a",
			[]any{"extracts_referral", 24300, 7, "r1", "North team", "A06", "", 20000, nil, ""},
			[]any{"extracts_referral", 24299, 7, "r1", "", "A02", "", 19000, nil, ""},
			[]any{"extracts_contact", 24300, 7, "c1", "North team", 20100, 30, "5", "01", "peer"},
			[]any{"extracts_contact", 24300, 7, "", "Elsewhere", 20050, nil, "5", "01", ""},
			[]any{"extracts_contact", 24301, 7, "", "Elsewhere", 20050, nil, "5", "01", ""},
			[]any{"extracts_contact", 24301, 7, "", "Another", 20050, nil, "5", "01", ""},
			[]any{"extracts_stay", 24300, 9, "s1", "North team", 20010, nil},
			[]any{"extracts_accommodation", 24300, 7, 20000, 2, "01", "Y"},
			[]any{"extracts_accommodation", 24300, 7, 20000, 2, "12", "N"},
			[]any{"extracts_accommodation", 24301, 7, 20000, 2, "12", "N"},
		)
		w.commit("b",
			[]any{"extracts_contact", 24300, 7, "c1", "North team", 20101, 45, "3", "01", "other"},
			[]any{"extracts_stay", 24301, 9, "s1", "North team", 20010, 20020},
			[]any{"extracts_person", 24300, 9, 23000, "2", "A", 3, "Northam", "Y", nil},
			[]any{"extracts_person", 24301, 9, 23001, "2", "G", nil, "Northam", "N", 20500},
		)
		s := w.snapshot()
		north := uint16(slices.IndexFunc(s.Units, func(u SnapshotUnit) bool { return u.ID == w.unit["North team"] }))
		if s.Units[0].ID != w.unit["Vale"] || s.Units[north].Parent == 0 || s.Units[s.Units[north].Parent].Parent != 0 {
			t.Errorf("units = %v", s.Units)
		}
		if diff := cmp.Diff(Referrals{
			Rows: Rows{From: []int32{0, 1, 1}}, Unit: []uint16{north}, TeamType: Codes{At: []uint8{2}, Words: []string{"", "A02", "A06"}},
			Reason: Codes{At: []uint8{0}, Words: []string{""}}, Received: []int32{20000}, Ended: []int32{None}, Rejected: Codes{At: []uint8{0}, Words: []string{""}},
		}, s.Referrals); diff != "" {
			t.Error(diff)
		}
		c := s.Contacts
		if diff := cmp.Diff([]int32{20050, 20050, 20101}, c.Day); diff != "" || c.Minutes[2] != 45 || c.Attendance.Word(2) != "3" || c.Unit[0] != NoUnit || c.Unit[2] != north {
			t.Errorf("contacts = %+v", c)
		}
		if a := s.Accommodation; len(a.Day) != 2 || a.Submitted[1] != 24301 || a.Settled.Word(0) != "Y" || a.Settled.Word(1) != "N" {
			t.Errorf("accommodation = %+v", a)
		}
		if s.Stays.Ended[0] != 20020 {
			t.Errorf("stays = %+v", s.Stays)
		}
		p := s.People
		if diff := cmp.Diff([]int64{7, 9}, p.ID); diff != "" || p.Born[0] != None || p.Born[1] != 23001 || p.Ethnicity.Word(1) != "G" || p.Deprivation[1] != 0 || p.Died[1] != 20500 || p.SMI.Word(1) != "N" {
			t.Errorf("people = %+v", p)
		}
	})
}

// Numbers that are one person are one, through any chain and whatever was said
// first, and so are carers.
func TestSnapshotMerges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.commit("a",
			[]any{"extracts_alias", 24300, 30, 20}, []any{"extracts_alias", 24300, 50, 40}, []any{"extracts_alias", 24300, 20, 40},
			[]any{"extracts_check", 24300, 50, 20000, "bmi"}, []any{"extracts_check", 24300, 30, 20000, "bmi"}, []any{"extracts_check", 24300, 40, 19000, "lipids"},
			[]any{"extracts_carer", 24300, 50, 60, "", 20000, nil, nil}, []any{"extracts_carer", 24301, 20, 60, "", 20000, 20010, nil},
			[]any{"extracts_learning", 24300, 99, 20000, "enrolled"},
		)
		s := w.snapshot()
		if diff := cmp.Diff([]int64{20, 99}, s.People.ID); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]int32{19000, 20000}, s.Checks.Day); diff != "" {
			t.Error(diff)
		}
		if c := s.Carers; len(c.Carer) != 1 || c.Offered[0] != 20010 {
			t.Errorf("carers = %+v", c)
		}
		for _, number := range []int64{20, 30, 40, 50} {
			if i, ok := s.People.Find(number); !ok || i != 0 {
				t.Errorf("Find(%d) = %d, %t", number, i, ok)
			}
		}
		if _, ok := s.People.Find(60); ok {
			t.Error("a number that nobody has was found")
		}
	})
}

// A snapshot is kept until a batch comes or goes; a kept one that was damaged
// is made anew.
func TestSnapshotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if s := w.snapshot(); s.People.Len() != 0 || s.Contacts.Len() != 0 {
			t.Errorf("empty = %+v", s)
		}
		w.commit("a", []any{"extracts_need", 24300, 7, "", 20000, "work", "Y", "P"}, []any{"extracts_plan", 24300, 8, "", "safety", nil, 20000, nil},
			[]any{"extracts_employment", 24300, 8, 20000, 1, "01", "02"})
		first := w.snapshot()
		kept := func() *Snapshot {
			w.x.inUse = inUse{}
			return w.snapshot()
		}
		if diff := cmp.Diff(first, kept()); diff != "" {
			t.Errorf("what was kept differs: %s", diff)
		}
		for _, harm := range []string{
			`UPDATE extracts_snapshot SET sum = 'x'`, `UPDATE extracts_snapshot SET number = number + 1`, `DELETE FROM extracts_snapshot`,
		} {
			w.exec(harm)
			if diff := cmp.Diff(first, kept()); diff != "" {
				t.Errorf("after %s: %s", harm, diff)
			}
		}
		if n := w.exec(`UPDATE extracts_snapshot SET content = $1`, []byte("no")); n == 0 {
			t.Error("nothing is kept")
		}
		if diff := cmp.Diff(first, kept()); diff != "" {
			t.Error(diff)
		}
		w.commit("b", []any{"extracts_learning", 24300, 9, 20000, "attended"})
		if s := w.snapshot(); s.Hash == first.Hash || s.People.Len() != 3 {
			t.Errorf("a new batch is not there: %+v", s.People)
		}
	})
}

func (w *world) exec(query string, args ...any) int64 {
	w.t.Helper()
	n, err := w.db.Exec(w.t.Context(), query, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// Many rows take the way of many piles and several readers; a snapshot of them
// is the same as counting by hand, and survives being packed.
func TestSnapshotLarge(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.batch("a")
	w.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 119999)
		INSERT INTO extracts_contact (org_id, batch_id, row, submitted, person, contact, day, minutes, attendance)
		SELECT $1, 'a', i, 24300, (i % 1000) * 9223372036854775 + 7, 'c' || (i % 60000), 20000 + i / 1000, 30, i % 7 FROM n`, w.orgID)
	s := w.snapshot()
	if s.People.Len() != 1000 || s.Contacts.Len() != 60000 || !slices.IsSorted(s.People.ID) {
		t.Fatalf("%d people, %d contacts", s.People.Len(), s.Contacts.Len())
	}
	for i := range s.People.Len() {
		from, to := s.Contacts.Of(i)
		if to-from != 60 || s.Contacts.Day[from] != 20060 || !slices.IsSorted(s.Contacts.Day[from:to]) {
			t.Fatalf("person %d: %d from day %d", i, to-from, s.Contacts.Day[from])
		}
	}
	pieces, err := s.pack(s.Hash)
	if err != nil {
		t.Fatal(err)
	}
	back, err := unpackSnapshot(pieces, s.Hash)
	if err != nil {
		t.Fatal(err)
	}
	back.OrgID, back.Hash, back.Units = s.OrgID, s.Hash, s.Units
	if diff := cmp.Diff(s, back); diff != "" {
		t.Error(diff[:min(len(diff), 2000)])
	}
}

// Whatever is kept, reading it back ends in a snapshot or in a mistake.
func FuzzUnpackSnapshot(f *testing.F) {
	var p packer
	(&Snapshot{}).visit(&p)
	f.Add(p.pieces[0])
	f.Fuzz(func(t *testing.T, stream []byte) {
		u := &unpacker{pieces: [][]byte{stream}, left: len(stream)}
		s := &Snapshot{}
		s.visit(u)
		if !u.bad {
			s.whole()
		}
	})
}

// Days and months are as the tables count them.
func TestSnapshotDays(t *testing.T) {
	d := when.Date{Year: 2027, Month: 4, Day: 30}
	if got := DateOf(Days(d)); got != d || Days(when.Date{Year: 1970, Month: 1, Day: 2}) != 1 || Days(when.Date{}) != None || !DateOf(None).IsZero() {
		t.Errorf("DateOf(Days(%v)) = %v", d, got)
	}
	m := when.Month{Year: 2027, Month: 4}
	if got := MonthOf(Months(m)); got != m || Months(m) != 2027*12+3 || Months(when.Month{}) != None || !MonthOf(None).IsZero() {
		t.Errorf("MonthOf(Months(%v)) = %v", m, got)
	}
}

// batch makes a batch whose rows count, of a source whose only known team is
// that of the north.
func (w *world) batch(id string) {
	w.t.Helper()
	now := w.x.now()
	w.exec(`INSERT INTO extracts_source (org_id, id, name, folded, created_at) VALUES ($1, 's', 'Rowan', 'rowan', $2) ON CONFLICT (org_id, id) DO NOTHING`, w.orgID, now)
	w.exec(`INSERT INTO extracts_mapping (org_id, source, version, text, created_by, created_at) VALUES ($1, 's', 1, '', 'test', $2) ON CONFLICT (org_id, source, version) DO NOTHING`, w.orgID, now)
	w.exec(`INSERT INTO extracts_team (org_id, source, team, unit_id, created_at) VALUES ($1, 's', 'North team', $2, $3), ($1, 's', 'Elsewhere', NULL, $3)
		ON CONFLICT (org_id, source, team) DO NOTHING`, w.orgID, w.unit["North team"], now)
	w.exec(`INSERT INTO extracts_batch (org_id, id, source, version, month, state, created_by, created_at, beat_at, committed_at)
		VALUES ($1, $2, 's', 1, 24300, 'committed', 'test', $3, $3, $4)`, w.orgID, id, now, now.Add(time.Duration(w.rows)*time.Second))
}
