package indicators

import "footbridge/internal/when"

// Direction says which way is better.
type Direction string

// The directions.
const (
	Increase Direction = "increase"
	Decrease Direction = "decrease"
	Neutral  Direction = "neutral" // neither
)

// Shape is how a figure is made of its two numbers.
type Shape string

// The shapes.
const (
	Share Shape = "share" // numerator of denominator, in per cent
	Count Shape = "count" // the numerator
	Rate  Shape = "rate"  // numerator for each Per of the denominator
	Mean  Shape = "mean"  // numerator, a sum, by the denominator
)

// Target is what has been agreed to reach from a month on.
type Target struct {
	From   when.Month
	Value  float64
	Agreed string // with whom
}

// Definition is one version of what an indicator means. What it counts, and of
// whom, is compiled from the same file: see compile.go.
type Definition struct {
	Indicator string // its slug
	Version   int
	Title     string
	Question  string // that it answers
	Why       string // it matters
	Aim       string // hope, control or opportunity
	Group     string // heading in lists: "Home and work"
	Shape     Shape
	Per       int    // of a Rate: 1000, or 100000
	Unit      string // of what is counted, for words: "people", "bed days"
	Period    string // month, quarter or rolling-12
	// Recorded says what Cell.Recorded counts: "with their accommodation
	// recorded". Empty: completeness has no meaning here.
	Recorded                           string
	Floor                              float64 // share recorded below which the figure is greyed
	Dimensions                         []string
	Direction                          Direction
	Targets                            []Target
	Aspiration                         string // a hope that is no target, in words: never a line
	Baseline                           string // a figure from elsewhere, in words with its source
	Chart                              string // xmr, run, p, u, c, t or g; xmr unless given
	Owner                              string // a post
	Review                             when.Date
	Source                             string
	Since                              when.Month // the first month it is worked out for; none is all
	Numerator, Denominator, Exclusions string     // in words, for the page; made from the file

	text string // the file
	rule rule
}

// Dimensions are what figures are broken down by; "" is everybody.
var Dimensions = []struct{ Slug, Label string }{
	{"ethnicity", "Ethnic group"}, {"age", "Age"}, {"gender", "Gender"}, {"deprivation", "Deprivation"}, {"borough", "Borough"},
}

// NotRecorded is the group of those of whom it is not known.
const NotRecorded = "not-recorded"

// Cell is what an indicator came to for one unit, one period and one group.
// The unit of the whole organisation is its root. Every number is exact, and
// is never shown: see shaped.go.
type Cell struct {
	Month     when.Month // the last of the period
	UnitID    string
	Dimension string // "" for everybody
	Group     string // in that dimension
	Num, Den  int64
	Recorded  int64
}
