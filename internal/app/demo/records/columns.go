package records

import "strconv"

// appendDigits writes n with at least so many digits.
func appendDigits(b []byte, n, width int) []byte {
	for ; width > 1 && n < pow10[width-1]; width-- {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

var pow10 = [...]int{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// appendNumber writes an NHS number: 999, six digits and the check digit.
func appendNumber(b []byte, six, check uint32, spaced bool) []byte {
	if !spaced {
		b = appendDigits(append(b, "999"...), int(six), 6)
		return append(b, byte('0'+check))
	}
	b = appendDigits(append(b, "999 "...), int(six/1000), 3)
	b = appendDigits(append(b, ' '), int(six%1000), 3)
	return append(b, byte('0'+check))
}

// civil is a day as year, month and day of the month: Howard Hinnant's
// civil_from_days, in the proleptic Gregorian calendar.
func civil(day int32) (y, m, d int) {
	z := int(day) + 719_468
	era := z / 146_097
	doe := z % 146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if mp >= 10 {
		m = mp - 9
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, d
}

const monthNames = "JanFebMarAprMayJunJulAugSepOctNovDec"

func slashed(b []byte, day int32) []byte {
	if day == 0 {
		return b
	}
	y, m, d := civil(day)
	b = append(appendDigits(b, d, 2), '/')
	b = append(appendDigits(b, m, 2), '/')
	return appendDigits(b, y, 4)
}

func lettered(b []byte, day int32) []byte {
	if day == 0 {
		return b
	}
	y, m, d := civil(day)
	b = append(appendDigits(b, d, 2), '-')
	b = append(append(b, monthNames[3*m-3:3*m]...), '-')
	return appendDigits(b, y, 4)
}

func iso(b []byte, day int32) []byte {
	if day == 0 {
		return b
	}
	y, m, d := civil(day)
	b = append(appendDigits(b, y, 4), '-')
	b = append(appendDigits(b, m, 2), '-')
	return appendDigits(b, d, 2)
}

// The columns of reports in plain words.

func clientID(s *sink, b []byte, r *row) []byte {
	if r.former {
		return appendDigits(append(b, "R9"...), r.i, 6)
	}
	return appendDigits(append(b, "R1"...), r.i, 6)
}

func nhsNumber(s *sink, b []byte, r *row) []byte {
	if r.former || !r.p.numbered {
		return b
	}
	spaced := s.look>>20&3 != 0
	if spaced {
		s.spaced++
	}
	return appendNumber(b, r.p.number, checkDigit(r.p.number), spaced)
}

// label is what the record system shows for a value that of finds, by its place
// in the list.
func label(header string, list []word, of func(r *row) int) column {
	return column{header, func(_ *sink, b []byte, r *row) []byte {
		if i := of(r); i >= 0 {
			return append(b, list[i].label...)
		}
		return b
	}, fine}
}

// coded is a label, and a place where something may stand that is on no list.
func coded(header string, list []word, of func(r *row) int) column {
	c := label(header, list, of)
	c.shows = code
	return c
}

// national is the national code of a value.
func national(header string, list []word, of func(r *row) int, shows wrong) column {
	return column{header, func(_ *sink, b []byte, r *row) []byte {
		if i := of(r); i >= 0 {
			return append(b, list[i].code...)
		}
		return b
	}, shows}
}

func on(header string, write func([]byte, int32) []byte, of func(r *row) int32, shows wrong) column {
	return column{header, func(_ *sink, b []byte, r *row) []byte { return write(b, of(r)) }, shows}
}

func text(header string, of func(r *row) string) column {
	return column{header, func(_ *sink, b []byte, r *row) []byte { return append(b, of(r)...) }, fine}
}

// counted is a number after a letter; without one, a number alone.
func counted(header, letter string, of func(r *row) int) column {
	return column{header, func(_ *sink, b []byte, r *row) []byte {
		if n := of(r); n >= 0 {
			return strconv.AppendInt(append(b, letter...), int64(n), 10)
		}
		return b
	}, fine}
}

func first(r *row) int      { return r.code }
func second(r *row) int     { return r.code2 }
func third(r *row) int      { return r.how }
func nth(r *row) int        { return r.n }
func day(r *row) int32      { return r.day }
func nextDay(r *row) int32  { return r.day2 }
func thirdDay(r *row) int32 { return r.day3 }
func place(r *row) string   { return r.team }
