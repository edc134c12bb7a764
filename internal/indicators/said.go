package indicators

import (
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/extracts"
	"footbridge/internal/fold"
)

// words are numerator, denominator and exclusions as people read them, made
// from what is worked out, so that they cannot say anything else.
func (d *Definition) words() (numerator, denominator, exclusions string) {
	r := d.rule
	whole := sentence(r.subject)
	switch d.Shape {
	case Share:
		numerator = "Of those: " + all(r.having)
		denominator = whole
	case Rate:
		numerator = whole
		denominator = sentence(*r.forEach)
		exclusions = all(r.forEach.except)
	case Mean:
		numerator = whole
		denominator = "How many there were: " + basisWords[r.with].things
		if r.count == countMinutes {
			denominator += " with their minutes written down"
		}
	default:
		numerator = whole
	}
	if len(r.except) > 0 {
		exclusions = all(r.except)
	}
	return numerator, denominator, fold.Capital(exclusions)
}

// things is what is counted, without conditions: "people", "contacts".
func things(p subject) string {
	switch p.count {
	case countPeople:
		return "people"
	case countMinutes:
		return "minutes"
	}
	return basisWords[p.with].things
}

// sentence says who or what is counted.
func sentence(p subject) string {
	w := basisWords[p.with]
	var text string
	switch p.count {
	case countPeople:
		text = "People with " + w.things + " " + w.when
	case countMinutes:
		text = "Minutes of " + w.things + " " + w.when
	default:
		text = fold.Capital(w.things) + " " + w.when
	}
	if len(p.only) > 0 {
		text += ": " + all(p.only)
	}
	return text
}

// all says several conditions, which hold together.
func all(clauses []clause) string {
	var out []string
	for _, c := range clauses {
		out = append(out, c.said())
	}
	return strings.Join(out, "; ")
}

// clauseWords say a condition that is true or false, and the other way about.
var clauseWords = map[string][2]string{
	"died":      {"died by the end of the period", "alive at the end of the period"},
	"on-ward":   {"on a ward at the end of the period", "not on a ward at the end of the period"},
	"has-carer": {"with a carer known by the end of the period", "without a carer known by the end of the period"},
	"attended":  {"that took place", "that did not take place"},
	"timed":     {"with their minutes written down", "without minutes"},
	"offered":   {"offered by the end of the period", "not offered by the end of the period"},
	"made":      {"made by the end of the period", "not made by the end of the period"},
	"reviewed":  {"reviewed by the end of the period", "not reviewed by the end of the period"},
	"assessed":  {"assessed by the end of the period", "not assessed by the end of the period"},
}

// codeWords say which list the codes of a condition are of, and what stands
// before them.
var codeWords = map[string]struct{ before, list string }{
	"gender": {"gender", "gender"}, "ethnicity": {"ethnic group", "ethnic_category"}, "smi": {"register of severe mental illness", "smi"},
	"team-types": {"team", "service_team_type"}, "reasons": {"reason for referral", "primary_reason_for_referral"},
	"attendance": {"attendance", "attendance_status"}, "mechanisms": {"way of meeting", "consultation_mechanism"}, "roles": {"with", "staff_role"},
	"plans": {"plan", "plan_kind"}, "needs": {"help with", "help_with"}, "wanted": {"help wanted", "yes_no"}, "received": {"help received", "received"},
	"items": {"check", "physical_check"}, "events": {"event", "college_event"}, "settled": {"settled", "settled_accommodation_indicator"},
	"hours": {"hours a week", "weekly_hours_worked"},
}

// said is a condition in words.
func (c clause) said() string {
	if w, ok := clauseWords[c.name]; ok && c.parts == nil {
		if c.yes {
			return w[0]
		}
		return w[1]
	}
	switch c.name {
	case "age":
		if c.to < 0 {
			return fmt.Sprintf("aged %d or over at the end of the period", c.from)
		}
		return fmt.Sprintf("aged %d to %d at the end of the period", c.from, c.to)
	case "accommodation", "employment":
		return c.saidRecord()
	case "checked":
		return c.saidChecked()
	case "referred":
		return strings.TrimSuffix("with a referral open at the end of the period, "+c.saidParts(), ", ")
	case "seen":
		return strings.TrimSuffix("seen "+c.saidWithin()+", "+c.saidParts(), ", ")
	case "followed-up":
		return strings.TrimSuffix(fmt.Sprintf("seen in the %d hours after, on the next day at the earliest, %s", 24*c.part("days", followUpDays), c.saidParts()), ", ")
	case "plan-offered", "plan-made", "plan-reviewed":
		return strings.TrimSuffix("a plan "+strings.TrimPrefix(c.name, "plan-")+" "+c.saidWithin()+", "+c.saidParts(), ", ")
	case "learnt":
		return strings.TrimSuffix("at the college "+c.saidWithin()+", "+c.saidParts(), ", ")
	}
	return c.saidCodes()
}

// mostSaid is how many codes are said by name.
const mostSaid = 8

// saidCodes are the codes of a condition by their labels.
func (c clause) saidCodes() string {
	w := codeWords[c.name]
	if len(c.codes) > mostSaid {
		return fmt.Sprintf("%s of one of the %d kinds that the definition lists", w.before, len(c.codes))
	}
	var labels []string
	for _, code := range c.codes {
		labels = append(labels, extracts.Label(w.list, code))
	}
	return w.before + " " + strings.Join(labels, " or ")
}

// saidParts are the parts of a condition that are lists of codes.
func (c clause) saidParts() string {
	var out []string
	for _, name := range names(c.parts) {
		if p := c.parts[name]; len(p.codes) > 0 {
			out = append(out, p.saidCodes())
		}
	}
	return strings.Join(out, ", ")
}

func (c clause) saidWithin() string {
	if n := c.part("within", 1); n > 1 {
		return fmt.Sprintf("in the %d months up to the end of the period", n)
	}
	return "in the month up to the end of the period"
}

func (c clause) saidRecord() string {
	what, list := "where they live", "accommodation_type"
	if c.name == "employment" {
		what, list = "their employment", "employment_status"
	}
	text := "the last record of " + what + " " + c.saidWithin() + " says "
	var says []string
	if p, ok := c.parts["settled"]; ok {
		says = append(says, "“"+strings.TrimPrefix(p.saidCodes(), codeWords["settled"].before+" ")+"”")
	}
	if p, ok := c.parts["status"]; ok {
		var labels []string
		for _, code := range p.codes {
			if label := extracts.Label(list, code); label != code && !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
		}
		says = append(says, strings.Join(labels, " or "))
	}
	if p, ok := c.parts["hours"]; ok {
		says = append(says, p.saidCodes())
	}
	if len(says) == 0 {
		return what + " recorded " + c.saidWithin()
	}
	return text + strings.Join(says, " and ")
}

func (c clause) saidChecked() string {
	var labels []string
	for _, code := range c.itemsOf() {
		labels = append(labels, strings.ToLower(extracts.Label("physical_check", code)))
	}
	text := strings.Join(labels, ", ") + " checked or asked about " + c.saidWithin()
	if least := c.part("at-least", len(labels)); least < len(labels) {
		return fmt.Sprintf("at least %d of %s", least, text)
	}
	return text
}

// itemsOf are the checks that a condition asks for: all there are, unless it
// names some.
func (c clause) itemsOf() []string {
	if p, ok := c.parts["items"]; ok {
		return p.codes
	}
	return codesKnown("physical_check")
}
