package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"footbridge/internal/fault"
)

// What a workbook may ask for before it is opened. The library keeps a place for
// every cell up to the last one of each row, empty or not, and compares every
// merged cell with every other: a few kilobytes could ask for all the memory
// there is, or for hours.
const (
	maxPlaces = 2_000_000
	maxMerged = 3_000
)

var tooMuch = fault.New(fault.Invalid, "The Excel workbook has too many cells, or its formatting reaches too far. Copy what you need into a new workbook, or save it as CSV, and try again.")

// measure refuses a workbook that asks for too much. What it cannot read it
// leaves to the library, which reads with the same decoder.
func measure(content []byte) error {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil
	}
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			continue
		}
		m := measured{}
		err = m.part(io.LimitReader(in, maxUnzipped))
		in.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// measured is what one part of a workbook asks for.
type measured struct {
	places, merged int
	width, next    int // of the row: its last column, and where a cell without an address stands
}

func (m *measured) part(in io.Reader) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := d.RawToken()
		if err != nil {
			return nil // the end, or not XML
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			m.width, m.next = 0, 0
			m.places++
		case "c":
			m.cell(start)
		case "mergeCell":
			m.merged++
		}
		if m.places > maxPlaces || m.merged > maxMerged {
			return tooMuch
		}
	}
}

func (m *measured) cell(start xml.StartElement) {
	column := m.next + 1
	for _, a := range start.Attr {
		if a.Name.Local == "r" {
			column = columnOf(a.Value)
		}
	}
	m.next = column
	if column > m.width {
		m.places += column - m.width
		m.width = column
	}
}

// columnOf is the number of the column in an address: 28 in "AB7".
func columnOf(address string) int {
	n := 0
	for _, r := range strings.ToUpper(address) {
		if r < 'A' || r > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n
}
