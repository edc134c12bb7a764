package export

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Code is a QR code as a drawing: a square of Size modules, with the edge that a
// reader needs, and Path, which fills the dark ones. A page draws it as
//
//	<svg viewBox="0 0 {{.Size}} {{.Size}}"><path d="{{.Path}}"/></svg>
//
// so it is sharp on paper and nothing has to be loaded.
type Code struct {
	Size int
	Path string
	Text string // what it says
}

// QR draws text as a QR code that can still be read when a seventh of it is
// creased or stained.
func QR(text string) (Code, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("draw a QR code: %w", err)
	}
	dots := q.Bitmap()
	var b strings.Builder
	for y, row := range dots {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return Code{Size: len(dots), Path: b.String(), Text: text}, nil
}
