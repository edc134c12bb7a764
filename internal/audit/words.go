package audit

import (
	"strconv"
	"strings"
)

// What is the action as people read it: "strategy action updated".
func (r Row) What() string {
	return strings.NewReplacer(".", " ", "_", " ", "-", " ").Replace(r.Action)
}

// Lines are the changes as people read them, one each.
func (r Row) Lines() []string {
	var out []string
	for _, c := range r.Diff() {
		switch {
		case c.From == "" && c.To == "":
			out = append(out, c.Field)
		case c.From == "":
			out = append(out, c.Field+": "+c.To)
		case c.To == "":
			out = append(out, c.Field+": was "+c.From+", now empty")
		default:
			out = append(out, c.Field+": "+c.From+" → "+c.To)
		}
	}
	return out
}

// Number is the entry's place in the chain, or "".
func (r Row) Number() string {
	if r.Seq == 0 {
		return ""
	}
	return strconv.FormatInt(r.Seq, 10)
}
