package stats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sameJSON compares two documents, numbers to nine decimals of their size.
func sameJSON(path string, got, want any) error {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok || len(got) != len(want) {
			return fmt.Errorf("%s: other members", path)
		}
		for name := range want {
			if err := sameJSON(path+"."+name, got[name], want[name]); err != nil {
				return err
			}
		}
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return fmt.Errorf("%s: other length", path)
		}
		for i := range want {
			if err := sameJSON(fmt.Sprintf("%s[%d]", path, i), got[i], want[i]); err != nil {
				return err
			}
		}
	case float64:
		if got, ok := got.(float64); !ok || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
			return fmt.Errorf("%s: %v, want %v", path, got, want)
		}
	default:
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	return nil
}

// The published series of both profiles: what is expected of them is taken away,
// worked out again, and compared, member by member and in the same order.
func TestPublishedCharts(t *testing.T) {
	for file, profile := range map[string]Profile{"xmr-plotthedots.json": PlotTheDots, "xmr-making-data-count.json": MakingDataCount} {
		text, err := os.ReadFile("testdata/spc/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := ControlFile(bytes.NewReader(bare(t, text)), &out, profile); err != nil {
			t.Fatal(file, err)
		}
		var got, want any
		if json.Unmarshal(out.Bytes(), &got) != nil || json.Unmarshal(text, &want) != nil {
			t.Fatal("not JSON")
		}
		if err := sameJSON(file, got, want); err != nil {
			t.Error(err)
		}
		if g, w := names(out.Bytes()), names(text); !slices.Equal(g, w) {
			t.Errorf("%s: members in another order", file)
		}
	}
}

// strip takes what is expected out of a document.
func bare(t *testing.T, text []byte) []byte {
	t.Helper()
	document, err := object(text)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []json.RawMessage
	if err := json.Unmarshal(document.get("vectors"), &vectors); err != nil {
		t.Fatal(err)
	}
	for i, raw := range vectors {
		v, _ := object(raw)
		vectors[i] = slices.DeleteFunc(v, func(m jsonMember) bool { return m.name == "expected" }).text()
	}
	all, _ := json.Marshal(vectors)
	document.set("vectors", all)
	return document.text()
}

// names are the names of all members, in order.
func names(text []byte) (out []string) {
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		t, err := d.Token()
		if err != nil {
			return out
		}
		if s, ok := t.(string); ok && !strings.HasPrefix(s, "20") {
			out = append(out, s)
		}
	}
}

// observed is a series without targets or new limits.
func observed(values ...float64) []Observation {
	out := make([]Observation, len(values))
	for i, v := range values {
		out[i] = Observation{Value: v, Target: math.NaN()}
	}
	return out
}

var rapidValues = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
	if rapid.IntRange(0, 19).Draw(t, "missing") == 0 {
		return math.NaN()
	}
	return float64(rapid.IntRange(-300, 300).Draw(t, "tenths")) / 10
}), 0, 60)

// What is documented of a chart holds for every series.
func TestXmRHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapidValues.Draw(t, "values")
		in := observed(values...)
		o := XmROptions{Profile: Profile(rapid.IntRange(0, 1).Draw(t, "profile")), Better: Better(rapid.IntRange(-1, 1).Draw(t, "better")), Screen: rapid.Bool().Draw(t, "screen")}
		for i := range in {
			in[i].Rebase = rapid.IntRange(0, 14).Draw(t, "rebase") == 0
			in[i].Ghost = rapid.IntRange(0, 14).Draw(t, "ghost") == 0
		}
		c := XmR(in, o)
		mirrored := slices.Clone(in)
		for i := range mirrored {
			mirrored[i].Value = -mirrored[i].Value
		}
		o.Better = -o.Better
		other := XmR(mirrored, o)
		for i, p := range c.Points {
			if p.Limited() && !(p.Lower <= p.NearLower && p.NearLower <= p.Mean && p.Mean <= p.NearUpper && p.NearUpper <= p.Upper) {
				t.Fatalf("point %d: limits out of order: %+v", i, p)
			}
			if in[i].Ghost && (p.Reasons != 0 || p.Variation != CommonCause) || math.IsNaN(in[i].Value) && p.Reasons != 0 {
				t.Fatalf("point %d: %v of nothing", i, p.Reasons)
			}
			if o.Profile == PlotTheDots && p.Reasons&(p.Reasons-1) != 0 {
				t.Fatalf("point %d has two reasons", i)
			}
			// turned upside down, with the other way better, it says the same
			q := other.Points[i]
			good, was := strings.Split(string(q.Variation), "_")[0], strings.Split(string(p.Variation), "_")[0]
			tied := o.Profile == PlotTheDots && p.Reasons.Has(TrendUp|TrendDown) // a step of nothing counts as falling
			if !tied && !(o.Better == Neither && p.Reasons.Has(high) && p.Reasons.Has(low)) && good != was {
				t.Fatalf("point %d: %s, mirrored %s", i, p.Variation, q.Variation)
			}
		}
		n := 0
		for _, s := range c.Segments {
			n += s.N
			if o.Better != Neither && s.Common+s.Improvement+s.Concern != s.N {
				t.Fatalf("segment %+v does not add up", s)
			}
		}
		kept, _ := keep(in)
		if n != len(kept) {
			t.Fatalf("%d points in segments, %d in all", n, len(kept))
		}
	})
}

// Ghosts might as well not be there.
func TestGhosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := observed(rapidValues.Draw(t, "values")...)
		with := make([]Observation, 0, 2*len(in))
		var at []int
		for _, p := range in {
			if rapid.Bool().Draw(t, "ghost") {
				with = append(with, Observation{Value: 900, Target: math.NaN(), Ghost: true})
			}
			at = append(at, len(with))
			with = append(with, p)
		}
		o := XmROptions{Profile: Profile(rapid.IntRange(0, 1).Draw(t, "profile")), Better: Higher}
		plain, ghosted := XmR(in, o), XmR(with, o)
		for i, p := range plain.Points {
			if q := ghosted.Points[at[i]]; fmt.Sprint(p) != fmt.Sprint(q) {
				t.Fatalf("point %d: %+v, with ghosts %+v", i, p, q)
			}
		}
	})
}

func TestBaselinesAndTargets(t *testing.T) {
	in := observed(1, 2, 1, 2, 9, 9, 9, 9, 5, 6, 5, 6, 7, 9)
	in[3].BaseEnd, in[8].Rebase, in[11].BaseEnd = true, true, true
	c := XmR(in, XmROptions{})
	for i, want := range []float64{1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5} {
		near(t, "mean", c.Points[i].Mean, want)
	}
	near(t, "upper", c.Points[13].Upper, 5.5+2.66)
	if !c.Points[4].Reasons.Has(AboveLimit) || !c.Points[13].Reasons.Has(AboveLimit) || c.Points[12].Reasons != 0 {
		t.Error("a baseline, new limits, and a baseline again")
	}
	c = XmR(in, XmROptions{Profile: MakingDataCount})
	if c.Points[0].Segment != 0 || c.Points[4].Segment != 1 || c.Points[8].Segment != 2 || c.Points[4].Mean != 1.5 || c.Points[4].Mean == c.Points[8].Mean {
		t.Errorf("the one baseline of Making Data Count: %+v", c.Points)
	}
	fixed := XmR(observed(1, 2, 1, 2, 9, 9), XmROptions{Profile: MakingDataCount, Fix: 4})
	near(t, "fixed", fixed.Points[5].Upper, 1.5+2.66)
	for target, want := range map[float64]Assurance{-9: WillPass, 3.5: HitOrMiss, 99: WillFail} {
		in := observed(3, 4, 3, 4, 3, 4)
		in[0].Target, in[5].Target = 50, target
		if got := XmR(in, XmROptions{Better: Higher}).Assurance; got != want {
			t.Errorf("target %v: %q, want %q", target, got, want)
		}
	}
}

// A value can be on the mean, and a target on a limit, whatever the decimals.
func TestTies(t *testing.T) {
	same := make([]float64, 15)
	for i := range same {
		same[i] = 0.1
	}
	in := observed(same...)
	in[14].Target = 0.1
	for better, want := range map[Better]Assurance{Higher: WillPass, Lower: WillPass} {
		c := XmR(in, XmROptions{Profile: MakingDataCount, Better: better})
		if c.Assurance != want || c.Points[3].Side != 0 || c.Variation != CommonCause {
			t.Errorf("%v: %+v", better, c)
		}
	}
	c := XmR(in, XmROptions{Better: Higher})
	if c.Assurance != HitOrMiss || c.Points[3].Side != 0 {
		t.Errorf("%q", c.Assurance)
	}
	if got := Mean([]float64{0.1, 0.2, 0.3}); got != 0.2 {
		t.Errorf("%v", got)
	}
	if got := Mean([]float64{1e16, 1, -1e16, 1, math.NaN()}); got != 0.5 {
		t.Errorf("%v", got)
	}
	if c := XmR(observed(5), XmROptions{}); c.Points[0].Limited() || c.Points[0].Mean != 5 {
		t.Errorf("one point: %+v", c.Points)
	}
	if c := XmR(nil, XmROptions{}); c.Last != -1 || c.Variation != "" {
		t.Errorf("none: %+v", c)
	}
	// two rising runs with a step of nothing between: the last of the first falls
	c = XmR(observed(1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13), XmROptions{Better: Higher, Screen: true})
	if c.Points[5].Reasons != TrendUp || c.Points[6].Reasons != TrendDown || c.Points[7].Reasons != TrendUp {
		t.Errorf("%v", c.Points)
	}
}

// Bad documents are answered with where they are wrong.
func TestControlFileRefuses(t *testing.T) {
	point := `"dates":["2027-05-03"],"values":[1]`
	for text, want := range map[string]string{
		``:               "not a JSON document",
		`[]`:             "not a JSON document",
		`{"vectors":{}}`: "vectors: there must be a list",
		`{"vectors":[{"id":"S1","input":{"dates":["2027-05-03"],"values":["a"],"improvement_direction":"increase"}}]}`:    `vector S1: values: entry 1: "a" is not a number`,
		`{"vectors":[{"input":{"dates":["3 May"],"values":[1],"improvement_direction":"increase"}}]}`:                     `vector 1: dates: entry 1: "3 May" is not a date`,
		`{"vectors":[{"input":{"dates":["2027-05-03"],"values":[1,2],"improvement_direction":"increase"}}]}`:              `values: there are 2, but 1 dates`,
		`{"vectors":[{"input":{"dates":["2027-05-03","2027-05-03"],"values":[1,2],"improvement_direction":"increase"}}]}`: `dates: 2027-05-03 is there twice`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"up"}}]}`:                                            `improvement_direction: "up" is not one of increase, decrease, neutral`,
		`{"vectors":[{"input":{` + point + `}}]}`:                                                                         `improvement_direction: it is missing`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase","fix_after_n_points":5}}]}`:               `fix_after_n_points: 5 is not a whole number from 12`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase","target":1e999}}]}`:                       `target: 1e999 is not a number`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase","rebase_dates":"x"}}]}`:                   `rebase_dates: it must be a list`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase","targets":[{"from":"May","value":1}]}}]}`: `targets: entry 1: from`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase","screen_outliers":3}}]}`:                  `screen_outliers: 3 is neither`,
		`{"vectors":[{"input":{` + point + `,"improvement_direction":"increase"},"conflict_rule":"Both"}]}`:               `conflict_rule: "Both" is not one of`,
		`{"vectors":[{"id":"S1"}]}`: `vector S1: input: it must be`,
		`{"vectors":[4]}`:           `vector 1: it must be an object`,
		`{"vectors":[{"input":{"values":[1],"improvement_direction":"increase"}}]}`:           `dates: they are missing`,
		`{"vectors":[{"input":{"dates":["2027-05-03"],"improvement_direction":"increase"}}]}`: `values: there must be a list`,
	} {
		err := ControlFile(strings.NewReader(text), &bytes.Buffer{}, PlotTheDots)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
	err := ControlFile(strings.NewReader(`{"meta":{"settings":{"shift_points":9}},"vectors":[]}`), &bytes.Buffer{}, MakingDataCount)
	if err == nil || !strings.Contains(err.Error(), "shift_points: 9") {
		t.Error(err)
	}
}

// Whatever the document, it is refused, or it is filled in with JSON that comes
// out the same a second time.
func FuzzControlFile(f *testing.F) {
	for _, file := range []string{"xmr-plotthedots.json", "xmr-making-data-count.json"} {
		text, err := os.ReadFile("testdata/spc/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text[:min(len(text), 9000)])
	}
	f.Add([]byte(`{"vectors":[{"id":"x","input":{"dates":["2027-05-03","2027-04-03"],"values":[null,1e9],"improvement_direction":"neutral","ghost_dates":["2027-05-03"],"targets":[{"from":"2027-01-01","value":3}],"rebase_dates":["2027-05-03"]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, p := range []Profile{PlotTheDots, MakingDataCount} {
			var once, twice bytes.Buffer
			if ControlFile(bytes.NewReader(text), &once, p) != nil {
				continue
			}
			if err := ControlFile(bytes.NewReader(once.Bytes()), &twice, p); err != nil || once.String() != twice.String() {
				t.Fatalf("%v\n%s\n%s", err, &once, &twice)
			}
		}
	})
}

// A thousand indicators of five years.
func BenchmarkXmR(b *testing.B) {
	in := make([]Observation, 60)
	for i := range in {
		in[i] = Observation{Value: float64(i*7919%41) / 10, Target: 2, Rebase: i == 30}
	}
	for b.Loop() {
		for range 1000 {
			XmR(in, XmROptions{Better: Higher, Screen: true})
		}
	}
}
