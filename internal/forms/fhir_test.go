package forms

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// failing is a test, or one try of a property.
type failing interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// files are questionnaires as others write them.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*/*.json")
	if err != nil || len(names) < 8 {
		t.Fatal("the test data is missing", err)
	}
	all := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(`"QuestionnaireResponse"`)) {
			continue
		}
		all[name] = data
	}
	return all
}

func decoded(t failing, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in:\n%s", err, data)
	}
	return v
}

func mustRead(t failing, data []byte) (Form, []Note) {
	t.Helper()
	f, notes, err := ReadJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	return f, notes
}

func mustWrite(t failing, f *Form) []byte {
	t.Helper()
	data, err := WriteJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestJSONComesAndGoesWithoutLoss(t *testing.T) {
	for name, data := range files(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, notes := mustRead(t, data)
			if diff := cmp.Diff(decoded(t, data), decoded(t, mustWrite(t, &f))); diff != "" {
				t.Error(diff)
			}
			for _, n := range notes {
				if n.Path == "" || !strings.HasSuffix(n.What, ".") && strings.TrimSpace(n.What) == "" {
					t.Errorf("a note should say where and what: %+v", n)
				}
				t.Log(n)
			}
		})
	}
}
