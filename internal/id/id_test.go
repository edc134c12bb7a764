package id

import (
	"slices"
	"strings"
	"testing"
)

// Keys are unique, of one length, safe in addresses and paths, and sort by the
// millisecond they were made in.
func TestNew(t *testing.T) {
	seen := map[string]bool{}
	var keys []string
	for range 20_000 {
		k := New()
		if len(k) != 26 || seen[k] || strings.Trim(k, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("bad key %q", k)
		}
		seen[k] = true
		keys = append(keys, k[:9])
	}
	if !slices.IsSorted(keys) {
		t.Error("keys do not sort by time")
	}
}
