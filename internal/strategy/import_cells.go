package strategy

import (
	"slices"
	"strings"

	"footbridge/internal/fold"
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
			if !slices.ContainsFunc(out, func(o string) bool { return fold.Text(o) == fold.Text(part) }) {
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

// ownersOf are the posts a cell names, each as a sheet labels it.
func (p *planner) ownersOf(row int, cells []string) []string {
	var out []string
	known := func(label string) bool {
		return p.posts[fold.Text(label)] != "" || len(p.several[fold.Text(label)]) > 0
	}
	for _, cell := range cells {
		for _, title := range splitCell(cell, known, ";", " / ") {
			title = clip(title, 200)
			label, ok := p.posts[fold.Text(title)]
			if !ok {
				if label = title; fold.Text(title) == "" {
					continue
				}
				if alike := p.several[fold.Text(title)]; len(alike) > 0 {
					slices.Sort(alike)
					p.fail(row, FieldOwners, "“%s” can be several posts. Write one of these instead: “%s”.", title, strings.Join(alike, "”, “"))
					continue
				}
				p.posts[fold.Text(title)] = title
				p.out.NewPosts = append(p.out.NewPosts, title)
			}
			if !slices.Contains(out, label) {
				out = append(out, label)
			}
		}
	}
	return out
}
