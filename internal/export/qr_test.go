package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
)

// The drawing has the dark modules of the code and no other.
func TestQR(t *testing.T) {
	for _, text := range []string{"https://footbridge.example.org/college/here/abc", strings.Repeat("long ", 40)} {
		code, err := QR(text)
		if err != nil {
			t.Fatal(err)
		}
		q, err := qrcode.New(text, qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]bool{}, map[string]bool{}
		for y, row := range q.Bitmap() {
			for x, dark := range row {
				if dark {
					want[fmt.Sprint(x, y)] = true
				}
			}
		}
		for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(code.Path, -1) {
			x, _ := strconv.Atoi(m[1])
			y, _ := strconv.Atoi(m[2])
			n, _ := strconv.Atoi(m[3])
			for i := range n {
				got[fmt.Sprint(x+i, y)] = true
			}
			if m[3] != m[4] || x+n > code.Size {
				t.Fatalf("a bar that does not close: %v", m)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d dark modules, want %d", len(got), len(want))
		}
		for at := range want {
			if !got[at] {
				t.Fatalf("module %s is missing", at)
			}
		}
	}
	if _, err := QR(strings.Repeat("x", 5000)); err == nil {
		t.Error("more was drawn than a code can hold")
	}
}
