package extracts

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// manyContacts writes a file of contacts as a record system has them.
func manyContacts(t testing.TB, rows int) File {
	t.Helper()
	at := filepath.Join(t.TempDir(), "contacts.csv")
	out, err := os.Create(at)
	ok(t, err)
	w := bufio.NewWriter(out)
	w.WriteString(header)
	for i := range rows {
		fmt.Fprintf(w, ",C%d,K%08d,%02d/%02d/2026 09:30,%d,Attended,Telephone,Nurse,Team %d\n", i*7919%20_000, i, 1+i%28, 1+i/28%12, i%90, i%40)
	}
	ok(t, w.Flush())
	ok(t, out.Close())
	return File{Name: "contacts.csv", Path: at}
}

// BenchmarkRead reads and checks contacts into a database; the heap is what the
// program holds then.
func BenchmarkRead(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			if name == "postgres" && !dbtest.HasPostgres() {
				b.Skip("TEST_POSTGRES is not set")
			}
			o := newOffice(b, open(b))
			const rows = 300_000
			f := manyContacts(b, rows)
			for b.Loop() {
				batch := o.read(b, f)
				b.StopTimer()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.HeapSys)/1e6, "MB-heap")
				if batch.RowsGood != rows {
					b.Fatal(batch)
				}
				ok(b, o.Stop(b.Context(), o.by, batch.ID))
				b.StartTimer()
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
