package id

import (
	"slices"
	"strings"
	"testing"
)

// Keys are unique, of one length, safe in addresses and paths, and sort in the order
// in which they were made.
func TestNew(t *testing.T) {
	seen := map[string]bool{}
	var keys []string
	for range 20_000 {
		k := New()
		if len(k) != 26 || seen[k] || strings.Trim(k, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("bad key %q", k)
		}
		seen[k] = true
		keys = append(keys, k)
	}
	if !slices.IsSorted(keys) {
		t.Error("keys do not sort by time")
	}
}

// A secret is new each time and safe in addresses; its hash is its SHA-256,
// and another secret has another.
func TestSecret(t *testing.T) {
	a, b := Secret(), Secret()
	if a == b || len(a) < 20 || strings.Trim(a, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		t.Errorf("secrets %q and %q", a, b)
	}
	if Hash(a) == Hash(b) || Hash("") != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Error("the hash of a secret is not its SHA-256")
	}
}
