package surveys

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/disclosure"
	"footbridge/internal/units"
)

// naive counts a line by going through the rows: what the figures must come to.
func (w *trust) naive(q *question, f share, c Cut) (num, den int) {
	for _, r := range w.rows {
		unit := slices.IndexFunc(w.units, func(u units.Unit) bool { return u.ID == r.unit })
		in := c.All() || c.Channel() && c.Key == "channel:"+r.channel
		if c.Unit != "" {
			in = strings.Contains(w.units[unit].Path, "/"+c.Unit+"/")
		}
		said := r.said[q.linkID]
		if !in || len(said) == 0 {
			continue
		}
		if q.kind != Several && q.kind != Number && !slices.Contains(f.base, said[0]) {
			continue
		}
		den++
		if slices.ContainsFunc(said, func(s string) bool { return slices.Contains(f.count, s) }) || q.kind == Number {
			num++
		}
	}
	return num, den
}

func (w *trust) table() *Table {
	w.t.Helper()
	t, err := w.s.figures(w.t.Context(), w.db, w.read())
	must(w.t, err)
	return t
}

// check holds every number of the figures to those of the rows.
func (w *trust) check(t *Table) {
	w.t.Helper()
	p := newLayout(&w.form)
	shownCells, line := 0, 0
	questions := questionsOf(&w.form, p, "en-GB")
	for n := range questions {
		q := &questions[n]
		for _, f := range q.shares {
			l := t.Lines[line]
			line++
			for i, c := range t.Cuts {
				num, den := w.naive(q, f, c)
				cell := l.Cells[i]
				if cell.Den != nil && *cell.Den != den || cell.Num != nil && *cell.Num != num {
					w.t.Errorf("%s %s of %s: %s, want %d of %d", l.LinkID, l.Option, c.Label, cell.Words(), num, den)
				}
				if cell.Num != nil {
					shownCells++
				}
			}
		}
	}
	if line != len(t.Lines) || shownCells < 20 {
		w.t.Errorf("%d lines, want %d; %d cells shown", len(t.Lines), line, shownCells)
	}
}

func TestFiguresFromPacksAreThoseOfTheRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTrust(t, d, figureForm())
		if got := w.table(); *got.Cuts[0].Asked != 2000 || *got.Cuts[0].N != 0 || got.Lines[0].Cells[0].Why != Nobody {
			t.Errorf("nobody has answered: %+v", got.Cuts[0])
		}
		w.answers(700, "link", "paper")
		w.check(w.table())
		must(t, w.s.PackAll(t.Context()))
		if s, err := packStateOf(t.Context(), d, w.by.OrgID, "wave"); err != nil || s.Rows != 700 || s.Fresh != 0 {
			t.Fatalf("packed: %+v, %v", s, err)
		}
		w.check(w.table())
		w.answers(600, "link", "kiosk") // 500 and more: a second pack; and some that are in none
		must(t, w.s.PackAll(t.Context()))
		w.answers(50, "link")
		if s, _ := packStateOf(t.Context(), d, w.by.OrgID, "wave"); s.Last != 2 || s.Fresh != 50 {
			t.Fatalf("packed: %+v", s)
		}
		w.check(w.table())
		first := w.table()
		if w.table() != first {
			t.Error("the same figures were made twice")
		}
		// An answer is taken out: packs made before are not believed, and are made
		// again.
		gone := w.rows[0]
		w.exec(`DELETE FROM surveys_response WHERE org_id = $1 AND id = (SELECT min(id) FROM surveys_response WHERE org_id = $1 AND unit_id = $2 AND id LIKE '%-1')`, w.by.OrgID, gone.unit)
		w.exec(`UPDATE surveys_wave SET changes = changes + 1 WHERE org_id = $1 AND id = 'wave'`, w.by.OrgID)
		w.rows = w.rows[1:]
		w.check(w.table())
		must(t, w.s.packWave(t.Context(), w.read()))
		if s, _ := packStateOf(t.Context(), d, w.by.OrgID, "wave"); s.Rows+s.Fresh != 1349 || s.Changes != 1 || s.Last != 1 {
			t.Fatalf("packed again: %+v", s)
		}
		w.check(w.table())
	})
}

func TestAPackIsReadAsItWasWritten(t *testing.T) {
	w := newTrust(t, dbtest.SQLite(t), figureForm())
	p := newLayout(&w.form)
	b := newBlock(p)
	for range 40 {
		x := w.chance(w.units[w.r.IntN(3)].ID, "paper")
		delete(x.said, "age")
		must(t, b.add(x.unit, x.channel, []byte(x.data(&w.form)), func(id string) bool { return id != "age" }))
	}
	data, err := b.encode()
	must(t, err)
	again, err := p.decode(data)
	must(t, err)
	ids := []string{w.units[0].ID, w.units[1].ID, w.units[2].ID}
	one, two := newTally(p, ids), newTally(p, ids)
	one.add(b)
	two.add(again)
	if fmt.Sprint(one.counts, one.numbers, one.n) != fmt.Sprint(two.counts, two.numbers, two.n) {
		t.Error("a pack counts otherwise than what it was made from")
	}
	if _, answered, asked := one.chosen("age", one.unitGroup([]int{0, 1, 2})); asked != 0 || answered != 0 {
		t.Errorf("asked %d, answered %d of a question that did not come up", asked, answered)
	}
	for _, bad := range [][]byte{nil, data[:3], data[:40], data[:len(data)-1], append(slices.Clone(data), 0)} {
		if _, err := p.decode(bad); err == nil {
			t.Error("a broken pack was read")
		}
	}
	other := figureForm()
	other.Items = other.Items[1:]
	if _, err := newLayout(&other).decode(data); err == nil {
		t.Error("a pack of other questions was read")
	}
}

// reader is everything that one reader sees of a wave, with what they know of how
// it hangs together.
type reader struct {
	p      disclosure.Publication
	hidden []bool
	names  []string
	secret map[int]int // numbers that must not be found, and how many values must remain possible
}

func (r *reader) add(name string, n int, shown bool, secret int) int {
	c := r.p.Add(disclosure.Cell{N: n, Role: disclosure.Printed})
	for len(r.hidden) <= c {
		r.hidden, r.names = append(r.hidden, false), append(r.names, "")
	}
	r.hidden[c], r.names[c] = !shown, name
	if !shown && secret > 0 {
		r.secret[c] = secret
	} else if secret >= disclosure.Threshold {
		panic(name + " is shown")
	}
	return c
}

// atMost adds that one number is not above another; the rest is printed nowhere.
func (r *reader) atMost(name string, small, large, n int) {
	r.p.Sum(large, small, r.add(name, n, false, 0))
}

// values is how many values must remain possible: five for a small number, and
// more than one for any other that is not shown.
func values(small, any bool) int {
	switch {
	case small:
		return disclosure.Threshold
	case any:
		return 2
	}
	return 0
}

// read is everything in a table at once.
func read(t *Table, w *trust, tl *tally) *reader {
	r := &reader{p: disclosure.Publication{Threshold: disclosure.Threshold}, secret: map[int]int{}}
	size := make([]int, len(t.Cuts))
	for i, c := range t.Cuts {
		size[i] = r.add("n of "+c.Label, c.count, c.N != nil, values(c.count > 0 && few(c.count), c.count > 0))
	}
	tie := func(at []int) {
		for _, sum := range sums(t.Cuts) {
			r.p.Sum(at[sum.total], pick(at, sum.parts)...)
		}
	}
	tie(size)
	questions := questionsOf(&w.form, tl.layout, "en-GB")
	line := 0
	for n := range questions {
		q := &questions[n]
		rows := make([][]int, len(t.Cuts)) // the lines of a cut
		var dens []int
		for k := range q.shares {
			l := t.Lines[line]
			line++
			nums, bases := make([]int, len(t.Cuts)), make([]int, len(t.Cuts))
			for i, c := range t.Cuts {
				name := l.LinkID + " " + l.Option + " of " + c.Label
				v := q.count(tl, c.group)
				bases[i] = r.add("base of "+name, v.dens[k], l.Cells[i].Den != nil, values(false, v.dens[k] > 0 && few(v.dens[k])))
				r.atMost("others of "+name, bases[i], size[i], c.count-v.dens[k])
				if q.kind == Number {
					continue
				}
				nums[i] = r.add(name, v.nums[k], l.Cells[i].Num != nil, values(v.dens[k] > 0 && give(v.nums[k], v.dens[k]), v.dens[k] > 0))
				r.atMost("rest of "+name, nums[i], bases[i], v.dens[k]-v.nums[k])
				rows[i] = append(rows[i], nums[i])
			}
			if q.kind != Number {
				tie(nums)
			}
			tie(bases)
			dens = bases
		}
		for i := range t.Cuts {
			if q.kind == Spread {
				r.p.Sum(dens[i], rows[i]...)
			}
		}
	}
	return r
}

// Whoever has everything that is shown of a wave, on the screen, in files and
// from the API, which is one table, cannot work out a number that is not: at least
// five values remain possible for a small one. How many answered a question at
// all is no secret of anybody: where few did, more than one value is enough.
func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	w := newTrust(t, dbtest.SQLite(t), figureForm())
	p := newLayout(&w.form)
	ids := make([]string, len(w.units))
	for i, u := range w.units {
		ids[i] = u.ID
	}
	hiddenCells, narrow, waves := 0, 0, 40
	if testing.Short() {
		waves = 5
	}
	for n := range waves {
		tl, b := newTally(p, ids), newBlock(p)
		for range 15 + w.r.IntN(160) {
			u := min(w.r.IntN(len(ids)), w.r.IntN(len(ids)))
			x := w.chance(ids[u], []string{"link", "paper", "kiosk"}[min(w.r.IntN(3), w.r.IntN(3))])
			must(t, b.add(x.unit, x.channel, []byte(x.data(&w.form)), nil))
		}
		tl.add(b)
		src, err := w.s.source(t.Context(), w.db, w.wave)
		must(t, err)
		table, err := src.table(tl)
		must(t, err)
		r := read(table, w, tl)
		for c, least := range r.secret {
			hiddenCells++
			switch low, high := r.p.Range(r.hidden, c); {
			case high >= 0 && high == low:
				t.Errorf("wave %d, %d answers: %s can only be %d", n, b.rows(), r.names[c], low)
			case high >= 0 && high-low+1 < least:
				narrow++ // units and ways are protected apart, and together they leave a little less
				t.Logf("wave %d, %d answers: %s can only be %d to %d", n, b.rows(), r.names[c], low, high)
			}
		}
	}
	if narrow > hiddenCells/200 {
		t.Errorf("%d of %d hidden numbers have fewer values left than they should", narrow, hiddenCells)
	}
	if hiddenCells < 10*waves {
		t.Errorf("only %d cells were hidden: nothing was tried", hiddenCells)
	}
}

func TestRulesOfShowing(t *testing.T) {
	w := newTrust(t, dbtest.SQLite(t), figureForm())
	exact, rounded := &Table{Minimum: 10}, &Table{Minimum: 10, Rounded: true}
	for _, c := range []struct {
		t        *Table
		num, den int
		num2     bool
		want     string
	}{
		{exact, 62, 100, true, "62% (62 of 100)"},
		{exact, 1, 8, true, "Too few answers"},
		{exact, 3, 50, false, "Not shown"},
		{exact, 0, 0, true, "No answers"},
		{rounded, 62, 98, true, "63% (60 of 100)"},
		{rounded, 5, 200, true, "3% (5 of 200)"}, // a half upwards
	} {
		if got := c.t.share(c.num, c.den, c.num2, true).Words(); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.num, c.den, got, c.want)
		}
	}
	w.wave.Profile = "round5"
	w.exec(`UPDATE surveys_wave SET profile = 'round5' WHERE org_id = $1 AND id = 'wave'`, w.by.OrgID)
	w.answers(130, "link", "paper")
	table := w.table()
	for _, l := range table.Lines {
		for i, c := range l.Cells {
			for _, n := range []*int{c.Num, c.Den, table.Cuts[i].N} {
				if n != nil && (*n%5 != 0 || *n < 5) {
					t.Errorf("%s: %d is shown", l.LinkID, *n)
				}
			}
		}
	}
	if content, err := json.Marshal(table); err != nil || strings.Contains(string(content), `"count"`) || strings.Contains(string(content), strconv.Itoa(131)) {
		t.Errorf("what is counted leaves the table: %v", err)
	}
}
