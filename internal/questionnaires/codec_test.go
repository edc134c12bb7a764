package questionnaires

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What is kept is what was made.
func TestKept(t *testing.T) {
	for _, r := range ReadyOnes() {
		text, err := encode(&r.Form)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(string(text))
		if err != nil {
			t.Fatalf("%s: %v", r.Name, err)
		}
		if diff := cmp.Diff(r.Form, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s comes back different:\n%s", r.Name, diff)
		}
	}
}
