package indicators

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/app/demo/records"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/extracts"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// What is counted, worked out a second time in SQL alone, from the rows as they
// were brought in. It shares no line with the pass: neither how records that were
// merged are found, nor which of two rows counts, nor what is within a month.

// twinPeople are the parts of every query: who is who, what counts, and when.
const twinPeople = `WITH RECURSIVE
	pair(a, b) AS (SELECT person, alias FROM extracts_alias WHERE org_id = $1 UNION SELECT alias, person FROM extracts_alias WHERE org_id = $1),
	reach(a, b) AS (SELECT a, a FROM pair UNION SELECT r.a, p.b FROM reach r JOIN pair p ON p.a = r.b),
	same(id, person) AS (SELECT a, min(b) FROM reach GROUP BY a),
	month(m, began, ended, yearago) AS (VALUES %s),
	above(unit, up) AS (SELECT u.id, a.id FROM units_unit u JOIN units_unit a ON a.org_id = u.org_id AND u.path LIKE a.path || '%%' WHERE u.org_id = $1),
	top(unit) AS (SELECT id FROM units_unit WHERE org_id = $1 AND parent_id IS NULL),
	place(team, unit) AS (SELECT t.team, t.unit_id FROM extracts_team t WHERE t.org_id = $1 AND t.unit_id IS NOT NULL),
	counting(batch_id, at) AS (SELECT id, committed_at FROM extracts_batch WHERE org_id = $1 AND state = 'committed'),
	who AS (SELECT * FROM (SELECT coalesce(s.person, p.person) AS person, p.born, p.gender, p.ethnicity, p.deprivation, p.borough,
			row_number() OVER (PARTITION BY coalesce(s.person, p.person) ORDER BY p.submitted DESC, c.at DESC, p.row DESC) AS nth
		FROM extracts_person p JOIN counting c ON c.batch_id = p.batch_id LEFT JOIN same s ON s.id = p.person WHERE p.org_id = $1) AS x WHERE nth = 1),
`

// twinAdults are people of AMH03e, at every unit where they count.
const twinAdults = `	referral AS (SELECT * FROM (SELECT coalesce(s.person, r.person) AS person, r.team, r.team_type, r.received, r.ended, r.rejected,
			row_number() OVER (PARTITION BY r.referral ORDER BY r.submitted DESC, c.at DESC, r.row DESC) AS nth
		FROM extracts_referral r JOIN counting c ON c.batch_id = r.batch_id LEFT JOIN same s ON s.id = r.person WHERE r.org_id = $1) AS x WHERE nth = 1),
	adult(m, person, unit) AS (SELECT DISTINCT month.m, r.person, a.up FROM referral r
		JOIN month ON r.received <= month.ended AND (r.ended IS NULL OR r.ended > month.ended)
		JOIN who w ON w.person = r.person
		LEFT JOIN place p ON p.team = r.team JOIN above a ON a.unit = coalesce(p.unit, (SELECT unit FROM top))
		WHERE r.rejected <> 'Y' AND month.m - w.born >= 12 * 18 AND month.m - w.born < 12 * 70
			AND r.team_type IN ('A02', 'A05', 'A06', 'A08', 'A09', 'A10', 'A11', 'A12', 'A13', 'A14', 'A16', 'A18', 'A19', 'A20', 'A21', 'A22', 'A23',
				'A24', 'A25', 'C02', 'C10', 'D05', 'F02', 'F03', 'Z01', 'Z02')),
`

// twinLatest is what the last record of a kind in twelve months says.
const twinLatest = twinAdults + `	latest(m, person, hit) AS (SELECT m, person, max(CASE WHEN value IN (%[3]s) THEN 1 ELSE 0 END) FROM (
			SELECT month.m, coalesce(s.person, l.person) AS person, l.%[2]s AS value,
				rank() OVER (PARTITION BY month.m, coalesce(s.person, l.person) ORDER BY l.day DESC, l.submitted DESC, l.record DESC) AS nth
			FROM extracts_%[1]s l JOIN counting c ON c.batch_id = l.batch_id LEFT JOIN same s ON s.id = l.person
			JOIN month ON l.day <= month.ended AND l.day >= month.yearago WHERE l.org_id = $1 AND l.status <> '') AS x
		WHERE nth = 1 GROUP BY m, person),
	fact(m, person, unit, num, den, recorded) AS (SELECT a.m, a.person, a.unit, coalesce(l.hit, 0), 1, CASE WHEN l.person IS NULL THEN 0 ELSE 1 END
		FROM adult a LEFT JOIN latest l ON l.m = a.m AND l.person = a.person)
`

// twins are the queries, by indicator.
var twins = map[string]string{
	"people-we-work-with": twinAdults + `	fact(m, person, unit, num, den, recorded) AS (SELECT m, person, unit, 1, 0, 0 FROM adult)
`,
	"settled-home": fmt.Sprintf(twinLatest, "accommodation", "settled", "'Y'"),
	"in-paid-work": fmt.Sprintf(twinLatest, "employment", "status", "'01', '1'"),
	"contacts": `	met AS (SELECT * FROM (SELECT coalesce(s.person, k.person) AS person, k.team, k.day, k.attendance,
			row_number() OVER (PARTITION BY k.contact ORDER BY k.submitted DESC, c.at DESC, k.row DESC) AS nth
		FROM extracts_contact k JOIN counting c ON c.batch_id = k.batch_id LEFT JOIN same s ON s.id = k.person WHERE k.org_id = $1) AS x WHERE nth = 1),
	fact(m, person, unit, num, den, recorded) AS (SELECT month.m, k.person, a.up, 1, 0, 0 FROM met k
		JOIN month ON k.day >= month.began AND k.day <= month.ended
		LEFT JOIN place p ON p.team = k.team JOIN above a ON a.unit = coalesce(p.unit, (SELECT unit FROM top))
		WHERE k.attendance IN ('5', '6'))
`,
	"bed-days": `	stay AS (SELECT * FROM (SELECT coalesce(s.person, k.person) AS person, k.team, k.started, k.ended,
			row_number() OVER (PARTITION BY k.stay ORDER BY k.submitted DESC, c.at DESC, k.row DESC) AS nth
		FROM extracts_stay k JOIN counting c ON c.batch_id = k.batch_id LEFT JOIN same s ON s.id = k.person WHERE k.org_id = $1) AS x WHERE nth = 1),
	fact(m, person, unit, num, den, recorded) AS (SELECT month.m, k.person, a.up,
			CASE WHEN k.ended IS NULL OR k.ended > month.ended THEN month.ended + 1 ELSE k.ended END - CASE WHEN k.started < month.began THEN month.began ELSE k.started END, 0, 0
		FROM stay k JOIN month ON k.started <= month.ended AND (k.ended IS NULL OR k.ended > month.began)
		LEFT JOIN place p ON p.team = k.team JOIN above a ON a.unit = coalesce(p.unit, (SELECT unit FROM top)))
`,
}

// twinGroups say in which group of each dimension somebody is, in a month.
const twinGroups = `
	SELECT f.m, f.unit,
		CASE WHEN substr(w.ethnicity, 1, 1) IN ('A', 'B', 'C') THEN 'white' WHEN substr(w.ethnicity, 1, 1) IN ('D', 'E', 'F', 'G') THEN 'mixed'
			WHEN substr(w.ethnicity, 1, 1) IN ('H', 'J', 'K', 'L') THEN 'asian' WHEN substr(w.ethnicity, 1, 1) IN ('M', 'N', 'P') THEN 'black'
			WHEN substr(w.ethnicity, 1, 1) IN ('R', 'S') THEN 'other' ELSE 'not-recorded' END AS ethnicity,
		CASE w.gender WHEN '1' THEN 'male' WHEN '2' THEN 'female' WHEN '3' THEN 'non-binary' WHEN '4' THEN 'other' WHEN '9' THEN 'indeterminate'
			ELSE 'not-recorded' END AS gender,
		CASE WHEN w.born IS NULL THEN 'not-recorded' WHEN f.m - w.born < 12 * 18 THEN 'under-18' WHEN f.m - w.born < 12 * 25 THEN '18-24'
			WHEN f.m - w.born < 12 * 35 THEN '25-34' WHEN f.m - w.born < 12 * 45 THEN '35-44' WHEN f.m - w.born < 12 * 55 THEN '45-54'
			WHEN f.m - w.born < 12 * 65 THEN '55-64' WHEN f.m - w.born < 12 * 75 THEN '65-74' WHEN f.m - w.born < 12 * 85 THEN '75-84' ELSE '85-over' END AS age,
		CASE WHEN coalesce(w.deprivation, 0) = 0 THEN 'not-recorded' ELSE CAST(w.deprivation AS TEXT) END AS deprivation,
		CASE WHEN coalesce(w.borough, '') = '' THEN 'not-recorded' ELSE w.borough END AS borough,
		sum(f.num) AS num, sum(f.den) AS den, sum(f.recorded) AS recorded
	FROM fact f LEFT JOIN who w ON w.person = f.person GROUP BY 1, 2, 3, 4, 5, 6, 7`

// twinRow is what those come to who are in the same group in every dimension.
type twinRow struct {
	M                                            int32
	Unit                                         string
	Ethnicity, Gender, Age, Deprivation, Borough string
	Num, Den, Recorded                           int64
}

// numbers of a cell, and which cell.
type (
	twinKey struct {
		month                        string
		unit, dimension, groupOfThat string
	}
	twinNumbers struct{ num, den, recorded int64 }
)

// twin works out an indicator for everybody and for its dimensions.
func twin(t *testing.T, d *db.DB, orgID string, def *Definition, from, until when.Month) map[twinKey]twinNumbers {
	t.Helper()
	var months []string
	for m := from; !m.After(until); m = m.Add(1) {
		months = append(months, fmt.Sprintf("(%d, %d, %d, %d)", m.Year*12+int(m.Month)-1, dayNumber(m.First()), dayNumber(m.Last()), dayNumber(m.Add(-11).First())))
	}
	rows, err := db.All[twinRow](t.Context(), d, fmt.Sprintf(twinPeople, strings.Join(months, ", "))+twins[def.Indicator]+twinGroups, orgID)
	fatal(t, err)
	out := map[twinKey]twinNumbers{}
	for _, r := range rows {
		month := when.Month{Year: int(r.M) / 12, Month: time.Month(r.M%12 + 1)}.ISO()
		in := map[string]string{"": "", "ethnicity": r.Ethnicity, "gender": r.Gender, "age": r.Age, "deprivation": r.Deprivation, "borough": r.Borough}
		for _, dimension := range append([]string{""}, def.Dimensions...) {
			k := twinKey{month, r.Unit, dimension, in[dimension]}
			n := out[k]
			out[k] = twinNumbers{n.num + r.Num, n.den + r.Den, n.recorded + r.Recorded}
		}
	}
	return out
}

// dayNumber counts from 1 January 1970, by the calendar of the standard library.
func dayNumber(d when.Date) int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// twinTrust is an organisation with the units of the demonstration, whose dirty
// extracts have been brought in: what came late in a load of its own, and a load
// that was undone.
func twinTrust(t *testing.T, d *db.DB) (*Indicators, actor.Actor) {
	t.Helper()
	at := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { at = at.Add(time.Second); return at }
	u := units.New(d, now, people.New(d, now))
	org, root, err := u.Found(t.Context(), "Bridgewater", "bridgewater")
	fatal(t, err)
	by := actor.System(org.OrgID, "a test")
	for borough, names := range map[string][]string{
		"Kingsmere": {"Kingsmere Community Team", "Kingsmere Early Intervention Team", "Kingsmere Home Treatment Team", "Larch Ward"},
		"Oldbridge": {"Oldbridge Community Team", "Oldbridge Outreach Team", "Oldbridge Home Treatment Team", "Rowan Ward"},
		"Valeside":  {"Valeside Community Team", "Valeside Older People's Team", "Willow Ward"}, // nobody has told of its home treatment
	} {
		b, err := u.Add(t.Context(), by, units.Unit{ParentID: root.ID, Kind: "borough", Name: borough})
		fatal(t, err)
		for _, name := range names {
			_, err := u.Add(t.Context(), by, units.Unit{ParentID: b.ID, Kind: "team", Name: name})
			fatal(t, err)
		}
	}
	e := extracts.New(d, now, u)
	e.Open(t.TempDir(), "a key for pseudonyms of the tests alone")
	bring := func(seed uint64, undo bool) {
		dir := filepath.Join(t.TempDir(), "files")
		m, err := records.Write(dir, records.Options{Shape: records.Rowan, People: 500, Contacts: 8000, Months: 20, Until: twinUntil, Seed: seed})
		fatal(t, err)
		ready := e.Ready()
		v, err := e.AddMapping(t.Context(), by, ready[slices.IndexFunc(ready, func(r extracts.ReadyMapping) bool { return r.Source == m.Source })].Text)
		fatal(t, err)
		var usual, late []extracts.File
		for _, f := range m.Files {
			file := extracts.File{Name: f.Name, Path: filepath.Join(dir, f.Name)}
			if f.Name == records.Late {
				late = append(late, file)
			} else {
				usual = append(usual, file)
			}
		}
		for _, files := range [][]extracts.File{usual, late} {
			b, err := e.Read(t.Context(), by, v.Source, twinUntil, files)
			fatal(t, err)
			fatal(t, e.Commit(t.Context(), by, b.ID))
			if undo {
				fatal(t, e.Undo(t.Context(), by, b.ID))
			}
		}
	}
	bring(3, true)
	bring(4, false)
	return New(d, now, u, e, nil, nil), by
}

var twinUntil = when.Month{Year: 2026, Month: time.October}

// Five indicators by the pass and by SQL: every cell of every unit, month and
// group is equal, on both engines.
func TestEqualToSQL(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, by := twinTrust(t, d)
		var slugs []string
		for slug := range twins {
			slugs = append(slugs, slug)
		}
		fatal(t, x.Adopt(t.Context(), by, slugs...))
		fatal(t, x.Run(t.Context(), by))
		_, err := d.Exec(t.Context(), `ANALYZE`) // without it PostgreSQL plans for tables of a few rows, and takes minutes
		fatal(t, err)
		last, err := x.lastRun(t.Context(), d, by.OrgID)
		fatal(t, err)
		if last.Last != twinUntil {
			t.Fatalf("the run ends with %s", last.Last)
		}
		all, err := x.definitions(t.Context(), d, by.OrgID)
		fatal(t, err)
		for i := range all {
			compareTwin(t, x, d, by.OrgID, &all[i], last)
		}
	})
}

func compareTwin(t *testing.T, x *Indicators, d *db.DB, orgID string, def *Definition, last Run) {
	t.Helper()
	cells, err := x.cells(t.Context(), d, orgID, def.Indicator, def.Version)
	fatal(t, err)
	got, want := map[twinKey]twinNumbers{}, twin(t, d, orgID, def, last.First, last.Last)
	for _, c := range cells {
		if c.Num != 0 || c.Den != 0 { // the whole organisation has a cell whatever it comes to
			got[twinKey{c.Month.ISO(), c.UnitID, c.Dimension, c.Group}] = twinNumbers{c.Num, c.Den, c.Recorded}
		}
	}
	if len(want) < 300 {
		t.Errorf("%s: there are only %d cells to compare", def.Indicator, len(want))
	}
	wrong := 0
	for k, w := range want {
		if got[k] != w {
			if wrong++; wrong <= 5 {
				t.Errorf("%s %v: the pass has %v, SQL %v", def.Indicator, k, got[k], w)
			}
		}
	}
	for k, g := range got {
		if _, ok := want[k]; !ok {
			if wrong++; wrong <= 5 {
				t.Errorf("%s %v: the pass has %v, SQL nothing", def.Indicator, k, g)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d of %d cells differ", def.Indicator, wrong, len(want))
	}
	t.Logf("%s: %d cells compared", def.Indicator, len(want))
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
