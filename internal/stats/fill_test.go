package stats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// asked are the members that are questions; everything else in the sections is
// an answer.
var asked = []string{"x", "n", "conf", "continuity", "table", "yes_yes", "no_then_yes", "yes_then_no", "no_no", "events_post", "time_post",
	"events_pre", "time_pre", "a", "n1", "c", "n0", "pre", "post", "data", "treated", "period", "y", "note", "cases", "sd", "reliability"}

// strip takes the answers out of a document.
func strip(d *document) {
	d.members = slices.DeleteFunc(d.members, func(m member) bool { return !slices.Contains(asked, m.name) })
	for _, m := range d.members {
		if m.name != "table" && m.name != "data" {
			strip(m.value)
		}
	}
	for _, item := range d.items {
		strip(item)
	}
}

// differ says where two values differ: numbers by more than nine decimals.
func differ(path string, got, want any) string {
	switch w := want.(type) {
	case float64:
		if g, ok := got.(float64); !ok || math.Abs(g-w) > 1e-9*max(1, math.Abs(w)) {
			return fmt.Sprintf("%s is %v, not %v", path, got, want)
		}
	case map[string]any:
		g, _ := got.(map[string]any)
		for name, v := range w {
			if d := differ(path+"."+name, g[name], v); d != "" {
				return d
			}
		}
		if len(g) != len(w) {
			return fmt.Sprintf("%s has %d members, not %d", path, len(g), len(w))
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			return fmt.Sprintf("%s has %d items, not %d", path, len(g), len(w))
		}
		for i, v := range w {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), g[i], v); d != "" {
				return d
			}
		}
	default:
		if got != want {
			return fmt.Sprintf("%s is %v, not %v", path, got, want)
		}
	}
	return ""
}

func TestFillGivesEveryAnswerBack(t *testing.T) {
	whole, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, m := range d.members {
		if m.name != "meta" {
			strip(m.value)
		}
		names = append(names, m.name)
	}
	var stripped bytes.Buffer
	d.print(&stripped, "")
	if stripped.Len() > len(whole)/2 {
		t.Fatalf("%d bytes of %d are left", stripped.Len(), len(whole))
	}
	filled, problems, err := Fill(stripped.Bytes())
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var got, want any
	if err := json.Unmarshal(filled, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(whole, &want); err != nil {
		t.Fatal(err)
	}
	if d := differ("", got, want); d != "" {
		t.Error(d)
	}
	at := 0
	for _, name := range names {
		next := bytes.Index(filled, []byte("\n \""+name+"\""))
		if next < at {
			t.Errorf("%s is not in its place", name)
		}
		at = next
	}
	if again, _, _ := Fill(filled); !bytes.Equal(again, filled) {
		t.Error("a document with every answer has changed")
	}
}

// What is kept under other names, in other shapes, and with answers that are
// null.
func TestFillReadsWhatOthersWrite(t *testing.T) {
	var v struct {
		Data json.RawMessage
	}
	more(t, "interrupted_time_series", &v)
	series := string(v.Data)
	var nb []struct{ Data json.RawMessage }
	more(t, "negative_binomial", &nb)
	var ols struct{ Data json.RawMessage }
	more(t, "segmented_ols", &ols)
	text := `{"meta": {"note": "a < b & c"}, "other": [1, null],
	"its_poisson": {"data": ` + series + `, "dispersion": null},
	"ITS quasi": {"formula": "count ~ post + time + offset(log(population))", "data": ` + series + `},
	"glm_nb": [{"data": ` + string(nb[0].Data) + `}],
	"segmented_regression": ` + string(ols.Data) + `,
	"cohens_kappa": {"table": [[20, 5], [10, 15]], "kappa": null},
	"weighted_kappa": [{"weights": "quadratic", "rater1": [1,2,3,3,2], "rater2": [1,2,3,2,2]}, {"table": [[20, 5], [10, 15]]}],
	"cronbach": {"data": {"q1": [1, 2, 3], "q2": [2, 1, 3]}},
	"cohen_kappa_words": {"rater1": ["yes", "yes", "no", "no"], "rater2": ["yes", "no", "no", "no"]},
	"alpha_items": {"items": [{"q1": 1, "q2": 2}, {"q1": 2, "q2": 1}, {"q1": 3, "q2": 3}]},
	"its_quasi": {"data": ` + series + `, "lower": null, "upper": null},
	"segmented_unnamed": {"data": {"y": [1, 3, 2, 5, 4, 6], "u": [1, 2, 3, 4, 5, 6], "month": [1, 2, 3, 4, 5, 6]}},
	"cronbach_alpha": {"items": [[1, 2], [2, 1], [3, 3]]},
	"wilson_continuity": [{"x": 1, "n": 10}],
	"did": {"data": [{"group": 0, "post": 0, "y": 1}, {"group": 0, "post": 1, "y": 2}, {"group": 1, "post": 0, "y": 4}, {"group": 1, "post": 1, "y": 4}, {"group": 1, "post": 1, "y": 8}]},
	"paired_two": {"before": [1, 2, 4], "after": [2, 4, 5], "wilcoxon_p": null}}`
	out, problems, err := Fill([]byte(text))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]float64{
		"its_poisson.dispersion": 10.093482191658172, "its_poisson.rr": 0.8496323035399708, "its_poisson.quasi_lower": 0.764712859289844,
		"its_poisson.coef.time": 0.00705378217780675, "ITS quasi.rr": 0.8496323035399708, "glm_nb.0.theta": 1.8769429952162984,
		"glm_nb.0.se.x": 0.16388796353563537, "cohens_kappa.kappa": 0.4, "weighted_kappa.1.weighted_linear": 0.4, "cronbach.alpha": 2.0 / 3,
		"cronbach_alpha.alpha": 2.0 / 3, "alpha_items.alpha": 2.0 / 3, "cohen_kappa_words.kappa": 0.5, "its_quasi.lower": 0.764712859289844, "segmented_unnamed.coef.u": 0.8857142857142857, "wilson_continuity.0.lower": 0.005242301569677728, "did.did": 1, "did.cell_means.trt_post": 6, "paired_two.cohen_dz": 2.309401076758503,
	} {
		var at any = got
		for step := range strings.SplitSeq(path, ".") {
			switch here := at.(type) {
			case map[string]any:
				at = here[step]
			case []any:
				at = here[step[0]-'0']
			}
		}
		if v, ok := at.(float64); !ok || math.Abs(v-want) > 1e-7 {
			t.Errorf("%s = %v, want %v", path, at, want)
		}
	}
	if got["other"].([]any)[1] != nil || got["meta"].(map[string]any)["note"] != "a < b & c" {
		t.Errorf("others have changed: %v, %v", got["other"], got["meta"])
	}
}

func TestFillSaysWhatItCannotRead(t *testing.T) {
	for text, want := range map[string]string{
		`[1]`:                                  "the document is not an object",
		``:                                     "not JSON",
		`{"wilson": `:                          "not JSON",
		`{} {}`:                                "more after the end",
		`{"wilson": [{"x": 3}]}`:               "wilson, entry 1: n: a whole number",
		`{"wilson": [3]}`:                      "wilson, entry 1: an object",
		`{"wilson": {"x":3,"n":2}}`:            "wilson: n: it must be at least 1",
		`{"mcnemar": {"table": 3}}`:            "mcnemar: yes_yes: a whole number",
		`{"kappa": {"table": [[1,2],[3]]}}`:    "kappa: table: row 2",
		`{"kappa": {"table": [[1,2],[3,-4]]}}`: "kappa: table: it needs whole numbers",
		`{"two_by_two": {"a":5,"n1":4,"c":1,"n0":3}}`:                     "two_by_two: n1: both groups",
		`{"poisson_rate_ratio": {"events_post":1,"time_post":0}}`:         "time_post: a number above 0",
		`{"paired": {"pre":[1,2],"post":[1]}}`:                            "paired: post: as many numbers",
		`{"interrupted_time_series": {"data": {"y": [1,2]}}}`:             "interrupted_time_series: data: a column",
		`{"its": {"formula": "y ~ poly(t)", "data": {"y":[1],"t":[1]}}}`:  `its: formula: "poly(t)"`,
		`{"its": {"formula": "y ~ t", "data": {"y":[1,2]}}}`:              "its: t: as many numbers",
		`{"its": {"data": {"y":[1,2,3],"t":[1,2,3],"pop":[1,0,1]}}}`:      "its: pop: 0 is not",
		`{"its": {"data": {"y":[1,2,3],"t":[1,1,1]}}}`:                    "its: data: stats: these rows",
		`{"negative_binomial": {}}`:                                       "negative_binomial: y: a list",
		`{"diff_in_diff": {"data": {"treated": [1]}}}`:                    "diff_in_diff: period: a list",
		`{"diff_in_diff": {"treated": [1,2], "period":[0,1],"y":[1,2]}}`:  "diff_in_diff: treated: treated and period",
		`{"segmented_ols": {"data": {"y":[1,2,3],"t":[1,1,1]}}}`:          "segmented_ols: data: stats",
		`{"cronbach_alpha": {"items": [[1,2]]}}`:                          "cronbach_alpha: items: a list of rows",
		`{"weighted_kappa": {"rater1":[1,2],"rater2":[1]}}`:               "weighted_kappa: rater2: as many",
		`{"reliable_change": {"cases": [{"sd": 2, "reliability": 1.2}]}}`: "reliable_change, entry 1: reliability",
	} {
		_, problems, err := Fill([]byte(text))
		if err != nil {
			problems = append(problems, err)
		}
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), want) {
			t.Errorf("%s: %v, want %q", text, problems, want)
		}
	}
}

// Whatever a file holds, nothing breaks, and what comes back is a document with
// the same members.
func FuzzFill(f *testing.F) {
	whole, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	for _, text := range []string{`{"wilson":[{"x":1,"n":2}]}`, `{"its":{"data":{"y":[1,2,9],"t":[1,2,3]}}}`, `{"nb":{"y":[1,9,30,2],"x":[0,1,0,1]}}`,
		`{"kappa":{"table":[[1,2],[3,4]]}}`, `{"two_by_two":{"a":1,"n1":3,"c":2,"n0":4}}`, `{"paired":{"pre":[1,2],"post":[2,2]}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		out, _, err := Fill(text)
		if err != nil {
			return
		}
		again, _, err := Fill(out)
		if err != nil || len(again) < len(out)/2 {
			t.Fatalf("%s: %v", out, err)
		}
	})
}
