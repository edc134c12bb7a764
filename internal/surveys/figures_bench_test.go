package surveys

import (
	"fmt"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
)

// BenchmarkFigures100k makes the figures of a wave with a hundred thousand
// answers to thirty questions, from its packs, and again from memory.
func BenchmarkFigures100k(b *testing.B) {
	engines := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if dbtest.HasPostgres() {
		engines["postgres"] = dbtest.Postgres
	}
	for name, open := range engines {
		w := newTrust(b, open(b), longForm())
		w.answers(2_000, "link", "paper", "kiosk")
		for n := 1; n < 50; n++ { // the same people again, with other ids
			w.exec(`INSERT INTO surveys_response (org_id, wave_id, id, unit_id, channel, hour, data)
				SELECT org_id, wave_id, id || $2, unit_id, channel, hour, data FROM surveys_response WHERE org_id = $1 AND id NOT LIKE '%x%'`, w.by.OrgID, fmt.Sprintf("x%d", n))
		}
		must(b, w.s.packWave(b.Context(), w.wave))
		w.exec(`ANALYZE`)
		figures := func(b *testing.B) {
			t, err := w.s.figures(b.Context(), w.db, w.wave)
			must(b, err)
			if *t.Cuts[0].N != 100_000 || t.Lines[0].Cells[0].Percent == nil {
				b.Fatal(t.Cuts[0], t.Lines[0].Cells[0])
			}
		}
		b.Run(name+"/cold", func(b *testing.B) {
			for b.Loop() {
				w.s.cache = cache{}
				figures(b)
			}
		})
		b.Run(name+"/warm", func(b *testing.B) {
			for b.Loop() {
				figures(b)
			}
		})
	}
}

// longForm asks thirty questions: a figure each of twenty-five.
func longForm() forms.Form {
	f := figureForm()
	for n := range 25 {
		i := f.Items[0]
		i.LinkID = fmt.Sprintf("q%d", n)
		f.Items = append(f.Items, i)
	}
	return f
}
