package indicators

import (
	"slices"
	"strings"

	"footbridge/internal/fold"
)

// groupOrder is the order in which groups stand: that of their classification,
// never of what they came to.
var groupOrder = map[string][]string{
	"ethnicity":   {"white", "mixed", "asian", "black", "other"},
	"age":         {"under-18", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85-over"},
	"gender":      {"female", "male", "non-binary", "other", "indeterminate"},
	"deprivation": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"},
}

var groupLabels = map[string]map[string]string{
	"ethnicity":   {"white": "White", "mixed": "Mixed", "asian": "Asian or Asian British", "black": "Black or Black British", "other": "Other ethnic groups"},
	"gender":      {"female": "Women", "male": "Men", "non-binary": "Non-binary", "other": "Other", "indeterminate": "Indeterminate"},
	"deprivation": {"1": "1, the most deprived tenth", "10": "10, the least deprived tenth"},
}

// groupLabel is a group as people read it.
func groupLabel(dimension, group string) string {
	switch label := groupLabels[dimension][group]; {
	case group == NotRecorded:
		return "Not recorded"
	case group == everybodyElse:
		return "Everybody else"
	case label != "":
		return label
	}
	return fold.Capital(strings.ReplaceAll(group, "-", " "))
}

// groupsOf are the groups that there are, in order, with those not recorded
// last: they always stand there.
func groupsOf[V any](dimension string, of map[string]V) []string {
	var out []string
	for _, g := range groupOrder[dimension] {
		if _, ok := of[g]; ok {
			out = append(out, g)
		}
	}
	var more []string
	for g := range of {
		if g != NotRecorded && !slices.Contains(out, g) {
			more = append(more, g)
		}
	}
	slices.Sort(more)
	return append(append(out, more...), NotRecorded)
}
