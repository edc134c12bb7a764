package db

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlacement(t *testing.T) {
	t.Parallel()
	got := placement([]string{"people_person", "units_organisation", "units_unit"}, []key{
		{"other", "other_fk", "FOREIGN KEY …"},
		{"units_unit", "units_unit_fk", "FOREIGN KEY (org_id) REFERENCES units_organisation(org_id)"},
	})
	want := []string{
		"ALTER TABLE units_unit DROP CONSTRAINT units_unit_fk",
		"SELECT create_reference_table('units_organisation')",
		"SELECT create_distributed_table('people_person', 'org_id')",
		"SELECT create_distributed_table('units_unit', 'org_id', colocate_with => 'people_person')",
		"ALTER TABLE units_unit ADD CONSTRAINT units_unit_fk FOREIGN KEY (org_id) REFERENCES units_organisation(org_id)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDistributeSaysWhenThereIsNoCluster(t *testing.T) {
	t.Parallel()
	for name, d := range engines(t) {
		_, err := d.Distribute(t.Context())
		if err == nil || !strings.Contains(err.Error(), "Citus") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// engines opens an SQLite file and, where there is one, the PostgreSQL server.
func engines(t *testing.T) map[string]*DB {
	t.Helper()
	urls := map[string]string{"sqlite": filepath.Join(t.TempDir(), "x.db")}
	if url := os.Getenv("TEST_POSTGRES"); url != "" {
		urls["postgres"] = url
	}
	out := map[string]*DB{}
	for name, url := range urls {
		d, err := Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		out[name] = d
	}
	return out
}
