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
	read(t, "testdata/reference.json", name, into)
}

// more reads one list of the values that testdata/more.R makes.
func more(t *testing.T, name string, into any) {
	t.Helper()
	read(t, "testdata/more.json", name, into)
}

func read(t *testing.T, file, name string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
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

// number is one that JSON has no word for, too.
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case `"Inf"`:
		*n = number(math.Inf(1))
	case "null":
		*n = number(math.NaN())
	default:
		return json.Unmarshal(b, (*float64)(n))
	}
	return nil
}

// same is near for numbers that may be infinite; what R does not give is not
// compared.
func same(t *testing.T, what string, got float64, want number) {
	t.Helper()
	if w := float64(want); !math.IsNaN(w) && got != w {
		near(t, what, got, w)
	}
}
