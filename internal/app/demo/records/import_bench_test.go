package records_test

import (
	"bytes"
	"os"
	"strconv"
	"testing"

	"footbridge/internal/app/demo/records"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// peakMemory is the most memory that the process has held since the last
// forgetPeak, in MB; 0 where the system does not say.
func peakMemory() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.ParseFloat(string(fields[0]), 64)
	return kb / 1024
}

func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) } // 5 forgets the peak, see proc(5)

// BenchmarkImport reads, checks and commits dirty extracts, most of them contacts:
// a million rows, or as many as FOOTBRIDGE_BENCH_ROWS says. Rows a second, and the
// most memory held meanwhile, which must not grow with the rows.
func BenchmarkImport(b *testing.B) {
	rows := 1_000_000
	if text := os.Getenv("FOOTBRIDGE_BENCH_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	engines := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if os.Getenv("TEST_POSTGRES") != "" {
		engines["postgres"] = dbtest.Postgres
	}
	for name, open := range engines {
		for _, shape := range []string{records.Rowan, records.MHSDS} {
			b.Run(name+"/"+shape, func(b *testing.B) {
				// Some people have twenty rows besides their contacts.
				m, files := generated(b, records.Options{Shape: shape, People: 1 + min(100_000, rows/100), Contacts: rows * 8 / 10, Seed: 1})
				b.ResetTimer()
				for range b.N {
					b.StopTimer()
					o := newOffice(b, open(b))
					source := o.mapping(b, m.Source)
					forgetPeak()
					b.StartTimer()
					batch, err := o.Read(b.Context(), o.by, source, until, files)
					if err != nil {
						b.Fatal(err)
					}
					if err := o.Commit(b.Context(), o.by, batch.ID); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(m.Rows()*b.N)/b.Elapsed().Seconds(), "rows/s")
				b.ReportMetric(peakMemory(), "MB-peak")
			})
		}
	}
}
