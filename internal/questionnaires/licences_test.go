package questionnaires

import (
	"strings"
	"testing"

	"footbridge/internal/when"
)

func day(month, day int) when.Date {
	return when.Date{Year: 2027, Month: 1, Day: 1}.AddDays((month-1)*30 + day - 1)
}

func TestStanding(t *testing.T) {
	today := day(5, 10)
	for name, test := range map[string]struct {
		licences    []Licence
		valid, soon bool
		why         string
	}{
		"never":                      {nil, false, false, "No licence is recorded"},
		"without an end":             {[]Licence{{ID: "a", FromDate: day(1, 1)}}, true, false, ""},
		"from today":                 {[]Licence{{ID: "a", FromDate: today}}, true, false, ""},
		"on its last day":            {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today}}, true, true, "ends on"},
		"ended yesterday":            {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today.AddDays(-1)}}, false, false, "ended on " + today.AddDays(-1).String()},
		"not yet":                    {[]Licence{{ID: "a", FromDate: today.AddDays(1)}}, false, false, "begins on " + today.AddDays(1).String()},
		"ended, and not yet":         {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: day(2, 1)}, {ID: "b", FromDate: today.AddDays(3)}}, false, false, "begins on"},
		"taken back today":           {[]Licence{{ID: "a", FromDate: day(1, 1), EndedOn: today}}, false, false, "taken back on " + today.String()},
		"taken back tomorrow":        {[]Licence{{ID: "a", FromDate: day(1, 1), EndedOn: today.AddDays(1)}}, true, true, "ends on " + today.String()},
		"taken back before it began": {[]Licence{{ID: "a", FromDate: today.AddDays(5), EndedOn: today.AddDays(-1)}}, false, false, "before it began"},
		"sixty days left":            {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today.AddDays(60)}}, true, true, "ends on"},
		"sixty-one days left":        {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today.AddDays(61)}}, true, false, ""},
		"the next one follows":       {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today.AddDays(5)}, {ID: "b", FromDate: today.AddDays(6)}}, true, false, ""},
		"a gap before the next":      {[]Licence{{ID: "a", FromDate: day(1, 1), ToDate: today.AddDays(5)}, {ID: "b", FromDate: today.AddDays(7)}}, true, true, "ends on"},
	} {
		t.Run(name, func(t *testing.T) {
			got := standing(test.licences, today)
			if got.Valid != test.valid || got.Soon != test.soon || !strings.Contains(got.Why, test.why) || test.why == "" && got.Why != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}
