package stats

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// near fails unless got is want to nine decimals, of its size where it is large.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// within fails unless both ends agree with published ones to so many decimals.
func within(t *testing.T, what string, got Interval, low, high, tolerance float64) {
	t.Helper()
	if !(math.Abs(got.Low-low) <= tolerance && math.Abs(got.High-high) <= tolerance) {
		t.Errorf("%s = %.6f to %.6f, want %.6f to %.6f", what, got.Low, got.High, low, high)
	}
}

// reference reads one list of the reference values, which were made with R.
func reference(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(all[name], into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
