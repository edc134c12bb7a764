package indicators

import (
	"math"

	"footbridge/internal/extracts"
	"footbridge/internal/when"
)

// windowMonths is how many months one pass works out: as many as a word has
// bits. A set of months is a word; what holds for months holds bit by bit.
const windowMonths = 64

// window is the months of one pass. Month 0 is the first.
type window struct {
	first  int32 // as snapshots count months
	n      int
	ends   [windowMonths]int32                     // last day of each
	starts [windowMonths + longestPeriod - 1]int32 // first day of each, and of those before that a period may begin with
	open   uint64                                  // the months there are
	base   int32                                   // the first day of the table
	months []int16                                 // month of each day from base on
	close4 uint64                                  // the months that close a quarter
}

// longestPeriod is how many months a period may have.
const longestPeriod = 12

// tableYears is how far before the window days are looked up; what is earlier
// is as good as for ever.
const tableYears = 6

func newWindow(first int32, n int) *window {
	w := &window{first: first, n: n, open: all64 >> (windowMonths - n)}
	for m := range n {
		month := extracts.MonthOf(first + int32(m))
		w.ends[m] = extracts.Days(month.Last())
		if month.Month%3 == 0 {
			w.close4 |= 1 << m
		}
	}
	for i := range w.starts {
		w.starts[i] = extracts.Days(extracts.MonthOf(first + int32(i) - longestPeriod + 1).First())
	}
	begin := extracts.MonthOf(first - 12*tableYears)
	w.base = extracts.Days(begin.First())
	for m := begin; m.Before(extracts.MonthOf(first + int32(n))); m = m.Add(1) {
		for range m.Last().Day {
			w.months = append(w.months, int16(m.Sub(when.Month{Year: 0, Month: 1}))-int16(first))
		}
	}
	return w
}

// eye looks at one person of a snapshot after the other.
type eye struct {
	*window
	who    int
	people []aboutPerson
	memo   []uint64
	asked  []bool
}

func (e *eye) look(who int) {
	e.who = who
	clear(e.asked)
}

// person is where the condition with that number holds.
func (e *eye) person(n int) uint64 {
	if !e.asked[n] {
		e.asked[n] = true
		e.memo[n] = e.people[n](e)
	}
	return e.memo[n]
}

// month is which month of the window a day is in: below 0 before it, n or more
// after it.
func (w *window) month(day int32) int {
	switch i := int64(day) - int64(w.base); {
	case i < 0:
		return math.MinInt16
	case i >= int64(len(w.months)):
		return windowMonths
	default:
		return int(w.months[i])
	}
}

// between is the months from a to b, both included.
func (w *window) between(a, b int) uint64 {
	a, b = max(a, 0), min(b, w.n-1)
	if a > b {
		return 0
	}
	return all64 << a & (all64 >> (63 - b))
}

// from is the months at whose end the day has come.
func (w *window) from(day int32) uint64 {
	if day == extracts.None {
		return 0
	}
	return w.between(w.month(day), w.n)
}

// upTo is the months up to and including m.
func (w *window) upTo(m int) uint64 { return w.between(0, m) }

// stands is the months at whose end something stands that began on one day and
// ended on another, or has not.
func (w *window) stands(began, ended int32) uint64 {
	mask := w.from(began)
	if ended != extracts.None {
		mask &^= w.from(ended)
	}
	return mask
}

// within is the months of which the day lies in the last so many, the month
// itself included.
func (w *window) within(day int32, months int) uint64 {
	if day == extracts.None {
		return 0
	}
	m := w.month(day)
	return w.between(m, m+months-1)
}

// reach is how many months after its own a period may end.
func (w *window) reach(period string) int {
	switch period {
	case "quarter":
		return 2
	case "rolling-12":
		return 11
	}
	return 0
}

// closes is the months with which a period ends.
func (w *window) closes(period string) uint64 {
	if period == "quarter" {
		return w.close4
	}
	return w.open
}

// happened is the last months of the periods in which the day lies.
func (w *window) happened(day int32, period string) uint64 {
	if day == extracts.None {
		return 0
	}
	m := w.month(day)
	return w.between(m, m+w.reach(period)) & w.closes(period)
}

// begins is the first day of the period that ends with month m.
func (w *window) begins(m int, period string) int32 {
	return w.starts[m-w.reach(period)+longestPeriod-1]
}

// aged is the months at whose end somebody born in a month is of that age in
// years; to is -1 where it is open. On the last day of a month whoever was born
// in a month of that name has had their birthday.
func (w *window) aged(born int32, from, to int) uint64 {
	if born == extracts.None {
		return 0
	}
	last := w.n
	if to >= 0 {
		last = int(born-w.first) + 12*(to+1) - 1
	}
	return w.between(int(born-w.first)+12*from, last)
}
