package strategy

import (
	"slices"
	"strings"

	"footbridge/internal/actions"
)

// splitCell takes a cell apart: into its lines, and at the separators. Commas
// stay: they stand inside the titles of posts. A part that known says is one
// thing's name is never taken apart. What is named twice is named once.
func splitCell(cell string, known func(name string) bool, separators ...string) []string {
	var out []string
	var split func(part string, separators []string)
	split = func(part string, separators []string) {
		part = strings.TrimSpace(strings.TrimLeft(spaced(part), "•*· "))
		if part == "" {
			return
		}
		if len(separators) == 0 || known(part) {
			if !slices.ContainsFunc(out, func(o string) bool { return actions.Fold(o) == actions.Fold(part) }) {
				out = append(out, part)
			}
			return
		}
		for p := range strings.SplitSeq(part, separators[0]) {
			split(p, separators[1:])
		}
	}
	for line := range strings.SplitSeq(cell, "\n") {
		split(line, separators)
	}
	return out
}

// spaced is s in single spaces, on one line.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip is s in at most n characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
