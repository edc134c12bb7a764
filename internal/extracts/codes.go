package extracts

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// CodeValue is one code of a list.
type CodeValue struct {
	Code, Label string
	Group       string // of ethnic categories: the group that they are counted in
}

// national are the lists of the NHS Data Dictionary as NHS England's published
// programs have them; the file names the source of each.
//
//go:embed codes.json
var national []byte

// own are lists that no national data set has.
var own = map[string][]CodeValue{
	"smi":            {{Code: "Y", Label: "On the register"}, {Code: "N", Label: "Not on the register"}, {Code: "R", Label: "In remission"}},
	"staff_role":     {{Code: "peer", Label: "Peer worker"}, {Code: "other", Label: "Somebody else"}},
	"physical_check": {{Code: "bmi", Label: "Weight"}, {Code: "blood-pressure", Label: "Blood pressure"}, {Code: "lipids", Label: "Cholesterol"}, {Code: "glucose", Label: "Blood sugar"}, {Code: "alcohol", Label: "Alcohol"}, {Code: "smoking", Label: "Smoking"}},
	"plan_kind":      {{Code: "care", Label: "Care plan"}, {Code: "self-management", Label: "Self-management plan"}, {Code: "safety", Label: "Safety plan"}, {Code: "advance", Label: "Advance statement"}},
	"help_with":      {{Code: "housing", Label: "Housing"}, {Code: "work", Label: "Work or education"}, {Code: "money", Label: "Money"}, {Code: "relationships", Label: "Relationships"}},
	"yes":            {{Code: "Y", Label: "Yes"}},
	"yes_no":         {{Code: "Y", Label: "Yes"}, {Code: "N", Label: "No"}},
	"received":       {{Code: "Y", Label: "Yes"}, {Code: "P", Label: "In part"}, {Code: "N", Label: "No"}},
	"college_event":  {{Code: "enrolled", Label: "Enrolled"}, {Code: "attended", Label: "Attended"}},
}

// plainly says codes in our words, where the national ones are not for people to
// read. Files are understood by the national words.
var plainly = map[string]map[string]string{
	"attendance_status": {
		"5": "Came", "6": "Came late and was seen", "7": "Came late and could not be seen", "2": "Cancelled by the person",
		"3": "Not able to come, without a word before", "4": "Cancelled by the service",
	},
	"accommodation_type": {"20": "On a ward"},
}

// lists are every list by name.
var lists = sync.OnceValue(func() map[string][]CodeValue {
	var raw map[string]struct {
		Codes []json.RawMessage `json:"codes"`
	}
	if err := json.Unmarshal(national, &raw); err != nil {
		panic(fmt.Sprint("extracts: codes.json: ", err)) // it is part of the program
	}
	out := map[string][]CodeValue{}
	for name, list := range raw {
		for _, one := range list.Codes {
			var v struct{ Code, Label, Group string }
			if json.Unmarshal(one, &v) != nil && json.Unmarshal(one, &v.Code) != nil {
				continue
			}
			if v.Label == "" {
				v.Label = v.Code
			}
			out[name] = append(out[name], CodeValue(v))
		}
	}
	for name, list := range own {
		out[name] = list
	}
	return out
})

// CodeList is the codes of a list, in its order; none for a list that there is
// not.
func CodeList(list string) []CodeValue { return lists()[list] }

// Label is what a code of a list means, in words for people, or the code itself.
func Label(list, code string) string {
	if words, ok := plainly[list][code]; ok {
		return words
	}
	i := slices.IndexFunc(CodeList(list), func(c CodeValue) bool { return c.Code == code })
	if i < 0 {
		return code
	}
	return CodeList(list)[i].Label
}

// folded is a value for comparing: case and spaces make no difference.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// understood are the ways in which values name the codes of a list: the code,
// with or without zeros before it, which spreadsheets take away, and the label.
func understood(list string) map[string]string {
	out := map[string]string{}
	put := func(word, code string) {
		if _, taken := out[word]; !taken {
			out[word] = code
		}
	}
	for _, c := range CodeList(list) {
		put(folded(c.Code), c.Code)
	}
	for _, c := range CodeList(list) {
		put(folded(c.Label), c.Code)
		if short := strings.TrimLeft(c.Code, "0"); short != "" {
			put(folded(short), c.Code)
		}
	}
	return out
}
