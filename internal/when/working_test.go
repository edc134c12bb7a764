package when

import "testing"

func TestNextWorkingDay(t *testing.T) {
	for in, want := range map[string]string{
		"2027-05-04": "2027-05-05", // Tuesday
		"2027-05-07": "2027-05-10", // Friday
		"2027-04-30": "2027-05-04", // before the May bank holiday
		"2027-03-25": "2027-03-30", // before Good Friday
		"2024-03-28": "2024-04-02", // an early Easter
		"2025-04-17": "2025-04-22",
		"2027-12-24": "2027-12-29", // Christmas on a Saturday: Monday and Tuesday are off
		"2022-12-23": "2022-12-28", // Christmas on a Sunday
		"2026-12-24": "2026-12-29", // Boxing Day on a Saturday
		"2027-12-31": "2028-01-04", // New Year's Day on a Saturday
		"2026-08-28": "2026-09-01",
		"2026-05-22": "2026-05-26",
	} {
		d, err := ParseDate(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.NextWorkingDay().ISO(); got != want {
			t.Errorf("after %s comes %s, want %s", in, got, want)
		}
	}
}
