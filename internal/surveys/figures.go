package surveys

import (
	"strconv"

	"footbridge/internal/when"
)

// Table is the figures of a wave as they may be shown: small numbers are not in
// it, nor what would give them away. The screen, files, charts, the API and what
// is published are all made from it, so that they say the same.
type Table struct {
	Survey      string `json:"survey"`
	Wave        string `json:"wave"`
	Kind        string `json:"kind"`
	Setting     string `json:"setting"`
	Perspective string `json:"perspective"`
	Audience    string `json:"audience"`
	Sample      string `json:"sample"`
	MadeWith    string `json:"made_with"`
	PeerLed     bool   `json:"peer_led"`
	Opens       string `json:"opens_on"` // as in 2027-05-03
	Closes      string `json:"closes_on"`
	// Questionnaire is its title and version.
	Questionnaire string `json:"questionnaire"`
	Minimum       int    `json:"minimum"` // no percentage of fewer
	Rounded       bool   `json:"rounded"` // counts end in 0 or 5

	// Cuts are everybody, then the units in the order of the tree, then the ways in
	// which answers came. Only these are ever shown: a choice of several at once
	// would let readers subtract one from another.
	Cuts    []Cut    `json:"cuts"`
	Lines   []Line   `json:"lines"`
	Missing []Missed `json:"missing"`
}

// Cut is those whose answers a column of figures is about.
type Cut struct {
	Key   string `json:"key"` // "all", "unit:…" or "channel:…"
	Label string `json:"label"`
	// Unit is the unit's id, and Depth how far below everybody it stands.
	Unit  string `json:"unit,omitempty"`
	Depth int    `json:"depth"`
	// N is how many answered, Asked how many there were to ask. Rate is the one as
	// a percentage of the other.
	N     *int `json:"n"`
	Asked *int `json:"asked"`
	Rate  *int `json:"rate"`

	parent int
	group  group
	count  int  // how many answered, as it is
	hidden bool // and whether that is not shown
}

// All reports whether the cut is everybody.
func (c Cut) All() bool { return c.Key == "all" }

// Channel reports whether it is a way in which answers came.
func (c Cut) Channel() bool { return len(c.Key) > 8 && c.Key[:8] == "channel:" }

// Line is one figure, in every cut.
type Line struct {
	Set      string `json:"set"`      // the figure of the report, "3", or ""
	LinkID   string `json:"question"` // of the question
	Option   string `json:"option"`   // key of the answer that is counted; "" for a figure of several
	Label    string `json:"label"`    // what the percentage is of
	Question string `json:"words"`    // in the words that were asked
	Of       string `json:"of"`       // whom the percentage is a share of
	Domain   string `json:"domain"`   // hope, control or opportunity
	Better   string `json:"better"`   // "lower" or "higher", or "" where neither is
	Kind     Kind   `json:"kind"`
	Cells    []Cell `json:"cells"` // by cut
}

// Kind is what a line shows.
type Kind string

// The kinds of line.
const (
	Share   Kind = "share"   // of those who answered, so many gave some answers
	Spread  Kind = "spread"  // one answer of several: the lines of a question come to everybody
	Several Kind = "several" // one of the answers of which people may give several
	Number  Kind = "number"  // mean and median
)

// Cell is one figure. What is not shown is nil.
type Cell struct {
	Num     *int     `json:"num"`
	Den     *int     `json:"den"`
	Percent *int     `json:"percent"`
	Low     *int     `json:"low"` // of the 95 % interval, in percent
	High    *int     `json:"high"`
	Mean    *float64 `json:"mean,omitempty"`
	Median  *float64 `json:"median,omitempty"`
	// Why there is no percentage: Hidden or TooFew.
	Why string `json:"why,omitempty"`
}

// Why a figure is not shown.
const (
	Hidden = "hidden"     // to protect people
	TooFew = "too few"    // fewer than the wave's minimum
	Nobody = "no answers" // nobody was asked this, or nobody answered
)

// Missed is one group, among those there were to ask and among those who
// answered: it shows who is missing.
type Missed struct {
	LinkID   string `json:"question"`
	Words    string `json:"words"`
	Option   string `json:"option"`
	Label    string `json:"label"`
	Asked    *int   `json:"asked"`    // percent of those there were to ask
	Answered *int   `json:"answered"` // percent of those who answered
}

// Words are the figure in one go: "62% (59 of 95)".
func (c Cell) Words() string {
	switch {
	case c.Mean != nil:
		return decimal(*c.Mean) + " (" + strconv.Itoa(*c.Den) + ")"
	case c.Percent == nil:
		return c.Hint()
	}
	return strconv.Itoa(*c.Percent) + "% (" + strconv.Itoa(*c.Num) + " of " + strconv.Itoa(*c.Den) + ")"
}

// Hint says in few words why there is no figure.
func (c Cell) Hint() string {
	switch c.Why {
	case TooFew:
		return "Too few answers"
	case Nobody:
		return "No answers"
	case Hidden:
		return "Not shown"
	}
	return ""
}

// Interval is the 95 % interval: "52 to 71%".
func (c Cell) Interval() string {
	if c.Low == nil {
		return ""
	}
	return strconv.Itoa(*c.Low) + " to " + strconv.Itoa(*c.High) + "%"
}

// decimal is a mean as it is written: with one place.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// Dates are when people were asked: "1 March 2027 to 31 March 2027".
func (t *Table) Dates() string {
	from, err := when.ParseDate(t.Opens)
	to, err2 := when.ParseDate(t.Closes)
	if err != nil || err2 != nil {
		return t.Opens + " to " + t.Closes
	}
	return from.String() + " to " + to.String()
}

// Find is the line of a figure and its place.
func (t *Table) Find(linkID, option string) (Line, bool) {
	for _, l := range t.Lines {
		if l.LinkID == linkID && l.Option == option {
			return l, true
		}
	}
	return Line{}, false
}

// Column is the place of a cut.
func (t *Table) Column(key string) (int, bool) {
	for i, c := range t.Cuts {
		if c.Key == key {
			return i, true
		}
	}
	return 0, false
}
