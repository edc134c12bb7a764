package stats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// ControlFile reads a document of series to chart, and writes it again with what
// is `expected` of each filled in by the rules of the profile. Everything else in
// the document stays as it is, in its order.
//
// A document is an object with a list `vectors`. Each has an `input` with
// `dates`, `values` (null where there is none), `improvement_direction`,
// `target`, `rebase_dates`, and for PlotTheDots `fix_after_n_points` and
// `screen_outliers`; for MakingDataCount a `conflict_rule` beside it, and
// `settings` in the document's `meta`. An input may also have `ghost_dates`, and
// `targets`: a list of `from` and `value`, for a target that changes.
//
// What is wrong is told with the vector and the field.
func ControlFile(r io.Reader, w io.Writer, profile Profile) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	document, err := object(text)
	if err != nil {
		return fmt.Errorf("this is not a JSON document with a list of vectors: %w", err)
	}
	var vectors []json.RawMessage
	if raw := document.get("vectors"); raw == nil || json.Unmarshal(raw, &vectors) != nil {
		return fmt.Errorf("vectors: there must be a list of them")
	}
	o := XmROptions{Profile: profile}
	if err := o.settings(document.get("meta")); err != nil {
		return err
	}
	var list bytes.Buffer
	list.WriteString("[")
	for i, raw := range vectors {
		filled, err := vector(raw, i, o)
		if err != nil {
			return err
		}
		if i > 0 {
			list.WriteString(",")
		}
		list.WriteString("\n")
		list.Write(filled)
	}
	list.WriteString("\n]")
	document.set("vectors", list.Bytes())
	_, err = w.Write(append(document.text(), '\n'))
	return err
}

// vector fills in what is expected of one.
func vector(raw json.RawMessage, i int, o XmROptions) ([]byte, error) {
	name := fmt.Sprintf("vector %d", i+1)
	v, err := object(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: it must be an object", name)
	}
	var id string
	if json.Unmarshal(v.get("id"), &id) == nil && id != "" {
		name = "vector " + id
	}
	input, err := object(v.get("input"))
	if err != nil {
		return nil, fmt.Errorf("%s: input: it must be an object with dates and values", name)
	}
	f := fields{of: input}
	in := f.input(&o)
	switch rule := f.word("conflict_rule", v.get("conflict_rule"), "Improvement", "Concern"); rule {
	case "Concern":
		o.ConcernWins = true
	}
	if f.err != nil {
		return nil, fmt.Errorf("%s: %w", name, f.err)
	}
	c := XmR(in.series, o)
	var expected []byte
	if o.Profile == MakingDataCount {
		expected, err = json.Marshal(in.makingDataCount(c))
	} else {
		expected, err = json.Marshal(in.plotTheDots(c))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	v.set("expected", expected)
	return v.text(), nil
}

// settings are those of the document that MakingDataCount has.
func (o *XmROptions) settings(meta json.RawMessage) error {
	if o.Profile != MakingDataCount || meta == nil {
		return nil
	}
	all, err := object(meta)
	if err != nil {
		return fmt.Errorf("meta: it must be an object")
	}
	of, err := object(all.get("settings"))
	if err != nil {
		return nil // none
	}
	f := fields{of: of}
	o.Screen = f.number("exclude_moving_range_outliers", 0, 0, 1) == 1
	o.Shift = f.number("shift_points", usualInARow, 6, 8)
	o.Trend = f.number("trend_points", usualInARow, 6, 8)
	o.Least = f.number("minimum_points", usualLeast, 1, 1e6)
	o.LeastInLimits = f.number("minimum_points_partition", trialBelowOfMDC, 1, 1e6)
	if f.err != nil {
		return fmt.Errorf("meta: settings: %w", f.err)
	}
	return nil
}

// input is a series with its dates.
type input struct {
	dates  []string
	series []Observation
}

const mostValue = 1e150 // beyond it, sums and limits are no numbers any more

// fields reads fields, and keeps the first thing that is wrong.
type fields struct {
	of  jsonObject
	err error
}

func (f *fields) wrong(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// input reads a vector's input in order of its dates, and its options into o.
func (f *fields) input(o *XmROptions) input {
	dates, values := f.dates("dates"), f.values()
	if f.err == nil && len(dates) != len(values) {
		f.wrong("values: there are %d, but %d dates", len(values), len(dates))
	}
	switch f.word("improvement_direction", f.of.get("improvement_direction"), "increase", "decrease", "neutral") {
	case "increase":
		o.Better = Higher
	case "decrease":
		o.Better = Lower
	case "":
		f.wrong("improvement_direction: it is missing")
	}
	if o.Profile == PlotTheDots {
		o.Screen = true
		if raw := f.of.get("screen_outliers"); present(raw) && json.Unmarshal(raw, &o.Screen) != nil {
			f.wrong("screen_outliers: %s is neither true nor false", brief(raw))
		}
	}
	o.Fix = f.number("fix_after_n_points", 0, 12, 1e6)
	rebase, ghosts, targets := f.dates("rebase_dates"), f.dates("ghost_dates"), f.targets()
	if f.err != nil {
		return input{}
	}
	order := make([]int, len(dates))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(dates[a], dates[b]) })
	in := input{make([]string, len(dates)), make([]Observation, len(dates))}
	for i, at := range order {
		day := dates[at]
		if i > 0 && day == in.dates[i-1] {
			f.wrong("dates: %s is there twice", day)
		}
		in.dates[i] = day
		in.series[i] = Observation{Value: values[at], Target: math.NaN(), Rebase: slices.Contains(rebase, day), Ghost: slices.Contains(ghosts, day)}
		for _, t := range targets {
			if t.from <= day {
				in.series[i].Target = t.value
			}
		}
	}
	return in
}

// dates reads a list of dates, empty if there is none, except that a series must
// have its own.
func (f *fields) dates(name string) []string {
	raw := f.of.get(name)
	if !present(raw) {
		if name == "dates" {
			f.wrong("dates: they are missing")
		}
		return nil
	}
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		f.wrong("%s: it must be a list of dates like \"2027-05-03\"", name)
	}
	for i, day := range list {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			f.wrong("%s: entry %d: %q is not a date like 2027-05-03", name, i+1, day)
		}
	}
	return list
}

// values reads the values; null is none.
func (f *fields) values() []float64 {
	var list []json.RawMessage
	if raw := f.of.get("values"); !present(raw) || json.Unmarshal(raw, &list) != nil {
		f.wrong("values: there must be a list of numbers")
		return nil
	}
	out := make([]float64, len(list))
	for i, raw := range list {
		out[i] = f.value(fmt.Sprintf("values: entry %d", i+1), raw)
	}
	return out
}

// value reads a number, NaN for null.
func (f *fields) value(name string, raw json.RawMessage) float64 {
	if !present(raw) {
		return math.NaN()
	}
	var v float64
	if err := json.Unmarshal(raw, &v); err != nil || math.Abs(v) > mostValue {
		f.wrong("%s: %s is not a number that can be worked with", name, brief(raw))
	}
	return v
}

type fileTarget struct {
	from  string
	value float64
}

// targets reads the target, or those that change, by date.
func (f *fields) targets() []fileTarget {
	if v := f.value("target", f.of.get("target")); !math.IsNaN(v) {
		return []fileTarget{{"", v}}
	}
	raw := f.of.get("targets")
	if !present(raw) {
		return nil
	}
	var list []struct {
		From  string          `json:"from"`
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal(raw, &list) != nil {
		f.wrong("targets: it must be a list of objects with from and value")
	}
	var out []fileTarget
	for i, t := range list {
		if _, err := time.Parse(time.DateOnly, t.From); err != nil {
			f.wrong("targets: entry %d: from: %q is not a date like 2027-05-03", i+1, t.From)
		}
		out = append(out, fileTarget{t.From, f.value(fmt.Sprintf("targets: entry %d: value", i+1), t.Value)})
	}
	slices.SortStableFunc(out, func(a, b fileTarget) int { return strings.Compare(a.from, b.from) })
	return out
}

// number reads a whole number between two.
func (f *fields) number(name string, missing, least, most int) int {
	raw := f.of.get(name)
	if !present(raw) {
		return missing
	}
	var yes bool
	if json.Unmarshal(raw, &yes) == nil && most == 1 {
		if yes {
			return 1
		}
		return 0
	}
	var v float64
	if json.Unmarshal(raw, &v) != nil || v != math.Floor(v) || v < float64(least) || v > float64(most) {
		f.wrong("%s: %s is not a whole number from %d to %d", name, brief(raw), least, most)
		return missing
	}
	return int(v)
}

// word reads one of some words; "" if there is none.
func (f *fields) word(name string, raw json.RawMessage, words ...string) string {
	if !present(raw) {
		return ""
	}
	var got string
	if json.Unmarshal(raw, &got) != nil || !slices.Contains(words, got) {
		f.wrong("%s: %s is not one of %s", name, brief(raw), strings.Join(words, ", "))
	}
	return got
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// brief is the beginning of what was written.
func brief(raw json.RawMessage) string {
	if len(raw) > 40 {
		return strings.ToValidUTF8(string(raw[:40]), "") + "…"
	}
	return string(raw)
}
