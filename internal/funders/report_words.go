package funders

import (
	"fmt"
	"slices"
)

// groupLabels and groupAbouts head the columns of the tables by group.
var groupLabels = map[measure]string{
	placesBooked: "Places booked", placesCame: "Places attended", peopleBooked: "People who booked", peopleCame: "Students who came",
	peopleNew: "New students", peopleBack: "Students who had come before",
}

var groupAbouts = map[measure]string{
	placesBooked: "Bookings that have a place. One person may have several.",
	placesCame:   "Of the places booked, those whose student came to one session or more.",
	peopleBooked: "People with a place booked, each counted once.",
	peopleCame:   "People who came to one session or more, each counted once: the college's students.",
	peopleNew:    "Students who had come to nothing in an earlier term.",
	peopleBack:   "Students who had come to something in an earlier term. In the year: in an earlier year.",
}

// sections are the figures without the costs.
func (w writer) sections() []Section {
	return []Section{w.places(), w.courses(), w.rates(), w.lists(), w.heard()}
}

func (w writer) places() Section {
	s := Section{Title: "Places and people", Lines: []Line{
		w.number("Places offered", "Places on all courses of the period that were not cancelled.", func(r runTally) int { return r.Offered })}}
	for _, of := range byGroup {
		s.Lines = append(s.Lines, w.people(groupLabels[of], groupAbouts[of], of))
	}
	for i := range s.Lines[1:] {
		s.Lines[i+1].Complete = w.registers()
	}
	for _, i := range []int{0, 1, 3} {
		s.Lines[i].Complete = "Every booking"
	}
	return s
}

// registers says how many of the sessions that are over have a register.
func (w writer) registers() string {
	r := w.t.runs[w.show[len(w.show)-1]]
	if r.Held+r.Unrecorded == 0 {
		return "No session is over yet"
	}
	return fmt.Sprintf("Registers of %s of the %s sessions that are over", thousands(r.Held), thousands(r.Held+r.Unrecorded))
}

func (w writer) courses() Section {
	s := Section{Title: "Courses and sessions", Lines: []Line{
		w.number("Courses", "Different courses of which a session was held.", func(r runTally) int { return r.Courses }),
		w.number("Runs held", "Each time a course was run, and a session of it was held.", func(r runTally) int { return r.RunsHeld }),
		w.number("Runs cancelled", "Runs that were in the prospectus and were called off.", func(r runTally) int { return r.RunsCancelled }),
		w.number("Sessions held", "Sessions with a register that says they were held.", func(r runTally) int { return r.Held }),
		w.number("Sessions cancelled", "Sessions that were called off, of runs that went on or did not.", func(r runTally) int { return r.Cancelled }),
	}}
	for i := range s.Lines {
		s.Lines[i].Complete = w.registers()
	}
	return s
}

func (w writer) rates() Section {
	fill := w.line("Places filled", "Places booked, out of the places offered.", func(p int) Cell {
		k := key{placesBooked, "", p}
		if w.hidden[k] {
			return Cell{Text: Hidden}
		}
		return percent(w.t.counts[k], w.t.runs[p].Offered)
	})
	fill.Complete = "Every booking"
	attended := w.rate("Attendance", "Times that somebody with a place came to a session, out of all times they had been expected. Whoever told the college that they could not come was expected; whoever had given the place back was not.", came, marked)
	complete := w.rate("Completion", fmt.Sprintf("Places whose student came to %d%% or more of the sessions held, out of the places on runs that are over. Drop-ins and courses at one's own pace are left out.", w.t.completion), completed, finished)
	taught := w.line("Taught together", "Sessions at which a peer trainer and a practitioner trainer were both there, out of the sessions held.", func(p int) Cell {
		return percent(w.t.runs[p].BothPresent, w.t.runs[p].Held)
	})
	for _, l := range []*Line{&attended, &complete, &taught} {
		l.Complete = w.registers()
	}
	return Section{Title: "Rates", Lines: []Line{attended, complete, fill, taught}}
}

func (w writer) lists() Section {
	now := w.people("People waiting now", "People on a waiting list, or with a place kept for them, today. Each is counted once.", waiting)
	offered := w.people("Places offered from a waiting list", "How often a freed place was offered to somebody who waited.", offers)
	days := w.line("Days until an offer", "Half of the people who were offered a place had waited this many days or fewer. Under 5 offers it is hidden.", func(p int) Cell {
		n := w.t.counts[key{offers, "", p}]
		switch {
		case n == 0:
			return Cell{Text: "–", N: "no offers"}
		case w.hidden[key{offers, "", p}]:
			return Cell{Text: Hidden}
		}
		return Cell{Text: median(w.t.days[p]), N: thousands(n) + " offers"}
	})
	out := Section{Title: "Waiting", Lines: []Line{now, offered, days}}
	for i := range out.Lines {
		out.Lines[i].Complete = "Every booking"
	}
	return out
}

// median is the middle one of whole numbers, or the middle between two.
func median(of []int) string {
	sorted := slices.Sorted(slices.Values(of))
	n := len(sorted)
	twice := sorted[(n-1)/2] + sorted[n/2]
	if twice%2 == 1 {
		return fmt.Sprintf("%d.5", twice/2)
	}
	return fmt.Sprint(twice / 2)
}

func (w writer) heard() Section {
	good := w.rate("Satisfied", "Answers that call the course good or very good, out of all answers.", satisfied, answers)
	good.Complete = w.answered()
	out := Section{Title: "What students said, and what came next", Lines: []Line{good}}
	for _, g := range w.t.steps {
		l := w.line("Next step: "+g.Label, "Students of whom the college knows that this came next for them. One student may have several.", func(p int) Cell {
			return Cell{Text: w.count(key{nextStep, g.Key, p})}
		})
		l.Complete = "What students told the college"
		out.Lines = append(out.Lines, l)
	}
	return out
}

// answered says how many places the answers are out of.
func (w writer) answered() string {
	p := w.show[len(w.show)-1]
	a, b := key{answers, "", p}, key{placesCame, "", p}
	if w.hidden[a] || w.hidden[b] {
		return "Few answers"
	}
	return fmt.Sprintf("%s answers, %s places attended", thousands(w.t.counts[a]), thousands(w.t.counts[b]))
}
