package evaluation

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"footbridge/internal/extracts"
	"footbridge/internal/stats"
	"footbridge/internal/when"
)

func quiet(int) error { return nil }

// trust is a made-up trust over four years: everybody has a contact each month,
// and in the year before they enrol students have more, and stays.
func trust(students, others int) []sample {
	random := rand.New(rand.NewPCG(1, 2))
	var out []sample
	for i := range students + others {
		p := sample{born: int32(1960*12 + random.IntN(480)), gender: []string{"1", "2"}[i%2], unit: uint16(1 + i%2)}
		for month := range int32(48) {
			p.contacts = append(p.contacts, month*30+int32(random.IntN(28)))
		}
		if i < students {
			day := int32(600 + random.IntN(200))
			p.enrolled = []int32{day, day + 40}
			for range 2 + random.IntN(6) {
				p.contacts = append(p.contacts, day-1-int32(random.IntN(300)))
			}
			if i%3 == 0 {
				p.stays = append(p.stays, [2]int32{day - 200, day - 200 + int32(5+random.IntN(20))})
			}
			if i%5 == 0 {
				p.stays = append(p.stays, [2]int32{day + 100, day + 104})
			}
			p.work = map[int32]string{day - 90: []string{"02", "02", "01"}[i%3], day + 200: []string{"01", "02", "01", "ZZ"}[i%4]}
			p.home = map[int32]string{day - 50: "Y"}
		}
		slices.Sort(p.contacts)
		out = append(out, p)
	}
	return out
}

var usual = Design{Title: "Students of 2027", Question: "Do students need less help afterwards?", Begin: Enrolled, Months: 12, Controls: 2, Draws: 400}

func TestFollowCountsWhatItShould(t *testing.T) {
	p := sample{
		born: 1980 * 12, gender: "1", unit: 1, enrolled: []int32{400},
		contacts: []int32{30, 34, 35, 100, 399, 400, 500, 764, 765}, missed: []int32{50, 450}, peer: []int32{410, 420},
		// One that began before the time, one over the day, one that has not ended.
		stays: [][2]int32{{20, 40}, {395, 410}, {760, extracts.None}},
		work:  map[int32]string{20: "01", 300: "02", 350: "ZZ", 600: "01"}, home: map[int32]string{390: "N", 700: "Y", 800: "N"},
	}
	d := usual
	f := newFollower(snapshotOf([]sample{p}), d)
	f.first, f.last = dayZero, dayZero+2000
	got := f.follow(0, dayZero+400)
	// 365 days each side: from day 35 to before day 765.
	if want := [measured]int{3, 0, 5 + 5, 1}; got.before != want {
		t.Errorf("before: %v, want %v", got.before, want)
	}
	if want := [measured]int{5, 2, 10 + 5, 1}; got.after != want {
		t.Errorf("after: %v, want %v", got.after, want)
	}
	if want := [statuses][2]int8{{no, yes}, {no, yes}}; got.status != want {
		t.Errorf("statuses: %v, want %v", got.status, want)
	}
	for m := range measures {
		sum := [2]int{}
		for i, n := range got.months[m] {
			sum[i/12] += n
		}
		if sum != [2]int{got.before[m], got.after[m]} {
			t.Errorf("%s: months come to %v", measures[m].slug, sum)
		}
	}
}

func TestWhoIsFollowed(t *testing.T) {
	people := trust(60, 40)
	people[0].enrolled = []int32{100}  // too early
	people[1].enrolled = []int32{1300} // too late
	people[2].died = people[2].enrolled[0] + 20
	people[3].died = people[3].enrolled[0] + 900
	r, err := analyse(snapshotOf(people), usual, 5, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if r.Began != 60 || r.Early != 1 || r.Late != 1 || r.Died != 1 || r.People != 57 {
		t.Errorf("began %d, early %d, late %d, died %d, followed %d", r.Began, r.Early, r.Late, r.Died, r.People)
	}
	d := usual
	d.From, d.Until = extracts.DateOf(dayZero+700), extracts.DateOf(dayZero+800)
	if r, _ := analyse(snapshotOf(people), d, 5, nil, quiet); r.Began == 0 || r.Began >= 60 {
		t.Errorf("in part of the time %d began", r.Began)
	}
	d = usual
	d.Begin = Listed
	list := map[int64]int32{}
	for i := range 30 {
		list[int64(61+i)] = dayZero + 700
	}
	list[99999] = dayZero
	if r, _ := analyse(snapshotOf(people), d, 5, list, quiet); r.People != 30 {
		t.Errorf("of the list %d are followed", r.People)
	}
	d.Begin = Peer
	if r, _ := analyse(snapshotOf(people), d, 5, nil, quiet); r.Began != 0 || r.enough() || r.shape(d).Enough {
		t.Errorf("nobody met a peer worker, and %d began", r.Began)
	}
	if r, err := analyse(snapshotOf(nil), usual, 5, nil, quiet); err != nil || r.People != 0 || period(r.Covered) != "There are no contacts and no stays in the extracts." {
		t.Errorf("of nobody: %v, %v", r, err)
	}
	if _, err := analyse(snapshotOf(people), usual, 5, nil, func(int) error { return errors.New("stopped") }); err == nil {
		t.Error("it cannot be stopped")
	}
}

// A few rows with a wrong year do not make the extracts longer.
func TestWhatExtractsCover(t *testing.T) {
	people := trust(10, 10)
	people[0].contacts = append([]int32{-5000}, append(people[0].contacts, 4000)...)
	f := newFollower(snapshotOf(people), usual)
	if f.first < dayZero || f.last > dayZero+48*30 {
		t.Errorf("they cover %s to %s", extracts.DateOf(f.first), extracts.DateOf(f.last))
	}
}

func TestTheSameSeedGivesTheSame(t *testing.T) {
	s := snapshotOf(trust(80, 200))
	d := usual
	d.Costs = []Cost{{"bed-days", 45000, 2025, "somebody"}, {CostOfProgramme, 51800, 2022, "somebody"}, {CostOfPeer, 3500000, 2025, "somebody"}}
	d.PeerFTE = 2
	first, err := analyse(s, d, 5, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := analyse(s, d, 5, nil, quiet)
	other, _ := analyse(s, d, 6, nil, quiet)
	a, _ := json.Marshal(first)
	b, _ := json.Marshal(again)
	c, _ := json.Marshal(other)
	if string(a) != string(b) || string(a) == string(c) {
		t.Error("the seed does not decide what comes out")
	}
	var back result
	if err := json.Unmarshal(a, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(a) {
		t.Errorf("it is kept as\n%s\nand read as\n%s", a, again)
	}
	if first.Money == nil || first.Money.Net.missing() || first.PeerRatioMissing || first.PeerRatio.missing() {
		t.Errorf("money: %+v, peers: %v", first.Money, first.PeerRatio)
	}
	m := first.Measures[bedDays]
	if want := 45000 * float64(m.Before-m.After) / 80; math.Abs(float64(first.Money.Saving.Value)-want) > 1e-6 {
		t.Errorf("saved %v for each, want %v", first.Money.Saving.Value, want)
	}
	if want := float64(m.Before-m.After) / 2 * 450 / 35000; math.Abs(float64(first.PeerRatio)-want) > 1e-9 {
		t.Errorf("a peer worker's ratio is %v, want %v", first.PeerRatio, want)
	}
}

// A contact with a peer worker that has a price of its own is not paid twice.
func TestPricesAreNotPaidTwice(t *testing.T) {
	people := trust(20, 0)
	for i := range people {
		people[i].peer = []int32{people[i].enrolled[0] - 10, people[i].enrolled[0] - 9}
	}
	d := usual
	d.Costs = []Cost{{"contacts", 100, 2025, "somebody"}, {"peer-contacts", 30, 2025, "somebody"}}
	r, err := analyse(snapshotOf(people), d, 5, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Measures[contacts]
	if want := (100*float64(c.Before-c.After-40) + 30*40) / 20; math.Abs(float64(r.Money.Saving.Value)-want) > 1e-9 {
		t.Errorf("saved %v for each, want %v", r.Money.Saving.Value, want)
	}
}

func TestStatusOfShownNumbers(t *testing.T) {
	s := changed{YesYes: 21, NoYes: 22, YesNo: 9, NoNo: 33, Unknown: 3}.shape(employed)
	if s.Cells[1][0] != "20" || s.Cells[0][1] != "10" || s.Unknown != "*" || !strings.Contains(s.Words, "0.100; exact: 0.099") {
		t.Errorf("%+v", s)
	}
	if s := (changed{YesYes: 21, NoYes: 2, YesNo: 9, NoNo: 33}).shape(employed); s.Cells[1][0] != "*" || strings.Contains(s.Words, "McNemar") {
		t.Errorf("%+v", s)
	}
}

// Whatever a cell of a list holds, it is a day or it is not.
func FuzzReadDay(f *testing.F) {
	for _, text := range []string{"27/03/2027", "2027-03-27", "3/5/2028 10:30", "31/02/2028", "//", "1/1/1/1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := readDay(text); ok {
			if back, again := readDay(d.ISO()); !again || back != d {
				t.Errorf("%q is %s, and that is %s", text, d.ISO(), back.ISO())
			}
		}
	})
}

func TestComparedWithHand(t *testing.T) {
	r, err := analyse(snapshotOf(trust(80, 300)), usual, 5, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Measures[contacts]
	ratio, exact := stats.RateRatio(stats.Rate{Events: c.After, Time: 1}, stats.Rate{Events: c.Before, Time: 1}, stats.Usual)
	if float64(c.Exact.Value) != ratio.Estimate || math.Abs(float64(c.Exact.Low)-exact.Low) > 1e-12 {
		t.Errorf("exact: %v, want %v", c.Exact, ratio)
	}
	// The same people have the same time, so the model's ratio is the crude one.
	if math.Abs(float64(c.Model.Value)-ratio.Estimate) > 1e-6 || c.Model.Low >= c.Model.Value || c.Model.High >= 1 {
		t.Errorf("model: %+v, want about %v", c.Model, ratio.Estimate)
	}
	if c.Resampled.Low >= c.Exact.Value || c.Resampled.High <= c.Exact.Value || c.Series.Value >= 1 || c.RanksP > 0.01 {
		t.Errorf("resampled %+v, series %+v, ranks %v", c.Resampled, c.Series, c.RanksP)
	}
	if b := r.Beside; b == nil || b.Matched+b.Alone != 80 || b.Others > 160 || b.Measures[contacts].Difference.High >= 0 {
		t.Errorf("beside others: %+v", b)
	}
	w := r.Statuses[employed]
	if w.Unknown != 20 || w.YesYes+w.NoYes+w.YesNo+w.NoNo != 60 || r.Statuses[settled].Unknown != 80 {
		t.Errorf("statuses: %+v", r.Statuses)
	}
}

func TestOthersAreLikeThem(t *testing.T) {
	s := snapshotOf(trust(40, 200))
	f := newFollower(s, usual)
	begun := begins(s, usual, nil)
	var cohort []followed
	for at := range 40 {
		cohort = append(cohort, f.follow(at, begun[at]))
	}
	seen := map[int]bool{}
	for i, set := range f.others(cohort, begun, 3, 9) {
		for _, o := range set {
			own, _ := f.likeOf(cohort[i].at, cohort[i].day, monthOf(cohort[i].day))
			theirs, _ := f.likeOf(o.at, o.day, monthOf(o.day))
			if seen[o.at] || own != theirs || o.day != cohort[i].day {
				t.Errorf("%d stands beside %d: %v and %v", o.at, i, theirs, own)
			}
			if _, began := begun[o.at]; began {
				t.Errorf("%d has begun", o.at)
			}
			seen[o.at] = true
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d others", len(seen))
	}
}

// What may be seen holds no count under 5, and nothing that is not to the nearest
// 5; what rests on a hidden count is hidden.
func TestShapedFigures(t *testing.T) {
	people := trust(40, 100)
	for i := range people {
		people[i].stays = nil
	}
	people[0].stays = [][2]int32{{people[0].enrolled[0] - 30, people[0].enrolled[0] - 20}}
	people[1].peer = []int32{people[1].enrolled[0] + 5}
	d := usual
	d.Costs = []Cost{{"bed-days", 45000, 2025, "somebody"}}
	r, err := analyse(snapshotOf(people), d, 5, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	v := r.shape(d)
	if days := v.Measures[bedDays]; !days.Hidden || days.Ways != nil || days.EachBefore != "*" || days.After != "*" || v.Saving != "*" || v.Net != "*" {
		t.Errorf("one person's stay: %+v, %s", days, v.Saving)
	}
	// Many days of few people are hidden too, beside others as well.
	people[2].stays = [][2]int32{{people[2].enrolled[0] - 90, people[2].enrolled[0] + 90}}
	if r, err = analyse(snapshotOf(people), d, 5, nil, quiet); err != nil {
		t.Fatal(err)
	}
	v = r.shape(d)
	if days := v.Measures[bedDays]; r.Measures[bedDays].Before < 90 || days.Before != "*" || !days.Beside.Hidden || days.Beside.Before != "*" || slices.Max(days.Months) > 0 {
		t.Errorf("the stays of two people: %+v, %+v", days, days.Beside)
	}
	if c := v.Measures[contacts]; c.Hidden || len(c.Ways) != 6 || !strings.Contains(c.Words, "fewer") {
		t.Errorf("contacts: %+v", c)
	}
	for _, l := range v.lines(d) {
		if l.Part == "Months" || strings.HasPrefix(l.What, "Before:") || l.Part == "People" {
			if l.Value != "*" && !strings.HasSuffix(l.Value, "0") && !strings.HasSuffix(l.Value, "5") || l.Value == "0" {
				t.Errorf("%+v", l)
			}
		}
	}
	if v := (&result{People: 9}).shape(d); v.Enough || v.Measures != nil {
		t.Errorf("of 9 people: %+v", v)
	}
}

func TestWords(t *testing.T) {
	for _, v := range []struct {
		e    estimate
		want string
	}{
		{estimate{0.8, 0.7, 0.9, 0}, "20% fewer; it may be anything from 30% fewer to 10% fewer."},
		{estimate{1.1, 0.9, 1.3, 0}, "10% more; it may be anything from 10% fewer to 30% more. Chance alone could bring this."},
		{estimate{1, 0.5, 2, 0}, "No change; it may be anything from 50% fewer to 100% more. Chance alone could bring this."},
		{none(), "What changed cannot be worked out."},
	} {
		if got := changeWords(v.e); got != v.want {
			t.Errorf("%+v: %s", v.e, got)
		}
	}
	for pence, want := range map[number]string{123456789: "£1,234,568", -51800: "−£518", 40: "£0", number(math.NaN()): "–"} {
		if got := pounds(pence); got != want {
			t.Errorf("%v pence are %s, want %s", pence, got, want)
		}
	}
	d := usual
	d.From, d.Costs = when.Date{Year: 2026, Month: 5, Day: 3}, []Cost{{"contacts", 12050, 2024, "The unit costs of 2024"}}
	d.Controls = 0
	if peer := (Design{Begin: Peer, Controls: 1}); len(peer.cannot()) != len((Design{Begin: Enrolled, Controls: 1}).cannot())+1 {
		t.Error("nothing is said of meetings that are contacts themselves")
	}
	text := strings.Join(append(d.words(), d.cannot()...), " ")
	for _, want := range []string{"3 May 2026 or later", "12 months before the day they first enrolled", "nothing to say what would have happened", "non-cashable"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if got := d.Costs[0].Words(); got != "A contact: £120.50, prices of 2024. From: The unit costs of 2024" {
		t.Error(got)
	}
}

// A college of 500 in a trust of 20,500 people with a million contacts.
func BenchmarkAnalyse(b *testing.B) {
	s := snapshotOf(trust(500, 20_000))
	d := usual
	d.Draws = 2000
	for b.Loop() {
		if _, err := analyse(s, d, 5, nil, quiet); err != nil {
			b.Fatal(err)
		}
	}
}
