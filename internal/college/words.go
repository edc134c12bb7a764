package college

import "strconv"

// position is "2 of 5".
func position(p Position) string {
	return strconv.Itoa(p.Number) + " of " + strconv.Itoa(p.Everybody)
}

func count(n int) string { return strconv.Itoa(n) }
