package indicators

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/extracts"
)

func ready(t testing.TB, slugs ...string) []Definition {
	t.Helper()
	texts := readyTexts()
	if len(slugs) == 0 {
		slugs = names(texts)
	}
	var out []Definition
	for _, slug := range slugs {
		d, err := readDefinition(texts[slug])
		if err != nil {
			t.Fatal(slug, err)
		}
		out = append(out, d)
	}
	return out
}

func every(int, int32) bool { return true }

// at is the cell of a unit and group in a month; zero when there is none.
func at(outcomes []outcome, definition int, month, unit, dimension, group string) [3]int64 {
	for _, o := range outcomes {
		for _, c := range o.cells {
			if o.definition == definition && o.month == monthAt(month) && c.UnitID == unit && c.Dimension == dimension && c.Group == group {
				return [3]int64{c.Num, c.Den, c.Recorded}
			}
		}
	}
	return [3]int64{}
}

const openA06 = "2026-01-10"

func adult(homes ...[]any) person {
	return person{born: "1990-06", referrals: [][]any{{2, "A06", openA06, "", ""}}, homes: homes}
}

// The national rules of AMH03e, AMH13e and AMH14e, one by one: numerator,
// denominator and recorded of the whole organisation at the end of March 2027.
func TestSettledHome(t *testing.T) {
	home := func(day, submitted string, record int, status, settled string) []any {
		return []any{day, submitted, record, status, settled}
	}
	for _, test := range []struct {
		name string
		p    person
		want [3]int64
	}{
		{"nothing recorded counts as no", adult(), [3]int64{0, 1, 0}},
		{"settled", adult(home("2027-03-31", "2027-03", 1, "01", "Y")), [3]int64{1, 1, 1}},
		{"not settled", adult(home("2027-03-31", "2027-03", 1, "12", "N")), [3]int64{0, 1, 1}},
		{"the first day of the twelve months", adult(home("2026-04-01", "2026-04", 1, "01", "Y")), [3]int64{1, 1, 1}},
		{"the day before", adult(home("2026-03-31", "2026-04", 1, "01", "Y")), [3]int64{0, 1, 0}},
		{"after the end of the period", adult(home("2027-04-01", "2027-04", 1, "01", "Y")), [3]int64{0, 1, 0}},
		{"the later day wins", adult(home("2027-02-01", "2027-02", 9, "01", "Y"), home("2027-02-02", "2027-01", 1, "12", "N")), [3]int64{0, 1, 1}},
		{"of one day the later submission wins", adult(home("2027-02-01", "2027-02", 9, "12", "N"), home("2027-02-01", "2027-03", 1, "01", "Y")), [3]int64{1, 1, 1}},
		{"then the higher record number", adult(home("2027-02-01", "2027-02", 1, "01", "Y"), home("2027-02-01", "2027-02", 2, "12", "N")), [3]int64{0, 1, 1}},
		{"a tie holds when either does", adult(home("2027-02-01", "2027-02", 1, "12", "N"), home("2027-02-01", "2027-02", 1, "01", "Y")), [3]int64{1, 1, 1}},
		{"a record without a type is passed over", adult(home("2027-01-01", "2027-01", 1, "01", "Y"), home("2027-02-01", "2027-02", 2, "", "N")), [3]int64{1, 1, 1}},
		{"a code of before 2021 counts by its indicator", adult(home("2027-01-01", "2027-01", 1, "MA01", "Y")), [3]int64{1, 1, 1}},
		{"17 at the end", person{born: "2009-04", referrals: adult().referrals}, [3]int64{}},
		{"18 in the last month", person{born: "2009-03", referrals: adult().referrals}, [3]int64{0, 1, 0}},
		{"69", person{born: "1957-04", referrals: adult().referrals}, [3]int64{0, 1, 0}},
		{"70", person{born: "1957-03", referrals: adult().referrals}, [3]int64{}},
		{"age not known", person{referrals: adult().referrals}, [3]int64{}},
		{"a team that is not for adults' mental health", person{born: "1990-06", referrals: [][]any{{2, "C05", openA06, "", ""}}}, [3]int64{}},
		{"ended on the last day", person{born: "1990-06", referrals: [][]any{{2, "A06", openA06, "2027-03-31", ""}}}, [3]int64{}},
		{"ended the day after", person{born: "1990-06", referrals: [][]any{{2, "A06", openA06, "2027-04-01", ""}}}, [3]int64{0, 1, 0}},
		{"received on the last day", person{born: "1990-06", referrals: [][]any{{2, "A06", "2027-03-31", "", ""}}}, [3]int64{0, 1, 0}},
		{"received the day after", person{born: "1990-06", referrals: [][]any{{2, "A06", "2027-04-01", "", ""}}}, [3]int64{}},
		{"not accepted", person{born: "1990-06", referrals: [][]any{{2, "A06", openA06, "", "Y"}}}, [3]int64{}},
		{"two referrals are one person", person{born: "1990-06", referrals: [][]any{{2, "A06", openA06, "", ""}, {3, "A02", openA06, "", ""}}}, [3]int64{0, 1, 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := (&sketch{[]person{test.p}}).snapshot()
			got := compute(s, ready(t, "settled-home", "home-recorded", "people-we-work-with"), monthAt("2026-01"), monthAt("2027-06"), every)
			if g := at(got, 0, "2027-03", "root", "", ""); g != test.want {
				t.Errorf("settled = %v, want %v", g, test.want)
			}
			if g, want := at(got, 1, "2027-03", "root", "", ""), ([3]int64{test.want[2], test.want[1], 0}); g != want {
				t.Errorf("recorded = %v, want %v", g, want)
			}
			if g, want := at(got, 2, "2027-03", "root", "", ""), ([3]int64{test.want[1], 0, 0}); g != want {
				t.Errorf("people = %v, want %v", g, want)
			}
		})
	}
}

// AMH17e: 01, and 1 of long ago, are paid work; all else, and no record, is not.
func TestInPaidWork(t *testing.T) {
	for status, want := range map[string][3]int64{"01": {1, 1, 1}, "1": {1, 1, 1}, "02": {0, 1, 1}, "07": {0, 1, 1}, "ZZ": {0, 1, 1}, "": {0, 1, 0}} {
		p := adult()
		p.work = [][]any{{"2027-02-01", "2027-02", 1, status, ""}}
		got := compute((&sketch{[]person{p}}).snapshot(), ready(t, "in-paid-work"), monthAt("2027-01"), monthAt("2027-03"), every)
		if g := at(got, 0, "2027-03", "root", "", ""); g != want {
			t.Errorf("%q: %v, want %v", status, g, want)
		}
		if g := at(got, 0, "2027-01", "root", "", ""); g != [3]int64{0, 1, 0} {
			t.Errorf("%q in January: %v", status, g)
		}
	}
}

// A person counts once for each unit and each unit above it, and in one group of
// every dimension.
func TestUnitsAndGroups(t *testing.T) {
	a := person{born: "1990-06", gender: "2", ethnicity: "G", decile: 3, borough: "Northam", referrals: [][]any{{2, "A06", openA06, "", ""}, {3, "A06", openA06, "2027-02-10", ""}, {2, "A02", openA06, "", ""}}}
	b := person{born: "2001-03", ethnicity: "Z", referrals: [][]any{{3, "A06", openA06, "", ""}, {0, "A06", openA06, "", ""}}}
	got := compute((&sketch{[]person{a, b}}).snapshot(), ready(t, "people-we-work-with"), monthAt("2026-01"), monthAt("2027-03"), every)
	for _, test := range []struct {
		month, unit, dimension, group string
		want                          int64
	}{
		{"2027-03", "root", "", "", 2}, {"2027-03", "borough", "", "", 2}, {"2027-03", "team a", "", "", 1}, {"2027-03", "team b", "", "", 1},
		{"2027-01", "team b", "", "", 2}, {"2027-03", "root", "ethnicity", "mixed", 1}, {"2027-03", "root", "ethnicity", NotRecorded, 1},
		{"2027-03", "team b", "ethnicity", "mixed", 0}, {"2027-01", "team b", "ethnicity", "mixed", 1}, {"2027-03", "root", "gender", "female", 1},
		{"2027-03", "root", "gender", NotRecorded, 1}, {"2027-03", "borough", "deprivation", "3", 1}, {"2027-03", "root", "borough", "Northam", 1},
		{"2026-02", "root", "age", "18-24", 1}, {"2026-03", "root", "age", "18-24", 0}, {"2026-02", "root", "age", "35-44", 1},
		{"2026-03", "root", "age", "25-34", 1}, {"2027-03", "root", "age", "35-44", 1},
	} {
		if g := at(got, 0, test.month, test.unit, test.dimension, test.group); g[0] != test.want {
			t.Errorf("%s %s %s %s = %d, want %d", test.month, test.unit, test.dimension, test.group, g[0], test.want)
		}
	}
}

// The other definitions that come along, each on one small story.
func TestReadyDefinitionsCount(t *testing.T) {
	open := [][]any{{2, "A06", openA06, "", ""}}
	contact := func(unit int, day, attendance, role string) []any {
		return []any{unit, day, 30, attendance, "01", role}
	}
	for _, test := range []struct {
		slug, month, unit string
		p                 person
		want              [3]int64
	}{
		{"six-checks", "2027-03", "root", person{smi: "Y", referrals: open, checks: [][]any{{"2026-04-01", "bmi"}, {"2027-01-01", "blood-pressure"}, {"2027-01-01", "lipids"}, {"2027-01-01", "glucose"}, {"2027-01-01", "alcohol"}, {"2027-01-01", "smoking"}}}, [3]int64{1, 1, 0}},
		{"six-checks", "2027-04", "root", person{smi: "Y", referrals: open, checks: [][]any{{"2026-04-01", "bmi"}, {"2027-01-01", "blood-pressure"}, {"2027-01-01", "lipids"}, {"2027-01-01", "glucose"}, {"2027-01-01", "alcohol"}, {"2027-01-01", "smoking"}}}, [3]int64{0, 1, 0}},
		{"six-checks", "2027-03", "root", person{smi: "R", referrals: open}, [3]int64{}},
		{"six-checks", "2027-03", "root", person{smi: "Y", died: "2027-03-02", referrals: open}, [3]int64{}},
		{"weight-checked", "2027-03", "team a", person{smi: "Y", referrals: open, checks: [][]any{{"2026-04-01", "bmi"}}}, [3]int64{1, 1, 0}},
		{"carers-identified", "2027-03", "root", person{referrals: open, carers: [][]any{{2, 5, "2027-03-31", "", ""}}}, [3]int64{1, 1, 0}},
		{"carers-assessed", "2027-03", "borough", person{referrals: open, carers: [][]any{{2, 5, "2026-03-31", "2027-01-01", "2027-02-01"}, {2, 6, "2026-03-31", "2027-01-01", "2027-04-01"}}}, [3]int64{1, 2, 2}},
		{"help-with-work", "2027-03", "root", person{needs: [][]any{{2, "2026-04-01", "work", "Y", "P"}, {2, "2027-02-01", "work", "Y", "N"}, {2, "2027-02-01", "money", "Y", "Y"}}}, [3]int64{1, 1, 1}},
		{"help-with-work", "2027-03", "root", person{needs: [][]any{{2, "2027-02-01", "work", "N", ""}}}, [3]int64{}},
		{"contacts", "2027-03", "borough", person{contacts: [][]any{contact(2, "2027-03-01", "5", ""), contact(3, "2027-03-31", "6", ""), contact(2, "2027-03-02", "3", ""), contact(2, "2027-04-01", "5", "")}}, [3]int64{2, 0, 0}},
		{"time-with-people", "2027-03", "root", person{contacts: [][]any{contact(2, "2027-03-01", "5", ""), {2, "2027-03-01", 50, "5", "01", ""}, {2, "2027-03-01", 0, "5", "01", ""}}}, [3]int64{80, 2, 0}},
		{"peer-contacts", "2027-03", "root", person{contacts: [][]any{contact(2, "2027-03-01", "5", "peer"), contact(2, "2027-03-02", "5", "other"), contact(2, "2027-03-03", "5", ""), contact(2, "2027-03-04", "2", "peer")}}, [3]int64{1, 3, 2}},
		{"bed-days", "2027-03", "root", person{stays: [][]any{{2, "2027-02-27", "2027-03-04", ""}, {2, "2027-03-30", "", ""}, {2, "2027-03-10", "2027-03-10", ""}}}, [3]int64{3 + 2, 0, 0}},
		{"bed-days", "2027-02", "root", person{stays: [][]any{{2, "2027-02-27", "2027-03-04"}}}, [3]int64{2, 0, 0}},
		{"nights-on-a-ward", "2027-03", "root", person{referrals: open, stays: [][]any{{2, "2027-03-30", "2027-04-20"}}}, [3]int64{2, 1, 0}},
		{"seen-within-72-hours", "2027-03", "root", person{stays: [][]any{{2, "2027-03-01", "2027-03-30"}}, contacts: [][]any{contact(2, "2027-04-02", "5", "")}}, [3]int64{1, 1, 0}},
		{"seen-within-72-hours", "2027-03", "root", person{stays: [][]any{{2, "2027-03-01", "2027-03-30"}}, contacts: [][]any{contact(2, "2027-03-30", "5", ""), contact(2, "2027-04-01", "3", ""), contact(2, "2027-04-03", "5", "")}}, [3]int64{0, 1, 0}},
		{"at-the-college", "2027-03", "root", person{referrals: open, learning: [][]any{{"2026-12-01", "attended"}}}, [3]int64{1, 1, 0}},
		{"at-the-college", "2027-03", "root", person{referrals: open, learning: [][]any{{"2026-12-01", "enrolled"}}}, [3]int64{0, 1, 0}},
		{"own-plan-offered", "2027-03", "root", person{referrals: open, plans: [][]any{{2, "self-management", "2026-12-01", "", ""}}}, [3]int64{1, 1, 0}},
		{"own-plan-made", "2027-03", "root", person{referrals: open, plans: [][]any{{2, "self-management", "2026-12-01", "", ""}, {2, "safety", "", "2026-12-01", ""}}}, [3]int64{0, 1, 0}},
		{"safety-plan-made", "2027-03", "root", person{referrals: open, plans: [][]any{{2, "safety", "", "2026-12-01", ""}}}, [3]int64{1, 1, 0}},
	} {
		got := compute((&sketch{[]person{test.p}}).snapshot(), ready(t, test.slug), monthAt("2026-01"), monthAt("2027-06"), every)
		if g := at(got, 0, test.month, test.unit, "", ""); g != test.want {
			t.Errorf("%s, %s, %s: %v, want %v", test.slug, test.month, test.unit, g, test.want)
		}
	}
}

// crowd is a snapshot of people about whom anything may be, the same for a seed.
func crowd(seed uint64, n int) *sketch {
	r := rand.New(rand.NewPCG(seed, 1))
	day := func(gaps bool) string {
		if gaps && r.IntN(3) == 0 {
			return ""
		}
		return extracts.DateOf(int32(19300 + r.IntN(1800))).ISO()
	}
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	some := func(most int, row func() []any) (out [][]any) {
		for range r.IntN(most + 1) {
			out = append(out, row())
		}
		return out
	}
	s := &sketch{}
	for range n {
		p := person{gender: pick("", "1", "2", "X"), ethnicity: pick("", "A", "H", "M", "99"), smi: pick("", "Y", "Y", "R"), decile: uint8(r.IntN(11)), borough: pick("", "Northam", "Southam")}
		if r.IntN(5) > 0 {
			p.born = fmt.Sprintf("%d-%02d", 1940+r.IntN(75), 1+r.IntN(12))
		}
		if r.IntN(8) == 0 {
			p.died = day(false)
		}
		month := func() string { return fmt.Sprintf("2027-%02d", 1+r.IntN(3)) }
		p.referrals = some(4, func() []any {
			return []any{r.IntN(4), pick("", "A06", "A02", "C05"), day(false), day(true), pick("", "", "Y")}
		})
		p.contacts = some(20, func() []any {
			return []any{r.IntN(4), day(false), r.IntN(60), pick("", "5", "6", "3"), pick("01", "02", "05"), pick("", "peer", "other")}
		})
		p.stays = some(2, func() []any { return []any{r.IntN(4), day(false), day(true)} })
		p.homes = some(3, func() []any { return []any{day(false), month(), r.IntN(2), pick("", "01", "12"), pick("", "Y", "N")} })
		p.work = some(3, func() []any { return []any{day(false), month(), r.IntN(2), pick("", "01", "02"), ""} })
		p.checks = some(12, func() []any {
			return []any{day(false), pick("bmi", "blood-pressure", "lipids", "glucose", "alcohol", "smoking")}
		})
		p.carers = some(2, func() []any { return []any{r.IntN(4), r.IntN(100), day(false), day(true), day(true)} })
		p.plans = some(3, func() []any {
			return []any{r.IntN(4), pick("self-management", "safety", "care"), day(true), day(true), day(true)}
		})
		p.needs = some(3, func() []any {
			return []any{r.IntN(4), day(false), pick("work", "housing", "money"), pick("", "Y", "N"), pick("", "Y", "P", "N")}
		})
		p.learning = some(2, func() []any { return []any{day(false), pick("enrolled", "attended")} })
		s.people = append(s.people, p)
	}
	return s
}

// A pass over many months comes to what passes over one month each come to,
// whatever the months and however many people there are for a counter to hold.
func TestPassMonthByMonth(t *testing.T) {
	s := crowd(7, 700).snapshot()
	all := ready(t)
	first, last := monthAt("2022-10"), monthAt("2028-04") // longer than a window
	whole := compute(s, all, first, last, every)
	if len(whole) < len(all)*50 {
		t.Fatalf("%d outcomes", len(whole))
	}
	sorted := func(cells []Cell) []Cell { slices.SortFunc(cells, byPlace); return cells }
	for month := first; month <= last; month += 5 {
		one := compute(s, all, month-11, month, func(_ int, m int32) bool { return m == month })
		for _, o := range one {
			i := slices.IndexFunc(whole, func(w outcome) bool { return w.definition == o.definition && w.month == month })
			if i < 0 {
				if month >= first+11 {
					t.Fatalf("%s is missing in %v", all[o.definition].Indicator, extracts.MonthOf(month))
				}
				continue
			}
			if diff := cmp.Diff(sorted(whole[i].cells), sorted(o.cells)); diff != "" {
				t.Fatalf("%s in %v: %s", all[o.definition].Indicator, extracts.MonthOf(month), diff)
			}
		}
	}
}

// What comes out of the pass does not lie about its parts: a numerator is at
// most its denominator, and the groups of a dimension are everybody, each once.
func TestPassAddsUp(t *testing.T) {
	all := ready(t)
	for _, o := range compute(crowd(3, 300).snapshot(), all, monthAt("2024-01"), monthAt("2027-03"), every) {
		d := all[o.definition]
		sums := map[string][3]int64{}
		for _, c := range o.cells {
			if d.Shape == Share && (c.Num > c.Den || c.Recorded > c.Den) {
				t.Fatalf("%s: %+v", d.Indicator, c)
			}
			key := c.UnitID + "/" + c.Dimension
			v := sums[key]
			sums[key] = [3]int64{v[0] + c.Num, v[1] + c.Den, v[2] + c.Recorded}
		}
		for key, v := range sums {
			unit := key[:len(key)-len(key[slices.Index([]byte(key), '/'):])]
			if v != sums[unit+"/"] {
				t.Fatalf("%s, %s: %v, everybody is %v", d.Indicator, key, v, sums[unit+"/"])
			}
		}
	}
}
