package indicators

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/charts"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

var firstOfChart = when.Month{Year: 2024, Month: 11}

// figuresOf are shown figures from November 2024; NaN is one that is not shown.
func figuresOf(values ...float64) []Figure {
	out := make([]Figure, len(values))
	for i, v := range values {
		out[i] = Figure{Month: firstOfChart.Add(i), Num: "50", Den: "120", Value: v, Shown: true}
		if math.IsNaN(v) {
			out[i] = Figure{Month: firstOfChart.Add(i), Num: "*", Den: "120"}
		}
	}
	return out
}

func chance(n int, about float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = about + float64(i*7919%5) - 2
	}
	return out
}

func TestVerdicts(t *testing.T) {
	share := Definition{Indicator: "settled", Shape: Share, Direction: Increase, Targets: []Target{{From: firstOfChart, Value: 40}}}
	fewer := share
	fewer.Direction, fewer.Targets = Decrease, nil
	lower := append(chance(14, 60), 40, 41, 40)
	for name, c := range map[string]struct {
		d                Definition
		figures          []Figure
		variation, reach string
		enough, alert    bool
		words            string
	}{
		"chance":          {share, figuresOf(chance(20, 60)...), "common_cause", "pass", true, false, "No sign of a change"},
		"worse":           {share, figuresOf(lower...), "concern_low", "pass", true, true, "Lower than chance, which is worse (below the lower limit)"},
		"better":          {fewer, figuresOf(lower...), "improvement_low", "", true, false, "which is better"},
		"one bad month":   {share, figuresOf(append(chance(16, 60), 40)...), "concern_low", "pass", true, false, "which is worse"},
		"too few figures": {share, figuresOf(append(chance(6, 60), 30, 30)...), "concern_low", "pass", false, false, ""},
		"newest hidden":   {share, figuresOf(append(lower, math.NaN())...), "concern_low", "pass", true, true, "which is worse"},
		"hidden figures":  {share, figuresOf(math.NaN(), math.NaN(), 60, 61, 60), "common_cause", "pass", false, false, ""},
	} {
		got := c.d.plot(c.figures, Settings{}, 0).Verdict
		if got.Variation != c.variation || got.Assurance != c.reach || got.Enough != c.enough || got.Alert != c.alert || !strings.Contains(got.Words, c.words) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	small := figuresOf(lower...)
	for i := range small {
		small[i].Den = "20"
	}
	if got := share.plot(small, Settings{}, 0).Verdict; got.Few == "" || got.Alert || !got.Enough {
		t.Errorf("few people: %+v", got)
	}
}

// What people decide is on the points: new limits, limits that stand, months
// left out, notes, and where the definition changed.
func TestSettings(t *testing.T) {
	d := Definition{Shape: Share, Direction: Increase}
	values := append(chance(12, 40), chance(12, 60)...)
	values[3] = 95
	at := func(i int) when.Month { return firstOfChart.Add(i) }
	p := d.plot(figuresOf(values...), Settings{
		Marks:  []Mark{{Kind: Ghost, Month: at(3), Words: "a file came twice"}, {Kind: Rebase, Month: at(12), Words: "a housing worker joined"}, {Kind: Baseline, Month: at(17), Words: "agreed"}, {Kind: Note, Month: at(20), Words: "moved"}},
		Breaks: []breaking{{at(6), "others are counted"}},
	}, 0)
	if !p.Points[3].Ghost || p.Points[3].Centre > 45 || p.Points[12].Begins == "" || p.Points[6].Break == "" || p.Points[20].Notes[0] != "moved" {
		t.Errorf("%+v", p.Points)
	}
	if len(p.Segments) != 3 || p.Verdict.Points != 12 || !p.Trial {
		t.Errorf("%d segments, %+v", len(p.Segments), p.Verdict)
	}
	if base := d.plot(figuresOf(values[12:18]...), Settings{}, 0); base.Points[0].Upper != p.Points[23].Upper {
		t.Errorf("limits that stand: %v, want %v", p.Points[23].Upper, base.Points[0].Upper)
	}
	if words := p.changed(&d); len(words) != 2 || !strings.Contains(words[1], "since November 2025") || !strings.Contains(words[1], "a housing worker joined") {
		t.Errorf("%q", words)
	}
	gaps := figuresOf(chance(4, 40)...)
	gaps[3].Month = at(6)
	if filled := d.filled(gaps); len(filled) != 7 || filled[4].Num != "" || d.plot(gaps, Settings{}, 0).Points[4].Value.State != charts.Absent {
		t.Errorf("%+v", filled)
	}
}

// Each kind of chart that a definition may ask for.
func TestKindsOfChart(t *testing.T) {
	values := append(chance(14, 40), 60, 61, 60, 62, 61, 60)
	for kind, d := range map[string]Definition{
		"run": {Shape: Share, Direction: Increase}, "p": {Shape: Share, Direction: Increase}, "u": {Shape: Rate, Per: 1000, Direction: Increase},
		"c": {Shape: Count, Direction: Increase}, "t": {Shape: Mean, Direction: Increase}, "g": {Shape: Count, Direction: Increase},
	} {
		d.Chart = kind
		p := d.plot(figuresOf(values...), Settings{}, 0)
		last := p.Points[len(p.Points)-1]
		if math.IsNaN(last.Centre) || last.Centre < 30 || last.Centre > 60 || math.IsNaN(last.Upper) != (kind == "run") {
			t.Errorf("%s: %+v", kind, last)
		}
		if kind == "run" && (p.Verdict.Variation != "improvement_high" || p.Centre != "Median") {
			t.Errorf("run: %+v", p.Verdict)
		}
	}
}

// What is hidden moves nothing: not the limits, the words or the verdict.
func TestChartsRestOnWhatIsShown(t *testing.T) {
	d := Definition{Shape: Share, Direction: Increase, Indicator: "x", Title: "X"}
	draw := func(secret float64) string {
		figures := figuresOf(append(chance(14, 40), math.NaN())...)
		figures[14].Value = secret
		c := ChartView{Definition: d, plot: d.plot(figures, Settings{}, 0)}
		text, err := json.Marshal(c.plot.Verdict)
		if err != nil {
			t.Fatal(err)
		}
		return string(c.control().SVG()) + c.control().Description() + string(text)
	}
	if draw(3) != draw(97) {
		t.Error("the chart depends on a hidden figure")
	}
}

func TestIndicatorPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		path := "/indicators/" + w.slug
		body := w.reads(t, path, "How much was recorded", "67%", "Higher is better", "No sign of a change", "fb-chart__picture", "33%", "Who is it going well for?", "Add a note")
		if strings.Index(body, "How much was recorded") > strings.Index(body, "How it stands") {
			t.Error("completeness does not come first")
		}
		w.reads(t, path+"?rules=making-data-count", "by the rules of Making Data Count")
		w.reads(t, path+"/series.csv", "lower limit")
		w.reads(t, path+"/series.json", `"says":"common"`)
		if got := w.reads(t, path+"/chart.png"); !strings.HasPrefix(got, "\x89PNG") {
			t.Error("not a picture")
		}
		w.reads(t, path+"?unit="+w.teams[1].ID, "too few to show", "too few to tell a change from chance")
		reader := may(w.by.OrgID, "/", Read)
		if _, _, body := w.ask(t, reader, "GET", path, nil); strings.Contains(body, "Add a note") {
			t.Error("a reader is offered to decide")
		}
	})
}

func TestDecide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		path := "/indicators/" + w.slug
		w.reads(t, path+"/decide?kind=rebase&month=2026-05", "What do you decide?", "May 2026")
		good := url.Values{"unit": {w.root.ID}, "kind": {Rebase}, "month": {"2026-05"}, "words": {"A housing worker joined each team."}}
		for field, bad := range map[string][2]string{
			"kind": {"guess", "Choose what you decide"}, "month": {"2030-01", "Choose a month of the chart"}, "words": {"short", "Enter the reason"},
			"action": {"nowhere", "Only a note leads to an action"},
		} {
			form := url.Values{}
			for k, v := range good {
				form[k] = v
			}
			form.Set(field, bad[0])
			if status, _, body := w.ask(t, w.by, "POST", path+"/decide", form); status != http.StatusUnprocessableEntity || !strings.Contains(body, bad[1]) {
				t.Errorf("%s: %d\n%s", field, status, body)
			}
		}
		first := url.Values{"unit": {w.root.ID}, "kind": {Rebase}, "month": {"2024-11"}, "words": {"From the very beginning."}}
		if status, _, body := w.ask(t, w.by, "POST", path+"/decide", first); status != http.StatusUnprocessableEntity || !strings.Contains(body, "first month of the chart") {
			t.Errorf("the first month: %d", status)
		}
		status, to, _ := w.ask(t, w.by, "POST", path+"/decide", good)
		if status != http.StatusSeeOther {
			t.Fatalf("decided: %d", status)
		}
		w.reads(t, to, "Limits begin anew", "A housing worker joined each team.", "since May 2026", "Take back", "Put there on 3 May 2027")
		if status, _, body := w.ask(t, w.by, "POST", path+"/decide", good); status != http.StatusUnprocessableEntity || !strings.Contains(body, "decided for this month already") {
			t.Errorf("twice: %d", status)
		}
		w.reads(t, path+"?unit="+w.vale.ID, "Nothing has been decided")
		mark := must[[]Mark](t)(marksOf(t.Context(), w.db, w.by.OrgID, w.slug, w.root.ID, false))[0]
		undo := path + "/decided/" + mark.ID
		if status, to, _ = w.ask(t, w.by, "POST", undo+"/take-back", nil); status != http.StatusSeeOther {
			t.Fatalf("taken back: %d", status)
		}
		w.reads(t, to, "Nothing has been decided", "Taken back", "Put on again")
		if status, _, _ = w.ask(t, w.by, "POST", undo+"/take-back", nil); status != http.StatusConflict {
			t.Errorf("taken back twice: %d", status)
		}
		if status, to, _ = w.ask(t, w.by, "POST", undo+"/restore", nil); status != http.StatusSeeOther {
			t.Fatalf("restored: %d", status)
		}
		w.reads(t, to, "since May 2026")
		if n := must[int](t)(db.One[int](t.Context(), w.db, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND action LIKE 'indicators.chart.%'`, w.by.OrgID)); n != 3 {
			t.Errorf("%d entries in the audit trail, want 3", n)
		}
	})
}

// A chart is changed only where the role reaches, and a note leads only to an
// action there is.
func TestDecideIsScoped(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	w.fill(t)
	team := may(w.by.OrgID, w.teams[0].Path, Read, Edit)
	m := Mark{Indicator: w.slug, UnitID: w.root.ID, Kind: Note, Month: when.Month{Year: 2026, Month: 5}, Words: "A shelter opened."}
	if _, err := w.x.Decide(t.Context(), team, m); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("above the role: %v", err)
	}
	m.UnitID = w.teams[0].ID
	if _, err := w.x.Decide(t.Context(), team, m); err != nil {
		t.Errorf("at the role: %v", err)
	}
	m.UnitID, m.ActionID = w.root.ID, "nowhere"
	if _, err := w.x.Decide(t.Context(), w.by, m); fault.Fields(err)["action"] == "" {
		t.Errorf("an action of nowhere: %v", err)
	}
	if marks := must[map[chartKey]Settings](t)(w.x.decided(t.Context(), w.by.OrgID)); len(marks) != 1 {
		t.Errorf("%s", fmt.Sprint(marks))
	}
}

// decide puts a note on the organisation's chart, and returns its id.
func (w *desk) decide(t testing.TB) string {
	t.Helper()
	m := Mark{Indicator: w.slug, UnitID: w.root.ID, Kind: Note, Month: when.Month{Year: 2026, Month: 5}, Words: "A shelter opened."}
	return must[Mark](t)(w.x.Decide(t.Context(), w.by, m)).ID
}
