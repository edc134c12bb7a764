package extracts

import (
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Every mapping that comes with the program names only kinds and fields that
// there are, and each field that must be there.
func TestReady(t *testing.T) {
	t.Parallel()
	for _, name := range Ready() {
		text, ok := ReadyMapping(name)
		if !ok {
			t.Fatal(name)
		}
		var m struct {
			Source string
			Files  []struct {
				Kind    string
				Columns map[string]any
			}
		}
		if err := yaml.Unmarshal([]byte(text), &m); err != nil || m.Source == "" || len(m.Files) == 0 {
			t.Fatalf("%s: %v, got %+v", name, err, m)
		}
		for _, f := range m.Files {
			i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == f.Kind })
			if i < 0 {
				t.Fatalf("%s: there is no kind %q", name, f.Kind)
			}
			for _, field := range Kinds[i].Fields {
				if _, ok := f.Columns[field.Name]; field.Required && !ok {
					t.Errorf("%s: %s has no %s", name, f.Kind, field.Name)
				}
				delete(f.Columns, field.Name)
			}
			delete(f.Columns, "submitted")
			for field := range f.Columns {
				t.Errorf("%s: %s has no field %q", name, f.Kind, field)
			}
		}
	}
	if _, ok := ReadyMapping("nobody"); ok {
		t.Error("a mapping that there is not")
	}
}
