package evaluation

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Begin is what somebody's time is counted from.
type Begin string

// What time is counted from.
const (
	Enrolled Begin = "enrolled" // the day they first enrolled at the college
	Attended Begin = "attended" // the first time they came to the college
	Peer     Begin = "peer"     // the first time they met a peer worker
	Listed   Begin = "list"     // the day on a list that was brought
)

// Begins are what time can be counted from, in the order in which people choose.
var Begins = []Begin{Enrolled, Attended, Peer, Listed}

var beginWords = map[Begin][2]string{
	Enrolled: {"First enrolment at the college", "the day they first enrolled at the college"},
	Attended: {"First time at the college", "the first time they came to the college"},
	Peer:     {"First meeting with a peer worker", "the first time they met a peer worker"},
	Listed:   {"A list that you bring", "the day that stands beside them on a list"},
}

// Label is what people choose by.
func (b Begin) Label() string { return beginWords[b][0] }

// Words goes after "before and after".
func (b Begin) Words() string { return beginWords[b][1] }

// Cost is what something costs, as somebody said at some time.
type Cost struct {
	Of     string // a measure, or one of the two below
	Pence  int64
	Year   int    // of prices
	Source string // who says so
}

// What else costs money.
const (
	CostOfProgramme = "programme" // for each person followed
	CostOfPeer      = "peer"      // a peer worker, full time, for a year
)

// Design is what an evaluation asks, and of whom.
type Design struct {
	Title    string
	Question string
	Begin    Begin
	From     when.Date // the first day that counts; zero: all
	Until    when.Date // the last
	Months   int       // followed before, and as long after
	Controls int       // others like them for each person; 0: none
	Draws    int       // of the bootstrap
	Costs    []Cost
	PeerFTE  float64 // peer workers at work in that time, full time
}

// Lengths are how many months people can be followed for.
var Lengths = []int{3, 6, 12, 18, 24}

// least is how many people an evaluation needs: of fewer nothing is shown.
const least = 10

// check makes sure that the design is one.
func (d *Design) check() error {
	d.Title, d.Question = strings.Join(strings.Fields(d.Title), " "), strings.TrimSpace(d.Question)
	problems := map[string]string{}
	if n := utf8.RuneCountInString(d.Title); n < 3 || n > 200 {
		problems["title"] = "Enter a title of 3 to 200 characters."
	}
	if n := utf8.RuneCountInString(d.Question); n < 10 || n > 1000 {
		problems["question"] = "Say in 10 to 1,000 characters what you want to know."
	}
	if !slices.Contains(Begins, d.Begin) {
		problems["begin"] = "Choose what time is counted from."
	}
	if !slices.Contains(Lengths, d.Months) {
		problems["months"] = "Choose how long people are followed."
	}
	if d.Controls < 0 || d.Controls > 4 {
		problems["controls"] = "Choose from none to 4."
	}
	if !d.From.IsZero() && !d.Until.IsZero() && d.Until.Before(d.From) {
		problems["until"] = "The last day must not be before the first."
	}
	if d.PeerFTE < 0 || d.PeerFTE > 10_000 {
		problems["peer_fte"] = "Enter how many peer workers there were, full time."
	}
	for _, c := range d.Costs {
		if c.Pence < 0 || c.Pence > 1_000_000_000_00 {
			problems["cost_"+c.Of] = "Enter an amount in pounds, like 450 or 450.50."
		}
		if c.Year < 1990 || c.Year > 2100 || strings.TrimSpace(c.Source) == "" || utf8.RuneCountInString(c.Source) > 200 {
			problems["year_"+c.Of] = "Enter the year of the price, and where it is from."
		}
	}
	if d.Draws == 0 {
		d.Draws = 2000
	}
	if len(problems) > 0 {
		return &fault.Error{Kind: fault.Invalid, Text: "Some of the design is missing.", Fields: problems}
	}
	return nil
}

// cost is what something costs; false when nobody said.
func (d Design) cost(of string) (Cost, bool) {
	at := slices.IndexFunc(d.Costs, func(c Cost) bool { return c.Of == of })
	if at < 0 {
		return Cost{}, false
	}
	return d.Costs[at], true
}

// Days is how long each side is: as many days as so many months have on average.
func (d Design) Days() int32 { return int32(d.Months * 365 / 12) }

// Span is a length of time in words.
func (d Design) Span() string { return fmt.Sprintf("%d months", d.Months) }
