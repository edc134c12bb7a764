package prospectus

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// columns is how wide the plain-text edition is.
const columns = 72

// wrap breaks words into lines of at most so many characters, each after indent.
func wrap(text, first, indent string) string {
	var b strings.Builder
	line := first
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}

// Text is the booklet as plain text, 72 columns wide.
func (b Booklet) Text() string {
	var out strings.Builder
	line := func(text string) { out.WriteString(wrap(text, "", "")) }
	rule := func(title, mark string) {
		line(title)
		out.WriteString(strings.Repeat(mark, min(columns, utf8.RuneCountInString(title))) + "\n\n")
	}
	rule(b.Title(), "=")
	if season := b.Season(); season != "" {
		line(season + ".")
	}
	line(count(b.Count(), "course", "courses") + ". Everything is free.")
	out.WriteString("\n")
	for _, c := range b.Colleges {
		for _, para := range c.Words.ForewordParagraphs() {
			line(para)
			out.WriteString("\n")
		}
		if c.Words.Signed != "" {
			line(c.Words.Signed)
			out.WriteString("\n")
		}
	}
	for _, p := range b.Parts {
		out.WriteString("\n")
		rule(p.Strand, "=")
		for _, f := range p.Courses {
			rule(f.Course.Title, "-")
			out.WriteString(f.text())
			out.WriteString("\n")
		}
	}
	b.textPlaces(&out, rule)
	for _, c := range b.Colleges {
		out.WriteString("\n")
		rule("How to enrol: "+c.Name, "=")
		for _, para := range c.HowParagraphs {
			line(para)
			out.WriteString("\n")
		}
	}
	return out.String()
}

// text is one course with its runs.
func (f Found) text() string {
	var out strings.Builder
	for _, para := range paragraphs(f.Course.Summary) {
		out.WriteString(wrap(para, "", "") + "\n")
	}
	fact := func(label, text string) {
		if text != "" {
			out.WriteString(wrap(text, label+": ", "  "))
		}
	}
	fact("For", f.Course.For())
	fact("Length", f.Course.Length())
	fact("Level", f.Course.Level)
	for i, o := range f.Course.Outcomes {
		if i == 0 {
			out.WriteString("You will learn:\n")
		}
		out.WriteString(wrap(o.Words, "- ", "  "))
	}
	for _, r := range f.Runs {
		out.WriteString("\n")
		fact("When", r.When())
		fact("Where", r.Where())
		fact("Access", r.Access())
		if r.Who != "" {
			fact("For", r.Who)
		}
	}
	return out.String()
}

func (b Booklet) textPlaces(out *strings.Builder, rule func(title, mark string)) {
	venues := b.VenuesUsed()
	if len(venues) == 0 {
		return
	}
	out.WriteString("\n")
	rule("Where we meet", "=")
	for _, v := range venues {
		out.WriteString(wrap(joined(", ", v.Name, v.Address, v.Postcode), "", "  "))
		out.WriteString(wrap("Access: "+strings.Join(accessWords(v), ", ")+".", "  ", "  "))
		for _, text := range []string{v.Access, v.Travel} {
			if text != "" {
				out.WriteString(wrap(text, "  ", "  "))
			}
		}
		out.WriteString("\n")
	}
}

// Easy is the course in short sentences, made from what is known of it.
func (f Found) Easy() []string {
	c := f.Course
	out := []string{"This is " + article(c.FormatCode) + "."}
	if c.FormatCode != "self-paced" {
		out = append(out, fmt.Sprintf("You meet %s.", times(c.Sessions)), "Each time is "+lasting(c.Minutes)+".")
	}
	if len(c.Audience) == 1 && c.Audience[0] == "Everybody" {
		out = append(out, "It is for everybody.")
	} else {
		out = append(out, "It is for:")
		for _, a := range c.Audience {
			out = append(out, "• "+strings.ToLower(a[:1])+a[1:]+".")
		}
	}
	return append(out, "It is free.")
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "2 times"
	}
	return fmt.Sprintf("%d times", n)
}

// article is a format in a sentence.
func article(format string) string {
	return map[string]string{
		"workshop": "a workshop", "course": "a course with several meetings", "drop-in": "a drop-in. You can come when you like", "talk": "a talk",
		"online": "a meeting on a computer or a phone", "self-paced": "something you do at home, when you like",
	}[format]
}

// Easy is the run in short sentences.
func (r *Run) Easy() []string {
	var out []string
	m := r.meetings()
	if len(m) > 0 {
		out = append(out, "It starts on "+dayOf(m[0].StartsAt)+".", "It is from "+hoursOf(m[0])+".")
	}
	if len(m) > 1 {
		out = append(out, "The last time is "+dayOf(m[len(m)-1].StartsAt)+".")
	}
	for _, v := range r.Venues {
		out = append(out, "It is at "+v.Name+".")
		if address := joined(", ", v.Address, v.Postcode); address != "" {
			out = append(out, "The address is "+address+".")
		}
		if v.StepFree {
			out = append(out, "You can get in without steps.")
		} else {
			out = append(out, "There are steps.")
		}
		for _, x := range []struct {
			has   bool
			words string
		}{{v.Toilet, "There is an accessible toilet."}, {v.Loop, "There is a hearing loop."}, {v.Parking, "There is parking for blue badges."}, {v.Quiet, "There is a quiet room."}} {
			if x.has {
				out = append(out, x.words)
			}
		}
	}
	if r.Online && len(r.Venues) > 0 {
		out = append(out, "Some of it is on the internet.")
	} else if r.Online {
		out = append(out, "It is on the internet.")
	}
	if r.Online {
		out = append(out, "We send you the link when you have booked.")
	}
	return out
}
