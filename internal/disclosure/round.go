package disclosure

import "strconv"

// Mark stands for a number that is hidden.
const Mark = "*"

// Missing is a count that is not known.
const Missing = -1

// RoundCount is a count as the national statistics print it: hidden when it is
// under 5, zero too, and otherwise to the nearest 5.
func RoundCount(n int) string {
	if n < Threshold {
		return Mark
	}
	return strconv.Itoa(Nearest5(n))
}

// Nearest5 is a count as it is printed when it is not hidden. Whole numbers are
// never half way between.
func Nearest5[N int | int64](n N) N { return (n + 2) / 5 * 5 }

// RoundPercent is a percentage as the national statistics print it: from the
// counts as they are, to a whole number, a half upwards; hidden when either
// count is, or is [Missing].
func RoundPercent(num, den int) string {
	return Derived(percent(num, den), num, den)
}

// Derived is what was worked out from some counts, a difference or a rate:
// hidden when any of them is.
func Derived(text string, counts ...int) string {
	for _, n := range counts {
		if n < Threshold {
			return Mark
		}
	}
	return text
}

func percent(num, den int) string {
	if den <= 0 {
		return Mark
	}
	return strconv.Itoa((200*num + den) / (2 * den))
}
