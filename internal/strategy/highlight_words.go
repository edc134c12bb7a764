package strategy

import (
	"fmt"
	"strconv"
	"strings"
)

// words is the report as Markdown: what is kept, and what can be pasted
// elsewhere.
func (c HighlightContent) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Highlight report, %s to %s\n\n%s\n", c.From, c.To, markText(c.Strategy))
	if c.Corrects != "" {
		fmt.Fprintf(&b, "\n%s\n", markText(c.Corrects))
	}
	if c.Summary != "" {
		fmt.Fprintf(&b, "\n## Summary\n\n%s\n", markText(c.Summary))
	}
	b.WriteString("\n## Progress by objective\n\n")
	b.WriteString("| Objective | Status | Not started | On track | At risk | Off track | Complete | Overdue | Without an owner |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, o := range c.Objectives {
		fmt.Fprintf(&b, "| %d. %s | %s | %d | %d | %d | %d | %d | %d | %d |\n", o.Number, markCell(o.Title), markCell(o.Status),
			o.NotStarted, o.OnTrack, o.AtRisk, o.OffTrack, o.Complete, o.Overdue, o.Ownerless)
	}
	for _, o := range c.Objectives {
		if o.Why != "" {
			fmt.Fprintf(&b, "\nObjective %d: %s\n", o.Number, markText(o.Why))
		}
	}
	for _, s := range c.Sections() {
		fmt.Fprintf(&b, "\n## %s\n\n", s.Title)
		if len(s.Lines) == 0 {
			b.WriteString(s.None + "\n")
		}
		for _, l := range s.Lines {
			b.WriteString("- " + markCell(l.plain()) + "\n")
		}
	}
	return b.String()
}

// HighlightSection is one list of the report. None is what it says when empty.
type HighlightSection struct {
	Title, None string
	Lines       []HighlightLine
}

// Sections are the lists of the report in order.
func (c HighlightContent) Sections() []HighlightSection {
	return []HighlightSection{
		{"Exceptions", "Nothing is overdue, off track or stuck.", c.Exceptions},
		{"Actions without an owner", "Every action has an owner.", c.Ownerless},
		{"Finished in this period", "Nothing was finished in this period.", c.Finished},
		{"Updates in this period", "There were no updates in this period.", c.Updates},
		{"Due in the next three months", "Nothing is due in the next three months.", c.Next},
		{"Meetings", "The steering group did not meet in this period.", c.Meetings},
		{"Decisions", "Nothing was decided in this period.", c.Decisions},
		{"Decisions asked of the board", "The board is asked for no decision.", c.Asked},
		{"Local plans", "There are no local plans yet.", c.Plans},
		{"Sign-up", "There are no partners yet.", c.Signup},
	}
}

// plain is the line as one sentence.
func (l HighlightLine) plain() string {
	var parts []string
	for _, p := range []string{l.On, l.Title, l.Status, l.Words} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// markText keeps the lines of people's words and takes the meaning from signs
// that Markdown would read.
func markText(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = markLine(strings.TrimSpace(l))
	}
	return strings.Join(lines, "\n")
}

// markCell is people's words on one line, fit for a table or a list.
func markCell(s string) string { return markLine(strings.Join(strings.Fields(s), " ")) }

func markLine(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~&", r), i == 0 && strings.ContainsRune("#+-=", r):
			b.WriteByte('\\')
		case r == '.' || r == ')':
			if _, err := strconv.Atoi(s[:i]); err == nil {
				b.WriteByte('\\') // "1." at the beginning would be a list
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
