package extracts

import "testing"

// Every mapping that comes with the program is one.
func TestReady(t *testing.T) {
	t.Parallel()
	var x Extracts
	all := x.Ready()
	if len(all) < 2 {
		t.Errorf("got %d ready mappings", len(all))
	}
	for _, ready := range all {
		m, wrong := MappingErrors(ready.Text)
		for _, w := range wrong {
			t.Errorf("%s.yaml:%d: %s", ready.Slug, w.Line, w.Text)
		}
		if m.Source != ready.Source || ready.Source == "" || ready.VersionOf == "" || len(m.Files) == 0 {
			t.Errorf("%s: got %+v", ready.Slug, m)
		}
	}
}
