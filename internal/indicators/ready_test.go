package indicators

import (
	"strings"
	"testing"
)

// Every definition that comes along is understood, named after its file, and
// says in words what it counts.
func TestReady(t *testing.T) {
	texts := readyTexts()
	if len(texts) < 24 {
		t.Errorf("%d definitions come along", len(texts))
	}
	for slug, text := range texts {
		d, err := readDefinition(text)
		if err != nil {
			t.Errorf("%s: %v", slug, err)
			continue
		}
		if d.Indicator != slug || d.Numerator == "" || d.Source == "" || len(d.Dimensions) == 0 {
			t.Errorf("%s: %q, %q, %q, %v", slug, d.Indicator, d.Numerator, d.Source, d.Dimensions)
		}
		if d.Aspiration != "" && len(d.Targets) > 0 {
			t.Errorf("%s: a hope is no target", slug)
		}
		for _, word := range []string{"patient", "client", "service user", "DNA", "compliant"} {
			if strings.Contains(strings.ToLower(d.Title+d.Question+d.Why), strings.ToLower(word)) {
				t.Errorf("%s says %q", slug, word)
			}
		}
		t.Logf("%s\n  %s\n  %s\n  %s", d.Title, d.Numerator, d.Denominator, d.Exclusions)
	}
}
