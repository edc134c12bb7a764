package evaluation

import (
	"encoding/json"
	"math"

	"footbridge/internal/stats"
)

// number is one that may not exist: NaN is null in JSON, and so is what has no
// end.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = number(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

func (n number) missing() bool { return math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) }

// estimate is a number with what it may be.
type estimate struct {
	Value, Low, High number
	P                number
}

func ratioOf(r stats.Ratio, p float64) estimate {
	return estimate{number(r.Estimate), number(r.Interval.Low), number(r.Interval.High), number(p)}
}

// none is an estimate that could not be made.
func none() estimate {
	nan := number(math.NaN())
	return estimate{nan, nan, nan, nan}
}

// compared is one measure before and after. Every number is exact, and is never
// shown: see shaped.go.
type compared struct {
	Before, After       int
	AnyBefore, AnyAfter int      // people with any
	Exact               estimate // ratio, as if every event were on its own
	Model               estimate // ratio, with people as they are
	ModelName           string   // "negative binomial", "Poisson"
	Resampled           estimate // ratio, by the bootstrap
	Change              estimate // mean for each person, after less before
	RanksP              number   // Wilcoxon
	Months              []int
	Series              estimate // ratio at the day, over the trend
	Dispersion          number
}

// changed is a status before and after, of the people of whom both are known.
type changed struct {
	YesYes, NoYes, YesNo, NoNo int
	Unknown                    int // left out
	P, Exact                   number
}

// difference is one measure of people and of others like them.
type difference struct {
	Before, After           int
	OtherBefore, OtherAfter int
	Any                     [4]int   // people with any, in the same order
	Difference              estimate // of the mean change for each person
	Ratio                   estimate // of the ratios
}

// beside is the comparison with others.
type beside struct {
	Others   int // people in it
	Matched  int // people who have somebody beside them
	Alone    int // people who have nobody
	Measures [measured]difference
}

// money is what the change comes to, in pence for each person.
type money struct {
	Saving    estimate // before less after
	Programme number   // what it costs
	Net       number
	Beside    estimate // the saving beyond that of others
}

// result is what an evaluation came to.
type result struct {
	Covered          [2]int32 // first and last day of the extracts
	Began            int      // people who began in the time that is asked about
	Early, Late      int      // of them, too near to one end of the extracts
	Died             int      // who died in the time after
	People           int      // followed
	Measures         [measured]compared
	Statuses         [statuses]changed
	Beside           *beside
	Money            *money
	PeerRatio        number // bed days saved for a peer worker's cost
	BedDaysSaved     number // for one peer worker, full time, in a year
	PeerRatioMissing bool   // nothing was asked about peer workers
}

// enough reports whether there is anything to say.
func (r *result) enough() bool { return r.People >= least }
