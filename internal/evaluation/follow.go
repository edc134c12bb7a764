package evaluation

import (
	"slices"

	"footbridge/internal/extracts"
)

// followed is one person, counted as long before a day as after it.
type followed struct {
	at     int   // in the snapshot
	day    int32 // that time is counted from: it is the first day after
	before [measured]int
	after  [measured]int
	months [measured][]int // of both, the oldest first
	status [statuses][2]int8
}

// follower counts people of a snapshot.
type follower struct {
	s           *extracts.Snapshot
	days        int32
	months      int
	first, last int32  // the days that the extracts cover
	came        []bool // by the code of attendance: the contact took place
	peer        []bool // by the code of role
}

// newFollower finds out what the extracts cover.
func newFollower(s *extracts.Snapshot, d Design) *follower {
	f := &follower{s: s, days: d.Days(), months: d.Months}
	for _, word := range s.Contacts.Attendance.Words {
		// Where nobody records who came, every contact did take place.
		f.came = append(f.came, word == "5" || word == "6" || len(s.Contacts.Attendance.Words) == 1)
	}
	for _, word := range s.Contacts.Role.Words {
		f.peer = append(f.peer, word == "peer")
	}
	f.first, f.last = covered(slices.Concat(s.Contacts.Day, s.Stays.Started))
	return f
}

// covered is the first and the last day of the months that hold as much as
// others: a few rows from long ago, or of next year, are mistakes. Of the first
// and the last month only the days from which there is something count.
func covered(days []int32) (first, last int32) {
	counts := map[int32]int{}
	for _, day := range days {
		counts[extracts.Months(extracts.DateOf(day).MonthOf())]++
	}
	var each []int
	for _, n := range counts {
		each = append(each, n)
	}
	if len(each) == 0 {
		return 0, -1
	}
	slices.Sort(each)
	enough := each[len(each)/2] / 10
	first, last = 1<<31-1, -1<<31
	for _, day := range days {
		if counts[extracts.Months(extracts.DateOf(day).MonthOf())] > enough {
			first, last = min(first, day), max(last, day)
		}
	}
	return first, last
}

// fits says whether somebody can be followed from a day: as long before as after.
func (f *follower) fits(at int, day int32) (early, late, died bool) {
	gone := f.s.People.Died[at]
	return day-f.days < f.first, day+f.days > f.last+1, gone != extracts.None && gone < day+f.days
}

// follow counts one person.
func (f *follower) follow(at int, day int32) followed {
	p := followed{at: at, day: day}
	for m := range p.months {
		p.months[m] = make([]int, 2*f.months)
	}
	c := &f.s.Contacts
	for i, to := f.contacts(at, day-f.days, day+f.days); i < to; i++ {
		if !f.came[c.Attendance.At[i]] {
			continue
		}
		p.add(f, contacts, c.Day[i], 1)
		if f.peer[c.Role.At[i]] {
			p.add(f, peerContacts, c.Day[i], 1)
		}
	}
	s := &f.s.Stays
	for i, to := s.Of(at); i < to; i++ {
		if started := s.Started[i]; started >= day-f.days && started < day+f.days {
			p.add(f, admissions, started, 1)
		}
		ended := s.Ended[i]
		if ended == extracts.None {
			ended = f.last + 1
		}
		for night := max(s.Started[i], day-f.days); night < min(ended, day+f.days); night++ {
			p.add(f, bedDays, night, 1)
		}
	}
	f.statuses(&p)
	return p
}

// contacts are the rows of a person's contacts from one day to before another.
func (f *follower) contacts(at int, from, to int32) (int, int) {
	c := &f.s.Contacts
	start, end := c.Of(at)
	days := c.Day[start:end]
	low, _ := slices.BinarySearch(days, from)
	high, _ := slices.BinarySearch(days, to)
	return start + low, start + high
}

func (p *followed) add(f *follower, m int, day int32, n int) {
	if day < p.day {
		p.before[m] += n
	} else {
		p.after[m] += n
	}
	month := int((day - p.day + f.days) * int32(f.months) / f.days)
	p.months[m][min(month, 2*f.months-1)] += n
}

// statuses reads the last that was recorded in the time before and in the time
// after.
func (f *follower) statuses(p *followed) {
	work, home := &f.s.Employment, &f.s.Accommodation
	for side, from := range []int32{p.day - f.days, p.day} {
		p.status[employed][side] = lastKnown(&work.Rows, work.Day, p.at, from, from+f.days, func(i int) int8 {
			switch work.Status.Word(i) {
			case "", "ZZ":
				return unknown
			case "01":
				return yes
			}
			return no
		})
		p.status[settled][side] = lastKnown(&home.Rows, home.Day, p.at, from, from+f.days, func(i int) int8 {
			switch home.Settled.Word(i) {
			case "Y":
				return yes
			case "N":
				return no
			}
			return unknown
		})
	}
}

// lastKnown is the last answer from one day to before another.
func lastKnown(r *extracts.Rows, days []int32, at int, from, to int32, answer func(i int) int8) int8 {
	start, end := r.Of(at)
	for i := end - 1; i >= start; i-- {
		if days[i] >= from && days[i] < to {
			if a := answer(i); a != unknown {
				return a
			}
		}
	}
	return unknown
}
