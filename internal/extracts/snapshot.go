package extracts

import (
	"cmp"
	"math"
	"slices"

	"footbridge/internal/when"
)

// None is the day that is not: a referral that has not ended, a date that
// nobody wrote down.
const None = math.MinInt32

// NoUnit is an event's unit where its team is unknown: it counts for the
// organisation, whose unit is the first.
const NoUnit = 0

// Snapshot is what the rows that count say, in columns. People are sorted by
// their number; the rows of each kind by person and then by day, so that one
// pass over people reads every column from end to end. Merged people are one,
// what was submitted last has won, and nothing is there twice.
//
// Days count from 1 January 1970, months are year times twelve and the month
// from 0, as in the tables. A snapshot is shared and never changes.
type Snapshot struct {
	OrgID string
	Hash  string // of the rows it was made from: [Extracts.Changed]
	Units []SnapshotUnit

	People        People
	Referrals     Referrals
	Contacts      Contacts
	Stays         Stays
	Accommodation Accommodation
	Employment    Employment
	Checks        Checks
	Carers        Carers
	Plans         Plans
	Needs         Needs
	Learning      Learning
}

// SnapshotUnit is one unit of the organisation. The root is the first, and
// parents stand before children; the root is its own parent.
type SnapshotUnit struct {
	ID     string
	Parent uint16 // index in Snapshot.Units
}

// Codes is a column of codes. A row holds an index into Words; the first word
// is "", what is not recorded.
type Codes struct {
	At    []uint8
	Words []string
}

// Word is the code of row i, "" where nothing is recorded.
func (c *Codes) Word(i int) string { return c.Words[c.At[i]] }

// Find is where the code stands in Words; false when no row has it.
func (c *Codes) Find(word string) (uint8, bool) {
	for i, w := range c.Words {
		if w == word {
			return uint8(i), true
		}
	}
	return 0, false
}

// Texts is a column of names, as [Codes] but with room for more of them.
type Texts struct {
	At    []uint16
	Words []string
}

// Rows says which rows of a kind are whose: those of person i are From[i] up to,
// not including, From[i+1].
type Rows struct{ From []int32 }

// Of is the first row of person i and the one after the last.
func (r *Rows) Of(i int) (from, to int) { return int(r.From[i]), int(r.From[i+1]) }

// Len is how many rows there are.
func (r *Rows) Len() int {
	if len(r.From) == 0 {
		return 0
	}
	return int(r.From[len(r.From)-1])
}

// People are all who are mentioned anywhere, by number.
type People struct {
	ID          []int64
	Born        []int32 // month; None where it is not known
	Gender      Codes
	Ethnicity   Codes
	Deprivation []uint8 // decile, 1 the most deprived; 0 where it is not known
	Borough     Texts
	SMI         Codes   // on the register of severe mental illness: Y, N, R in remission
	Died        []int32 // None for who lives
	Alias       []Alias // by number
}

// Alias is another number of a person.
type Alias struct{ ID, Person int64 }

// Len is how many people there are.
func (p *People) Len() int { return len(p.ID) }

// Find is where the person with that number stands; another number of theirs
// will do.
func (p *People) Find(person int64) (int, bool) {
	if i, ok := slices.BinarySearchFunc(p.Alias, person, func(a Alias, n int64) int { return cmp.Compare(a.ID, n) }); ok {
		person = p.Alias[i].Person
	}
	return slices.BinarySearch(p.ID, person)
}

// Referrals are sorted by the day they were received.
type Referrals struct {
	Rows
	Unit             []uint16
	TeamType, Reason Codes
	Received, Ended  []int32
	Rejected         Codes // Y
}

// Contacts are sorted by day.
type Contacts struct {
	Rows
	Unit                        []uint16
	Day                         []int32
	Minutes                     []uint16 // 0 where nobody wrote them down
	Attendance, Mechanism, Role Codes
}

// Stays are sorted by the day they began.
type Stays struct {
	Rows
	Unit           []uint16
	Started, Ended []int32
}

// Accommodation is sorted by day, month of submission and number of the record;
// rows that are equal in all three are ties.
type Accommodation struct {
	Rows
	Day, Submitted  []int32
	Record          []int64
	Status, Settled Codes
}

// Employment is sorted as [Accommodation] is.
type Employment struct {
	Rows
	Day, Submitted []int32
	Record         []int64
	Status, Hours  Codes
}

// Checks are sorted by day.
type Checks struct {
	Rows
	Day  []int32
	Item Codes
}

// Carers are sorted by the day they were identified.
type Carers struct {
	Rows
	Unit                          []uint16
	Carer                         []int64
	Identified, Offered, Assessed []int32
}

// Plans are sorted by the day they were offered, or made.
type Plans struct {
	Rows
	Unit                    []uint16
	Plan                    Codes
	Offered, Made, Reviewed []int32
}

// Needs are sorted by the day the person was asked.
type Needs struct {
	Rows
	Unit                   []uint16
	Day                    []int32
	Need, Wanted, Received Codes
}

// Learning is sorted by day.
type Learning struct {
	Rows
	Day   []int32
	Event Codes
}

// Days is d as the columns count it.
func Days(d when.Date) int32 {
	if d.IsZero() {
		return None
	}
	return int32(d.Days(when.Date{Year: 1970, Month: 1, Day: 1}))
}

// DateOf is the day that the columns count as day.
func DateOf(day int32) when.Date {
	if day == None {
		return when.Date{}
	}
	return when.Date{Year: 1970, Month: 1, Day: 1}.AddDays(int(day))
}

// Months is m as the columns count it.
func Months(m when.Month) int32 {
	if m.IsZero() {
		return None
	}
	return int32(m.Year*12 + int(m.Month) - 1)
}

// MonthOf is the month that the columns count as month.
func MonthOf(month int32) when.Month {
	if month == None {
		return when.Month{}
	}
	return when.Month{Year: 0, Month: 1}.Add(int(month))
}
