package stats

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
)

// amount is a number in a document: null when it is none.
type amount float64

// MarshalJSON writes the number.
func (a amount) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(a)) || math.IsInf(float64(a), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(a))
}

type dotsSegment struct {
	RebaseGroup int    `json:"rebase_group"`
	N           int    `json:"n"`
	FirstDate   string `json:"first_date"`
	Mean        amount `json:"mean"`
	LPL         amount `json:"lpl"`
	UPL         amount `json:"upl"`
	Common      int    `json:"common_cause"`
	Improvement int    `json:"improvement"`
	Concern     int    `json:"concern"`
	RangeMean   amount `json:"mr_mean_all"`
	RangeUsed   amount `json:"mr_mean_used"`
	Screened    int    `json:"mr_screened_out"`
}

type dotsPoint struct {
	Date        string `json:"date"`
	Value       amount `json:"value"`
	RebaseGroup int    `json:"rebase_group"`
	Mean        amount `json:"mean"`
	LPL         amount `json:"lpl"`
	UPL         amount `json:"upl"`
	Side        *int   `json:"relative_to_mean"`
	Outside     *bool  `json:"outside_limits"`
	Near        *bool  `json:"close_to_limits"`
	Cause       string `json:"special_cause_type"`
	Type        string `json:"point_type"`
	Short       bool   `json:"short_group_warning"`
}

type dotsExpected struct {
	Segments      []dotsSegment `json:"segments"`
	Points        []dotsPoint   `json:"points"`
	LastType      *string       `json:"last_point_type"`
	VariationIcon *Variation    `json:"variation_icon"`
	AssuranceType *string       `json:"assurance_type"`
	AssuranceIcon *Assurance    `json:"assurance_icon"`
	Trial         bool          `json:"trial_limits_warning"`
}

// The names that NHSRplotthedots gives.
var (
	dotsCauses = map[Reasons]string{0: "Common Cause", AboveLimit: "Above UCL", BelowLimit: "Below LCL",
		TrendUp: "7 Point Trend (Increasing)", TrendDown: "7 Point Trend (Decreasing)", TwoOfThreeAbove: "2 in 3 Above CL",
		TwoOfThreeBelow: "2 in 3 Below CL", ShiftAbove: "7 Points Above CL", ShiftBelow: "7 Points Below CL"}
	dotsTypes = map[Variation]string{CommonCause: "common_cause", ImprovementHigh: "special_cause_improvement",
		ImprovementLow: "special_cause_improvement", ConcernHigh: "special_cause_concern", ConcernLow: "special_cause_concern",
		NeutralHigh: "special_cause_neutral_high", NeutralLow: "special_cause_neutral_low"}
	dotsAssurances = map[Assurance]string{WillPass: "consistent_pass", WillFail: "consistent_fail", HitOrMiss: "inconsistent"}
)

// plotTheDots is what a document of PlotTheDots expects.
func (in input) plotTheDots(c Control) dotsExpected {
	out := dotsExpected{Segments: []dotsSegment{}, Points: []dotsPoint{}, Trial: c.Trial}
	for _, s := range c.Segments {
		out.Segments = append(out.Segments, dotsSegment{s.ID, s.N, in.dates[s.First], amount(s.Mean), amount(s.Lower), amount(s.Upper),
			s.Common, s.Improvement, s.Concern, amount(s.RangeMean), amount(s.RangeUsed), s.Screened})
	}
	for i, p := range c.Points {
		value := in.series[i].Value
		d := dotsPoint{Date: in.dates[i], Value: amount(value), RebaseGroup: p.Segment, Mean: amount(p.Mean), LPL: amount(p.Lower),
			UPL: amount(p.Upper), Cause: dotsCauses[p.Reasons], Type: dotsTypes[p.Variation], Short: p.Trial}
		if p.Known {
			d.Side = &p.Side
		}
		if p.Limited() && !math.IsNaN(value) {
			d.Outside, d.Near = &p.Outside, &p.Near
		}
		out.Points = append(out.Points, d)
	}
	if c.Last >= 0 {
		kind := dotsTypes[c.Variation]
		out.LastType, out.VariationIcon = &kind, &c.Variation
	}
	if c.Assurance != NoAssurance {
		kind := dotsAssurances[c.Assurance]
		out.AssuranceType, out.AssuranceIcon = &kind, &c.Assurance
	}
	return out
}

type countPoint struct {
	Date      string   `json:"date"`
	Value     amount   `json:"value"`
	Partition int      `json:"partition"`
	Rules     []string `json:"rules"`
	Mean      amount   `json:"mean"`
	Upper     amount   `json:"upper"`
	Lower     amount   `json:"lower"`
	Conflict  bool     `json:"conflict"`
	Variation string   `json:"variation"`
}

type countExpected struct {
	Points        []countPoint `json:"points"`
	VariationIcon *string      `json:"variation_icon"`
	AssuranceIcon *string      `json:"assurance_icon"`
	Few           bool         `json:"run_chart_only_below_15_points"`
}

// The names of Making Data Count.
var (
	countRules = map[Reasons]string{AboveLimit: "single_point_above", BelowLimit: "single_point_below", TrendUp: "trend_increasing",
		TrendDown: "trend_decreasing", TwoOfThreeAbove: "two_of_three_above", TwoOfThreeBelow: "two_of_three_below",
		ShiftAbove: "shift_above", ShiftBelow: "shift_below"}
	countVariations = map[Variation]string{CommonCause: "Common Cause", ImprovementHigh: "Improvement (High)",
		ImprovementLow: "Improvement (Low)", ConcernHigh: "Concern (High)", ConcernLow: "Concern (Low)",
		NeutralHigh: "Neither (High)", NeutralLow: "Neither (Low)"}
	countAssurances = map[Assurance]string{WillPass: "Pass", WillFail: "Fail", HitOrMiss: "Hit or Miss"}
)

// makingDataCount is what a document of MakingDataCount expects.
func (in input) makingDataCount(c Control) countExpected {
	out := countExpected{Points: []countPoint{}, Few: c.Few}
	for i, p := range c.Points {
		rules := []string{}
		for r, name := range countRules {
			if p.Reasons.Has(r) {
				rules = append(rules, name)
			}
		}
		slices.Sort(rules)
		out.Points = append(out.Points, countPoint{in.dates[i], amount(in.series[i].Value), p.Segment, rules, amount(p.Mean),
			amount(p.Upper), amount(p.Lower), p.Conflict, countVariations[p.Variation]})
	}
	if c.Last >= 0 {
		name := countVariations[c.Variation]
		out.VariationIcon = &name
	}
	if c.Assurance != NoAssurance {
		name := countAssurances[c.Assurance]
		out.AssuranceIcon = &name
	}
	return out
}

// jsonObject is the members of a JSON object in their order.
type jsonObject []jsonMember

type jsonMember struct {
	name  string
	value json.RawMessage
}

// object reads an object.
func object(text []byte) (jsonObject, error) {
	if !json.Valid(text) {
		var any any
		if err := json.Unmarshal(text, &any); err != nil {
			return nil, err
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it is not an object")
	}
	var out jsonObject
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		out = append(out, jsonMember{name.(string), value}) // a name is a string
	}
	return out, nil
}

// get is a member's value, the last of its name; nil for none.
func (m jsonObject) get(name string) json.RawMessage {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].name == name {
			return m[i].value
		}
	}
	return nil
}

// set replaces a member, or adds it at the end.
func (m *jsonObject) set(name string, value []byte) {
	for i := len(*m) - 1; i >= 0; i-- {
		if (*m)[i].name == name {
			(*m)[i].value = value
			return
		}
	}
	*m = append(*m, jsonMember{name, value})
}

// text is the object as JSON.
func (m jsonObject) text() []byte {
	b := []byte("{")
	for i, f := range m {
		if i > 0 {
			b = append(b, ',')
		}
		name, _ := json.Marshal(f.name) // a string can be
		b = append(append(append(b, name...), ':'), f.value...)
	}
	return append(b, '}')
}
