package indicators

import (
	"strings"

	"footbridge/internal/fault"
)

// readDefinition stands in for the reader of YAML.
func readDefinition(text string) (Definition, error) {
	d := Definition{Shape: Share, Period: "month", Unit: "people", Recorded: "with it recorded", Floor: 0.5, Direction: Increase, Dimensions: []string{"ethnicity", "gender"}, Aim: "opportunity", Group: "Home and work", Owner: "Head of Recovery", text: text}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "indicator":
			d.Indicator = value
		case "title":
			d.Title = value
		case "question":
			d.Question = value
		case "shape":
			d.Shape = Shape(value)
		case "group":
			d.Group = value
		default:
			return d, fault.Field("text", "Line %d: there is no field called %q.", i+1, key)
		}
	}
	if d.Indicator == "" {
		return d, fault.Field("text", "Line 1: a name is missing.")
	}
	return d, nil
}

// parsed is the definition of a kept version.
func (x *Indicators) parsed(orgID string, r definitionRow) (Definition, error) {
	d, err := readDefinition(r.Text)
	d.Version = r.Version
	return d, err
}
