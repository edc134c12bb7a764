package extracts

import (
	"runtime"
	"testing"

	"footbridge/internal/db/dbtest"
)

// snapshotRows is how many contacts the benchmark has: a tenth of a large trust's.
const snapshotRows = 500_000

// BenchmarkSnapshot makes a snapshot from rows on SQLite, and reads a kept one.
func BenchmarkSnapshot(b *testing.B) {
	d := dbtest.SQLite(b)
	if err := d.Hasty(b.Context()); err != nil {
		b.Fatal(err)
	}
	w := newWorld(b, d)
	w.batch("a")
	w.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		INSERT INTO extracts_contact (org_id, batch_id, row, submitted, person, contact, team, day, minutes, attendance, mechanism, role)
		SELECT $1, 'a', i, 24300, ((i * 7919) % 100000) * 92233720368547 + 7, 'C' || i, 'North team', 19000 + i % 900, 30, '5', '01', 'peer' FROM n`, w.orgID, snapshotRows-1)
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			build, err := w.x.prepare(b.Context(), w.orgID)
			if err != nil {
				b.Fatal(err)
			}
			if s, err := build.make(b.Context()); err != nil || s.Contacts.Len() != snapshotRows {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(snapshotRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys>>20), "heap-MB")
	})
	b.Run("kept", func(b *testing.B) {
		if _, err := w.x.Snapshot(b.Context(), w.orgID); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			w.x.inUse = inUse{}
			if _, err := w.x.Snapshot(b.Context(), w.orgID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
