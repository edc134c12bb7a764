package prospectus

import (
	"fmt"
	"strings"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// clock is a time of day as people say it: 10am, 2.30pm, 12 noon.
func clock(t time.Time) string {
	t = t.In(when.London)
	switch {
	case t.Minute() == 0 && t.Hour() == 12:
		return "12 noon"
	case t.Minute() == 0 && t.Hour() == 0:
		return "midnight"
	case t.Minute() == 0:
		return t.Format("3pm")
	}
	return t.Format("3.04pm")
}

// hours are from when until when.
func hours(from, to time.Time) string { return clock(from) + " to " + clock(to) }

// dayOf is a day with its weekday: Tuesday 4 May 2027.
func dayOf(t time.Time) string { return t.In(when.London).Format("Monday 2 January 2006") }

// Hours are from when until when the session lasts.
func hoursOf(s college.PublicSession) string { return hours(s.StartsAt, s.EndsAt) }

// meetings are the sessions that take place, or of a cancelled run those that
// would have.
func (r *Run) meetings() []college.PublicSession {
	var out []college.PublicSession
	for _, s := range r.Sessions {
		if s.State != "cancelled" || r.State == "cancelled" {
			out = append(out, s)
		}
	}
	return out
}

// When is when the run meets, in a line: "Tuesdays, 10am to 12 noon: 5 sessions
// from 4 May to 1 June 2027".
func (r *Run) When() string {
	m := r.meetings()
	switch len(m) {
	case 0:
		return "At your own pace, from home"
	case 1:
		return dayOf(m[0].StartsAt) + ", " + hoursOf(m[0])
	}
	first, last := m[0], m[len(m)-1]
	lead := ""
	if same(m, func(s college.PublicSession) string { return s.StartsAt.In(when.London).Weekday().String() }) {
		lead = first.StartsAt.In(when.London).Weekday().String() + "s, "
		if same(m, hoursOf) {
			lead += hoursOf(first) + ", "
		}
	}
	return lead + fmt.Sprintf("%d sessions from %s to %s", len(m), shortDay(first.StartsAt, last.StartsAt), when.DateOf(last.StartsAt))
}

// shortDay leaves out the month and the year where the other day is of the same.
func shortDay(t, other time.Time) string {
	d, o := when.DateOf(t), when.DateOf(other)
	switch {
	case d.Year != o.Year:
		return d.String()
	case d.Month != o.Month:
		return t.In(when.London).Format("2 January")
	}
	return t.In(when.London).Format("2")
}

func same(m []college.PublicSession, of func(college.PublicSession) string) bool {
	for _, s := range m[1:] {
		if of(s) != of(m[0]) {
			return false
		}
	}
	return true
}

// Where is where the run meets, in a line.
func (r *Run) Where() string {
	var out []string
	for _, v := range r.Venues {
		name := v.Name
		for i, id := range r.borough {
			if id == v.BoroughID {
				name += ", " + r.Boroughs[i]
			}
		}
		out = append(out, name)
	}
	switch {
	case r.Online && len(out) > 0:
		out = append(out, "and on line")
	case r.Online:
		out = append(out, "On line, from wherever you are")
	case len(out) == 0 && len(r.Sessions) > 0:
		out = append(out, "The place will be decided")
	}
	return strings.Join(out, "; ")
}

// accessWords are what a venue has for people who need it.
func accessWords(v college.PublicVenue) []string {
	var out []string
	for _, x := range []struct {
		has   bool
		words string
	}{
		{v.StepFree, "step-free"}, {v.Toilet, "accessible toilet"}, {v.Loop, "hearing loop"}, {v.Parking, "blue badge parking"}, {v.Quiet, "quiet room"},
	} {
		if x.has {
			out = append(out, x.words)
		}
	}
	if !v.StepFree {
		out = append(out, "not step-free")
	}
	return out
}

// Access is what every place of the run has, in a line; "" for one on line.
func (r *Run) Access() string {
	if len(r.Venues) == 0 {
		return ""
	}
	var kept []string
	for i, v := range r.Venues {
		words := accessWords(v)
		if i == 0 {
			kept = words
			continue
		}
		var both []string
		for _, w := range kept {
			for _, o := range words {
				if w == o {
					both = append(both, w)
				}
			}
		}
		kept = both
	}
	return fold.Capital(strings.Join(kept, ", "))
}

// For is whom the run is for, in a line.
func (r *Run) For() string {
	if r.Who != "" {
		return r.Who
	}
	return r.Course.For()
}

// For is whom the course is for, in a line.
func (c *Course) For() string {
	if c.ForWhom != "" {
		return c.ForWhom
	}
	return strings.Join(c.Audience, "; ")
}

// Length is how much time a course takes: "4 sessions of 2 hours".
func (c *Course) Length() string {
	if c.FormatCode == "self-paced" {
		return "In your own time"
	}
	return count(c.Sessions, "session of ", "sessions of ") + lasting(c.Minutes)
}

// lasting is a number of minutes as people say it.
func lasting(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return count(m, "minute", "minutes")
	case m == 0:
		return count(h, "hour", "hours")
	case m == 30:
		return fmt.Sprintf("%d½ hours", h)
	}
	return count(h, "hour", "hours") + " " + count(m, "minute", "minutes")
}

// perspectiveWords are what somebody brings, as people read it.
func perspectiveWords(p string) string {
	switch p {
	case "lived experience":
		return "somebody with lived experience"
	case "practitioner":
		return "a practitioner"
	case "carer":
		return "a family member or friend"
	}
	return "somebody from a partner organisation"
}

// Words are who teaches, in a phrase.
func (t Teacher) Words() string {
	if t.Name == "" {
		return perspectiveWords(t.Perspective)
	}
	return t.Name + ", " + perspectiveWords(t.Perspective)
}

// paragraphs splits words at their blank lines.
func paragraphs(s string) []string {
	var out []string
	for _, part := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// SessionWords are one session in a line.
func (r *Run) SessionWords(s college.PublicSession) string {
	out := dayOf(s.StartsAt) + ", " + hoursOf(s)
	if s.Title != "" {
		out += ": " + s.Title
	}
	if v := r.venue(s.VenueID); len(r.Venues) > 1 && v.ID != "" {
		out += ", " + v.Name
	}
	if s.State == "cancelled" {
		out += " (cancelled)"
	}
	return out
}
