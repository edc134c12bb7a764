package strategy

import (
	"strings"
	"time"

	"footbridge/internal/audit"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

func stamp(t time.Time) string { return when.Stamp(t) }

// verbOf is the last word of an audit action, as people read it.
func verbOf(action string) string {
	return fold.Capital(action[strings.LastIndexByte(action, '.')+1:])
}

// changeWords is one change in a sentence.
func changeWords(c audit.Change) string {
	switch {
	case c.From == "":
		return c.Field + ": " + c.To
	case c.To == "":
		return c.Field + ", removed: " + c.From
	}
	return c.Field + ": from “" + c.From + "” to “" + c.To + "”"
}
